"""What tests of `humocon eval` ask, and what they measure instead of a model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from humocon.motion.clip import MotionClip
from humocon.motion.skeleton import rest_pose

TEXTS = {
    "no_relation": "while they jump",
    "before": "before they jump",
    "in_between": "after they bow and before they jump",
}
ANSWERS = ("walk", "run", "left hand", "kick")


def write_question_set(folder: Path) -> Path:
    """A folder in BABEL-QA's layout: 20 training and 28 test questions about 5 motions of 1 to 1.5 s."""
    entries, generator = {}, np.random.default_rng(0)
    for motion in range(5):
        path = folder / "motion_sequences" / f"m{motion}"
        path.mkdir(parents=True)
        pose = rest_pose()[:, [0, 2, 1]] * np.array([1, -1, 1])
        np.save(path / "joints.npy", np.repeat(pose[None], 30 + 3 * (5 - motion), axis=0).astype(np.float32))
    for number in range(48):
        relation = tuple(TEXTS)[number % 3]
        query = ("action", "body_part")[number % 2]
        entries[f"q{number}"] = {
            "babel_id": f"m{number % 5}",
            "question": f"What {query} {number // 8} {TEXTS[relation]}?",
            "answer": str(generator.choice(ANSWERS)),
            "query_type": f"query_{query}",
            "relation_type": relation,
        }
    names = list(entries)
    (folder / "questions.json").write_text(json.dumps(entries))
    (folder / "motion_concepts.json").write_text("{}")
    (folder / "split_question_ids.json").write_text(json.dumps({"train": names[:20], "test": names[20:]}))
    return folder


@dataclass(frozen=True)
class Words:
    text: str
    probability: float = 0.9


@dataclass
class SumAnswerer:
    """Answers by the number of frames, 0 of no motion, and the length of the question; remembers what it was asked."""

    fails_after: int | None = None
    asked: list[tuple[int, str]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    clips: list[MotionClip | None] = field(default_factory=list)
    reads_video: bool = False
    reads_facts: bool = False
    names_warning: str | None = None

    @property
    def namer(self) -> "SumAnswerer":
        return self

    @property
    def recogniser(self) -> None:
        return None

    def look(self, path, stretch=None, *, fps=None) -> None:
        raise AssertionError("asked to look at a video")

    def answer(self, clips, questions: Sequence[str], *, videos=None) -> list[Words]:
        assert videos is None
        if self.fails_after is not None and len(self.asked) >= self.fails_after:
            raise KeyboardInterrupt
        pairs = [(clip.num_frames if clip else 0, question) for clip, question in zip(clips, questions, strict=True)]
        self.asked += pairs
        self.clips += clips
        self.sizes.append(len(pairs))
        return [Words(ANSWERS[(frames + len(question)) % 4].upper() + ".") for frames, question in pairs]

    def choose(
        self, clips: Sequence[MotionClip | None], questions: Sequence[str], allowed: Sequence[Sequence[str]]
    ) -> list[Words]:
        said = self.answer(clips, questions)
        return [Words(given[len(words.text) % len(given)]) for words, given in zip(said, allowed, strict=True)]

    def timeline(self, clip: MotionClip) -> list:
        raise AssertionError("asked for a timeline")

    def unknown_words(self, question: str) -> list[str]:
        return []

    def describe_length(self, clip: MotionClip) -> str | None:
        return None

    def asked_with_motion(self) -> list[tuple[int, str]]:
        return [pair for pair in self.asked if pair[0]]


@dataclass
class Told:
    """A report that remembers what it was told."""

    steps: list[int] = field(default_factory=list)
    first_step: int = -1
    finished: bool = False
    messages: list[str] = field(default_factory=list)

    def start(self, name, total_steps, facts, first_step=0) -> None:
        self.first_step = first_step

    def metrics(self, step, values, split="train") -> None:
        self.steps.append(step)

    def message(self, text) -> None:
        self.messages.append(text)

    def finish(self) -> None:
        self.finished = True


def without_time(results: dict) -> dict:
    """A result less how long it took, and less the hash of the code, which may be under work."""
    return {key: value for key, value in results.items() if key not in ("seconds", "code_sha256")}
