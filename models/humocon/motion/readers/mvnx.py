"""MVNX files of Xsens MVN: segments of the body over time, by their places, or by their turns and where they join."""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.fitting import fit_smpl
from humocon.motion.readers.limits import check_places, read_text
from humocon.motion.readers.people import choose_person
from humocon.motion.readers.rates import rate_of
from humocon.motion.readers.raw import RawMotion
from humocon.motion.rotations import axis_angle_to_matrix, quaternion_to_axis_angle

_ARM, _LEG = "{0}Shoulder {0}UpperArm {0}ForeArm {0}Hand", "{0}UpperLeg {0}LowerLeg {0}Foot {0}Toe"
_CHAINS: Final = (
    "Pelvis L5 L3 T12 T8 Neck Head",
    *(f"T8 {_ARM.format(side)}" for side in ("Right", "Left")),
    *(f"Pelvis {_LEG.format(side)}" for side in ("Right", "Left")),
)
_PARENTS: Final = {child: parent for chain in _CHAINS for parent, child in pairwise(chain.split())}
_SEGMENTS: Final = ("Pelvis", *_PARENTS)
"""In the order of a file that does not name them."""
_TEXTS: Final = frozenset({"position", "orientation", "pos_b", "connector1", "connector2"})
_MOTION: Final = ("normal", "")
"""Types of frames that are of the motion, and not of the poses in which a suit is calibrated."""


@dataclass
class _Subject:
    """One person.

    Attributes:
        fps: As the file says it.
        names: Of the segments.
        times: Of the frames, milliseconds.
        rows: Texts of the frames, by what they tell.
        points: Places of points, by segment and name, in the axes of the segment.
        joints: For each joint the segment and the point of its parent, and those of its child.
    """

    fps: str = ""
    names: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=lambda: {"position": [], "orientation": []})
    points: dict[str, str] = field(default_factory=dict)
    joints: list[list[str]] = field(default_factory=list)

    def array(self, name: str, width: int) -> np.ndarray:
        """Numbers of the segments in each frame, (N, S, width)."""
        rows = [row.split() for row in self.rows[name]]
        return np.array(rows, dtype=np.float64).reshape(len(rows), -1, width)


class _Subjects:
    """What a parser calls for each part of the file, so that no tree of it is ever in memory."""

    def __init__(self) -> None:
        self.people: list[_Subject] = []
        self._text: list[str] | None = None
        self._of_motion = False
        self._point = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition("}")[2]
        if tag == "subject" or (tag == "frames" and not self.people):
            self.people.append(_Subject(fps=attributes.get("frameRate", "")))
        elif self.people and tag == "segment":
            self.people[-1].names.append(attributes.get("label", "")[:200])
        elif self.people and tag == "point":
            self._point = f"{self.people[-1].names[-1]}/{attributes.get('label', '')}"
        elif self.people and tag == "joint":
            self.people[-1].joints.append([])
        elif self.people and tag == "frame":
            self._of_motion = attributes.get("type", "") in _MOTION
            self.people[-1].times += [attributes.get("time", "")] if self._of_motion else []
        self._text = [] if tag in _TEXTS and self.people else None

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if self._text is None:
            return
        tag, text, person = tag.rpartition("}")[2], "".join(self._text).strip(), self.people[-1]
        if tag in person.rows and self._of_motion:
            person.rows[tag].append(text)
        elif tag == "pos_b":
            person.points[self._point] = text
        elif tag.startswith("connector"):
            person.joints[-1].append(text)
        self._text = None


def read_mvnx(path: Path, person: int | None = None) -> RawMotion:
    """Read the segments of one person.

    Args:
        path: The file.
        person: Which of several people, from 1; None for the one who is alone.

    Raises:
        DataError: The file is damaged, has neither places nor joined segments, or several people.
    """
    people = [one for one in _parse(path) if one.times]
    if not people:
        raise DataError(f"{path}: an MVNX file without frames; export it from Xsens MVN with them")
    chosen = people[choose_person([len(one.times) for one in people], person, path)]
    names = chosen.names or [*_SEGMENTS]
    check_places(len(chosen.times), len(names), path)
    places, fps = _places(chosen, names, path)
    index = {name: number for number, name in enumerate(names)}
    parents = [index.get(_PARENTS[name], -1) if name in _PARENTS else -1 for name in names]
    joints, has_toes, notes = fit_smpl(places, names, parents, {}, str(path))
    return RawMotion(
        joints=joints,
        fps=fps,
        format="MVNX",
        skeleton=f"{len(names)} segments of Xsens",
        metres=1.0,
        up="z",
        named=True,
        has_toes=has_toes,
        about_pelvis=not chosen.rows["position"],
        people=len(people),
        notes=tuple(notes),
    )


def _parse(path: Path) -> list[_Subject]:
    text = read_text(path)
    if "<!ENTITY" in text:  # which could unfold to any size
        raise DataError(f"{path}: XML that declares entities, as no MVNX does; export it again")
    found = _Subjects()
    parser = ElementTree.XMLParser(target=found)
    try:
        parser.feed(text)
        parser.close()
        return found.people
    except (ElementTree.ParseError, ValueError, IndexError) as error:
        raise DataError(f"{path}: not a whole MVNX file ({one_line(error)}); export or copy it again") from error


def _places(person: _Subject, names: list[str], path: Path) -> tuple[np.ndarray, float | None]:
    """Places of segments (N, S, 3), metres, and frames per second."""
    try:
        places = person.array("position", 3) if person.rows["position"] else _joined(person, names)
        times = np.array([time or "nan" for time in person.times], dtype=np.float64)
        fps = float(person.fps) if person.fps else rate_of(np.linspace(times[0], times[-1], len(times)))
        if places.shape[:2] != (len(times), len(names)) or (fps is not None and not 0.1 < fps < 10_000):
            raise ValueError(f"{len(times)} frames of {len(names)} segments at {fps}: {places.shape}")
        return places, fps
    except (ValueError, IndexError, KeyError) as error:
        raise DataError(
            f"{path}: no whole positions of segments in this MVNX ({one_line(error)}); export it from Xsens MVN with "
            "position, or as BVH"
        ) from error


def _joined(person: _Subject, names: list[str]) -> np.ndarray:
    """Places of segments (N, S, 3) about the pelvis, by their turns and the points at which they join.

    Raises:
        ValueError, KeyError: The file does not tell all of these.
    """
    vectors = quaternion_to_axis_angle(person.array("orientation", 4))
    if vectors.shape[:2] != (len(person.times), len(names)) or not person.joints:
        raise ValueError("nor orientations of each, and the points where they join")
    turns = dict(zip(names, np.moveaxis(axis_angle_to_matrix(vectors), 1, 0), strict=True))
    places = {names[0]: np.zeros((len(vectors), 3))}
    for first, second in person.joints:
        parent, child = (connector.partition("/")[0] for connector in (first, second))
        ahead, back = (np.array(person.points[point].split(), dtype=np.float64) for point in (first, second))
        places[child] = places[parent] + turns[parent] @ ahead - turns[child] @ back
    return np.stack([places[name] for name in names], axis=1)
