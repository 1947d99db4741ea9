"""Answers to how somebody stands and in which manner they move."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.events import joint_of, overlap
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.question import Question
from humocon.ask.exact.scene import Scene
from humocon.ask.exact.selection import GOING, stretch_of
from humocon.motion.kinematics.signals import Span, derivative, smooth

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
    """Standing, sitting, lying; bent or straight."""
    postures, text = scene.facts.postures, question.text
    if not postures:
        return None
    if re.search(
        r"\b(?:knees?|legs?|elbows?|arms?)\b.*\b(?:straight|stretched|extended)\b|\b(?:straight"
        r"|stretched)\b.*\bben[dt]\b|\bben[dt]\b.*\bstraight\b|\bback\b.*\b(?:straight|bent|round\w*)\b",
        text,
    ):
        return _straightness(question, scene)
    low = [one for one in postures if one.name in ("seated", "squatting", "crouched", "kneeling", "lying")]
    if scene.is_film and "sit" in text and sum(one.span.duration_s for one in low) > 0.6 * scene.facts.duration_s:
        return exact(
            f"Sitting: the pelvis is low, {low[0].hips_m:.2f} m over the floor.",
            DOUBTFUL,
            f"{low[0].name} {low[0].span.words}",
        )
    if question.part == "trunk" or re.search(r"\b(?:tip|tilt|lean|inclin)\w*", text):
        return _trunk_held(question, scene)
    if question.stretch:
        asked = stretch_of(question.stretch, scene)
        found = max(postures, key=lambda one: overlap(one.span, asked))
    elif question.where or question.place:
        found = postures[0 if question.where == "begin" or (question.place == 1 and "first" in text) else -1]
    else:
        found = max(postures, key=lambda one: one.span.duration_s)
        special = [one for one in postures if one.name in ("lying", "seated", "kneeling", "upside down")]
        if special and scene.is_film:
            found = max(special, key=lambda one: one.span.duration_s)
    brief = found.name == "squatting" and found.span.duration_s < 0.8 and "squat" not in text
    slight = found.name in ("crouched", "bent") and not re.search(r"\bbent|\bcrouch|\bbend|\bhunch", text)
    name = "standing" if (brief or slight) and question.stretch is None else found.name
    said, trust = _SAID.get(name, name.capitalize()), DOUBTFUL if scene.is_film else LIKELY
    return exact(f"{said}, {found.span.words}.", trust, f"{found.name} {found.span.words}")


def _trunk_held(question: Question, scene: Scene) -> Exact:
    """Whether the trunk is upright or leans: where the body is lowest, at a time that is named, or at most."""
    measures, where = scene.measures, stretch_of(question.stretch, scene) if question.stretch else None
    if re.search(r"\b(?:bottom|lowest|deepest)\b", question.text):
        low_s = measures.extreme("pelvis", "height", "least", where).time_s
        where = Span(low_s - 0.1, low_s + 0.1)
    lean = measures.extreme("trunk", "lean", "most", where)
    line = f"the trunk leans {lean.value:.0f} degrees at {lean.time_s:.1f} s"
    return exact(f"{'leaning forward' if lean.value > 20 else 'upright'}: {line}.", LIKELY, line)


def _straightness(question: Question, scene: Scene) -> Exact:
    """Whether knees, elbows or the back are bent or straight."""
    text = question.text
    joint = "elbow" if question.part in ("elbow", "arm", "hand") else "knee"
    if question.part in ("trunk", "") and "back" in text:
        lean = scene.measures.extreme("trunk", "lean").value
        return exact(
            f"{'Bent' if lean > 30 else 'Straight'}: the trunk leans {lean:.0f} degrees at most.",
            LIKELY,
            f"the trunk leans {lean:.0f}° at most",
        )
    where = scene.star.span if scene.star and joint == "elbow" else None
    bend = max(scene.measures.extreme(joint_of(one, joint), "bend", "most", where).value for one in ("left", "right"))
    return exact(
        f"{'Bent' if bend > 45 else 'Straight'}: the {joint}s bend by {bend:.0f} degrees at most.",
        LIKELY,
        f"the {joint}s bend by {bend:.0f}° at most",
    )


USUAL_BOW: Final[float] = 70.0
"""Degrees a second by which the trunk of who bows neither hastily nor slowly tilts at most."""
_MANNERS: Final[tuple[tuple[str, str, str], ...]] = (
    # (words for a quick and strong manner, words for a slow and weak one, what both are asked as)
    (r"young\w*|youth\w*|like (?:a|an) (?:\w+ )?(?:child|kid|teenager)|child\w*", r"old\w*|elderly|senior|aged", "age"),
    (
        r"energetic\w*|energy|livel\w*|vigorous\w*|dynamic\w*|fast|quick\w*|hasty|hurr\w*|rush|brisk\w*"
        r"|sprightly|spry|perky|snappy|zippy|forceful\w*|powerful\w*|strong\w*|aggressive\w*|violent\w*|angr\w*|excited\w*|hectic",
        r"tired\w*|exhaust\w*|calm\w*|relaxed|gentl\w*|slow\w*|sluggish\w*|careful\w*|cautious\w*"
        r"|weary|feeble|frail|lethargic|timid\w*|gingerly|half-?hearted\w*|delicate\w*|leisurely|laz\w+|weak\w*|heav\w*|soft\w*|controlled",
        "force",
    ),
    (r"bounc\w*|light\w*", r"heav\w*|stiff\w*", "weight"),
)


def _quickness(scene: Scene) -> tuple[float, str]:
    """How quickly the clip's action is done beside how it usually is done: 1 is usual; and the fact that tells."""
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
    star = scene.star
    key = star.key if star else ""
    if star is not None and key in GOING:
        speed = star.value / max(star.span.duration_s, 0.1) if star.value else scene.facts.travel.mean_speed
        return speed / usual.get(key, 1.3), f"goes at {speed:.1f} m/s"
    where = star.span if star else None
    limb = scene.measures.most_moved(("left wrist", "right wrist", "left ankle", "right ankle"), where)
    if key == "bow" and star is not None:
        around = scene.measures.poses(Span(star.span.begin_s - 1.0, star.span.end_s + 1.0))
        rate = float(np.abs(derivative(smooth(scene.measures.course("trunk", "lean"), 0.2))[around]).max())
        return rate / USUAL_BOW, f"the trunk tilts by up to {rate:.0f} degrees a second"
    if key in ("kick", "punch", "throw") and where is not None:
        # A limb is fastest on its way to where it counts.
        where = Span(where.begin_s - 0.3, where.end_s + 0.1)
    top = scene.measures.extreme(limb, "own speed", "most", where).value
    return top / usual.get(key, 2.2), f"{limb} at {top:.1f} m/s at most"


