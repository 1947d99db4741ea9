"""What is done first, last, before, after or between other things, and all of it in its order."""

import re
from dataclasses import replace
from typing import Final

from humocon.ask.exact.by_kind.leading import beside_by_joints
from humocon.ask.exact.by_kind.telling import MOST_TOLD, NAMELESS, exercises_of, summary, tell_events, told_of
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.events import Event, overlap
from humocon.ask.exact.known.figures import figures, upside_down
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.question import Mention, Question
from humocon.ask.exact.words.vocabulary import BY_KEY, RESTS, actions_in
from humocon.motion.kinematics.signals import Span


def order(question: Question, scene: Scene) -> Exact | None:
    """What is done first, last, before or after something; all of it in its order."""
    events = scene.main
    if not events:
        return None
    trust = LIKELY if scene.named and not scene.is_film else DOUBTFUL
    if "between" in question.text and question.mentions and len(question.mentions) <= 2:
        return _between(question, scene, trust)
    if len(question.mentions) == 1 and _THEN_OR_THEN.search(question.text) and question.part in _DONE_WITH:
        other = Mention(BY_KEY[_DONE_WITH[question.part]], question.side)
        question = replace(question, mentions=(*question.mentions, other))
    all_of_it = _SORTED.search(question.text)
    if (all_of_it and len(question.mentions) >= 2) or _REVERSE.search(question.text):
        return _in_order_of_time(question, scene)
    if question.mentions and len(question.mentions) >= 2 and not question.follows:
        return which_first(question, scene)
    if question.mentions and question.relation in ("before", "after"):
        return _beside(question, scene, trust)
    if "between" in question.text and len(question.mentions) < 2 and len(events) > 2:
        return exact(f"{tell_events(events[1:2])}.", DOUBTFUL, events[1].line)
    if len(re.findall(r"\b(?:first|second|third|fourth|last)\b", question.text)) > 2:
        return exact(f"{tell_events(events[:MOST_TOLD])}.", trust, *(event.line for event in events), source="both")
    place = question.place or {"begin": 1, "end": -1}.get(question.where, 0)
    if _ALL_OF_IT.search(question.text):
        return summary(question, scene)
    if not place and any(word in question.text for word in ("start", "begin")) and "end" not in question.text:
        place = 1
    if not place and any(word in question.text for word in (" end", "finish")):
        place = -1
    if place:
        return _placed(place, scene, trust)
    told = told_of(exercises_of(events, question.text), scene)
    if _BACKWARDS.search(question.text):
        told = told[::-1]
    return exact(f"{tell_events(told)}.", trust, *(event.line for event in told), source="both")


_BACKWARDS: Final = re.compile(
    r"\b(?:in|from) (?:the )?(?:reverse|reversed|opposite|backwards?)(?: order)?\b|\bbackwards? order\b"
    r"|\b(?:last|end) to (?:the )?(?:first|start|beginning)\b|\bfrom (?:the )?(?:back|end) to\b"
)
"""What asks for all of it from the last to the first."""


_THEN_OR_THEN: Final = re.compile(r"\bthen\b.*\bor\b.*\bthen\b")
_DONE_WITH: Final = {"arm": "raise", "hand": "raise", "leg": "kick", "foot": "kick"}
"""What is meant by a part of the body that comes first or last."""
_SORTED: Final = re.compile(
    r"\b(?:what|which) (?:order|sequence)\b|\b(?:in|into) (?:the |their |a )?(?:\w+ )?(?:order|sequence)\b"
    r"|\b(?:order|sequence) of\b|^(?:sort|arrange|order|rank)\b"
)
"""What asks to sort several things by time."""
_ALL_OF_IT: Final = re.compile(r"\b(?:start|beginning|first|begin)\w* to (?:the )?(?:finish|end|last)\b")
_REVERSE: Final = re.compile(r"\bor (?:is it |was it )?(?:the )?(?:reverse|opposite|other way|vice)\b")
_TOGETHER: Final = re.compile(r"\bor\b.*\b(?:together|same time|simultaneous\w*|at once)\b")
_BEFORE_OR_AFTER: Final = re.compile(r"\b(?:before|after)\b.*\bor\b.*\b(?:before|after)\b")


