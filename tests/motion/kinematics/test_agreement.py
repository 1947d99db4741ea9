"""The facts against the labels of recorded motion: what they are worth."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from humocon.motion.clip import canonicalize
from humocon.motion.kinematics.facts import Facts, facts

Row = dict[str, object]
STILL = ("wave-", "raise-up", "bow", "bye", "byebye", "squat", "elbow to knee", "kick to the front", "rotate arms")
GROUNDED = ("walk", "wave-", "raise-up", "bow", "bye", "squat", "deposit", "elbow to knee", "sneak", "slow walk")
UPRIGHT = ("walk", "run", "dash", "wave-", "raise-up", "bow", "bye", "hop", "kick to", "grab", "elbow", "jog", "sneak")


def read_set(folder: Path, split: str) -> list[tuple[Row, Facts]]:
    """Every clip of a split with its row and its facts."""
    found = []
    for manifest in sorted(folder.glob("*.jsonl")):
        with np.load(manifest.with_suffix(".npz")) as data:
            positions, start, unit = data["positions"], data["start"], float(data["unit"])
        for number, line in enumerate(manifest.read_text().splitlines()):
            row = {**json.loads(line), "set": manifest.stem}
            if row["split"] == split:
                joints = positions[start[number] : start[number + 1]].astype(np.float32) * unit
                found.append((row, facts(canonicalize(joints, 20.0))))
    return found


def side(row: Row, known: Facts) -> bool | None:
    """Whether the side of the label is the side that moves; None where the label names none."""
    content = str(row["content"])
    raised = {move.side for move in known.arms if move.kind in ("raise", "wave", "circle")}
    for word, sides in (("left", {"left"}), ("right", {"right"}), ("both", {"left", "right"})):
        if content.startswith((f"raise-up-{word}", f"wave-{word}")):
            return raised == sides
    if content.startswith("kick to the front"):
        return {move.side for move in known.legs if move.kind == "kick"} == {"left"}
    if content.startswith("grab an object"):
        return raised == {"right"}
    if content.startswith("deposit"):
        reaches = [move for move in known.arms if move.kind == "reach down"]
        return bool(reaches) and min(reaches, key=lambda move: move.height_m).side == "right"
    return None


def turn(row: Row, known: Facts) -> bool | None:
    content, way = str(row["content"]), str(row.get("direction", ""))
    wanted = {"walk-turn-left": "left", "walk-turn-right": "right", "jog in a left circle": "left"}.get(content)
    if row["set"] == "sie" and content == "run" and way in ("left", "right"):
        wanted = way
    if wanted is None:
        return None
    return bool(known.turns) and max(known.turns, key=lambda one: abs(one.degrees)).side == wanted


def calm(row: Row, known: Facts) -> bool | None:
    """No turn where the label says that nobody turns."""
    return not known.turns if str(row["content"]).startswith(STILL) else None


def airborne(row: Row, known: Facts) -> bool | None:
    """A jump is seen in jumps and hops, and both feet are never off the floor where somebody stands or walks."""
    content = str(row["content"])
    if content in ("hop", "jump", "forward jump", "jump, balance"):
        return bool(known.jumps)
    return not known.flights if content.startswith(GROUNDED) and "uneven" not in content else None


def running(row: Row, known: Facts) -> bool | None:
    """Runs have strides with both feet in the air, and no jumps."""
    if row["content"] not in ("run", "dash", "jog in a left circle"):
        return None
    return bool(known.flights) and not known.jumps


def squat(row: Row, known: Facts) -> bool | None:
    content = str(row["content"])
    if content == "squat":
        return known.count("squat") >= 1
    return known.count("squat") == 0 if content.startswith(UPRIGHT) and "uneven" not in content else None


def count(row: Row, known: Facts) -> bool | None:
    """How often, where a set counts: squats, hops, kicks, arm circles, and the steps of sneaking and jogging."""
    whats = {"squat": "squat", "hop": "jump", "kick to the front": "kick", "rotate arms backward": "arm circle"}
    content = str(row["content"])
    if content in ("sneak", "jog in a left circle"):
        return len(known.steps) == row["count"]
    return known.count(whats[content]) == row["count"] if content in whats else None


def change(row: Row, known: Facts) -> bool | None:
    """Who lies down is seen to, and who stays on their feet never sits, kneels or lies."""
    content = str(row["content"])
    if content.startswith("lie down"):
        return "lies down" in {one.kind for one in known.changes} and known.postures[-1].name == "lying"
    return not known.changes if content.startswith((*UPRIGHT, "squat", "deposit")) else None


def gait(row: Row, known: Facts) -> bool | None:
    """Who walks or runs neither claps, lunges, kicks nor twists, and a run is no walk."""
    content = str(row["content"])
    if row["set"] == "cmu" or content not in ("walk", "run", "walk-turn-left", "walk-turn-right", "walk-back"):
        return None
    quiet = not any(known.count(what) for what in ("clap", "lunge", "kick", "twist", "punch", "jumping jack"))
    longest = max(known.goings, key=lambda going: going.distance_m)
    return quiet and longest.runs == (content == "run")


def once(row: Row, known: Facts) -> bool | None:
    """What is done once has no rhythm."""
    return known.rhythm is None if row["set"] == "hdm05" and row["count"] == 1 else None


CHECKS: dict[str, tuple[Callable[[Row, Facts], bool | None], float]] = {
    "side": (side, 0.99),
    "turn": (turn, 0.98),
    "calm": (calm, 0.98),
    "airborne": (airborne, 0.95),
    "running": (running, 0.8),
    "squat": (squat, 0.95),
    "count": (count, 0.9),
    "change": (change, 0.98),
    "gait": (gait, 0.9),
    "once": (once, 0.98),
}


@pytest.fixture(scope="module")
def test_clips(shared_data: Path) -> list[tuple[Row, Facts]]:
    return read_set(shared_data / "mocap", "test")


@pytest.mark.parametrize("name", CHECKS)
def test_facts_agree_with_the_labels_of_recorded_motion(name: str, test_clips: list[tuple[Row, Facts]]):
    check, bar = CHECKS[name]
    outcomes: dict[object, list[bool]] = defaultdict(list)
    for row, known in test_clips:
        outcome = check(row, known)
        if outcome is not None:
            outcomes[row["set"]].append(outcome)
    every = [outcome for found in outcomes.values() for outcome in found]
    table = {of: f"{sum(found)} of {len(found)}" for of, found in outcomes.items()}
    print(name, f"{sum(every)} of {len(every)} = {np.mean(every):.3f}", table)
    assert np.mean(every) >= bar, table
