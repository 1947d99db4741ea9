"""Times as the numbers of a file's frames."""

from dataclasses import replace

import pytest

from humocon.ask.exact import Exact, Scene, answer_from
from humocon.ask.exact.known.names import Told
from humocon.ask.exact.whole.frames import in_seconds
from tests.ask.exact.asking import facts_of

SCENE = Scene(
    facts_of("jump"),
    lambda asked: [Told("The person jumps.", 0.97)] * len(asked),
    True,
    facts_of("jump").duration_s,
    fps=30.0,
)


def told(question: str, scene: Scene = SCENE) -> Exact:
    found = answer_from(question, (), scene)
    assert found is not None, question
    return found


@pytest.mark.parametrize(
    ("question", "in_words"),
    [
        ("At which frame does he jump?", "when does he jump?"),
        ("How many frames is he in the air?", "how long is he in the air?"),
        ("What happens at frame 45?", "What happens at 1.50 s?"),
        ("What does he do between frames 30 and 60?", "What does he do between 1.00 s to 2.00 s?"),
        ("Does the take have a high frame rate?", "Does the take have a high frame rate?"),
    ],
)
def test_questions_in_seconds(question: str, in_words: str):
    assert in_seconds(question, 30.0) == in_words


def test_a_moment_is_a_frame_of_the_file():
    found = told("At which frame is he highest?")
    in_s = told("When is he highest?")
    number = round(float(in_s.text.split("t ")[1].split(" s")[0]) * 30)
    assert found.text.startswith(f"At frame {number} (")
    assert "30 frames a second, counted from 0" in found.evidence
    assert told("At which frame is he highest?", replace(SCENE, fps=120.0)).text.startswith(f"At frame {4 * number} (")


def test_a_length_of_time_is_a_number_of_frames():
    assert told("How many frames is he in the air?").text.startswith("12 frames (0.4 s) in the air, from frames")


def test_a_stretch_is_named_by_its_frames():
    assert "jumps" in told(f"What happens at frame {round(1.7 * 30)}?").text


def test_without_frames_seconds_are_told():
    assert "frame" not in told("At which frame does he jump?", replace(SCENE, fps=0.0)).text
