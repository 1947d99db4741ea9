"""When the person keeps still, and how much of the time is spent on what."""

import re
from dataclasses import replace
from functools import reduce
from typing import Final

import numpy as np

from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no, yes_or_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import absent, events_asked, stretch_of
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Question
from humocon.motion.kinematics.measures import HANDS_AND_FEET, Part
from humocon.motion.kinematics.pose_words import STILL
from humocon.motion.kinematics.signals import Span, runs, smooth

_LIMBS: Final[tuple[Part, ...]] = (*HANDS_AND_FEET, "head")
_FILM_NOISE: Final = 1.6
"""How much faster lifted joints are that do not move."""
_SHORTEST_S: Final = 0.4
_EDGE_S: Final = 0.15
"""Seconds at either end of a clip within which stillness is no pause between two moves."""
_FIRST_MOVE: Final = re.compile(
    r"\b(?:before|until|till)\b.*\b(?:first (?:movement|motion|move)|anything|something"
    r"|(?:movement|motion|moving) begins?"
    r"|(?:he|she|they|it|person) (?:(?:starts?|begins?)(?: moving| to move)?\??$|moves?))"
)
_BUSY_S: Final = 0.4
"""Standard deviation in seconds over which it is told when most moves."""
_GOES_ON_S: Final = 0.4
"""Seconds before the end of a clip from which what is done goes on."""
_BREAK: Final = re.compile(
    r"\b(?:paus(?:e|es|ed|ing)|freez(?:e|es|ing)|froze|halt(?:s|ed)?|hesitat\w+"
    r"|breaks?(?! (?:\w+ ){0,3}(?:into|down|up)\b)|standstill"
    r"|rest(?:s|ed|ing)? (?=before|after|between)"
    r"|com\w+ to (?:rest|a stop))\b"
    r"|\bstop(?:s|ped|ping)?(?: (?:moving|at (?:any|some)\b.*|in\b.*|between\b.*"
    r"|any\w*.*|for a .*|mid\w*|or .*|ever|even .*))?\??$"
)
_STILL: Final = re.compile(
    r"\b(?:motionless|(?:pose|position|posture)s? (?:\w+ )?(?:held|kept)"
    r"|(?:hold|holds|held|holding) (?:a|the|one|any|that|his|her) (?:pose|position|posture)"
    r"|(?:stand|stay|keep|kept|remain|hold|held|sit|lie)\w* (?:\w+ )?still"
    r"|(?:be|is|are|was) (?:\w+ ){0,2}still(?! (?:\w+ing|in|on|up|down|there|an?|the)\b)"
    r"|inactiv\w+|idl\w+|at rest|rest(?:s|ing)?(?= at| for| in|\??$)|nothing (?:happens|is happening|moves|is going on)"
    r"|no (?:movement|motion|action|activity)|(?:not|never|without|stops?) moving|doing nothing|does nothing)\b"
)
_SOME_TIME: Final = re.compile(
    r"\b(?:ever|any\w*|moments?|points?|at all|times?|when|how|where|part|phases?|periods?|which|seconds?|longest"
    r"|pose|position|posture|(?:is|are) there)\b"
)
_ALL_TIME: Final = re.compile(r"\b(?:whole|entire|throughout|all the time|mostly|most of|always|all along)\b")
_CALM: Final = frozenset({"still", "stand", "move", "stop"})
_SHARE: Final = re.compile(
    r"\b(?:per ?cent\w*|share|fraction|proportion|how much|how big a part|what part) of (?:it\b"
    r"|(?:the|its|his|her|their|this)(?: (?:whole|total|entire))? ?"
    r"(?:clip|time|video|recording|film|footage|motion|take|sequence|duration|length)\b)"
)
_ANYTHING: Final = re.compile(
    r"\b(?:any|some)(?: (?:movement|motion|action|activity)|thing (?:happen\w*|go\w* on|mov\w+))"
)
_NOTHING: Final = re.compile(r"\b(?:nothing|no (?:movement|motion|action|activity)|(?:not|never|without) moving)\b")
"""Negations that are part of what stillness is called."""
_MOVING: Final = re.compile(r"\b(?:mov\w+|in motion|active\w*|doing (?:something|anything)|busy)\b")


