"""Quantities in words, in the unit that was asked for."""

import re
from typing import Final

# One of a unit in metres, seconds, metres per second, or degrees.
_LENGTHS: Final = {"m": 1.0, "cm": 0.01, "ft": 0.3048, "in": 0.0254, "yd": 0.9144, "km": 1000.0}
_SPEEDS: Final = {"m/s": 1.0, "km/h": 1 / 3.6, "mph": 0.44704, "ft/s": 0.3048, "cm/s": 0.01}
_TIMES: Final = {"s": 1.0, "ms": 0.001, "min": 60.0}
_NAMES: Final = {"ft": "feet", "in": "inches", "yd": "yards", "min": "minutes"}


def _said(value: float, unit: str, digits: int) -> str:
    return f"{value:.{digits}f} {_NAMES.get(unit, unit)}"


def length(metres: float, unit: str = "") -> str:
    """A length: two digits after the point below a metre and a half, one above."""
    unit = unit if unit in _LENGTHS else "m"
    value = metres / _LENGTHS[unit]
    return _said(value, unit, 0 if unit in ("cm", "in") else 3 if unit == "km" else 2 if value < 1.5 else 1)


def speed(metres_per_s: float, unit: str = "") -> str:
    """A speed with one digit after the point."""
    unit = unit if unit in _SPEEDS else "m/s"
    return _said(metres_per_s / _SPEEDS[unit], unit, 2 if metres_per_s < 0.3 else 1)


def time(seconds: float, unit: str = "") -> str:
    """A time with one digit after the point; in milliseconds or minutes where asked for."""
    unit = unit if unit in _TIMES else "s"
    return _said(seconds / _TIMES[unit], unit, {"s": 1, "ms": 0, "min": 2}[unit])


def angle(degrees: float, unit: str = "") -> str:
    """An angle in whole degrees, or in radians."""
    return f"{degrees / 57.2958:.2f} rad" if unit == "rad" else count(round(degrees), "degree")


def as_base(value: float, unit: str) -> float:
    """A number of a unit in metres, seconds, metres per second or degrees."""
    table = _LENGTHS | _SPEEDS | _TIMES
    return value * table.get(unit, 57.2958 if unit == "rad" else 1.0)


def count(number: int, noun: str) -> str:
    """How many of something: "1 squat", "2 punches", "no jumps"."""
    return f"1 {noun}" if number == 1 else f"{number} {plural(noun)}"


def plural(noun: str) -> str:
    """Several of something: "squats", "punches", "feet", "raises of an arm"."""
    if noun == "foot":
        return "feet"
    head, space, rest = (
        noun.partition(" ") if re.match(r"(?:raise|lowering|touch) of|reach to", noun) else (noun, "", "")
    )
    return f"{head}{'es' if head.endswith(('s', 'sh', 'ch', 'x')) else 's'}{space}{rest}"


def singular(noun: str) -> str:
    """One of what has a plural in -s, or of feet: "hand", "foot"."""
    return "foot" if noun == "feet" else noun.removesuffix("s")
