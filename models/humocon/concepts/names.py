"""What the concepts are called: `concept_names.json` beside the weights, written by `humocon concepts name`."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from torch import Tensor

from humocon.errors import CheckpointError, one_line
from humocon.files import parse_json, write_json

NAMES_FILE = "concept_names.json"
UNKNOWN = "unknown"
Source = Literal["labels", "facts", "unknown"]


@dataclass(frozen=True)
class ConceptName:
    """What one concept is called, and why.

    Attributes:
        name: a few words, e.g. "wave left hand"; "unknown" where neither labels nor facts agree.
        source: "labels", the majority label of the poses that hold the code; "facts", what the body does in them.
        purity: share of these poses that the name is true of, in [0, 1]; 0 where it is unknown.
        usage: share of all poses that hold the code, in [0, 1].
        speed: mean speed of the pelvis over the floor in these poses, metres per second.
        parts: what moves in them, the most first, e.g. ("left arm",).
    """

    name: str
    source: Source
    purity: float
    usage: float
    speed: float
    parts: tuple[str, ...]


def codebook_sha256(vectors: Tensor) -> str:
    """Hash over the code vectors (C, D): names belong to one codebook and to no other."""
    return hashlib.sha256(vectors.detach().float().cpu().contiguous().numpy().tobytes()).hexdigest()


def write_names(names: Mapping[int, ConceptName], path: Path, vectors: Tensor) -> None:
    """Write the names of a codebook (C, D) to a file, whole or not at all.

    Raises:
        ConfigError: the file cannot be written.
    """
    concepts = {str(code): asdict(names[code]) for code in sorted(names)}
    write_json(path, {"codebook": codebook_sha256(vectors), "concepts": concepts})


def read_names(path: Path, vectors: Tensor) -> dict[int, ConceptName]:
    """The names of a codebook (C, D); empty where there is no such file.

    Raises:
        CheckpointError: the file is damaged, or names another codebook.
    """
    if not path.is_file():
        return {}
    remedy = "make it again with `humocon concepts name`, or delete it"
    try:
        content = parse_json(path.read_text(encoding="utf-8"))
        names = {int(code): _read_name(entry) for code, entry in content["concepts"].items()}
        codebook = content["codebook"]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise CheckpointError(f"{path}: not the names of concepts ({one_line(error)}); {remedy}") from None
    if codebook != codebook_sha256(vectors):
        raise CheckpointError(f"{path}: the names of another codebook; {remedy}")
    strange = [code for code in names if not 0 <= code < len(vectors)]
    if strange:
        raise CheckpointError(f"{path}: names concept {strange[0]}, the codebook has {len(vectors)}; {remedy}")
    return names


def _read_name(entry: dict) -> ConceptName:
    if entry["source"] not in get_args(Source):
        raise ValueError(f"unknown source {entry['source']!r}")
    if not isinstance(entry["name"], str) or not entry["name"].strip():
        raise ValueError(f"a name is {entry['name']!r}")
    return ConceptName(
        entry["name"],
        entry["source"],
        float(entry["purity"]),
        float(entry["usage"]),
        float(entry["speed"]),
        tuple(map(str, entry["parts"])),
    )
