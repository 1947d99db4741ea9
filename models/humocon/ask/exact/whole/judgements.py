"""What asks for a judgement: it gets what is measured, and that no yardstick for it was given."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from humocon.ask.exact.by_kind.knowledge import asks_knowledge
from humocon.ask.exact.by_kind.refusal import refusal, strange_words
from humocon.ask.exact.exact import DOUBTFUL, Exact, exact, first_told
from humocon.ask.exact.known.events import Event
from humocon.ask.exact.known.happening import happens
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.whole import form_facts
from humocon.ask.exact.words import qualifiers
from humocon.ask.exact.words.qualifiers import ORDINALS
from humocon.ask.exact.words.question import Question
from humocon.ask.exact.words.wordings import JUDGED

_MEASURE: Final = re.compile(r"\b(?:(?:\w+ )?enough|too (?:much|little|\w+))\b")
_FAULT: Final = re.compile(
    r"\b(?:improv\w+|mistakes?|errors?|faults?|flaws?|wrong with|do(?:ing)? wrong|weakness\w*|compensat\w+|quality"
    r"|(?:at )?risk of|prone to|technique|could be better|do(?:es|ing)? (?:it|this|that) right"
    r"|how (?:you|one|he|she|they|it) should|(?:as|like) (?:you|one|he|she|they|it) should|the way to)\b"
)
_HOW_GOOD: Final = re.compile(
    r"\bhow (?:good|bad|well|clean|healthy|safe|normal|correct)\b"
    r"|\b(?:rate|score|grade|mark|judge|assess|evaluate|critique)\b(?= (?:the|his|her|their|this|that|my|it)\b)"
    r"|\b(?:what|which) (?:score|grade|mark|rating)s?\b"
    r"|\b(?:out of|from (?:1|one|0|zero) to) (?:ten|10|five|5|100|a hundred)\b"
)
"""What asks for a judgement outright, or for marks."""
_FOR_ITSELF: Final = re.compile(r"\b(?:good|bad|great) (?:for|at|with)\b")
"""What is asked of a person's gifts, or of an exercise, and not of how it is done."""
_FORCES: Final = re.compile(
    r"\b(?:power|force|strength|drive|energy)\b.*\b(?:from|generat\w*|produc\w*|transfer\w*)\b"
    r"|\bus(?:e|es|ing) (?:the|his|her|their) (?:legs?|hips?|body|core)\b"
)
_MOBILE: Final = re.compile(r"\b(?:his|her|their|the person) (?:\w+ )?(?:mobility|flexibility)\b")
_NO_JUDGEMENT: Final = re.compile(
    r"\bgood (?:morning|bye)\b|\b(?:is|was) (?:it|that|this) (?:ok|fine|correct|right)\W*$|\bcorrect that\b"
    r"|\b(?:far|old|young|tall|heavy|fit|rich|strong) enough to\b|\btoo\W*$"
)
_SAYS_HOW: Final = re.compile(
    r"(?:ive|ful|ous|ant|ent|ic|al|able|ible|less|ish|some|(?<!l)y)$|^(?:strong|hard|big|huge|solid|sharp|tight|loose|rough)$"
)
"""Adjectives that nothing here measures."""
_BEST: Final = re.compile(r"\b(?:best|worst|cleanest|nicest|most (?:perfect|beautiful|correct))\b")
_TIRED: Final = re.compile(r"\b(?:tired\w*|exhausted|fatigued?|worn out|weary|out of breath)\b")
_TENSE: Final = re.compile(r"\b(?:tens(?:e|ed|ion)|relax\w*|stiff\w*|rigid\w*|loose\w*|supple)\b")
_BEAT: Final = re.compile(
    r"\b(?:on|off|to|with|in) (?:the |time (?:to|with) the )?(?:beat|music)\b|\bin time with\b|\bmusical\w*\b"
)
_STRONG: Final = re.compile(
    r"\b(?:powerful|forceful|strong|dynamic|energetic)\b.*\b(?:take|push)-?offs?\b"
    r"|\b(?:take|push)-?offs?\b.*\b(?:powerful|forceful|strong|dynamic|energetic)\b"
)
_POSTURE: Final = r"\b(?:postures?|stands? (?:up )?straight|alignment|aligned|stoop\w*|(?<!arm )carriage|bearing)\b"
_TOPICS: Final[tuple[tuple[str, Callable[[Sequence[Event], Scene], list[str]]], ...]] = (
    (_POSTURE, lambda events, scene: form_facts.facts_of_posture(scene)),
    (r"\b(?:head|neck|chin|upright)\b", lambda events, scene: form_facts.facts_of_posture(scene)),
    (r"\b(?:rotat\w+|twist\w*)\b", lambda events, scene: form_facts.facts_of_rotation(scene)),
    (
        r"\bland(?:s|ed|ing|ings)?\b",
        lambda events, scene: form_facts.facts_of_landing(scene.of("jump"), scene),
    ),
    (
        r"\b(?:take-?offs?|push-?offs?|takes? off|explosive\w*)\b",
        lambda events, scene: form_facts.facts_of_take_off(scene.of("jump"), scene),
    ),
    (
        r"\b(?:balanc\w+|stab\w+|stead(?:y|ily)|fall(?:s|ing)?)\b",
        lambda events, scene: form_facts.facts_of_balance(scene),
    ),
    (r"\b(?:rhythm\w*|tempo|timing|cadence|in time|good time)\b", form_facts.facts_of_rhythm),
    (
        r"\b(?:mobility|flexib\w+|range of motion|rom|supple)\b",
        lambda events, scene: form_facts.facts_of_bends(scene),
    ),
    (
        r"\b(?:back|spine|lumbar|lean\w*|torso|trunk|upper body)\b",
        lambda events, scene: form_facts.facts_of_back(scene),
    ),
    (
        r"\b(?:arms?|hands?|arm swing|guard)\b(?!.*\b(?:kick|jump|squat))",
        lambda events, scene: form_facts.facts_of_arms(scene),
    ),
    (
        r"\b(?:gait|strides?|steps?|walk\w*|stance)\b",
        lambda events, scene: form_facts.facts_of_gait(scene),
    ),
)
"""What is judged beside an action, and what is measured of it."""


