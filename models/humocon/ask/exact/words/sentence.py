"""The sentence of a question: its lead, its tag, its sign."""

import re
from typing import Final

from humocon.ask.exact.words.vocabulary import actions_in, parts_in

_POLITE: Final = (
    r"(?:(?:please|maybe|perhaps|possibly|kindly|just|also|quickly|be (?:so )?(?:kind|nice|good)(?: enough)?"
    r"(?: as)? to|be able to|have a look and) )*"
)
_LEAD: Final = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|well|um+|uh+|erm|hmm+|please|sorry|and|but|now|also|oh|then|just"
    r"|quick question)\b[,:. ]*"
    rf"|(?:can|could|would|will|might) (?:you|i) {_POLITE}(?:tell|say|explain|show|ask)(?: to)?(?: me)?(?: if"
    r"| whether)?\b[,: ]*"
    rf"|(?:can|could|would|will) you {_POLITE}(?=(?:count|describe|list|summari\w+|sum|name|give"
    r"|guess|estimate)\b)"
    rf"|(?:(?:can|could|would|will) you )?{_POLITE}let me know(?: if| whether)?\b[,: ]*"
    rf"|(?:you|one) (?:can|could|would|might) {_POLITE}(?:tell|say|explain|show)(?: me| us)?(?: if| whether)?\b[,: ]*"
    r"|if (?:it is|that is|this is|you|i) (?:do not |would not |could |can |may |might )*\w+(?: \w+){0,8}, "
    r"|excuse me[,:.]? |forgive me[,:.]? |(?:dear|good) \w+[,:.] |one (?:more )?(?:thing|question)[,:.] "
    r"|(?:tell|say|show|let) me(?: know)?(?: if| whether)?\b[,: ]*"
    r"|(?:(?:can|could|would|will) you )?(?:please )?(?:see|check|confirm|verify|find out|determine|judge)"
    r"(?: (?:for me )?(?:if|whether|that)\b)[,: ]*"
    r"|(?:do|does|did|can|could) (?:you|u|we|i|anyone|one) (?:know|happen to know|think|believe|say|notice|see"
    r"|tell|confirm)(?: (?:me|us))?(?: if| whether| that)\b[,: ]*"
    r"|(?:do|does) (?:you|u|anyone) (?:know|happen to know|think)\b[,: ]*"
    r"|(?:do|did|can|could|will|would) (?:you|i|we|one) (?:see|find|spot|observe|notice) (?:that |if )?"
    r"|would you (?:say|call it|agree) (?:that )?|any idea[,: ]*"
    r"|i (?:would (?:like|love)|want|need|wish|have) to (?:know|ask|find out|see)(?: if| whether)?\b[,: ]*"
    r"|i (?:was |am )?(?:just )?wonder(?:ing)?(?: if| whether)?\b[,: ]*"
    r"|(?:i am )?(?:just )?(?:curious|interested|asking|not sure|unsure)(?: to know)?(?: if| whether|[,:])[,: ]*"
    r"|(?:would|am|was) i (?:be )?(?:right|correct|wrong) (?:in (?:saying|thinking)|to (?:say|think|assume)|that)"
    r"(?: that)?\b[,: ]*"
    r"|(?:is it just me|am i (?:wrong|mistaken|seeing things)),? or "
    r"|i (?:thought|believed|assumed|expected|heard|(?:was|am) told)(?: that)?,? "
    r"|(?:(?:can|could|would|will) you )?(?:please )?(?:say|state|report|find out|work out|figure out|determine"
    r"|establish|give me|give)(?: me)?(?: (?:if|whether)\b[,: ]*|[,: ]+(?=(?:what|which|when|where|how|who|why)\b))"
    r"|it would be (?:nice|good|great|useful|interesting|helpful) to (?:know|see|hear)(?: if| whether)?\b[,: ]*"
    r"|i (?:want|need|would like) you to (?:tell me(?: if| whether)?\b[,: ]*|(?=count|describe|list|name))"
    r"|(?:care to|mind|would you mind) (?:tell\w*|say\w*|explain\w*)(?: me)?\b[,: ]*"
    r"|i am (?:just |still )?(?:trying|hoping|looking) to (?:find out|know|see|work out|figure out)(?: if"
    r"| whether)?\b[,: ]*"
    r"|i would be (?:curious|interested)(?: to know)?(?: if| whether|[,:])?[,: ]*"
    r"|i (?:can ?not|could not|do not|am not able to) (?:quite |really |even )?(?:tell|see|say|decide|know|remember"
    r"|make out|work out|figure out|find out)(?: for sure)?"
    r"(?: (?:if|whether)\b[,: ]*|[,: ]+(?=(?:what|which|when|where|how|who|why)\b))"
    r"|i (?:mean|think|guess|believe|suppose|reckon|assume|bet|would say)(?: that|,)? "
    r"|(?:it )?(?:looks|seems)(?: to me)? (?:like|as if|that) |apparently[, ]+|(?:my )?question[,: ]+"
    r"|(?:is|was|would) it (?:be )?(?:fair|safe|right|correct|true|accurate|ok) to (?:say|assume|claim"
    r"|think) (?:that )?"
    r"|(?:in|from) (?:this|the) (?:clip|video|recording|motion|file)[,: ]+)"
)
_ADDRESS: Final = (
    r"(?:(?<!in )love|mum|mummy|mom|dad|dear|darling|mate|bro|bruh|dude|man|lad|lads|folks|guys|sir"
    r"|madam|doc|doctor|coach|buddy|pal|lol|tbh|haha)"
)
_CALL: Final = re.compile(
    rf"^(?:(?:oh|now|ey|ay) )*(?:{_ADDRESS}|my|up|here|there(?! (?:is|are|was|were|has)\b))[,:.? ]+(?=\w)"
    r"|^(?:oh|now|ey|ay|right then)[,:]? "
    rf"|(?<! his)(?<! her)(?<! their)(?<! the)(?<! a),? {_ADDRESS}(?=\W*$)"
)
"""Whom a question speaks to."""
_HEADING: Final = re.compile(r"^(?!.*\bor\b|(?:in |at )?(?:what|which|how|when|where)\b)[a-z0-9' ]{2,30}: (?=\w+ \w)")
_CORRECTION: Final = re.compile(
    r"^.*(?:\bi mean|\bor rather|\bsorry|\bi\.?e\.?|\bthat is to say|\bin other words)[,:.]* (?=(?:how|which|what"
    r"|when|where|does|is|do|are|did)\b)"
)
"""What is taken back by what follows: "how high, I mean how far"."""
_TAIL: Final = re.compile(
    r"(?:,|\.| -) (?:is that (?:what happens|so|how it is)|i wonder|do you (?:know|think|see)"
    r"|(?:can|could) you (?:tell|see)(?: me)?|just curious)\W*$"
    r"|[,. -]+(?:please|pls|plz|thanks|thank you|thx"
    r"|if (?:you can|possible)|yes or no|yes/no|y/n|true or false|or no|or what"
    r"|approximately|roughly)\W*$"
)
_EXCLUDED: Final = re.compile(
    r"^(?:can|could|may) (?:it|one|we|you) (?:be )?(?:excluded?|ruled? (?:it )?out) that\b|^(?:can|could) (?:we"
    r"|you|one) rule out that\b"
)
"""What asks whether a claim does not hold: "can it be excluded that he fell?"."""
_FRAME: Final = re.compile(
    r"(?P<doubted>is not (?:it|that)|(?:is|was) (?:it|that)(?: not)?|it is) (?:really |actually )?"
    r"(?P<value>not )?(?P<word>true|correct|right|the case|so|accurate|a fact|false|wrong|untrue|incorrect) that\b"
)
"""What a claim stands in: "is it true that", "it is false that"."""
_LIMBS: Final = r"(?:hands|arms|legs|feet|knees|fists|elbows|sides|limbs|palms|wrists|ankles|shoulders|heels)\b"
_SUBJECT: Final = (
    r"(?:he|she|they|it|there|this|that|anyone|anybody|someone|somebody|nobody|the \w+|this \w+|a person|people)"
)
_TAG: Final = re.compile(
    r",? ?\b(?:(?:does|do|is|are|did|was|were|has|have|will|can)(?: not)? (?:he|she|they|it|there|that|one"
    r"|(?:the|this) person|someone|anyone|anybody)"
    r"|(?P<right>right|correct|true|accurate|(?:is )?(?:that|it) (?:right|correct|true|so)|am i right|yes|yeah|no"
    r"|or(?: not)?|huh|eh|innit"
    r"|n'est-ce pas|oder|verdad)) ?\?*$"
)
_LITERAL: Final = re.compile(
    r"\b(?:nobody|no one|noone|none|never|neither|nothing|nowhere|false that|wrong that|not true|untrue"
    r"|not the case|without ever)\b"
    r"|\b(?:is|are|was) there no\b|\bthere (?:is|are|was) (?:no|not)\b|\bhas no\b|^without\b"
    r"|\b(?<!or )no (?!way\b|idea\b|doubt\b|matter\b|longer\b|more than\b|less than\b)\w+"
)
_CONTRACTED: Final = re.compile(rf"^(?:does|do|is|are|did|was|were|has|have|will|can) not {_SUBJECT}\b")


