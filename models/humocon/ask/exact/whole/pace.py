"""How fast the person goes at a moment: at the start, at the end, where something starts; and whether that changes."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING, absent, events_asked, part_of, said_part
from humocon.ask.exact.known.time_asked import EDGE_S
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question, without_time
from humocon.ask.exact.words.vocabulary import PLACELESS
from humocon.ask.exact.words.wordings import MEAN
from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.measures import HANDS_AND_FEET, Part, joint_number
from humocon.motion.kinematics.route import STAYS_M
from humocon.motion.kinematics.signals import Span

_AROUND_S: Final = 0.15
"""Seconds before and after a moment that are measured with it."""
_GOES_M: Final = 1.0
"""Metres in all from which somebody goes somewhere."""
_CHANGES: Final = 1.15
_LEAST: Final = 0.1
"""How many times as fast, and by how many m/s faster, somebody is who speeds up."""
_STARTS: Final = re.compile(
    r"\b(?:when|as|once|while|at the moment)\b.*\b(?P<edge>start|begin|began|begun|end|finish|stop|lands?\b|landing"
    r"|takes? off)"
    r"|\b(?:at|in) the (?P<named>start|beginning|end) of (?:the|his|her|their|a)\b"
    r"(?! (?:clip|video|recording|film|motion))"
)
_OVER: Final = re.compile(r"end|finish|stop|land")
_EDGES: Final = re.compile(r"\b(?:at|in|towards?|near) (?:the )?(?:very )?(?P<edge>start|beginning|end|finish|close)\b")
_CHANGE: Final = re.compile(
    r"\b(?:(?P<more>speed(?:s|ing)? up|sped up|accelerat\w*|(?:get|become|go|run|walk|mov)\w* (?:faster|quicker))"
    r"|(?P<less>slow(?:s|ing|ed)? (?:\w+ )?down|slows?\b|slowing\b|decelerat\w*|brak\w*"
    r"|(?:get|become|go|run|walk|mov)\w* slower))\b"
)
_BESIDE: Final = re.compile(r"\bthan\b|\bor (?:at )?(?:the )?(?:start|end|beginning)\b|\bhalf\b|\b(?:each|every)\b")


def pace_told(question: Question, scene: Scene) -> Exact | None:
    """How fast the person is at a moment, or whether the pace changes there; None where something else is asked."""
    return first_told((_changes_at_edge, _at_moment), question, scene)


def _at_moment(question: Question, scene: Scene) -> Exact | None:
    """How fast the person, or a part of the body that is named, is at a moment."""
    text = question.text
    if question.kind == "how fast" and question.key in ("jump", "air") and not events_asked(question, scene):
        return absent(question, scene)
    if question.kind != "how fast" or question.extreme or MEAN.search(text) or re.search(r"\bor\b", text):
        return None
    if re.search(r"\b(?:turn|spin|rotat)\w*", without_time(text)):
        return None
    starts = _STARTS.search(text)
    about = [one for one in question.mentions if one.action.key not in PLACELESS]
    timed = starts or (question.relation and question.key not in GOING)
    if about and timed and not events_asked(question, scene):
        return absent(replace(question, mentions=(about[0],)), scene)
    moment = _moment(question, scene, starts)
    if moment is None:
        return None
    where, words = moment
    part = part_of(question, scene, where) if question.part else "pelvis"
    if part is None:
        return None
    if part == "pelvis" and starts and question.key in ("jump", "air"):
        value = _speed(part, where, scene, with_height=True)
        line = f"the hips go at {units.speed(value)} with their rise or fall, {where.words}"
        told = f"{units.speed(value, question.unit)}, {words}: of the hips, with their rise or fall"
        return exact(f"{told}.", DOUBTFUL if scene.is_film else LIKELY, line)
    value = _speed(part, where, scene)
    if part != "pelvis":
        name = said_part(question, part)
        return exact(f"{units.speed(value, question.unit)}, {words}: {name}.", LIKELY, f"{part} at {value:.1f} m/s")
    line = f"the hips go at {units.speed(value)} over the floor, {where.words}"
    stays = "" if _goes(scene) else ", as the person stays in place"
    return exact(f"{units.speed(value, question.unit)}, {words}{stays}.", DOUBTFUL if scene.is_film else LIKELY, line)


def _moment(question: Question, scene: Scene, starts: re.Match[str] | None) -> tuple[Span, str] | None:
    """The moment that a question names, and the words for it; None where it names none."""
    if question.stretch and question.stretch[0] == question.stretch[1] >= 0:
        time_s = min(question.stretch[0], scene.duration_s)
        return _around(time_s, scene), f"at {time_s:.1f} s"
    if question.stretch or question.portion:
        return None
    if starts and question.mentions and (events := events_asked(question, scene)):
        over = _OVER.match(starts["edge"] or starts["named"])
        time_s = events[-1].span.end_s if over else events[0].span.begin_s
        noun = question.mentions[0].action.noun
        return _around(time_s, scene), f"at {time_s:.1f} s, where the {noun} {'ends' if over else 'starts'}"
    if question.where and _EDGES.search(question.text) and not question.relation:
        edge_s = min(EDGE_S, scene.duration_s)
        if question.where == "begin":
            return Span(0.0, edge_s), f"in the first {edge_s:.1f} s"
        return Span(scene.duration_s - edge_s, scene.duration_s), f"in the last {edge_s:.1f} s"
    return None


def _around(time_s: float, scene: Scene) -> Span:
    """A moment with a little before and after it."""
    return Span(max(time_s - _AROUND_S, 0.0), min(time_s + _AROUND_S, scene.duration_s))


def _changes_at_edge(question: Question, scene: Scene) -> Exact | None:
    """Whether the person gets faster or slower at the start, or at the end, of the clip."""
    text = question.text
    asked, edge = _CHANGE.search(text), _EDGES.search(text)
    if not asked or not edge or question.kind not in ("yesno", "comparison") or question.parts or _BESIDE.search(text):
        return None
    if {*question.keys} - PLACELESS - {"walk", "run", "step"} or _repeats(scene):
        return None
    part: Part = "pelvis" if _goes(scene) else scene.measures.most_moved(HANDS_AND_FEET)
    spans = _two_parts(scene, begins=edge["edge"] in ("start", "beginning"))
    first, last = (_speed(part, where, scene) for where in spans)
    line = f"the {'hips go' if part == 'pelvis' else f'{part} goes'} at {first:.1f} m/s {spans[0].words}, "
    line += f"at {last:.1f} m/s {spans[1].words}"
    faster = last > _CHANGES * first and last - first > _LEAST
    slower = first > _CHANGES * last and first - last > _LEAST
    if re.search(r"\bor\b(?! not\b)", text):
        return exact(
            f"{'it speeds up' if faster else 'it slows down' if slower else 'neither'}: {line}.", DOUBTFUL, line
        )
    return yes_no(faster if asked["more"] else slower, line, DOUBTFUL, negated=question.negated)


def _goes(scene: Scene) -> bool:
    """Whether the person goes somewhere, and not only to and fro on the spot."""
    travel = scene.facts.travel
    return travel.path_m >= _GOES_M or travel.displacement_m >= STAYS_M


def _repeats(scene: Scene) -> bool:
    """Whether somebody stays in place and does one thing several times, of which each is faster or slower."""
    star = scene.star
    return star is not None and not _goes(scene) and len(scene.of(star.key)) > 1


def _two_parts(scene: Scene, *, begins: bool) -> tuple[Span, Span]:
    """The last second of a clip and the two before it, or the first and the two after it; less of a short clip."""
    edge_s, end_s = min(1.0, scene.duration_s / 4), scene.duration_s
    if begins:
        return Span(0.0, edge_s), Span(edge_s, 3 * edge_s)
    return Span(end_s - 3 * edge_s, end_s - edge_s), Span(end_s - edge_s, end_s)


def _speed(part: Part, where: Span, scene: Scene, *, with_height: bool = False) -> float:
    """The mean metres per second of a part in a stretch: of the hips over the floor, of all else through the room.

    With height, that of the hips is through the room, too.

    From pose to pose: what is smoothed is too slow at the first and at the last pose of a clip.
    """
    poses = scene.measures.poses(where)
    poses = np.arange(max(poses[0] - 1, 0), poses[-1] + 1) if len(poses) < 2 else poses
    points = scene.measures.body.joints[poses, joint_number(part)]
    points = points * [1.0, 0.0, 1.0] if part == "pelvis" and not with_height else points
    ways = np.linalg.norm(np.diff(points, axis=0), axis=-1)
    return float(ways.mean() * CANONICAL_FPS) if len(ways) else 0.0
