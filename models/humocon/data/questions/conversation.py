"""Conversations that are made up: which questions are asked how often, in BABEL-QA's words or in people's own."""

from collections.abc import Callable, Sequence

import numpy as np

from humocon.data.labels import VERBS, Label
from humocon.data.questions.free import (
    count,
    list_actions,
    order,
    outside,
    side,
    way,
    what,
    yes_no,
    yes_no_side,
)
from humocon.data.questions.story import EVENLY, Absent, Story, Turn, draw, pick

_ATTRIBUTES = ("action", "direction", "body_part")
_QUERIES = {
    "action": "What action does the person do",
    "direction": "What direction does the person move",
    "body_part": "What body part does the person use",
}
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


def protocol_questions(labels: Sequence[Label]) -> list[tuple[str, Turn]]:
    """Every question of BABEL-QA's protocol that the labels decide, with its kind of relation.

    A filter names what occurs in exactly one clip; "before" and "after" ask for the very next clip to either side,
    "in_between" for the clip between two filters, "no_relation" for another attribute of the same clip.
    """
    values = [{name: getattr(label, name) for name in _ATTRIBUTES} for label in labels]
    filters: list[list[str]] = []
    for row in values:
        unique = [
            _filter_words(name, row[name])
            for name in _ATTRIBUTES
            if row[name] and sum(other[name] == row[name] for other in values) == 1
        ]
        filters.append(unique)
    found: list[tuple[str, Turn]] = []
    for place, row in enumerate(values):
        for name in _ATTRIBUTES:
            if not row[name]:
                continue
            query, answer = _QUERIES[name], row[name]
            others = [words for words in filters[place] if words != _filter_words(name, answer)]
            found += [("no_relation", (f"{query} while {words}?", answer)) for words in others]
            before = filters[place + 1] if place + 1 < len(values) else []
            after = filters[place - 1] if place else []
            found += [("before", (f"{query} before {words}?", answer)) for words in before]
            found += [("after", (f"{query} after {words}?", answer)) for words in after]
            for left in after:
                for right in before:
                    found.append(("in_between", (f"{query} after {left} and before {right}?", answer)))
                    found.append(("in_between", (f"{query} before {right} and after {left}?", answer)))
    return found


def _filter_words(name: str, value: str) -> str:
    return {"action": f"they {value}", "direction": f"they move {value}", "body_part": f"they use their {value}"}[name]
