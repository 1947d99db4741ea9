"""A benchmark of BABEL-QA's kind out of labelled clips: clips of one split laid end to end, and what can be asked.

Sequences are 3 to 6 stretches of real motion of one body, 4 s each at most, with transitions of 0.4 s; the questions
are all that BABEL-QA's grammar allows of them, drawn so that no answer is right too often. MoCap-QA was made in this
way; another draw, or other clips, are another benchmark.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from humocon.data.babel.annotations import FPS, Segment
from humocon.data.babel.build import joints_path, save_joints, write_question_set
from humocon.data.babel.grammar import Question, all_questions
from humocon.data.compose import join
from humocon.data.labels import TRANSITION, Label
from humocon.data.mocap import load_clips
from humocon.data.scenes import MAX_FRAMES, LabelledParts, group_parts
from humocon.errors import ConfigError, DataError
from humocon.motion.clip import CANONICAL_FPS, heading, resample, rotate_y

_STRETCHES: Final = (3, 4, 5, 6)
_SHORTEST: Final = 16
_ASKED: Final = 6
"""Questions about one sequence at most."""
_COMMON: Final = 2.0
"""How much oftener than the middle one an answer may be right."""


@dataclass(frozen=True)
class Made:
    """One sequence."""

    joints: np.ndarray
    """(T, 22, 3) float32, metres, z up, 30 Hz, root of pose 0 at x = y = 0, facing +y."""
    segments: list[Segment]
    """Its stretches and transitions, in the order of time."""


def build_mocap_qa(
    data: Path,
    output: Path,
    *,
    sequences: Mapping[str, int],
    seed: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, tuple[int, int]]:
    """Make a folder in BABEL-QA's layout.

    Args:
        data: labelled clips, see `load_clips`.
        output: the folder that is made.
        sequences: how many of each split.
        seed: of what is drawn.
        progress: told how many sequences of how many are done.

    Returns:
        Questions and sequences asked about, of each split.

    Raises:
        DataError: the data is missing or damaged, or a split has no labelled clip.
        ConfigError: the output holds a question set already, or cannot be written.
    """
    if (output / "questions.json").exists():
        raise ConfigError(f"{output}: holds a question set already; choose another --out")
    parts = {split: _labelled(data, split) for split, number in sequences.items() if number}
    concepts: dict[str, list[Segment]] = {}
    split_of: dict[str, str] = {}
    for place, (split, groups) in enumerate(parts.items()):
        for number in range(sequences[split]):
            made = make_sequence(groups, np.random.default_rng([seed, place, number]))
            name = str(len(concepts) + 1)
            save_joints(joints_path(output, name), made.joints)
            concepts[name], split_of[name] = made.segments, split
            progress(len(concepts), sum(sequences.values()))
    questions, splits = _choose(all_questions(concepts), split_of, np.random.default_rng([seed, 1 << 20]))
    return write_question_set(output, concepts, questions, splits)


def make_sequence(groups: Sequence[LabelledParts], rng: np.random.Generator) -> Made:
    """Lay some stretches end to end.

    Args:
        groups: labelled stretches (K, 22, 3) of the standard body, 20 Hz, y up; those of one label together.
        rng: what decides.
    """
    weights = np.array([group[0][0].weight for group in groups])
    places = rng.choice(len(groups), int(rng.choice(_STRETCHES)), p=weights / weights.sum())
    labels, cut = [], []
    for place in places:
        label, joints = groups[place][rng.integers(len(groups[place]))]
        longest = min(len(joints), MAX_FRAMES)
        length = max(min(_SHORTEST, longest), int(longest * rng.uniform(0.7, 1)))
        begin = int(rng.integers(0, len(joints) - length + 1))
        labels.append(label)
        cut.append(joints[begin : begin + length])
    joints, spans = join(cut)
    segments: list[Segment] = []
    for label, (begin, end) in zip(labels, spans, strict=True):
        if segments:
            segments.append(_segment(TRANSITION, segments[-1]["end_f"], _frame(begin)))
        segments.append(_segment(label, _frame(begin), _frame(end)))
    return Made(to_babel(joints), segments)


def to_babel(joints: np.ndarray) -> np.ndarray:
    """From y up at 20 Hz to BABEL-QA's frame: (K, 22, 3) -> (T, 22, 3) float32, z up, 30 Hz, facing +y at pose 0."""
    joints = resample(joints, CANONICAL_FPS, FPS)
    joints = rotate_y(joints, float(np.pi - heading(joints[0])))
    joints = joints - joints[0, 0] * np.array([1, 0, 1], joints.dtype)
    return np.stack([joints[..., 0], -joints[..., 2], joints[..., 1]], axis=-1).astype(np.float32)


def _labelled(data: Path, split: str) -> list[LabelledParts]:
    groups = group_parts(load_clips(data, split))
    if not groups:
        raise DataError(
            f"{data}: no clip of split '{split}' has a label (humocon/data/labels.py has the words); label some, or "
            f"ask for no sequence of it: --{split} 0"
        )
    return groups


def _segment(label: Label, begin: int, end: int) -> Segment:
    attributes = {"action": label.action, "body_part": label.body_part, "direction": label.direction}
    return {"start_f": begin, "end_f": end, "attributes": {name: [word] for name, word in attributes.items() if word}}


def _frame(pose: int) -> int:
    return int(pose * FPS / CANONICAL_FPS)


def _choose(
    questions: Mapping[str, Question], split_of: Mapping[str, str], rng: np.random.Generator
) -> tuple[dict[str, Question], dict[str, list[str]]]:
    """Some questions of each sequence, so that no answer is right much oftener than others of its kind."""
    chosen: dict[str, list[Question]] = {split: [] for split in dict.fromkeys(split_of.values())}
    for split, kept in chosen.items():
        own = [question for question in questions.values() if split_of[question["babel_id"]] == split]
        right = Counter((question["query_type"], question["answer"]) for question in own)
        most = {
            kind: _COMMON * float(np.median([count for (other, _), count in right.items() if other == kind]))
            for kind, _ in right
        }
        asked: Counter[Any] = Counter()
        for place in rng.permutation(len(own)):
            question = own[place]
            answer = question["query_type"], question["answer"]
            if asked[answer] < most[question["query_type"]] and asked[question["babel_id"]] < _ASKED:
                asked.update((answer, question["babel_id"]))
                kept.append(question)
        kept.sort(key=lambda question: question["question_id"])
    rows = [question for kept in chosen.values() for question in kept]
    names = {question["question_id"]: f"{number:06d}" for number, question in enumerate(rows)}
    splits = {split: [names[question["question_id"]] for question in kept] for split, kept in chosen.items()}
    return {names[row["question_id"]]: {**row, "question_id": names[row["question_id"]]} for row in rows}, splits
