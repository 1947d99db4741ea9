"""Which kind of answer a question wants, told from its words."""

import re
from collections.abc import Sequence

from humocon.ask.exact.by_kind.knowledge import asks_knowledge
from humocon.ask.exact.by_kind.refusal import asks_unknowable
from humocon.ask.exact.words import wordings
from humocon.ask.exact.words.outlines import BODY_PART, LIMB, MOST, Kind, kind_at_a_glance


def kind_of(text: str, actions: Sequence[str], tagged: bool) -> Kind:
    """The kind of a question.

    Args:
        text: in plain English, without its tag.
        actions: keys of the actions in it.
        tagged: whether it ended in a tag such as "does he?".
    """
    if _has(text, wordings.WEARS):
        return "unanswerable"
    if _has(text, r"^(?:walking |going |moving |running )?(?:forwards?|backwards?|sideways)\W*$"):
        return "yesno"
    if asks_knowledge(text):
        return "knowledge"
    if asks_unknowable(text):
        return "unanswerable"
    asks = tagged or _has(text, wordings.YES_NO)
    any_of = _has(text, r"^(?:(?:is|are|was|were) there )?any\b")
    choice = (
        not any_of
        and _has(text, wordings.CHOICE)
        and not _has(text, r"\beither\b|\bmore or less\b|\bone or (?:two|more)\b")
    )
    # "Is there a hop or a jump?" chooses nothing.
    same = len(set(actions)) == 1 or _has(text, r"\b(?:any|ever|at all)\b|^(?:is|are) there\b")
    choice = choice and (_has(text, wordings.OPPOSED) or not (asks and same and len(actions) > 1))
    return _asked(text, actions, asks, choice)


def _asked(text: str, actions: Sequence[str], asks: bool, choice: bool) -> Kind:
    """The kind of a question that motion tells, by whether it asks for yes or no and whether it offers a choice."""
    if len(set(actions)) > 1 and _has(text, r"\bwhich one\b.*\b(?:first|last|beginning|start|end|earlier|later)\b"):
        return "order"
    held = wordings.asks_held(text) and (choice or not asks or _has(text, wordings.HELD_TOWARDS))
    if held or (choice and _has(text, wordings.MOVES_OR_STILL)):
        return "posture"
    seen = kind_at_a_glance(text, actions, asks=asks, choice=choice)
    if seen:
        return seen
    if _has(text, r"\b(?:which|what) (?:body )?(?:posture|pose|position)\b"):
        return "posture"
    if _has(text, wordings.BOUND) and not choice and not _has(text, wordings.QUESTION_WORD):
        return "yesno"
    if len(set(actions)) == 1 and _has(text, MOST, wordings.MORE) and _has(text, wordings.WHICH_OF):
        return "comparison"
    if choice and _has(
        text, r"\b(?:first|second) (?:half )?or (?:in )?(?:the )?(?:first|second|last|latter|other) half\b"
    ):
        return "comparison"
    ends = _has(text, r"\b(?:start|begin\w*|first|early)\b.*\bor\b.*\b(?:end|finish|last|late)\b")
    if choice and (len(set(actions)) > 1 or ends) and _has(text, wordings.MORE) and not _has(text, wordings.COUNT):
        return "comparison"
    kind = _measured(text, asks) or _chosen(text, actions, asks, choice) or _told(text)
    if kind:
        return kind
    if asks:
        return "yesno"
    if (actions or _has(text, r"\b(?:stay|remain|hang|keep)s?\b|\bplanted\b")) and not _has(
        text, r"^(?:what|which|who|why|how|where)\b"
    ):
        return "yesno"
    if _has(text, wordings.MANNER) and not _has(text, wordings.QUESTION_WORD):
        return "style"
    return _by_unit(text) or ("what" if _has(text, r"^what\b") else "other")


def _by_unit(text: str) -> Kind | None:
    """The kind of a question that names no more than a unit: "mph?"."""
    rules: tuple[tuple[Kind, str | re.Pattern[str]], ...] = (
        (
            "how fast",
            r"\b(?:m/s|mph|km/h|kmh|kph|mps|cm/s|ft/s|knots)\b|\b(?:\w*met(?:re|er)s?|feet|miles) (?:per"
            r"|an?) (?:second|hour)",
        ),
        ("how long", r"\b(?:seconds|minutes|milliseconds|ms)\b"),
        ("how far", r"\b(?:met(?:re|er)s|yards|kilomet(?:re|er)s)\b"),
    )
    return next((kind for kind, pattern in rules if _has(text, pattern)), None)


def _has(text: str, *patterns: str | re.Pattern[str]) -> bool:
    """Whether a text has what any of some patterns means."""
    return any(re.search(pattern, text) for pattern in patterns)


