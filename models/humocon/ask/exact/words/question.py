"""What a question asks for, however it is put."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.ellipsis import completed
from humocon.ask.exact.words.kinds import kind_of
from humocon.ask.exact.words.languages import Language, in_english, language_of
from humocon.ask.exact.words.outlines import Kind
from humocon.ask.exact.words.sentence import sign, tells, without_lead, without_tag, without_turns_of_speech
from humocon.ask.exact.words.spelling import plain, spelled
from humocon.ask.exact.words.vocabulary import PARTS, Action, actions_in, parts_in, sides_in, ways_in
from humocon.motion.kinematics.signals import SIDES, Side

_A_WORD: Final = 3
"""Letters of what stands between a verb and its action in "hits a sprint"."""
_TIME_CLAUSE: Final = re.compile(r"(?<!^)\b(?:when|while|during|as)\b[^,;:?]*|^(?:when|while|during|as)\b[^,;:?]*[,;]")
_STANDS_FOR: Final = re.compile(r"\b(?:one|ones|them|they|it)\b")
"""What stands for a part of the body that was named before: "is the left one bent as much?"."""
_HOW_THEY: Final = re.compile(r"(how \w+ (?:are|were)) (?:they|these|those)\b")
_WEAKER: Final = (
    ("air", "jump"),
    ("get up", "jump"),
    ("bend", "bow"),
    ("get down", "squat"),
    ("get down", "crouch"),
    ("get down", "lunge"),
    ("get down", "lie"),
)
"""Who is "in the air for the jump" or rises in it jumps, who is "most bent in the bow" bows, who "goes down into
a squat" squats."""
_PRONOUN: Final = re.compile(
    r"(?P<before>\b(?P<part>arms|hands|legs|feet|knees|elbows|fists)\b.*\b)"
    r"(?P<verb>(?:circl|rotat|wav|rais|lift|lower|swing|cross|bend|stretch|drop|spread|shak|mov|hold)\w*) them\b"
)
"""What is done with a part of the body that was named before: "how fast are the arms when he circles them?"."""
_FEW_WORDS: Final = 7
_OF_WHAT_IS_DONE: Final = frozenset[Kind]({"how fast", "how far", "how long", "side", "way", "style", "yesno", "order"})
"""Kinds of questions that go on about what is done after a "no", and not about what is not done."""
_DENIES: Final = re.compile(r"(?i)no\b|there (?:is|are) no\b")
"""How an answer begins that denies what was asked."""
Turn = tuple[str, str]
"""A question of before, and its answer."""


@dataclass(frozen=True)
class Mention:
    """An action that a question names, with the side, the way and the sign that it gives it."""

    action: Action
    side: str = ""
    way: str = ""
    negated: bool = False
    words: str = ""


