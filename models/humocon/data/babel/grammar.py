"""The questions of BABEL-QA: every one that its grammar allows about the concepts of a motion, numbered in order."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from humocon.data.babel.annotations import Segment
from humocon.errors import DataError

_FILTERS = {"action": "they {}", "direction": "they move {}", "body_part": "they use their {}"}
_QUERIES = {
    "action": "What action does the person do",
    "direction": "What direction does the person move",
    "body_part": "What body part does the person use",
}
_TRANSITION = "transition"
PUBLISHED_SPLITS = {"train": (1800, 771), "val": (384, 167), "test": (393, 171)}
"""Questions and motions of each split, as published."""
Question = dict[str, Any]


class _Filter(NamedTuple):
    """A concept that occurs once in a motion and so names one of its stretches."""

    place: int
    attribute: str
    concept: str

    @property
    def words(self) -> str:
        return _FILTERS[self.attribute].format(self.concept)

    def step(self) -> dict[str, Any]:
        return _step([0], f"filter_{self.attribute}", self.concept)


def all_questions(concepts: Mapping[str, Sequence[Segment]]) -> dict[str, Question]:
    """Every question about every motion, by its id: its number among all, in six digits."""
    questions: dict[str, Question] = {}
    for babel_id, segments in concepts.items():
        for made in _questions_about(segments):
            identifier = f"{len(questions):06d}"
            questions[identifier] = {"babel_id": babel_id, **made, "question_id": identifier}
    return questions


def select(questions: Mapping[str, Question], splits: Mapping[str, Sequence[str]]) -> dict[str, Question]:
    """The questions of the splits, split by split.

    Raises:
        DataError: a split names a question that there is not.
    """
    wanted = [identifier for identifiers in splits.values() for identifier in identifiers]
    absent = [identifier for identifier in wanted if identifier not in questions]
    if absent:
        raise DataError(
            f"the splits name {len(absent)} questions that BABEL's files do not give (first: {absent[0]}), so these "
            f"are another release of BABEL: {len(questions)} questions came of them; download babel_v1.0_release"
        )
    return {identifier: questions[identifier] for identifier in wanted}


def _questions_about(segments: Sequence[Segment]) -> Iterator[Question]:
    """Questions about one motion, in the benchmark's order."""
    counts = Counter(
        (attribute, concept)
        for segment in segments
        for attribute, concepts in segment["attributes"].items()
        for concept in concepts
    )
    for place in range(len(segments)):
        for first in _filters(segments, place, counts):
            if first.concept == _TRANSITION:
                continue
            start = {"program": [_step([], "scene"), first.step()], "filter_answer_0": place}
            yield from _ask(start, segments, place, [first], f"while {first.words}?", "no_relation", 1)
            for relation in ("before", "after"):
                asked = _beside(segments, place, relation)
                if asked is None:
                    continue
                related = {**start, "program": [*start["program"], _step([1], "relate", relation)]}
                words = f"{relation} {first.words}?"
                yield from _ask(related, segments, asked, [first], words, relation, 2)
                yield from _between(related, segments, asked, first, words, relation, counts)


def _between(
    related: Question,
    segments: Sequence[Segment],
    asked: int,
    first: _Filter,
    words: str,
    relation: str,
    counts: Counter[tuple[str, str]],
) -> Iterator[Question]:
    """Questions about a stretch that two others enclose."""
    opposite = "after" if relation == "before" else "before"
    # What is asked for comes after the second filter, so that the filter is looked for on the side before it.
    place = _beside(segments, asked, relation)
    if place is None:
        return
    for second in _filters(segments, place, counts):
        program = [
            *related["program"],
            second.step(),
            _step([3], "relate", opposite),
            _step([2, 4], "intersect"),
        ]
        question = {**related, "program": program, "filter_answer_1": place}
        both = f"{words[:-1]} and {opposite} {second.words}?"
        yield from _ask(question, segments, asked, [first, second], both, "in_between", 5)


def _ask(
    question: Question,
    segments: Sequence[Segment],
    place: int,
    filters: Sequence[_Filter],
    words: str,
    relation: str,
    step: int,
) -> Iterator[Question]:
    """A question for every concept of a stretch that its own filters do not give away."""
    given = {filtered.concept for filtered in filters if filtered.place == place}
    for attribute, concepts in segments[place]["attributes"].items():
        for concept in concepts:
            if concept not in given:
                yield {
                    **question,
                    "query_type": f"query_{attribute}",
                    "relation_type": relation,
                    "program": [*question["program"], _step([step], f"query_{attribute}")],
                    "question": f"{_QUERIES[attribute]} {words}",
                    "answer": concept,
                }


def _filters(segments: Sequence[Segment], place: int, counts: Counter[tuple[str, str]]) -> Iterator[_Filter]:
    """The concepts of a stretch that no other stretch of the motion has."""
    for attribute, concepts in segments[place]["attributes"].items():
        for concept in concepts:
            if counts[attribute, concept] == 1:
                yield _Filter(place, attribute, concept)


def _beside(segments: Sequence[Segment], place: int, relation: str) -> int | None:
    """The stretch right before or after another; one transition between them is passed over."""
    step = -1 if relation == "before" else 1
    beside = place + step
    if 0 <= beside < len(segments) and _TRANSITION in segments[beside]["attributes"].get("action", ()):
        beside += step
    return beside if 0 <= beside < len(segments) else None


def _step(inputs: list[int], function: str, *values: str) -> dict[str, Any]:
    return {"inputs": inputs, "function": function, "value_inputs": list(values)}
