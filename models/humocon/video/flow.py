"""The velocity of a video: dense optical flow from each key frame to the frame right after it (O of HuMoCon)."""

import hashlib
import os
import zipfile
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from humocon.video.clip import VideoClip

_WORKING_SIDE: Final[int] = 256
_SMALLEST_SIDE: Final[int] = 32
_WINDOW: Final[int] = 9
_LEAST_TEXTURE: Final[float] = 1.5
_EDGE_BYTES: Final[int] = 1 << 20
_VERSION: Final[str] = "dis-medium 1"
"""Part of the key of the cache: change it with anything that changes the numbers."""


def optical_flow(frames: np.ndarray, next_frames: np.ndarray, size: int) -> np.ndarray:
    """Estimate how far each point of a frame moves until the next frame, by DIS flow (medium preset).

    Flow is found at up to 256 x 256 pixels and then averaged down, which keeps small limbs that would be lost in small
    pictures. DIS spreads motion into flat background, so that pixels without texture around them count as unmoving.

    Args:
        frames: (T, H, W, 3) uint8 RGB.
        next_frames: (T, H, W, 3) uint8 RGB, the frame right after each.
        size: Side of the result; frames are stretched to a square.

    Returns:
        (T, 2, size, size) float32: to the right and down, in pixels of the result per frame.

    Raises:
        ValueError: The two arrays differ in shape, or `size` is not positive.
    """
    if frames.shape != next_frames.shape or frames.ndim != 4 or frames.shape[-1] != 3:
        raise ValueError(f"frames {frames.shape} and next_frames {next_frames.shape} must be the same (T, H, W, 3)")
    if size < 1:
        raise ValueError(f"size must be positive, not {size}")
    side = max(size, _SMALLEST_SIDE, min(_WORKING_SIDE, max(frames.shape[1:3])))
    estimator = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flows = np.zeros((len(frames), 2, size, size), dtype=np.float32)
    for place, (frame, following) in enumerate(zip(frames, next_frames, strict=True)):
        before, after = _grey(frame, side), _grey(following, side)
        if np.array_equal(before, after):
            continue
        flow = estimator.calc(before, after, None)  # pyright: ignore[reportCallIssue, reportArgumentType]
        flow[~_is_textured(before)] = 0.0
        smaller = cv2.resize(flow, (size, size), interpolation=cv2.INTER_AREA) if side != size else flow
        flows[place] = smaller.transpose(2, 0, 1) * (size / side)
    return flows


def clip_flow(clip: VideoClip, size: int, *, cache: Path | None = None) -> np.ndarray:
    """The optical flow of a clip's key frames, kept on disk where a cache folder is given.

    The key is the file (its size, time of change and both ends of its content), the times of the frames, their size
    and the way flow is computed. A damaged entry is computed anew.

    Args:
        clip: Key frames of a video file.
        size: Side of the result.
        cache: Folder of entries; made where it is missing. Processes may share it.

    Returns:
        As `optical_flow`.
    """
    if cache is None:
        return optical_flow(clip.frames, clip.next_frames, size)
    entry = cache / f"{_key(clip, size)}.npz"
    stored = _load(entry, (clip.num_frames, 2, size, size))
    if stored is not None:
        return stored
    flow = optical_flow(clip.frames, clip.next_frames, size)
    cache.mkdir(parents=True, exist_ok=True)
    aside = entry.with_name(f".{entry.stem}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            np.savez_compressed(file, flow=flow)
        aside.replace(entry)
    finally:
        aside.unlink(missing_ok=True)
    return flow


def _grey(frame: np.ndarray, side: int) -> np.ndarray:
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
    if grey.shape == (side, side):
        return grey
    shrinks = grey.shape[0] * grey.shape[1] > side * side
    return cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)


def _is_textured(grey: np.ndarray) -> np.ndarray:
    """(S, S) uint8 -> (S, S) bool: whether the brightness around a pixel varies by more than coding noise.

    The measure is the root mean square slope, in grey levels per pixel, in a window of 9 x 9.
    """
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    energy = cv2.boxFilter(across * across + down * down, -1, (_WINDOW, _WINDOW))
    return energy > _LEAST_TEXTURE**2


def _key(clip: VideoClip, size: int) -> str:
    path, digest = clip.source.path, hashlib.sha256()
    facts = path.stat()
    digest.update(f"{_VERSION} {size} {clip.frames.shape} {facts.st_size} {facts.st_mtime_ns}".encode())
    digest.update(np.concatenate([clip.times, clip.next_times]).tobytes())
    with path.open("rb") as file:
        digest.update(file.read(_EDGE_BYTES))
        file.seek(max(0, facts.st_size - _EDGE_BYTES))
        digest.update(file.read(_EDGE_BYTES))
    return digest.hexdigest()[:32]


def _load(entry: Path, shape: tuple[int, ...]) -> np.ndarray | None:
    try:
        with entry.open("rb") as file, np.load(file, allow_pickle=False) as data:
            flow = data["flow"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return flow if flow.shape == shape and flow.dtype == np.float32 else None
