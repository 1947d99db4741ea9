"""What narrows a question: units, numbers to compare with, extremes, places in an order, relations in time."""

import re
from collections.abc import Sequence
from typing import Final, TypeVar

_T = TypeVar("_T")

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
    "half": 0.5,
    "a": 1,
    "an": 1,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
}
_THRESHOLD: Final = re.compile(
    r"\b(enough for|as (?:far|deep|much|low) as|more than|over|above|past|beyond"
    r"|faster than|higher than|farther than|further than|longer than|wider than|at least"
    r"|less than|fewer than|under|within|closer than|nearer than|narrower than"
    r"|below|slower than|lower than|shorter than|at most|exactly|no more than|not more than) "
    r"(\d+(?:[.,]\d+)?|half a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|forty-five|sixty|ninety|once|twice|a|an)\b"
    r" ?(?P<unit>m/s|km/h|kmh|kph|mph|degrees?|seconds?|s|metres?|meters?|m|centimetres?|centimeters?|cm"
    r"|feet|foot|ft|times?)?\b"
)
_COUNTED: Final = re.compile(
    r"(?<!at )(?<!of the )(?<!the )\b(\d+|two|three|four|five|six|seven|eight|nine|ten) (?:\w+ )?"
    r"(?:jumps|hops|kicks|squats|punches|waves|steps|bows|turns|throws|claps|lunges|reps|strides)\b"
)
"""A number that something is said to be done: "are there two kicks?"."""
_UNITS: Final[tuple[tuple[str, str], ...]] = (
    (r"km ?/ ?h|kmh|kph|kilomet\w+ (?:per|an) hour|km per hour", "km/h"),
    (r"mph|miles (?:per|an) hour", "mph"),
    (r"(?:feet|foot|ft) (?:per|a|/) ?second|ft/s|fps", "ft/s"),
    (r"(?:steps?|strides) ?(?:per|a|each|every|/) ?sec\w*|hz|hertz", "steps per second"),
    (r"steps? ?(?:per|a|each|every|/) ?min\w*|cadence|spm|(?:step|stride) (?:rate|frequency)", "steps per minute"),
    (r"cm/s|centimet(?:re|er)s? (?:per|a) second", "cm/s"),
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
ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")
_PLACES: Final = {
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
_GOES_ON: Final = re.compile(
    r"(?:and |what |how about |about |so )*(?:then|next|after(?: that| this| it)?|afterwards?|later|now)\b"
    r"(?: what| happens?)?\W*$"
    r"|(?:and )?what(?: is| happens| comes| follows)? (?:next|then|after(?: that| this| it)?|afterwards)\W*$"
    r"|(?:and )?what follows(?: that| this| it)?\W*$"
    r"|and (?:then|after|afterwards|next|later)\b"
    r"|what (?:does|do|did|is|are) (?:he|she|they|it|the \w+) (?:do|doing) (?:next|then|after(?: that| this)?"
    r"|afterwards?)\W*$"
)
_GOES_BACK: Final = re.compile(
    r"(?:and |what |how about |what about )*(?:before(?: that| this)?|previously|earlier)\W*$"
    r"|what (?:is|happens|comes) before(?: that| this)?\W*$"
)


def unit(text: str) -> str:
    """The unit that an answer should have; "" leaves it open."""
    return next((unit for pattern, unit in _UNITS if re.search(rf"\b(?:{pattern})(?![\w])", text)), "")


def threshold(text: str) -> tuple[str, float, str] | None:
    """Of "more than 3 steps": the words, the number and its unit; None where nothing is compared with a number."""
    match = _THRESHOLD.search(text)
    if match is None:
        match = _COUNTED.search(text)
        return ("exactly", float(_NUMBERS.get(match[1], 0) or match[1]), "") if match else None
    number = float(_NUMBERS[match[2]]) if match[2] in _NUMBERS else float(match[2].replace(",", "."))
    named = next(
        (name for pattern, name in _UNITS if match["unit"] and re.fullmatch(rf"(?:{pattern})", match["unit"])),
        match["unit"] or "",
    )
    return match[1], number, {"second": "s", "seconds": "s", "feet": "ft", "foot": "ft"}.get(named, named)


NUMBER: Final = r"((?:minus |[-\u2212])?\d+(?:[.,]\d+)?|half a|one|two|three|four|five|six|seven|eight|nine|ten)"
_S: Final = r"(?: ?s(?:ec(?:ond)?s?)?\b|[- ]second mark\b)"
_CLIP: Final = r"(?:the|this) (?:clip|video|recording|motion|take|film|file|footage|sequence)"
_STRETCHES: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (rf"\b(?:between|from) (?:second )?{NUMBER}{_S}? (?:and|to|until|till) (?:second )?{NUMBER}{_S}", "between"),
        (rf"\b(?:between|from) seconds? {NUMBER} (?:and|to|until|till) (?:second )?{NUMBER}\b", "between"),
        (rf"\b(?:in|during|over|for|within) the first {NUMBER}{_S}", "first"),
        (rf"\b(?:in|during|over|for|within) the last {NUMBER}{_S}", "last"),
        (r"\b(?:in|during|over|for|within) the first (half)(?: an?)? second\b", "first"),
        (rf"\b(?:after|past|from) (?:second )?{NUMBER}{_S}(?: on(?:wards?)?)?", "after"),
        (rf"\b(?:before|until|up to|prior to) (?:second )?{NUMBER}{_S}", "first"),
        (rf"\b(?:at|around|near) (?:about |around |roughly |the |t ?= ?)*{NUMBER}{_S}", "at"),
        (rf"\b(?:at|around|near|in|during) (?:about |roughly |the )*second {NUMBER}\b", "at"),
        (rf"\b{NUMBER}{_S} (?:in(?=\W*$)|into {_CLIP}\b)", "at"),
        (rf"\b{NUMBER}{_S} (?:after|from) the (?:very )?(?:start|beginning)(?: of {_CLIP}|(?! of\b))", "at"),
    )
)
_PORTION: Final = re.compile(
    r"\b(first|second|last|latter|other|middle|final|opening|closing) (half|third|quarter)\b|\b(middle|halfway"
    r"|mid-?way)\b"
)

