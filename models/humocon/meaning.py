"""Do the concepts mean anything? `humocon eval concepts`: codes beside those of clusterings that learned nothing."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from humocon.atlas.checkpoint import load_concept_model
from humocon.atlas.coding import encode_poses
from humocon.concepts.codebook import Codebook
from humocon.concepts.model import ConceptModel
from humocon.errors import ConfigError, DataError
from humocon.evaluation.babel_qa import FPS, MOTION_FOLDER, read_clip, read_json_object
from humocon.evaluation.meaning import (
    BoundaryCounts,
    contingency,
    normalised_mutual_information,
    probe_accuracy,
    purity,
)
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.features import pose_features
from humocon.training.report import Report, SilentReport

ATTRIBUTES: Final = ("action", "direction", "body_part")
COLUMNS: Final = ("NMI", "purity", "boundary F1", "changes a second", *(f"probe {name}" for name in ATTRIBUTES))
PCA_WIDTH: Final[int] = 32


@dataclass(frozen=True, kw_only=True)
class MeaningConfig:
    """What is measured.

    Attributes:
        data: folder in BABEL-QA's layout, with `motion_concepts.json`.
        split: what is measured on.
        model: folder of a model; None for the one that ships.
        against: name and folder of other concept models, such as one that learned from reconstruction alone.
        output: JSON file for the result; None to write none.
        motions: at most so many motions of each split, a random subset.
        seed: of the subset, the clusterings and the probe.
    """

    data: Path
    split: str = "test"
    model: Path | None = None
    against: tuple[tuple[str, Path], ...] = ()
    output: Path | None = None
    motions: int = 400
    seed: int = 0


@dataclass(frozen=True)
class LabelledMotion:
    """One motion: features (K, 133) of its poses, and its segments (begin, end, attributes) in poses."""

    features: np.ndarray
    segments: tuple[tuple[int, int, dict[str, str]], ...]


@dataclass(frozen=True)
class Row:
    """One way to get features and codes: for each motion, (K, F) and (K,)."""

    name: str
    features: Callable[[LabelledMotion], np.ndarray]
    codes: Callable[[np.ndarray], np.ndarray]


def measure_meaning(config: MeaningConfig, report: Report | None = None) -> dict[str, Any]:
    """Measure a codebook, and beside it clusterings with as many clusters.

    Clusterings and probes are learned on the split "train", everything is measured on `split`. Poses of transitions
    have no label and count for boundaries only.

    Raises:
        DataError, CheckpointError, ConfigError: as their messages say.
    """
    report = report or SilentReport()
    if config.motions < 2:
        raise ConfigError(f"motions is {config.motions}; it must be at least 2")
    model = load_concept_model(config.model)
    others = [(name, load_concept_model(folder)) for name, folder in config.against]
    train, held = (_read_split(config, split) for split in ("train", config.split))
    rows = [_model_row("codes of the model", model), *(_model_row(name, other) for name, other in others)]
    rows += _clusterings(model, train, config.seed)
    report.start("eval concepts", len(rows), {"motions": f"{len(held)} of {config.split}, {len(train)} of train"}, 0)
    results: dict[str, dict[str, float]] = {}
    try:
        for number, row in enumerate(rows, 1):
            results[row.name] = _measure(row, train, held, config.seed)
            report.metrics(number, results[row.name], config.split)
    finally:
        report.finish()
    poses = sum(len(sequence.features) for sequence in held)
    found: dict[str, Any] = {"data": str(config.data), "split": config.split, "motions": len(held), "poses": poses}
    found |= {"seed": config.seed, "codes": model.config.num_codes, "rows": results}
    if config.output is not None:
        _write(config.output, found)
    return found


def _write(path: Path, found: dict[str, Any]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}); choose another --output") from None


def _read_split(config: MeaningConfig, split: str) -> list[LabelledMotion]:
    """The motions of a split, with their segments."""
    concepts = read_json_object(config.data / "motion_concepts.json")
    questions = read_json_object(config.data / "questions.json")
    splits = read_json_object(config.data / "split_question_ids.json")
    if split not in splits:
        raise DataError(f"{config.data / 'split_question_ids.json'}: no split '{split}'; it has: {', '.join(splits)}")
    try:
        names = sorted({str(questions[question]["babel_id"]) for question in splits[split]})
        if len(names) > config.motions:
            chosen = np.random.default_rng(config.seed).permutation(len(names))[: config.motions]
            names = [names[place] for place in sorted(chosen)]
        return [_read_sequence(config.data, name, concepts[name]) for name in names]
    except (KeyError, TypeError, ValueError) as error:
        what = f"questions and concepts do not fit each other ({type(error).__name__}: {error})"
        raise DataError(f"{config.data}: {what}; make the folder again") from None


def _read_sequence(folder: Path, name: str, entries: Sequence[dict[str, Any]]) -> LabelledMotion:
    features = pose_features(read_clip(folder / MOTION_FOLDER / name / "joints.npy").joints)
    segments = []
    for entry in entries:
        begin, end = (min(round(entry[key] / FPS * CANONICAL_FPS), len(features)) for key in ("start_f", "end_f"))
        attributes = {key: str(values[0]) for key, values in entry["attributes"].items() if values}
        if begin < end:
            segments.append((begin, end, attributes))
    return LabelledMotion(features, tuple(segments))


def _model_row(name: str, model: ConceptModel) -> Row:
    @torch.inference_mode()
    def states(sequence: LabelledMotion) -> np.ndarray:
        return encode_poses(model, sequence.features).numpy()

    @torch.inference_mode()
    def codes(features: np.ndarray) -> np.ndarray:
        return model.codes(torch.from_numpy(features)).numpy()

    return Row(name, states, codes)


def _clusterings(model: ConceptModel, train: Sequence[LabelledMotion], seed: int) -> list[Row]:
    """k-means on the model's own states, on normalised poses, and on their main components."""
    mean, deviation = model.feature_mean.numpy(), model.feature_std.numpy()

    def poses(sequence: LabelledMotion) -> np.ndarray:
        return (sequence.features - mean) / deviation

    every = np.concatenate([poses(sequence) for sequence in train])
    centre = every.mean(axis=0)
    _, vectors = np.linalg.eigh(np.cov((every - centre).T))
    main = vectors[:, ::-1][:, :PCA_WIDTH]

    def components(sequence: LabelledMotion) -> np.ndarray:
        return ((poses(sequence) - centre) @ main).astype(np.float32)

    states = _model_row("", model).features
    named = {"k-means on the states": states, "k-means on poses": poses, "k-means on PCA of poses": components}
    rows = []
    for name, features in named.items():
        points = np.concatenate([features(sequence) for sequence in train])
        rows.append(Row(name, features, _cluster(points, model.config.num_codes, seed)))
    return rows