def still_spans(scene: Scene) -> list[Span]:
    """When no hand, foot, head or hip moves, in seconds of the file."""
    limit = STILL * (_FILM_NOISE if scene.is_film else 1)
    speeds = [scene.measures.course(part, "own speed") for part in _LIMBS]
    quiet = reduce(np.maximum, [*speeds, scene.measures.course("pelvis", "speed")]) < limit
    times = scene.measures.times
    found = runs(quiet, shortest_s=_SHORTEST_S, gap_s=0.1)
    return [Span(float(times[begin]), float(times[min(end, len(times) - 1)])) for begin, end in found]


def pauses_between(scene: Scene) -> list[Span]:
    """The stretches of stillness that are at neither end of the clip."""
    return [span for span in still_spans(scene) if not _at_an_end(span, scene)]


def asks_wait(text: str) -> bool:
    """Whether a question asks how long it takes until anything moves."""
    how_long = re.search(r"\bhow (?:long|much time|many seconds)\b", text.lower())
    return how_long is not None and _FIRST_MOVE.search(text.lower()) is not None


def pauses_or_shares(question: Question, scene: Scene) -> Exact | None:
    """When and whether the person keeps still, or how much of the time something takes; None where neither is asked."""
    if _SHARE.search(question.text):
        return _share(question, scene)
    if question.kind == "posture" and re.match(r"(?:which|what) (?:posture|pose|position)\b", question.text):
        return None
    whole = re.search(r"\b(?:clip|video|recording|film|footage|motion|animation|file)\b", question.text)
    if (
        whole is None
        and question.kind == "how long"
        and question.keys == ("move",)
        and not (question.parts or question.ways)
    ):
        return _moving_time(scene, question.unit)
    ways = (
        _nothing_moves,
        _moves_always,
        _around_a_pause,
        _moves_then,
        _waits,
        _until_a_pause,
        _busiest,
        _stops,
        _pauses,
    )
    return first_told(ways, question, scene)


_OF_MOTION: Final = re.compile(
    r"\b(?:mov\w*|fast\w*|quick\w*|slow\w*|us(?:e|es|ed|ing)|active|busi\w*|busy|work\w*|accelerat\w*)\b"
)
_OF_SEVERAL: Final = re.compile(r"\b(?:limbs?|joints?|parts?)\b")
_ALL_STILL: Final = 0.95
"""Share of a clip in which nothing moves from which nothing moves in it."""


def _nothing_moves(question: Question, scene: Scene) -> Exact | None:
    """That nothing moves, where it is asked what moves, or moves most; None where something moves, or is held."""
    if question.kind not in ("side", "comparison", "when", "yesno") or not _OF_MOTION.search(question.text):
        return None
    if set(question.keys) - {"move", "still"} or sum(one.duration_s for one in still_spans(scene)) < _ALL_STILL * (
        scene.duration_s - _SHORTEST_S
    ):
        return None
    line = "no hand, foot or hip moves"
    if question.kind == "yesno":
        calm = _NOTHING.search(question.text) is not None
        lead = yes_or_no(calm, negated=question.negated and not calm)
        return exact(f"{lead}, {line}.", LIKELY, line)
    if question.kind == "when":
        return exact(f"{'all the time' if question.extreme == 'least' else 'at no time'}: {line}.", LIKELY, line)
    return exact(f"{'none' if _OF_SEVERAL.search(question.text) else 'neither'}: {line}.", LIKELY, line)