_PORTION_PHRASE: Final = re.compile(
    rf"\b(?:(?:in|during|over|within|through) )?(?:the )?(?:{_PORTION.pattern})(?: (?:of|through) (?:the|this) \w+)?"
)
"""A share of the clip with the words around it: "in the first half of the clip"."""


_CLOCK: Final = re.compile(
    r"\b(?P<lead>at|around|from|between|to|and|until|after|before) (?P<min>\d{1,2}):(?P<s>[0-5]\d)\b(?!:)"
)
"""A time as players of films show it: "at 0:07"."""
_UNITS_OF_TIME: Final = re.compile(rf"\b{NUMBER}[ -]?(?:(?P<min>min(?:ute)?s?)|ms|milli-?seconds?)\b")


def stretch(text: str) -> tuple[float, float] | None:
    """The seconds that a question is about: (7, 9) of "between 7 and 9 s" and of "from 9 to 7 s".

    Those of the last five begin at -5; what ends before 0 lies before the clip.
    """
    text = _UNITS_OF_TIME.sub(lambda one: f"{number(one[1]) * (60 if one['min'] else 0.001):g} s", text)
    text = _CLOCK.sub(lambda one: f"{one['lead']} {60 * int(one['min']) + int(one['s'])} s", text)
    for pattern, kind in _STRETCHES:
        match = pattern.search(text)
        if match is not None:
            times = sorted(number(one) for one in match.groups())
            first, last = times[0], times[-1]
            if kind == "last":
                return -abs(first), 0.0
            if last < 0:
                return first, last
            first = max(first, 0.0)
            return {"between": (first, last), "first": (0.0, last), "after": (first, 1e6)}.get(kind, (last, last))
    return None


def number(words: str) -> float:
    """A number in figures or in words, with its sign: "-1.5", "minus 2", "half a"."""
    if words in _NUMBERS:
        return float(_NUMBERS[words])
    figures = words.replace("minus ", "-").replace("\u2212", "-").replace(",", ".")
    return float(figures)


def portion(text: str) -> tuple[float, float] | None:
    """The shares of a clip that a question is about: (0, 0.5) of "in the first half"; None for all of it."""
    found = _PORTION.findall(text)
    if len(found) != 1 or re.search(r"\bor (?:in )?(?:the )?(?:second|latter|last|other) half\b", text):
        return None
    place, size, _ = found[0]
    share = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}.get(size, 1 / 3)
    begin = {"first": 0.0, "opening": 0.0, "second": share}.get(place, 1 - share)
    if not size or place == "middle":
        begin = (1 - share) / 2
    return begin, begin + share


def without_span(text: str) -> tuple[str, str]:
    """A text without the words that tell which seconds or share of the clip it is about, and these words."""
    for pattern, _ in _STRETCHES:
        if (match := pattern.search(text)) is not None:
            return _cut(text, match)
    match = _PORTION_PHRASE.search(text)
    return (text, "") if portion(text) is None or match is None else _cut(text, match)


def _cut(text: str, match: re.Match[str]) -> tuple[str, str]:
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return re.sub(r"\s+([?.!,])|\s+", lambda gap: gap[1] or " ", rest).strip(" ,"), match[0].strip()