_BETWEEN_S: Final = 0.2
"""Seconds between two things of which something takes as many that is done between them."""


def _between(question: Question, scene: Scene, trust: float) -> Exact:
    """What is done between two things."""
    ends = [scene.of(mention.action.key, mention.side)[:1] for mention in question.mentions]
    if len(ends) == 1:
        several = scene.of(question.keys[0], question.mentions[0].side)
        ends = [[several[0]], [several[1]]] if len(several) > 1 else []
    begins = sorted(events[0].span.begin_s for events in ends if events)
    within = [event for event in _steps(scene) if len(begins) == 2 and begins[0] < event.span.begin_s < begins[1]]
    lacking = next((it for it, events in zip(question.mentions, ends, strict=False) if not events), None)
    if lacking is not None and len(question.mentions) == 2:
        told = f"there is no {lacking.action.noun} here: {tell_events(scene.main)}"
        return exact(f"{told}.", DOUBTFUL, *(event.line for event in scene.main))
    ended = min((events[0].span.end_s for events in ends if events), default=0.0)
    within = [event for event in within if overlap(event.span, Span(ended, begins[-1])) > _BETWEEN_S]
    apart = [event for event in within if not any(overlap(event.span, one.span) > 0 for end in ends for one in end)]
    if not apart and within:
        # What begins between them goes on beside one of them.
        told = tell_events(within, timed=True)
        return exact(f"{told}.", DOUBTFUL, *(event.line for event in within), source="both")
    within = apart
    if not within:
        both = sorted((event for events in ends for event in events), key=lambda event: event.span.begin_s)
        told = tell_events(both or scene.main, timed=True)
        return exact(f"Nothing between them: {told}.", DOUBTFUL, *(event.line for event in both or scene.main))
    return exact(f"{tell_events(within)}.", trust, *(event.line for event in within), source="both")


def _placed(place: int, scene: Scene, trust: float) -> Exact:
    """The event of a place in the order of what was named."""
    events = _steps(scene)
    number = qualifiers.index(place)
    if not -len(events) <= number < len(events):
        return exact(f"Nothing more: {tell_events(events)}.", DOUBTFUL, *(event.line for event in events))
    told = [events[number]]
    if place == -1 and scene.main[-1].key in _ENDS and scene.main[-1].span.end_s > told[0].span.end_s:
        told.append(scene.main[-1])
    return exact(f"{tell_events(told)}.", trust, *(event.line for event in told), source="both")


_ENDS: Final = frozenset({"lie", "sit", "kneel"})
"""What somebody is left in by what is done last."""


def _steps(scene: Scene) -> list[Event]:
    """The steps of a clip: what the model names, in its order, and the facts beside it that last."""
    events = scene.main if len(scene.named) > 1 else scene.named or scene.main
    steps: list[Event] = []
    for event in sorted(events, key=lambda event: event.span.begin_s):
        # Of jumps in a row the later ones are no other step, whichever way the first is said to go.
        if not steps or (steps[-1].key, steps[-1].side) != (event.key, event.side) or (event.way and steps[-1].way):
            steps.append(event)
    return steps


