"""Whether an answer in somebody's own words is right: yes or no, a quantity with its unit, words, or a refusal.

What is accepted of a question is a mapping with a `type`:

- `yes`, `no`: the answer begins with a word of that meaning;
- `number`: its first quantity of dimension `dim` lies within `tol` of `value`; of a range, ends and middle count;
- `regex`: `pattern` occurs, `forbid` does not, `rival` not before it;
- `all`: all `patterns` occur, in their order where `ordered`, and `forbid` does not;
- `refuse`: it says that this cannot be told;
- `any`: one of `of` is right.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, Final

_YES: Final = (
    r"yes|yeah|yep|yup|sure|correct|true|indeed|exactly|of course|certainly|definitely|absolutely|affirmative"
    r"|i think so|right(?=[,.:;]? (?:he|she|they|it|the person|nobody|no one|there|that|this)\b)"
    r"|that'?s (?:right|correct|true)|you'?re right|sí|si|cierto|ja|jawohl|genau|richtig|stimmt|是|对|正确"
)
_NO: Final = (
    r"no|nope|nah|not|never|false|wrong|incorrect|negative|that'?s (?:wrong|not (?:right|correct|true))|nein|falsch"
    r"|不|没有|否|错"
)
_CANNOT: Final = r"can ?no ?t|can'?t|could ?n[o']?t|unable|impossible|not possible|no way|hard|not able"
_LEARN: Final = (
    r"tell|say|know|see|seen|determin\w*|infer\w*|judg\w*|answer\w*|read|guess|recogni[sz]e|identify|hear|learn"
    r"|be (?:told|known|seen|said|read)"
)
_UNKNOWN: Final = re.compile(
    rf"\b(?:{_CANNOT})\b.{{0,40}}\b(?:{_LEARN})|\bcannot\b|\bcan'?t be\b"
    r"|\b(?:do|does|did)(?: not|n'?t) (?:know|show|tell|say|reveal|contain|include|record|see)\b"
    r"|\bunknown\b|\bunclear\b|\bno (?:information|idea)\b|\bnot something\b|\bneither .* nor .* (?:shown|visible)"
    r"|\bnot (?:known|visible|shown|recorded|contained|given|in the (?:motion|data|recording|file))\b"
    r"|\bnothing (?:in|about|that|of|here)\b|\boutside (?:of )?(?:what|my)\b|\bbeyond what\b"
    r"|\bonly (?:see|know|have|has|show)s?\b|\bthere is no (?:way|information|sound|object)"
    r"|\b(?:motion|joints?|skeleton|recording|data|file)s? (?:alone )?(?:do|does|can|could)(?: not|n'?t|not)\b"
    r"|\bkann (?:man |ich )?.{0,30}nicht\b|\bunbekannt|\bno se (?:puede|sabe|ve)|无法|不知道|看不出|不能",
    re.IGNORECASE,
)
_NUMBER_WORDS: Final[dict[str, float]] = {
    **dict(zip("zero one two three four five six seven eight nine ten".split(), range(11), strict=True)),
    **dict(zip("eleven twelve thirteen fourteen fifteen sixteen".split(), range(11, 17), strict=True)),
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "ninety": 90, "hundred": 100, "none": 0, "once": 1, "single": 1, "twice": 2, "thrice": 3},
    **{"half": 0.5, "quarter": 0.25, "einmal": 1, "zweimal": 2, "dreimal": 3, "viermal": 4, "eins": 1, "zwei": 2},
    **{"drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4},
    **{"cinco": 5, "seis": 6},
}
_TURNS: Final = {"full|complete|whole": 360, "half": 180, "quarter": 90}
_UNITS: Final[tuple[tuple[str, float, str], ...]] = (
    ("speed", 1.0, r"m ?/ ?s(?:ec)?|m ?s-1|met(?:er|re)s? (?:per|a|/) ?sec(?:ond)?|mps|米每秒"),
    ("speed", 1 / 3.6, r"km ?/ ?h|kmh|kph|kilomet(?:er|re)s? (?:per|an) hour"),
    ("speed", 0.44704, r"mph|miles? (?:per|an) hour"),
    ("speed", 0.01, r"cm ?/ ?s"),
    ("time", 0.001, r"milliseconds?|ms(?:ecs?)?"),
    ("time", 1.0, r"seconds?|secs?|s|sekunden?|sek|segundos?|秒"),
    ("time", 60.0, r"minutes?|mins?"),
    ("length", 0.001, r"millimet(?:er|re)s?|mm"),
    ("length", 0.01, r"centimet(?:er|re|ro)s?|zentimetern?|cm|厘米"),
    ("length", 1.0, r"met(?:er|re|ro)s?n?|m|米"),
    ("length", 0.3048, r"feet|foot|ft"),
    ("length", 0.0254, r"inch(?:es)?|in(?=\b)"),
    ("angle", 1.0, r"degrees?|deg|°|grad|grados?|度"),
    ("angle", 57.2958, r"rad(?:ians?)?"),
)
_VALUE: Final = r"-?\d+(?:[.,]\d+)?"
_QUANTITY: Final = re.compile(
    rf"(?<![A-Za-z0-9_.])({_VALUE})(?:\s*(?:-|–|—|to|and|until|till|bis|und|a|y|or|到|至)\s*(?<![A-Za-z0-9_.])({_VALUE}))?"
    rf"\s*-?\s*({'|'.join(unit for _, _, unit in _UNITS)})?(?![a-z/])"
)


def is_right(answer: str, accepted: Mapping[str, Any], kind: str = "") -> bool:
    """Whether an answer is one that is accepted.

    Args:
        answer: in any words.
        accepted: see the module.
        kind: of the question; of one that asks how long, a range counts by its length, too.

    Raises:
        ValueError: `accepted` is of no known type.
    """
    text = " ".join(answer.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if not text:
        return False
    match accepted["type"]:
        case "any":
            return any(is_right(text, one, kind) for one in accepted["of"])
        case "yes":
            return _begins(text, _YES) and not _begins(text, _NO)
        case "no":
            return _begins(text, _NO) and not says_unknown(text)
        case "refuse":
            return says_unknown(text)
        case "regex":
            return _has_words(text, accepted)
        case "all":
            return _has_all(text, accepted)
        case "number":
            return not says_unknown(text) and _has_quantity(text, accepted, kind)
        case other:
            raise ValueError(f"an answer is accepted by yes, no, number, regex, all, refuse or any, not {other!r}")


def says_unknown(answer: str) -> bool:
    """Whether an answer says that this cannot be told."""
    return _UNKNOWN.search(answer) is not None


def quantities(answer: str, dimension: str) -> list[list[float]]:
    """The quantities of a dimension (time s, length m, speed m/s, angle degrees, count), in order.

    Returns:
        One list each: a value, or the two ends of a range. Numbers without a unit count where none has one.
    """
    told = _measured(answer)
    found = [values for of, values in told if of == dimension]
    return found or [values for of, values in told if of == "count"]


def says_the_same(one: str, other: str) -> bool:
    """Whether two answers come to the same: the same yes, no or refusal; else the same first quantity and side.

    A quantity of the same dimension is the same within 5%, whatever its unit; a range is told by where it begins.
    """
    (verdict, side, told), (other_verdict, other_side, other_told) = _gist(one), _gist(other)
    if verdict or other_verdict:
        return verdict == other_verdict
    if side != other_side or not told or not other_told:
        return side == other_side and told == other_told
    (of, values), (other_of, other_values) = told[0], other_told[0]
    return of == other_of and math.isclose(values[0], other_values[0], rel_tol=0.05)


def _gist(answer: str) -> tuple[str, str, list[tuple[str, list[float]]]]:
    """Verdict, first side and quantities of an answer; "" where there is none."""
    verdict = next((kind for kind in ("refuse", "no", "yes") if is_right(answer, {"type": kind})), "")
    side = _search(r"\b(?:left|right|both)\b", answer)
    return verdict, side[0].lower() if side else "", _measured(answer)


def _measured(answer: str) -> list[tuple[str, list[float]]]:
    """The quantities of an answer in order: dimension ("count" without a unit), and a value or the ends of a range."""
    found: list[tuple[str, list[float]]] = []
    for match in _QUANTITY.finditer(_spelled(answer.lower())):
        values = [float(value.replace(",", ".")) for value in match.group(1, 2) if value is not None]
        units = [(of, factor) for of, factor, unit in _UNITS if match[3] and re.fullmatch(unit, match[3])]
        of, factor = units[0] if units else ("count", 1.0)
        found.append((of, [value * factor for value in values]))
    return found


def _begins(text: str, words: str) -> bool:
    return re.match(rf"\W*(?:(?:well|oh|hm+),? )?(?:{words})(?![a-z])", text.lower()) is not None


def _has_words(text: str, accepted: Mapping[str, Any]) -> bool:
    found, rival = _search(accepted["pattern"], text), _search(accepted.get("rival"), text)
    if found is None or _search(accepted.get("forbid"), text):
        return False
    return rival is None or found.start() < rival.start()


def _has_all(text: str, accepted: Mapping[str, Any]) -> bool:
    found = [_search(pattern, text) for pattern in accepted["patterns"]]
    if not all(found) or _search(accepted.get("forbid"), text):
        return False
    places = [match.start() for match in found if match]
    return not accepted.get("ordered") or places == sorted(places)


def _has_quantity(text: str, accepted: Mapping[str, Any], kind: str) -> bool:
    groups, value = quantities(text, accepted["dim"]), accepted["value"]
    if not groups:
        nothing = value == 0 and _search(r"\bnot? (?:at all|turn)|\bstraight|\bdoes(?:n'?t| not)", text)
        return bool(nothing or _search(accepted.get("also"), text))
    tries = list(groups[0])
    if len(tries) == 2:
        tries.append(sum(tries) / 2)
        if kind == "how_long":
            tries.append(tries[1] - tries[0])
    if accepted["dim"] == "angle":
        tries = [abs(one) for one in tries]
    return any(abs(one - value) <= accepted["tol"] + 1e-6 for one in tries)


def _search(pattern: str | None, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE) if pattern else None


def _spelled(text: str) -> str:
    """Numbers in words as digits."""
    text = re.sub(r"\ba couple(?: of)?\b", "2", text)
    text = re.sub(r"\bhalf an?\b", "0.5", text)
    for words, degrees in _TURNS.items():
        text = re.sub(rf"\b(?:{words})[ -](?:turn|circle|rotation)\b", f"{degrees} degrees", text)
    return re.sub(
        rf"\b(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})\b",
        lambda match: str(_NUMBER_WORDS[match[0]]),
        text,
    )
