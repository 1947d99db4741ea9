"""The rules are asked whatever people wrote who knew nothing of them."""

import numpy as np

from humocon.lessons.meanings import worded
from humocon.lessons.wordings import bank
from tests.ask.exact.asking import asked

_EVERY = 12
"""Of so many wordings one is asked."""


def test_no_wording_is_too_odd_to_be_answered():
    drawn = np.random.default_rng(0)
    actions = ("walk", "jump", "kick left", "lie")
    wordings = [(wording, meaning.parts) for meaning in bank() for wording in meaning.wordings][::_EVERY]
    assert len(wordings) > 2000
    for number, (wording, parts) in enumerate(wordings):
        answer = asked(actions[number % len(actions)], worded(wording, parts, drawn))
        assert answer is None or answer.text.strip(), wording


def test_what_broke_a_rule_once_is_answered():
    for question in ("what are my daughters feet up to", "Name the side on which the stroke occurs more frequently."):
        for action in ("walk", "jump"):
            answer = asked(action, question)
            assert answer is None or answer.text, question
