"""On which side somebody lies: on the back, on the belly or on a flank."""

import re
from typing import Final

from humocon.ask.exact.by_kind.manners import side_lain_on
from humocon.ask.exact.exact import LIKELY, Exact, exact, yes_no
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import Question

_SIDES: Final = (
    ("on the back", re.compile(r"\bon (?:the|his|her|their) (?:back|spine)\b|\bface[- ]?up(?:wards?)?\b|\bsupine\b")),
    (
        "on the stomach",
        re.compile(
            r"\bon (?:the|his|her|their) (?:belly|stomach|tummy|front|face|chest)\b|\bface[- ]?down(?:wards?)?\b"
            r"|\bprone\b(?! to\b)"
        ),
    ),
    ("side", re.compile(r"\bon (?:the|his|her|their|a|one) (?:left |right )?(?:side|flank)\b")),
)
_LIES: Final = re.compile(r"\b(?:lie|lies|lying|lay|laying|lain|supine|prone|is|was|face[- ]?(?:up|down))\b")


def lying_told(question: Question, scene: Scene) -> Exact | None:
    """Whether somebody lies on the side that is named, or on which; None where that is not asked."""
    text = question.text
    asked = [name for name, words in _SIDES if words.search(text)]
    if question.kind != "yesno" or not asked or not _LIES.search(text) or {*question.keys} - {"lie"}:
        return None
    if "lie" not in question.keys and not re.search(r"\b(?:supine|prone)\b", text):
        return None
    found = side_lain_on(scene)
    if found is None:
        return yes_no(False, "the person does not lie", LIKELY, negated=question.negated)
    said, line = found
    if len(asked) > 1:
        return exact(f"{said}: {line}.", LIKELY, line)
    flank = f"on the {question.side} side" if question.side else "side"
    holds = said.endswith(flank) if asked[0] == "side" else said == asked[0]
    return yes_no(holds, f"{said}, {line}", LIKELY, negated=question.negated)
