"""ASF/AMC files of Acclaim, as CMU and HDM05 publish them: the body in one file, the motion in the other."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.readers.bvh import MAX_TEXT_BYTES, check_places
from humocon.motion.readers.raw import RawMotion
from humocon.motion.rotations import axis_rotation
from humocon.motion.skeleton import JOINT_NAMES

DEFAULT_FPS: Final[float] = 120.0
MAX_BONES: Final[int] = 500
_ROOT_DOF: Final = frozenset({"tx", "ty", "tz", "rx", "ry", "rz"})
_DOF: Final = _ROOT_DOF | {"l"}
_INCH = 0.0254
# Each joint as the end of a bone, or a share of the way from one bone's end to another's.
_JOINT_AT: Final[dict[str, str | tuple[str, str, float]]] = {
    "pelvis": "root",
    "spine1": "lowerback",
    "spine2": "upperback",
    "spine3": ("upperback", "thorax", 0.4),
    "neck": "thorax",
    "head": "upperneck",
}
_SIDE_JOINT_AT: Final[dict[str, str | tuple[str, str, float]]] = {
    "hip": "hipjoint",
    "knee": "femur",
    "ankle": "tibia",
    "foot": "foot",
    "collar": ("thorax", "clavicle", 0.35),
    "shoulder": "clavicle",
    "elbow": "humerus",
    # The bone "radius" is the upper two thirds of the forearm; "wrist" is the rest of it and only twists.
    "wrist": "wrist",
}


@dataclass
class _Bone:
    direction: np.ndarray = field(default_factory=lambda: np.zeros(3))
    length: float = 0.0
    axis: np.ndarray = field(default_factory=lambda: np.eye(3))
    dof: tuple[str, ...] = ()
    parent: str = ""


def read_amc(path: Path) -> RawMotion:
    """Read an AMC file with the ASF file beside it.

    Raises:
        DataError: No ASF beside it, or one of the two is damaged.
    """
    asf = _find_asf(path)
    bones, unit_length, degrees = _parse_asf(asf)
    rows, fps = _parse_amc(path, bones, asf)
    ends = _pose(bones, rows, degrees)
    joints = np.stack([_joint(ends, name, asf) for name in JOINT_NAMES], axis=1)
    note = f"AMC stores no frame rate; {DEFAULT_FPS:g} Hz assumed, as CMU records (a few CMU takes have 60)"
    return RawMotion(
        joints=joints,
        fps=fps,
        format="ASF/AMC",
        skeleton=f"{asf.name}, {len(bones)} bones",
        # The unit of length in an ASF is a number of inches divided by `length`.
        metres=_INCH / unit_length if 0 < unit_length < 1 else None,
        named=True,
        default_fps=(("y", DEFAULT_FPS), ("z", DEFAULT_FPS)),
        notes=(note,) if fps is None else (),
    )


def _find_asf(path: Path) -> Path:
    beside = sorted(file for file in path.parent.iterdir() if file.suffix.lower() == ".asf" and file.is_file())
    named = [
        file
        for file in beside
        if path.stem.lower().startswith(file.stem.lower()) and not path.stem[len(file.stem) :][:1].isalnum()
    ]
    if named:
        return max(named, key=lambda file: len(file.stem))
    if len(beside) == 1:
        return beside[0]
    wanted = path.stem.split("_")[0] + ".asf"
    raise DataError(f"{path}: an AMC file needs its skeleton; put the .asf of the same subject ({wanted}) beside it")


def _read_lines(path: Path) -> list[list[str]]:
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise DataError(f"{path}: over the limit of {MAX_TEXT_BYTES >> 20} MiB; cut it into shorter clips")
    text = path.read_text(encoding="utf-8", errors="replace")
    return [words for line in text.splitlines() if (words := line.split("#", 1)[0].split())]


def _rotation(angles: np.ndarray, order: str) -> np.ndarray:
    """Acclaim's order: "XYZ" turns about the fixed x first, so x is the last factor. (..., n) radians -> matrices."""
    out = np.broadcast_to(np.eye(3), (*angles.shape[:-1], 3, 3))
    for index, axis in enumerate(order):
        out = axis_rotation(axis, angles[..., index]) @ out
    return out


@dataclass
class _Asf:
    """An ASF while it is read; angles and their order wait until the unit of angles is known."""

    bones: dict[str, _Bone] = field(default_factory=lambda: {"root": _Bone(dof=("tx", "ty", "tz", "rx", "ry", "rz"))})
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
            self.axes["root"] = ([float(word) for word in words[:3]], order)
        elif key == "axis":
            self.axes["root"] = (angles, _axes(words[0]))

    def bonedata(self, key: str, words: list[str]) -> None:
        bone = self.bones[self.name]
        if key == "name":
            self.name = words[0]
            self.bones[self.name] = _Bone()
            if len(self.bones) > MAX_BONES:
                raise ValueError(f"more than {MAX_BONES} bones")
        elif key == "direction":
            bone.direction = np.array(words[:3], dtype=float)
        elif key == "length":
            bone.length = float(words[0])
        elif key == "axis":
            self.axes[self.name] = ([float(word) for word in words[:3]], _axes(words[3]))
        elif key == "dof":
            bone.dof = _dof(words)

    def hierarchy(self, key: str, words: list[str]) -> None:
        for child in words if key not in ("begin", "end") else ():
            self.bones[child].parent = key


