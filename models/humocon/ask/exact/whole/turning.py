"""How a turn is made: how tight, how fast, whether the pace drops in it, what leads and which foot steps out of it."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.refusal import refusal
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import Event
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.posture import lean_aside
from humocon.motion.kinematics.signals import HIPS, SHOULDERS, Span, smooth
from humocon.motion.kinematics.trunk import yaw

_TURN: Final = re.compile(
    r"\b(?:turn\w*|circ\w*|arc|curv\w*|corner\w*|bend(?= in| of)|rotat\w*|spin\w*|pivot\w*|round)\b"
)
_RADIUS: Final = re.compile(
    r"\bradi(?:us|i)\b|\bhow (?:tight\w*|wide|narrow)\b.*\b(?:turn|curve|corner|circle)\w*"
    r"|\bhow (?:big|large)\b.*\b(?:circle|curve|arc)\b"
)
_PACE: Final = re.compile(
    r"\b(?:(?P<less>slow(?:s|ing|ed)?(?: \w+)? down|slow(?:s|ing|er)\b"
    r"|slow(?= (?:for|in|into|through|round|around)\b)|decelerat\w*|brak\w*"
    r"|los\w+ (?:\w+ )?(?:speed|pace))"
    r"|(?P<more>speed(?:s|ing)? up|sped up|accelerat\w*|faster|gain\w* (?:speed|pace))"
    r"|(?P<same>(?:keep|maintain|hold|carr)\w* (?:\w+ )?(?:speed|pace|tempo|momentum)))"
)
_TURNS: Final = frozenset({"turn", "walk", "run", "move", "bend"})
"""What a turn may be called, or be made in: who slows for the bend bends nothing."""
_IN_TURN: Final = re.compile(
    r"\b(?:when|while|whilst|as|during|in|into|through|around|round|for|before|at|on)\b[^,;]*\b(?:turn|curv|corner|bend)\w*"
)
_RATE: Final = re.compile(
    r"\b(?:angular|turn\w*|rotation\w*|yaw) (?:velocity|speed|rate)\b|\bdegrees (?:per|a) second\b"
    r"|\bhow fast\b.*\brotat\w*"
)
_PEAK: Final = re.compile(r"\b(?:peak|max\w*|top|fastest|highest|most)\b")
_PARTS: Final[dict[str, tuple[int, int]]] = {"pelvis": HIPS, "shoulder": SHOULDERS, "trunk": SHOULDERS}
_NAMES: Final = {"pelvis": "hips", "shoulder": "shoulders", "trunk": "shoulders"}
_LEADS: Final = re.compile(r"\b(?:before|after|first|ahead of|lead\w*|start\w*|initiat\w*|together|same time)\b")
_OUT: Final = re.compile(
    r"\b(?:step\w*|com\w*|lead\w*|go\w*|exit\w*|push\w*|land\w*)\b.*\b(?:out of|into|after|through|following|from) "
    r"(?:the |his |her |their |a |that )*(?:first |second |last |left |right )?(?:turn|curve|corner|spin)\w*"
)
_SLOWER: Final = 0.9
"""Share of the pace before a turn under which the pace drops in it."""
_LEANS: Final = 3.0
"""Degrees that the trunk tilts to the inner side from which somebody leans into a turn."""
_SHARP: Final = 90.0
_TIGHT_M: Final = 0.5
"""Degrees per second from which a turn is sharp, and the radius of a curve under which it is."""
_BEFORE_S: Final = 1.0
_FOLLOWS_S: Final = 0.1
"""Seconds by which shoulders and hips may differ and still turn together."""
_BEGUN: Final = 0.2
"""Share of a turn at which it has begun."""


def turns_told(question: Question, scene: Scene) -> Exact | None:
    """How a turn is made; None where something else is asked, or nobody turns."""
    ways = (_leads, _radius, _after_beside_before, _pace_in_it, _leans_into, _sharp, _peak_rate, _steps_out)
    return first_told(ways, question, scene)


def _turn(question: Question, scene: Scene) -> Event | None:
    """The turn that is asked about: of its place, or the largest one."""
    return qualifiers.placed(scene.turns, question.place) or scene.largest_turn


def _radius(question: Question, scene: Scene) -> Exact | None:
    """How wide the curve of a turn is: the way of the hips over the angle."""
    asked = _RADIUS.search(question.text) and _TURN.search(question.text)
    turn = _turn(question, scene) if asked and question.kind != "when" else None
    if turn is None:
        return None
    way = scene.measures.way("pelvis", turn.span)
    metres = way / max(float(np.radians(turn.value)), 1e-3)
    line = f"goes {way:.1f} m while it turns by {turn.value:.0f} degrees, {turn.span.words}"
    return exact(f"a radius of about {units.length(metres, question.unit)}: {line}.", DOUBTFUL, line)


def _pace_in_it(question: Question, scene: Scene) -> Exact | None:
    """Whether the person goes slower or faster in a turn than just before it."""
    text = question.text
    asked = _PACE.search(text) if _IN_TURN.search(text) and question.kind == "yesno" and not question.parts else None
    turn = _turn(question, scene) if asked and {*question.keys} <= _TURNS else None
    if asked is None or turn is None or " or " in text or turn.span.begin_s < 0.3:
        return None
    before = Span(max(turn.span.begin_s - _BEFORE_S, 0.0), turn.span.begin_s)
    first, then = (scene.measures.mean("pelvis", "speed", where) for where in (before, turn.span))
    line = f"{first:.1f} m/s in the second before the turn, {then:.1f} m/s in it ({turn.span.words})"
    slower, faster = then < _SLOWER * first, then > first / _SLOWER
    holds = slower if asked["less"] else faster if asked["more"] else not slower
    return yes_no(holds, line, LIKELY, negated=question.negated)


def _after_beside_before(question: Question, scene: Scene) -> Exact | None:
    """Whether the person is faster after a turn than before it, or slower."""
    text = question.text
    asked = re.search(r"\b(faster|quicker|slower)\b", text)
    both = re.search(r"\bbefore\b", text) and re.search(r"\bafter(?:wards)?\b", text)
    turn = _turn(question, scene) if asked and both and _TURN.search(text) and not question.parts else None
    if asked is None or turn is None or turn.span.begin_s < 0.3 or turn.span.end_s > scene.duration_s - 0.3:
        return None
    spans = Span(0.0, turn.span.begin_s), Span(turn.span.end_s, scene.duration_s)
    before, after = (scene.measures.mean("pelvis", "speed", where) for where in spans)
    line = f"{before:.1f} m/s on average before the turn, {after:.1f} m/s after it"
    alike = max(before, after) * _SLOWER < min(before, after)
    if question.kind != "yesno":
        return exact(
            f"{'about alike' if alike else 'after it' if after > before else 'before it'}: {line}.", LIKELY, line
        )
    first_after = text.find("after") < text.find("before")
    quicker = after > before if first_after else before > after
    return yes_no(not alike and quicker == (asked[1] != "slower"), line, LIKELY, negated=question.negated)


def _leans_into(question: Question, scene: Scene) -> Exact | None:
    """Whether the trunk tilts to the inner side of a turn."""
    asked = re.search(r"\b(?:lean|tilt|bank|inclin)\w*\b.*\b(?:into|in|to the inside|during|through)\b", question.text)
    inside = re.search(r"\binside\b", question.text) or _IN_TURN.search(question.text)
    turn = _turn(question, scene) if asked and inside and question.kind == "yesno" else None
    if turn is None:
        return None
    degrees = float(lean_aside(scene.measures.body)[scene.measures.poses(turn.span)].mean())
    inwards = degrees if turn.side == "left" else -degrees
    line = f"in the turn to the {turn.side} the trunk tilts by {abs(degrees):.0f} degrees to the "
    line += f"{'left' if degrees > 0 else 'right'} on average"
    return yes_no(inwards > _LEANS, line, DOUBTFUL, negated=question.negated)


def _sharp(question: Question, scene: Scene) -> Exact | None:
    """Whether a turn is sharp or gradual, by how fast and on how small a curve it is made."""
    asked = re.search(
        r"\b(?:(sharp\w*|abrupt\w*|sudden\w*|tight\w*|on a (?:dime|sixpence))|"
        r"(gradual\w*|gentl\w*|wide\w*|soft\w*|(?:in )?an arc|in a curve|sweep\w*))\b",
        question.text,
    )
    about = "turn" in question.keys or re.search(r"\b(?:turn\w*|curve|corner|direction)\b", question.text)
    turn = _turn(question, scene) if asked and about and not question.parts else None
    if asked is None or turn is None or question.kind not in ("yesno", "style", "comparison", "way", "other"):
        return None
    rate = turn.value / max(turn.span.duration_s, 0.1)
    radius = scene.measures.way("pelvis", turn.span) / max(float(np.radians(turn.value)), 1e-3)
    line = f"turns by {turn.value:.0f} degrees in {turn.span.duration_s:.1f} s, on a curve of {radius:.1f} m radius"
    sharp = rate > _SHARP or radius < _TIGHT_M
    if re.search(r"\bor\b", question.text) or not re.match(r"(?:is|are|was|does|do|did)\b", question.text):
        return exact(f"{'sharply' if sharp else 'gradually'}: {line}.", DOUBTFUL, line)
    return yes_no(sharp == bool(asked[1]), line, DOUBTFUL, negated=question.negated)


def _peak_rate(question: Question, scene: Scene) -> Exact | None:
    """How fast the body turns at most."""
    asked = _RATE.search(question.text) and _PEAK.search(question.text)
    if not asked or question.kind in ("yesno", "when") or {*question.parts} - {"trunk", "pelvis"}:
        return None
    rates = np.abs(scene.measures.course("body", "turn speed"))
    place = int(rates.argmax())
    time_s = scene.measures.times[place]
    line = f"smoothed over a stride, hips and shoulders turn at {rates[place]:.0f} degrees per second at {time_s:.1f} s"
    return exact(f"about {rates[place]:.0f} degrees per second at most, at {time_s:.1f} s.", DOUBTFUL, line)


def _leads(question: Question, scene: Scene) -> Exact | None:
    """Whether hips or shoulders turn first."""
    parts = [part for part in question.parts if part in _PARTS or part == "head"]
    asked = "turn" in question.keys or _TURN.search(question.text)
    if len(parts) < 2 or not asked or not _LEADS.search(question.text):
        return None
    if "head" in parts:
        return exact(refusal("which way the head faces, only how it tilts"), DOUBTFUL, source="refusal")
    turn = _turn(question, scene)
    if turn is None or parts[0] == parts[1]:
        return None
    begins = [_begins(part, turn.span, scene) for part in parts[:2]]
    gap = begins[1] - begins[0]
    line = (
        f"the {_NAMES[parts[0]]} have begun to turn at {begins[0]:.2f} s, the {_NAMES[parts[1]]} at {begins[1]:.2f} s"
    )
    alike = abs(gap) < _FOLLOWS_S
    told = "together" if alike else f"the {_NAMES[parts[0] if gap > 0 else parts[1]]}"
    if question.kind == "yesno" and not re.search(r"\bor\b", question.text):
        same = re.search(r"\b(?:together|same time)\b", question.text)
        later = re.search(r"\bafter\b", question.text)
        holds = alike if same else not alike and (gap < 0 if later else gap > 0)
        return yes_no(holds, line, DOUBTFUL, negated=question.negated)
    return exact(f"{told}: {line}.", DOUBTFUL, line)


def _begins(part: str, where: Span, scene: Scene) -> float:
    """When a fifth of a turn is done by the line through both hips, or both shoulders."""
    poses = scene.measures.poses(Span(where.begin_s - 0.5, where.end_s + 0.2))
    turned = smooth(yaw(scene.measures.body.joints[poses], _PARTS[part]), 0.1)
    done = (turned - turned[0]) / (turned[-1] - turned[0] or 1.0)
    return float(scene.measures.times[poses[int((done > _BEGUN).argmax())]])


def _steps_out(question: Question, scene: Scene) -> Exact | None:
    """Which foot makes the first step after a turn, or the last one before it."""
    turn = _turn(question, scene) if question.kind == "side" and _OUT.search(question.text) else None
    if turn is None:
        return None
    steps = scene.facts.steps
    if re.search(r"\binto\b", question.text):
        chosen = [step for step in steps if step.time_s < turn.span.begin_s + 0.2][-1:]
    else:
        chosen = [step for step in steps if step.time_s > turn.span.end_s - 0.1][:1]
    if not chosen:
        return None
    line = f"turns {turn.span.words}, the {chosen[0].foot} foot lands at {chosen[0].time_s:.1f} s"
    return exact(f"The {chosen[0].foot} foot, at {chosen[0].time_s:.1f} s.", DOUBTFUL, line)
