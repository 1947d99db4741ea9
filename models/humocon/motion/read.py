"""One motion file of any kind, told by its content, to one canonical clip."""

import re
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.file_kinds import MVNX, READ_KINDS, ROWS, is_c3d, is_table, kind_of, plain_text
from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip, canonicalize
from humocon.motion.floor import floor_tilt, with_feet_above_floor
from humocon.motion.layouts import LAYOUTS
from humocon.motion.posture import TO_Y_UP, check_joint_order, infer_up, is_mirrored
from humocon.motion.readers.amc import read_amc
from humocon.motion.readers.bvh import read_bvh
from humocon.motion.readers.bvh_text import is_bvh
from humocon.motion.readers.c3d import read_c3d
from humocon.motion.readers.containers import refusal
from humocon.motion.readers.deepmimic import is_deepmimic, read_deepmimic
from humocon.motion.readers.gltf import is_gltf, read_gltf
from humocon.motion.readers.joints import read_npy, read_npz
from humocon.motion.readers.keypoints_json import read_json
from humocon.motion.readers.kinect import is_ntu, read_mat, read_ntu
from humocon.motion.readers.marker_files import is_trc, read_trc
from humocon.motion.readers.mvnx import read_mvnx
from humocon.motion.readers.people import choose_person
from humocon.motion.readers.raw import RawMotion
from humocon.motion.readers.rows import read_rows
from humocon.motion.readers.tables import read_table, tells_places
from humocon.motion.rest_pose import fill_gaps, leading_rest, trailing_rest
from humocon.motion.travel import stand_on_feet
from humocon.motion.units import infer_unit, path_ratio

PREPARED_FILE: Final = "prepared.json"
"""In a folder of clips that were prepared for training, whose arrays are no motions."""
MOTION_SUFFIXES: Final[frozenset[str]] = frozenset(
    {".bvh", ".amc", ".npy", ".npz", ".c3d", ".trc", ".skeleton", ".mvnx", ".glb", ".gltf"}
)
_LISTED: Final = [f"{kind.name} ({' '.join(kind.suffixes[:6])})" for kind in READ_KINDS]
KINDS: Final[str] = f"{', '.join(_LISTED[:-1])}, or a {_LISTED[-1]}"
"""What is read, for errors."""
_OF_A_SET: Final = re.compile(
    r"a\d+_s\d_t\d_skeleton\.mat|a\d\d_s\d\d_e\d\d_(?:v\d\d\.json|skeleton3D\.txt)|joints_s\d\d_e\d\d\.txt"
)
"""Of UTD-MHAD, Northwestern-UCLA, MSR-Action3D and UTKinect; other such files in a folder need be no motion."""
_PICTURES: Final = re.compile(r"(.*?)(\d{4,})((?:_keypoints)?\.json)", re.IGNORECASE)
"""A file for each picture of a film, as OpenPose and EasyMocap write them: the first stands for all."""
_TABLES: Final = frozenset({".csv", ".tsv"})
_TABLE_HEAD: Final = 1 << 16
"""Bytes that hold the names of the columns and the first poses."""
_STATISTICS: Final = frozenset({"mean.npy", "std.npy"})
_HEAD: Final = 4096
"""Bytes that tell what a file is."""
_SHORT_S: Final = 0.5
_FASTEST_M_PER_S: Final = 25.0
_LONGEST_S: Final = 6 * 3600.0
_USUAL_FPS: Final = 30.0
_MOVES_M: Final = 1e-4


def read_motion(
    path: Path,
    *,
    body_model: Path | None = None,
    fps: float | None = None,
    up: str | None = None,
    person: int | None = None,
    one_of_many: bool = False,
    skeleton: str | None = None,
) -> MotionClip:
    """Read a motion file.

    Args:
        path: BVH, AMC (with its ASF beside it), C3D, TRC, glTF, AMASS or Motion-X parameters, DeepMimic's humanoid,
            HumanML3D, NTU's `.skeleton`, or joints in npy, npz, mat, JSON or rows of text.
        body_model: For parameters: the user's SMPL, SMPL-H or SMPL-X model, `.npz` or a folder that has it.
        fps: Poses per second, where the file does not say or says it wrongly.
        up: The up axis ("y", "z", "-y", "x", "-z", "-x"), where the posture misleads.
        person: Which of several people in the file, from 1.
        one_of_many: The file is one of many kinds, so that a body model that it has no use for is no mistake.
        skeleton: The order of the joints in an array ("kinect20", "coco17" ..., see `layouts.LAYOUTS`), where the
            body in it does not tell.

    Returns:
        A clip of (K, 22, 3) joints at 20 Hz; its source tells what was assumed.

    Raises:
        DataError: The file cannot be used; the message names it and the remedy.
        ValueError: `up` is no axis, `fps` is not positive, or `skeleton` is not known.
    """
    _check(fps, up, skeleton)
    path = Path(path)
    try:
        # Absurd numbers overflow on the way to the checks that refuse them.
        with np.errstate(all="ignore"):
            raw = _read_raw(path, body_model, person, skeleton)
            if body_model is not None and not raw.posed and not one_of_many:
                raise DataError(
                    f"{path}: {raw.format} has a body of its own and no use for a body model; leave --body-model out"
                )
            if person is not None and raw.people == 1:
                choose_person([len(raw.joints)], person, path)
            return _settle(raw, path, fps, up)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}); check the path and its rights") from error


