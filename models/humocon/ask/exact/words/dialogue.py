"""What is said to an answer and not to the clip: "are you sure?", "how do you know?", "what else?"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from humocon.ask.exact.by_kind.telling import phrase, tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import Turn, understand

Answer = Callable[[str, Sequence[Turn], Scene], Exact | None]
_LEAD: Final = r"^(?:and |but |so |well |hm+ |ok |okay )*(?:, )?"
_DOUBTS: Final = re.compile(
    _LEAD + r"(?:are you (?:really |quite |absolutely |very )?(?:sure|certain|confident|positive)"
    r"|how (?:sure|certain|confident) are you|(?:really|truly|seriously|for real)(?=\W*$)|you sure"
    r"|is (?:that|this|it) (?:really |actually )?(?:certain|true|right|correct|reliable)"
    r"|can (?:i|we) (?:trust|rely on) (?:that|this|it))\b"
)
_REASONS: Final = re.compile(
    _LEAD + r"(?:how (?:do|can|could|did|would) (?:you|one|we) (?:know|tell|see|say|measure|work)\b"
    r"|why (?:do|would|did) you (?:think|say|believe)\b|why (?:so|is that)\W*$"
    r"|what (?:makes|made) you (?:think|say|believe|so sure)\b|based on what\b"
    r"|what (?:is|was) (?:that|this|it) based on"
    r"|on what (?:grounds|evidence|basis)|what is (?:the|your) evidence|what speaks (?:for|against) (?:it|that))"
)
_ELSE: Final = re.compile(
    _LEAD + r"(?:what else|anything else|something else|is (?:that|this|it) all|was that (?:all|it)|nothing else)\b"
    r"(?! (?:do|does|did|is|are)\b.*\b(?:with|before|after|while)\b)"
)
_AT_NO_TIME: Final = re.compile(_LEAD + r"(?:when|where|how (?:often|long|many times)|at what time)(?: exactly)?\W*$")
_DENIED: Final = re.compile(r"^No(?:, that is not so)?[,:] (?P<rest>.*)$")
_WHETHER: Final = re.compile(_LEAD + r"(?:does|do|did|is there|are there|has|have|is|was) ")


def about_an_answer(question: str, earlier: Sequence[Turn], scene: Scene, answer: Answer) -> Exact | None:
    """What is said to a question about the answer before it; None where it is about the clip.

    Args:
        question: in lower case.
        earlier: questions and answers of before, oldest first.
        scene: the clip.
        answer: answers a question from the turns before it.
    """
    if not earlier:
        return None
    if _ELSE.match(question):
        return _else(earlier, scene)
    denied = _DENIED.match(earlier[-1][1])
    if denied and _AT_NO_TIME.match(question) and _WHETHER.match(earlier[-1][0].lower()):
        return exact(f"At no time: {denied['rest']}", LIKELY)
    doubts, reasons = _DOUBTS.match(question), _REASONS.match(question)
    if not (doubts or reasons):
        return None
    again = answer(earlier[-1][0], earlier[:-1], scene)
    if again is None or again.source == "refusal":
        return None if again is None else again
    lines = f": {'; '.join(again.evidence)}" if again.evidence else ""
    if reasons:
        told = lines.removeprefix(": ") or again.text.rstrip(".")
        return replace(again, text=f"From the joints: {told}.")
    return replace(again, text=f"At a probability of {again.probability:.2f}{lines}. {again.text}")


def _else(earlier: Sequence[Turn], scene: Scene) -> Exact:
    """What happens beside all that was told before."""
    told = " ".join(answer for _, answer in earlier)
    asked = {key for question, _ in earlier for key in understand(question).keys}
    rest = [event for event in scene.main if phrase(event) not in told and event.key not in asked]
    if rest:
        return exact(f"{tell_events(rest[:4], timed=True)}.", LIKELY, *(event.line for event in rest))
    what = tell_events(scene.main[:3])
    return exact(f"Nothing else that joints show{what and f': {what}'}.", DOUBTFUL)
