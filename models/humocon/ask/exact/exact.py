"""An answer, and on what it rests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

Source = Literal["facts", "model", "both", "refusal", "knowledge"]
SURE: Final[float] = 0.95
LIKELY: Final[float] = 0.85
DOUBTFUL: Final[float] = 0.6


@dataclass(frozen=True)
class Exact:
    """An answer that is read from what is known.

    Attributes:
        text: a whole sentence that begins with what was asked.
        probability: that it is right.
        evidence: the facts that it rests on; none speaks against it.
        source: who says so.
    """

    text: str
    probability: float
    evidence: tuple[str, ...] = ()
    source: Source = "facts"


LEGS_UNSEEN: Final = Exact("That cannot be told: the legs were not seen.", DOUBTFUL, (), "refusal")


def exact(text: str, probability: float, *evidence: str, source: Source = "facts") -> Exact:
    """An answer with up to four different lines of evidence."""
    lines = tuple(dict.fromkeys(line for line in evidence if line))[:4]
    return Exact(text[0].upper() + text[1:], probability, lines, source)


def yes_no(holds: bool, line: str, probability: float, *, negated: bool = False) -> Exact:
    """Say "Yes: ..." or "No: ...", with what it rests on.

    Args:
        holds: whether it is so.
        line: the fact that tells.
        probability: that it is right.
        negated: whether "yes" means that it is not so.
    """
    return exact(f"{yes_or_no(holds, negated=negated)}: {line}.", probability, line)


def yes_or_no(holds: bool, *, negated: bool = False) -> Literal["Yes", "No"]:
    """Say "Yes" or "No", where "yes" may mean that it is not so."""
    return "Yes" if holds != negated else "No"


def first_told(ways: Iterable[Callable[..., Exact | None]], *about: object) -> Exact | None:
    """What the first of some ways to answer tells of a question and a scene; None where none does."""
    return next((found for way in ways if (found := way(*about))), None)