_ECHO: Final = re.compile(
    r"(?:does|do|is|are|did|has|was|will|can) (?!not\b|(?:that|it|this) (?:right|correct|true|so)\b)"
)
"""A tag that asks a denial back: "he does not jump, does he?"."""


_RUNNER: Final = re.compile(
    r"\b(the|our|this|that) (?:(?:runner|walker|jumper|kicker|thrower|sprinter|jogger|waver|dancer|boxer"
    r"|golfer|climber|swimmer|archer|bowler|puncher|skater|pitcher|batter)"
    r"|(?:young|old|little|elderly|older|younger) (?:lady|man|woman|girl|guy|chap|boy|gentleman|fella|fellow"
    r"|person|dude"
    r"|kid))\b"
)


_FRONTED: Final = re.compile(
    rf"^when {_SUBJECT} (?:\w+ ){{1,3}}?(?=(?:does|do|did|is|are) {_SUBJECT}\b|(?:which|what|how)\b)"
)
"""A clause of time before its question, without a comma between: "when she turns does she turn left"."""


_HEARSAY: Final = re.compile(
    r"^(?:so )?(?:someone|somebody|people|they|everyone|everybody|(?:my|a|the|his|her) \w+) "
    r"(?:says?|said|claims?|claimed|tells?(?: me)?|told me|thinks?|thought|believes?"
    r"|insists?)(?: that)? (?P<claim>[^.;:]+)"
    r"[.;:,] ?(?:so )?(?:(?:is|was) (?:that|it|this)(?: (?:so|true|right|correct))?"
    r"|(?:does|do|did|is|are|was) (?:he|she|they|it|the person)|right|true)\W*$"
)
"""What somebody is said to have said, and whether it is so."""
_PREMISE: Final = re.compile(
    r"^(?P<premise>[^.;?]{4,}?)(?:[.;]| -) (?P<question>(?:how|when|where|which|what|who|in which|at what|is|are"
    r"|does|do"
    r"|did|has) .{8,})$"
)
"""What is taken for granted before a question that says all that it asks: "he ends elsewhere; where does he end?"."""
_PURPOSE: Final = re.compile(
    r"^(?P<premise>(?:i|we|my|our|for (?:my|our|the|an?)|(?:in order )?to (?!the\b|an?\b|his\b|her\b|which\b"
    r"|what\b)\w+|as an?)\b[^?]*?)(?:[,;:.]| -) (?:so |and |but |then |hence |therefore )?"
    r"(?P<question>(?:(?:at|in|by|from|on|for|to|over|until|with|under|of) )?"
    r"(?:what|which|how|when|where|who|whose)\b.{8,}"
    r"|(?:does|do|did|is|are|was|were|has|have) (?:he|she|they|there|the|this|that|any|one|both|his|her|either)\b.{8,}"
    r"|(?:tell me|give me|show me|count|list|name|describe)\b.{8,})$"
)
"""What somebody needs an answer for, before a question that says all that it asks: "I am cutting this, when does he
jump?"."""
_LEANS: Final = re.compile(r"\b(?:it|its|that|this|one|ones|them|then|there|else|and|so)\b")
_NARROWS: Final = re.compile(
    r"\d|\b(?:left|right|first|last|second|half|start|begin|beginning|end|finish|close|conclude|whole|entire|most|rest|middle)\b"
)
"""What may narrow the question that follows."""
_SOME: Final = re.compile(
    r"^(?P<before>.*)\b(?:some|a certain|one) (?P<what>posture|pose|position|direction|way|side|hand|arm|leg|foot)\b"
    r"(?P<after>[^.;,]*)[.;,] (?:but )?(?:which|what)(?: (?:one|posture|pose|side|direction))?(?: is it)?\W*$"
)
"""What is left open in a statement and then asked for: "he ends in some posture. Which one?"."""


