"""How the camera moves, seen in what stands still behind the person.

Legend: a view is a (2, 3) matrix that maps pixels of one picture to pixels of the first picture of its shot.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import cv2
import numpy as np

WIDTH: Final[int] = 320
_MOST_CORNERS: Final[int] = 150
_FEWEST_CORNERS: Final[int] = 12
_STILL_PIXELS: Final[float] = 0.6
_STILL_SCALE: Final[float] = 0.004
_FEW_MOVES: Final[int] = 2
_FEW_MOVES_SHARE: Final[float] = 0.05
_NEW_KEY_PIXELS: Final[float] = 12.0
_QUIET_DIFFERENCE: Final[float] = 2.5
_CUT_DIFFERENCE: Final[float] = 25.0
_CUT_RATIO: Final[float] = 3.0
IDENTITY: Final[np.ndarray] = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


class CameraMotion:
    """Adds up the motion of the background from picture to picture.

    Attributes:
        blind: pictures in which too little background was seen, though something changes there; the camera was taken to
            stand still.
        cuts: hard cuts: pictures that have nothing in common with the one before.
    """

    def __init__(self) -> None:
        self.view = IDENTITY
        self.blind, self.cuts = 0, 0
        self._num_pictures = self._num_moves = 0
        self._before: _Look | None = None
        self._key: _Look | None = None
        self._usual = 5.0

    @property
    def moved(self) -> bool:
        """Whether the camera moved or zoomed, in more pictures than noise makes it seem to."""
        return self._num_moves > max(_FEW_MOVES, _FEW_MOVES_SHARE * self._num_pictures)

    def __call__(self, frame: np.ndarray, box: np.ndarray | None) -> tuple[np.ndarray, bool]:
        """Take in the next picture.

        Args:
            frame: (H, W, 3) uint8 RGB.
            box: (4,) pixels that the person fills: left, top, right, bottom; None where there is none.

        Returns:
            The (2, 3) view of this picture, and whether it begins a new shot.
        """
        self._num_pictures += 1
        now = _look_at(frame, box)
        before, self._before = self._before, now
        if before is None or self._key is None:
            self._key = now
            return self.view, False
        change = np.abs(before.grey.astype(np.int16) - now.grey)
        difference = float(change.mean())
        sudden = difference > max(_CUT_DIFFERENCE, _CUT_RATIO * self._usual)
        self._usual = 0.8 * self._usual + 0.2 * difference
        if self._follow(self._key, now) or (before is not self._key and self._follow(before, now)):
            return self.view, False
        self.blind += bool((now.mask == 0).all()) or float(change[now.mask > 0].mean()) > _QUIET_DIFFERENCE
        # A whipped camera blurs a few pictures in a row; at a cut one picture alone differs.
        self.cuts += sudden
        self.view = IDENTITY if sudden else self.view
        self._key = replace(now, view=self.view)
        return self.view, sudden

    def _follow(self, known: "_Look", now: "_Look") -> bool:
        """Find the view from an earlier picture; one that the camera has not left keeps the error from adding up."""
        step = background_motion(known.grey, now.grey, known.corners_in(now.mask))
        if step is None:
            return False
        if _stands_still(step):
            self.view = known.view
        else:
            self._num_moves += 1
            step[:, 2] /= now.scale
            self.view = compose(known.view, step)
            if np.abs(step[:, 2]).max() * now.scale > _NEW_KEY_PIXELS or known is not self._key:
                self._key = replace(now, view=self.view)
        self._before = replace(now, view=self.view)
        return True


@dataclass(frozen=True)
class _Look:
    """A small grey picture (h, w), where its background is, its scale to the frame, and its view."""

    grey: np.ndarray
    mask: np.ndarray
    scale: float
    view: np.ndarray

    def corners_in(self, mask: np.ndarray) -> np.ndarray:
        """What can be followed from this picture to one with another background (h, w): (P, 2) pixels."""
        x, y = self._corners.astype(int).T
        return self._corners[mask[y, x] > 0]

    @cached_property
    def _corners(self) -> np.ndarray:
        return find_corners(self.grey, self.mask)


def _look_at(frame: np.ndarray, box: np.ndarray | None) -> _Look:
    scale = WIDTH / frame.shape[1]
    size = (WIDTH, max(8, round(frame.shape[0] * scale)))
    grey = cv2.cvtColor(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return _Look(grey, _background(grey.shape, box, scale), scale, IDENTITY)


def find_corners(grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Points of a picture (h, w) that can be followed, where the mask (h, w) is not 0: (P, 2) pixels, x and y."""
    corners = cv2.goodFeaturesToTrack(grey, _MOST_CORNERS, qualityLevel=0.01, minDistance=7, mask=mask)
    return np.zeros((0, 2), np.float32) if corners is None else corners.astype(np.float32).reshape(-1, 2)


def background_motion(before: np.ndarray, now: np.ndarray, corners: np.ndarray) -> np.ndarray | None:
    """Shift, turn and zoom that bring the second picture's background onto the first's.

    Args:
        before: (h, w) uint8 grey.
        now: (h, w) uint8 grey.
        corners: (P, 2) points of the first picture to follow.

    Returns:
        (2, 3) from pixels of `now` to pixels of `before`, or None where too few points could be followed.
    """
    if len(corners) < _FEWEST_CORNERS:
        return None
    corners = corners.reshape(-1, 1, 2)
    guess = np.zeros_like(corners)
    followed, found, _ = cv2.calcOpticalFlowPyrLK(before, now, corners, guess, winSize=(15, 15), maxLevel=3)
    good = found.ravel() == 1
    if good.sum() < _FEWEST_CORNERS:
        return None
    matrix, inliers = cv2.estimateAffinePartial2D(
        followed[good], corners[good], method=cv2.RANSAC, ransacReprojThreshold=1.0
    )
    if matrix is None or int(inliers.sum()) < max(_FEWEST_CORNERS, 0.4 * good.sum()):
        return None
    return matrix.astype(np.float64)


def compose(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """(2, 3) matrix that applies `inner` first and `outer` then."""
    return np.concatenate([outer[:, :2] @ inner[:, :2], outer[:, :2] @ inner[:, 2:] + outer[:, 2:]], axis=1)


def _stands_still(step: np.ndarray) -> bool:
    """Whether a step is no more than the noise of following points, at the middle of the picture."""
    middle = np.array([WIDTH / 2, WIDTH / 3])
    shift = step[:, :2] @ middle + step[:, 2] - middle
    zoom = np.hypot(step[0, 0], step[1, 0])
    return bool(np.abs(shift).max() < _STILL_PIXELS and abs(zoom - 1) < _STILL_SCALE and abs(step[1, 0]) < _STILL_SCALE)


def _background(shape: tuple[int, ...], box: np.ndarray | None, scale: float) -> np.ndarray:
    mask = np.full(shape, 255, dtype=np.uint8)
    if box is not None:
        left, top, right, bottom = np.clip(box * scale, -10_000, 10_000)
        wide, high = 0.15 * (right - left) + 3, 0.1 * (bottom - top) + 3
        rows = slice(max(0, int(top - high)), max(0, int(bottom + high)))
        mask[rows, max(0, int(left - wide)) : max(0, int(right + wide))] = 0
    return mask
