"""What a question asks for, however it is put."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from humocon.ask.exact.kinds import Kind, kind_of
from humocon.ask.exact.languages import Language, in_english, language_of
from humocon.ask.exact.spelling import plain, spelled
from humocon.ask.exact.vocabulary import Action, actions_in, parts_in, sides_in, ways_in

Turn = tuple[str, str]
"""A question of before, and its answer."""
_LEAD: Final = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|well|um+|uh+|erm|hmm+|please|sorry|and|but|now|also|oh|then|just"
    r"|quick question)\b[,:. ]*"
    r"|(?:can|could|would|will) you (?:please |maybe )?(?:tell|say|explain|show)(?: to)?(?: me)?(?: if"
    r"| whether)?\b[,: ]*"
    r"|(?:can|could|would|will) you (?:please |maybe )?(?=(?:count|describe|list|summari\w+|name|give"
    r"|guess|estimate)\b)"
    r"|(?:tell|say|show|let) me(?: know)?(?: if| whether)?\b[,: ]*"
    r"|(?:do|does) (?:you|u|anyone) (?:know|happen to know|think)(?: if| whether| that)?\b[,: ]*"
    r"|do you see (?:that |if )?|would you say (?:that )?|any idea[,: ]*|i (?:would like|want"
    r"|need) to know(?: if| whether)?\b[,: ]*"
    r"|i wonder(?: if| whether)?\b[,: ]*|(?:in|from) (?:this|the) (?:clip|video|recording|motion|file)[,: ]+)"
)
_SUBJECT: Final = (
    r"(?:he|she|they|it|there|this|that|anyone|anybody|someone|somebody|nobody|the \w+|this \w+|a person|people)"
)
_TAG: Final = re.compile(
    r",? ?(?:(?:does|do|is|are|did|was|were|has|have|will|can)(?: not)? (?:he|she|they|it|there|that|one"
    r"|(?:the|this) person|someone|anyone|anybody)"
    r"|(?P<right>right|correct|true|(?:is )?(?:that|it) (?:right|correct|true|so)|am i right|yes|yeah|no"
    r"|or(?: not)?|huh|eh|innit"
    r"|n'est-ce pas|oder|verdad)) ?\?*$"
)
_LITERAL: Final = re.compile(
    r"\b(?:nobody|no one|noone|none|never|neither|nothing|nowhere|false that|wrong that|not true|untrue"
    r"|not the case|without ever)\b"
    r"|\b(?:is|are|was) there no\b|\bthere (?:is|are|was) (?:no|not)\b|\bno (?!way\b|one\b"
    r"|idea\b)\w+ (?:at all|here|happen\w*|in)\b|\bhas no\b"
)
_CONTRACTED: Final = re.compile(rf"^(?:does|do|is|are|did|was|were|has|have|will|can) not {_SUBJECT}\b")
_NUMBERS: Final = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "once": 1,
    "twice": 2,
    "half a": 0.5,
    "a": 1,
    "an": 1,
    "fifteen": 15,
    "twenty": 20,
}
_THRESHOLD: Final = re.compile(
    r"\b(more than|over|above|faster than|higher than|farther than|further than|longer than|at least"
    r"|less than|fewer than|under"
    r"|below|slower than|lower than|shorter than|at most|exactly|no more than|not more than) "
    r"(\d+(?:[.,]\d+)?|half a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|once|twice|a|an)\b"
    r" ?(?P<unit>m/s|km/h|kmh|kph|mph|degrees?|seconds?|s|metres?|meters?|m|centimetres?|centimeters?|cm"
    r"|feet|foot|ft|times?)?\b"
)
_UNITS: Final[tuple[tuple[str, str], ...]] = (
    (r"km ?/ ?h|kmh|kph|kilomet\w+ (?:per|an) hour|km per hour", "km/h"),
    (r"mph|miles (?:per|an) hour", "mph"),
    (r"(?:feet|foot|ft) (?:per|a|/) ?second|ft/s|fps", "ft/s"),
    (r"steps? (?:per|a|each|every|/) ?min\w*|cadence|spm", "steps per minute"),
    (r"m/s|met(?:re|er)s? (?:per|a) second", "m/s"),
    (r"milliseconds?|ms", "ms"),
    (r"\bminutes?", "min"),
    (r"\bin seconds|\bseconds", "s"),
    (r"cent?imet(?:re|er)s?|cms?", "cm"),
    (r"(?:in|how many) (?:feet|foot|ft)|\bft", "ft"),
    (r"inch(?:es)?", "in"),
    (r"yards?", "yd"),
    (r"kilomet(?:re|er)s?|km", "km"),
    (r"met(?:re|er)s?|\bm\b", "m"),
    (r"degrees?", "degrees"),
    (r"radians?|rad\b", "rad"),
    (r"percent|%", "%"),
)
_ORDINALS: Final = {
    "first": 1,
    "1st": 1,
    "initial": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "next to last": -2,
    "last": -1,
    "final": -1,
    "lastly": -1,
    "finally": -1,
    "eventually": -1,
}


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
    threshold: tuple[str, float, str] | None = None
    language: Language = "English"
    bare: bool = False
    joined: bool = False
    follows: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The actions named, by key."""
        return tuple(mention.action.key for mention in self.mentions)

    @property
    def part(self) -> str:
        """The part of the body named first, or ""."""
        return self.parts[0] if self.parts else ""

    @property
    def side(self) -> str:
        """The side named, where it is one."""
        return self.sides[0] if len(self.sides) == 1 else ""