@dataclass(frozen=True)
class Question:
    """A question, understood.

    Attributes:
        text: in plain English, as far as it was understood.
        whole: the same with what leads to it, and its tag.
        kind: what is asked for.
        mentions: the actions in it, in its order.
        parts: of the body.
        sides: "left", "right", "both".
        ways: "forward", "backwards", "sideways", "up".
        negated: whether "yes" means that what it says does not happen.
        statement: whether it tells something and asks for a nod.
        unit: that the answer should have; "" leaves it open.
        extreme: "most", "least" or "".
        place: 1 for the first, -1 for the last; 0 where no place is named.
        where: "begin", "end" or "".
        relation: "before", "after", "while" or "".
        stretch: the seconds that it is about, or None; those of the last five begin at -5.
        portion: the shares of the clip between which it is about it, or None.
        threshold: of "more than 3": the words, the number and its unit.
        language: that it is in.
        bare: whether it leans on what was asked before.
        joined: whether it begins as what is joined to another ("and jumps?").
        follows: how many steps it goes on from what was asked before ("and then?").
    """

    text: str
    kind: Kind
    mentions: tuple[Mention, ...] = ()
    parts: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    negated: bool = False
    statement: bool = False
    unit: str = ""
    extreme: str = ""
    place: int = 0
    where: str = ""
    relation: str = ""
    stretch: tuple[float, float] | None = None
    portion: tuple[float, float] | None = None
    threshold: tuple[str, float, str] | None = None
    language: Language = "English"
    bare: bool = False
    joined: bool = False
    follows: int = 0
    whole: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The actions named, by key."""
        return tuple(mention.action.key for mention in self.mentions)

    @property
    def key(self) -> str:
        """The action named first, by key, or ""."""
        return self.mentions[0].action.key if self.mentions else ""

    @property
    def part(self) -> str:
        """The part of the body named first, or ""."""
        return self.parts[0] if self.parts else ""

    @property
    def side(self) -> str:
        """The side named, where it is one."""
        if len(self.sides) > 1 and "both" not in self.sides:
            # "How high is the right hand when the left arm is up?" is about the right one.
            apart = sides_in(without_time(self.text))
            return apart[0] if len(apart) == 1 and " or " not in self.text else ""
        return self.sides[0] if len(self.sides) == 1 else ""

    @property
    def sides_meant(self) -> tuple[Side, ...]:
        """The side that is named, or both."""
        return tuple(side for side in SIDES if side == self.side) or SIDES


def without_time(text: str) -> str:
    """A plain question without the clause that tells its time: "when she turns"."""
    return _TIME_CLAUSE.sub("", text)


def understand(question: str, earlier: Sequence[Turn] = ()) -> Question:
    """Understand a question, with the turns before it where it leans on them.

    Args:
        question: as it was typed.
        earlier: questions and answers of before, oldest first.
    """
    raw = plain(question)
    raw = re.sub(r"(?<=\w)-(?:t-)?(il|elle|on|ils|elles)\b", r" \1", raw)
    language = "Spanish" if "¿" in question else language_of(raw)
    if language == "unknown":
        return Question(raw, "other", language=language)
    text = spelled(in_english(raw, language))
    read = _read(text, language)
    if not earlier:
        return read
    if not (read.follows or _is_brief(text, read) or _THEY_ARE.search(text)):
        return read  # and what was said before need not be read again
    before, answer = understand(earlier[-1][0], earlier[:-1]), earlier[-1][1]
    if not read.follows and (whole := _completed(text, read, before, answer)):
        read = replace(_read(whole, language), joined=read.joined)
        return _leaning(read, before, answer) if read.bare else read
    return _leaning(read, before, answer) if read.follows or read.bare else read


_THEY_ARE: Final = re.compile(r"\b((?:is|are|was|were) )they\b(?= \w)")


def _is_brief(text: str, read: Question) -> bool:
    """Whether a question may leave out what the one before it says."""
    joined = read.joined and len(read.text.split()) <= _FEW_WORDS
    return read.bare or joined or re.match(r"(?:no|nope|wait)[,.]", text) is not None


def _completed(text: str, read: Question, before: Question, answer: str) -> str:
    """A question with what it leaves out and the one before it says; "" where it leaves out nothing."""
    if before.parts and not read.parts and (part := re.search(rf"\b(?:{'|'.join(PARTS.values())})\b", before.text)):
        # "How much are they bent?" is about the knees that were named.
        if _THEY_ARE.search(text):
            return _THEY_ARE.sub(rf"\g<1>the {part[0]}", text)
    if not _is_brief(text, read):
        return ""
    about = next((one.action for one in reversed(before.mentions) if one.action.key not in ("move", "still")), None)
    return completed(text, before.text, about, before.place, denied=_DENIES.match(answer) is not None)


def _read(text: str, language: Language) -> Question:
    """A question of its own, from its plain English."""
    joined = bool(re.match(r"(?:and|or|but|what about|how about)\b", text))
    body, tag = without_tag(_PRONOUN.sub(r"\g<before>\g<verb> the \g<part>", without_lead(text)))
    negated, statement = sign(body, tag)
    bare_words = without_turns_of_speech(body)
    mentions = _mentions(bare_words)
    return Question(
        text=body,
        kind=kind_of(body, [mention.action.key for mention in mentions], bool(tag) or tells(text, body)),
        mentions=mentions,
        parts=parts_in(bare_words),
        sides=sides_in(bare_words),
        ways=ways_in(bare_words),
        negated=negated,
        statement=statement,
        unit=qualifiers.unit(body),
        extreme=qualifiers.extreme(bare_words),
        place=qualifiers.place(bare_words),
        where=qualifiers.where(bare_words),
        relation=qualifiers.relation(bare_words),
        stretch=qualifiers.stretch(body),
        portion=qualifiers.portion(body),
        threshold=qualifiers.threshold(bare_words),
        language=language,
        bare=_is_bare(body, mentions, re.findall(r"[a-z0-9']+", body), joined=joined),
        joined=joined,
        follows=qualifiers.follows(text) or qualifiers.follows(body),
        whole=text,
    )


def _mentions(text: str) -> tuple[Mention, ...]:
    """The actions of a text; each has the side and the way of the words around it."""
    found = actions_in(text)
    keys = {item[2].key for item in found}
    weak = {"move", "stand", "step", "swing"} | {low for low, high in _WEAKER if high in keys}
    named = [item for item in found if item[2].key not in weak] if len(found) > 1 else found
    kept = _without_light_verbs(text, named) or named or found[:1]
    mentions = []
    for number, (begin, end, action) in enumerate(kept):
        before = kept[number - 1][1] if number else 0
        after = kept[number + 1][0] if number + 1 < len(kept) else len(text)
        around = _clause(text, begin, end, before, after)
        lead = text[before:begin]
        negated = (
            bool(
                re.search(
                    r"\b(?:but not|and not|without|not|never|no|nor|rather than|instead of)\b(?: \w+){0,2} ?$", lead
                )
            )
            and number > 0
        )
        if number == 0 and re.search(r"\bwithout (?:\w+ )?$", lead):
            negated = True
        sides, ways = sides_in(around), ways_in(around)
        mentions.append(
            Mention(
                action, sides[0] if len(sides) == 1 else "", ways[0] if len(ways) == 1 else "", negated, text[begin:end]
            )
        )
    return tuple(mentions)


def _without_light_verbs(text: str, named: list[tuple[int, int, Action]]) -> list[tuple[int, int, Action]]:
    """The actions that are meant: who "hits a sprint" or "throws a kick" sprints and kicks."""
    light = {
        number
        for number, ((begin, end, _), later) in enumerate(pairwise(named))
        if later[0] - end <= _A_WORD
        and re.match(r"(?:hit|hits|hitting|throw|throws|take|takes|hold|holds)$", text[begin:end])
    }
    return [item for number, item in enumerate(named) if number not in light]


def _clause(text: str, begin: int, end: int, before: int, after: int) -> str:
    """The words around an action up to its neighbours, cut at what joins two of them."""
    joint = r"\b(?:and|or|then|but|before|after|while|when|as|than|later)\b|[,;]"
    ahead = [match.end() for match in re.finditer(joint, text[before:begin])]
    behind = re.search(joint, text[end:after])
    return text[before + (ahead[-1] if ahead else 0) : end + behind.start() if behind else after]


def _is_bare(body: str, mentions: tuple[Mention, ...], words: list[str], *, joined: bool) -> bool:
    """Whether a question says too little to be asked alone."""
    if joined and len(words) <= 7:
        return True
    if re.search(r"\b(?:left|right|other) one\b", body):
        return True
    if parts_in(body) and re.match(
        r"(?:what|how|where) (?:do|does|did|are|is)\b.*\b(?:do|doing|move|moving|held)\b", body
    ):
        return False
    if re.match(r"what (?:is|was|comes|came|happens|happened) (?:the )?(?:first|last)\b", body):
        return False
    if re.match(r"(?:does|did|do|has) (?:he|she|it|they|the person) (?:ever )?(?:stop|pause|halt|hesitate|wait)", body):
        return False
    if re.search(r"\b(?:clip|video|recording|film|footage|(?:the|this|whole) take|file)\b", body):
        return False
    if re.search(r"\b(?:that|it|this|then)\b", body) and not _told(mentions) and len(words) <= 8:
        return True
    return not mentions and len(words) <= 6


def _told(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The actions that say something: of "how high does it go" none."""
    return tuple(mention for mention in mentions if mention.action.key != "move" or mention.way)


