"""Whether what is asked about happens: an action or several, in an order, with a sign."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from humocon.ask.exact.by_kind.claims import by_comparison, by_pace, by_part, by_path, by_threshold
from humocon.ask.exact.by_kind.contrast import by_same_side, is_more
from humocon.ask.exact.by_kind.counts import counted
from humocon.ask.exact.by_kind.form import by_form, by_level
from humocon.ask.exact.by_kind.held_claims import by_posture
from humocon.ask.exact.by_kind.refusal import refusal, strange_words, unmeasured_manner
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.by_kind.turns_and_stops import by_share_of_turn, by_stop
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, Source, exact, yes_or_no
from humocon.ask.exact.known.events import Event, overlap
from humocon.ask.exact.known.happening import Verdict, goes_way, happens
from humocon.ask.exact.known.moment import clause_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import GOING
from humocon.ask.exact.words import units
from humocon.ask.exact.words.question import Mention, Question
from humocon.ask.exact.words.vocabulary import BY_KEY
from humocon.motion.kinematics.signals import SIDES, Span

GOES_ON_S: Final[float] = 0.4
"""Seconds for which who walks on after something does so at least."""
_AWAY: Final = r"\b(?:spot|place|away|anywhere|around|from|off|where|go|goes|going|went|uphill|up|down|left|right)\b"


def yes_no(question: Question, scene: Scene) -> Exact | None:
    """The answer to a question that wants yes or no."""
    verdict = _verdict(question, scene)
    if verdict is None:
        return None
    manner = unmeasured_manner(question.text) if verdict.holds else ""
    if manner:
        done = f"; {_said(question, verdict, scene)}" if question.mentions else ""
        told = f"{refusal('').removesuffix('.')}: nothing here measures “{manner}”{done}."
        return exact(told, LIKELY, *verdict.lines, source="refusal")
    yes = verdict.holds != question.negated
    what = _said(question, verdict, scene)
    if question.negated:
        lead = "Yes, that is right" if yes else "No, that is not so"
    else:
        lead = "Yes" if yes else "No"
    lines = verdict.lines or tuple(event.line for event in (verdict.events or scene.main))
    # What is no question by its form may ask for something else.
    trust = min(verdict.probability, LIKELY) if question.statement else verdict.probability
    if len(question.mentions) == 1 and strange_words(question.text):
        # "A proper hop": that somebody hops is known, and not what else is said of it.
        trust = min(trust, DOUBTFUL)
    return exact(f"{lead}{': ' if question.negated else ', '}{what}.", trust, *lines, source=verdict.source)


_HELD: Final[dict[str, frozenset[str]]] = {
    "squat": frozenset({"squatting", "crouched"}),
    "crouch": frozenset({"squatting", "crouched"}),
    "bend": frozenset({"bent"}),
    "stand": frozenset({"standing"}),
}
"""Postures that an action leaves somebody in at a moment of it."""


def posture_in(question: Question, where: Span, scene: Scene) -> Exact | None:
    """Whether somebody squats, bends or stands in a stretch, by the posture in it; None for what is no posture."""
    wanted = _HELD.get(question.key) if len(question.mentions) == 1 else None
    if wanted is None:
        return None
    inside = [one for one in scene.facts.postures if overlap(one.span, where) > 0]
    found = [one for one in inside if one.name in wanted]
    if not inside or (not found and scene.of(question.key)):
        return None
    best = max(found or inside, key=lambda one: overlap(one.span, where))
    line = f"{best.name} {best.span.words}"
    return exact(f"{yes_or_no(bool(found), negated=question.negated)}, {line}.", LIKELY, line)


def _said(question: Question, verdict: Verdict, scene: Scene) -> str:
    """What happens, or what happens instead."""
    if verdict.said:
        return verdict.said
    if verdict.holds and verdict.events:
        if (
            len(question.mentions) == 1
            and len(verdict.events) > 1
            and len({event.key for event in verdict.events}) == 1
        ):
            return tell_events(verdict.events[:3], timed=True)
        several = len(question.mentions) > 1
        return tell_events(verdict.events if several else verdict.events[:3], timed=True)
    if verdict.holds and verdict.lines:
        return verdict.lines[0]
    if not verdict.holds and verdict.lines and not question.mentions:
        return verdict.lines[0]
    instead = tell_events(scene.main[:3]) if scene.main and not scene.is_film else ""
    if question.mentions and len(question.mentions) == 1:
        action = question.mentions[0].action
        not_so = f"the person is not {action.gerund}"
        side, way = question.mentions[0].side, question.mentions[0].way or next(iter(question.ways), "")
        extra = (
            f" with the {side} {question.part or 'side'}"
            if side in SIDES and action.key not in ("turn", "walk", "run")
            else f" {side}"
            if side in SIDES
            else f" with both {units.plural(question.part or 'side')}"
            if side == "both"
            else f" {way}"
            if way and way not in action.gerund and action.key != "still"
            else ""
        )
        keys = [event.key for event in scene.main[:3]]
        return f"{not_so}{extra}" + (f": {instead}" if instead and (extra or action.key not in keys) else "")
    if verdict.lines:
        return verdict.lines[0]
    return instead or "the joints speak against it"


def _verdict(question: Question, scene: Scene) -> Verdict | None:
    """Whether what a question says, its sign left out, holds."""
    alone = _WITHOUT.search(question.text)
    if alone and question.mentions:
        return _without_moving(question, scene, alone)
    if question.part == "hand" and len(question.mentions) == 1 and question.keys[0] in _UNTOLD_PARTS["hand"]:
        return None
    for find in (
        by_threshold,
        by_stop,
        by_share_of_turn,
        by_same_side,
        is_more,
        by_form,
        by_level,
        by_path,
        by_comparison,
        _by_order,
        by_part,
        by_pace,
        by_posture,
    ):
        verdict = find(question, scene)
        if verdict is not None:
            return verdict
    if not question.mentions:
        if question.ways:
            return goes_way(question.ways[0], scene)
        if question.part in ("hand", "arm", "foot", "leg") and question.sides and scene.star is not None:
            return _with_side(question, scene.star)
        if question.sides and ("turn" in question.text or "way" in question.text):
            return happens(Mention(BY_KEY["turn"], question.sides[0]), scene)
        return None
    if len(question.mentions) == 1:
        return _single(question, scene)
    return _compound(question, scene)


_WITHOUT: Final = re.compile(
    r"\b(?:without|with no) (?:mov|us|swing)(?:ing|e of|ement of) (?:the |his |her |their |any |either |both )*"
    r"(?P<part>arm|hand|leg|foot|head)s?\b"
)


def _without_moving(question: Question, scene: Scene, alone: re.Match[str]) -> Verdict | None:
    """Whether one thing happens and a part of the body does not move: "he waves without moving the legs"."""
    rest = question.text[: alone.start()] + question.text[alone.end() :]
    main = _verdict(replace(question, text=rest, parts=(), sides=()), scene)
    moves = by_part(replace(question, text="moves", mentions=(), parts=(alone["part"],), sides=()), scene)
    if main is None or moves is None or not main.holds:
        return main
    return Verdict(not moves.holds, DOUBTFUL, moves.lines, said=" and ".join(moves.lines))


def _with_side(question: Question, star: Event) -> Verdict:
    """Whether what the clip is about is done with a hand or foot: "is it only the left hand?"."""
    only = re.search(r"\b(?:only|just|alone|solely)\b", question.text) is not None
    holds = star.side == question.sides[0] or (star.side == "both" and not only)
    return Verdict(holds, DOUBTFUL, events=(star,), said=tell_events([star], timed=True))


_OPEN: Final = re.compile(
    r"\bthan\b(?! (?:once|twice|one|two|three|\d))|\bas \w+ as\b(?! possible)|\b(?:each other|one another)\b"
)
"""What sets two things beside each other, where nothing before could tell them apart."""
_MEASURED: Final = re.compile(
    r"(?<!no )\b(?:shorter|longer|faster|slower|higher|lower|deeper|wider|harder|softer|bigger|smaller"
    r"|stiff\w*|locked)\b"
)
_UNTOLD_PARTS: Final[dict[str, frozenset[str]]] = {
    "hand": frozenset({"sit", "get up", "get down", "kneel", "stand"}),
    "knee": frozenset({"get down", "squat", "crouch", "walk", "run", "jump", "air", "move"}),
    "head": frozenset({"turn", "walk", "run", "move", "jump", "air", "squat", "bow", "wave", "kick", "punch"}),
    "shoulder": frozenset({"turn", "walk", "run", "squat", "jump", "air", "wave", "kick", "punch"}),
    "pelvis": frozenset({"turn", "walk", "run", "jump", "air", "wave", "kick", "punch"}),
    "trunk": frozenset({"walk", "run", "jump", "air", "squat", "kick", "punch", "wave", "lift knee"}),
    "foot": frozenset({"move", "pull", "squat", "wave", "turn", "bow", "bend", "punch"}),
}
"""Parts of the body whose action is another one than the one that is named beside them, by what is named."""


def _leaves_open(question: Question) -> bool:
    """Whether a question says more of an action than that it happens, which nothing here measures."""
    mention, text = question.mentions[0], question.text
    if mention.action.key == "lower" and "than" not in text:
        text = text.replace(mention.words, " ")  # who lowers an arm is not lower than somebody
    if _OPEN.search(text) or (_MEASURED.search(text) and question.threshold is None):
        return True
    others = [part for part in question.parts if part not in mention.words]  # who bends the knees crouches
    return any(mention.action.key in _UNTOLD_PARTS.get(part, frozenset()) for part in others)


def _single(question: Question, scene: Scene) -> Verdict | None:
    mention = question.mentions[0]
    if _leaves_open(question):
        return None
    if not mention.side and question.side and mention.action.key not in ("walk", "run", "move"):
        mention = replace(mention, side=question.side)
    if not mention.way and len(question.ways) == 1:
        mention = replace(mention, way=question.ways[0])
    if mention.action.key == "move" and not mention.way and not re.search(_AWAY, question.text):
        return Verdict(scene.active.duration_s > 0.2, LIKELY, events=tuple(scene.main[:2]))
    verdict = happens(mention, scene)
    if verdict.holds and verdict.events and (elsewhere := _elsewhere(question, verdict, scene)):
        return elsewhere
    if verdict.holds and re.search(
        r"\b(?:twice|more than once|several times|repeatedly|multiple|again|over and over|many)\b", question.text
    ):
        number, lines, _ = counted(mention.action.key, scene, mention.side)
        return Verdict(number > 1, LIKELY, tuple(lines), said=units.count(number, mention.action.noun))
    if verdict.holds and re.search(r"\b(?:once|one time|a single)\b", question.text) and "at once" not in question.text:
        number, lines, _ = counted(mention.action.key, scene, mention.side)
        return Verdict(number == 1, DOUBTFUL, tuple(lines), said=units.count(number, mention.action.noun))
    if verdict.holds and verdict.events and _ONE_LIMB.search(question.text):
        one = all(event.side in SIDES for event in verdict.events)
        if one or any(event.side == "both" for event in verdict.events):
            return replace(verdict, holds=one, said=tell_events(verdict.events[:3], timed=True))
    if mention.side in SIDES and verdict.holds and verdict.events and _ALONE.search(question.text):
        alone = all(event.side == mention.side for event in verdict.events)
        return replace(verdict, holds=alone, said=tell_events(verdict.events[:3], timed=True))
    wanted = verdict.holds and verdict.events and not question.negated
    share = _share(question, verdict, scene) if wanted else None
    if share is not None:
        return share
    if verdict.holds and verdict.events and _TO_THE_END.search(question.text):
        goes_on = verdict.events[-1].span.end_s > scene.duration_s - GOES_ON_S
        return replace(verdict, holds=goes_on, said=tell_events(verdict.events[-1:], timed=True))
    if verdict.holds and question.where and verdict.events and len(scene.main) > 1:
        edge_s = max(0.15 * scene.duration_s, 0.5)
        first, last = verdict.events[0], verdict.events[-1]
        if question.where == "begin":
            inside = first.span.begin_s < edge_s or scene.main[0] in verdict.events
        else:
            inside = last.span.end_s > scene.duration_s - edge_s or scene.main[-1] in verdict.events
        return Verdict(inside, LIKELY, events=verdict.events, said=tell_events(verdict.events, timed=True))
    return verdict


_TO_THE_END: Final = re.compile(
    r"\b(?:until|till|up to|up until|through to|to|right to) the (?:very )?(?:end|finish)\b"
)


def _elsewhere(question: Question, verdict: Verdict, scene: Scene) -> Verdict | None:
    """That something does not happen at the time that is named (a bounce after the landing); None where it does."""
    clause = clause_of(question.text, scene) if question.relation in ("before", "after") else None
    if clause is None or question.mentions[0].words in clause[1]:
        return None
    where = clause[0]
    if any(overlap(event.span, where) > min(0.05, 0.5 * event.span.duration_s) for event in verdict.events):
        return None
    told = f"not {clause[1].strip()}: {tell_events(verdict.events[:2], timed=True)}"
    return Verdict(False, DOUBTFUL, tuple(event.line for event in verdict.events[:2]), said=told)


_ONE_LIMB: Final = re.compile(r"\b(?:with|using|only|just) (?:just |only )?(?:one|a single) (?:hand|arm|leg|foot)\b")
_ALONE: Final = re.compile(
    r"\b(?:only|just|solely|merely|exclusively|nothing but)\b.*\b(?:left|right)\b|\b(?:left|right) \w+ (?:alone|only)\b"
)
"""One side and not the other."""
_SHARES: Final = (
    (
        r"\b(?:always|constantly|throughout|non-?stop|the (?:whole|entire) (?:time|clip|video|way)"
        r"|all (?:the time|along))\b",
        0.8,
    ),
    (r"\b(?:mostly|mainly|most of the time|predominantly|for the most part)\b", 0.5),
)


def _share(question: Question, verdict: Verdict, scene: Scene) -> Verdict | None:
    """Whether something is done all the time, most of it, or alone; None where that is not asked for."""
    events, told = verdict.events, tell_events(verdict.events, timed=True)
    seconds = sum(event.span.duration_s for event in events)
    for pattern, least in _SHARES:
        if re.search(pattern, question.text):
            return Verdict(seconds > least * scene.duration_s, LIKELY, events=events, said=told)
    if re.search(r"\b(?:only|just|nothing but|exclusively|solely|merely)\b", question.text):
        keys = {event.key for event in events} | {"turn"}
        others = [event for event in scene.main if event.key not in keys]
        return Verdict(not others, LIKELY, events=events, said=tell_events(others[:3] or events, timed=True))
    return None


def _compound(question: Question, scene: Scene) -> Verdict:
    """Several actions: all of them, any of them, in an order."""
    either = bool(re.search(r"\b(?:either|or)\b", question.text)) and not re.search(r"\band\b", question.text)
    mentions = [mention for mention in question.mentions if mention.action.key != "step" or len(question.mentions) == 1]
    verdicts = [_beside_others(mention, question, scene) for mention in mentions]
    if len({mention.action.key for mention in mentions}) == 1 and any(mention.negated for mention in mentions):
        # "A vertical jump rather than a long one": the first is what is claimed.
        mentions, verdicts = mentions[:1], verdicts[:1]
    signed = [verdict.holds != mention.negated for verdict, mention in zip(verdicts, mentions, strict=True)]
    neither = bool(question.negated and re.search(r"\b(?:neither|nor|or)\b", question.text))
    signed = [verdict.holds for verdict in verdicts] if neither else signed
    holds = any(signed) if either or neither else all(signed)
    events = tuple(event for verdict in verdicts if verdict.holds for event in verdict.events[:1])
    ordered = _ORDERED.search(question.text)
    if holds and ordered and len(events) > 1 and not either:
        holds = _in_order([verdict.events for verdict in verdicts if verdict.holds and verdict.events])
    if (
        holds
        and re.search(r"\b(?:at the same time|simultaneously|at once|while|both .* together|during)\b", question.text)
        and len(events) > 1
    ):
        holds = all(overlap(first.span, second.span) > 0 for first, second in pairwise(events))
    trust = min((verdict.probability for verdict in verdicts), default=DOUBTFUL)
    source: Source = "both" if any(verdict.source != "facts" for verdict in verdicts) else "facts"
    if not holds:
        pairs = list(zip(mentions, verdicts, strict=True))
        missing = [one.action.gerund for one, seen in pairs if not seen.holds and (neither or not one.negated)]
        too = [seen.events[0] for one, seen in pairs if one.negated and seen.holds and seen.events and not neither]
        if too and not missing:
            said = tell_events(too, timed=True)
            return Verdict(False, trust, tuple(event.line for event in too), (), source, said=said)
        line = (
            f"the person is not {' and not '.join(dict.fromkeys(missing))}"
            if missing
            else "in another order or at other times"
        )
        lines = tuple(event.line for event in events) or tuple(event.line for event in scene.main)
        told = tell_events(scene.main[:4], timed=False)
        return Verdict(False, trust, (f"{line}: {told}" if told else line, *lines), (), source)
    return Verdict(True, trust, (), events, source)


_ORDERED: Final = re.compile(
    r"\b(?:then|later|afterwards?|after that|followed by|subsequently|next|eventually|finally)\b"
)


def _beside_others(mention: Mention, question: Question, scene: Scene) -> Verdict:
    """Whether one of several actions happens: who waves and stands still stays in place, who squats to jump dips."""
    key = mention.action.key
    if key == "still":
        place = "" if _ORDERED.search(question.text) or question.relation else " in place"
        alone = replace(question, text=f"{question.text}{place}", mentions=(mention,), negated=False)
        return by_posture(alone, scene) or happens(mention, scene)
    return _loosely(mention, scene) if key == "squat" and "jump" in question.keys else happens(mention, scene)


def _in_order(several: Sequence[Sequence[Event]]) -> bool:
    """Whether of each of several actions one time follows one of the action before it."""
    begin_s = 0.0
    for events in several:
        begin_s = min((one.span.begin_s for one in events if one.span.begin_s >= begin_s - 0.2), default=-1.0)
        if begin_s < 0:
            return False
    return True


def _by_order(question: Question, scene: Scene) -> Verdict | None:
    """Does one thing come before, after or while another?"""
    if not question.relation or len(question.mentions) < 2 or "before that" in question.text:
        return None
    first, second = question.mentions[:2]
    word = re.search(r"\b(?:before|prior to|after|following|once)\b", question.text)
    if word and word.start() < question.text.find(first.words):
        # "After the kick there is a jump" sets the jump beside the kick.
        first, second = second, first
    if first.action.key == "stretch" and question.part in ("leg", "knee", "arm", "elbow"):
        return None  # whether a limb is straight then
    one, two = _loosely(first, scene), _loosely(second, scene)
    if question.relation == "while" and first.action.key in ("still", "stand") and two.holds and two.events:
        pace = scene.measures.mean("pelvis", "speed", two.events[0].span)
        line = f"the pelvis moves at {pace:.1f} m/s then"
        return Verdict(pace < 0.2, LIKELY, (line,), said=line)
    if not (one.holds and two.holds and one.events and two.events):
        missing = first if not one.holds else second
        return Verdict(False, min(one.probability, two.probability), (f"the person is not {missing.action.gerund}",))
    a, b = one.events[0].span, two.events[0].span
    goes_on = first.action.key in GOING and question.relation == "after"
    if goes_on and one.events[-1].span.end_s > two.events[-1].span.end_s + GOES_ON_S:
        return Verdict(True, LIKELY, (one.events[-1].line, two.events[-1].line), tuple(one.events[-1:]))
    holds = {"before": a.begin_s < b.begin_s, "after": one.events[-1].span.begin_s > b.begin_s}.get(
        question.relation, overlap(a, b) > 0
    )
    ordered = sorted((one.events[0], two.events[0]), key=lambda event: event.span.begin_s)
    told = tell_events(ordered, timed=True)
    return Verdict(holds, LIKELY, tuple(event.line for event in ordered), said=told)


def _loosely(mention: Mention, scene: Scene) -> Verdict:
    """Whether an action happens, a crouch for a squat and a bend for a bow where nothing else is one."""
    verdict = happens(mention, scene)
    low = {"squat": ("crouch", "squat"), "bow": ("bend",)}.get(mention.action.key, ())
    near = [event for event in scene.known if event.key in low] or (scene.dips if "crouch" in low else [])
    return verdict if verdict.holds or not near else Verdict(True, DOUBTFUL, (), tuple(near))
