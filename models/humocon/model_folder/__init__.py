"""The one door to a model's folder: opening, checking, writing."""

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
    save_concepts,
)
from humocon.model_folder.folder import default_folder
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
    "load_branches",
    "load_concepts",
    "load_names",
    "load_pretrained",
    "load_tokenizer",
    "load_video_branch",
    "save_concepts",
    "save_for_shipping",
]