def _going_on(read: Question, before: Question) -> Question:
    """What is asked by "and then?" after another question."""
    if before.kind not in ("order", "summary", "what") and before.relation in ("before", "after") and before.mentions:
        relation = "after" if read.follows > 0 else "before"
        text = re.sub(r"\b(?:before|after)\b", relation, before.text)
        return replace(before, text=text, relation=relation)
    if before.relation and before.mentions:
        onward = (read.follows > 0) == (before.relation == "after")
        step = max(before.follows, 1) + (1 if onward else -1)
        return replace(before, text=read.text, follows=max(step, 1), kind="order")
    if before.mentions and not before.place and before.kind not in ("order", "summary"):
        relation = "after" if read.follows > 0 else "before"
        return replace(before, text=read.text, follows=1, kind="order", relation=relation)
    place = (before.place or 1) + read.follows if before.place >= 0 else before.place
    return replace(read, kind="order", place=max(place, 1), follows=0, mentions=())


def _told_by(answer: str, before: Question, kind: Kind) -> tuple[Mention, ...]:
    """The actions that an answer tells in place of those that were asked about, where a question goes on about them."""
    text = " ".join(answer.lower().split())
    denied, _, instead = text.partition(": the person ")
    if not _DENIES.match(denied) or not instead or instead.startswith("is not"):
        return _mentions(text) if before.kind == "order" or before.follows else ()
    told = _mentions(instead.split(", then")[0])
    same = tuple(one for one in told if one.action.key in before.keys)
    return same or (told if kind in _OF_WHAT_IS_DONE else ())


