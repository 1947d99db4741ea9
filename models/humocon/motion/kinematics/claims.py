"""What an answer may claim about a motion, and what the joints say for or against each claim."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from humocon.motion.kinematics import words
from humocon.motion.kinematics.arms import ArmMove
from humocon.motion.kinematics.facts import Facts
from humocon.motion.kinematics.measures import Part
from humocon.motion.kinematics.path import RUNNING

Finder = Callable[[Facts, str], list[str]]


@dataclass(frozen=True)
class Claim:
    """Something that an answer may say, and how the joints are asked about it.

    Attributes:
        words: how it is said.
        find: the facts for it, given the side that is claimed ("left", "right", "both" or "").
        against: what is told where there are none.
        by_legs: whether it is the legs that tell.
    """

    words: re.Pattern[str]
    find: Finder
    against: Callable[[Facts], str]
    by_legs: bool = False


def _jumped(facts: Facts, side: str) -> list[str]:
    return words.describe_jumps(facts)


def _skipped(facts: Facts, side: str) -> list[str]:
    return [*words.describe_jumps(facts), *words.describe_strides(facts)]


def _ran(facts: Facts, side: str) -> list[str]:
    strides = words.describe_strides(facts)
    runs = facts.travel.top_speed >= RUNNING or any(going.runs for going in facts.goings)
    return [*strides, words.describe_speed(facts)] if runs or strides else []


def _went(facts: Facts, way: str) -> list[str]:
    goings = zip(words.describe_way(facts), facts.goings, strict=True)
    return [line for line, going in goings if way in going.way]


def _walked(facts: Facts, side: str) -> list[str]:
    lines = [*_went(facts, ""), *words.describe_steps(facts)][:2]
    return [*lines, *(f"but {line}" for line in words.describe_strides(facts) if facts.travel.mean_speed > RUNNING)]


def turned(facts: Facts, side: str) -> list[str]:
    """The turns to a side, or all of them; the one claim whose side is that of the body and not of a limb."""
    sides = ("left", "right") if side in ("", "both") else (side,)
    turns = zip(words.describe_turns(facts), facts.turns, strict=True)
    return [line for line, turn in turns if turn.side in sides]


def _armed(kinds: tuple[str, ...]) -> Finder:
    """Finds what arms of a side do, out of some kinds."""

    def find(facts: Facts, side: str) -> list[str]:
        kept = [move for move in facts.arms if move.kind in kinds and side in ("", "both", move.side)]
        if side == "both" and len({move.side for move in kept}) < 2:
            return []
        lines = words.describe_arms(kept)
        others = [move for move in facts.arms if move.kind in kinds and move not in kept]
        if lines and side in ("left", "right"):
            best = min(kept, key=_rank)
            lines += [f"but also {words.describe_arms([move])[0]}" for move in others if _as_much(move, best)][:1]
        return lines

    return find


def _rank(move: ArmMove) -> tuple[bool, float]:
    """What tells more of which hand is used comes first: a wave before a raise, then who reaches farther."""
    return (move.kind == "raise", move.height_m if move.kind == "reach down" else -move.height_m)


def _as_much(move: ArmMove, best: ArmMove) -> bool:
    """Whether the other arm does as much as the one that was named."""
    return _rank(move) <= (best.kind == "raise", _rank(best)[1] + 0.1)


def _legs(kind: str) -> Finder:
    def find(facts: Facts, side: str) -> list[str]:
        pairs = zip(words.describe_legs(facts), facts.legs, strict=True)
        return [line for line, leg in pairs if leg.kind == kind and side in ("", "both", leg.side)]

    return find


def _postures(*names: str) -> Finder:
    """Finds stretches of the first of some postures that there is."""

    def find(facts: Facts, side: str) -> list[str]:
        told = words.describe_postures(facts)
        return next((lines for name in names if (lines := [line for line in told if line.startswith(name)])), [])

    return find


def _changed(*kinds: str, names: tuple[str, ...] = ()) -> Finder:
    """Finds changes of posture of some kinds, or else the postures that they lead to."""

    def find(facts: Facts, side: str) -> list[str]:
        pairs = zip(words.describe_changes(facts), facts.changes, strict=True)
        return [line for line, change in pairs if change.kind in kinds] or _postures(*names)(facts, side)

    return find


def _twisted(facts: Facts, side: str) -> list[str]:
    pairs = zip(words.describe_twists(facts), facts.twists, strict=True)
    return [line for line, twist in pairs if side in ("", "both", twist.side)]


def _jumped_jacks(facts: Facts, side: str) -> list[str]:
    pairs = zip(words.describe_counts(facts), facts.repetitions, strict=True)
    return [line for line, repetition in pairs if repetition.what == "jumping jack"]


def _stood(facts: Facts, side: str) -> list[str]:
    return [] if facts.goings or facts.flights else [f"goes only {facts.travel.path_m:.1f} m in all"]


def _no_flight(facts: Facts) -> str:
    if facts.flights:
        highest = max(flight.height_m for flight in facts.flights)
        return f"the feet leave the floor together only as in running, {highest:.2f} m at most"
    return "both feet never leave the floor together"


def _no_turn(facts: Facts) -> str:
    if facts.turns:
        return words.describe_turns(facts)[0].replace("turns", "the body turns")
    return words.describe_same_heading(facts)


def _no_way(facts: Facts) -> str:
    lines = _went(facts, "")
    return f"the person {lines[0]}" if lines else f"the person goes only {facts.travel.displacement_m:.1f} m"


def _no_arm(facts: Facts) -> str:
    lines = words.describe_arms(facts.arms)
    return lines[0] if lines else "no hand is raised or swung"


def _no_leg(facts: Facts) -> str:
    lines = words.describe_legs(facts)
    return lines[0] if lines else "no leg is lifted"


def _no_squat(facts: Facts) -> str:
    lowest = min(posture.hips_m for posture in facts.postures)
    return f"the pelvis never sinks below {lowest:.2f} m"


def _no_lean(facts: Facts) -> str:
    return f"the trunk leans {max(posture.lean_degrees for posture in facts.postures):.0f}° at most"


def _no_change(facts: Facts) -> str:
    names = dict.fromkeys(posture.name for posture in facts.postures)
    return f"the person is {', then '.join(names)}"


def _no_knees(facts: Facts) -> str:
    lowest = min(facts.measures.extreme(knee, "height", "least").value for knee in _KNEES)
    return f"no knee rests on the floor, the lowest is at {max(lowest, 0.0):.2f} m"


def _no_twist(facts: Facts) -> str:
    return "the shoulders stay over the hips"


def _claim(pattern: str, find: Finder, against: Callable[[Facts], str], *, by_legs: bool = False) -> Claim:
    return Claim(re.compile(rf"\b(?:{pattern})"), find, against, by_legs)


_KNEES: Final[tuple[Part, Part]] = ("left knee", "right knee")
_HANDS = ("raise", "wave", "circle", "punch", "swing", "clap", "reach down")
CLAIMS: Final[tuple[Claim, ...]] = (
    _claim(r"jumping jack", _jumped_jacks, _no_flight, by_legs=True),
    _claim(r"jump(?!ing jack)|hop|leap", _jumped, _no_flight, by_legs=True),
    _claim(r"skip", _skipped, _no_flight, by_legs=True),
    _claim(r"run|jog|sprint|dash", _ran, words.describe_speed),
    _claim(r"walk|stroll|sneak|creep|step", _walked, _no_way),
    _claim(r"stand(?:s|ing)? still", _stood, _no_way),
    _claim(r"turn|(?:to the |^)(?:left|right)(?! (?:hand|arm|leg|foot|knee|elbow))", turned, _no_turn),
    _claim(r"forward", lambda facts, side: _went(facts, "forward"), _no_way),
    _claim(r"backward", lambda facts, side: _went(facts, "backwards"), _no_way),
    _claim(r"wav(?:e|ing)", _armed(("wave", "raise")), _no_arm),
    _claim(r"rais|lift(?!\w* knee)|take|takes|grab|reach|wash", _armed(("raise", "wave")), _no_arm),
    _claim(r"throw|swing|slash|str(?:ike|oke)", _armed(("swing", "raise", "wave")), _no_arm),
    _claim(r"clap|applau", _armed(("clap",)), _no_arm),
    _claim(r"punch|box", _armed(("punch",)), _no_arm),
    _claim(r"rotat|circl", _armed(("circle",)), _no_arm),
    _claim(r"place|put|pick|set", _armed(("reach down",)), _no_arm),
    _claim(r"kick", _legs("kick"), _no_leg, by_legs=True),
    _claim(r"squat", _postures("squatting"), _no_squat, by_legs=True),
    _claim(r"crouch", _postures("squatting", "crouched"), _no_squat, by_legs=True),
    _claim(r"lunge", _legs("lunge"), _no_leg, by_legs=True),
    _claim(r"twist", _twisted, _no_twist),
    _claim(r"bow|bend", _postures("bent"), _no_lean),
    _claim(r"kneel", _postures("kneeling"), _no_knees, by_legs=True),
    _claim(r"crawl", _postures("on hands and knees", "on hands and feet"), _no_knees, by_legs=True),
    _claim(r"upside down|handstand|cartwheel", _postures("upside down"), _no_change, by_legs=True),
    _claim(r"(?:get|stand)(?:s|ting|ing)? up", _changed("gets up", "stands up", "sits up"), _no_change, by_legs=True),
    _claim(r"fall|trip|stumbl|collaps", _changed("falls"), _no_change, by_legs=True),
    _claim(r"sit(?!s? up)", _changed("sits down", names=("seated",)), _no_squat, by_legs=True),
    _claim(r"l(?:ie|ay|ying)", _changed("lies down", names=("lying",)), _no_squat, by_legs=True),
    _claim(r"(?:left|right|both) (?:hand|arm)", _armed(_HANDS), _no_arm),
)