def _beside(question: Question, scene: Scene, trust: float) -> Exact | None:
    """What comes right before or after an action."""
    key = question.mentions[0].action.key
    shaped = _by_figure(key, scene)
    asked = scene.of(key, question.mentions[0].side) or shaped
    asked = [event for event in asked if event in scene.named] or [e for e in asked if e.key == key] or asked
    if not asked:
        return exact(
            f"There is no {question.mentions[0].action.noun} here: {tell_events(scene.main)}.",
            DOUBTFUL,
            *(event.line for event in scene.main),
        )
    steps = [event for event in _steps(scene) if event not in asked and event.key not in (one.key for one in asked)]
    if question.relation == "after":
        begin_s = asked[-1].span.end_s - 0.1 if asked == shaped else asked[-1].span.begin_s
        others = [event for event in steps if event.span.begin_s >= begin_s]
    else:
        others = [event for event in steps if event.span.begin_s < asked[0].span.begin_s][::-1]
    step = max(question.follows, 1) - 1
    if others and _ALL_THE_REST.search(question.text):
        told = sorted(others, key=lambda event: event.span.begin_s)
        return exact(f"{tell_events(told)}.", trust, *(event.line for event in told), source="both")
    if step >= len(others):
        edge = asked[-1] if question.relation == "after" else asked[0]
        if not question.follows and (found := beside_by_joints(edge, question.relation, scene)):
            return found
        return exact(
            f"Nothing {question.relation} that: {tell_events(asked[:1], timed=True)}.", DOUBTFUL, asked[0].line
        )
    return exact(f"{tell_events(others[step : step + 1])}.", trust, others[step].line, source="both")


_ALL_THE_REST: Final = re.compile(
    r"\bstep[- ]by[- ]step\b|\b(?:everything|all (?:that|the things)|the rest|list|in order|one by one|each thing)\b"
)


def _by_figure(key: str, scene: Scene) -> list[Event]:
    """What a film shows by its shape alone, with when it does."""
    if key not in figures(scene):
        return []
    upside = upside_down(scene) if key in NAMELESS else None
    return [Event(key, upside or scene.active)]


def _in_order_of_time(question: Question, scene: Scene) -> Exact:
    """The actions and postures that a question names, in the order in which they happen."""
    found = []
    for _, _, action in actions_in(question.text):
        events = scene.of(action.key)
        kept = {**RESTS, "stand": "standing", "crouch": "crouched"}.get(action.key)
        spans = [one.span for one in scene.facts.postures if one.name == kept]
        spans = spans or [event.span for event in events]
        if spans:
            found.append((spans[0].begin_s, f"{action.third} ({spans[0].words})"))
    told = ", then ".join(words for _, words in sorted(found))
    return exact(f"the person {told}." if told else f"Neither happens: {tell_events(scene.main)}.", LIKELY)


def which_first(question: Question, scene: Scene) -> Exact | None:
    """Which of two things comes first or last, or whether one comes before or after the other."""
    found = []
    for mention in question.mentions[:3]:
        events = scene.of(mention.action.key, mention.side)
        if events:
            found.append((events[0].span.begin_s, mention, events[0]))
    if not found:
        return exact(f"Neither happens: {tell_events(scene.main)}.", DOUBTFUL, *(event.line for event in scene.main))
    if len(found) == 1:
        return exact(
            f"Only the {found[0][1].action.noun}: {tell_events([found[0][2]], timed=True)}.",
            DOUBTFUL,
            found[0][2].line,
        )
    if _TOGETHER.search(question.text) and overlap(found[0][2].span, found[1][2].span) > 0:
        told = tell_events([found[0][2], found[1][2]], timed=True)
        return exact(f"At the same time: {told}.", LIKELY, found[0][2].line, found[1][2].line)
    if _BEFORE_OR_AFTER.search(question.text):
        word = "before" if found[0][0] < found[1][0] else "after"
        told = tell_events(sorted((found[0][2], found[1][2]), key=lambda event: event.span.begin_s), timed=True)
        return exact(f"{word}: {told}.", LIKELY, found[0][2].line, found[1][2].line)
    ranked = sorted(
        found,
        key=lambda item: item[0],
        reverse=question.place < 0 or "later" in question.text or question.where == "end",
    )
    return exact(
        f"The {ranked[0][1].action.noun}: {tell_events([ranked[0][2]], timed=True)}.", LIKELY, ranked[0][2].line
    )
