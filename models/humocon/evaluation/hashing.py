"""Hashes that say which model and which code a number belongs to."""

import hashlib
from functools import cache
from pathlib import Path

MODEL_FILES = ("*.safetensors", "*config.json", "tokenizer.json", "*.jinja")


def model_sha256(folder: Path) -> str | None:
    """Hash over the weights and settings in a model folder; None for a hub id."""
    if not folder.is_dir():
        return None
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MODEL_FILES for path in folder.glob(pattern)}):
        with path.open("rb") as file:
            digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


@cache
def code_sha256() -> str:
    """Hash over the core's own source files: two runs with the same one were made by the same code."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
