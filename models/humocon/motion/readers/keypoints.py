"""Points of depth cameras and pose estimators, in any of the known layouts, to the 22 joints."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.gaps import fill_gaps, without_unseen
from humocon.motion.joint_names import ESSENTIAL, match_joints
from humocon.motion.knees import with_knees_ahead
from humocon.motion.layouts import LAYOUTS, Layout, is_body, recognise
from humocon.motion.parts import is_left_handed, joints_of_parts
from humocon.motion.posture import describe_names, stature
from humocon.motion.readers.raw import RawMotion

KEYPOINT_KEYS: Final[tuple[str, ...]] = (
    *(
        "keypoints_3d",
        "keypoints3D",
        "joints_3d",
        "joints3D",
        "poses_3d",
        "pose_3d",
        "positions_3d",
        "pred_3d",
        "pred_xyz_jts",
    ),
    *("world_landmarks", "pose_world_landmarks", "landmarks", "skeletons", "skeleton", "d_skel", "skel", "xyz"),
    *("keypoints", "keypoints_2d", "poses_2d", "data"),
)
"""What points are called in the files of estimators and sensors, the likeliest first."""
CONFIDENCE_KEYS: Final[tuple[str, ...]] = (
    *("confidence", "confidences", "conf", "scores", "keypoint_scores", "visibility", "visibilities"),
)
FLAT: Final = (
    "2D keypoints, which have no depth: ask about the video that they come from, whose skeleton is lifted "
    '(humocon ask clip.mp4 "..."), or lift them with MotionBERT or VideoPose3D and give the 3D array'
)
_LIMBS: Final = frozenset(part for part in ESSENTIAL if not part.endswith("hip"))
_SELDOM: Final = 0.02
"""Share of poses up to which nobody needs to know that knees were laid."""
VIDEO_FPS: Final = 30.0
_FACE: Final = ("nose", "left_ear", "right_ear")
_AT_ORIGIN: Final = 0.003
"""Share of the stature that the root of poses about the pelvis is off the origin; MMPose puts feet on the floor."""


def read_keypoints(
    points: np.ndarray,
    path: Path,
    *,
    skeleton: str | None = None,
    fps: float | None = None,
    source: str = "joint positions",
    up: str | None = None,
    warnings: tuple[str, ...] = (),
) -> RawMotion:
    """Find the 22 joints in points of a known layout.

    Args:
        points: (N, J, 3), or (N, J, 4) with the confidence behind, of which 0 is a gap.
        path: Named in errors.
        skeleton: A name of `layouts.LAYOUTS`; None to tell it from the geometry.
        fps: Poses per second where the file says so.
        source: What the content is.
        up: The up axis where the format prescribes it.
        warnings: What looked odd so far.

    Raises:
        DataError: The points are flat, of no layout or of one of several, or a part of the body is never seen.
    """
    confidence = None
    if points.shape[2] == 4:
        points, confidence = points[..., :3], points[..., 3]
    refuse_flat(points, path)
    points = without_unseen(points, confidence)
    layout = _layout(points, skeleton, path)
    if layout.name == "mediapipe33":
        _refuse_pictures(points, layout.joints["left_hip"], layout.joints["right_hip"], path)
    parts = {part: _seen(part, points[:, joint]) for part, joint in layout.joints.items()}
    raw = read_parts(parts, path, layout.title, fps=fps, source=source)
    rates = (("y", layout.fps), ("z", layout.fps))
    return replace(raw, up=up, default_fps=rates, warnings=(*warnings, *raw.warnings))


def read_named_points(
    points: np.ndarray, names: Sequence[str], path: Path, *, fps: float | None, source: str
) -> RawMotion:
    """Find the 22 joints in points that have names, as those of BVH.

    Args:
        points: (N, J, 3), or (N, J, 4) with the confidence behind.
        names: J names.
        path: Named in errors.
        fps: Poses per second where the file says so.
        source: What the content is.

    Raises:
        DataError: A part that is needed has no name known here, or is never seen.
    """
    parts = match_joints(names)
    parts |= {name.lower(): index for index, name in enumerate(names) if name.lower() in _FACE}
    if missing := [part.replace("_", " ") for part in ESSENTIAL if part not in parts]:
        raise DataError(f"{path}: found no joint for {', '.join(missing)}; the file has {describe_names(names)}")
    points = without_unseen(points[..., :3], points[..., 3] if points.shape[2] == 4 else None)
    refuse_flat(points, path)
    if {"foot_index", "heel"} & {name.lower().rsplit("left_", 1)[-1] for name in names}:
        _refuse_pictures(points, parts["left_hip"], parts["right_hip"], path)
    places = {part: points[:, index] for part, index in parts.items()}
    if not is_body(places):
        raise DataError(
            f"{path}: its places are those of no body; give joints in the axes of the room, not of each bone"
        )
    return read_parts(places, path, f"{len(names)} joints, matched by name", fps=fps, source=source)


def read_parts(parts: Mapping[str, np.ndarray], path: Path, title: str, *, fps: float | None, source: str) -> RawMotion:
    """Find the 22 joints among the parts of a body.

    Args:
        parts: (N, 3) each, NaN where not seen.
        path: Named in errors.
        title: The skeleton, in words.
        fps: Poses per second where the file says so.
        source: What the content is.

    Raises:
        DataError: A part that is needed is never seen.
    """
    filled, notes, warnings = _mended(parts, fps or VIDEO_FPS, path)
    joints, has_toes, placed = joints_of_parts(filled)
    root = filled["pelvis"] if "pelvis" in filled else (filled["left_hip"] + filled["right_hip"]) / 2
    at_origin = np.abs(root).max(axis=0) < _AT_ORIGIN * stature(joints)
    return RawMotion(
        joints=joints,
        fps=fps,
        format=source,
        skeleton=title,
        named=True,
        has_toes=has_toes,
        measured=True,
        about_pelvis=bool(at_origin.sum() >= 2),
        default_fps=(("y", VIDEO_FPS), ("z", VIDEO_FPS)),
        notes=(*placed, *notes),
        warnings=warnings,
    )


def _mended(
    parts: Mapping[str, np.ndarray], fps: float, path: Path
) -> tuple[dict[str, np.ndarray], tuple[str, ...], tuple[str, ...]]:
    """The parts without gaps, in right-handed axes, with knees where the legs reach; notes and warnings on that."""
    filled, notes, warnings = fill_gaps(dict(parts), fps)
    if missing := [part.replace("_", " ") for part in ESSENTIAL if part not in filled]:
        raise DataError(f"{path}: {', '.join(missing)} never or hardly ever seen; give a recording of the whole body")
    if is_left_handed(filled):
        filled = {part: places * np.array([-1.0, 1.0, 1.0]) for part, places in filled.items()}
        warnings = (*warnings, "the axes are left-handed; x was negated so that left stays left")
    filled, laid = with_knees_ahead(filled)
    told = f"knees laid by the lengths of the legs in {laid:.0%} of the poses, where they looked too short"
    return filled, (*notes, told) if laid > _SELDOM else notes, warnings


def _seen(part: str, places: np.ndarray) -> np.ndarray:
    """A limb that is always at the origin was never found; only what others are measured from lies there."""
    return np.where((places == 0).all(axis=-1, keepdims=True), np.nan, places) if part in _LIMBS else places


def _layout(points: np.ndarray, skeleton: str | None, path: Path) -> Layout:
    size = points.shape[1]
    if skeleton is not None:
        layout = LAYOUTS[skeleton]
        if size not in layout.sizes:
            raise DataError(f"{path}: has {size} joints, and {layout.name} ({layout.title}) has {layout.sizes[0]}")
        return layout
    known = recognise(points)
    if not known:
        raise DataError(f"{path}: {size} points that are no body, as those of a hand; give the joints of a whole body")
    if len(known) != 1:
        names = " or ".join(layout.name for layout in LAYOUTS.values() if size in layout.sizes)
        raise DataError(
            f"{path}: {size} joints in an order that the body does not tell; name it with --skeleton ({names}), "
            "or save the 22 SMPL joints"
        )
    return known[0]


def refuse_flat(points: np.ndarray, path: Path) -> None:
    """Refuse points without depth: two numbers each, a third that is a confidence, or one that never differs.

    Raises:
        DataError: They are such, or no point is seen.
    """
    seen = points[np.isfinite(points).all(axis=-1)]
    if points.shape[2] == 2:
        raise DataError(f"{path}: {FLAT}")
    if not len(seen):
        raise DataError(f"{path}: no point is seen in any pose; export it again")
    third = seen[:, 2]
    in_pixels = np.abs(seen[:, :2]).max() > 20 and third.min() >= 0 and third.max() <= 1.5
    if in_pixels or np.ptp(seen, axis=0).min() <= 1e-6 * np.ptp(seen, axis=0).max():
        raise DataError(f"{path}: {FLAT}")


def _refuse_pictures(points: np.ndarray, left_hip: int, right_hip: int, path: Path) -> None:
    """MediaPipe's landmarks in shares of the picture are no body: width and height are different units."""
    hips = points[:, [left_hip, right_hip], :2].mean(axis=1)
    hips = hips[np.isfinite(hips).all(axis=-1)]
    inside = ((points[..., :2] > -0.5) & (points[..., :2] < 1.5))[np.isfinite(points[..., :2])]
    if len(hips) and inside.mean() > 0.95 and (hips.min(axis=0) > 0.1).all():
        raise DataError(
            f"{path}: landmarks in shares of the picture, whose width and height differ; "
            "save MediaPipe's pose_world_landmarks instead"
        )
