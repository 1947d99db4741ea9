"""What coaches and clinicians have words for: overstriding, heel strikes, bounce, hip drop, turnout, chambering."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING, driver
from humocon.ask.exact.whole.gait import bounce, swaying
from humocon.ask.exact.whole.landings import AFTER_STEP_S, steps_after
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.wordings import JUDGED
from humocon.motion.kinematics.feet import resting
from humocon.motion.kinematics.signals import ANKLES, HIPS, SIDES, TOES, Side, Span

_OVERSTRIDES: Final = re.compile(
    r"\bover-?strid\w*|\b(?:feet|foot)\b.*\b(?:land|come|go|reach)\w*\b.*\b(?:ahead of|in front of|under)\b.*\b"
    r"(?:body|hips?|him|her|them|cent(?:er|re))\b"
)
_STRIKE: Final = re.compile(
    r"\b(?:heel|mid-?foot|fore-?foot|toe)[- ](?:strik\w*|first|runner|lander|contact)\b"
    r"|\bland\w* on (?:the|his|her|their) (?:heels?|toes|fore-?foot|mid-?foot|balls? of)\b"
    r"|\bfoot[- ]?strike\b(?! (?:time|when))"
)
_BOUNCES: Final = re.compile(r"\b(?:bounc\w+|vertical (?:oscillation|movement|motion)|up and down|bobb?\w*)\b")
_HIP_DROP: Final = re.compile(
    r"\btrendelenburg\w*|\b(?:hips?|pelvis)\b.*\b(?:drop|drops|dropping|dips?|tilts?|hik\w+|level)\b|\bhip[- ]drop\b"
)
_TURNOUT: Final = re.compile(
    r"\bturn-?out\b|\bturned[- ]out\b"
    r"|\b(?:feet|toes|foot)\b.*\b(?:point|turn|rotat|splay)\w*\b.*\b(?:out|in)(?:wards?)?\b"
    r"|\btoe(?:s|ing)?[- ](?:in|out)\b|\bpigeon|\bduck[- ]foot\w*"
)
_CHAMBERS: Final = re.compile(
    r"\bchamber\w*|\bknees?\b.*\b(?:drawn|pulled|come\w*|lift\w*|bent?|bends?|tuck\w*)\b.*\bbefore\b.*\b(?:kick|strik|hit)\w*"
)
_FOLLOWS: Final = re.compile(r"\bfollow(?:s|ed|ing)?[- ]?through\b|\bfollow (?:it|the \w+) through\b")
_STICKS: Final = re.compile(
    r"\bstick\w*\b.*\blanding\b|\bland\w*\b.*\b(?:balanc\w*|stab\w*|stead\w*|wobbl\w*|stumbl\w*|step\w*)\b"
    r"|\b(?:balanc\w*|stab\w*|stead\w*|wobbl\w*|stumbl\w*)\b.*\bland\w*\b"
)
_LANDS_ALIKE: Final = re.compile(r"\bland\w*\b.*\b(?:symmetric\w*|evenly|equally|alike)\b|\bsymmetric\w* landing\b")
_PITCH: Final = 8.0
"""Degrees by which toes are up, or down, beside a foot that rests, where heel or forefoot lands first."""
_AFTER_S: Final = 1.0
_AHEAD_M: Final = 0.3
"""Metres ahead of the hips at which a foot lands far ahead of them."""
_CHAMBERED: Final = 60.0
"""Degrees that a knee bends on the way to a kick from which it is drawn up first."""
_GOES_ON_M: Final = 0.2
"""Metres that a hand or foot goes on behind its fastest moment in a stroke that is followed through."""
_WIDE: Final = 0.25
_BOUNCE_M: Final = 0.08
"""Metres that the hips sway over the feet, and go up and down, from which somebody is unsteady, and bounces."""
_ALIKE: Final = 10.0
"""Degrees between both knees up to which they give way alike."""


def technique_told(question: Question, scene: Scene) -> Exact | None:
    """The answer to what a term of art asks for; None where something else is asked, or no legs are seen."""
    if not scene.legs_seen or question.kind in ("when", "how long", "how many", "knowledge"):
        return None
    ways = (
        _overstrides,
        _strike,
        _bounces,
        _hips_drop,
        _turned_out,
        _chambers,
        _follows_through,
        _sticks,
        _lands_alike,
    )
    return first_told(ways, question, scene)


def _landings_of_steps(scene: Scene) -> list[tuple[int, int]]:
    """The pose and the side (0 left, 1 right) of each step that lands."""
    return [(scene.measures.pose(step.time_s), SIDES.index(step.foot)) for step in scene.facts.steps]


def _overstrides(question: Question, scene: Scene) -> Exact | None:
    """How far ahead of the hips the feet land."""
    steps = _landings_of_steps(scene) if _OVERSTRIDES.search(question.text) else []
    if not steps:
        return None
    ahead = [float(scene.measures.body.local[pose, ANKLES[side], 2]) for pose, side in steps]
    mean, most = float(np.mean(ahead)), max(ahead)
    line = f"the ankle is {mean:.2f} m ahead of the hips where a foot lands, on average, {most:.2f} m at most"
    under = re.search(r"\bunder\b", question.text) is not None
    return yes_no((mean > _AHEAD_M) != under, line, DOUBTFUL, negated=question.negated)


def _strike(question: Question, scene: Scene) -> Exact | None:
    """Whether heel or forefoot lands first, by how the toes are tilted beside a foot that rests."""
    steps = _landings_of_steps(scene) if _STRIKE.search(question.text) else []
    if not steps:
        return None
    joints, pitches = scene.measures.body.joints, list[float]()
    for side in range(2):
        along = joints[:, TOES[side]] - joints[:, ANKLES[side]]
        tilt = np.degrees(np.arctan2(along[:, 1], np.hypot(along[:, 0], along[:, 2])))
        ankle = joints[:, ANKLES[side], 1]
        flat = float(np.median(tilt[ankle < np.percentile(ankle, 25)]))
        pitches += [float(tilt[pose]) - flat for pose, which in steps if which == side]
    mean = float(np.median(pitches))
    word = "heel" if mean > _PITCH else "forefoot" if mean < -_PITCH else "flat foot"
    line = f"where a foot lands, its toes are {abs(mean):.0f} degrees {'higher' if mean > 0 else 'lower'} than at rest"
    asked = re.search(r"\b(heel|fore-?foot|toe|ball|mid-?foot)", question.text)
    if question.kind != "yesno" or re.search(r"\bor\b", question.text) or asked is None:
        return exact(f"with the {word} first: {line}.", DOUBTFUL, line)
    wanted = {"h": "heel", "m": "flat foot"}.get(asked[1][0], "forefoot")
    return yes_no(word == wanted, line, DOUBTFUL, negated=question.negated)


def _bounces(question: Question, scene: Scene) -> Exact | None:
    """By how much the hips go up and down while somebody walks or runs."""
    goes = {*question.keys} <= {"jump", "run", "walk", "move"} and not {*question.parts} - {"pelvis"}
    star = scene.star
    gait = {*question.keys} & {"run", "walk"} or "vertical" in question.text or (star is not None and star.key in GOING)
    if not (_BOUNCES.search(question.text) and goes and gait) or question.kind not in ("yesno", "style", "how far"):
        return None
    metres, line = bounce(scene)
    if question.kind == "how far" or question.text.startswith("how"):
        return exact(f"{line}.", DOUBTFUL, line)
    if re.search(r"\btoo\b|\bexcessive\w*", question.text):
        return exact(f"{line}; how much is too much depends on a measure that nobody has given.", DOUBTFUL, line)
    return yes_no(metres > _BOUNCE_M, line, DOUBTFUL, negated=question.negated)


def _hips_drop(question: Question, scene: Scene) -> Exact | None:
    """By how many degrees the hip of the leg that swings is lower, while the other foot alone is on the floor."""
    goes = bool(scene.facts.steps) and {*question.keys} <= {"walk", "run", "step", "move"} and not question.stretch
    if not _HIP_DROP.search(question.text) or not goes or re.search(r"\b(?:low|squat|depth)\b", question.text):
        return None
    joints, rests = scene.measures.body.joints, resting(scene.measures.body)
    across = joints[:, HIPS[0]] - joints[:, HIPS[1]]
    tilt = np.degrees(np.arctan2(across[:, 1], np.hypot(across[:, 0], across[:, 2])))
    drops = []
    for side, sign in ((0, 1), (1, -1)):
        alone = rests[side] & ~rests[1 - side]
        drops.append(max(float(np.percentile(sign * tilt[alone], 90)), 0.0) if alone.any() else 0.0)
    line = f"on the left leg the other hip is lower by up to {drops[0]:.0f} degrees, on the right leg by {drops[1]:.0f}"
    missing = "from how many degrees that is a sign, nobody has said here"
    return exact(f"{line}; {missing}.", DOUBTFUL, line)


def _turned_out(question: Question, scene: Scene) -> Exact | None:
    """By how many degrees the feet point outwards beside the way that the body faces, while they rest."""
    if not _TURNOUT.search(question.text) or {*question.parts} - {"foot", "leg", "pelvis"}:
        return None
    local, rests, told = scene.measures.body.local, resting(scene.measures.body), dict[Side, float]()
    for side, sign in ((0, 1), (1, -1)):
        along = local[:, TOES[side]] - local[:, ANKLES[side]]
        out = np.degrees(np.arctan2(sign * along[:, 0], along[:, 2]))
        if rests[side].any():
            told[SIDES[side]] = float(np.median(out[rests[side]]))
    if not told:
        return None
    words = [
        f"the {side} foot points {abs(one):.0f} degrees {'out' if one > 0 else 'in'}" for side, one in told.items()
    ]
    line = f"while it rests {', '.join(words)}"
    if question.kind != "yesno" or JUDGED.search(question.text) or "enough" in question.text:
        return exact(f"{line}; how much is wanted nobody has said here.", DOUBTFUL, line)
    inwards = re.search(r"\b(?:in|inwards?|pigeon\w*|toe(?:s|ing)?[- ]in)\b", question.text) is not None
    return yes_no((float(np.mean([*told.values()])) > 0) != inwards, line, DOUBTFUL, negated=question.negated)


def _chambers(question: Question, scene: Scene) -> Exact | None:
    """By how much the kicking knee is bent before the foot is highest."""
    kicks = [one for one in scene.of("kick") if one.side in SIDES] if _CHAMBERS.search(question.text) else []
    if not kicks:
        return None
    kick = qualifiers.placed(kicks, question.place) or kicks[0]
    top = scene.measures.extreme(joint_of(kick.side, "ankle"), "height", "most", kick.span)
    before = Span(max(kick.span.begin_s - 0.3, 0.0), top.time_s)
    bend = scene.measures.extreme(joint_of(kick.side, "knee"), "bend", "most", before)
    line = (
        f"the {kick.side} knee is bent by {bend.value:.0f} degrees at {bend.time_s:.1f} s, before the foot is highest"
    )
    return yes_no(bend.value > _CHAMBERED, line, DOUBTFUL, negated=question.negated)


def _follows_through(question: Question, scene: Scene) -> Exact | None:
    """How far the hand or foot of a throw, a punch or a kick goes on behind its fastest moment."""
    strokes = [one for key in ("throw", "kick", "punch") for one in scene.of(key)]
    stroke = strokes[0] if _FOLLOWS.search(question.text) and strokes else None
    if stroke is None or question.kind not in ("yesno", "style", "how far"):
        return None
    limb = driver(stroke, scene)
    around = Span(stroke.span.begin_s - 0.3, stroke.span.end_s + 0.3)
    fastest = scene.measures.extreme(limb, "own speed", "most", around)
    on = Span(fastest.time_s, min(fastest.time_s + _AFTER_S, scene.duration_s))
    metres = scene.measures.way(limb, on)
    line = (
        f"the {limb} is fastest at {fastest.time_s:.1f} s and goes on for {metres:.2f} m within {on.duration_s:.1f} s"
    )
    return yes_no(metres > _GOES_ON_M, line, DOUBTFUL, negated=question.negated)


def _jump(question: Question, scene: Scene) -> Event | None:
    """The jump that is asked about."""
    jumps = scene.of("jump")
    return qualifiers.placed(jumps, question.place) or next(iter(jumps), None)


def _sticks(question: Question, scene: Scene) -> Exact | None:
    """Whether no foot is moved after a landing, and how far the hips sway then."""
    jump = _jump(question, scene) if _STICKS.search(question.text) and question.kind in ("yesno", "style") else None
    if jump is None:
        return None
    after = Span(jump.span.end_s + 0.1, min(jump.span.end_s + AFTER_STEP_S, scene.duration_s))
    steps = steps_after(jump, scene)
    sway, line = swaying(scene, after)
    line = (
        f"{units.count(len(steps), 'step')} within {AFTER_STEP_S:.0f} s of landing at {jump.span.end_s:.1f} s; {line}"
    )
    loses = re.search(r"\b(?:wobbl\w*|stumbl\w*|unst\w*|los\w+|steps?)\b", question.text) is not None
    return yes_no((not steps and sway < _WIDE) != loses, line, DOUBTFUL, negated=question.negated)


def _lands_alike(question: Question, scene: Scene) -> Exact | None:
    """Whether both knees give way alike in a landing."""
    jump = _jump(question, scene) if _LANDS_ALIKE.search(question.text) else None
    if jump is None:
        return None
    after = Span(jump.span.end_s - 0.05, jump.span.end_s + _AFTER_S / 2)
    left, right = (scene.measures.extreme(joint_of(side, "knee"), "bend", "most", after).value for side in SIDES)
    line = f"after landing the left knee bends by up to {left:.0f} degrees, the right one by {right:.0f}"
    return yes_no(abs(left - right) < _ALIKE, line, DOUBTFUL, negated=question.negated)