def judged(question: Question, scene: Scene) -> Exact | None:
    """What is measured of what a question judges; None where it judges nothing that joints show."""
    text, kind = question.text, question.kind
    mobile = _MOBILE.search(text) is not None
    if kind in ("when", "how long", "how many", "how high", "how far", "how fast", "angle") or not scene.main:
        return None
    if (kind == "knowledge" or asks_knowledge(text)) and not mobile:
        return None
    if re.search(r"\bor\b(?! not\b)", text) or question.threshold is not None:
        return None  # a choice, or a measure, is given
    return first_told((_beyond_joints, _best, _valued), question, scene)


def _beyond_joints(question: Question, scene: Scene) -> Exact | None:
    """What is measured where music, tiredness, tension or forces are asked about."""
    text = question.text
    if question.kind not in ("yesno", "style", "unanswerable", "other"):
        return None
    if _BEAT.search(text):
        return _beside_refusal("any music", _facts("rhythm", question, scene))
    if _TIRED.search(text):
        return _beside_refusal("how tired somebody is", _tiring(question, scene))
    if _TENSE.search(text):
        return _beside_refusal("how tense muscles are", _looseness(question, scene))
    if _FORCES.search(text):
        return _beside_refusal("forces", _facts("", question, scene))
    strong = _facts("take-off", question, scene) if _STRONG.search(text) and scene.of("jump") else []
    return _without_yardstick(_missing("powerful"), strong)


def _valued(question: Question, scene: Scene) -> Exact | None:
    """The facts beside a judgement; that the action does not happen where it does not."""
    text = question.text
    asked = _FAULT.search(text) or _MEASURE.search(text) or _HOW_GOOD.search(text) or JUDGED.search(text)
    likened = re.search(r"\blike (?:a|an)\b|\bhealthy (?:gait|walk|posture|step|movement)", text)
    refused = question.kind == "unanswerable" and not (_HOW_GOOD.search(text) or _FAULT.search(text) or likened)
    if not asked or refused or _NO_JUDGEMENT.search(text) or _FOR_ITSELF.search(text):
        return None
    named = [one for one in question.mentions if not JUDGED.search(one.words)]
    absent = [one for one in named if one.action.key not in _EVERYWHERE and not scene.of(one.action.key)]
    if absent and not {*question.keys} & {"fall", "turn"}:
        verdict = happens(absent[0], scene)
        return None if verdict.holds else exact(f"The person is not {absent[0].action.gerund}.", DOUBTFUL)
    return _without_yardstick(_missing(asked[0]), _facts(text, question, scene))


_EVERYWHERE: Final = frozenset(
    {"move", "stand", "still", "step", "swing", "bend", "stretch", "raise", "air", "get down", "stay on feet"}
)


