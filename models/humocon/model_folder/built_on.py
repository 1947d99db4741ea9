"""A model that is stored as what it learned: a projector and LoRA adapters, on parts that are named and not copied.

The folder has `built_on.json` (the base language model and the concepts, each with a digest), the model's and the
processor's settings, `projector.safetensors`, and, after tuning, the adapters as peft writes them. The tokenizer is the
base's own, with what every processor adds to it.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from safetensors.torch import save_file
from transformers import AutoTokenizer

from humocon.concepts.model import ConceptModel
from humocon.concepts.names import codebook_sha256
from humocon.errors import CheckpointError, one_line
from humocon.files import read_json, whole_files
from humocon.hub import NO_CODE
from humocon.language.lora import no_checkpointing_warning
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.model_folder.concepts import load_concepts
from humocon.model_folder.folder import (
    ADAPTER_FILE,
    BUILT_ON_FILE,
    REMEDY,
    check_finite,
    default_folder,
    stored_weights,
)
from humocon.smollm2 import GGUF, NAME, SMOLLM2_FILES, load_smollm2

if TYPE_CHECKING:
    from peft import PeftModel

PROJECTOR_FILE: Final = "projector.safetensors"
_TOKENIZER_FILES: Final = ("tokenizer*", "special_tokens_map.json", "chat_template*")


def may_build_on(language_model: str | None, concepts: str | Path) -> bool:
    """Whether a model of these parts is stored without them: they are found by their names everywhere."""
    return language_model == NAME and str(concepts) == default_folder().name


def is_built_on_parts(folder: str | Path) -> bool:
    """Whether a folder holds such a model."""
    return (Path(folder).expanduser() / BUILT_ON_FILE).is_file()


def save_built_on_parts(
    model: HumoconForConditionalGeneration,
    processor: HumoconProcessor,
    folder: Path,
    adapters: "PeftModel | None" = None,
    dtype: torch.dtype = torch.float32,
) -> None:
    """Write what a model learned, and the names of what it is built on: `smollm2` and the concepts of `mini`.

    Args:
        model: whose language model and concepts are as they were.
        processor: of the same model.
        folder: made where it is missing.
        adapters: the same model with LoRA; None before tuning.
        dtype: of the weights that are written; loads as float32.
    """
    parts = {
        "language_model": NAME,
        "language_model_sha256": SMOLLM2_FILES.sha256[GGUF],
        "concepts": default_folder().name,
        "codebook_sha256": codebook_sha256(model.concepts.codebook.vectors),
    }
    with whole_files(folder) as partial:
        if adapters is not None:
            adapters.peft_config["default"].base_model_name_or_path = NAME
            state = {name: value.to(dtype) for name, value in _adapter_weights(adapters).items()}
            adapters.save_pretrained(str(partial), state_dict=state, save_embedding_layers=False)
            (partial / "README.md").unlink(missing_ok=True)
        text_config = model.config.get_text_config(decoder=True)
        text_config.name_or_path = ""  # no path of the machine that trained it
        model.config.save_pretrained(partial)
        processor.save_pretrained(partial)
        for file in (file for name in _TOKENIZER_FILES for file in partial.glob(name)):
            file.unlink()
        projector = {name: value.to(dtype).contiguous() for name, value in model.projector.state_dict().items()}
        save_file(projector, partial / PROJECTOR_FILE)
        (partial / BUILT_ON_FILE).write_text(json.dumps(parts, indent=2) + "\n", encoding="utf-8")


def load_built_on_parts(
    folder: Path, *, device: str, dtype: torch.dtype, place: Path | None = None
) -> tuple[HumoconForConditionalGeneration, HumoconProcessor]:
    """Put a model together from its folder, the base language model in the cache, and the concepts of `mini`.

    Args:
        folder: of the model.
        device: where to put it.
        dtype: of the language model's weights.
        place: the cache's folder of language models.

    Raises:
        CheckpointError: a part is missing, damaged, or another than the model was made for.
    """
    base, concepts = _parts(folder, place)
    settings: dict[str, Any] = read_json(folder / "config.json", REMEDY)
    prompts: dict[str, Any] = read_json(folder / "processor_config.json", REMEDY)
    try:
        processor = HumoconProcessor.from_base(
            AutoTokenizer.from_pretrained(base, **NO_CODE),
            frames_per_token=prompts["frames_per_token"],
            max_motion_tokens=prompts["max_motion_tokens"],
        )
        model = HumoconForConditionalGeneration.from_base(
            base, concepts, processor, reads=settings["reads"], dtype=dtype
        )
        model.projector.load_state_dict(stored_weights([folder / PROJECTOR_FILE]))
        if (folder / ADAPTER_FILE).is_file():
            model = _with_adapters(folder, model)
    except CheckpointError:
        raise
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise CheckpointError(f"{folder}: the model cannot be put together ({one_line(error)}); {REMEDY}") from error
    check_finite(folder, model)
    return model.to(device).eval(), processor  # pyright: ignore[reportArgumentType]


def _parts(folder: Path, place: Path | None) -> tuple[Path, ConceptModel]:
    """The folder of the base language model and the concepts, if they are those that a model was made for."""
    parts = read_json(folder / BUILT_ON_FILE, REMEDY)
    known = {"language_model": NAME, "language_model_sha256": SMOLLM2_FILES.sha256[GGUF], "concepts": "mini"}
    for key, value in known.items():
        if parts.get(key) != value:
            raise CheckpointError(f"{folder / BUILT_ON_FILE}: {key} is {parts.get(key)!r}, not {value!r}; {REMEDY}")
    base, concepts = load_smollm2(place), load_concepts(default_folder())
    if parts.get("codebook_sha256") != codebook_sha256(concepts.codebook.vectors):
        raise CheckpointError(f"{folder}: was made for other concepts than those of mini; {REMEDY}")
    return base, concepts


def _adapter_weights(adapters: "PeftModel") -> dict[str, torch.Tensor]:
    return {name: value for name, value in adapters.state_dict().items() if "lora_" in name}


def _with_adapters(folder: Path, model: HumoconForConditionalGeneration) -> HumoconForConditionalGeneration:
    from peft import PeftModel

    with no_checkpointing_warning():
        adapted = PeftModel.from_pretrained(model, folder)
    return adapted.merge_and_unload()  # pyright: ignore[reportCallIssue, reportReturnType]
