"""What somebody asks who cleans a take: jumps in single poses, whether it loops, from where to where a cycle is."""

import re
from typing import Final

import numpy as np

from humocon.ask.exact.exact import DOUBTFUL, LIKELY, SURE, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.whole.frames import FRAME_RATE
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import PLACELESS
from humocon.motion.kinematics.signals import runs
from humocon.motion.skeleton import JOINT_NAMES

_POPS: Final = re.compile(
    r"\b(?:pops?|popping|glitch\w*|artifacts?|artefacts?|spik(?:e|es|y)|jitters?|teleport\w*|outliers?|discontinuit\w+"
    r"|jumpy frames?|frame (?:jumps|skips)|skips? frames?|dropouts?|clean (?:take|capture|data)|noisy(?! (?:landing"
    r"|step|feet|foot)))\b"
)
_CYCLE: Final = re.compile(
    r"\b(?:cycle|loop)\b.*\b(?:steps?|strides?|frames?|seconds?|where|from)\b|\b(?:frames?|seconds?|part|where|section)\b.*\b"
    r"(?:loop|cycle)\b"
)
_POP_M: Final = 0.08
"""Metres that a joint is off the middle of its places just before and just after from which it pops."""
_ALONE: Final = 3.0
"""How many times as far off as in the poses around it a joint is that pops."""


def take_told(question: Question, scene: Scene) -> Exact | None:
    """What is asked of a take as a recording; None where something else is."""
    return first_told((_frame_rate, _joints, _loops, _gaps, _pops, _cycle_cut), question, scene)


def _frame_rate(question: Question, scene: Scene) -> Exact | None:
    """How many frames a second the file has."""
    if not scene.fps or not FRAME_RATE.search(question.text) or question.mentions or question.stretch:
        return None
    line = f"{scene.fps:g} frames per second"
    offered = re.search(r"\b(\d+(?:\.\d+)?)\b", question.text)
    if question.kind == "yesno" or re.match(r"(?:is|are|was|were|does|do|did|has)\b", question.text):
        if offered is None:
            return exact(f"{line}; how many are many, nobody has said.", DOUBTFUL, line)
        return yes_no(abs(float(offered[1]) - scene.fps) < 1.0, line, SURE, negated=question.negated)
    return exact(f"{line}.", SURE, line)


_OF_THE_FILE: Final = (
    r"(?:(?:are|were) (?:there|tracked|recorded|captured|read|known|used|in (?:the|this|that) (?:\w+ )?(?:skeleton|file"
    r"|recording|clip|rig|model|data))\b|(?:(?:does|do|did) )?(?:the|this|that) (?:\w+ )?(?:skeleton|file|recording"
    r"|clip|rig|model|data)\b)"
)
"""What is said of joints that a file has, and not of joints that somebody moves."""
_JOINTS: Final = re.compile(
    rf"\bhow many (?:joints|markers|key ?points|landmarks) (?:in )?{_OF_THE_FILE}"
    r"|\b(?:number|count) of (?:joints|markers|key ?points|landmarks)(?: (?:tracked|recorded|captured|read|used))?"
    r"(?: (?:in|of) (?:the|this|that) (?:\w+ )?(?:skeleton|file|recording|clip|rig|model|data))?\W*$"
    rf"|\b(?:which|what) (?:joints|key ?points|landmarks) {_OF_THE_FILE}"
)


def _joints(question: Question, scene: Scene) -> Exact | None:
    """How many joints are read of a file, and which."""
    if not _JOINTS.search(question.text) or {*question.keys} - PLACELESS:
        return _uncounted(question)
    names = ", ".join(name.replace("_", " ") for name in JOINT_NAMES)
    line = f"{len(JOINT_NAMES)} joints are read of every file"
    told = line if re.search(r"\b(?:many|number|count)\b", question.text) else f"{line}: {names}"
    return exact(f"{told}; what else the file has is not looked at.", LIKELY, line)


_DO_SOMETHING: Final = re.compile(r"^how many (?:of (?:the|his|her|their) )?(?:joints|bones)\b(?! (?:in|of)\b)")


def _uncounted(question: Question) -> Exact | None:
    """That nobody counts the joints that do something; None where that is not asked."""
    if not _DO_SOMETHING.search(question.text):
        return None
    return exact("how many joints or bones do something is not counted.", LIKELY, source="refusal")


_LOOPS: Final = re.compile(
    r"\b(?:can|could|would|will|does|do|is|should)\b.*\b(?:loop(?:s|ed|ing|able)?|cycles? cleanly|seamless loop)\b"
)
_LOOP_M: Final = 0.1
"""Metres that a joint may be off, beside the hips, between the last pose and the first of what loops."""


def _loops(question: Question, scene: Scene) -> Exact | None:
    """Whether the last pose goes over into the first one, and how far apart both are."""
    if not _LOOPS.search(question.text) or question.mentions or question.kind not in ("yesno", "other", "style"):
        return None
    local, travel = scene.measures.body.local, scene.facts.travel
    gap = float(np.linalg.norm(local[0] - local[-1], axis=-1).max())
    line = f"the last pose differs from the first by up to {gap:.2f} m beside the hips"
    line += f", ends {travel.displacement_m:.1f} m from where it began"
    line += f" and faces {abs(travel.heading_degrees):.0f}° away from its first heading"
    return yes_no(gap < _LOOP_M, line, DOUBTFUL, negated=question.negated)