def _cluster(points: np.ndarray, num_codes: int, seed: int, most: int = 30_000) -> Callable[[np.ndarray], np.ndarray]:
    """k-means as the codebook itself begins: the clusters of some points (N, F), as a function from points to codes."""
    chosen = np.random.default_rng(seed).permutation(len(points))[:most]
    codebook = Codebook(num_codes, points.shape[1], dead_below=0.0, seed=seed)
    codebook(torch.from_numpy(points[chosen]).float())
    codebook.eval()

    @torch.inference_mode()
    def codes(features: np.ndarray) -> np.ndarray:
        return codebook.look_up(torch.from_numpy(features).float()).numpy()

    return codes


def _measure(row: Row, train: Sequence[LabelledMotion], held: Sequence[LabelledMotion], seed: int) -> dict[str, float]:
    """Every number of one row."""
    boundaries, seconds = BoundaryCounts(), 0.0
    codes, labels, names = [], [], {}
    held_features = [row.features(sequence) for sequence in held]
    for sequence, features in zip(held, held_features, strict=True):
        found = row.codes(features)
        seconds += len(found) / CANONICAL_FPS
        edges = {edge for begin, end, _ in sequence.segments for edge in (begin, end)} - {0, len(found)}
        boundaries.add((np.flatnonzero(np.diff(found)) + 1).tolist(), sorted(edges))
        for begin, end, attributes in sequence.segments:
            if attributes.get("action") != "transition":
                label = names.setdefault(" ".join(attributes.get(key, "") for key in ATTRIBUTES), len(names))
                codes.append(found[begin:end])
                labels.append(np.full(end - begin, label))
    if not codes:
        raise DataError("no segment of these motions has a label; give a folder with motion_concepts.json filled in")
    table = contingency(np.concatenate(codes), np.concatenate(labels))
    numbers = (normalised_mutual_information(table), purity(table), boundaries.f1, boundaries.predicted / seconds)
    train_features = [row.features(sequence) for sequence in train]
    probes = [_probe(name, train, train_features, held, held_features, seed) for name in ATTRIBUTES]
    return dict(zip(COLUMNS, (*numbers, *probes), strict=True))


def _probe(
    name: str,
    train: Sequence[LabelledMotion],
    train_features: Sequence[np.ndarray],
    held: Sequence[LabelledMotion],
    held_features: Sequence[np.ndarray],
    seed: int,
) -> float:
    """Accuracy on one attribute from the mean feature of each given segment; NaN where no segment has it."""
    parts = []
    for sequences, features in ((train, train_features), (held, held_features)):
        means, labels = [], []
        for sequence, values in zip(sequences, features, strict=True):
            for begin, end, attributes in sequence.segments:
                if attributes.get(name, "transition") != "transition":
                    means.append(values[begin:end].mean(axis=0))
                    labels.append(attributes[name])
        parts += [np.array(means), labels]
    return probe_accuracy(*parts, seed=seed) if len(parts[0]) > 7 and len(parts[2]) else float("nan")