def _missing(word: str) -> str:
    """What a judgement needs beside joints."""
    if re.match(r"(?:at )?risk|prone|safe|danger|unsafe", word):
        return "how much of a risk that is, joints do not show"
    if _FAULT.match(word):
        return "what of it is right or wrong depends on an aim that nobody has given"
    word = "good" if _HOW_GOOD.match(word) else word
    return f"“{word}” needs a measure that nobody has given"


def _facts(text: str, question: Question, scene: Scene) -> list[str]:
    """What is measured of the topic of a text, else of the action that is asked about or is mainly shown."""
    events = _events(question, scene)
    for words, find in _TOPICS:
        named = re.search(words, text)
        if named and (found := find(events, scene)):
            return found
    return form_facts.facts_of_event(events, scene)


def _events(question: Question, scene: Scene) -> list[Event]:
    """The events of the action that is named, else of what is mainly shown."""
    keys = [key for key in question.keys if key not in _EVERYWHERE and scene.of(key)]
    star = scene.star
    events = scene.of(keys[0], question.mentions[0].side if len(keys) == 1 else "") if keys else []
    events = events or (scene.of(star.key) if star else []) or ([star] if star else [])
    one = qualifiers.placed(events, question.place)
    return events if one is None else [one]


def _tiring(question: Question, scene: Scene) -> list[str]:
    """How an action changes from time to time where it is done more than once, else the pace of both halves."""
    events = _events(question, scene)
    repeats = form_facts.facts_of_event(events, scene)[:1] if len(events) > 2 else []
    return [*repeats, *form_facts.facts_of_pace(scene)]


def _looseness(question: Question, scene: Scene) -> list[str]:
    """How far joints bend, and how smoothly, in what is asked about."""
    events = _events(question, scene)
    hands = {event.key for event in events[:1]} & {"wave", "raise", "punch", "throw", "clap", "circle arms"}
    if hands or question.part in ("shoulder", "arm", "hand", "elbow"):
        about = form_facts.facts_of_arms(scene)
    else:
        about = form_facts.facts_of_bends(scene)
    return [*about[:3], *form_facts.facts_of_smoothness(events, scene)]


def unmeasured(question: Question, scene: Scene) -> Exact | None:
    """That something cannot be told, with what is measured of what is mainly shown; else None."""
    facts = [] if scene.is_film or not scene.main else _facts(question.text, question, scene)
    told = f"{refusal('').removesuffix('.')}; measured: {'; '.join(facts[:3])}."
    return exact(told, DOUBTFUL, *facts, source="refusal") if facts else None


def more_than_done(question: Question, scene: Scene, found: Exact) -> Exact:
    """An answer that something is done, where the question says more of it: what is measured, and no "yes"."""
    strange = [word for word in strange_words(question.text) if _SAYS_HOW.search(word)]
    alone = len(question.mentions) == 1 and not question.negated and not scene.is_film
    if not strange or not alone or not scene.of(question.keys[0]):
        return found
    facts = _facts("", question, scene)
    told = found.text.removeprefix("Yes, ").rstrip(".")
    missing = f"“{' '.join(dict.fromkeys(strange))}” needs a measure that nobody has given"
    return exact(f"{told}: {'; '.join([*facts[:3], missing])}.", DOUBTFUL, *facts) if facts else found


def _best(question: Question, scene: Scene) -> Exact | None:
    """What is measured of each of several times, for whoever says which is the best."""
    events = _events(question, scene) if _BEST.search(question.text) and question.kind != "yesno" else []
    if len(events) < 2:
        return None
    told = [
        f"{place}: {form_facts.facts_of_event([event], scene)[0]} in {event.span.duration_s:.1f} s"
        for place, event in zip(ORDINALS, events, strict=False)
    ]
    return _without_yardstick("which is the best depends on a measure that nobody has given", told)


def _beside_refusal(topic: str, facts: Sequence[str]) -> Exact | None:
    """What joints do not show, and what is measured beside it."""
    told = f"{refusal(topic).removesuffix('.')}; measured: {'; '.join(facts[:4])}."
    return exact(told, DOUBTFUL, *facts) if facts else None


def _without_yardstick(missing: str, facts: Sequence[str]) -> Exact | None:
    """An answer of facts alone."""
    return exact(f"{'; '.join(facts[:4])}; {missing}.", DOUBTFUL, *facts) if facts else None