def _moves_always(question: Question, scene: Scene) -> Exact | None:
    """Whether the person moves all the time; None where that is not asked."""
    if question.kind != "yesno" or question.keys != ("move",) or question.parts or question.ways:
        return None
    if not re.search(
        r"\b(?:always|constantly|continuously|non-?stop|the (?:whole|entire) (?:time|clip|recording)"
        r"|all (?:the time|along)|throughout|never stops?)\b",
        question.text,
    ):
        return None
    spans = still_spans(scene)
    told = f"the person keeps still {_listed(spans)}" if spans else "some part of the body moves all the time"
    lines = (f"no hand, foot or hip moves {span.words}" for span in spans)
    return exact(f"{yes_or_no(not spans, negated=question.negated)}, {told}.", LIKELY, *lines)


def _around_a_pause(question: Question, scene: Scene) -> Exact | None:
    """What happens before or after the first pause."""
    asked = re.search(
        r"^what\b.*\b(before|after|following)\b (?:the |his |her |that |it |he |she |they )?", question.text
    )
    if not asked or not _BREAK.search(question.text[asked.end() :]):
        return None
    pause = next(iter(pauses_between(scene)), None)
    if pause is None:
        return exact("there is no pause.", LIKELY)
    if asked[1] == "before":
        events = [event for event in scene.main if event.span.begin_s < pause.begin_s]
        events = events[-1:]
    else:
        events = [event for event in scene.main if event.span.end_s > pause.end_s + _SHORTEST_S][:1]
    told = tell_events(events) if events else "nothing that is told"
    return exact(f"{told}.", DOUBTFUL, f"no hand, foot or hip moves {pause.words}", *(one.line for one in events))


def _moves_then(question: Question, scene: Scene) -> Exact | None:
    """Whether anything moves in some seconds: "is there any movement after 3 s?"."""
    asked = question.kind == "yesno" and _ANYTHING.search(question.text)
    if not asked or question.stretch is None or question.parts:
        return None
    where = stretch_of(question.stretch, scene)
    still = sum(max(min(one.end_s, where.end_s) - max(one.begin_s, where.begin_s), 0.0) for one in still_spans(scene))
    moves = still < 0.9 * where.duration_s
    line = f"{'something moves' if moves else 'no hand, foot or hip moves'}, {where.words}"
    return yes_no(moves, line, LIKELY, negated=question.negated)


def _until_a_pause(question: Question, scene: Scene) -> Exact | None:
    """How long the person moves before the first pause."""
    asked = re.search(r"\bhow (?:long|much time|many seconds)\b.*\b(?:before|until|till)\b.*", question.text)
    if not asked or not _BREAK.search(asked[0]) or set(question.keys) - _CALM:
        return None
    spans = still_spans(scene)
    begin = next((span.end_s for span in spans if span.begin_s < _EDGE_S), 0.0)
    end = next((span.begin_s for span in spans if span.begin_s >= _EDGE_S), None)
    if end is None:
        return exact(f"the person never stops: {units.time(scene.duration_s - begin, question.unit)}.", LIKELY)
    return exact(f"{units.time(end - begin, question.unit)}, from {Span(begin, end).words}.", LIKELY)


def _busiest(question: Question, scene: Scene) -> Exact | None:
    """When hands, feet and head move most."""
    if not re.search(r"\b(?:most active|busiest|most (?:movement|motion|action|going on))\b", question.text):
        return None
    if question.kind not in ("when", "other", "what") or question.parts:
        return None
    speeds = np.sum([scene.measures.course(part, "own speed") for part in _LIMBS], axis=0)
    busy = smooth(speeds + scene.measures.course("pelvis", "speed"), _BUSY_S)
    time = float(scene.measures.times[int(busy.argmax())])
    return exact(f"around {time:.1f} s.", DOUBTFUL, f"hands, feet and head are fastest together at {time:.1f} s")


def _waits(question: Question, scene: Scene) -> Exact | None:
    """How long it takes until the person moves."""
    if not asks_wait(question.text):
        return None
    first = next((span for span in still_spans(scene) if span.begin_s < _EDGE_S), Span(0.0, 0.0))
    return exact(f"{units.time(first.end_s, question.unit)}.", LIKELY, f"no hand, foot or hip moves {first.words}")