def understand(question: str, earlier: Sequence[Turn] = ()) -> Question:
    """Understand a question, with the turns before it where it leans on them.

    Args:
        question: as it was typed.
        earlier: questions and answers of before, oldest first.
    """
    raw = plain(question)
    language = "Spanish" if "¿" in question else language_of(raw)
    if language == "French":
        raw = re.sub(r"-(?:t-)?(il|elle|on|ils|elles)\b", r" \1", raw)
    read = _read(spelled(in_english(raw, language)), language)
    return _leaning(read, earlier) if earlier and read.bare else read


def _read(text: str, language: Language) -> Question:
    """A question of its own, from its plain English."""
    joined = bool(re.match(r"(?:and|or|but|what about|how about)\b", text))
    while (shorter := _LEAD.sub("", text)) != text and shorter.strip(" ?.,"):
        text = shorter
    body, tag = _without_tag(text)
    negated, statement = _sign(body, tag)
    no_tag = _without_turns_of_speech(body)
    mentions = _mentions(no_tag)
    kind = kind_of(body, [mention.action.key for mention in mentions], bool(tag))
    words = [word for word in re.findall(r"[a-z0-9']+", body)]
    threshold = _threshold(no_tag)
    return Question(
        text=body,
        kind=kind,
        mentions=mentions,
        parts=parts_in(no_tag),
        sides=sides_in(no_tag),
        ways=ways_in(no_tag),
        negated=negated,
        statement=statement,
        unit=next((unit for pattern, unit in _UNITS if re.search(rf"\b(?:{pattern})(?![\w])", body)), ""),
        extreme=_extreme(no_tag),
        place=_place(no_tag),
        where=_where(no_tag),
        relation=_relation(no_tag),
        threshold=threshold,
        language=language,
        bare=_is_bare(body, mentions, words, joined=joined),
        joined=joined,
        follows=int(
            bool(
                re.match(
                    r"(?:and |what |so )*(?:then|next|after(?: that| this)?|afterwards?|later"
                    r"|now)\b(?: what| happens?)?\W*$|what(?: is| happens| comes)? (?:next|then"
                    r"|after(?: that| this)?|afterwards)\W*$|and (?:then|after|afterwards|next|later)\b",
                    body,
                )
            )
        )
        - int(
            bool(
                re.match(
                    r"(?:and |what )*(?:before(?: that| this)?|previously|earlier)\W*$|what (?:is|happens"
                    r"|comes) before(?: that| this)?\W*$",
                    body,
                )
            )
        ),
    )


