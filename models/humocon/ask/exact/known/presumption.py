"""What a question takes for granted, held against the clip: that something happens, and with which side it is done."""

import re
from dataclasses import replace
from typing import Final

from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_or_no
from humocon.ask.exact.known.happening import happens
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING, absent, events_asked, nearest
from humocon.ask.exact.words import units
from humocon.ask.exact.words.outlines import Kind
from humocon.ask.exact.words.question import Mention, Question
from humocon.ask.exact.words.vocabulary import BY_KEY, PLACELESS, SIDED

_REPETITION: Final = re.compile(r"\b(?:reps?|repetitions?|rounds?)\b")
_STROKE: Final = re.compile(r"(?:hit|box|str(?:ike|ikes|iking|uck)|sho(?:t|ot)|fight|thr(?:ow|ew|own)|blow)\w*$")
"""Words for a blow or a shot, which a foot gives as well as a hand."""
_QUANTITIES: Final = frozenset[Kind]({"when", "how long", "how fast", "how far", "how high", "angle"})
_PRESUMING: Final = frozenset[Kind]({"side", "how high", "how far", "how fast", "how long", "angle", "style", "way"})
"""Kinds of questions that take for granted that the action happens which they name."""
_OF_EVERYBODY: Final = PLACELESS | GOING | {"turn", "twist", "raise", "lower", "bend", "swing", "lift knee"}
"""What is measured of whoever does it ever so little."""
_SURE_OF_FILM: Final = 0.7
"""Probability from which something does not happen in a film in which nothing is named."""
_NOT_OF_A_MOTION: Final = frozenset[Kind]({"unanswerable", "knowledge", "order", "summary", "what", "posture"})
"""Kinds of questions that are answered by themselves where what they name does not happen."""
_SINGLED_OUT: Final = (
    r"\b(?:(?:the|his|her|their|this|that|each|every)(?: (?:first|second|third|last|final|long|short|fast|slow|high"
    r"|deep|low|big|left|right|only|actual|whole|entire)(?:est)?)?|(?:while|when|during|whilst)(?: (?:he|she|they"
    r"|the person))?(?: (?:is|are|was|were))?) "
)
"""What stands before an action that is taken for granted: "the last kick", "while she is kicking"."""
_BEGUN_OR_ENDED: Final = re.compile(r"\b(?:start|begin|began|end|finish|open|clos)\w* (?:\w+ )?(?:with|by|in)\b")
"""Who is asked to end with something is asked whether it happens at all."""
_LIKE_OTHERS: Final = frozenset({"squat", "bow", "wave", "run", "walk", "jump"})
"""What somebody may be asked about who means something like it: the bend for a bow."""
_HANDS: Final = frozenset({"hand", "arm"})
_FEET: Final = frozenset({"foot", "leg"})
_DONE_WITH: Final[dict[frozenset[str], frozenset[str]]] = {
    _HANDS: frozenset({"wave", "punch", "throw", "clap", "circle arms", "show the way", "curl arms"}),
    _FEET: frozenset({"kick", "lift knee"}),
}
"""What is done with hands and with nothing else, and what with feet."""
_WITH_LIMB: Final = re.compile(
    r"\bwith (?:(?:the|his|her|their|which|what|either|both|each|one|a|left|right) )*(?P<limb>hand|arm|fist|foot|leg"
    r"|feet)s?\b|\b(?:which|what) (?:\w+ )?(?P<asked>hand|arm|fist|foot|leg)\b.*\bwith\W*$"
)


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
    return None if verdict.holds or verdict.probability < _least(scene) else absent(question, scene)


def _least(scene: Scene) -> float:
    """The probability from which it is sure that something does not happen."""
    # Of a film nothing is sure; what is named there by another name does not happen, either.
    return LIKELY if not scene.is_film else DOUBTFUL if scene.named else _SURE_OF_FILM


def granted(question: Question, scene: Scene) -> Exact | None:
    """What is said where "the kick" is spoken of, or what is "while kicking", and nobody kicks; None for all else."""
    if question.kind in _NOT_OF_A_MOTION or question.negated or _BEGUN_OR_ENDED.search(question.text):
        return None
    named = [one for one in question.mentions if one.action.key not in PLACELESS | {"still"}]
    if len(named) != 1 or named[0].action.key == "step":
        return None
    action = named[0].action
    nouns = (action.noun, units.plural(action.noun), action.gerund)
    if named[0].words not in nouns or not re.search(f"{_SINGLED_OUT}{named[0].words}\\b", question.text):
        return None
    alone = replace(question, mentions=(replace(named[0], side="", way=""),), place=0)
    if action.key == "jump" and question.kind in ("how high", "angle"):
        return None
    verdict = happens(alone.mentions[0], scene)
    if verdict.holds or verdict.probability < _least(scene) or events_asked(alone, scene):
        return None
    if question.kind != "yesno":
        return absent(alone, scene)
    told = tell_events(scene.main[:3])
    lines = [event.line for event in scene.main]
    return exact(f"No, the person is not {action.gerund}{told and f': {told}'}.", LIKELY, *lines)


