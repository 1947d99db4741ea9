"""What is asked of each, the first, the last or the longest time of an action, and of the time between two."""

from functools import lru_cache

import pytest

from humocon.ask.exact import Scene, answer_from
from tests.ask.exact.asking import joined, moving


@lru_cache
def scene(*actions: str) -> Scene:
    return moving(joined(*actions))


def ask(actions: tuple[str, ...], question: str) -> str:
    answer = answer_from(question, (), scene(*actions))
    assert answer is not None, question
    return answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How long is each squat?", "1.7 s: the only squat, 0.5 to 2.2 s."),
        ("How long does a squat take on average?", "1.7 s: the only squat, 0.5 to 2.2 s."),
        ("Which squat is the longest?", "The only squat, 0.5 to 2.2 s."),
        ("Which squat is the fastest?", "The only squat, 0.5 to 2.2 s."),
        ("Is the last squat longer than the first?", "No, there is only one squat (0.5 to 2.2 s)."),
        ("How much time is there between one squat and the next?", "There is only one squat (0.5 to 2.2 s)."),
        ("How much time passes between the squat and the kick?", "No kicks here: the person is not kicking."),
        ("Which kick is the slowest?", "No kicks here: the person is not kicking."),
        ("Which step is the longest?", "No steps here: the person is not taking steps."),
        ("How many times does she squat per minute?", "About 20 squats per minute: 1 in 3.0 s."),
    ],
)
def test_what_is_done_once_is_told_so(question: str, told: str):
    assert ask(("squat",), question) == told


def test_of_two_that_last_alike_none_is_longer():
    twice = ("squat", "squat")
    assert ask(twice, "Is the last squat longer than the first?").startswith("No, 1.70 s in the second")
    assert ask(twice, "Which squat is the longest?").startswith("About the same")
    assert ask(twice, "How much time is there between one squat and the next?") == "1.3 s."


def test_waves_are_counted_and_none_is_timed_by_itself():
    wave = ("wave left", "squat")
    assert ask(wave, "How long is each wave?").startswith("About 0.9 s each: 4 waves in 3.5 s")
    assert ask(wave, "Which wave is the longest?").startswith("4 waves, 1.1 to 4.6 s, of which none")


@pytest.mark.parametrize("question", ["Does she squat or wave more often?", "Does she wave or squat more often?"])
def test_what_is_done_more_often_is_counted_whichever_is_named_first(question: str):
    assert ask(("wave left", "squat"), question).startswith("The waving: ")
    assert ask(("wave left", "squat"), question).count("4 waves") == 1


def test_what_is_done_as_often_is_told_so():
    assert ask(("kick left", "jump"), "Does he jump or kick more often?") == "Equally often: 1 jump and 1 kick."


def test_between_two_things_is_what_is_done_in_that_time():
    assert ask(("kick left", "jump"), "What does he do between the kick and the jump?").startswith(
        "Nothing between them: the person kicks with the left leg"
    )
    assert "squats" in ask(("kick left", "squat", "jump"), "What does he do between the kick and the jump?")
    assert ask(("kick left", "jump"), "What does he do between the kick and the bow?").startswith("There is no bow")


def test_a_lie_down_is_spoken_of_as_a_thing():
    assert ask(("lie",), "How many lie-downs are there?") == "1 lie-down."
    assert "lie-down" in ask(("lie",), "When is the first lie-down?")


def test_who_comes_up_from_a_squat_gets_up_however_it_is_asked():
    assert ask(("squat",), "How many times does he get up?").startswith("1 rise")
    assert ask(("squat",), "Does he get up?").startswith("Yes")
    assert "1 rise" in ask(("squat",), "Does he get up twice?")
    assert ask(("squat",), "What does he do before he gets up?") == "The person squats."