def _without_tag(text: str) -> tuple[str, str]:
    """A question without the tag at its end, and the tag."""
    match = _TAG.search(text)
    starts = re.match(r"(?:how|what|when|which|where|who|why|left|right)\b", text)
    if match is None or match.start() < 5 or starts:
        return text, ""
    if match["right"] and re.search(
        r"\b(?:left|right|to the|turns?|his|her|their|or|is (?:that|it|this)|hand|arm|leg|foot|the)$",
        text[: match.start()].strip(" ,"),
    ):
        return text, ""
    comma = text[match.start()] == ","
    asks = re.search(r"\b(?:which|what|how|when|where|who|why)\b", text[: match.start()])
    if not comma and not match["right"] and (asks or match[0].strip(" ?") in ("do it", "do that", "do they")):
        return text, ""
    if match["right"] and not comma and re.match(r"(?:is|are|does|do|did|was|has)\b", text):
        return text, ""
    return text[: match.start()].strip(" ,"), match[0].strip(" ,?")


def _sign(body: str, tag: str) -> tuple[bool, bool]:
    """Whether "yes" denies what is said, and whether it is said rather than asked."""
    asked = re.match(
        r"(?:is|are|does|do|did|was|were|has|have|can|will|how|what|when|which|where|who|why|would|could)\b", body
    )
    statement = not asked
    any_word = re.search(r"\b(?:any|anybody|anyone|ever|at all)\b", body)
    if _CONTRACTED.match(body):
        # "Doesn't he jump?" hopes for a yes; "isn't there any jump?" asks whether there is none.
        return bool(any_word) and "true that" not in body, False
    denied = bool(_LITERAL.search(body)) or bool(
        re.search(r"\bnot\b(?! only)", body) and not re.search(r"\bor not\b|\bbut not\b|\band not\b|, not\b", body)
    )
    if re.search(r"\b(?:not true|false|wrong|untrue|not the case) (?:that )?.*\b(?:not|never|nobody|no one)\b", body):
        denied = False
    if statement and denied and re.match(r"(?:does|do|is|are|did|has|was|will|can)\b", tag):
        # "He does not jump, does he?": no, he does not.
        return False, True
    return denied, statement


def _without_turns_of_speech(body: str) -> str:
    """A question in which "right" and "left" are sides, "back" no part, and "bow" no weapon."""
    text = re.sub(r"\bright (?=after|before|at the|now|away|here|there|then|in the (?:beginning|end))", "", body)
    text = re.sub(
        r"\b(?:is that|is it|that is|all|am i|alright) right\b(?! (?:hand|leg|foot|arm|side))"
        r"|\bleft (?=the (?:ground|floor))",
        "leaves ",
        text,
    )
    text = re.sub(r"\b(?:what|how much|anything|nothing) is left\b", "", text)
    text = re.sub(
        r"\b(come|comes|came|go|goes|get|gets|turn|turns|walk|walks|walking|move|moves|moving|run|runs"
        r"|running|step|steps) back\b",
        r"\1 backwards",
        text,
    )
    return text


def _mentions(text: str) -> tuple[Mention, ...]:
    """The actions of a text; each has the side and the way of the words around it."""
    found = actions_in(text)
    named = (
        [item for item in found if item[2].key not in ("move", "stand", "step", "swing")] if len(found) > 1 else found
    )
    kept = named or found[:1]
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


def _clause(text: str, begin: int, end: int, before: int, after: int) -> str:
    """The words around an action up to its neighbours, cut at what joins two of them."""
    joint = r"\b(?:and|or|then|but|before|after|while|when|as|than|later)\b|[,;]"
    ahead = [match.end() for match in re.finditer(joint, text[before:begin])]
    behind = re.search(joint, text[end:after])
    return text[before + (ahead[-1] if ahead else 0) : end + behind.start() if behind else after]


def _threshold(text: str) -> tuple[str, float, str] | None:
    match = _THRESHOLD.search(text)
    if match is None:
        return None
    number = float(_NUMBERS[match[2]]) if match[2] in _NUMBERS else float(match[2].replace(",", "."))
    unit = next(
        (name for pattern, name in _UNITS if match["unit"] and re.fullmatch(rf"(?:{pattern})", match["unit"])),
        match["unit"] or "",
    )
    return match[1], number, "s" if unit in ("second", "seconds") else unit


