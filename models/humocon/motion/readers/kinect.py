"""Depth cameras' own files: the text of NTU RGB+D (`.skeleton`) and the MATLAB arrays of UTD-MHAD."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.readers.arrays import floats
from humocon.motion.readers.joints import read_array
from humocon.motion.readers.keypoints import read_keypoints
from humocon.motion.readers.limits import check_places, read_text
from humocon.motion.readers.matlab import load_mat
from humocon.motion.readers.raw import RawMotion
from humocon.motion.readers.tracks import Seen, main_person

_NTU_FPS: Final = 30.0
_NTU_JOINTS: Final = 25
_UTD_FPS: Final = 20.0
"""UTD-MHAD is published as 30 poses a second; against the sensor worn in its recordings, there are 19 to 20."""


def is_ntu(head: bytes) -> bool:
    """Whether a file begins as a `.skeleton` of NTU RGB+D does: poses, bodies, and a body of ten numbers."""
    lines = head.decode("ascii", errors="replace").split("\n")
    return len(lines) > 2 and all(line.strip().isdigit() for line in lines[:2])


def read_ntu(path: Path, person: int | None = None) -> RawMotion:
    """Read a `.skeleton` of NTU RGB+D: the 25 joints of Kinect v2, metres, y up, 30 poses a second.

    Raises:
        DataError: The file is damaged, or nobody is in it.
    """
    lines = read_text(path).split("\n")
    place = 0

    def take() -> list[str]:
        nonlocal place
        place += 1
        return lines[place - 1].split()

    try:
        count = int(take()[0])
        check_places(count, _NTU_JOINTS, path)
        frames: list[list[Seen]] = []
        for _ in range(count):
            frame: list[Seen] = []
            for _ in range(int(take()[0])):
                who, joints = take()[0], int(take()[0])
                if joints != _NTU_JOINTS:
                    raise ValueError(f"{joints} joints")
                rows = np.array([take()[:12] for _ in range(joints)], dtype=np.float64)
                # The last number: 0 not tracked, 1 guessed by the sensor, 2 seen.
                frame.append((who, np.concatenate([rows[:, :3], rows[:, -1:]], axis=1)))
            frames.append(frame)
        points, people, told = main_person(frames, person, path)
    except (ValueError, IndexError) as error:
        raise DataError(
            f"{path}: not a whole .skeleton file ({one_line(error)} at line {place}); copy it again"
        ) from None
    source = "NTU RGB+D skeleton"
    raw = read_keypoints(points, path, skeleton="ntu25", fps=_NTU_FPS, source=source, up="y", warnings=told)
    return replace(raw, people=people)


def read_mat(path: Path, person: int | None = None, skeleton: str | None = None) -> RawMotion:
    """Read the one array of joints in a MATLAB file, such as UTD-MHAD's `d_skel` (20, 3, N).

    Raises:
        DataError: There is none, or the file is damaged.
    """
    arrays = ((name, array) for name, array in load_mat(path) if array.ndim >= 3 and 3 in array.shape)
    name, array = next(arrays, ("", np.zeros(0)))
    if not name:
        raise DataError(f"{path}: no array of joints (joints, 3, poses) in this MATLAB file; save an .npz of them")
    raw = read_array(floats(array, f"{path}: {name}"), path, person=person, skeleton=skeleton)
    default = (("y", _UTD_FPS),) if name == "d_skel" else raw.default_fps
    return replace(raw, format=f"MATLAB array {name[:40]}", default_fps=default)