def misplaced(question: Question, scene: Scene) -> Exact | None:
    """What is said to a question about a wave with a foot, or a kick with a hand; None where nothing is misplaced."""
    limb = _WITH_LIMB.search(question.text) if len(question.mentions) == 1 else None
    if limb is None or len(question.parts) != 1:
        return None
    mention, part = question.mentions[0], question.part
    others = [doings for limbs, doings in _DONE_WITH.items() if part not in limbs]
    events = scene.of(mention.action.key)
    if part not in _HANDS | _FEET or mention.action.key not in others[0] or not events:
        return None
    noun, told = units.plural(mention.action.noun), tell_events(events[:3], timed=True)
    if question.kind == "yesno":
        lead = f"{yes_or_no(False, negated=question.negated)}, "
    elif question.kind == "side":
        lead = f"neither {part}: "
    else:
        lead = f"{'0' if question.kind == 'how many' else 'no'} {noun} with the {part}: "
    return exact(f"{lead}{told}.", LIKELY, *(event.line for event in events))


def as_nearest(question: Question, scene: Scene, found: Exact) -> Exact:
    """An answer about what comes nearest to an action that does not happen, with that told before it."""
    if question.kind not in _QUANTITIES | {"side"} or question.kind == "angle" or len(question.mentions) != 1:
        return found
    (mention,) = question.mentions
    if mention.action.key not in _LIKE_OTHERS:
        return found
    near = [] if scene.of(mention.action.key) else nearest(mention, scene)
    verdict = happens(replace(mention, side="", way=""), scene) if near else None
    if verdict is None or verdict.holds or verdict.probability < _least(scene) or re.match(r"No|0 ", found.text):
        return found
    told = f"no {units.plural(mention.action.noun)} here, but {tell_events(near, timed=True)}"
    rest = "." if question.kind == "when" else f": {found.text[0].lower()}{found.text[1:]}"
    return exact(f"{told}{rest}", DOUBTFUL, *found.evidence)


def mistaken(question: Question, scene: Scene) -> Exact | None:
    """What is said to a question for a quantity of the side that does not do it; None where nothing is mistaken."""
    if len(question.mentions) != 1:
        return None
    mention = question.mentions[0]
    key, side = mention.action.key, mention.side
    others = scene.of(key)
    if question.kind in _QUANTITIES | {"how many"} and others and (aside := _not_aside(question, scene)):
        return aside
    if question.kind not in _QUANTITIES:
        return None
    other = {"left": "right", "right": "left"}.get(side)
    if key not in SIDED or not others or any(event.side != other for event in others):
        return None
    where = "to" if key == "turn" else "with"
    limb = "" if key == "turn" else f" {question.part or ('leg' if key in ('kick', 'lift knee') else 'hand')}"
    told = tell_events(others[:3], timed=True)
    return exact(f"No {units.plural(mention.action.noun)} {where} the {side}{limb}: {told}.", DOUBTFUL, others[0].line)


_ASIDE: Final = re.compile(r"\bto (?:the |his |her |their )?(?:own )?(?:left|right)\b|\b(?:left|right)wards?\b")


def _not_aside(question: Question, scene: Scene) -> Exact | None:
    """That something is not done to the side that is named; None where it is, or may be, or has no such side."""
    mention = question.mentions[0]
    key, side = mention.action.key, mention.side
    if key in ("walk", "run") and mention.way in ("forward", "backwards", "sideways"):
        return _not_that_way(question, scene)
    body = (GOING | {"jump", "squat", "bow", "crouch", "sit", "kneel", "lie", "fall"}) - {"move", "step"}
    if key not in body or question.parts or side not in ("left", "right") or not _ASIDE.search(question.text):
        return None
    verdict = happens(mention, scene)
    if verdict.holds or verdict.probability < _least(scene):
        return None
    events = scene.of(key)
    noun, told = units.plural(mention.action.noun), tell_events(events[:3], timed=True)
    lead = "0" if question.kind == "how many" else "no"
    return exact(f"{lead} {noun} to the {side}: {told}.", DOUBTFUL, *(event.line for event in events))


def _not_that_way(question: Question, scene: Scene) -> Exact | None:
    """That nobody walks or runs the way that is named; None where somebody does, or may."""
    mention = question.mentions[0]
    verdict = happens(mention, scene)
    if verdict.holds or verdict.probability < _least(scene):
        return None
    events = scene.of(mention.action.key)
    lead = f"{'0' if question.kind == 'how many' else 'no'} {units.plural(mention.action.noun)} {mention.way}"
    return exact(f"{lead}: {tell_events(events[:3], timed=True)}.", DOUBTFUL, *(event.line for event in events))
