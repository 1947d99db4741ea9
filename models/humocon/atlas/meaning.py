"""Do the concepts mean anything? `humocon eval concepts`: codes beside those of clusterings that learned nothing."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from humocon.atlas.coding import AT_ONCE
from humocon.atlas.measures import BoundaryCounts, count_pairs, normalised_mutual_information, probe_accuracy, purity
from humocon.concepts.codebook import Codebook
from humocon.concepts.model import ConceptModel
from humocon.errors import ConfigError, DataError
from humocon.evaluation.babel_qa import FPS, find_files, read_clip, read_json_object
from humocon.files import write_json, writing
from humocon.model_folder import load_concepts
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.features import pose_features
from humocon.parallel import apart, gather_bytes
from humocon.training.launch import assemble
from humocon.training.report import Report, SilentReport

ATTRIBUTES: Final = ("action", "direction", "body_part")
COLUMNS: Final = ("NMI", "purity", "boundary F1", "changes a second", *(f"probe {name}" for name in ATTRIBUTES))
PCA_WIDTH: Final[int] = 32
FEWEST_SEGMENTS: Final[int] = 8
_CLUSTERED: Final[int] = 30_000
"""Points of k-means at most."""
"""From fewer nothing is learned: the probe is not a number."""
Codes = Callable[[np.ndarray], np.ndarray]
"""From features (K, F) to codes (K,)."""


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
class Space:
    """Features (K, F) of every motion of both splits, and by attribute what a linear probe reads from them."""

    train: list[np.ndarray]
    held: list[np.ndarray]
    probes: dict[str, float]


def measure_meaning(config: MeaningConfig, report: Report | None = None) -> dict[str, Any]:
    """Measure a codebook, and beside it clusterings with as many clusters; several processes share the rows.

    Clusterings and probes are learned on the split "train", everything is measured on `split`. Poses of transitions
    have no label and count for boundaries only.

    Raises:
        DataError, CheckpointError, ConfigError: as their messages say.
    """
    report = report or SilentReport()
    if config.motions < 2:
        raise ConfigError(f"motions is {config.motions}; it must be at least 2")
    team = assemble("cpu", config.seed)
    model = load_concepts(config.model)
    models = {"codes of the model": model} | {name: load_concepts(folder) for name, folder in config.against}
    train, held = (_read_split(config, split) for split in ("train", config.split))
    makers = _makers(models, train, held, config.seed)
    told = {
        "motions": f"{len(held)} of {config.split}, {len(train)} of train",
        "processes": team.description,
        "num_processes": team.size,
    }
    results: dict[str, dict[str, float]] = {}

    def measure(name: str) -> int:
        with apart():  # the codebook of a clustering would gather from all processes
            results[name] = _measure(*makers[name](), held)
        return 1

    def tell(count: int) -> None:
        for part in gather_bytes(json.dumps(results).encode()):
            results.update(json.loads(part))
        report.metrics(len(results), next(reversed(results.values())), config.split)

    report.start("eval concepts", len(makers), told, 0)
    try:
        team.work(team.shares(list(makers)), measure, tell)
    finally:
        report.finish()
    poses = sum(len(sequence.features) for sequence in held)
    found: dict[str, Any] = {"data": str(config.data), "split": config.split, "motions": len(held), "poses": poses}
    found |= {"seed": config.seed, "codes": model.config.num_codes, "rows": {name: results[name] for name in makers}}
    if config.output is not None and team.leads:
        with writing(config.output):
            config.output.parent.mkdir(parents=True, exist_ok=True)
        write_json(config.output, found)
    return found


def _read_split(config: MeaningConfig, split: str) -> list[LabelledMotion]:
    """The motions of a split, with their segments."""
    files = find_files(config.data)
    concepts, questions, splits = map(read_json_object, (files.concepts, files.questions, files.splits))
    if split not in splits:
        raise DataError(f"{files.splits}: no split '{split}'; it has: {', '.join(splits)}")
    try:
        names = sorted({str(questions[question]["babel_id"]) for question in splits[split]})
        if len(names) > config.motions:
            chosen = np.random.default_rng(config.seed).permutation(len(names))[: config.motions]
            names = [names[place] for place in sorted(chosen)]
        return [_read_sequence(files.motions / name, concepts[name]) for name in names]
    except (KeyError, TypeError, ValueError) as error:
        what = f"questions and concepts do not fit each other ({type(error).__name__}: {error})"
        raise DataError(f"{config.data}: {what}; make the folder again") from None


def _read_sequence(folder: Path, entries: Sequence[dict[str, Any]]) -> LabelledMotion:
    features = pose_features(read_clip(folder / "joints.npy").joints)
    segments = []
    for entry in entries:
        begin, end = (min(round(entry[key] / FPS * CANONICAL_FPS), len(features)) for key in ("start_f", "end_f"))
        attributes = {key: str(values[0]) for key, values in entry["attributes"].items() if values}
        if begin < end:
            segments.append((begin, end, attributes))
    return LabelledMotion(features, tuple(segments))


def _makers(
    models: dict[str, ConceptModel], train: Sequence[LabelledMotion], held: Sequence[LabelledMotion], seed: int
) -> dict[str, Callable[[], tuple[Space, Codes]]]:
    """Every model, then k-means on the first one's own states, on normalised poses, and on their main components."""
    first = next(iter(models.values()))
    mean, deviation = first.feature_mean.numpy(), first.feature_std.numpy()

    @cache
    def states(name: str) -> Space:
        return _space(partial(_states, models[name]), train, held, seed)

    def normal(sequence: LabelledMotion) -> np.ndarray:
        return (sequence.features - mean) / deviation

    def components() -> Space:
        every = np.concatenate([normal(sequence) for sequence in train])
        centre = every.mean(axis=0)
        main = np.linalg.eigh(np.cov((every - centre).T))[1][:, ::-1][:, :PCA_WIDTH]
        return _space(lambda sequence: ((normal(sequence) - centre) @ main).astype(np.float32), train, held, seed)

    def clustered(space: Space) -> tuple[Space, Codes]:
        return space, _cluster(np.concatenate(space.train), first.config.num_codes, seed)

    return {name: lambda name=name: (states(name), partial(_codes, models[name].codebook)) for name in models} | {
        "k-means on the states": lambda: clustered(states(next(iter(models)))),
        "k-means on poses": lambda: clustered(_space(normal, train, held, seed)),
        "k-means on PCA of poses": lambda: clustered(components()),
    }


