"""ASF/AMC files of Acclaim, as CMU and HDM05 publish them: the body in one file, the motion in the other."""

import re
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.fitting import fit_smpl
from humocon.motion.readers.asf import INCH, Bone, read_asf, read_lines, rotation
from humocon.motion.readers.limits import check_places
from humocon.motion.readers.raw import RawMotion
from humocon.motion.skeleton import JOINT_NAMES

DEFAULT_FPS: Final[float] = 120.0
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

_SIDE_BONES: Final = ("hipjoint", "femur", "tibia", "foot", "clavicle", "humerus", "wrist")


def read_amc(path: Path) -> RawMotion:
    """Read an AMC file with the ASF file beside it.

    Raises:
        DataError: No ASF beside it, or one of the two is damaged.
    """
    asf = _find_asf(path)
    bones, unit_length, degrees = read_asf(asf)
    rows, fps = _parse_amc(path, bones, asf)
    ends = _pose(bones, rows, degrees)
    joints, has_toes, notes = _joints(ends, bones, asf)
    usable = fps is None or 0.1 < fps < 10_000
    note = f"AMC stores no frame rate; {DEFAULT_FPS:g} Hz assumed, as CMU records (a few CMU takes have 60)"
    return RawMotion(
        joints=joints,
        fps=fps if usable else None,
        fps_fault="" if usable else f":SAMPLES-PER-SECOND is {fps:g}; write the poses per second",
        format="ASF/AMC",
        skeleton=f"{asf.name}, {len(bones)} bones",
        # The unit of length in an ASF is a number of inches divided by `length`.
        metres=INCH / unit_length if 0 < unit_length < 1 else None,
        named=True,
        has_toes=has_toes,
        default_fps=(("y", DEFAULT_FPS), ("z", DEFAULT_FPS)),
        notes=(*((note,) if fps is None else ()), *notes),
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


def _parse_amc(path: Path, bones: dict[str, Bone], asf: Path) -> tuple[dict[str, np.ndarray], float | None]:
    values: dict[str, list[list[str]]] = {}
    frames, fps = 0, None
    for words in read_lines(path):
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
    check_places(frames, len(bones), path)
    try:
        arrays = {name: np.array(rows, dtype=np.float64) for name, rows in values.items()}
    except ValueError as error:
        raise DataError(f"{path}: holds something that is no number ({one_line(error)}); copy it again") from error
    for name, rows in arrays.items():
        if not np.isfinite(rows).all():
            raise DataError(f"{path}: bone {name} holds NaN or infinity; copy it again")
    return arrays, fps


def _pose(bones: dict[str, Bone], rows: dict[str, np.ndarray], degrees: bool) -> dict[str, np.ndarray]:
    """End of every bone over time, (N, 3) each, in the unit of the ASF."""
    count = len(rows["root"])
    ends: dict[str, np.ndarray] = {}
    turned: dict[str, np.ndarray] = {}

    def place(name: str) -> None:
        bone = bones[name]
        row = rows.get(name, np.zeros((count, len(bone.dof))))
        turns = [index for index, dof in enumerate(bone.dof) if dof.startswith("r")]
        angles = np.radians(row[:, turns]) if degrees else row[:, turns]
        local = bone.axis @ rotation(angles, "".join(bone.dof[index][1] for index in turns)) @ bone.axis.T
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


def _joints(ends: dict[str, np.ndarray], bones: dict[str, Bone], asf: Path) -> tuple[np.ndarray, bool, list[str]]:
    """The 22 joints (N, 22, 3): by the bones of CMU and HDM05, in any capitals, else by where bones begin."""
    plain = {name.lower(): end for name, end in ends.items()}
    if all(side + bone in plain for bone in _SIDE_BONES for side in "lr"):
        return np.stack([_joint(plain, name, asf) for name in JOINT_NAMES], axis=1), True, []
    names = [*ends]
    begins = np.stack([ends[bones[name].parent or name] for name in names], axis=1)
    parents = [names.index(bones[name].parent) if bones[name].parent else -1 for name in names]
    tips = {names.index(name): ends[name] for name in names if name not in {bone.parent for bone in bones.values()}}
    return fit_smpl(begins, names, parents, tips, str(asf))


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