def _check(fps: float | None, up: str | None, skeleton: str | None) -> None:
    """Refuse what a user cannot mean."""
    if skeleton is not None and skeleton not in LAYOUTS:
        raise ValueError(f"skeleton must be one of {', '.join(LAYOUTS)}, not {skeleton!r}")
    if up is not None and up not in TO_Y_UP:
        raise ValueError(f"up must be one of {', '.join(TO_Y_UP)}, not {up!r}")
    if fps is not None and not 0 < fps < 10_000:
        raise ValueError(f"fps must be a positive number, not {fps}")


def find_motions(folder: Path) -> list[Path]:
    """Motion files below a folder by suffix, sorted, without prepared clips and HumanML3D's `Mean.npy` and `Std.npy`.

    Of tables those are taken that have columns of joints; of `.txt` files those that are motions of DeepMimic's
    humanoid, by name and content, and with `.mat` and `.json` those that are named as in the sets of `_OF_A_SET`; of
    files of one for each picture the first.

    Raises:
        DataError: It is not a folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError(f"{folder}: not a folder; give a folder of motion files")
    entries = list(folder.rglob("*"))
    prepared = {entry.parent for entry in entries if entry.name == PREPARED_FILE}
    files = (entry for entry in entries if _looks_like_motion(entry) and entry.is_file())
    found = [file for file in files if file.name.lower() not in _STATISTICS and prepared.isdisjoint(file.parents)]
    first: dict[tuple[Path, str, str], Path] = {}
    for entry in sorted(entries):
        if (name := _PICTURES.fullmatch(entry.name)) and entry.is_file():
            first.setdefault((entry.parent, name[1], name[3]), entry)
    return sorted({*found, *filter(_tells_a_pose, first.values())})


def _looks_like_motion(file: Path) -> bool:
    if _OF_A_SET.fullmatch(file.name):
        return True
    suffix = file.suffix.lower()
    if suffix in _TABLES:
        return file.is_file() and tells_places(_beginning(file, _TABLE_HEAD))
    if suffix != ".txt":
        return suffix in MOTION_SUFFIXES
    return "humanoid3d_" in file.name.lower() and is_deepmimic(_beginning(file, _HEAD))


def _tells_a_pose(picture: Path) -> bool:
    head = _beginning(picture, _HEAD)
    return b'"pose_keypoints_' in head or b'"Rh"' in head


def _beginning(file: Path, size: int) -> bytes:
    """The first bytes of a file; none where it cannot be read."""
    try:
        with file.open("rb") as text:
            return text.read(size)
    except OSError:
        return b""


def _read_raw(path: Path, body_model: Path | None, person: int | None, skeleton: str | None) -> RawMotion:
    if path.is_dir():
        raise DataError(f"{path}: a folder, not a motion file; name a file in it")
    if not path.exists():
        if path.parts and path.parts[0] in ("http:", "https:"):
            raise DataError(f"{path}: an address, not a file; download it, and name the file")
        kind = "a link that leads nowhere" if path.is_symlink() else "no such file"
        raise DataError(f"{path}: {kind}; check the path")
    if not path.is_file():
        raise DataError(f"{path}: a pipe or a device, not a file; save what comes out of it, and give that")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise DataError(f"{path}: the file is empty; copy or export it again")
    kind = kind_of(path)
    if kind == ROWS:
        return read_rows(path, skeleton)
    if reason := refusal(path, kind):
        raise DataError(f"{path}: {reason}")
    if head.startswith(b"\x93NUMPY"):
        return read_npy(path, body_model, person, skeleton)
    if head.startswith(b"PK"):
        return read_npz(path, body_model, person, skeleton)
    if head.startswith(b"MATLAB 5.0"):
        return read_mat(path, person, skeleton)
    head = plain_text(head)
    is_json = head.lstrip()[:1] in (b"{", b"[")
    if is_json and not is_deepmimic(head) and not is_gltf(head, path):
        return read_json(path, person, skeleton, body_model)
    if skeleton is not None and not is_table(kind):
        raise DataError(f"{path}: its kind names its joints; leave --skeleton out")
    return _read_named(path, head, kind, person, skeleton)


def _read_named(path: Path, head: bytes, kind: str | None, person: int | None, skeleton: str | None) -> RawMotion:
    """A text or another file of a kind that names its joints, told by its first bytes."""
    if is_gltf(head, path):
        return read_gltf(path)
    if is_c3d(head):
        return read_c3d(path, person)
    if is_trc(head):
        return read_trc(path, person)
    if is_ntu(head):
        return read_ntu(path, person)
    if kind == MVNX:
        return read_mvnx(path, person)
    text = head.decode(errors="replace")
    if is_bvh(text) or (path.suffix.lower() == ".bvh" and kind is None and b"\0" not in head):
        return read_bvh(path, person)
    text = text.lstrip().upper()
    if ":BONEDATA" in text or ":VERSION" in text or path.suffix.lower() == ".asf":
        raise DataError(f"{path}: an ASF file holds the skeleton alone; give the .amc file of a motion")
    if is_deepmimic(head):
        return read_deepmimic(path)
    if text.startswith("#!OML") or ":FULLY-SPECIFIED" in text or ":DEGREES" in text:
        return read_amc(path)
    if kind is not None and is_table(kind):
        return read_table(path, kind, skeleton, person)
    raise DataError(f"{path}: {f'{kind}, ' if kind else ''}not a motion file known here; give {KINDS}")


def _settle(raw: RawMotion, path: Path, fps: float | None, up: str | None) -> MotionClip:
    """What is no part of the motion, axes, unit, order and rate, then the canonical frame."""
    notes, warnings = list(raw.notes), list(raw.warnings)
    _check_poses(raw.joints, path)
    # At the highest of the rates that may be assumed: what is too long at any is not looked through first.
    _check_length(len(raw.joints), fps or raw.fps or max(_USUAL_FPS, *(rate for _, rate in raw.default_fps), 0.0), path)
    joints = _motion_alone(raw, path, fps, notes, warnings)
    if not raw.named:
        check_joint_order(joints, str(path))
    unit, metres, odd = infer_unit(joints, str(path), declared=raw.metres, named=raw.named)
    warnings += [odd] if odd else []
    if up is None:
        up, sure = infer_up(joints, expected=raw.up)
        if not sure and raw.up is None:
            warnings.append(f"the up axis is not clear from the posture; {up} assumed")
    joints = joints @ TO_Y_UP[up].T * metres
    if not raw.measured and is_mirrored(joints, feet=raw.has_toes):
        joints = _unmirror(joints, raw, path, warnings)
    if raw.about_pelvis:
        joints = stand_on_feet(joints)
        warnings.append("poses about the pelvis alone: heights and the way are told from the feet, jumps are lost")
    if not raw.named and unit != "m":
        warnings.append(f"positions are in {unit}, told from the body's size")
    rate = _rate(raw, path, len(joints), fps, up, notes)
    joints = _level(joints, raw, rate, notes)
    joints = with_feet_above_floor(joints, rate) if raw.measured and raw.metres is None else joints
    joints = _path_in_unit(joints, rate, raw.measured, warnings)
    clip = canonicalize(joints, rate)
    if len(clip) < 2:
        raise DataError(
            f"{path}: {len(joints)} poses at {rate:g} Hz are over in {len(joints) / rate:.2f} s; give 0.1 s or more"
        )
    if len(clip) / CANONICAL_FPS < _SHORT_S:
        warnings.append(f"very short clip ({len(clip) / CANONICAL_FPS:.2f} s)")
    speed = np.linalg.norm(np.diff(clip, axis=0), axis=-1).max() * CANONICAL_FPS
    if speed > _FASTEST_M_PER_S:
        warnings.append(f"a joint jumps at {speed:.0f} m/s; the capture may be broken or the frame rate wrong")
    source = ClipSource(str(path), raw.format, raw.skeleton, rate, unit, up, tuple(notes), tuple(warnings))
    return MotionClip(clip, CANONICAL_FPS, source)


def _motion_alone(raw: RawMotion, path: Path, fps: float | None, notes: list[str], warnings: list[str]) -> np.ndarray:
    """The poses without a rest pose before or after them, and with poses of zeros filled in."""
    joints, gaps = fill_gaps(raw.joints, raw.zeros, path)
    warnings += [gaps] if gaps else []
    if raw.measured:
        return joints
    rate = fps or raw.fps or _USUAL_FPS
    if rest := leading_rest(joints, rate):
        frames = (
            "the first frame, the rest pose of the skeleton, was" if rest == 1 else f"{rest} frames of a rest pose were"
        )
        notes.append(f"{frames} left out")
    joints = joints[rest:]
    if rest := trailing_rest(joints, rate):
        frames = "the last frame, a rest pose, was" if rest == 1 else f"the last {rest} frames, a rest pose, were"
        notes.append(f"{frames} left out")
    return joints[: len(joints) - rest]


def _rate(raw: RawMotion, path: Path, num_poses: int, fps: float | None, up: str, notes: list[str]) -> float:
    """Poses per second: as asked, as the file says, or as is usual."""
    if fps is None and raw.fps_fault:
        raise DataError(f"{path}: {raw.fps_fault}; or give the poses per second with --fps")
    if fps and raw.fps and abs(fps / raw.fps - 1) > 1e-3:
        notes.append(f"read at {fps:g} Hz as asked; the file says {raw.fps:g}")
    rate = fps or raw.fps
    if rate is None:
        rate = dict(raw.default_fps).get(up.lstrip("-"), _USUAL_FPS)
        if not raw.notes or "frame rate" not in raw.notes[0]:
            notes.append(f"the file stores no frame rate; {rate:g} Hz assumed")
    _check_length(num_poses, rate, path)
    return rate


def _check_length(num_poses: int, rate: float, path: Path) -> None:
    """Refuse a recording that is longer than anybody asks about, whose rate may be wrong."""
    if num_poses / rate > _LONGEST_S:
        raise DataError(
            f"{path}: {num_poses} poses at {rate:g} Hz are {num_poses / rate / 3600:.0f} hours; cut it into clips "
            f"of {_LONGEST_S / 3600:.0f} hours at most, or check the frame rate"
        )


def _level(joints: np.ndarray, raw: RawMotion, rate: float, notes: list[str]) -> np.ndarray:
    """The motion on a floor that is level: sensors may be tilted, laboratories, whose markers have a unit, are not."""
    tilt = None if raw.about_pelvis or raw.metres is not None or not raw.measured else floor_tilt(joints, rate)
    if tilt is None:
        return joints
    notes.append(f"the floor leaned by {tilt[1]:.0f} degrees, as a tilted sensor sees it, and was laid level")
    return joints @ tilt[0].T


def _path_in_unit(joints: np.ndarray, rate: float, measured: bool, warnings: list[str]) -> np.ndarray:
    """The path of the pelvis in the unit of the body, with a warning where it was in another, or there is none."""
    path = joints[:, :1]
    if np.ptp(path, axis=0).max() < _MOVES_M < np.ptp(joints, axis=0).max():
        warnings.append("no translation in the file; the person stays in place")
    ratio = 1.0 if measured else path_ratio(joints, rate)
    if ratio == 1:
        return joints
    warnings.append(f"the pelvis travels in another unit than the body is in; its path was scaled by {ratio:.4g}")
    return joints + (ratio - 1) * path


def _check_poses(joints: np.ndarray, path: Path) -> None:
    if len(joints) < 2:
        raise DataError(f"{path}: {len(joints)} pose is not a motion; give at least 2 poses")
    bad = np.flatnonzero(np.isinf(joints).any(axis=(1, 2)))
    if len(bad):
        raise DataError(
            f"{path}: pose {bad[0]} holds infinity ({len(bad)} of {len(joints)}); write NaN for what was not seen, or "
            "export it again"
        )
    furthest = np.abs(np.nan_to_num(joints)).max()
    if furthest > 1e9:
        raise DataError(f"{path}: positions up to {furthest:.1g}; the file is damaged, export it again")


def _unmirror(joints: np.ndarray, raw: RawMotion, path: Path, warnings: list[str]) -> np.ndarray:
    """A body whose feet point backwards: with named joints the axes are left-handed, otherwise it cannot be told."""
    if not raw.named:
        raise DataError(
            f"{path}: the feet point backwards, so left and right joints are exchanged or the axes left-handed; "
            "swap the joints or negate x"
        )
    warnings.append("the axes are left-handed; x was negated so that left stays left")
    return joints * np.array([-1.0, 1.0, 1.0])
