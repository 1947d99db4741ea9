"""ASF files of Acclaim: the body of a motion, its bones, their lengths, axes and the angles that they turn by."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.readers.limits import read_text
from humocon.motion.rotations import axis_rotation

MAX_BONES: Final[int] = 500
_ROOT_DOF: Final = frozenset({"tx", "ty", "tz", "rx", "ry", "rz"})
_DOF: Final = _ROOT_DOF | {"l"}
INCH = 0.0254


@dataclass
class Bone:
    """A bone of the body.

    Attributes:
        direction: (3,) unit vector along it in the pose of rest, in the world.
        length: in the file's unit.
        axis: (3, 3) its own axes in the world, about which it turns.
        dof: channels in the order of an AMC row, such as "rx".
        parent: name of the bone at whose end it begins.
    """

    direction: np.ndarray = field(default_factory=lambda: np.zeros(3))
    length: float = 0.0
    axis: np.ndarray = field(default_factory=lambda: np.eye(3))
    dof: tuple[str, ...] = ()
    parent: str = ""


def read_lines(path: Path) -> list[list[str]]:
    """Words of the lines of an ASF or AMC file that hold any, without comments.

    Raises:
        DataError: the file is too large.
    """
    return [words for line in read_text(path).split("\n") if (words := line.split("#", 1)[0].split())]


def rotation(angles: np.ndarray, order: str) -> np.ndarray:
    """Acclaim's order: "XYZ" turns about the fixed x first, so x is the last factor. (..., n) radians -> matrices."""
    out = np.broadcast_to(np.eye(3), (*angles.shape[:-1], 3, 3))
    for index, axis in enumerate(order):
        out = axis_rotation(axis, angles[..., index]) @ out
    return out


@dataclass
class _Asf:
    """An ASF while it is read; angles and their order wait until the unit of angles is known."""

    bones: dict[str, Bone] = field(default_factory=lambda: {"root": Bone(dof=("tx", "ty", "tz", "rx", "ry", "rz"))})
    axes: dict[str, tuple[list[float], str]] = field(default_factory=lambda: {"root": ([0.0, 0.0, 0.0], "XYZ")})
    unit_length: float = 1.0
    degrees: bool = True
    name: str = "root"

    def units(self, key: str, words: list[str]) -> None:
        if key == "length":
            self.unit_length = float(words[0])
        elif key == "angle":
            self.degrees = not words[0].lower().startswith("rad")

    def root(self, key: str, words: list[str]) -> None:
        angles, order = self.axes["root"]
        if key == "order":
            self.bones["root"].dof = _dof(words)
            if not {"tx", "ty", "tz"} <= set(self.bones["root"].dof):
                raise ValueError("the root needs TX, TY and TZ")
        elif key == "orientation":
            self.axes["root"] = (_three(key, words), order)
        elif key == "axis":
            self.axes["root"] = (angles, _axes(words[0]))

    def bonedata(self, key: str, words: list[str]) -> None:
        bone = self.bones[self.name]
        if key == "name":
            self.name = words[0]
            self.bones[self.name] = Bone()
            if len(self.bones) > MAX_BONES:
                raise ValueError(f"more than {MAX_BONES} bones")
        elif key == "direction":
            bone.direction = np.array(_three(key, words))
        elif key == "length":
            bone.length = float(words[0])
        elif key == "axis":
            self.axes[self.name] = (_three(key, words), _axes(words[3]))
        elif key == "dof":
            bone.dof = _dof(words)

    def hierarchy(self, key: str, words: list[str]) -> None:
        for child in words if key not in ("begin", "end") else ():
            self.bones[child].parent = key


def _three(key: str, words: list[str]) -> list[float]:
    numbers = [float(word) for word in words[:3]]
    if len(numbers) < 3:
        raise ValueError(f"{key} has {len(numbers)} of 3 numbers")
    return numbers


def _dof(words: list[str]) -> tuple[str, ...]:
    dof = tuple(word.lower() for word in words)
    if unknown := [word for word in dof if word not in _DOF]:
        raise ValueError(f"unknown channel {unknown[0][:20]!r}")
    return dof


def _axes(word: str) -> str:
    if not set(word.upper()) <= set("XYZ"):
        raise ValueError(f"unknown axis {word[:20]!r}")
    return word.upper()


def read_asf(path: Path) -> tuple[dict[str, Bone], float, bool]:
    """Read an ASF file.

    Returns:
        The bones by name, in order; the unit of length; whether angles are in degrees.

    Raises:
        DataError: it is damaged.
    """
    asf, section = _Asf(), ""
    sections = {":units": asf.units, ":root": asf.root, ":bonedata": asf.bonedata, ":hierarchy": asf.hierarchy}
    try:
        for words in read_lines(path):
            if words[0].startswith(":"):
                section = words[0].lower()
            elif section in sections:
                # Bone names keep their case, keywords have none.
                key = words[0] if section == ":hierarchy" else words[0].lower()
                sections[section](key, words[1:])
        for owner, (angles, order) in asf.axes.items():
            asf.bones[owner].axis = rotation(np.radians(angles) if asf.degrees else np.array(angles), order)
    except (ValueError, IndexError, KeyError) as error:
        raise DataError(
            f"{path}: damaged ASF skeleton in {section or 'the head'} ({one_line(error)}); copy it again"
        ) from error
    return asf.bones, asf.unit_length, asf.degrees
