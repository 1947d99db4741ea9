"""Whether something changes from one time to the next: kicks that get lower, squats that get faster or deeper."""

import re
from itertools import pairwise
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.counts import times_of
from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, yes_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING, driver
from humocon.ask.exact.whole.alike import sizes_of
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import BY_KEY

_LESS: Final = (
    r"slower|lower|shorter|smaller|weaker|shallower|less (?:high|deep|fast|quick)\w*|slow(?:s|ing)? down"
    r"|drops?(?: off)?|fall(?:s|ing)? off|fad(?:e|es|ing)|declin\w*|decreas\w*"
    r"|tir(?:e|es|ing)|fatigu\w*|wors\w*|deteriorat\w*"
)
_MORE: Final = (
    r"faster|quicker|higher|longer|bigger|larger|stronger|deeper|more (?:high|deep|fast|quick)\w*|speed(?:s|ing)? up"
    r"|improv\w*|increas\w*|grow\w*|better"
)
_TREND: Final = re.compile(rf"\b(?:(?P<less>{_LESS})|(?P<more>{_MORE}))\b")
_OVER: Final = re.compile(
    r"\b(?:each|every|over|with|from) (?:\w+ )?"
    r"(?:time|rep|repetition|one|kick|squat|jump|punch|wave|swing|round|go)s?\b"
    r"|\btowards?\b|\bas (?:it|he|she|they|the \w+|this) go(?:es)? on\b|\bover time\b"
    r"|\b(?:last|final) (?:rep|one|few)\w*|\bget(?:s|ting)?\b|\bbecom\w*|\bprogress\w*|\bthe later\b|\bby the end\b"
)
_FAST: Final = re.compile(r"\b(?:fast|slow|quick|speed|pace|tempo|tir|fatigu)\w*")
_LONG_S: Final = 2.0
"""Seconds from which what is done in one go has an early half and a late one."""
_SAME: Final = 0.1
"""Share by which what is measured changes from the first to the last time, from which there is a trend."""


def trend_told(question: Question, scene: Scene) -> Exact | None:
    """Whether something gets more or less from time to time; None where that is not asked, or is done but once."""
    asked, text = _TREND.search(question.text), question.text
    over = _OVER.search(text) or re.search(r"\bslow(?:s|ing)? down\b|\bspeed(?:s|ing)? up\b", text)
    if not asked or not over or question.kind not in ("yesno", "comparison", "style", "how fast"):
        return None
    star = scene.star
    key = question.key if question.key not in ("", "move") else star.key if star else ""
    if len({*question.keys} - {"move"}) > 1 or key not in BY_KEY or key in GOING or re.search(r"\bthan\b", text):
        return None
    events = times_of(key, scene, question.mentions[0].side if question.mentions else "")
    if len(events) < 2:
        return _within_one(question, scene, key, less=bool(asked["less"])) if len(events) == 1 else None
    fast = _FAST.search(text)
    name, values = next(iter(sizes_of(events, "as high" if not fast else "fast", scene).items()))
    if fast and key in ("squat", "jack", "bow", "lunge", "wave"):
        name, values = "takes", [event.span.duration_s for event in events]
    line = f"the {BY_KEY[key].noun} {name} " + ", then ".join(f"{value:.2f}" for value in values)
    down = name.startswith(("pelvis", "takes"))  # who goes deeper, or is faster, has less of it
    change = (values[-1] - values[0]) / max(abs(values[0]), 1e-6) * (-1 if down else 1)
    steps = [later - sooner for sooner, later in pairwise(values)]
    grows, shrinks = change > _SAME, change < -_SAME
    if re.search(r"\bor\b", text):
        told = "more each time" if grows else "less each time" if shrinks else "about the same each time"
        return exact(f"{told}: {line}.", DOUBTFUL, line)
    holds = shrinks if asked["less"] else grows
    even = "" if len({step > 0 for step in steps}) < 2 else ", up and down"
    return yes_no(holds, f"{line}{even}", DOUBTFUL, negated=question.negated)


def _within_one(question: Question, scene: Scene, key: str, *, less: bool) -> Exact | None:
    """The same of what is done in one go without an end between: the pace of what moves most, early and late."""
    (event,) = times_of(key, scene)
    if event.span.duration_s < _LONG_S or not _FAST.search(question.text):
        return None
    part = driver(event, scene) if key not in ("pushup", "situp") else "head"
    speed = scene.measures.course(part, "speed")[scene.measures.poses(event.span)]
    # The way into an exercise and out of it is none of its times.
    speed = speed[len(speed) // 8 : len(speed) - len(speed) // 8]
    first, last = (float(half.mean()) for half in np.array_split(speed, 2))
    line = f"the {part} moves at {first:.2f} m/s on average in the first half of it, at {last:.2f} m/s in the second"
    slower, faster = last < first / (1 + _SAME), last > first * (1 + _SAME)
    if re.search(r"\bor\b", question.text):
        told = "it gets faster" if faster else "it gets slower" if slower else "about the same"
        return exact(f"{told}: {line}.", DOUBTFUL, line)
    holds = slower if less else faster
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)
