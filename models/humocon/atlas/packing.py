"""Joint positions in few bytes, for pages that draw them: about 70 a pose before base64."""

import base64
from typing import Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS, heading, rotate_y

UNIT_M: Final = 0.0005


def pack_motion(joints: np.ndarray, *, stride: int = 1) -> dict[str, object]:
    """Quantise a motion.

    The bytes are, little-endian: for each of the 63 coordinates of joints 1 to 21 beside the pelvis its lowest value
    (int16) and its range (uint16), in half millimetres; the pelvis (frames, 3) int16 in `rootUnit`; and the coordinates
    (frames, 63) uint8, 255ths of their range.

    Args:
        joints: (K, 22, 3) metres, y up, 20 Hz.
        stride: take every so manieth pose.

    Returns:
        frames, fps, rootUnit (metres) and data (base64 of the bytes).
    """
    kept = np.asarray(joints, dtype=np.float64)[::stride]
    root = kept[:, 0]
    beside = (kept[:, 1:] - kept[:, :1]).reshape(len(kept), -1) / UNIT_M
    low = np.clip(np.floor(beside.min(axis=0)), -32768, 32767)
    span = np.clip(np.ceil(beside.max(axis=0)) - low, 1, 65535)
    steps = np.clip(np.round((beside - low) / span * 255), 0, 255)
    root_unit = max(UNIT_M, float(np.abs(root).max()) / 32767)
    parts = (low.astype("<i2"), span.astype("<u2"), np.round(root / root_unit).astype("<i2"), steps.astype(np.uint8))
    data = base64.b64encode(b"".join(part.tobytes() for part in parts)).decode("ascii")
    return {"frames": len(kept), "fps": CANONICAL_FPS / stride, "rootUnit": round(root_unit, 8), "data": data}


def face_forward(joints: np.ndarray, pose: int) -> np.ndarray:
    """Turn and move a motion (K, 22, 3) so that at one pose the person faces +z above the origin."""
    centred = joints - joints[pose, 0] * np.array([1, 0, 1], dtype=joints.dtype)
    return rotate_y(centred, -float(heading(joints[pose])))


class Budget:
    """How many bytes the motions of all clips may take: a long clip is thinned, the more the less there is left.

    Args:
        total: bytes for all, but that every clip gets `least`.
        least: bytes that any clip gets.
    """

    def __init__(self, total: int = 40_000_000, least: int = 30_000) -> None:
        self.left, self.least = total, least

    def pack(self, joints: np.ndarray) -> dict[str, object]:
        """Pack one motion within what is left."""
        room = max(self.least, self.left // 20)
        needed = len(joints) * 92
        packed = pack_motion(joints, stride=max(1, -(-needed // room)))
        self.left -= len(str(packed["data"]))
        return packed
