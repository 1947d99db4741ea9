"""A question whose wording no rule knows, put as the plain question that it means.

The reader of meanings says which plain question is meant; what stands in its slots (the action, the part of the body,
the side) is what the question names, and the time that a question is about goes along. A meaning whose slots do not
fit what a question names is none of its meanings.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from humocon.ask.exact.answers import answer_from, questions_in
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact
from humocon.ask.exact.known.own import about_own
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.whole.frames import asks_frames
from humocon.ask.exact.words.qualifiers import LIMB, of_one_limb, unit, without_span
from humocon.ask.exact.words.question import Mention, Question, understand
from humocon.ask.exact.words.slots import ACTION_SLOTS, SLOT, filled, forms_of, slots_of
from humocon.ask.exact.words.unread import unread
from humocon.ask.exact.words.vocabulary import PLACELESS, actions_in, parts_in
from humocon.errors import CheckpointError
from humocon.minilm import fetch_minilm, find_minilm

if TYPE_CHECKING:
    from humocon.meanings.reader import MeaningReader

LIKELY_MEANING: Final = 0.35
"""How likely a meaning has to be for its answer to be told where the rules do not understand, or left a word unread."""
SURE_MEANING: Final = 0.6
"""How likely it has to be for its answer to take the place of what the rules doubt."""
SURER_MEANING: Final = 0.7
"""How likely it has to be for its answer to take the place of what the rules understood."""
CERTAIN_MEANING: Final = 0.8
"""How likely it has to be where the rules are sure that no motion tells it, a yes would become a no, or the plain
question asks in another form."""
_SURE_REFUSAL: Final = 0.9
"""From this probability on the rules are sure that no motion tells something."""
_LOOKED_AT: Final = 6
"""Meanings, the likeliest."""
_LEAST: Final = 0.03
"""A meaning that is less likely is not looked at."""
_SIGN: Final = re.compile(r"(?:Yes|No|Neither|0 \w+|There (?:is|are) no)\b")
"""How an answer to a question for yes or no begins."""
_OPEN: Final = re.compile(
    r"(?:(?:at|in|by|from|on|for|to|with) )?(?:what|which|who|whom|whose|where|when|why|how)\b(?! about)"
)
"""How a question begins to which yes or no is no answer."""
_OFFERED: Final = re.compile(r"(\w+) or (?:(?:the|a|an|his|her|their|is it|does \w+|more) )?(\w+)")
_STEM: Final = 4
"""Letters by which the forms of a word are alike: "waves" and "waving"."""
_SHY: Final = PLACELESS | {"step", "air"}
"""Actions whose words are part of many a question about something else."""
_COURSE: Final = re.compile(r"\b(?:revers|chang|switch|alter)\w* (?:\w+ )?(?:direction|course)s?\b")
"""What asks for another direction, and for none that is named."""
_GOING: Final = frozenset({"walk", "run", "step"})
_OF_GAIT: Final = re.compile(r"\b(?:steps?|strides?|stepping|cadence|gait|stance|path|foot)\b")
"""Plain questions about whoever goes, of which going need not be named."""
_EVERYDAY: Final = frozenset(
    {"place", "take", "put on", "take off", "carry", "pull", "push", "reach down", "draw", "write"}
)
"""Actions whose own names are."""
_DENYING: Final = re.compile(r"\b(?:not|neither|still|motionless|straight|stay|stop|only|same|symmetric|healthy)\b")
"""Plain questions that may be put with a "not"."""
_LIMBS: Final = re.compile(rf"\b(?:{LIMB}s|feet)\b")
"""What is so of both limbs only, where it is asked for either."""
_ORDERING: Final = re.compile(
    r"\b(?:first|last|start|starting|begin|beginning|end|stop|again|before|after|land|order)\b"
)
"""Plain questions in which an order or an end is told already."""
_EDGES: Final = (re.compile(r"\b(?:start|begin|outset)"), re.compile(r"\b(?:end|finish|last)"))
"""What may be compared: the beginning and the end."""
_COMPARED: Final = (
    re.compile(r"\b(?:deep|high|low)(?:er|est)\b"),
    re.compile(r"\b(?:fast|quick|slow)(?:er|est)\b"),
    re.compile(r"\b(?:long|short)(?:er|est)\b"),
)
_OF_BOTH_SIDES: Final = re.compile(r"\b(?:which|both|each|same|symmetric|one|arms|legs|hands|feet|turn)\b")
"""Plain questions that are about left and right, though they name neither."""
_ACTION_SLOT: Final = re.compile(rf"\{{(?:{'|'.join(ACTION_SLOTS)})2?\}}")


@dataclass(frozen=True)
class Reworded:
    """What a question means, in plain words.

    Attributes:
        plain: the plain question, with what was named in its slots.
        probability: that it is meant.
        is_whole: whether it names all parts of the body that the question names.
    """

    plain: str
    probability: float
    is_whole: bool


_readers: Final[dict[Path | None, "MeaningReader | None"]] = {}
"""By the cache of language models; None where an encoder could not be had, which is tried once in a process."""


def find_reader(language_models: Path | None, tell: Callable[[str], None], *, fetch: bool) -> "MeaningReader | None":
    """The reader that ships; None where its sentence encoder is not in the cache.

    Args:
        language_models: the cache's folder of language models; by default the user's.
        tell: is told how much of the encoder has come where it is fetched: 84 MB, once.
        fetch: whether it is fetched, where it is not there or damaged.

    Raises:
        CheckpointError: the files that ship are damaged.
    """
    if language_models not in _readers:
        if not fetch and find_minilm(language_models) is None:
            return None
        from humocon.meanings.reader import load_reader

        try:
            encoder = fetch_minilm(language_models, tell)
        except CheckpointError:
            _readers[language_models] = None
        else:
            _readers[language_models] = load_reader(encoder)
    return _readers[language_models]


def leans(asked: str) -> bool:
    """Whether a question leans on what was said before it."""
    question = understand(asked)
    return question.bare or question.joined or question.follows != 0


def is_unclear(found: Exact | None) -> bool:
    """Whether an answer says no more than that a question was not understood."""
    return found is None or (found.source == "refusal" and found.probability <= LIKELY)


def answer_by_meaning(asked: str, found: Exact | None, scene: Scene, reader: "MeaningReader") -> Exact | None:
    """The answer to the plain question that is meant, where it is better than that of the rules; else None.

    Meanings that are answered alike count together.

    Args:
        asked: a question of its own, that leans on nothing said before.
        found: what the rules answer.
        scene: the clip.
        reader: of meanings.
    """
    if len(questions_in(asked)) > 1 or asks_frames(asked) or about_own(asked, scene):
        return None
    question = understand(asked)
    told: dict[str, _Told] = {}
    for meant in likely_meanings(question, reader):
        plain = answer_from(meant.plain, (), scene)
        if plain is not None and not is_unclear(plain):
            told.setdefault(plain.text, _Told(plain, meant)).probability += meant.probability
    best = max(told.values(), key=lambda one: one.probability, default=None)
    if best is None or not _is_better(best, question, found):
        return None
    trust = min(best.plain.probability, LIKELY if best.plain.source != "refusal" else 1.0) * min(best.probability, 1.0)
    evidence = (*best.plain.evidence[:3], f"read as: {best.meant.plain}")
    return replace(best.plain, probability=trust, evidence=evidence)


@dataclass
class _Told:
    """What is answered to meanings, how they are put, and how likely they are together."""

    plain: Exact
    meant: Reworded
    probability: float = 0.0


def _is_better(told: _Told, question: Question, found: Exact | None) -> bool:
    """Whether what is answered to a meaning is to be told in place of what the rules answer."""
    refuses, is_open = told.plain.source == "refusal", _OPEN.match(told.meant.plain.lower()) is not None
    nods = question.statement and found is not None and _SIGN.match(found.text) is not None
    another_form = is_open if nods or question.kind == "yesno" else not is_open and _OPEN.match(question.text)
    if another_form and not refuses and told.probability < CERTAIN_MEANING:
        return False
    if question.kind != "yesno" and " or " in question.text and not _chooses(told, question):
        return False
    if found is not None and (told.plain.text == found.text or _says_less(told, question, found)):
        return False
    if (
        found is None
        or is_unclear(found)
        or (unread(question) and found.probability <= DOUBTFUL and told.meant.is_whole)
    ):
        return told.probability >= LIKELY_MEANING
    if found.source not in ("facts", "both", "refusal") or not told.meant.is_whole:
        return False
    if refuses and question.kind == "style":
        return False  # who "moves like somebody old" is not asked for an age
    signs = _signs(found, told)
    sure = nods or len(set(signs)) > 1 or (found.source == "refusal" and found.probability > _SURE_REFUSAL)
    likely = SURER_MEANING if found.probability >= LIKELY else SURE_MEANING
    return told.probability >= (CERTAIN_MEANING if sure else likely)


def _chooses(told: _Told, question: Question) -> bool:
    """Whether an answer says which of two it is, or how many where that is the choice."""
    plain = told.meant.plain
    if question.kind == "how many":
        return plain.startswith("How many")
    if " or " in plain or told.probability >= CERTAIN_MEANING:
        return True
    offered = {word[:_STEM] for pair in _OFFERED.findall(question.text) for word in pair}
    said = {word[:_STEM] for word in re.findall(r"[a-z]+", told.plain.text.lower())}
    return bool(offered & said) and _OPEN.match(plain.lower()) is not None


def _signs(found: Exact, told: _Told) -> list[str]:
    """With which "Yes", "No" or "0" the answers of the rules and to a meaning begin, of those that begin so."""
    return [match[0] for text in (found.text, told.plain.text) if (match := _SIGN.match(text))]


def _says_less(told: _Told, question: Question, found: Exact) -> bool:
    """Whether the rules are surer of the same, about the same action."""
    signs = _signs(found, told)
    same = len(signs) == 2 and signs[0] == signs[1] and bool(question.keys)
    about = same and set(understand(told.meant.plain).keys) == set(question.keys)
    return about and told.plain.probability < found.probability


def likely_meanings(question: Question, reader: "MeaningReader") -> list[Reworded]:
    """The plain questions that may be meant, of those that keep what a question names; the likeliest first.

    Args:
        question: one of its own, that leans on nothing said before.
        reader: of meanings.
    """
    if question.language != "English":
        return []
    span = without_span(question.text)[1]
    # What leads to a question may tell what is meant, or hide it.
    shares = reader.shares([without_span(text)[0] for text in (question.text, question.whole)]).mean(axis=0)
    found = []
    for place in np.argsort(-shares)[:_LOOKED_AT]:
        plain, share = reader.plain[place], float(shares[place])
        is_sure = share >= SURE_MEANING
        if share < _LEAST or (span and without_span(plain.lower())[1]):
            continue
        named = _named(plain, question, is_sure=is_sure)
        if not _fits(plain, question, named):
            continue
        put = " ".join(filter(None, (_filled(plain, question, named).rstrip("?"), span, _unit(plain, question))))
        back = understand(f"{put}?")
        if _keeps(back, question, plain, is_sure=is_sure):
            whole = set(question.parts) <= set(back.parts) and question.extreme in ("", back.extreme)
            found.append(Reworded(f"{put}?", share, whole))
    return found


def _unit(plain: str, question: Question) -> str:
    """The unit that is asked for, where the plain question asks for a length, a way, a height or a speed."""
    asks = re.match(r"how (?:far|high|long|fast|wide|deep|big)\b", plain.lower())
    return f"in {question.unit}" if asks and question.unit and not unit(plain.lower()) else ""


def _keeps(back: Question, question: Question, plain: str, *, is_sure: bool) -> bool:
    """Whether what a question says of sides, ways, order and time is in a plain one, too.

    Words may say so much more than they mean ("the very last thing", "the way ahead", "left or right?") that of a sure
    meaning only such things are missed as its plain question could not be about.
    """
    asked = plain.lower()
    if question.negated != back.negated and not (is_sure and _DENYING.search(asked)):
        return False
    if question.threshold is not None and "once" not in asked:
        return False
    if question.place not in (0, back.place) and not (is_sure and _ORDERING.search(asked)):
        return False
    if question.where not in ("", back.where) and not (is_sure and _ORDERING.search(asked)):
        return False
    both = _LIMBS.search(back.text) and not of_one_limb(back.text)
    if both and question.kind in ("yesno", "when", "how long") and of_one_limb(question.text):
        return False
    if " or " in question.text and _edges(question.text) == 2 and _edges(asked) < 2:
        return False
    compared, told = _compared_by(question.text), _compared_by(asked)
    if compared and told and not compared & told:
        return False
    either = {"left", "right"} <= set(question.sides) and _OF_BOTH_SIDES.search(asked)
    if not set(question.sides) <= {*back.sides, "both"} and not either:
        return False
    if not set(question.ways) <= set(back.ways) and not is_sure:
        return False
    if _COURSE.search(question.text) and set(back.ways) - set(question.ways):
        return False  # who reverses his direction need not go backwards
    joins = len(question.mentions) > 1 or not _ACTION_SLOT.search(plain)
    ordered = is_sure and not back.relation and _ORDERING.search(asked)
    if question.relation not in ("", back.relation) and joins and not ordered:
        return False
    return (question.stretch, question.portion) == (back.stretch, back.portion)


def _compared_by(text: str) -> set[int]:
    """By which of height, speed and length times of something are compared: a deeper squat is no longer one."""
    return {number for number, words in enumerate(_COMPARED) if words.search(text)}


def _edges(text: str) -> int:
    return sum(edge.search(text) is not None for edge in _EDGES)


def _named(plain: str, question: Question, *, is_sure: bool) -> list[Mention]:
    """The different actions that a question names beside those of a plain one, less those whose words mean anything.

    Of a sure meaning less the everyday words, too, by which actions may be told: "to what place", "the weight".
    """
    own = {action.key for _, _, action in actions_in(SLOT.sub("", plain).lower())}
    shy = frozenset[str]() if question.relation else _SHY
    shy |= _GOING if is_sure and _OF_GAIT.search(plain.lower()) else frozenset()
    named = {mention.action.key: mention for mention in question.mentions if mention.action.key not in shy | own}
    if is_sure and len(named) > _actions_of(plain):
        named = {key: one for key, one in named.items() if _is_by_name(one)}
    return list(named.values())


def _is_by_name(mention: Mention) -> bool:
    """Whether an action is called by its own name, and not by a word that has many meanings."""
    forms = {word for form in forms_of(mention.action) for word in form.split()}
    return mention.action.key not in _EVERYDAY and set(mention.words.split()) <= forms


def _actions_of(plain: str) -> int:
    """How many actions a plain question is about."""
    slots = set(SLOT.findall(plain))
    return sum(any(f"{slot}{number}" in slots for slot in ACTION_SLOTS) for number in ("", "2"))


def _fits(plain: str, question: Question, named: list[Mention]) -> bool:
    """Whether a plain question asks about as much as a question names."""
    slots = set(SLOT.findall(plain))
    if len(named) != _actions_of(plain):
        return False
    if "side" in slots and len(set(question.sides) & {"left", "right"}) != 1:
        return False
    return min(len(question.parts), len(_parts_as_named(question))) >= len(slots & {"part", "part2"})


def _filled(plain: str, question: Question, named: list[Mention]) -> str:
    words: dict[str, str] = {"s": "the person", "side": question.side}
    for number, mention in zip(("", "2"), named, strict=False):
        how = f" {mention.way}" if mention.way else ""
        joint = "to" if mention.action.key == "turn" else "with"
        how += f" {joint} the {mention.side}" if mention.side in ("left", "right") else ""
        words |= slots_of([form + how for form in forms_of(mention.action)], number)
    words |= zip(("part", "part2"), _parts_as_named(question), strict=False)
    return filled(plain, words)


def _parts_as_named(question: Question) -> list[str]:
    """The parts of the body in the words of a question, with their sides: "left hand", "knees"."""
    words = re.findall(r"[a-z]+", question.text)
    found = []
    for place, word in enumerate(words):
        if parts_in(word):
            before = words[place - 1] if place else ""
            found.append(f"{before} {word}" if before in ("left", "right") else word)
    if len(found) == 1 and question.side in ("left", "right") and question.side not in found[0]:
        return [f"{question.side} {found[0]}"]  # "the fist on the left side"
    return found
