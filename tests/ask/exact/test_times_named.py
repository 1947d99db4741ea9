"""The times that questions name: seconds inside and outside the clip, and moments of what happens in it."""

import pytest

from humocon.ask.exact.known.selection import stretch_of
from humocon.ask.exact.words.qualifiers import stretch
from tests.ask.exact.asking import ask, facts_of, scene_of


@pytest.mark.parametrize(
    "question",
    [
        "What is the elbow angle at {} s?",
        "How high is the left hand at {} s?",
        "What is he doing at {} seconds?",
        "Where is his left hand at {} s?",
        "Is he waving at {} s?",
        "How fast is he at {} s?",
        "Which way does he face at {} s?",
        "What happens between {} and 90 s?",
        "How many waves are there between {} and 90 s?",
        "What does he do after {} seconds?",
        "What is he doing {} seconds into the clip?",
        "What happens in second {}?",
        "Is a hand above his head at 1:{}?",
        "Where is he after {} minutes?",
    ],
)
def test_after_the_clip_nothing_is_measured(question: str):
    told = ask("wave left", question.format(30))
    assert told.text == f"That is after the clip, which ends at {facts_of('wave left').duration_s:.1f} s."
    assert told.source == "refusal"


@pytest.mark.parametrize(
    "question",
    ["What happens at -3 s?", "How bent is the knee at minus 2 seconds?", "What does he do between -5 and -2 s?"],
)
def test_before_the_clip_nothing_is_measured(question: str):
    assert ask("wave left", question).text == "That is before the clip, which begins at 0 s."


@pytest.mark.parametrize(
    "question",
    [
        "What does he do in the last 20 s?",
        "What does he do in the first 20 s?",
        "What does he do before 20 s?",
        "What does he do between -1 and 20 s?",
        "What does he do from 20 s to 0 s?",
    ],
)
def test_a_stretch_that_reaches_over_the_end_of_the_clip_is_that_within_it(question: str):
    assert ask("wave left", question).text == "The person waves with the left hand."


def test_a_stretch_is_the_same_from_its_end_to_its_beginning():
    assert stretch("how far from 5 s to 2 s?") == stretch("how far from 2 s to 5 s?") == (2.0, 5.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("at 500 ms", (0.5, 0.5)),
        ("at 0:07", (7.0, 7.0)),
        ("from 0:02 to 1:05", (2.0, 65.0)),
        ("after 1.5 minutes", (90.0, 1e6)),
        ("3 seconds in", (3.0, 3.0)),
        ("2 s after the start", (2.0, 2.0)),
        ("3 seconds into the wave", None),
        ("at -2 s", (-2.0, -2.0)),
        ("in the last 5 s", (-5.0, 0.0)),
    ],
)
def test_a_time_is_read_in_every_form(text: str, seconds: tuple[float, float] | None):
    assert stretch(text) == seconds


@pytest.mark.parametrize("seconds", [(1.0, 1.1), (1.0, 1.0), (-0.1, 0.0), (1.0, 1e6)])
def test_a_stretch_never_ends_before_it_begins(seconds: tuple[float, float]):
    scene = scene_of(facts_of("wave left"))
    for shift in (0.0, scene.duration_s - 1.0, scene.duration_s - 1.05):
        begin_s, end_s = (one + shift if one > 0 else one for one in seconds)
        where = stretch_of((begin_s, end_s), scene)
        assert 0.0 <= where.begin_s < where.end_s <= scene.duration_s
