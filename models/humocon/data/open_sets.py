"""Open motion-capture collections, known by the names of their files: what a file shows, and which split it is of.

Known are the Bandai Namco Research Motion Dataset 1 and 2 (`dataset-1_bow_active_001.bvh`), HDM05's cut clips
(`HDM_bk_squat1Reps_019_120.amc`), the runs and punches of Sony Interactive Entertainment that came with DeepMimic
(`sie_humanoid3d_run_left01.txt`), sets of depth cameras (`kinect_sets`) and CMU's motions (`16_05.bvh`, `16_05.amc`),
whose text is read from `cmu-mocap-index-text.txt` beside them or in a folder above. What a content means is looked up
in `humocon.data.labels`.
Takes of one action in one style or by one person are near copies, so splits go by style, actor or subject.
"""

import functools
import hashlib
import re
from pathlib import Path
from typing import Any, Final

from humocon.data.kinect_sets import describe_kinect
from humocon.errors import DataError

CMU_INDEX: Final = "cmu-mocap-index-text.txt"
_FOLDERS_ABOVE: Final = 4
_HELD_OUT_OF_256: Final = 13

_BANDAI: Final = re.compile(r"dataset-(?P<number>[12])_(?P<content>[a-z-]+)_(?P<style>[a-z-]+)_\d+")
_STYLES: Final = {
    **dict.fromkeys(("musical", "old", "youthful", "giant", "chimpira", "elderly"), "test"),
    **dict.fromkeys(("proud", "masculine"), "val"),
}
"""Styles that are not for training."""

_HDM05: Final = re.compile(r"HDM_(?P<actor>[a-z]{2})_(?P<motion>\w+?)_\d+_120")
_HDM05_TEST: Final = frozenset({"bk", "dg"})
_HDM05_CONTENT: Final = {
    "depositFloorR": "deposit an object on the floor",
    "elbowToKnee1RepsLelbowStart": "elbow to knee",
    "grabHighR": "grab an object from a high shelf",
    "hopBothLegs1hops": "hop",
    "jogLeftCircle4StepsRstart": "jog in a left circle",
    "kickLFront1Reps": "kick to the front",
    "lieDownFloor": "lie down on the floor",
    "rotateArmsBothBackward1Reps": "rotate arms backward",
    "sneak2StepsLStart": "sneak",
    "squat1Reps": "squat",
    "throwBasketball": "throw a basketball",
}

_SIE: Final = re.compile(r"sie_humanoid3d_(?P<content>run|punch)_(?P<direction>forward|left|right)\d+")

_CMU: Final = re.compile(r"(?P<subject>\d{2,3})_\d{2}")
_CMU_TEST: Final = frozenset({2, 8, 13})
_CMU_LINE: Final = re.compile(r"(\d{2,3}_\d{2})\s+(\S.*)")


def describe(path: Path) -> dict[str, Any] | None:
    """The row of a file of a known collection, as in a labelled set's manifest; None for any other file.

    Args:
        path: of a motion file; it need not be there.

    Returns:
        `id`, `split`, `content`, `set` (the collection), and the style, actor, subject or direction. Files that the
        collection does not describe have the content "".

    Raises:
        DataError: CMU's index is there and cannot be read.
    """
    if match := _BANDAI.fullmatch(path.stem):
        style = match["style"]
        split = _STYLES.get(style, "train")
        return _row(path, f"bandai{match['number']}", split, match["content"], style=style)
    if match := _HDM05.fullmatch(path.stem):
        split = "test" if match["actor"] in _HDM05_TEST else draw_split(path)
        content = _HDM05_CONTENT.get(match["motion"], "")
        return _row(path, "hdm05", split, content, actor=f"hdm05_{match['actor']}")
    if match := _SIE.fullmatch(path.stem):
        return _row(path, "sie", draw_split(path), match["content"], direction=match["direction"])
    if (match := _CMU.fullmatch(path.stem)) and (index := _cmu_index(path.parent)):
        split = "test" if int(match["subject"]) in _CMU_TEST else draw_split(path)
        return _row(path, "cmu", split, index.get(path.stem, ""), actor=f"cmu_subject_{match['subject']}")
    return describe_kinect(path)


def draw_split(path: Path) -> str:
    """Split of a file that stands alone: "val" for about every twentieth, by a hash of its name, else "train"."""
    return "val" if name_digest(path)[0] < _HELD_OUT_OF_256 else "train"


def name_digest(path: Path) -> bytes:
    """What stands for chance where files are drawn by their names."""
    return hashlib.sha256(path.name.encode()).digest()


def _row(path: Path, name: str, split: str, content: str, **more: str) -> dict[str, Any]:
    return {"id": path.stem, "split": split, "content": content, "set": name, **more}


@functools.lru_cache(maxsize=4096)
def _cmu_index(folder: Path) -> dict[str, str]:
    """CMU's line of text for each of its motions, by name; empty where the index is nowhere near."""
    for place in (folder, *folder.parents[:_FOLDERS_ABOVE]):
        if (index := place / CMU_INDEX).is_file():
            return _read_index(index)
    return {}


@functools.lru_cache(maxsize=16)
def _read_index(index: Path) -> dict[str, str]:
    try:
        lines = index.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise DataError(f"{index}: cannot be read ({error.strerror or error}); check its rights") from None
    return {match[1]: match[2].strip() for line in lines if (match := _CMU_LINE.fullmatch(line.strip()))}
