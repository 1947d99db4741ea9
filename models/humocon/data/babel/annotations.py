"""The concepts of BABEL-QA: what BABEL's annotators wrote of each stretch of a motion, as actions, parts, directions.

The rules are those of the published benchmark, its oddities included: question ids count on from one motion to the
next, so that one motion treated otherwise would give every later question another id.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from humocon.errors import DataError
from humocon.files import read_json_value

FPS = 30
SPLIT_FILES = ("train.json", "val.json")
"""In this order: it decides the ids of the questions. BABEL's test split has no public labels."""
_ACTIONS = (
    *("bow", "cartwheel", "catch", "clap", "cough", "crawl", "crouch", "dribble", "drink", "duck", "eat", "fall"),
    *("fight", "fire gun", "fish", "fist bump", "flail arms", "flap", "flip", "golf", "handstand", "hop", "hug", "jog"),
    *("juggle", "jump", "jump rope", "jumping jacks", "kick", "kneel", "knock", "leap", "lift something", "limp"),
    *("lunge", "march", "mix", "moonwalk", "place something", "punch", "rake", "run", "salute", "shuffle", "sit"),
    *("skate", "skip", "sneeze", "squat", "stand up", "take/pick something up", "throw", "tie", "tiptoe", "walk"),
    *("wave", "yawn", "transition"),
)
"""Categories of BABEL whose meaning is clear from joints."""
_BODY_PARTS = tuple(f"{side} {part}" for part in ("hand", "arm", "leg", "foot") for side in ("left", "right"))
_DIRECTIONS = ("left", "right", "forward", "forwards", "backwards", "backward")
_SAME = {
    "backward": "backwards",
    "forwards": "forward",
    "hop": "jump",
    "lift something": "take/pick something up",
}
_ON_TERRAIN = frozenset({7465, 10967})
"""Motions in which the person steps onto things, left out by the benchmark."""
Segment = dict[str, Any]


def read_babel(folder: Path) -> dict[str, dict[str, Any]]:
    """BABEL's annotations of the splits with public labels, by id, in the order of the files.

    Raises:
        DataError: a file is missing, not JSON, or lacks what is needed.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in SPLIT_FILES:
        places = [path for path in (folder / name, *sorted(folder.glob(f"*/{name}"))) if path.is_file()]
        if not places:
            raise DataError(f"{folder / name}: missing; --babel takes the folder of BABEL's train.json and val.json")
        entries = read_json_value(places[0], "download the file again")
        try:
            for identifier, entry in entries.items():
                _check(entry)
                found[identifier] = entry
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(
                f"{places[0]}: not BABEL's annotations ({type(error).__name__}: {error}); download the file again"
            ) from None
    return found


def motion_concepts(babel: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Segment]]:
    """The stretches of each motion that can be asked about: `motion_concepts.json`.

    Args:
        babel: annotations in the order of BABEL's files.

    Returns:
        For each motion its stretches in time, with their first frame, last frame, and attributes. Motions with
        overlapping stretches are left out.
    """
    concepts: dict[str, list[Segment]] = {}
    for annotation in babel.values():
        segments = _segments(annotation)
        if segments is None or annotation["babel_sid"] in _ON_TERRAIN or _overlap(segments):
            continue
        order = np.argsort([segment["start_t"] for segment in segments])  # the sort that the benchmark was made with
        rows = []
        for place in order:
            segment = segments[place]
            first, last = int(FPS * segment["start_t"]), int(FPS * segment["end_t"])
            if first != last:
                rows.append({"start_f": first, "end_f": last, "attributes": _attributes(segment)})
        concepts[str(annotation["babel_sid"])] = rows
    return concepts


def _check(entry: Mapping[str, Any]) -> None:
    """Raise KeyError or TypeError where an annotation lacks what is read later."""
    if not isinstance(entry["feat_p"], str):
        raise TypeError("feat_p is no text")
    int(entry["babel_sid"])
    for segment in _segments(entry) or ():
        for key in ("start_t", "end_t"):
            float(segment[key])


def _segments(annotation: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The labelled stretches of a motion; one label for the whole of it is one stretch, several are of no use."""
    if annotation.get("frame_ann") is not None:
        return list(annotation["frame_ann"]["labels"])
    labels = annotation["seq_ann"]["labels"]
    return [{**labels[0], "start_t": 0, "end_t": annotation["dur"]}] if len(labels) == 1 else None


def _overlap(segments: list[dict[str, Any]]) -> bool:
    """Whether an end of one stretch lies inside another; stretches that coincide do not overlap in this sense."""
    ends = [(segment["start_t"], segment["end_t"]) for segment in segments]
    return any(
        begin < time < end
        for place, (begin, end) in enumerate(ends)
        for other, times in enumerate(ends)
        if other != place
        for time in times
    )


def _attributes(segment: Mapping[str, Any]) -> dict[str, list[str]]:
    """Action, body part and direction of a stretch, in this order, those that it has."""
    words, categories = segment.get("proc_label") or "", segment.get("act_cat") or ()
    parts = [part for part in _BODY_PARTS if part in words]
    # "left" in "left hand" is no direction.
    ways = [way for way in _DIRECTIONS if way in words and not any(way in part for part in parts)]
    found = {
        "action": [_SAME.get(action, action) for action in _ACTIONS if action in categories],
        "body_part": parts,
        "direction": [_SAME.get(way, way) for way in ways],
    }
    return {name: list(dict.fromkeys(values)) for name, values in found.items() if values}