def without_premise(text: str) -> str:
    """A question without what somebody says, or takes for granted, before it."""
    if (hearsay := _HEARSAY.match(text)) is not None:
        return f"is it true that {hearsay['claim']}?"
    if (some := _SOME.match(text)) is not None:
        return f"which {some['what']} {some['before']}{some['after']}?"
    premise = _PREMISE.match(text)
    if premise is not None and not _LEANS.search(premise["question"]) and not actions_in(premise["premise"]):
        return premise["question"]
    purpose = _PURPOSE.match(text)
    if purpose is None or _LEANS.search(purpose["question"]):
        return text
    says_more = actions_in(purpose["premise"]) or parts_in(purpose["premise"]) or _NARROWS.search(purpose["premise"])
    return text if says_more else purpose["question"]


def without_lead(text: str) -> str:
    """A question without what it is introduced by: "hey, can you tell me whether"."""
    text = without_premise(text)
    text = re.sub(r"(?<=\w),? (?:would|do) you (?:say|think|reckon)\b(?! that)", "", text)
    text = re.sub(r",? i mean\b,?(?! (?:how|which|what|when|where|does|is|do|are|did)\b)", "", text)
    # "The runner" and "the young lady" are the person, and tell nothing of running or of age.
    text = _CORRECTION.sub("", _RUNNER.sub(r"\1 person", text))
    heading = _HEADING.match(text)
    calls = [_CALL.sub("", text)]
    if heading and not actions_in(heading[0]) and not parts_in(heading[0]):
        calls.append(text[heading.end() :])
    text = next((shorter for shorter in reversed(calls) if len(shorter.split()) > 1), text)
    while (shorter := _CALL.sub("", _LEAD.sub("", text))) != text and len(shorter.split()) > 1:
        text = shorter
    while (shorter := _LEAD.sub("", text)) != text and shorter.strip(" ?.,"):
        text = shorter
    while (shorter := _TAIL.sub("", text)) != text and shorter.strip(" ?.,"):
        text = shorter
    return _FRONTED.sub(lambda match: "", text)


