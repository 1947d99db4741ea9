"""The model that ships, asked about made-up motions and, where the recordings are there, about real ones."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from humocon.ask.answerer import Answerer, default_model
from humocon.atlas.listing import list_concepts
from humocon.data.labels import VERBS
from humocon.data.mocap import LabelledClip, load_clips
from humocon.data.scenes import labelled_parts
from humocon.motion.clip import ClipSource, MotionClip, canonicalize
from humocon.motion.read import read_motion

EXAMPLES = Path(__file__).parent.parent / "examples"
SOURCE = ClipSource("clip", "labelled set", "22 SMPL joints", 20.0, "m", "y")

WHAT = ("What is the person doing?", "What action does the person do?", "Which action is this?")
HAND = ("Which hand does the person wave with?", "Which hand is waving?", "Which hand does the person use?")
RAISE = ("Which arm does the person raise?", "Which hand is raised?", "Which hand does the person lift?")
WAY = ("Which way does the person turn?", "Which direction does the person go?", "Does the person turn left or right?")
STRAIGHT = (
    "Which way does the person walk?",
    "In which direction does the person move?",
    "Which way does the person go?",
)
LABELLED_BVH = (
    ("dataset-1_walk_old_001", WHAT, "walk"),
    ("dataset-1_run_old_001", WHAT, "run"),
    ("dataset-1_dash_musical_001", WHAT, "run"),
    ("dataset-1_bow_old_001", WHAT, "bow"),
    ("dataset-1_byebye_musical_001", WHAT, "wave"),
    ("dataset-1_kick_normal_001", WHAT, "kick"),
    ("dataset-1_punch_normal_001", WHAT, "punch"),
    ("dataset-1_walk-back_old_001", STRAIGHT, "backward"),
    ("dataset-2_run_youthful_001", WHAT, "run"),
    ("dataset-2_walk-turn-left_youthful_001", WAY, "left"),
    ("dataset-2_walk-turn-right_youthful_001", WAY, "right"),
    ("dataset-2_wave-left-hand_youthful_001", HAND, "left"),
    ("dataset-2_wave-right-hand_youthful_001", HAND, "right"),
    ("dataset-2_wave-both-hands_youthful_001", WHAT, "wave"),
    ("dataset-2_raise-up-right-hand_youthful_001", RAISE, "right"),
)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer.load()


def test_it_is_small_enough_to_ship() -> None:
    weights = sum(path.stat().st_size for path in default_model().glob("*.safetensors"))
    assert weights <= 40e6


def test_its_concepts_can_be_listed_without_motions() -> None:
    listing = list_concepts([])
    assert listing.clips == 5668
    assert [row["code"] for row in listing.rows] == list(range(512))
    used = [row for row in listing.rows if row["usage"]]
    assert len(used) > 450
    assert all(row["duration_s"] > 0 and row["label"] for row in used)


@pytest.mark.parametrize(
    ("name", "question", "answer"),
    [
        ("jump.bvh", "What is the person doing?", "The person jumps."),
        ("jump.bvh", "Is the person jumping?", "yes"),
        ("squat.bvh", "Is the person jumping?", "no"),
        ("walk.npy", "Is the person walking?", "yes"),
        ("bow.bvh", "What is the person doing?", "The person bows."),
        ("squat.bvh", "What is the person doing?", "The person squats."),
        ("wave_left.npz", "Which hand does the person wave with?", "left hand"),
        ("wave_then_squat.npz", "What does the person do after they wave?", "The person squats."),
        ("jump.bvh", "What color is the person's shirt?", "That cannot be told from the motion."),
    ],
)
def test_it_answers_about_the_examples(answerer: Answerer, name: str, question: str, answer: str) -> None:
    assert answerer.answer([read_motion(EXAMPLES / name)], [question])[0].text == answer


def test_nine_of_ten_questions_about_labelled_bvh_files_are_answered_right(
    answerer: Answerer, shared_data: Path
) -> None:
    wrong, asked = [], 0
    for name, questions, word in LABELLED_BVH:
        clip = read_motion(shared_data / "raw" / "bvh" / f"{name}.bvh")
        answers = answerer.answer([clip] * len(questions), questions)
        asked += len(questions)
        wrong += [(name, q, a.text) for q, a in zip(questions, answers, strict=True) if word not in a.text]
    assert len(wrong) <= 0.1 * asked, wrong


def test_yes_and_no_are_told_apart_on_test_clips(answerer: Answerer, shared_data: Path) -> None:
    clips, questions, truths = zip(*yes_no_questions(load_clips(shared_data / "mocap", "test")), strict=True)
    answers = np.array([answer.text == "yes" for answer in answerer.answer(clips, questions)])
    truth = np.array(truths)
    balanced = (answers[truth].mean() + (~answers[~truth]).mean()) / 2
    assert balanced >= 0.9, balanced


def yes_no_questions(clips: Sequence[LabelledClip], most: int = 12) -> Iterator[tuple[MotionClip, str, bool]]:
    """For at most so many clips of each content, its own action and one other: a yes and a no for each."""
    rng = np.random.default_rng(0)
    seen: dict[str, int] = {}
    for clip in clips:
        seen[clip.content] = seen.get(clip.content, 0) + 1
        if seen[clip.content] > most:
            continue
        for label, joints in labelled_parts(clip):
            if not label.action:
                continue
            motion = MotionClip(canonicalize(joints, 20.0), 20.0, SOURCE)
            near = {label.action, *label.unclear, *({"run", "jog"} if label.action in ("run", "jog") else ())}
            other = sorted(set(VERBS) - near)[rng.integers(len(set(VERBS) - near))]
            yield motion, f"Is the person {VERBS[label.action].gerund[0]}?", True
            yield motion, f"Is the person {VERBS[other].gerund[0]}?", False
