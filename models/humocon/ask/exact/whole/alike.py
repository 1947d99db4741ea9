"""One time of something beside another: whether there is a second one, and whether it was like the first."""

import re
from collections.abc import Sequence
from typing import Final

from humocon.ask.exact.by_kind.counts import times_of
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told, yes_no
from humocon.ask.exact.known.events import Event, joint_of
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import driver, jump_length, too_few
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.qualifiers import ORDINALS
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.vocabulary import actions_in
from humocon.motion.kinematics.signals import SIDES

_ORDINAL: Final = r"(first|second|third|fourth|fifth|sixth|1st|2nd|3rd|4th|last|final)"
_NTH: Final = re.compile(rf"\b{_ORDINAL} (?P<what>(?:\w+ )?\w+)")
_ALIKE: Final = re.compile(
    r"\b(?:like|likewise|same|similar\w*|alike|identical\w*|equal\w*|match\w*|consistent\w*|as \w+ as|different\w*"
    r"|differ\w*)\b"
)
_UNLIKE: Final = re.compile(r"\b(?:different\w*|differ\w*)\b")
_NEAR: Final = 0.15
"""Share by which two times may differ and still be alike."""
_SIZED: Final = frozenset(
    {"lunge", "jump", "kick", "squat", "raise", "wave", "lift knee", "punch", "throw", "bow", "turn", "air"}
)
_LASTS: Final = re.compile(
    r"\bwhich\b.*\b(?:takes?|took|lasts?|lasted|is|was) (?:\w+ )?(?P<more>longer|shorter)\b.*\b(?P<one>first|second"
    r"|third|last)\b.*\bor\b.*\b(?P<two>first|second|third|last)\b"
)


def alike_told(question: Question, scene: Scene) -> Exact | None:
    """Whether one time of something is there, and is like another; None where something else is asked."""
    return first_told((_lasts_longer, _no_such_time, _like_another, _all_alike), question, scene)


def sizes_of(events: Sequence[Event], text: str, scene: Scene) -> dict[str, list[float]]:
    """What several times of something are measured by, by its name, each with the value of every time."""
    sizes = [_sizes(one, text, scene) for one in events]
    names = [name for name in sizes[0] if name != "lasts" or len(sizes[0]) == 1 or not _SIZE.search(text)]
    return {name: [size[name] for size in sizes] for name in names}


_ALL: Final = re.compile(r"\b(?:all|every|each|both|times|consistent\w*|uniform\w*|stands? out|from \w+ to \w+)\b")
_SIZE: Final = re.compile(r"\b(?:height|high|depth|deep|low|size|big|far|angle)\b")


def _all_alike(question: Question, scene: Scene) -> Exact | None:
    """Whether all times of something are alike, by the size or the speed that is named, and how long they last."""
    text = question.text
    asked = _ALIKE.search(text) and _ALL.search(text) and question.kind in ("yesno", "comparison")
    sided = re.search(r"\b(?:same|different|other) (?:leg|foot|hand|arm|side|fist)", text)
    if not asked or sided or set(question.parts) - {"foot", "leg", "hand", "arm"} or len(set(question.keys)) != 1:
        return None
    events = times_of(question.keys[0], scene, question.mentions[0].side)
    if question.keys[0] not in _SIZED or len(events) < 2 or not scene.legs_seen:
        return None
    values = sizes_of(events, text, scene)
    like = all(max(of) - min(of) <= _NEAR * max(abs(value) for value in of) for of in values.values())
    line = "; ".join(
        f"{name} {', '.join(f'{value:.2f}' for value in of)} {'s' if name == 'lasts' else _unit(name)}"
        for name, of in values.items()
    )
    holds = like != bool(_UNLIKE.search(text))
    if question.kind == "comparison" or re.search(r"\bor\b", text):
        return exact(f"{'about the same' if like else 'not the same'}: {line}.", DOUBTFUL, line)
    return yes_no(holds, line, DOUBTFUL, negated=question.negated)


def _lasts_longer(question: Question, scene: Scene) -> Exact | None:
    """Which of two things lasts longer that are named by their places alone: "the first thing or the last?"."""
    asked = _LASTS.search(question.text)
    if not asked or question.parts or set(question.keys) - {"move"}:
        return None
    places = [qualifiers.place(asked[one]) for one in ("one", "two")]
    events = scene.main
    if len(events) < 2:
        told = f": {tell_events(events, timed=True)}" if events else ""
        return exact(f"only one thing is told here{told}.", DOUBTFUL, *(one.line for one in events))
    if max(places) > len(events):
        return None
    pair = [events[qualifiers.index(place)] for place in places]
    seconds = [one.span.duration_s for one in pair]
    place = seconds.index(max(seconds) if asked["more"] == "longer" else min(seconds))
    told = tell_events([pair[place]], timed=True)
    beside = f"{seconds[place]:.1f} s against {seconds[1 - place]:.1f} s"
    name = ("one", "two")[place]
    return exact(f"the {asked[name]} one, {beside}: {told}.", LIKELY, *(one.line for one in pair))


