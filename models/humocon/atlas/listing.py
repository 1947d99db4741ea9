"""The codebook as a table: `humocon concepts list`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from humocon.atlas.sources import Failure, read_motions
from humocon.atlas.survey import load_named, survey
from humocon.concepts.codebook import perplexity
from humocon.concepts.names import UNKNOWN, ConceptName, codebook_sha256
from humocon.config.values import did_you_mean
from humocon.errors import CheckpointError, ConfigError, one_line
from humocon.files import parse_json, write_json
from humocon.model_folder import STATISTICS_FILE, concept_file


@dataclass(frozen=True)
class Listing:
    """Every concept of a codebook, by code.

    Attributes:
        origin: where the numbers come from, in words.
        clips: motions that were counted; None where that is not known.
        rows: for each concept code, name, source, purity (of the name), usage, speed, parts; and where motions were
            counted also poses, spans, clips, duration_s, confidence, distance, label, label_purity, else None.
        codebook: hash of the code vectors.
    """

    origin: str
    clips: int | None
    rows: list[dict[str, Any]]
    codebook: str
    failures: list[Failure] = field(default_factory=list)

    @property
    def dead(self) -> list[int]:
        """Codes that are never used."""
        return [row["code"] for row in self.rows if not row["usage"]]

    @property
    def perplexity(self) -> float:
        """How many concepts are used, counted by how evenly they are."""
        return perplexity(torch.tensor([row["usage"] for row in self.rows], dtype=torch.float64))


def find_concepts(words: str, model: Path | None = None) -> dict[int, ConceptName | None]:
    """The concepts that a number or words of their names mean, by code, the most used first.

    Raises:
        ConfigError: no concept has such a name.
        CheckpointError: there is no usable model.
    """
    if words.strip().isdecimal():
        return {int(words): None}
    _, names = load_named(model)
    asked = words.lower().split()
    named = {code: name for code, name in names.items() if name.name != UNKNOWN}
    found: dict[int, ConceptName | None] = {
        code: name
        for code, name in sorted(named.items(), key=lambda item: -item[1].usage)
        if asked and all(any(_is_like(word, own) for own in re.findall(r"\w+", name.name.lower())) for word in asked)
    }
    if not found:
        known = sorted({word for name in named.values() for word in re.findall(r"\w+", name.name.lower())})
        guess = did_you_mean(words.lower(), known) or "; `humocon concepts list` shows the names that there are"
        raise ConfigError(f"no concept is called {words!r}{guess}")
    return found


def _is_like(word: str, own: str) -> bool:
    """Whether a word means one of a name: "jump" means "jumps", and "jumps" "jump"."""
    return own.startswith(word) or (len(own) > 2 and word.startswith(own))


def list_concepts(
    paths: Sequence[Path], *, model: Path | None = None, split: str | None = None, pose_models: Path | None = None
) -> Listing:
    """Say what each concept is.

    Args:
        paths: motions to count in, see `read_motions`; where there are none, what lies beside the weights is read.
        model: folder of a model; by default the one that ships.
        split: of labelled sets only the clips of this split.
        pose_models: see `lift_video`.

    Raises:
        CheckpointError: there is no usable model, or nothing is known about its concepts without motions.
        DataError: no motion could be read.
    """
    concepts, names = load_named(model)
    vectors = concepts.codebook.vectors
    if not paths:
        return _known_listing(concept_file(model, STATISTICS_FILE), vectors, names)
    found = survey(concepts, names, read_motions(paths, split, pose_models), moments=0, codes=())
    rows = []
    for code in range(len(vectors)):
        summary = found.counts.summary(code)
        own = {"parts": list(summary.parts), "label_purity": summary.purity}
        rows.append(asdict(summary) | own | _named(names.get(code)))
    counted = f"{found.counts.clips:,} motions"
    return Listing(counted, found.counts.clips, rows, codebook_sha256(vectors), found.failures)


def write_listing(listing: Listing, path: Path) -> None:
    """Write a listing; as `concept_statistics.json` beside the weights, it is what is shown without motions.

    Raises:
        ConfigError: it cannot be written.
    """
    told = {"codebook": listing.codebook, "clips": listing.clips, "perplexity": listing.perplexity}
    write_json(path, told | {"dead": listing.dead, "concepts": listing.rows}, indent=1)


def _known_listing(path: Path, vectors: Tensor, names: Mapping[int, ConceptName]) -> Listing:
    codebook = codebook_sha256(vectors)
    if path.is_file():
        remedy = "make it again with `humocon concepts list --data DIR -o FILE`, or delete it"
        try:
            content = parse_json(path.read_text(encoding="utf-8"))
            rows, clips, own = content["concepts"], content["clips"], content["codebook"]
            codes = [(int(row["code"]), float(row["usage"])) for row in rows]
            rows = [{**row, "code": code, "usage": usage} for row, (code, usage) in zip(rows, codes, strict=True)]
            clips = int(clips)
        except (OSError, ValueError, TypeError, KeyError, OverflowError) as error:
            raise CheckpointError(f"{path}: not the statistics of concepts ({one_line(error)}); {remedy}") from None
        if own != codebook or len(codes) != len(vectors):
            raise CheckpointError(f"{path}: the statistics of another codebook; {remedy}")
        # The names may be newer than the statistics.
        rows = [row | _named(names.get(row["code"])) for row in rows]
        return Listing(f"{clips:,} motions, counted when the model was made", clips, rows, codebook)
    if not names:
        raise CheckpointError(f"{path.parent}: nothing is stored about its concepts; give motions with --data")
    unknown = dict.fromkeys(
        ("poses", "spans", "clips", "duration_s", "confidence", "distance", "label", "label_purity")
    )
    rows = []
    for code in range(len(vectors)):
        name = names.get(code, ConceptName("", "unknown", 0.0, 0.0, 0.0, ()))
        own = {"usage": name.usage, "speed": name.speed, "parts": list(name.parts)}
        rows.append({"code": code, **own, **unknown, **_named(name)})
    return Listing("the names that ship with the model", None, rows, codebook)


def _named(name: ConceptName | None) -> dict[str, Any]:
    if name is None:
        return {"name": "", "source": "unknown", "purity": 0.0}
    return {"name": name.name, "source": name.source, "purity": name.purity}
