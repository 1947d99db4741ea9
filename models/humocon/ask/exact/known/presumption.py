"""What a question takes for granted, held against the clip: that something happens, and with which side it is done."""

import re
from dataclasses import replace
from typing import Final

from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.happening import happens
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING, absent, events_asked
from humocon.ask.exact.words import units
from humocon.ask.exact.words.outlines import Kind
from humocon.ask.exact.words.question import Mention, Question
from humocon.ask.exact.words.vocabulary import BY_KEY, PLACELESS, SIDED

_REPETITION: Final = re.compile(r"\b(?:reps?|repetitions?|rounds?)\b")
_STROKE: Final = re.compile(r"(?:hit|box|str(?:ike|ikes|iking|uck)|sho(?:t|ot)|fight|thr(?:ow|ew|own)|blow)\w*$")
"""Words for a blow or a shot, which a foot gives as well as a hand."""
_QUANTITIES: Final = frozenset[Kind]({"when", "how long", "how fast", "how far", "how high", "angle"})
_PRESUMING: Final = frozenset[Kind]({"side", "how high", "how far", "how fast", "how long", "angle", "style"})
"""Kinds of questions that take for granted that the action happens which they name."""
_OF_EVERYBODY: Final = PLACELESS | GOING | {"turn", "twist", "raise", "lower", "bend", "swing", "lift knee"}
"""What is measured of whoever does it ever so little."""
_SURE_OF_FILM: Final = 0.7
"""Probability from which something does not happen in a film in which nothing is named."""


def as_shown(question: Question, scene: Scene) -> Question:
    """A question with its vague words as the clip gives them a meaning."""
    if question.portion and not question.stretch:
        begin, end = (share * scene.duration_s for share in question.portion)
        question = replace(question, stretch=(begin, end))
    star = scene.star
    if not question.mentions and star is not None and star.key in BY_KEY and _REPETITION.search(question.text):
        return replace(question, mentions=(Mention(BY_KEY[star.key]),))
    if question.keys == ("raise",) and question.part in ("foot", "leg", "knee"):
        # Who lifts a foot raises no arm.
        measured = question.kind in ("how high", "how fast", "angle") and question.part != "knee"
        lifts = () if measured else (replace(question.mentions[0], action=BY_KEY["lift knee"]),)
        return replace(question, mentions=lifts)
    if question.keys == ("stretch",) and question.part in ("arm", "hand") and star is not None and star.key in BY_KEY:
        held = star.key if star.key in ("show the way", "take", "wave") else "raise"
        return replace(question, mentions=(replace(question.mentions[0], action=BY_KEY[held]),))
    circles = scene.of("circle arms")
    if (
        circles
        and re.search(r"\b(?:circles?|rotations?|rounds?)\b", question.text)
        and set(question.keys) <= {"raise", "move"}
    ):
        return replace(question, mentions=(Mention(BY_KEY["circle arms"]),))
    arms = question.part in ("arm", "hand") or not scene.of("turn")
    if question.keys == ("turn",) and "circl" in question.text and scene.of("circle arms") and arms:
        return replace(question, mentions=(replace(question.mentions[0], action=BY_KEY["circle arms"]),))
    kicks = scene.of("kick")
    if not kicks:
        return question
    legs = question.part in ("foot", "leg", "knee")
    mentions = tuple(
        replace(one, action=BY_KEY["kick"])
        if _STROKE.match(one.words) and (legs or (one.action.key == "punch" and not scene.of("punch")))
        else one
        for one in question.mentions
    )
    once = len({one.action.key for one in mentions}) == 1 and len(set(question.keys)) > 1
    return replace(question, mentions=mentions[:1] if once else mentions)


def missing(question: Question, scene: Scene) -> Exact | None:
    """What is said to a question about an action that does not happen; None where it happens, or may happen.

    "Which hand does she throw with?" has an answer only where somebody throws: else the hand that moves most would be
    told, of another action.
    """
    beside = question.kind in ("summary", "what", "posture") and question.relation == "while"
    if len(question.mentions) != 1 or not (beside or question.kind in _PRESUMING):
        return None
    (mention,) = question.mentions
    key = mention.action.key
    going = beside and key in ("walk", "run")
    jumps = key in ("jump", "air") and (question.kind == "how high" or scene.facts.steps or scene.facts.jumps)
    if (key in _OF_EVERYBODY and not going) or jumps or events_asked(question, scene):
        return None
    verdict = happens(replace(mention, side="", way=""), scene)
    # Of a film nothing is sure; what is named there by another name does not happen, either.
    least = LIKELY if not scene.is_film else DOUBTFUL if scene.named else _SURE_OF_FILM
    return None if verdict.holds or verdict.probability < least else absent(question, scene)


def mistaken(question: Question, scene: Scene) -> Exact | None:
    """What is said to a question for a quantity of the side that does not do it; None where nothing is mistaken."""
    if question.kind not in _QUANTITIES or len(question.mentions) != 1:
        return None
    mention = question.mentions[0]
    key, side = mention.action.key, mention.side
    others = scene.of(key)
    other = {"left": "right", "right": "left"}.get(side)
    if key not in SIDED or not others or any(event.side != other for event in others):
        return None
    where = "to" if key == "turn" else "with"
    limb = "" if key == "turn" else f" {question.part or ('leg' if key in ('kick', 'lift knee') else 'hand')}"
    told = tell_events(others[:3], timed=True)
    return exact(f"No {units.plural(mention.action.noun)} {where} the {side}{limb}: {told}.", DOUBTFUL, others[0].line)