def _leaning(read: Question, before: Question, answer: str) -> Question:
    """A question that leans on the one before it and on its answer, with what they were about."""
    if read.follows:
        return _going_on(read, before)
    if before.mentions and _HOW_THEY.match(read.text):
        noun = units.plural(before.mentions[-1].action.noun)
        read = replace(read, text=_HOW_THEY.sub(rf"\1 the {noun}", read.text))
        read = replace(read, kind=kind_of(read.text, [], tagged=False), mentions=_mentions(read.text))
    if re.match(r"which (?:one|side|foot|leg|hand|arm)?\b", read.text) and not _told(read.mentions):
        # "Which one is worse?" is about what was asked of both.
        read = replace(read, text=f"{read.text.rstrip('? ')} {before.text}")
    if read.kind == "when" and before.kind == "how high" and before.part and not read.mentions:
        low = "lowest" if before.extreme == "least" else "highest"
        side = f"{before.side} " if before.side else ""
        read = replace(_read(f"when is the {side}{before.part} {low}", read.language), bare=True)
    kind = read.kind
    asks = re.match(r"(?:is|are|was|does|do|did|has|can|which|when|where|who|why|how (?!about))\b", read.text)
    if kind in ("other", "what") or (read.joined and not asks and kind in ("yesno", "summary", "comparison")):
        kind = "order" if read.place and before.kind in ("order", "summary", "what") else before.kind
    stands_for = re.search(
        r"\bit\b|\b(?:that|this|those|these) (?:\w+ )?(?:go(?:es)? on|last|tak|mov|happen)", read.text
    )
    if stands_for and before.mentions and not _told(read.mentions):
        read = replace(read, mentions=())
    points = kind != "yesno" or re.search(r"\b(?:that|it|this)\b", read.text) is not None
    told = _told_by(answer, before, kind) if points and not read.mentions else ()
    mentions = read.mentions or told or before.mentions
    if read.relation and len(read.mentions) == 1 and re.search(r"\b(?:it|that|this)\b", read.text):
        read = replace(read, mentions=(*before.mentions[:1], *read.mentions))
        mentions = read.mentions
    if not mentions and before.kind not in ("unanswerable", "knowledge"):
        mentions = _mentions(" ".join(answer.lower().split()))
    if read.side and not read.mentions:
        mentions = tuple(replace(mention, side=read.side) for mention in mentions)
    elif (other := re.match(r"(?:the|no, the) (left|right)\b", answer.lower())) and not read.mentions:
        # What was asked of the left hand was told of the right one.
        mentions = tuple(replace(one, side=other[1]) if one.side in ("left", "right") else one for one in mentions)
    same_order = before.kind != "order" or kind == "order"
    return replace(
        read,
        kind=kind,
        mentions=mentions[:1] if not read.mentions and kind not in ("comparison", "order") else mentions,
        parts=read.parts or (before.parts if not read.mentions or _STANDS_FOR.search(read.text) else ()),
        sides=read.sides or (before.sides if kind == before.kind and not read.mentions and not told else ()),
        ways=read.ways or (before.ways if kind == before.kind and not read.mentions else ()),
        # Which step of all something was is no place among several times of it.
        place=read.place or (before.place if not (read.mentions or told) and same_order else 0),
        where=read.where or before.where,
        language=read.language if read.language != "English" else before.language,
    )