def tells(text: str, body: str) -> bool:
    """Whether a question is put as a claim: "tell me whether he jumps"."""
    lead = text.partition(body)[0]
    claims = r"\b(?:if|whether|that|saying|say|think|assume|claim|see|find|spot|observe|notice)[,: ]*$"
    return re.search(claims, lead) is not None and not re.match(r"(?:what|which|who|when|where|why|how)\b", body)


def without_tag(text: str) -> tuple[str, str]:
    """A question without the tag at its end, and the tag."""
    match = _TAG.search(text)
    starts = re.match(r"(?:how|what|when|which|where|who|why|(?:left|right)(?! (?:hand|arm|leg|foot)\b))\b", text)
    if match is None or match.start() < 5 or starts:
        return text, ""
    comma = text[match.start()] == ","
    sided = r"left|right|or" if comma else r"left|right|to the|turns?|his|her|their|or|hand|arm|leg|foot|the"
    denied = comma and re.search(r"\bnot\b|\bnever\b|\bwith (?:the|his|her) (?:left|right)$", text[: match.start()])
    if (
        match["right"]
        and not denied
        and re.search(rf"\b(?:{sided}|is (?:that|it|this))$", text[: match.start()].strip(" ,"))
    ):
        return text, ""
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
    if _EXCLUDED.match(body):
        return True, False
    frame = _FRAME.match(body)
    if frame is not None:
        false = frame["word"] in ("false", "wrong", "untrue", "incorrect")
        said_not = bool(frame["value"]) and frame["doubted"] == "it is"
        denied = _denies(body[frame.end() :]) != (false != said_not)
        return denied and not (statement and _ECHO.match(tag)), statement
    any_word = re.search(r"\b(?:any|anybody|anyone|ever|at all)\b", body)
    if _CONTRACTED.match(body):
        # "Doesn't he jump?" hopes for a yes; "isn't there any jump?" asks whether there is none.
        return bool(any_word), False
    denied = _denies(body)
    if re.search(r"\b(?:not true|false|wrong|untrue|not the case) (?:that )?.*\b(?:not|never|nobody|no one)\b", body):
        denied = False
    if statement and denied and _ECHO.match(tag):
        # "He does not jump, does he?": no, he does not.
        return False, True
    return denied, statement


