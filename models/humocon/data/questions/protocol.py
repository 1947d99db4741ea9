"""The questions of BABEL-QA's protocol about a sequence, in its own words."""

from collections.abc import Sequence

from humocon.data.labels import Label
from humocon.data.questions.story import Turn

_ATTRIBUTES = ("action", "direction", "body_part")
_QUERIES = {
    "action": "What action does the person do",
    "direction": "What direction does the person move",
    "body_part": "What body part does the person use",
}


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
