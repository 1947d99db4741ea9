"""Answers to how somebody stands and in which manner they move."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.contrast import when_more
from humocon.ask.exact.by_kind.held import arms_held, limbs_still
from humocon.ask.exact.by_kind.refusal import refusal
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_or_no
from humocon.ask.exact.known.events import Event, joint_of, overlap
from humocon.ask.exact.known.moment import NEAR_S, clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING, events_named, other_side, stretch_of
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import PLACELESS
from humocon.ask.exact.words.wordings import asks_held
from humocon.motion.kinematics.measures import HANDS_AND_FEET
from humocon.motion.kinematics.posture import Posture
from humocon.motion.kinematics.signals import NECK, SIDES, Span, derivative, smooth

LEAST_HELD_S: Final[float] = 0.12
"""For how long within a stretch a posture is held to be that of the stretch."""
BENT: Final[float] = 45.0
SLIGHTLY_BENT: Final[float] = 35.0
"""Degrees from which a knee or an elbow is bent, and bent a bit: some skeletons stand with knees bent by 30."""
UPRIGHT: Final[float] = 20.0
"""Degrees up to which a trunk is upright."""
CROUCHED: Final[float] = 60.0
"""Degrees by which both knees of who crouches for a moment are bent."""
_STRAIGHT: Final = re.compile(
    r"\b(?:knees?|legs?|elbows?|arms?)\b.*\b(?:straight|stretched|extended)\b|\b(?:straight|stretched|upright)\b.*"
    r"\bben[dt]\b|\bben[dt]\b.*\b(?:straight|upright)\b|\bback\b.*\b(?:straight|bent|round\w*)\b"
    r"|\b(?:straight|stretched) (?:knees?|legs?|elbows?|arms?|back)\b"
)
_KNEES_OR_BACK: Final = re.compile(
    r"\bknees?\b.*\bor\b.*\b(?:back|trunk|waist|hips?)\b|\b(?:back|trunk|waist|hips?)\b.*\bor\b.*\bknees?\b"
    r"|\bby (?:squat|crouch)\w*\b.*\bor\b.*\b(?:bend|stoop)\w*|\bby (?:bend|stoop)\w*\b.*\bor\b.*\b(?:squat|crouch)\w*"
)
_SAID: Final = {
    "standing": "Standing",
    "seated": "Sitting",
    "lying": "Lying",
    "kneeling": "Kneeling",
    "squatting": "Squatting",
    "crouched": "Crouching",
    "bent": "Standing, bent forward",
    "crawling": "On all fours",
    "upside down": "Upside down",
}


def posture(question: Question, scene: Scene) -> Exact | None:
    """Standing, sitting, lying; bent or straight; how the arms are held."""
    postures, text = scene.facts.postures, question.text
    if not postures:
        return None
    if found := when_more(question, scene):
        return found
    where = _time_asked(question, scene)
    if re.search(r"\bmov\w+\b.*\bstill\b|\bstill\b.*\bmov\w+", text) and question.part:
        return limbs_still(question, scene, where)
    if asks_held(text) or (question.part in ("hand", "arm") and _STRAIGHT.search(text) is None):
        return arms_held(question, scene, where)
    if _STRAIGHT.search(text):
        return _straightness(question, scene, where)
    low = [one for one in postures if one.name in ("seated", "squatting", "crouched", "kneeling", "lying")]
    if scene.is_film and "sit" in text and sum(one.span.duration_s for one in low) > 0.6 * scene.facts.duration_s:
        return exact(
            f"Sitting: the pelvis is low, {low[0].hips_m:.2f} m over the floor.",
            DOUBTFUL,
            f"{low[0].name} {low[0].span.words}",
        )
    if _KNEES_OR_BACK.search(text):
        return _knees_or_back(scene, where)
    if re.search(r"\bface[- ](?:up|down)\b", text):
        return _side_lain_on(scene)
    if question.part == "trunk" or re.search(r"\b(?:tip|tilt|lean|inclin|stoop|slouch|hunch)\w*", text):
        if re.search(r"\b(?:stomach|belly|tummy|face (?:up|down))\b", text):
            return _side_lain_on(scene)
        return _trunk_held(scene, where)
    found = _posture_asked(question, scene, where)
    if where is not None and found.name == "standing":
        knees = [scene.measures.course(joint_of(one, "knee"), "bend")[scene.measures.poses(where)] for one in SIDES]
        bend = float(np.minimum(*knees).max())
        if bend > CROUCHED and scene.legs_seen:
            return exact(f"Crouching: both knees are bent by {bend:.0f} degrees {where.words}.", LIKELY, found.name)
    brief = found.name == "squatting" and found.span.duration_s < 0.8 and "squat" not in text
    deep = question.where in ("begin", "end") and _lowest_bend(found, scene) > CROUCHED and scene.legs_seen
    brief = brief and not deep
    slight = found.name in ("crouched", "bent") and not deep and not re.search(r"\bbent|\bcrouch|\bbend|\bhunch", text)
    name = "standing" if (brief or slight) and where is None else found.name
    said, trust = _SAID.get(name, name.capitalize()), DOUBTFUL if scene.is_film else LIKELY
    return exact(f"{said}, {found.span.words}.", trust, f"{found.name} {found.span.words}")


def _lowest_bend(held: Posture, scene: Scene) -> float:
    """How far the knee is bent that is bent less, at most while a posture is held, degrees."""
    poses = scene.measures.poses(held.span)
    return float(np.minimum(*(scene.measures.course(joint_of(one, "knee"), "bend")[poses] for one in SIDES)).max())


def _time_asked(question: Question, scene: Scene) -> Span | None:
    """The stretch that a posture is asked about: of what lies before or after something, the part next to it."""
    if question.stretch:
        return stretch_of(question.stretch, scene)
    clause = clause_of(question.text, scene)
    if clause is None:
        limbs = question.part in ("hand", "arm", "leg", "foot", "knee", "elbow")
        if not question.where or not limbs:
            return None
        end = question.where == "end"
        return Span(scene.duration_s - NEAR_S, scene.duration_s) if end else Span(0.0, NEAR_S)
    where, words = clause
    if re.search(r"\b(?:before|prior|preceding|leading)\b", words):
        return Span(max(where.begin_s, where.end_s - NEAR_S), where.end_s)
    return Span(where.begin_s, min(where.end_s, where.begin_s + NEAR_S)) if "after" in words else where


def _posture_asked(question: Question, scene: Scene, where: Span | None) -> Posture:
    """The posture of a stretch, the first or the last one, or the one that is held longest."""
    postures, text = scene.facts.postures, question.text
    if where is not None:
        low = [one for one in postures if one.name != "standing" and overlap(one.span, where) > LEAST_HELD_S]
        return max(low or postures, key=lambda one: overlap(one.span, where))
    if question.where or question.place:
        return postures[0 if question.where == "begin" or (question.place == 1 and "first" in text) else -1]
    special = [one for one in postures if one.name in ("lying", "seated", "kneeling", "upside down")]
    return max(special if special and scene.is_film else postures, key=lambda one: one.span.duration_s)


def _trunk_held(scene: Scene, where: Span | None) -> Exact:
    """Whether the trunk is upright or leans, at most, in a stretch or the whole clip."""
    lean = scene.measures.extreme("trunk", "lean", "most", where)
    place = scene.measures.pose(lean.time_s)
    way = "forward" if scene.measures.body.local[place, NECK, 2] > 0 else "back"
    line = f"the trunk leans {lean.value:.0f} degrees at {lean.time_s:.1f} s"
    return exact(f"{f'leaning {way}' if lean.value > UPRIGHT else 'upright'}: {line}.", LIKELY, line)


def _side_lain_on(scene: Scene) -> Exact:
    """On which side the person lies, or that nobody does."""
    found = side_lain_on(scene)
    if found is None:
        return exact("Neither: the person does not lie.", LIKELY)
    said, line = found
    return exact(f"{said}: {line}.", LIKELY, line)


def side_lain_on(scene: Scene) -> tuple[str, str] | None:
    """Whether who lies does so on the back, on the stomach or on a side, and the fact that tells; else None."""
    lying = next((one for one in reversed(scene.facts.postures) if one.name == "lying"), None)
    if lying is None:
        return None
    joints = scene.measures.body.joints[scene.measures.poses(lying.span)]
    left, spine = joints[:, 16] - joints[:, 17], joints[:, 12] - joints[:, 0]
    ahead, aside = np.cross(left, spine), left / np.linalg.norm(left, axis=-1, keepdims=True)
    up = float(np.median(ahead[:, 1] / np.linalg.norm(ahead, axis=-1)))
    flank = "left" if float(np.median(aside[:, 1])) < 0 else "right"
    said = "on the back" if up > 0.5 else "on the stomach" if up < -0.5 else f"on the {flank} side"
    return said, f"lying {lying.span.words}"


def _knees_or_back(scene: Scene, where: Span | None) -> Exact:
    """Whether somebody goes down by bending the knees or the back."""
    low = scene.measures.extreme("head", "height", "least", where).time_s
    knees = min(scene.measures.at(joint_of(side, "knee"), "bend", low) for side in SIDES)
    lean = scene.measures.at("trunk", "lean", low)
    line = f"the knees are bent by {knees:.0f}°, the trunk leans {lean:.0f}° at {low:.1f} s"
    said = "with bent knees" if knees > 90 or knees > lean else "with a bent back"
    return exact(f"{said}: {line}.", DOUBTFUL, line)


def _straightness(question: Question, scene: Scene, where: Span | None) -> Exact:
    """Whether knees, elbows or the back are bent or straight."""
    text = question.text
    asks = " or " not in text and not re.search(r"\b(?:what|which|how)\b", text)
    if question.part in ("trunk", "head", "pelvis", ""):
        value = scene.measures.extreme("trunk", "lean", "most", where).value
        limit, line = 30 if where is None else 20, f"the trunk leans {value:.0f} degrees at most"
        word = "upright" if "upright" in text else "straight"
    else:
        joint = "elbow" if question.part in ("elbow", "arm", "hand") else "knee"
        where = where or (scene.star.span if scene.star and joint == "elbow" else None)
        sides = _sides_meant(question, scene)
        value = max(scene.measures.extreme(joint_of(one, joint), "bend", "most", where).value for one in sides)
        limit = SLIGHTLY_BENT if re.search(r"\b(?:slight\w*|a (?:bit|little|touch)|soft\w*)\b", text) else BENT
        line, word = f"the {joint}s bend by {value:.0f} degrees at most", "straight"
    said = "bent" if value > limit else word
    if asks:
        wanted = "straight" if re.search(r"\b(?:straight|stretched|extended|upright)\b", text) else "bent"
        lead = "Yes" if (said == "bent") == (wanted == "bent") else "No"
        return exact(f"{lead}, {said}: {line}.", LIKELY, line)
    return exact(f"{said}: {line}.", LIKELY, line)


def _sides_meant(question: Question, scene: Scene) -> tuple[str, ...]:
    """The sides of the limbs that are asked about: the one named, that which acts, or the other one."""
    star = None if question.side in SIDES else scene.star
    if star is not None and re.search(r"\b(?:stance|standing|support\w*|planted|other|free)\b", question.text):
        return (other_side(star, scene),)
    if star is not None and re.search(r"\b(?:kicking|punching|waving|throwing|raised|lifted)\b", question.text):
        return (star.side,) if star.side in SIDES else SIDES
    return question.sides_meant


LIVELY_JUMP_M: Final[float] = 0.12
"""How high the feet rise in a jump that takes force."""
USUAL_BOW: Final[float] = 70.0
"""Degrees a second by which the trunk of who bows neither hastily nor slowly tilts at most."""
_MANNERS: Final[tuple[tuple[str, str, str], ...]] = (
    # (words for a quick and strong manner, words for a slow and weak one, what both are asked as)
    (r"young\w*|youth\w*|like (?:a|an) (?:\w+ )?(?:child|kid|teenager)|child\w*", r"old\w*|elderly|senior|aged", "age"),
    (r"hostile|threatening|aggressive\w*|violent\w*", r"friendly|polite\w*|welcoming|peaceful\w*|kind", "intent"),
    (
        r"energetic\w*|(?<!of )(?<!low )energy|livel\w*|vigorous\w*|dynamic\w*|fast|quick\w*|hasty|hurr\w*|rush"
        r"\w*|brisk\w*"
        r"|sprightly|spry|perky|snappy|zippy|forceful\w*|powerful\w*|strong\w*|aggressive\w*|violent\w*|angr\w*"
        r"|excited\w*|hectic|high(?:ly)?-?energy|full of (?:energy|life)|big|hard|mighty",
        r"tired\w*|exhaust\w*|calm\w*|relaxed|gentl\w*|slow\w*|sluggish\w*|careful\w*|cautious\w*"
        r"|weary|feeble|frail|lethargic|timid\w*|gingerly|half-?hearted\w*|delicate\w*|leisurely|laz\w+|weak\w*"
        r"|heav\w*|soft\w*|controlled|unhurried\w*|steady|moderate\w*|little|small|tiny|stroll\w*|plod\w*|trudg"
        r"\w*|shuffl\w*|low-?energy|drowsy",
        "force",
    ),
    (r"bounc\w*|light\w*", r"heav\w*|stiff\w*", "weight"),
    (
        r"stumbl\w*|unsteady|unsteadily|wobbl\w*|jerk\w*|shak\w*|clums\w*|uncontrolled|staggers?|trips?",
        r"smooth\w*|fluid\w*|stead(?:y|ily)|controlled|balanced|stable|even|evenly|grace\w*|elegan\w*|sure-?footed",
        "balance",
    ),
    (
        r"loud\w*|nois\w*|stomp\w*",
        r"(?:like )?a thief(?: in the night)?|sneak\w*|stealth\w*|quiet\w*|silent\w*|soft\w*",
        "noise",
    ),
)


def _quickness(star: Event | None, scene: Scene) -> tuple[float, str]:
    """How quickly an action is done beside how it usually is done: 1 is usual; and the fact that tells."""
    usual = {
        "walk": 1.15,
        "run": 2.2,
        "bow": 2.2,
        "wave": 1.8,
        "raise": 1.7,
        "kick": 5.0,
        "punch": 4.0,
        "squat": 1.2,
        "jump": 2.5,
        "throw": 5.0,
        "lie": 1.5,
        "place": 2.0,
        "dance": 2.8,
    }
    key = star.key if star else ""
    if star is not None and key in GOING:
        speed = star.value / max(star.span.duration_s, 0.1) if star.value else scene.facts.travel.mean_speed
        return speed / usual.get(key, 1.3), f"goes at {speed:.1f} m/s, where about {usual.get(key, 1.3):.1f} is usual"
    where = star.span if star else None
    limb = scene.measures.most_moved(HANDS_AND_FEET, where)
    if key == "bow" and star is not None:
        around = scene.measures.poses(Span(star.span.begin_s - 1.0, star.span.end_s + 1.0))
        rate = float(np.abs(derivative(smooth(scene.measures.course("trunk", "lean"), 0.2))[around]).max())
        line = f"the trunk tilts by up to {rate:.0f} degrees a second, where about {USUAL_BOW:.0f} is usual"
        return rate / USUAL_BOW, line
    if key in ("kick", "punch", "throw") and where is not None:
        # A limb is fastest on its way to where it counts.
        where = Span(where.begin_s - 0.3, where.end_s + 0.1)
    top = scene.measures.extreme(limb, "own speed", "most", where).value
    line = f"the {limb} is at {top:.1f} m/s at most, where about {usual.get(key, 2.2):.1f} is usual"
    return top / usual.get(key, 2.2), line


def _meant(question: Question, scene: Scene) -> Event | None:
    """The action whose manner is asked for: the one that is named, else what the clip is about."""
    named = [] if question.key in PLACELESS else events_named(question, scene)
    return max(named, key=lambda event: event.span.duration_s, default=scene.star)


def style(question: Question, scene: Scene) -> Exact | None:
    """In which manner: old or young, with energy or tired, calm or hasty."""
    text = question.text
    quick, line = _quickness(_meant(question, scene), scene)
    chosen = _manner_chosen(text, scene, quick)
    if chosen:
        return exact(f"{chosen}: {line}.", DOUBTFUL, line)
    if re.match(r"(?:is|are|does|do|did|was|would|can)\b", text) or question.statement:
        return _manner_held(question, scene, quick, line)
    word = (
        "fast and energetic"
        if quick > 1.15
        else "slow and calm"
        if quick < 0.85
        else "at a usual pace, neither fast nor slow"
    )
    return exact(f"{word}: {line}.", DOUBTFUL, line)


def _manner_chosen(text: str, scene: Scene, quick: float) -> str:
    """Of two manners that are offered the one that fits; "" where the question offers none that is known."""
    offered = re.search(r"([^,:;?]*)\bor\b([^,:;?]*)", text)
    if offered is None:
        return ""
    for strong, weak, name in _MANNERS:
        ups, downs = (re.search(rf"\b(?:{words})\b", offered[0]) for words in (strong, weak))
        if not ups and not downs:
            continue
        fits = _is_strong(name, scene, quick)
        known = ups if fits else downs
        if known:
            return known[0]
        # What stands beside a known manner is its opposite.
        first = ups or downs
        other = offered[2] if first and first[0] in offered[1] else offered[1]
        return " ".join(word for word in other.split() if word not in _FILLING)
    return ""


_FILLING: Final = frozenset(
    (
        "is it he she they the person a an just rather more does do move moves like this that as would you describe"
        " gesture movement movements body person"
    ).split()
)


def _is_strong(name: str, scene: Scene, quick: float) -> bool:
    """Whether the quick, strong or rough one of two manners fits."""
    keys = {event.key for event in scene.main}
    if name == "balance":
        return bool(scene.falls)
    if name == "intent":
        return bool(keys & {"kick", "punch", "slash"})
    if name == "noise":
        return "sneak" not in keys and quick > 1.0
    jumps = [flight.height_m for flight in scene.facts.jumps]
    if jumps and name == "force" and scene.star is not None and scene.star.key in ("jump", "skip"):
        return max(jumps) > LIVELY_JUMP_M
    return quick > 1.0


_AS_USUAL: Final = 0.1
"""Share of the usual within which something is done as usual, neither quickly nor slowly."""


def _manner_held(question: Question, scene: Scene, quick: float, line: str) -> Exact:
    """Whether somebody moves in the manner that is named."""
    text = question.text
    for strong, weak, name in _MANNERS:
        measured = name in ("age", "force", "weight") and not scene.facts.jumps
        if measured and abs(quick - 1) < _AS_USUAL and re.search(rf"\b(?:{strong}|{weak})\b", text):
            return exact(f"About as usual: {line}.", DOUBTFUL, line)
        if re.search(rf"\b(?:{strong})\b", text):
            lead = yes_or_no(_is_strong(name, scene, quick), negated=question.negated)
            return exact(f"{lead}, {line}.", DOUBTFUL, line)
        if re.search(rf"\b(?:{weak})\b", text):
            weakly = quick < 0.95 if name in ("age", "force", "weight") else not _is_strong(name, scene, quick)
            return exact(f"{yes_or_no(weakly, negated=question.negated)}, {line}.", DOUBTFUL, line)
    if re.search(r"\bsymmetr\w+", text):
        meant = _meant(question, scene) if question.mentions else None
        where = None if meant is None else meant.span
        left, right = (scene.measures.way(joint_of(one, "wrist"), where) for one in SIDES)
        even = min(left, right) > 0.7 * max(left, right)
        return exact(f"{'Yes' if even else 'No'}: left hand goes {left:.1f} m, right hand {right:.1f} m.", DOUBTFUL)
    if re.search(r"\b(?:smooth|fluid|elegan|grace|confident|proud|upright|musical)\w*", text):
        return exact(f"{'No' if question.negated else 'Yes'}, {line}.", 0.5, line)
    return exact(f"{refusal('').removesuffix('.')}: nothing here measures such a manner; {line}.", DOUBTFUL, line)
