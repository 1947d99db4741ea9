"""The words of what people ask about: actions, parts of the body, sides, ways and postures."""

import re
from typing import Final

from humocon.ask.exact.words.action import Action
from humocon.ask.exact.words.deeds import DEEDS
from humocon.ask.exact.words.games import GAMES
from humocon.ask.exact.words.moves import MOVES

# In this order: the first that takes some words keeps them.
ACTIONS: Final[tuple[Action, ...]] = (*GAMES, *DEEDS, *MOVES)
BY_KEY: Final = {action.key: action for action in ACTIONS}
PLACELESS: Final = frozenset({"move", "stand", "still", "swing"})
"""What has no time of its own, as it goes along with all else."""
SIDED: Final = frozenset({"kick", "wave", "punch", "raise", "lift knee", "turn", "throw", "lunge"})
"""What is done with one side, or to it."""
_ENDINGS: Final = (
    (r"^is$", "be"),
    (r"^has$", "have"),
    (r"(?<=^do)es$|(?<=^go)es$|(?<=ch)es$|(?<=sh)es$|(?<=ss)es$|(?<=zz)es$|(?<=x)es$", ""),
    (r"(?<=[a-z]{3})ies$", "y"),
    (r"s$", ""),
)
"""How a verb ends in the third person, and without it."""
RESTS: Final = {"sit": "seated", "lie": "lying", "kneel": "kneeling"}
"""The postures that somebody keeps who sits, lies or kneels."""

PARTS: Final[dict[str, str]] = {
    "hand": r"(?:hand|wrist|palm|fist|finger|glove)s?",
    "arm": r"(?:(?:fore)?arm)s?",
    "elbow": r"elbows?",
    "shoulder": r"shoulders?",
    "foot": r"(?:foot|feet|toes?|heels?|soles?|ankles?)",
    "knee": r"knees?",
    "leg": r"(?:leg|thigh|shin)s?",
    "head": r"(?:head|face|chin|nose)",
    "pelvis": r"(?:hips?|pelvis|waist|(?<!at the )bottom|bum|butt|buttocks|backside"
    r"|cent(?:er|re) of (?:the body|(?:body )?mass|gravity))",
    "trunk": r"(?:trunk|torso|upper body|back|spine|chest)",
}
_PART: Final = {part: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])") for part, words in PARTS.items()}
_SIDE: Final = re.compile(
    r"\b(left|right|both|(?<!of the )(?<!of his )(?<!of her )two (?=hands|arms|legs|feet|knees))\b"
)
_WAY: Final[dict[str, re.Pattern[str]]] = {
    "backwards": re.compile(
        r"\bbackwards?\b|\bback(?:s|ing)? (?:up|away|off)\b|\bin reverse\b|\breverse\b(?!(?: \w+)? (?:direction"
        r"|course)\b)|\brearwards?\b|\b(?:walk|step"
        r"|mov|go|run"
        r"|jump)\w* back\b|\b(?:to|towards?) the back\b|\bretreat\w*"
    ),
    "forward": re.compile(
        r"\bforwards?\b|\bahead\b|\badvanc\w+|\b(?:to|towards?) the front\b"
        r"|\b(?:walk|go|mov|run|head)\w* (?:in a )?straight\b"
    ),
    "sideways": re.compile(r"\bsideways?\b|\blateral\w*|\bto the sides?\b"),
    "up": re.compile(r"\bstraight up\b|\bupwards?\b|\bup in place\b|\bon the spot\b|\bin place\b|\bvertical\w*"),
}


def ways_in(text: str) -> tuple[str, ...]:
    """The ways that a text names, in its order: "forward", "backwards", "sideways", "up", "left", "right"."""
    found = [(match.start(), way) for way, pattern in _WAY.items() for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(way for _, way in sorted(found)))


def sides_in(text: str) -> tuple[str, ...]:
    """The sides that a text names, in its order: "left", "right", "both"."""
    return tuple(dict.fromkeys("both" if match[1].startswith("two") else match[1] for match in _SIDE.finditer(text)))


def parts_in(text: str) -> tuple[str, ...]:
    """The parts of the body that a text names, in its order."""
    found = [(match.start(), part) for part, pattern in _PART.items() for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(part for _, part in sorted(found)))


def actions_in(text: str) -> list[tuple[int, int, Action]]:
    """The actions that a text names: where the words begin and end, and which; in the text's order."""
    taken = [False] * len(text)
    found = []
    for action in ACTIONS:
        for match in action.pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                found.append((match.start(), match.end(), action))
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    return sorted(found, key=lambda item: item[0])


def infinitive(third: str) -> str:
    """What "the person ..." says after "to": "jumps" becomes "jump", "does jumping jacks" "do jumping jacks"."""
    verb, space, rest = third.partition(" ")
    for ending, plain in _ENDINGS:
        if re.search(ending, verb):
            return re.sub(ending, plain, verb) + space + rest
    return third
