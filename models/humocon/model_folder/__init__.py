"""The one door to a model's folder: opening, checking, writing."""

from typing import TYPE_CHECKING

from humocon.files import default_folder
from humocon.model_folder.concepts import (
    STATISTICS_FILE,
    VideoBranch,
    carry_concept_files,
    concept_file,
    concepts_folder,
    load_branches,
    load_concepts,
    load_names,
    load_video_branch,
    named_folder,
    save_concepts,
)

if TYPE_CHECKING:
    from humocon.model_folder.built_on import is_built_on_parts, may_build_on, save_built_on_parts
    from humocon.model_folder.pretrained import (
        check_folder,
        four_bits,
        load_pretrained,
        load_tokenizer,
        save_for_shipping,
    )

__all__ = [
    "STATISTICS_FILE",
    "VideoBranch",
    "carry_concept_files",
    "check_folder",
    "concept_file",
    "concepts_folder",
    "default_folder",
    "four_bits",
    "is_built_on_parts",
    "load_branches",
    "load_concepts",
    "load_names",
    "load_pretrained",
    "load_tokenizer",
    "load_video_branch",
    "may_build_on",
    "named_folder",
    "save_built_on_parts",
    "save_concepts",
    "save_for_shipping",
]


def __getattr__(name: str) -> object:
    """What needs transformers, once it is asked for: concepts of motion open without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from humocon.model_folder import built_on, pretrained

    return getattr(built_on if hasattr(built_on, name) else pretrained, name)
