"""Names for the concepts: `humocon concepts name`.

The name of a concept is the label that most of its poses have, with what the joints do besides in most of them; where
no label holds at most of them, what the joints do; else it is unknown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from humocon.atlas.coding import CodedMotion, code_motions
from humocon.atlas.counts import ConceptCounts, ConceptSummary
from humocon.atlas.sources import Failure, Motion, read_motions
from humocon.concepts.model import ConceptModel
from humocon.concepts.names import NAMES_FILE, UNKNOWN, ConceptName, Source, write_names
from humocon.data.labels import label_of
from humocon.errors import DataError
from humocon.files import check_output
from humocon.model_folder import concept_file, load_concepts
from humocon.motion.clip import CANONICAL_FPS, canonicalize
from humocon.motion.kinematics.pose_words import pose_words

TRUE_OF: Final[float] = 0.6
"""A name has to be true of so many of a concept's poses."""
FEWEST_POSES: Final[int] = 10
FEWEST_CLIPS: Final[int] = 3
"""In fewer, a label tells more of the clip than of the concept."""
SCENE_ACTIONS: Final[int] = 4
"""A label that leaves so many actions open tells a scene."""
MOST_WORDS: Final[int] = 2
_PLAIN: Final = frozenset({"standing"})  # says little: only beside another word, or where nothing else holds


@dataclass(frozen=True)
class Naming:
    """The names of a codebook by code, the file that they were written to, and what they are worth.

    Attributes:
        poses: that the names were drawn from.
        held_out: share of the poses of the split to check on, of concepts that have a name, that the name is true of;
            None where there was nothing to check on.
        covered: share of those poses whose concept has a name.
        failures: motions that could not be read.
    """

    names: dict[int, ConceptName]
    output: Path
    poses: int
    held_out: float | None = None
    covered: float | None = None
    failures: list[Failure] = field(default_factory=list)


def name_concepts(
    paths: Sequence[Path],
    *,
    model: Path | None = None,
    output: Path | None = None,
    split: str | None = "train",
    check_split: str | None = "val",
    pose_models: Path | None = None,
) -> Naming:
    """Name every concept and write the file that `ask` and the atlas read.

    Args:
        paths: motions to look at, see `read_motions`; labelled sets give labels, any motion gives facts.
        model: folder of a model; by default the one that ships.
        output: the file; by default `concept_names.json` in the model's folder.
        split: of labelled sets, what the names are drawn from.
        check_split: of labelled sets, what they are checked on; None to leave it out.
        pose_models: for videos, see `lift_video`.

    Raises:
        DataError: no motion could be read, or none is of the split.
        ConfigError: the file is no .json, or its folder is not there.
        CheckpointError: there is no usable model, or the file cannot be written.
    """
    if output is not None:
        check_output(output, [".json"])
    concepts = load_concepts(model)
    output = output or concept_file(model, NAMES_FILE)
    tally, failures = _tally(concepts, read_motions(paths, split, pose_models))
    if not tally.counts.clips:
        why = f" ({failures[0].error})" if failures else f" in the split {split!r}" if split else ""
        raise DataError(f"no motion to name the concepts by{why}; give a labelled set or a folder of motion files")
    names = {code: tally.name(code) for code in range(concepts.config.num_codes)}
    write_names(names, output, concepts.codebook.vectors)
    truth = Truth(names)
    if check_split and check_split != split and any(path.is_dir() for path in paths):
        for coded in code_motions(concepts, read_motions(paths, check_split, pose_models)):
            if isinstance(coded, CodedMotion):
                truth.add(coded)
    return Naming(names, output, int(tally.counts.poses.sum()), truth.held_out, truth.covered, failures)


def _tally(concepts: ConceptModel, motions: Iterable[Motion | Failure]) -> "tuple[Tally, list[Failure]]":
    """What the concepts hold of some motions, and what could not be read."""
    failures: list[Failure] = []
    tally = Tally(concepts.config.num_codes)
    for coded in code_motions(concepts, motions):
        if isinstance(coded, Failure):
            failures.append(coded)
        else:
            tally.add(coded)
    return tally, failures


def said_label(text: str) -> str:
    """A label of a set in plain words: "raise-up-left-hand" -> "raise left arm".

    "" for a label that tells the scene and not what is done in it, such as a dance or a playground.
    """
    label = label_of({"content": text})
    if label is None:
        return text.split(" - ")[0].split(",")[0]
    if len(label.unclear) >= SCENE_ACTIONS:
        return ""
    return label.words if label.action else f"raise {label.body_part}"


