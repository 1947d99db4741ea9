"""What a question says that the rules for its kind do not read makes an answer doubtful, and nothing else does."""

import pytest

from humocon.ask.exact.exact import DOUBTFUL, LIKELY
from humocon.ask.exact.words.question import understand
from humocon.ask.exact.words.unread import unread
from tests.ask.exact.asking import ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How far does the person go up?", ["up"]),
        ("How fast does she walk uphill?", ["uphill"]),
        ("How long does he walk clumsily?", ["clumsily"]),
        ("How far does the person go?", []),
        ("How far from the start does the person end up?", []),
        ("How many degrees does she turn?", []),
        ("When is the hand up?", []),
        ("How fast is the person on average?", []),
        ("How many times does he stand up?", []),
    ],
)
def test_the_words_that_are_left_over(question: str, words: list[str]):
    assert unread(understand(question)) == words


def test_an_answer_that_leaves_a_word_unread_is_doubtful():
    assert ask("walk", "How far does the person go?").probability == LIKELY
    assert ask("walk", "How fast does she walk uphill?").probability == DOUBTFUL


def test_a_denial_is_none_the_less_sure():
    sure = ask("wave left", "How many times does he jump?").probability
    assert ask("wave left", "How many times does he jump back?").probability == sure


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How far does she walk sideways?", "No walks sideways: the person walks forward ("),
        ("How fast does she walk backwards?", "No walks backwards: the person walks forward ("),
        ("How long does she walk backwards?", "No walks backwards: the person walks forward ("),
        ("How far does she walk forwards?", "7."),
    ],
)
def test_the_way_that_nobody_walks_is_not_measured(question: str, told: str):
    assert ask("walk", question, says=False).text.startswith(told)