def _extreme(text: str) -> str:
    if re.search(
        r"\b(?:lowest|least|closest|nearest|deepest|slowest|smallest|minimum|min|shortest|bottom)\b"
        r"|\bhow (?:low|deep|close|near)\b",
        text,
    ):
        return "least"
    return (
        "most"
        if re.search(
            r"\b(?:highest|most|fastest|maximum|max|peak|top|furthest|farthest|greatest|longest|largest"
            r"|biggest|maximal\w*)\b",
            text,
        )
        else ""
    )


def _place(text: str) -> int:
    text = (
        re.sub(
            r"\b(?:a|per|each|every|one|m/s|metres?|what|which) second\b|\bfor a second\b|\bat last\b|\blast (?:long"
            r"|for)\b|\b(?:does|do|it|did|will) \w+ last\b|\b(?:does|do"
            r"|did)(?: \w+)* last(?= *\?*$)(?<!do last)(?<!doing last)",
            "",
            text,
        )
        if re.search(r"\bhow long|(?:per|a|what|which) second\b", text)
        else text
    )
    found = [(match.start(), place) for word, place in _ORDINALS.items() for match in re.finditer(rf"\b{word}\b", text)]
    return min(found)[1] if found else 0


def _where(text: str) -> str:
    if re.search(
        r"\b(?:at|in|by|towards?|near) (?:the )?(?:very )?(?:end|finish|close)\b|\bends?\b(?= (?:up|in"
        r"|with|as|standing|sitting|lying))|\bhow does (?:it|the \w+|he|she|this) (?:\w+ )?(?:end|finish)"
        r"|\bfinal(?:ly)?\b|\bend(?:ing)? (?:pose|posture|position)|\bafter it all\b",
        text,
    ):
        return "end"
    if re.search(
        r"\b(?:at|in) (?:the )?(?:very )?(?:start|beginning|outset)\b|\binitial\w*|\bto begin with\b"
        r"|\bstart(?:s|ing)? (?:pose|posture|position|off|out)|\bhow does (?:it|the \w+|he|she"
        r"|this) (?:\w+ )?(?:start|begin)",
        text,
    ):
        return "begin"
    return ""


def _relation(text: str) -> str:
    match = re.search(
        r"\b(before|prior to|until|after|following|once|while|during|at the same time|as (?=he|she|they)"
        r"|simultaneously|when(?= (?:he|she|they|the)))\b",
        text,
    )
    if match is None:
        return ""
    word = match[1]
    if word in ("before", "prior to", "until"):
        return "before"
    return "after" if word in ("after", "following", "once") else "while"


def _is_bare(body: str, mentions: tuple[Mention, ...], words: list[str], *, joined: bool) -> bool:
    """Whether a question says too little to be asked alone."""
    if joined and len(words) <= 7:
        return True
    if re.search(r"\b(?:that|it|this|then)\b", body) and not mentions and len(words) <= 8:
        return True
    return not mentions and len(words) <= 6


def _leaning(read: Question, earlier: Sequence[Turn]) -> Question:
    """A question that leans on the turns before it, with what they were about."""
    before = understand(earlier[-1][0], earlier[:-1])
    if read.follows:
        place = (before.place or 1) + read.follows if before.place >= 0 else before.place
        if before.relation and before.mentions:
            return replace(before, text=read.text, follows=read.follows + before.follows, kind="order")
        return replace(read, kind="order", place=max(place, 1), follows=0, mentions=())
    kind = read.kind
    asks = re.match(r"(?:is|are|was|does|do|did|has|can|which|when|where|who|why|how (?!about))\b", read.text)
    if kind in ("other", "what") or (read.joined and not asks and kind in ("yesno", "summary", "comparison")):
        kind = before.kind
    mentions = read.mentions or before.mentions
    if not mentions:
        mentions = (
            _mentions(" ".join(earlier[-1][1].lower().split()))
            if before.kind not in ("unanswerable", "knowledge")
            else ()
        )
    return replace(
        read,
        kind=kind,
        mentions=mentions[:1] if not read.mentions and kind not in ("comparison", "order") else mentions,
        parts=read.parts or (before.parts if not read.mentions else ()),
        sides=read.sides or (before.sides if kind == before.kind and not read.mentions else ()),
        ways=read.ways or (before.ways if kind == before.kind and not read.mentions else ()),
        place=read.place or (before.place if not read.mentions else 0),
        where=read.where or before.where,
        language=read.language if read.language != "English" else before.language,
    )