class Tally:
    """Counts what is true of the poses of each of so many concepts."""

    def __init__(self, num_codes: int) -> None:
        self.counts = ConceptCounts(num_codes)
        self.told: defaultdict[int, Counter[tuple[str, frozenset[str]]]] = defaultdict(Counter)

    def add(self, coded: CodedMotion) -> None:
        """Count one motion."""
        self.counts.add(coded)
        for code, label, words in _told(coded):
            self.told[code][label, words] += 1

    def name(self, code: int) -> ConceptName:
        """Name one concept."""
        summary = self.counts.summary(code)
        if summary.poses < FEWEST_POSES:
            return _named(summary, UNKNOWN)
        needed = TRUE_OF * summary.poses
        labels: Counter[str] = Counter()
        facts: Counter[frozenset[str]] = Counter()
        for (label, words), count in self.told[code].items():
            facts[words] += count
            if label:
                labels[label] += count
        label, count = min(labels.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        words, held = common_words(facts, needed)
        if count < needed or summary.clips < FEWEST_CLIPS or label in words:
            source = "facts" if words else "unknown"
            return _named(summary, ", ".join(words) or UNKNOWN, source, held / summary.poses)
        besides: Counter[frozenset[str]] = Counter()
        for (told, words), number in self.told[code].items():
            if told == label:
                besides[frozenset(word for word in words if adds_to(word, label))] += number
        words, held = common_words(besides, needed, most=1)
        return _named(summary, ", ".join([label, *words]), "labels", (held if words else count) / summary.poses)


def adds_to(word: str, label: str) -> bool:
    """Whether a fact says more than a label: not that who walks walks, nor that who waves stands."""
    verb = label.split()[0]
    return word not in _PLAIN and not any(part.startswith(verb) for part in word.split())


def _told(coded: CodedMotion) -> Iterator[tuple[int, str, frozenset[str]]]:
    """Of each pose the code, the label, "" where it has none, and what the joints do."""
    labels = [""] * len(coded.codes)
    for label in coded.motion.labels:
        labels[label.begin : label.end] = [said_label(label.text)] * (label.end - label.begin)
    return zip(coded.codes.tolist(), labels, pose_words(canonicalize(coded.motion.joints, CANONICAL_FPS)), strict=True)


def _named(summary: ConceptSummary, name: str, source: Source = "unknown", purity: float = 0.0) -> ConceptName:
    numbers = (round(purity, 4), round(summary.usage, 6), round(summary.speed, 4))
    return ConceptName(name, source, *numbers, summary.parts)


def common_words(counts: Mapping[frozenset[str], int], needed: float, most: int = MOST_WORDS) -> tuple[list[str], int]:
    """The words that hold together at most poses.

    Args:
        counts: how many poses have each set of words.
        needed: at so many poses all of them have to hold.
        most: at most so many words.

    Returns:
        The words, the most telling first, and the number of poses at which all of them hold; none if no word holds at
        as many as are needed.
    """
    chosen: list[str] = []
    held = 0
    while len(chosen) < most:
        together: Counter[str] = Counter()
        for words, count in counts.items():
            if words.issuperset(chosen):
                together.update(dict.fromkeys(words.difference(chosen), count))
        word, count = min(together.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        if count < max(needed, 1):
            break
        chosen.append(word)
        held = count
    # What the limbs do tells more than that the person stands; where the person goes comes before how they turn.
    return sorted(chosen, key=lambda word: (word in _PLAIN, word.startswith("turn"))), held


class Truth:
    """Counts at how many poses the names of their concepts, given by code, are true."""

    def __init__(self, names: Mapping[int, ConceptName]) -> None:
        self.names = names
        self.poses = self.named = self.true = 0

    def add(self, coded: CodedMotion) -> None:
        """Count one motion; a pose without a label says nothing of a name that comes from labels."""
        for code, label, words in _told(coded):
            name = self.names[code]
            if name.source == "labels" and not label:
                continue
            self.poses += 1
            if name.source != "unknown":
                self.named += 1
                first, *others = name.name.split(", ")
                begins = first == label if name.source == "labels" else first in words
                self.true += begins and words.issuperset(others)

    @property
    def held_out(self) -> float | None:
        """Share of the poses with a name that it is true of."""
        return self.true / self.named if self.named else None

    @property
    def covered(self) -> float | None:
        """Share of the poses whose concept has a name."""
        return self.named / self.poses if self.poses else None