def _stops(question: Question, scene: Scene) -> Exact | None:
    """Whether what is named ends before the clip does: "does she stop walking?"."""
    if question.kind != "yesno" or not re.search(r"\b(?:stops?|quits?|ceases?) \w+ing\b", question.text):
        return None
    events = events_asked(question, scene) if question.keys and question.key not in _CALM else []
    if not events and question.mentions and question.key not in _CALM:
        told = tell_events(scene.main[:3])
        undone = f"the person is not {question.mentions[0].action.gerund}"
        return exact(f"No, {undone}{told and f': {told}'}.", LIKELY, *(event.line for event in scene.main))
    if not events:
        return None
    end = max(event.span.end_s for event in events)
    stops = end < scene.duration_s - _GOES_ON_S
    told = f"at {end:.1f} s" if stops else "it goes on to the end of the clip"
    return exact(f"{yes_or_no(stops, negated=question.negated)}, {told}.", LIKELY, *(event.line for event in events))


def _pauses(question: Question, scene: Scene) -> Exact | None:
    text = question.text
    between = _BREAK.search(text) is not None
    asked = between or (_STILL.search(text) and _SOME_TIME.search(text))
    if not asked or question.parts or _ALL_TIME.search(text) or re.search(r"\bwhile\b", text):
        return None
    others = [mention for mention in question.mentions if mention.action.key not in _CALM]
    amid = re.search(r"\bbetween\b", text) is not None and len({mention.action.key for mention in others}) == 2
    idles = re.search(r"\b(?:any|an?|some|no) (?:idle|idling|standing still|rest|stillness|wait\w*)\b", text)
    between = between or bool(idles and question.relation in ("before", "after"))
    if others and not (between and (amid or question.relation in ("before", "after"))):
        return None
    spans = still_spans(scene)
    ends = [span for span in spans if _at_an_end(span, scene)]
    if others:
        spans = _beside(question, scene, spans)
    elif between:
        spans = [span for span in spans if span not in ends]
    if question.where and not between and not others:
        return _at_edge(question, scene, spans)
    return _told(question, spans, ends if between and not others else [])


def _at_edge(question: Question, scene: Scene, spans: list[Span]) -> Exact:
    """How long, or whether, the person keeps still at the beginning or at the end of the clip."""
    begins = question.where == "begin"
    ends = [one for one in spans if (one.begin_s < _EDGE_S if begins else one.end_s > scene.duration_s - _EDGE_S)]
    if ends:
        return _told(question, ends, [])
    other = f", but keeps still {_listed(spans)}" if spans else ""
    told = f"the person moves from the first moment on{other}" if begins else f"the person moves to the end{other}"
    lines = tuple(f"no hand, foot or hip moves {span.words}" for span in spans)
    lead = f"{yes_or_no(holds=False, negated=question.negated)}, " if question.kind == "yesno" else "not at all: "
    return exact(f"{lead}{told}.", LIKELY, *lines)


def _at_an_end(span: Span, scene: Scene) -> bool:
    return span.begin_s < _EDGE_S or span.end_s > scene.duration_s - _EDGE_S


def _beside(question: Question, scene: Scene, spans: list[Span]) -> list[Span]:
    """The pauses right before or after what is named, or between two things that are."""
    events = events_asked(question, scene)
    if not events:
        return []
    if question.relation not in ("before", "after"):
        later = events_asked(replace(question, mentions=question.mentions[-1:]), scene)
        begin_s, end_s = events[0].span.end_s, later[-1].span.begin_s if later else 0.0
        return [span for span in spans if span.begin_s < end_s and span.end_s > begin_s]
    if question.relation == "before":
        return [span for span in spans if -0.6 < events[0].span.begin_s - span.end_s < 1.0]
    return [span for span in spans if -0.6 < span.begin_s - events[-1].span.end_s < 1.0]


