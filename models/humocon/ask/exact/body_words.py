"""Whether a question is for how the arms are held, told from its words."""

import re
from typing import Final

_ASKS_HELD: Final = re.compile(
    r"\bwhere(?:abouts)? (?:is|are|does|do|did|was|were)\b.*\b(?:hands?|arms?|elbows?|fists?)\b"
    r"|\b(?:hold|holds|holding|held|keep|keeps|keeping|kept|carry|carries|have|has)\b.*\b(?:hands?|arms?|elbows?)\b"
    r"|\b(?:position|posture|pose|placement) of (?:the|his|her|their|both)? ?(?:\w+ )?(?:hands?|arms?)\b"
    r"|\b(?:hand|arm)s? (?:position|posture|pose|placement)\b"
    r"|\b(?:other|free|idle|remaining|left|right|second|non-?\w+) (?:hand|arm)\b.*\b(?:do|doing|does|while|meantime|meanwhile)\b"
    r"|\b(?:do|doing|does) with (?:the|his|her|their) (?:\w+ )?(?:hands?|arms?)\b"
    r"|\b(?:hands?|arms?)\b.*\b(?:hang\w*|held|kept|by (?:the|his|her|their) sides?|behind|in front|overhead|spread"
    r"|outstretched|stretched|crossed|folded)\b"
)
_NOT_HELD: Final = re.compile(
    r"\b(?:which|whose|how (?:high|low|fast|long|many|often|far|much)|when (?:is|are|does|do|did)|(?:at|from|to|with) what)\b"
    r"|\bone\b.*\b(?:both|two)\b|\b(?:both|two)\b.*\bone\b|\bleft\b.*\bor\b.*\bright\b|\bright\b.*\bor\b.*\bleft\b|\bwhat (?:time|height|speed)\b"
)


def asks_held(text: str) -> bool:
    """Whether a plain question is for how the arms are held, and not which, when or how high."""
    return _ASKS_HELD.search(text) is not None and not _NOT_HELD.search(text)