_GAPS: Final = re.compile(
    r"\b(?:missing|lost|dropped|skipped|empty|absent) (?:frames?|data|poses?|samples?|markers?|joints?|values?)\b"
    r"|\b(?:frames?|data|poses?|samples?|markers?|joints?|values?) (?:\w+ )?(?:missing|lost|dropped|skipped)\b"
    r"|\bgaps?\b(?=.*\b(?:recording|data|capture|take|mocap|file|tracking|clip)\b)"
    r"|^(?:are|is) there (?:any |a )?gaps?\W*$"
    r"|\b(?:recording|data|capture|take|mocap|file|tracking|clip)\b (?:\w+ )?(?:complete|incomplete|gapless)\b"
)
_WHOLE: Final = re.compile(r"\b(?:complete|gapless)\b|\b(?:no|without) (?:\w+ )?gaps?\b")
_FROZEN_M: Final = 1e-5
_FROZEN_POSES: Final = 3
"""Metres from pose to pose up to which nothing moves at all, and poses in a row from which that looks filled in."""


def _gaps(question: Question, scene: Scene) -> Exact | None:
    """Whether poses are missing: all are there once a file is read, but a body may be frozen where it was not seen."""
    if not _GAPS.search(question.text) or question.kind in ("how many", "how long") or question.mentions:
        return None
    joints, times = scene.measures.body.joints, scene.measures.times
    frozen = runs(np.abs(np.diff(joints, axis=0)).max(axis=(1, 2)) < _FROZEN_M)
    spans = [scene.measures.span(begin, end + 1) for begin, end in frozen if end - begin >= _FROZEN_POSES]
    line = f"all {len(joints)} poses from {times[0]:.1f} to {times[-1]:.1f} s have all joints"
    if spans:
        line += f", but nothing at all moves {', '.join(span.words for span in spans[:3])}, as where a gap was filled"
    line += "; what a file lacks is filled in as it is read, and said beside the answers"
    whole = _WHOLE.search(question.text) is not None
    return yes_no(bool(spans) != whole, line, DOUBTFUL, negated=question.negated)


_CLEAN: Final = re.compile(
    r"\b(?:recording|data|capture|take|mocap|file|tracking|clip|motion capture)\b(?: \w+)? "
    r"(?:clean|noisy|faulty|corrupt\w*|damaged|usable|glitch-free)\b"
)
_GOOD: Final = re.compile(r"\b(?:clean|usable|glitch-free)\b")


def _pops(question: Question, scene: Scene) -> Exact | None:
    """Whether a joint leaves its way for a single pose."""
    judges = _CLEAN.search(question.text) is not None
    if not judges and (not _POPS.search(question.text) or question.kind in ("style", "how many") or question.mentions):
        return None
    joints = scene.measures.body.joints
    if len(joints) < 7:
        return None
    off = np.linalg.norm(joints[1:-1] - (joints[:-2] + joints[2:]) / 2, axis=-1)
    around = np.stack([np.roll(off, shift, axis=0) for shift in (-3, -2, 2, 3)]).max(axis=0)
    alone = np.where(off > _ALONE * around, off, 0.0)[1:-1]
    pose, joint = np.unravel_index(int(alone.argmax()), alone.shape)
    most = float(alone[pose, joint])
    name, time_s = JOINT_NAMES[int(joint)].replace("_", " "), float(scene.measures.times[int(pose) + 2])
    pops = most > _POP_M
    line = (
        f"the {name} is {most:.2f} m off its way for a moment at {time_s:.2f} s"
        if pops
        else f"at 20 poses a second no joint leaves its way for a single pose by more than {_POP_M:.2f} m"
    )
    if question.kind != "yesno" and not judges and not re.match(r"any\b", question.text):
        return exact(f"{line}.", DOUBTFUL, line)
    clean = _GOOD.search(question.text) is not None
    return yes_no(pops != clean, line, DOUBTFUL, negated=question.negated)


def _cycle_cut(question: Question, scene: Scene) -> Exact | None:
    """From where to where two steps can be cut out that go over into themselves."""
    if not _CYCLE.search(question.text) or question.kind in ("yesno", "how many", "how long"):
        return None
    steps, times, local = scene.facts.steps, scene.measures.times, scene.measures.body.local
    found = []
    for first, last in zip(steps, steps[2:], strict=False):
        if first.foot == last.foot:
            begin, end = (scene.measures.pose(one.time_s) for one in (first, last))
            gap = float(np.linalg.norm(local[begin] - local[end], axis=-1).max())
            found.append((gap, float(times[begin]), float(times[end]), first.foot))
    if not found:
        return None
    gap, begin_s, end_s, foot = min(found)
    line = (
        f"the {foot} foot lands at both ends, and no joint is more than {gap:.2f} m from where it was, beside the hips"
    )
    return exact(f"from {begin_s:.2f} to {end_s:.2f} s: {line}.", DOUBTFUL, line)