def extreme(text: str) -> str:
    """What is asked for the highest, longest or fastest is "most", for the lowest or deepest "least", else ""."""
    if re.search(
        r"\b(?:lowest|least|closest|nearest|deepest|slowest|smallest|minimum|min|shortest|bottom)\b"
        r"|\bhow (?:low|deep|close|near)\b|\bdown (?:the )?(?:furthest|farthest|most)\b",
        text,
    ):
        return "least"
    return (
        "most"
        if re.search(
            r"\b(?:apex|zenith|highest|most|fastest|maximum|max|peak|top|furthest|farthest|greatest|longest|largest"
            r"|biggest|maximal\w*)\b",
            text,
        )
        else ""
    )


def _nth(match: re.Match[str]) -> str:
    """Of "jump number two" the word for the second."""
    number = {"one": 1, "two": 2, "three": 3}.get(match[1] or "") or int(match[1] or match[2])
    return ORDINALS[number - 1]


def index(place: int) -> int:
    """Where a place of `place` lies in a list: the first, 1, at 0, and the last, -1, at -1."""
    return place - 1 if place > 0 else place


def placed(items: Sequence[_T], place: int) -> _T | None:
    """What has a place among several; None where no place is named (0), or there are too few."""
    number = index(place)
    return items[number] if place and -len(items) <= number < len(items) else None


def place(text: str) -> int:
    """1 for the first, -1 for the last; 0 where no place in an order is named."""
    text = re.sub(
        r"\b(?:number|no\.?|nr\.?|rep(?:etition)?|squat|kick|jump|hop|punch) (one|two|three|[1-5])\b(?! ?(?:times"
        r"|m\b|s\b))"
        r"|# ?([1-5])\b",
        _nth,
        text,
    )
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
    text = re.sub(r"\bfirst to last\b", "", _PORTION.sub("", text))
    found = [(match.start(), place) for word, place in _PLACES.items() for match in re.finditer(rf"\b{word}\b", text)]
    return min(found)[1] if found else 0


def where(text: str) -> str:
    """Whether a question is about the "begin" or the "end" of the clip; "" for neither."""
    if re.search(
        r"\b(?:at|in|by|towards?|near) (?:the )?(?:very )?(?:end|finish|close)\b"
        r"|\bends?\b(?= (?:up(?! \w+ing (?:over|down))"
        r"|in|with|as|standing|sitting|lying))|\bhow does (?:it|the \w+|he|she|this) (?:\w+ )?(?:end|finish)"
        r"|\bat the conclusion\b|\b(?<!the )(?<!to )(?:finish|end)(?:es|s|ed)?(?: in| with| on)?\W*$"
        r"|\bcloses? (?:with|in|on)\b|\bfinal(?:ly)?\b|\bend(?:ing)? (?:pose|posture|position)|\bafter it all\b",
        text,
    ):
        return "end"
    if re.search(
        r"\b(?:at|in) (?:the )?(?:very )?(?:start|beginning|outset)\b|\binitial\w*|\bto begin with\b"
        r"|\b(?:start|begin|open)(?:s|ing|ning|ed)? (?:with|in|from)\b(?! the (?:air|middle)| \d)"
        r"|\bopening (?:pose|posture|position|frame|moment)\b|\bstart(?:s"
        r"|ing)? (?:pose|posture|position|off|out)"
        r"|\bhow does (?:it|the \w+|he|she"
        r"|this) (?:\w+ )?(?:start|begin)",
        text,
    ):
        return "begin"
    return ""


LIMB: Final = r"(?:hand|arm|wrist|fist|palm|elbow|foot|leg|knee|ankle|heel)"
_ONE_LIMB: Final = re.compile(
    rf"\b(?:a|an|any|either|neither|no|none|one)(?: of (?:the|his|her|their)(?: two)?)? (?:{LIMB}s?|feet)\b"
    rf"|\b(?:the|his|her|their) {LIMB}\b"
)


def of_one_limb(text: str) -> bool:
    """Whether a question is about one of two limbs, whichever it is: "is a hand up?", "is his foot on the floor?"."""
    return _ONE_LIMB.search(text) is not None


def relation(text: str) -> str:
    """Whether one thing is set "before", "after" or "while" another; "" for none of them."""
    match = re.search(
        r"\b(then what(?=\W*$)|before|prior to|until|precedes?|preceding|after(?! (?:that|this|which|the other"
        r"|another)\b)|follow(?:s"
        r"|ing)|once|while|during|at the same time"
        r"|as (?=he|she|they)|simultaneously|when(?= (?:he|she|they|the)))\b",
        text,
    )
    if match is None:
        return ""
    word = match[1]
    if word == "then what":
        return "after"
    if word in ("before", "prior to", "until") or word.startswith("preced"):
        return "before"
    return "after" if word in ("after", "follows", "following", "once") else "while"


def follows(text: str) -> int:
    """How many steps a question goes on from the one before it: 1 for "and then?", -1 for "and before that?"."""
    return int(bool(_GOES_ON.match(text))) - int(bool(_GOES_BACK.match(text)))
