"""What no motion tells is refused, and nothing else."""

import pytest

from humocon.ask.exact.by_kind.refusal import asks_unknowable, refusal, strange_words
from humocon.ask.exact.words.question import understand
from tests.ask.exact.asking import ask, asked
from tests.ask.exact.held_out import HELD_OUT


def test_of_what_cannot_be_told_95_in_100_are_refused():
    answers = [asked("walk", question) for question in HELD_OUT["unanswerable"]]
    refused = [answer is not None and answer.source == "refusal" for answer in answers]
    assert sum(refused) / len(refused) >= 0.95


def test_of_what_can_be_told_hardly_any_is_refused():
    known = [question for kind, several in HELD_OUT.items() if kind != "unanswerable" for question in several]
    answers = [asked("walk", question) for question in known]
    refused = [
        question for question, answer in zip(known, answers, strict=True) if answer and answer.source == "refusal"
    ]
    assert len(refused) / len(known) < 0.03, refused


def test_a_refusal_names_what_joints_do_not_show():
    assert asks_unknowable("how old is he?") == "how old somebody is"
    assert (
        refusal("how old somebody is") == "That cannot be told from the motion: joints do not show how old somebody is."
    )


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Can you describe their outfit?", "what somebody wears or looks like"),
        ("What makes him run?", "why something is done, or what somebody wants"),
        ("Do you know where they are?", "where this is"),
    ],
)
def test_what_joints_do_not_show_is_known_in_other_words(question: str, what: str):
    assert asks_unknowable(understand(question).text) == what


def test_words_that_have_nothing_to_do_with_motion_are_strange():
    assert strange_words("is the ground wet?") == ["ground", "wet"]
    assert strange_words(understand("Is he jumping with both feet?").text) == []


@pytest.mark.parametrize("question", ["Which joint should I work on most?", "Which body part should he train?"])
def test_what_somebody_ought_to_work_on_is_told_of_no_motion(question: str):
    answer = ask("squat", question)
    assert (answer.source, "ought to work on" in answer.text) == ("refusal", True)