def _told(question: Question, spans: list[Span], ends: list[Span]) -> Exact:
    """Pauses in the way that they were asked for."""
    text, lines = question.text, tuple(f"no hand, foot or hip moves {span.words}" for span in spans)
    told = _listed(spans)
    none = f"the person is still only {_listed(ends)}" if ends else "some part of the body moves all the time"
    open_asked = re.search(r"^(?:(?:at|for|in) )?(?:how|when|where|which|what)\b|\blongest\b", text)
    if not spans and (open_asked or question.kind == "when"):
        return exact(f"there is no pause: {none}.", LIKELY)
    if re.search(r"\bhow (?:many|often)\b", text):
        return exact(f"{units.count(len(spans), 'pause')}{told and f': {told}'}.", LIKELY, *lines)
    if re.search(r"\blongest\b", text):
        longest = max(spans, key=lambda span: span.duration_s)
        return exact(f"{units.time(longest.duration_s, question.unit)}, from {longest.words}.", LIKELY, *lines)
    if re.search(r"\bhow long\b", text) and not spans:
        return exact(f"{units.time(0.0, question.unit)}: there is no pause, {none}.", LIKELY)
    if re.search(r"\bhow long\b", text):
        total = sum(span.duration_s for span in spans)
        return exact(f"{units.time(total, question.unit)}{' in all' * (len(spans) > 1)}, {told}.", LIKELY, *lines)
    if question.kind == "when" or re.match(r"(?:when|where|at what|which)\b", text):
        return exact(f"the person keeps still {told}.", LIKELY, *lines)
    negated = question.negated and not _NOTHING.search(text)
    lead = yes_or_no(bool(spans), negated=negated)
    return exact(f"{lead}, {f'the person keeps still {told}' if spans else none}.", LIKELY, *lines)


def _listed(spans: list[Span]) -> str:
    """Up to three stretches in words, the longest ones: "from 0.0 to 1.2 s and from 2.1 to 3.0 s"."""
    longest = sorted(sorted(spans, key=lambda span: -span.duration_s)[:3], key=lambda span: span.begin_s)
    return " and ".join(f"from {span.words}" for span in longest)


def _moving_time(scene: Scene, unit: str) -> Exact:
    still = still_spans(scene)
    seconds = scene.duration_s - sum(span.duration_s for span in still)
    rest = f"; the person keeps still {_listed(still)}" if still else f", from {Span(0.0, scene.duration_s).words}"
    return exact(f"{units.time(seconds, unit)}{rest}.", LIKELY)


def _share(question: Question, scene: Scene) -> Exact | None:
    """How much of the clip is spent on what is named, on moving or on keeping still."""
    named = [mention for mention in question.mentions if mention.action.key not in _CALM]
    still = sum(span.duration_s for span in still_spans(scene))
    if named:
        held = _HELD.get(named[0].action.key, "")
        spans = [one.span for one in scene.facts.postures if one.name == held] if held else []
        spans = spans or [event.span for event in events_asked(question, scene)]
        if not spans:
            return absent(question, scene)
        seconds = float(np.any([_inside(span, scene) for span in spans], axis=0).mean()) * scene.duration_s
    elif _STILL.search(question.text) or {"still", "stand"} & set(question.keys):
        seconds = still
    elif _MOVING.search(question.text):
        seconds = scene.duration_s - still
    else:
        return None
    share = 100 * seconds / max(scene.duration_s, 1e-6)
    return exact(f"about {share:.0f} % of it: {seconds:.1f} of {scene.duration_s:.1f} s.", DOUBTFUL)


_HELD: Final = {"bend": "bent", "sit": "seated", "lie": "lying", "kneel": "kneeling"}
"""The posture that is held while an action of this key lasts."""


def _inside(span: Span, scene: Scene) -> np.ndarray:
    times = scene.measures.times
    return (times >= span.begin_s) & (times < span.end_s)