def _places(question: Question) -> list[int]:
    """The places among the times of the action that a question names: [2, 1] in "the second jump like the first"."""
    if len(set(question.keys)) != 1:
        return []
    found = []
    for match in _NTH.finditer(f"{question.text} "):
        named = {action.key for _, _, action in actions_in(match["what"])}
        if question.key in named:
            found.append(qualifiers.place(match[1]))
    return found


def _no_such_time(question: Question, scene: Scene) -> Exact | None:
    """What is said of a third jump where there are two."""
    places = [place for place in _places(question) if place > 0]
    if not places or question.keys[0] not in _SIZED or not scene.legs_seen:
        return None
    events = times_of(question.key, scene, question.mentions[0].side)
    if not events or max(places) <= len(events) or scene.is_film:
        return None
    return too_few(question.mentions[0].action, max(places), events)


def _like_another(question: Question, scene: Scene) -> Exact | None:
    """Whether one time of something is like another, by its size and its length."""
    asked = _ALIKE.search(question.text)
    if not asked or question.kind not in ("yesno", "comparison") or question.parts or not scene.legs_seen:
        return None
    places = _places(question)
    if not places or question.key not in _SIZED or re.search(r"\bsame (?:leg|foot|hand|arm|side|fist)", question.text):
        return None
    rest = re.findall(rf"\b{_ORDINAL}\b", question.text)
    places = [qualifiers.place(word) for word in rest[:2]] if len(rest) > 1 else [places[0], places[0] - 1 or 2]
    events = times_of(question.keys[0], scene, question.mentions[0].side)
    places = [place if place > 0 else len(events) for place in places]
    if max(places) > len(events) or places[0] == places[1] or len(events) > len(ORDINALS):
        return None
    pair = [events[place - 1] for place in places]
    sizes = [_sizes(one, question.text, scene) for one in pair]
    like = all(
        abs(sizes[0][name] - sizes[1][name]) <= _NEAR * max(abs(sizes[0][name]), abs(sizes[1][name]), 0.1)
        for name in sizes[0]
    )
    sided = {one.side for one in pair if one.side}
    like = like and len(sided) < 2
    lines = [
        f"the {ORDINALS[place - 1]}{f' ({one.side})' if len(sided) > 1 else ''}: "
        + ", ".join(f"{name} {value:.2f} {'s' if name == 'lasts' else _unit(name)}" for name, value in size.items())
        for place, one, size in zip(places, pair, sizes, strict=True)
    ]
    more = re.search(r"\bas (?:deep|high|far|fast|long|quick|low|big)", question.text)
    holds = like != bool(_UNLIKE.search(asked[0]))
    if more and not like:
        holds = False
    return yes_no(holds, "; ".join(lines), DOUBTFUL, negated=question.negated)


def _unit(name: str) -> str:
    return "m/s" if "fast" in name else "°" if name in ("turns by", "leans by") else "m"


def _sizes(event: Event, text: str, scene: Scene) -> dict[str, float]:
    """What one time of something is measured by: what the question names, else its size and its length."""
    measures, where, key = scene.measures, event.span, event.key
    if re.search(r"\bas (?:long|brief|short)\b", text):
        return {"lasts": where.duration_s}
    if re.search(r"\b(?:as )?(?:fast|quick|speed)\w*\b", text):
        return {"as fast as": measures.extreme(driver(event, scene), "speed", "most", where).value}
    if key in ("jump", "air"):
        if re.search(r"\bas far\b", text):
            return {"goes": jump_length(event, scene)}
        sizes = {"feet up by": event.value}
    elif key in ("squat", "crouch", "lunge"):
        sizes = {"pelvis down to": measures.extreme("pelvis", "height", "least", where).value}
    elif key == "turn":
        sizes = {"turns by": event.value}
    elif key in ("bow", "bend"):
        sizes = {"leans by": measures.extreme("trunk", "lean", "most", where).value}
    elif key in ("punch", "throw"):
        sizes = {"as fast as": measures.extreme(driver(event, scene), "own speed", "most", where).value}
    else:
        limb = "ankle" if key in ("kick", "lift knee") else "wrist"
        sides = (event.side,) if event.side in SIDES else SIDES
        sizes = {"up to": max(measures.extreme(joint_of(side, limb), "height", "most", where).value for side in sides)}
    sized = re.search(r"\bas (?:deep|high|far|low|big)", text)
    return sizes if sized else {**sizes, "lasts": where.duration_s}
