"""Look at the pictures of one part of a video, one after the other, and note what is seen.

Legend: N pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from humocon.video.clip import VideoSource
from humocon.video.lifting.camera import CameraMotion
from humocon.video.lifting.landmarks import NUM_LANDMARKS, Pose
from humocon.video.lifting.regions import map_points
from humocon.video.lifting.tracking import Tracker
from humocon.video.read import iterate_frames

LARGEST_SIDE: Final[int] = 960
_SEEN: Final[float] = 0.3


@dataclass(frozen=True)
class Watched:
    """What was seen in one part of a video; NaN where nobody was.

    Attributes:
        times: (N,) seconds from the start of the video.
        seen: (N,) bool, a person was found.
        image: (N, 33, 2) pixels of the displayed picture.
        still_image: (N, 33, 2) pixels, the camera's motion since the shot began taken out.
        visibility: (N, 33) in [0, 1].
        world: (N, 33, 3) metres from the middle of the hips; x right, y down, z away from the camera.
        shots: (N,) number of the shot, which rises at every cut.
        size: Width and height as displayed, pixels.
        camera_moved: The camera moved or zoomed, or too little background was seen to say that it did not.
    """

    times: np.ndarray
    seen: np.ndarray
    image: np.ndarray
    still_image: np.ndarray
    visibility: np.ndarray
    world: np.ndarray
    shots: np.ndarray
    size: tuple[int, int]
    camera_moved: bool


def watch(
    source: VideoSource,
    tracker: Tracker,
    begin_s: float,
    end_s: float | None,
    *,
    max_fps: float,
    progress: Callable[[float], None] | None = None,
) -> Watched:
    """Follow a person through one part of a video.

    Args:
        source: The video.
        tracker: Follows the person; it begins anew at every cut.
        begin_s: Of the part.
        end_s: Of the part, or None for the end of the video.
        max_fps: Pictures a second to look at, at most.
        progress: Told the share of the part that is done, in [0, 1].

    Raises:
        DataError: The video cannot be read.
    """
    length = max(min(end_s or np.inf, source.duration_s) - begin_s, 1e-3)
    camera = CameraMotion()
    times, poses, views, shots = [], [], [], []
    scale, box = 1.0, None
    frames = iterate_frames(source, max_side=LARGEST_SIDE, max_fps=max_fps, begin_s=begin_s, end_s=end_s)
    for time_s, frame in frames:
        scale = source.width / frame.shape[1]
        view, cut = camera(frame, box)
        if cut:
            tracker.forget()
        pose = tracker(time_s, frame)
        box = None if pose is None else _box(pose)
        times.append(time_s)
        poses.append(pose)
        views.append(view)
        shots.append(camera.cuts)
        if progress is not None:
            progress(min((time_s - begin_s) / length, 1.0))
    image = _stack(poses, lambda pose: pose.image, 2)
    still = np.stack([map_points(view, points) for view, points in zip(views, image, strict=True)]) if views else image
    return Watched(
        times=np.array(times),
        seen=np.array([pose is not None for pose in poses], dtype=bool),
        image=image * scale,
        still_image=still * scale,
        visibility=_stack(poses, lambda pose: pose.visibility[:, None], 1)[..., 0],
        world=_stack(poses, lambda pose: pose.world, 3),
        shots=np.array(shots, dtype=int),
        size=(source.width, source.height),
        camera_moved=camera.moved or camera.blind > 0.5 * len(times),
    )


def _stack(poses: list[Pose | None], part: Callable[[Pose], np.ndarray], width: int) -> np.ndarray:
    """One part of every pose, NaN where there is none: (N, 33, width)."""
    nothing = np.full((NUM_LANDMARKS, width), np.nan)
    return np.stack([nothing if pose is None else part(pose) for pose in poses]) if poses else nothing[None][:0]


def _box(pose: Pose) -> np.ndarray:
    """Left, top, right, bottom of what is seen of a person, pixels."""
    points = pose.image[pose.visibility > _SEEN] if (pose.visibility > _SEEN).sum() >= 4 else pose.image
    return np.concatenate([points.min(axis=0), points.max(axis=0)])