def style(question: Question, scene: Scene) -> Exact | None:
    """In which manner: old or young, with energy or tired, calm or hasty."""
    text = question.text
    quick, line = _quickness(scene)
    brisk = quick > 1.0
    for strong, weak, _ in _MANNERS:
        ups, downs = re.search(rf"\b(?:{strong})\b", text), re.search(rf"\b(?:{weak})\b", text)
        if ups and downs:
            chosen = ups[0] if brisk else downs[0]
            return exact(f"{chosen[0].upper()}{chosen[1:]}: {line}.", DOUBTFUL, line)
    if re.match(r"(?:is|are|does|do|did|was|would|can)\b", text) or question.statement:
        for strong, weak, _ in _MANNERS:
            if re.search(rf"\b(?:{strong})\b", text):
                return exact(f"{'Yes' if brisk != question.negated else 'No'}, {line}.", DOUBTFUL, line)
            if re.search(rf"\b(?:{weak})\b", text):
                return exact(f"{'Yes' if (quick < 0.95) != question.negated else 'No'}, {line}.", DOUBTFUL, line)
        if re.search(r"\bsymmetr\w+", text):
            left, right = (scene.measures.way(joint_of(one, "wrist")) for one in ("left", "right"))
            even = min(left, right) > 0.7 * max(left, right)
            return exact(f"{'Yes' if even else 'No'}: left hand goes {left:.1f} m, right hand {right:.1f} m.", DOUBTFUL)
        smooth = re.search(r"\b(?:smooth|fluid|elegan|grace|steady|confident|proud|upright|rhythm|musical)\w*", text)
        return exact(f"{'Yes' if bool(smooth) != question.negated else 'No'}, {line}.", 0.5, line)
    word = (
        "fast and energetic"
        if quick > 1.15
        else "slow and calm"
        if quick < 0.85
        else "at a usual pace, neither fast nor slow"
    )
    return exact(f"{word[0].upper()}{word[1:]}: {line}.", DOUBTFUL, line)
