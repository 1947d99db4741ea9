"""The velocity of a video: dense optical flow from each key frame to the frame right after it (O of HuMoCon)."""

from typing import Final

import cv2
import numpy as np

_WORKING_SIDE: Final[int] = 256
_SMALLEST_SIDE: Final[int] = 32
_WINDOW: Final[int] = 9
_LEAST_TEXTURE: Final[float] = 1.5


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
