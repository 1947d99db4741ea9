"""Questions that leave out what the one before them said: "and the third?", "no, the other jump", "on landing?"."""

import re
from typing import Final

from humocon.ask.exact.words import qualifiers, units
from humocon.ask.exact.words.outlines import MOST
from humocon.ask.exact.words.vocabulary import PARTS, Action, actions_in

_TAKEN_BACK: Final = re.compile(
    r"^(?:no|nope|nah|not that(?: one)?|wait|sorry|hm+)[,.;:?]+ (?:(?:i|we) (?:mean|meant|was asking about) )?"
    r"|^(?:i|we) (?:mean|meant) "
)
_JOINED: Final = re.compile(r"^(?:(?:and|but|or|so|then|ok|okay)\b[, ]*)*(?:(?:what|how) about |what of )?")
_ORDINALS: Final = qualifiers.ORDINALS[:5]
_NTH: Final = rf"(?:{'|'.join(_ORDINALS)}|last|final)"
_A_NTH: Final = re.compile(rf"\b{_NTH}\b(?! (?:half|part|quarter|foot|leg|hand|arm))")
_ARTICLE: Final = r"(?:(?:in|on|for|with|of|at|during|to) )?(?:(?:the|his|her|their|its) )?"
_OF_PLACE: Final = re.compile(rf"{_ARTICLE}(?P<nth>{_NTH})(?: (?P<what>one|time|\w+))?\W*$")
_LIMB: Final = r"(?:one|hand|arm|leg|foot|knee|elbow|side|ankle|wrist|shoulder|hip|heel)"
_OF_SIDE: Final = re.compile(rf"(?:not )?{_ARTICLE}(?P<side>left|right|other)(?: {_LIMB})?(?: too| then| as well)?\W*$")
_OTHER: Final = {"left": "right", "right": "left"}
_PART: Final = "|".join(PARTS.values())
_OF_PART: Final = re.compile(rf"(?:(?:with|for|of) )?(?:(?:the|his|her|their|both) )*(?P<part>{_PART})(?: then)?\W*$")
_OF_MOST: Final = re.compile(rf"(?:(?:at|the|its|his|her) )*(?P<most>{MOST[2:]}|{_NTH})\W*$")
_MOMENT: Final = (
    r"(?:land\w*|take-?off|lift-?off|start|beginning|end|half|thirds?|top|bottom|peak|way (?:up|down|back)|up|down"
    r"|middle|deepest|highest|lowest)"
)
_COMPARATIVE: Final = r"(?:faster|slower|higher|lower|longer|shorter|deeper|farther|further|bigger|smaller)"
_OF_MORE: Final = re.compile(rf"(?P<more>{_COMPARATIVE})(?: too| as well)?\W*$")
_WORD: Final = re.compile(r"(?P<word>(?:by )?how much|(?:with|on|to) (?:which|what) \w+)\W*$")
_CLAIM: Final = re.compile(r"(?:does|do|did|is|are|was|were) (?!there\b|it\b|that\b|this\b)")
_COMPARED: Final = re.compile(
    rf"(?:(?P<what>the {_NTH} \w+) (?P<verb>is|was|were)|(?:is|was) the {_NTH} \w+) (?P<more>{_COMPARATIVE})$"
)
_OF_TIME: Final = re.compile(
    rf"(?:(?:just|right|shortly) )?(?:on|at|in|before|after|during|while|when|upon) .*\b{_MOMENT}\b.*$"
    r"|(?:just|right|shortly) (?:before|after) .+$"
)
_TIME_BEFORE: Final = re.compile(
    r"[ ,]+(?:(?:just|right|shortly) )?\b(?:before|after|beforehand|afterwards|on landing)\b[^?]*"
)
_MANNER: Final = re.compile(
    r"(?:only |just )?(?:with|on|using|in|to|without|from)\b (?!(?:which|what|how)\b)[a-z -]+\W*$"
)
_MORE: Final = re.compile(
    r"(?:(?:was|is|were|are) )?(?:(?:that|it|this|he|she) )?(?:(?:jump|go|kick)(?:s|ed)? )?"
    r"(?P<more>faster|slower|higher|lower|longer|shorter|deeper|farther|further|bigger|smaller) than "
    rf"(?:before|(?:the )?(?:(?:one|time) before|last time|previous(?: one| time)?|(?P<nth>{_NTH})(?: one| time)?))\W*$"
)
_MORE_ALONE: Final = re.compile(
    r"(?:is|was) (?:that|it|this) (?P<more>faster|slower|higher|lower|longer|shorter|deeper)(?P<nth>)(?:,? (?:too"
    r"|as well|then))?\W*$"
)
_WHICH_IS: Final = re.compile(
    r"which (?:(?:one|of (?:them|these|those|the two)) )?(?:is|was) (?:the )?(?P<more>(?:fast|slow|high|low|long"
    r"|short|deep)(?:er|est))\W*$"
)
_OVER_PART: Final = re.compile(
    r"(?:higher|lower|above|below|over|under)(?: than)? (?:the |his |her |their )?(?:hips?|waist|head|shoulders?"
    r"|knees?|chest)\W*$"
)
_HOW: Final = re.compile(
    r"(?:straight ahead|forwards?|backwards?|sideways|slowly|quickly|in place|on the spot|straight)\W*$"
)
_OF_IT: Final = re.compile(r"(?:is|was) (?:it|that) (?P<rest>(?:constant|steady|even|the same|stable|regular)\b.*)")
_QUANTITY: Final = re.compile(r"\b(?:speed|pace|tempo|rhythm|cadence|velocity)\b|\bfast(?= )")
_NUMBER: Final = re.compile(
    r"(?:(?:he|she|they) (?:does|do|did) |(?:there (?:is|are|was|were) )|(?:i|we) (?:see|saw|count|counted) )?"
    r"(?:only |just |exactly |but )*(?P<number>one|two|three|four|five|six|seven|eight|nine|ten|\d+)\W*$"
)