def _space(
    features: Callable[[LabelledMotion], np.ndarray],
    train: Sequence[LabelledMotion],
    held: Sequence[LabelledMotion],
    seed: int,
) -> Space:
    learned, measured = [features(sequence) for sequence in train], [features(sequence) for sequence in held]
    probes = {}
    for name in ATTRIBUTES:
        inputs, labels = _segments(train, learned, name)
        others, truth = _segments(held, measured, name)
        known = len(labels) >= FEWEST_SEGMENTS and len(truth) > 0
        probes[name] = probe_accuracy(inputs, labels, others, truth, seed) if known else float("nan")
    return Space(learned, measured, probes)


@torch.inference_mode()
def _states(model: ConceptModel, sequence: LabelledMotion) -> np.ndarray:
    return model.encode(torch.from_numpy(sequence.features)[None], at_once=AT_ONCE)[0].numpy()


@torch.inference_mode()
def _codes(codebook: Codebook, features: np.ndarray) -> np.ndarray:
    return codebook.look_up(torch.from_numpy(features)).numpy()


def _cluster(points: np.ndarray, num_codes: int, seed: int) -> Codes:
    """k-means as the codebook itself begins: the clusters of some points (N, F), as a function from points to codes."""
    chosen = np.random.default_rng(seed).permutation(len(points))[:_CLUSTERED]
    codebook = Codebook(num_codes, points.shape[1], dead_below=0.0, seed=seed)
    codebook(torch.from_numpy(points[chosen]).float())
    return partial(_codes, codebook.eval())


def _measure(space: Space, codes: Codes, held: Sequence[LabelledMotion]) -> dict[str, float]:
    """Every number of one row."""
    boundaries, seconds = BoundaryCounts(), 0.0
    coded, labels, names = [], [], {}
    for sequence, features in zip(held, space.held, strict=True):
        found = codes(features)
        seconds += len(found) / CANONICAL_FPS
        edges = {edge for begin, end, _ in sequence.segments for edge in (begin, end)} - {0, len(found)}
        boundaries.add((np.flatnonzero(np.diff(found)) + 1).tolist(), sorted(edges))
        for begin, end, attributes in sequence.segments:
            if attributes.get("action") != "transition":
                label = names.setdefault(" ".join(attributes.get(key, "") for key in ATTRIBUTES), len(names))
                coded.append(found[begin:end])
                labels.append(np.full(end - begin, label))
    if not coded:
        raise DataError("no segment of these motions has a label; give a folder with motion_concepts.json filled in")
    codes_of, labels_of = np.concatenate(coded), np.concatenate(labels)
    table = count_pairs(codes_of, labels_of, (int(codes_of.max()) + 1, len(names)))
    numbers = (normalised_mutual_information(table), purity(table), boundaries.f1, boundaries.predicted / seconds)
    return dict(zip(COLUMNS, (*numbers, *space.probes.values()), strict=True))


def _segments(
    sequences: Sequence[LabelledMotion], features: Sequence[np.ndarray], name: str
) -> tuple[np.ndarray, list[str]]:
    """Mean features (N, F) of the segments that have one attribute, and its values."""
    means, labels = [], []
    for sequence, values in zip(sequences, features, strict=True):
        for begin, end, attributes in sequence.segments:
            if attributes.get(name, "transition") != "transition":
                means.append(values[begin:end].mean(axis=0))
                labels.append(attributes[name])
    return np.array(means), labels