def _denies(claim: str) -> bool:
    """Whether a claim says that something is not so."""
    if _LITERAL.search(claim):
        return True
    denied = re.search(r"\bnot\b(?! only)", claim)
    return denied is not None and not re.search(r"\bor not\b|\bbut not\b|\band not\b|, not\b", claim)


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
    text = re.sub(r"\b(?:in|\d) (?:feet|foot)\b|\bfeet (?=per|a second|and inches|off|high|above|up\b)", "", text)
    text = re.sub(r"\b(is|are|was|were|gets?) reached\b", r"\1 there", re.sub(r" reached(?=\W*$)", "", text))
    text = re.sub(
        r"\breach(?:es|ed)? (?:the|a|an|his|her) (?=(?:\w+ )?(?:position|posture|pose|state)\b)", "is in the ", text
    )
    # Who stands still on the feet is asked about as a whole.
    text = re.sub(r"\bstill on (?:his|her|their) (?:own |two )*feet\b", "still", text)
    text = re.sub(r"\b(time|seconds) (?:lies|lie)\b", r"\1 is", text)
    text = re.sub(r"\bboth (?=there\b|in\b|present\b|here\b|of them\b)", "", text)
    # "Both a wave and a squat" names no two hands.
    text = re.sub(rf"\bboth\b(?! (?:of )?(?:(?:the|his|her|their|your) )?{_LIMBS})(?=.*\band\b)", "", text)
    text = re.sub(r"\bboth (?=(?:kick|jump|hop|squat|wave|turn|throw|step|lunge|bow|time)s\b|punches\b)", "", text)
    text = re.sub(r"(?<=\w) both(?=\W*$)", "", text) if re.search(r"\band\b", text) else text
    text = re.sub(
        r"\b(come|comes|came|go|goes|get|gets|turn|turns|walk|walks|walking|move|moves|moving|run|runs"
        r"|running|step|steps) back\b(?! (?:down|up|to|into|in)\b)",
        r"\1 backwards",
        text,
    )
    return text
