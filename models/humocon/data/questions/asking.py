"""Make up a conversation: which questions are asked how often, and in whose words."""

from collections.abc import Callable, Sequence

import numpy as np

from humocon.data.labels import VERBS, Label
from humocon.data.questions.free import count, list_actions, order, outside, side, way, what
from humocon.data.questions.protocol import protocol_questions
from humocon.data.questions.story import EVENLY, Absent, Story, Turn, draw, pick
from humocon.data.questions.yes_no import yes_no, yes_no_side

_SUBJECTS = ("the person", "the person", "the person", "they", "he", "she", "this person", "someone", "the subject")
_POSSESSIVES = {"they": "their", "he": "his", "she": "her"}
_RELATION_CHANCES = {"before": 3.0, "after": 3.0, "in_between": 2.0, "no_relation": 1.0}
"""What is next to something is harder to learn than what happens with it."""
_FREE: dict[Callable[[Story, np.random.Generator], Turn | None], float] = {
    yes_no: 8,
    yes_no_side: 2,
    what: 2.5,
    side: 2.5,
    way: 2,
    order: 2,
    count: 6,
    outside: 0.8,
    list_actions: 0.7,
}


def ask(
    labels: Sequence[Label],
    num_turns: int,
    rng: np.random.Generator,
    *,
    protocol: float = 0.4,
    absent: Absent = EVENLY,
    times: tuple[int | None, ...] | None = None,
) -> list[Turn]:
    """Make up a conversation about a sequence.

    Args:
        labels: of the sequence's clips, in order.
        num_turns: questions wanted; fewer where the labels decide no more.
        rng: draws everything.
        protocol: share of questions in BABEL-QA's own words.
        absent: see `Story`.
        times: see `Story`.

    Returns:
        (question, answer) pairs, no question twice.
    """
    turns: dict[str, str] = {}
    story = Story(tuple(labels), absent, times)
    fixed = protocol_questions(labels)
    for _ in range(4 * num_turns):
        if len(turns) >= num_turns:
            break
        if fixed and rng.random() < protocol:
            # A kind of relation first, so that the rarer ones are not drowned.
            kind = draw({kind: _RELATION_CHANCES[kind] for kind, _ in fixed}, rng)
            turn = pick([turn for other, turn in fixed if other == kind], rng)
        else:
            turn = draw(_FREE, rng)(story, rng)
        if turn is not None:
            turns.setdefault(*_reword(turn, rng))
    if not turns and num_turns > 0:
        return [_reword(outside(story, rng), rng)]
    return list(turns.items())


def _reword(turn: Turn, rng: np.random.Generator) -> Turn:
    """Put a subject in, and now and then leave out the capital or the question mark, as people do."""
    question, answer = turn
    subject = pick(_SUBJECTS, rng)
    question = question.replace("{s}'s", _POSSESSIVES.get(subject, subject + "'s")).replace("{s}", subject)
    if subject == "they":
        for one, many in (("Is", "Are"), ("Does", "Do"), ("is", "are"), ("does", "do")):
            question = question.replace(f"{one} they", f"{many} they")
        for verb in VERBS.values():
            question = question.replace(f"they {verb.third}", f"they {verb.base[0]}")
    if rng.random() < 0.08:
        question = question.lower()
    if rng.random() < 0.05:
        question = question.rstrip("?.")
    return question, answer