def _dof(words: list[str]) -> tuple[str, ...]:
    dof = tuple(word.lower() for word in words)
    if unknown := [word for word in dof if word not in _DOF]:
        raise ValueError(f"unknown channel {unknown[0][:20]!r}")
    return dof


def _axes(word: str) -> str:
    if not set(word.upper()) <= set("XYZ"):
        raise ValueError(f"unknown axis {word[:20]!r}")
    return word.upper()


def _parse_asf(path: Path) -> tuple[dict[str, _Bone], float, bool]:
    asf, section = _Asf(), ""
    sections = {":units": asf.units, ":root": asf.root, ":bonedata": asf.bonedata, ":hierarchy": asf.hierarchy}
    try:
        for words in _read_lines(path):
            if words[0].startswith(":"):
                section = words[0].lower()
            elif section in sections:
                # Bone names keep their case, keywords have none.
                key = words[0] if section == ":hierarchy" else words[0].lower()
                sections[section](key, words[1:])
        for owner, (angles, order) in asf.axes.items():
            asf.bones[owner].axis = _rotation(np.radians(angles) if asf.degrees else np.array(angles), order)
    except (ValueError, IndexError, KeyError) as error:
        raise DataError(f"{path}: damaged ASF skeleton in {section or 'the head'} ({error}); copy it again") from error
    return asf.bones, asf.unit_length, asf.degrees


def _parse_amc(path: Path, bones: dict[str, _Bone], asf: Path) -> tuple[dict[str, np.ndarray], float | None]:
    values: dict[str, list[list[str]]] = {}
    frames, fps = 0, None
    for words in _read_lines(path):
        if words[0].startswith(":"):
            found = re.match(r":samples-per-second\s+(\d{1,6}(?:\.\d*)?)", " ".join(words), re.IGNORECASE)
            fps = float(found.group(1)) if found else fps
        elif len(words) == 1 and words[0].isdigit():
            frames += 1
        elif words[0] not in bones:
            raise DataError(f"{path}: bone {words[0]!r} is not in {asf.name}; put the .asf of this subject beside it")
        elif len(words) - 1 != len(bones[words[0]].dof):
            dof = len(bones[words[0]].dof)
            raise DataError(
                f"{path}: frame {frames} gives {words[0]} {len(words) - 1} numbers, {asf.name} declares {dof}"
            )
        else:
            values.setdefault(words[0], []).append(words[1:])
    for name, rows in values.items():
        if len(rows) != frames:
            raise DataError(f"{path}: truncated, bone {name} has {len(rows)} of {frames} frames; copy it again")
    if "root" not in values:
        raise DataError(f"{path}: holds no frames; copy it again")
    if fps is not None and not 0.1 < fps < 10_000:
        raise DataError(f"{path}: :SAMPLES-PER-SECOND is {fps:g}; write the poses per second")
    check_places(frames, len(bones), path)
    try:
        arrays = {name: np.array(rows, dtype=np.float64) for name, rows in values.items()}
    except ValueError as error:
        raise DataError(f"{path}: holds something that is no number ({error}); copy it again") from error
    return arrays, fps


def _pose(bones: dict[str, _Bone], rows: dict[str, np.ndarray], degrees: bool) -> dict[str, np.ndarray]:
    """End of every bone over time, (N, 3) each, in the unit of the ASF."""
    count = len(rows["root"])
    ends: dict[str, np.ndarray] = {}
    turned: dict[str, np.ndarray] = {}

    def place(name: str) -> None:
        bone = bones[name]
        row = rows.get(name, np.zeros((count, len(bone.dof))))
        turns = [index for index, dof in enumerate(bone.dof) if dof.startswith("r")]
        angles = np.radians(row[:, turns]) if degrees else row[:, turns]
        local = bone.axis @ _rotation(angles, "".join(bone.dof[index][1] for index in turns)) @ bone.axis.T
        if name == "root":
            ends[name], turned[name] = row[:, [bone.dof.index(f"t{axis}") for axis in "xyz"]], local
            return
        turned[name] = turned[bone.parent] @ local
        ends[name] = ends[bone.parent] + turned[name] @ (bone.direction * bone.length)

    waiting = ["root"]
    while waiting:
        name = waiting.pop()
        place(name)
        waiting += [child for child, bone in bones.items() if bone.parent == name and child not in ends]
    return ends


def _joint(ends: dict[str, np.ndarray], name: str, asf: Path) -> np.ndarray:
    side, _, part = name.partition("_")
    prefix = side[0] if part else ""
    rule = _SIDE_JOINT_AT[part] if part else _JOINT_AT[name]
    first, second, share = (rule, rule, 0.0) if isinstance(rule, str) else rule
    first, second = (bone if bone in ends else prefix + bone for bone in (first, second))
    for bone in (first, second):
        if bone not in ends:
            raise DataError(f"{asf}: no bone {bone!r} for the {name}; only the skeletons of CMU and HDM05 are known")
    return (1 - share) * ends[first] + share * ends[second]
