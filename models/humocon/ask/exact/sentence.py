"""The sentence of a question: its lead, its tag, its sign."""

import re
from typing import Final

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


def without_lead(text: str) -> str:
    """A question without what it is introduced by: "hey, can you tell me whether"."""
    while (shorter := _LEAD.sub("", text)) != text and shorter.strip(" ?.,"):
        text = shorter
    return text


def without_tag(text: str) -> tuple[str, str]:
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


def sign(body: str, tag: str) -> tuple[bool, bool]:
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


def without_turns_of_speech(body: str) -> str:
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