def completed(text: str, before: str, about: Action | None, place: int = 0, *, denied: bool = False) -> str:
    """A question with what it leaves out taken from the one before it; "" where it leaves nothing out that is known.

    Args:
        text: in plain English.
        before: the question before it, completed, in plain English.
        about: the action that it was about, if it was about any.
        place: which time of it was asked about, 1 the first; 0 where none was.
        denied: whether the answer was no.
    """
    rest = _JOINED.sub("", _TAKEN_BACK.sub("", text), count=1).strip()
    before = before.rstrip("?. ")
    if not rest or (rest.startswith("in ") and qualifiers.unit(rest)):
        return ""
    noun = about.noun if about is not None else ""
    if (more := _MORE.match(rest) or _MORE_ALONE.match(rest)) is not None:
        return _compared(more, noun, place)
    if (which := _WHICH_IS.match(rest)) is not None and noun:
        return f"which {noun} is the {_most(which['more'])}?"
    if _OVER_PART.match(rest) is not None and noun:
        return f"is the {noun} {rest}"
    if _HOW.match(rest) is not None and about is not None:
        return f"is the person {about.gerund} {rest}"
    if (of := _OF_IT.match(rest)) is not None and (quantity := _QUANTITY.search(before)) is not None:
        return f"is the {quantity[0]} {of['rest']}"
    if (number := _NUMBER.match(rest)) is not None and noun and re.search(r"\bhow (?:many|often)\b|\bcount\b", before):
        return f"are there exactly {number['number']} {units.plural(noun)}?"
    if (whole := _put_in(rest, text, before, about)) or (whole := "" if denied else _asked_of(rest, before)):
        return whole
    if _OF_TIME.match(rest) is not None and not actions_in(_OF_TIME.sub("", rest)):
        return f"{_TIME_BEFORE.sub('', before)} {rest}"
    if _MANNER.match(rest) is not None and about is not None and not re.match(r"(?:does|is)\b.*\bor\b", before):
        return f"is the person {about.gerund} {rest}"
    return rest if _TAKEN_BACK.match(text) else ""


def _put_in(rest: str, text: str, before: str, about: Action | None) -> str:
    """The question before with another place, side, part or extreme put in; "" where what is left names none."""
    if (nth := _OF_PLACE.match(rest)) is not None and (whole := _with_place(nth, before, about)):
        return whole
    if (side := _OF_SIDE.match(rest)) is not None:
        return _with_side(side["side"], before) or _that_side(rest, before, about)
    if (most := _OF_MOST.match(rest)) is not None:
        return _put(re.compile(rf"{MOST}|\b{_NTH}\b"), most["most"], before)
    if (more := _OF_MORE.match(rest)) is not None:
        return _put(re.compile(rf"\b{_COMPARATIVE}\b"), more["more"], before)
    part = _OF_PART.match(rest)
    return _with_part(part["part"], before, joined=rest != text) if part is not None else ""


def _that_side(rest: str, before: str, about: Action | None) -> str:
    """Whether it is the side that is named, after a question for the side."""
    which = re.match(r"(?:and |with |on |to )*(?:which|what) (?P<what>\w+)", before)
    if which is None or about is None or "other" in rest:
        return ""
    side = re.search(r"left|right", rest)
    limb = "" if which["what"] in ("way", "side", "direction", "one") else f" {which['what']}"
    return (
        f"is the person {about.gerund} {f'with the {side[0]}{limb}' if limb else f'to the {side[0]}'}?" if side else ""
    )


