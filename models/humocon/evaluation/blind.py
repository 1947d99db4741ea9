"""What a model reaches that never sees the motion: the rows without which an accuracy says nothing."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from humocon.evaluation.questions import Question
from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip, canonicalize
from humocon.motion.skeleton import rest_pose

STANDING_NUM_FRAMES = 80


def majority_predictions(train: Sequence[Question], questions: Sequence[Question]) -> list[str]:
    """For each question the most frequent answer of its kind in the training split ("" if the kind is new)."""
    counts: dict[str, Counter[str]] = {}
    for question in train:
        counts.setdefault(question.kind, Counter()).update(question.answers)
    majority = {kind: most_frequent(counter) for kind, counter in counts.items()}
    return [majority.get(question.kind, "") for question in questions]


def lookup_predictions(train: Sequence[Question], questions: Sequence[Question]) -> list[str]:
    """For each question the most frequent training answer to the same text, or else the majority of its kind."""
    counts: dict[str, Counter[str]] = {}
    for question in train:
        counts.setdefault(question.question, Counter()).update(question.answers)
    known = {text: most_frequent(counter) for text, counter in counts.items()}
    fallback = majority_predictions(train, questions)
    return [known.get(question.question, other) for question, other in zip(questions, fallback, strict=True)]


def most_frequent(counter: Counter[str]) -> str:
    """The most frequent answer; of several, the first in the training split (`Counter` keeps insertion order)."""
    return counter.most_common(1)[0][0]


def standing_clip() -> MotionClip:
    """A person who stands still with hanging arms: (80, 22, 3), 4 s, the same whatever the question is about."""
    pose = rest_pose()
    for shoulder, elbow, wrist in ((16, 18, 20), (17, 19, 21)):
        for parent, joint in ((shoulder, elbow), (elbow, wrist)):
            pose[joint] = pose[parent] - np.array([0.0, 0.26, 0.0])
    joints = canonicalize(np.repeat(pose[None], STANDING_NUM_FRAMES, axis=0), CANONICAL_FPS)
    source = ClipSource("none", "standing still", "22 SMPL joints", CANONICAL_FPS, "m", "y")
    return MotionClip(joints, CANONICAL_FPS, source)
