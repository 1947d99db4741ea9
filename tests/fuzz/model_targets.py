"""Models as a stranger may give them: checkpoints, weights, sizes, names and tokenizers."""

import hashlib
import json
from pathlib import Path

from tests.fuzz.files import SPLIT


def checkpoint(data: bytes, folder: Path) -> None:
    """The manifest of a training checkpoint, and the nested state of a part, whose hash is right."""
    from humocon.training.checkpoint import MANIFEST, resume

    manifest, _, state = data.partition(SPLIT)
    path = folder / "step_00000001"
    path.mkdir(exist_ok=True)
    (path / "model.json").write_bytes(state)
    facts = {"sha256": hashlib.sha256(state).hexdigest(), "bytes": len(state)}
    (path / MANIFEST).write_bytes(manifest.replace(b'"FACTS"', json.dumps(facts).encode()))
    resume(folder, {"model": _Part()})


def concepts(data: bytes, folder: Path) -> None:
    """The sizes of a stage-1 model, beside weights that are right."""
    from humocon.model_folder import load_branches

    _fill(folder)
    (folder / "concepts.json").write_bytes(data)
    load_branches(folder)


def concept_weights(data: bytes, folder: Path) -> None:
    """The weights of a stage-1 model, beside sizes that are right."""
    from humocon.model_folder import load_branches

    _fill(folder)
    (folder / "concepts.safetensors").write_bytes(data)
    load_branches(folder)


def concept_names(data: bytes, folder: Path) -> None:
    import torch

    from humocon.concepts.names import read_names

    path = folder / "concept_names.json"
    path.write_bytes(data)
    read_names(path, torch.zeros(2, 2))


def model(data: bytes, folder: Path) -> None:
    """The configuration of a whole model, whose other files are right."""
    from humocon.model_folder import load_pretrained

    _fill(folder)
    (folder / "config.json").write_bytes(data)
    load_pretrained(folder)


def tokenizer(data: bytes, folder: Path) -> None:
    """The tokenizer of a whole model, and its settings."""
    from humocon.model_folder import load_pretrained

    _fill(folder)
    for name, content in zip(("tokenizer.json", "tokenizer_config.json"), data.split(SPLIT), strict=False):
        (folder / name).write_bytes(content)
    load_pretrained(folder)


def _fill(folder: Path) -> None:
    """Put a whole tiny model, and its stage 1, into a folder that has none yet."""
    if not (folder / "model.safetensors").is_file():
        from tests.fuzz.seeds import write_tiny_model

        write_tiny_model(folder)


class _Part:
    def state_dict(self) -> object:
        return {}

    def load_state_dict(self, state_dict: object, /) -> None:
        pass
