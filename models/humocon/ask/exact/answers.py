"""The one way from a question to an answer that is read from what is known."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from humocon.ask.exact import choices, counts, manners, quantities, sides, telling, times, verdicts
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.figures import figures
from humocon.ask.exact.kinds import Kind
from humocon.ask.exact.knowledge import asks_knowledge, tell
from humocon.ask.exact.lore import LORE
from humocon.ask.exact.question import Question, Turn, understand
from humocon.ask.exact.refusal import asks_unknowable, refusal, strange_words
from humocon.ask.exact.scene import Scene
from humocon.ask.exact.telling import phrase
from humocon.ask.exact.vocabulary import BY_KEY

_PROTOCOL: Final = re.compile(
    r"^What (?:action does the person do|direction does the person move"
    r"|body part does the person use)(?: (?:before|after|while|and) [a-z /]*they .*| before .*| after .*"
    r"| while .*)\?$"
)
"""The questions of BABEL-QA, which a model answers in a word: its own task, not to be touched."""
_TWO: Final = re.compile(r",? and (?=(?:how|when|which|what|where|with which|at what|in which|does|is)\b)")


def is_protocol(question: str) -> bool:
    """Whether a question is one of BABEL-QA's, word by word."""
    return _PROTOCOL.match(question.strip()) is not None


def answer_from(question: str, earlier_turns: Sequence[Turn], scene: Scene) -> Exact | None:
    """Answer a question about a clip from its facts, with a model for the names of actions.

    Args:
        question: as it was typed.
        earlier_turns: questions and answers of before, oldest first.
        scene: the clip.

    Returns:
        The answer; None where the question is better handed to the model as it stands.
    """
    if is_protocol(question):
        return None
    halves = _TWO.split(question.strip().rstrip("?"))
    if len(halves) == 2 and re.match(r"(?i)(?:how|when|which|what|where|with|at|in)\b", halves[0]):
        first = answer(understand(halves[0], earlier_turns), scene)
        if first is not None:
            second = answer(understand(halves[1], [*earlier_turns, (halves[0], first.text)]), scene)
            if second is not None:
                lines = tuple(dict.fromkeys((*first.evidence, *second.evidence)))[:4]
                return Exact(
                    f"{first.text} {second.text}", min(first.probability, second.probability), lines, first.source
                )
    return answer(understand(question, earlier_turns), scene)


@dataclass(frozen=True)
class Stretch:
    """What the person does for a while, in words: "waves with the left hand"."""

    begin_s: float
    end_s: float
    words: str


def stretches_of(scene: Scene) -> list[Stretch]:
    """What happens when, in the order of time: what the joints tell, by the model's names where they agree."""
    # Who walks a curve to the left is named to walk to the left, and goes forward.
    events = [replace(event, way="forward") if " m forward " in event.line else event for event in scene.main]
    found = [Stretch(event.span.begin_s, event.span.end_s, phrase(event)) for event in events]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def answer(question: Question, scene: Scene) -> Exact | None:
    """The answer to a question that was understood."""
    if question.kind == "unanswerable":
        topic = asks_unknowable(question.text)
        return Exact(refusal(topic), 0.97, (), "refusal")
    if question.kind == "knowledge":
        return _known(question, scene)
    if _is_strange(question):
        return Exact(refusal(""), LIKELY, (), "refusal")
    found = _by_kind(question, scene)
    if found is None and question.kind == "yesno":
        return Exact(refusal(""), DOUBTFUL, (), "refusal")
    if found is not None and scene.is_film and found.source not in ("refusal",):
        return Exact(found.text, min(found.probability, 0.8), found.evidence, found.source)
    return found


def _is_strange(question: Question) -> bool:
    """Whether a question names nothing that a body does, and something else instead."""
    about = question.mentions or question.parts or question.ways or question.sides or question.threshold
    return question.kind in ("yesno", "what", "other") and not about and bool(strange_words(question.text))


_BY_KIND: Final[dict[Kind, Callable[[Question, Scene], Exact | None]]] = {
    "yesno": verdicts.yes_no,
    "when": times.when,
    "how long": times.how_long,
    "how many": counts.how_many,
    "how fast": quantities.how_fast,
    "how far": quantities.how_far,
    "how high": quantities.how_high,
    "angle": quantities.angle,
    "side": sides.side,
    "way": sides.way,
    "comparison": choices.comparison,
    "order": telling.order,
    "posture": manners.posture,
    "style": manners.style,
    "summary": telling.summary,
    "what": telling.summary,
}


def _by_kind(question: Question, scene: Scene) -> Exact | None:
    """The answer of a question's kind; one of no kind that names an action asks whether it happens."""
    asks = re.search(r"\b(?:what|which|who|where|when|why|how)\b", question.text)
    find = _BY_KIND.get(question.kind, verdicts.yes_no if question.mentions and not asks else None)
    return find(question, scene) if find else None


def _known(question: Question, scene: Scene) -> Exact | None:
    """What is commonly known about what the clip shows."""
    topic = asks_knowledge(question.text)
    shapes = figures(scene)
    keys = [key for key in question.keys if key in LORE and key not in ("air", "move", "step")]
    if topic in ("sport", "use"):
        keys = []
    if "air" in question.keys:
        keys.append("jump")
    shown = [
        event.key
        for event in sorted(scene.named or scene.main, key=lambda event: -event.span.duration_s)
        if event.key in LORE
    ]
    figure = [key for key in ("cartwheel", "golf", "baseball", "climb", "punch", "handstand") if key in shapes]
    sporty = [key for key in shown if LORE[key].sports]
    # What is thrown while jumping, from before the chest, is a ball to a basket.
    if "throw" in shown and any(event.key == "jump" for event in scene.events):
        sporty = ["basketball", *sporty]
    among = keys or figure or (sporty if topic in ("sport", "effort", "equipment", "use") and sporty else shown)
    if not among:
        return Exact(refusal("what is done here well enough to say more"), DOUBTFUL, (), "refusal")
    if topic == "sport" and scene.is_film and not figure and not scene.named:
        return Exact(refusal("which sport this is"), DOUBTFUL, (), "refusal")
    key = among[0]
    gerund = BY_KEY[key].gerund if key in BY_KEY else f"playing {key}"
    text = tell(topic, question.text, key, gerund)
    if text is None:
        return Exact(refusal("how hard this is for somebody"), DOUBTFUL, (), "refusal")
    trust = LIKELY if not scene.is_film and (scene.named or keys) else DOUBTFUL
    return exact(text, trust, *(event.line for event in scene.main[:2]), source="knowledge")