def _asked_of(rest: str, before: str) -> str:
    """What is asked by a word or two of what the question before said: "by how much?" of "does he bend his knees?"."""
    word, claim = _WORD.match(rest), _CLAIM.match(before)
    compared = _COMPARED.match(before)
    which = re.match(r"which (?P<noun>\w+) is the (?P<stem>\w+)est$", before)
    if which is not None and rest.startswith(("by how much", "how much")):
        return f"by how much is the last {which['noun']} {which['stem']}er than the first?"
    if word is None or re.search(r"\b(?:not|or|than)\b", before):
        return ""
    if compared is not None and "how much" in rest:
        return f"by how much {compared['verb']} {compared['what']} {compared['more']} than the first?"
    return f"{word['word']} {before}?" if claim is not None else ""


def _put(pattern: re.Pattern[str], word: str, before: str) -> str:
    """The question before with another word in the first place that a pattern finds; "" where it finds none."""
    return f"{pattern.sub(word, before, count=1)}?" if pattern.search(before) else ""


def _with_place(nth: re.Match[str], before: str, about: Action | None) -> str:
    """The question before about another time of the same: "how deep is the third squat?"."""
    named = nth["what"] if nth["what"] not in (None, "one", "time") else ""
    if named and not actions_in(named):
        return ""
    if _A_NTH.search(before):
        return _put(_A_NTH, nth["nth"], before)
    noun = named or (about.noun if about is not None else "")
    if not noun or re.search(r"\bhow (?:many|often)\b", before):
        return ""
    one = f"the {nth['nth']} {noun}"
    words = [before[begin:end] for begin, end, action in actions_in(before) if about and action.key == about.key]
    for word in words:
        if re.search(rf"\b(?:the|a|an|his|her) {re.escape(word)}\b", before):
            return _put(re.compile(rf"\b(?:the|a|an|his|her) {re.escape(word)}\b"), one, before)
    if not words and re.search(r"\b(?:it|that|this)\b", before):
        return _put(re.compile(r"\b(?:it|that|this)\b"), one, before)
    return f"{before} in {one}?"


def _with_side(side: str, before: str) -> str:
    """The question before about the other side; "" where it names none."""
    named = re.search(r"\b(left|right)\b", before)
    if named is None and side != "other" and re.match(r"how\b.*\b(?:it|that)\b", before):
        return _put(re.compile(r"\b(?:it|that)\b"), f"the {side} one", before)
    if named is None or re.search(r"\bleft\b.*\bright\b|\bright\b.*\bleft\b", before):
        return ""
    return _put(re.compile(r"\b(?:left|right)\b"), _OTHER[named[1]] if side == "other" else side, before)


def _with_part(part: str, before: str, *, joined: bool) -> str:
    """The question before about another part of the body, or what that part does."""
    found = re.search(rf"\b(?:{_PART})\b", before)
    if found is not None:
        plural = part.endswith("s") or part in ("feet",)
        text = _put(re.compile(rf"\b(?:{_PART})\b"), part, before)
        return text if plural == (found[0].endswith("s") or found[0] == "feet") else _agreeing(text, plural=plural)
    asks_more = re.match(r"(?:how|when|which|where)\b", before)
    return (
        f"what {'do' if part.endswith('s') or part == 'feet' else 'does'} the {part} do?"
        if joined and not asks_more
        else ""
    )


def _agreeing(text: str, *, plural: bool) -> str:
    """A question whose verb goes with one part of the body or with both."""
    pairs = (("is", "are"), ("does", "do"), ("was", "were"))
    for one, several in pairs:
        here, there = (one, several) if plural else (several, one)
        text = re.sub(rf"\b{here}\b(?= (?:the|his|her|their|both)\b)", there, text)
    return text


def _most(more: str) -> str:
    """The superlative of a comparative: "highest" of "higher"."""
    return re.sub(r"er$", "est", more)


def _compared(more: re.Match[str], noun: str, place: int) -> str:
    """Whether one time of the same is more than another."""
    if not noun:
        return ""
    if place == 1 and not more["nth"]:
        return f"is the first {noun} {more['more']} than the last {noun}?"
    other = more["nth"] or (_ORDINALS[place - 2] if 2 <= place <= len(_ORDINALS) else "first")
    own = _ORDINALS[place - 1] if 0 < place <= len(_ORDINALS) and _ORDINALS[place - 1] != other else "last"
    return f"is the {own} {noun} {more['more']} than the {other} {noun}?"
