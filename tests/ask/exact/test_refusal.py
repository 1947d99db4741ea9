"""What no motion tells is refused, and nothing else."""

from humocon.ask.exact.question import understand
from humocon.ask.exact.refusal import asks_unknowable, refusal, strange_words
from tests.ask.exact.asking import asked
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


def test_words_that_have_nothing_to_do_with_motion_are_strange():
    assert strange_words("is the ground wet?") == ["ground", "wet"]
    assert strange_words(understand("Is he jumping with both feet?").text) == []
