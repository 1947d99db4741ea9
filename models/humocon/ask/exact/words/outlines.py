"""Questions whose kind is seen at a glance: one that begins with a limb, a choice of two parts, a word or two."""

import re
from collections.abc import Sequence
from typing import Final, Literal

Kind = Literal[
    "yesno",
    "when",
    "how long",
    "how many",
    "how fast",
    "how far",
    "how high",
    "angle",
    "side",
    "way",
    "comparison",
    "order",
    "summary",
    "posture",
    "style",
    "knowledge",
    "unanswerable",
    "what",
    "other",
]
BODY_PART: Final = r"(?:hands?|gloves?|arms?|legs?|foot|feet|fists?|knees?|elbows?|sides?|shoulders?|wrists?|limbs?)"
LIMB: Final = BODY_PART.replace("limbs?", "limbs?|one")
MOST: Final = (
    r"\b(?:tallest|quickest|farthest|furthest|greatest|highest|deepest|lowest|longest|shortest|fastest|slowest"
    r"|biggest|largest|smallest|strongest)\b"
)
_SIDE: Final = re.compile(
    rf"^(?:which|what) (?:of (?:the|his|her|their) (?:two )?)?(?:\w+ )?{BODY_PART}\b"
    r"(?! (?:angle|bend|height|speed|flexion))|^(?:the )?(?:side|hand|arm|leg|foot)\W*$"
    rf"|\b(?:one|a single)[- ](?:{LIMB} )?or (?:with |on |an? )?(?:both|two)\b"
    r"|\b(?:left|right|both)\b[^,]*, (?:the )?(?:left|right|both)\b"
)
_CHOICE_OF_TWO: Final = re.compile(
    r"\b(?:height|level)\b.*\bor\b|\bor\b.*\b(?:height|level)\b|\b(?:quarter|half|full|whole)\b.*\bturn"
    r"|\b(?:arms?|hands?) or (?:\w+ )?(?:legs?|feet)\b|\b(?:legs?|feet) or (?:\w+ )?(?:arms?|hands?)\b"
    r"|\b(?:alternat\w+|in turn|by turns|one after the other)\b"
    r"|\b(?:above|over) or (?:below|under)\b|\b(?:below|under) or (?:above|over)\b"
)
_WHERE: Final = re.compile(
    r"where(?:abouts)?(?: exactly)?(?: in the \w+)? (?:is|are|was|does|do|did)\b"
    r"(?! (?:he|she|they|the person|it|someone) (?:head|go|turn|mov|walk|run|fac)\w*)"
)
_QUANTITY: Final = re.compile(
    r"\b(?:lift of|apex|point|height|speed|part|position|angle|degrees|lean|tilt|rotation|in (?:\w*met\w+|feet"
    r"|inches|seconds))\b"
)
_BRIEF: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("side", re.compile(rf"^(?!\w+s (?:the|both|his|her|their|a)\b|.*\bor (?!left|right)).*\b{BODY_PART}\W*$")),
    ("when", re.compile(r"(?<!air)(?<!hang)(?<!flight)(?<!step)(?<!stride)[ -]time\W*$")),
    ("way", re.compile(r"\bdirection\W*$")),
)
"""What a few words beside an action ask for: "kick time?", "turn direction?"."""
_FEW: Final = 3


def kind_at_a_glance(text: str, actions: Sequence[str], *, asks: bool, choice: bool) -> Kind | None:
    """The kind of a question in plain English, where its outline tells it.

    Args:
        text: the question.
        actions: keys of the actions in it.
        asks: whether it asks for yes or no by its form.
        choice: whether it offers a choice.
    """
    if choice and _CHOICE_OF_TWO.search(text):
        return "comparison"
    if _SIDE.search(text):
        return "side"
    if not actions:
        return None
    if _WHERE.match(text):
        return "when"
    if "step" in actions and re.search(r"\b(?:left or right|right or left)\b", text):
        return "side"
    if len(text.split()) <= _FEW and not asks:
        for kind, pattern in _BRIEF:
            if pattern.search(text):
                return kind
    most = len(set(actions)) == 1 and re.match(rf"(?:the |his |her )?{MOST}", text)
    return "comparison" if most and not _QUANTITY.search(text) else None
