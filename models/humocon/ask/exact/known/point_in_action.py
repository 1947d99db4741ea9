"""A point in one of several actions put as its seconds: "halfway through the second squat" is "at 9.94 s"."""

import re
from dataclasses import replace
from typing import Final, cast

from humocon.ask.exact.exact import Exact
from humocon.ask.exact.known.events import Event
from humocon.ask.exact.known.moment import point_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import events_asked, too_few
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.question import Mention, Question, understand
from humocon.ask.exact.words.vocabulary import PLACELESS, SIDED, Action, actions_in, sides_in

_OWN: Final = r"(?:the|his|her|their|its|this|that)"
_POINT: Final = re.compile(
    rf"\b(?:(?:right |just |exactly )?(?:at|in|by|on) {_OWN} (?:very |exact )?"
    r"(?P<point>bottom|lowest|deepest|top|highest|peak|apex|middle|mid-?point|centre|center|start|beginning|outset|end"
    r"|finish)(?: (?:point|part|position|moment))? of"
    r"|(?:about |roughly )?(?P<half>half-?way|half way|mid-?way) (?:through|into|in|of)"
    rf"|(?:in|during|over|through|throughout|within) {_OWN} (?P<part>first|second|last|latter|other|middle|final)"
    rf" (?P<size>half|third|quarter) of"
    rf"|(?P<late>{qualifiers.NUMBER}) ?s(?:ec(?:ond)?s?)? (?:into|after the (?:start|beginning) of))"
    rf" {_OWN} (?P<what>[^,;:?]*)"
)
_ENDS: Final = frozenset({"end", "finish"})
_EDGES: Final = _ENDS | {"start", "beginning", "outset"}
_MIDDLES: Final = frozenset({"middle", "midpoint", "mid-point", "centre", "center"})
_BOTTOMS: Final = frozenset({"bottom", "lowest", "deepest"})
_TOPS: Final = frozenset({"top", "highest", "peak", "apex"})
_SEVERAL: Final = re.compile(r"\b(?:than|or|between|compared|respectively|each|every)\b")
"""What is asked of several times beside each other."""
_KINDS: Final = frozenset(
    ("angle", "how high", "how far", "how fast", "yesno", "posture", "side", "way", "style", "summary", "order")
    + ("what", "other")
)


def at_its_seconds(question: Question, scene: Scene) -> Question | Exact:
    """A question with the seconds of the point in an action that it names; or that there are not so many.

    Every rule that looks at seconds looks at the point so, and not at all of the action, nor at the middle of the clip.
    """
    found = [*_POINT.finditer(question.text)]
    if len(found) != 1 or question.kind not in _KINDS or question.stretch or _SEVERAL.search(question.text):
        return question
    (match,) = found
    named = _action(match["what"])
    if named is None:
        return question
    action, words, length = named
    place = qualifiers.place(words)
    # The bottom of the only squat is looked for by many rules, and "what does he do at the end of the jump?" by one.
    rests = {*question.keys} <= {action.key, "still", "move", "stand"} and question.kind == "yesno"
    if match["point"] in _EDGES and not (question.parts or rests):
        return question
    if match["point"] in _BOTTOMS | _TOPS and not place:
        return question
    if not (events := _events(action, words, question, scene)):
        others = scene.of(action.key)
        return too_few(action, place, others) if 0 < len(others) < abs(place) else question
    seconds = _seconds(match, events, scene)
    if seconds is None:
        return question
    end = match.start("what") + length
    told = understand(f"{question.text[: match.start()]}{seconds}{question.text[end:]}?")
    return replace(told, negated=question.negated, statement=question.statement, language=question.language)


def _action(what: str) -> tuple[Action, str, int] | None:
    """The action with which words begin, the words up to its end and their length; None where something else does."""
    for begin, end, action in actions_in(what):
        if action.key in PLACELESS | {"still", "stand", "step"} or len(what[:begin].split()) > 3:
            return None
        return action, what[:end], end
    return None


def _events(action: Action, words: str, question: Question, scene: Scene) -> list[Event]:
    """The events of an action that some words mean: "the second wave with the left hand"."""
    sides = sides_in(words)
    side = sides[0] if len(sides) == 1 and action.key in SIDED else ""
    mention = Mention(action, side, words=words)
    alone = replace(
        question, text=words, mentions=(mention,), place=qualifiers.place(words), sides=sides, parts=(), where=""
    )
    return events_asked(alone, scene)


def _seconds(match: re.Match[str], events: list[Event], scene: Scene) -> str | None:
    """The seconds of a point in the first of some events, or of the end of the last; None where there is none."""
    span = events[0].span
    if match["size"]:
        begin, end = cast(tuple[float, float], qualifiers.portion(f"{match['part']} {match['size']}"))
        first_s, last_s = (span.begin_s + share * span.duration_s for share in (begin, end))
        return f"between {first_s:.2f} and {last_s:.2f} s"
    point = match["point"] or "middle"
    if match["late"]:
        time_s = span.begin_s + qualifiers.number(match["late"])
    elif point in _EDGES:
        time_s = events[-1].span.end_s if point in _ENDS else span.begin_s
    elif point in _MIDDLES:
        time_s = (span.begin_s + span.end_s) / 2
    else:
        time_s = point_of(events[0], "bottom" if point in _BOTTOMS else "top", scene)
    return None if time_s is None else f"at {max(time_s, 0.0):.2f} s"