def _measured(text: str, asks: bool) -> Kind | None:
    """The kind of a question for a quantity; None where it is for none."""
    # "How far does she walk after the turn?" asks for no angle.
    text = re.sub(r"\b(how far (?:does|did|do) \w+ (?:walk|run|go|travel|move)) (?:before|after|until) .*", r"\1", text)
    only_asks = asks and not _has(text, r"\bhow\b")
    covers = _has(text, r"\b(?:cover|travel)\w*\b")
    if (
        _has(text, wordings.OVER_FLOOR)
        and not covers
        and not _has(text, wordings.TIME, wordings.ANGLE)
        and not only_asks
    ):
        return "how high"
    if _has(text, wordings.LENGTH) or (
        _has(text, wordings.DISTANCE) and not _has(text, wordings.NO_DISTANCE, wordings.SPEED_UNIT)
    ):
        return "yesno" if only_asks and not _has(text, r"\bdistance\b") else "how far"
    rules: tuple[tuple[Kind, bool], ...] = (
        ("how long", _has(text, r"\bhow much time\b|\bwhat time (?:does|do|did) \w+ spend\b")),
        (
            "how far",
            _has(
                text,
                r"\bhow far apart\b|\bhow wide\b|\bhow (?:big|large) (?:is|are) (?:the|his|her|their"
                r"|each) (?:steps?|strides?)\b",
            ),
        ),
        ("how high", _has(text, r"\bhow far (?:up|off|above|down)\b")),
        (
            "angle",
            _has(text, wordings.ANGLE)
            and not (only_asks and "by what" not in text)
            and not _has(text, r"^when|\bwhat time\b"),
        ),
        ("when", _has(text, r"\bafter how (?:many seconds|long)\b")),
        ("how long", _has(text, wordings.DURATION) and not _has(text, wordings.TIME)),
        ("how fast", _has(text, wordings.SPEED_UNIT)),
        ("how many", _has(text, wordings.COUNT) and (not only_asks or _has(text, wordings.ONE_OR_MORE))),
        ("when", _has(text, wordings.TIME)),
        ("how fast", _has(text, wordings.SPEED) and not asks),
        ("how high", _has(text, wordings.HEIGHT) and not asks),
        ("how fast", _has(text, wordings.SLOW_OR_FAST)),
    )
    return next((kind for kind, holds in rules if holds), None)


def _chosen(text: str, actions: Sequence[str], asks: bool, choice: bool) -> Kind | None:
    """The kind of a question for one of several, or for yes or no; None where it is for neither."""
    changes = _has(text, r"\b(?:sit|lie|kneel)\w* down\b|\bseat\b|\b(?:stand|get)\w* up\b") and len(set(actions)) > 1
    does = _has(text, r"^(?:and )?what (?:does|do|did) (?:\w+ ){1,2}do (?:once|after|before|when)\b")
    posture = _has(text, wordings.POSTURE) and not does and not _has(text, r"\bwhich\b(?! (?:posture|pose|position))")
    if posture and not changes and (choice or not asks):
        return (
            "order"
            if len(actions) > 1 and _has(text, r"\b(?:comes?|came|is) (?:first|last|earlier|later)\b")
            else "posture"
        )
    wh = _has(text, r"^(?:which|what)\b")
    if choice and not wh and _has(text, r"\b(?:faster|slower|quicker|higher|lower|more|less)\b"):
        return "side" if _has(text, wordings.SIDE) else "comparison"
    if _has(text, r"^what\b.*\b(?:most of (?:the|his|her|their|this) (?:time|clip|video|recording)|mostly|mainly)\b"):
        return "comparison"
    if _has(text, r"^(?:in |on )?(?:which|what)\b") and _has(text, MOST) and not _has(text, rf"\b{BODY_PART}\b"):
        return "comparison"
    if _has(text, wordings.FIRST_OF) and (choice or not asks):
        return "order"
    if asks and not choice:
        return (
            "style"
            if _has(text, wordings.MANNER) and "still" not in actions and not _has(text, wordings.EVEN_PACE)
            else "yesno"
        )
    if _has(text, wordings.MANNER) and (choice or _has(text, r"\bhow\b|\bwhat\b|\bwhich\b")):
        return "style"
    if _asks_way(text, actions, choice):
        return "way"
    if _has(text, wordings.SIDE) and not _has(text, wordings.PLACED):
        return "side"
    if _has(text, wordings.WAY):
        return "way"
    if choice or (_has(text, wordings.MORE) and _has(text, r"\bwhich\b|\bwhat\b|\bthan\b|\bwho\b")):
        return "comparison"
    return None


def _asks_way(text: str, actions: Sequence[str], choice: bool) -> bool:
    """Whether a question with sides in it is for the way that the person goes, turns or faces."""
    if choice and _has(text, r"\bfac(?:e|es|ing)\b.*\b(?:left|right)\b.*\bor\b"):
        return True
    if not {"turn", "walk", "run", "move"} & set(actions):
        return False
    sides = _has(text, r"\b(?:left|right)\b.*\bor\b.*\b(?:left|right)\b") and not _has(text, rf"\b{LIMB}\b")
    return sides or (not choice and _has(text, r"\b(?:which|what) side\b"))


def _told(text: str) -> Kind | None:
    """The kind of a question for what happens, or how."""
    rules: tuple[tuple[Kind, str | re.Pattern[str]], ...] = (
        ("order", wordings.ORDER),
        ("summary", wordings.SUMMARY),
        ("posture", wordings.POSTURE),
        ("style", r"\bhow (?:does|do|did|is) (?:he|she|they|the person|this person|someone)\b"),
    )
    return next((kind for kind, pattern in rules if _has(text, pattern)), None)
