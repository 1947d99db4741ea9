"""BVH files: any skeleton, posed by vectorised forward kinematics."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.fitting import fit_smpl
from humocon.motion.readers.raw import RawMotion
from humocon.motion.rotations import axis_rotation

MAX_TEXT_BYTES: Final[int] = 1 << 29
MAX_JOINTS: Final[int] = 2000
MAX_PLACES: Final[int] = 1 << 25
"""Poses times joints of a file: 3 GiB while they are posed, hours of a body with fingers."""

_LONGEST_NAME: Final = 200


@dataclass
class _Skeleton:
    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    offsets: list[list[float]] = field(default_factory=list)
    channels: list[list[str]] = field(default_factory=list)
    ends: dict[int, np.ndarray] = field(default_factory=dict)
    num_roots: int = 0

    @property
    def num_channels(self) -> int:
        return sum(map(len, self.channels))


def read_bvh(path: Path) -> RawMotion:
    """Read a BVH file.

    Raises:
        DataError: The file is cut off, contradicts itself, or is no body.
    """
    check_text_size(path)
    text = path.read_text(encoding="utf-8", errors="replace")
    head, marker, tail = text.partition("MOTION")
    if not marker:
        raise DataError(f"{path}: truncated, the BVH has no MOTION block; export or copy it again")
    skeleton = _parse_hierarchy(head, path)
    numbers, fps, warnings = _parse_motion(tail, skeleton, path)
    check_places(len(numbers), len(skeleton.names), path)
    numbers, dropped = _without_rest_pose(numbers, skeleton)
    positions, ends = _pose(skeleton, numbers)
    joints, has_toes, notes = fit_smpl(positions, skeleton.names, skeleton.parents, ends, str(path))
    if skeleton.num_roots > 1:
        warnings.append(f"{skeleton.num_roots} skeletons in the file; only the first is read")
    return RawMotion(
        joints=joints,
        fps=fps,
        format="BVH",
        skeleton=f"{len(skeleton.names)} joints, matched by name",
        named=True,
        has_toes=has_toes,
        notes=(*notes, *dropped),
        warnings=tuple(warnings),
    )


def check_text_size(path: Path) -> None:
    """Refuse a text that is too large to be read whole.

    Raises:
        DataError: It is.
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise DataError(f"{path}: over the limit of {MAX_TEXT_BYTES >> 20} MiB; cut it into shorter clips")


def check_places(num_poses: int, num_joints: int, path: Path) -> None:
    """Refuse what would fill the memory: a small file can promise any number of poses and joints.

    Raises:
        DataError: There are too many.
    """
    if num_joints > MAX_JOINTS:
        raise DataError(f"{path}: {num_joints} joints are no body; export the skeleton alone")
    if num_poses * num_joints > MAX_PLACES:
        raise DataError(f"{path}: {num_poses} poses of {num_joints} joints are too many; cut it into shorter clips")


def _parse_hierarchy(text: str, path: Path) -> _Skeleton:
    skeleton = _Skeleton()
    stack: list[int | None] = []
    current: int | None = None
    in_end = False
    for line in text.replace("{", "\n{\n").replace("}", "\n}\n").splitlines():
        words = line.split()
        keyword = words[0].upper() if words else ""
        try:
            if keyword in ("ROOT", "JOINT"):
                skeleton.num_roots += keyword == "ROOT"
                parent = next((joint for joint in reversed(stack) if joint is not None), -1)
                skeleton.names.append(" ".join(words[1:])[:_LONGEST_NAME])
                skeleton.parents.append(parent)
                skeleton.offsets.append([0.0, 0.0, 0.0])
                skeleton.channels.append([])
                current, in_end = len(skeleton.names) - 1, False
                check_places(0, len(skeleton.names), path)
            elif keyword == "END":
                in_end = True
            elif keyword == "{":
                stack.append(None if in_end else current)
                check_places(0, len(stack), path)
            elif keyword == "}":
                stack.pop()
                in_end = False
            elif keyword == "OFFSET" and current is not None:
                owner = next((joint for joint in reversed(stack) if joint is not None), current)
                _set_offset(skeleton, owner if in_end else current, words[1:], in_end)
            elif keyword == "CHANNELS" and current is not None:
                skeleton.channels[current] = _channels(words[1:])
        except (ValueError, IndexError) as error:
            near = skeleton.names[-1] if skeleton.names else "the start"
            raise DataError(
                f"{path}: bad {keyword or 'line'} at joint {near!r} ({one_line(error)}); export the BVH again"
            ) from error
    if not skeleton.names:
        raise DataError(f"{path}: the BVH declares no joints; export it again")
    return skeleton


def _set_offset(skeleton: _Skeleton, joint: int, words: list[str], in_end: bool) -> None:
    offset = [float(word) for word in words[:3]]
    if len(offset) != 3 or not np.isfinite(offset).all():
        raise ValueError("an OFFSET needs three numbers")
    if in_end:
        skeleton.ends[joint] = np.array(offset)
    else:
        skeleton.offsets[joint] = offset


def _channels(words: list[str]) -> list[str]:
    channels = [word.lower() for word in words[1:]]
    if int(words[0]) != len(channels):
        raise ValueError(f"declares {words[0]} channels and names {len(channels)}")
    if unknown := [channel for channel in channels if not re.fullmatch(r"[xyz](position|rotation|scale)", channel)]:
        raise ValueError(f"unknown channel {unknown[0]!r}")
    return channels


def _parse_motion(text: str, skeleton: _Skeleton, path: Path) -> tuple[np.ndarray, float, list[str]]:
    header = re.match(r"\s*Frames:\s*(\d{1,18})\s*Frame\s+Time:\s*(\S+)[^\n]*(?:\n|$)", text, re.IGNORECASE)
    if not header:
        raise DataError(f"{path}: truncated or damaged, no 'Frames:' and 'Frame Time:' after MOTION; copy it again")
    promised, width = int(header.group(1)), skeleton.num_channels
    if not width:
        raise DataError(f"{path}: the skeleton declares no channels; export the motion with it")
    if not promised:
        raise DataError(f"{path}: 'Frames:' is 0, it holds no poses; export the motion with it")
    try:
        frame_time = float(header.group(2))
    except ValueError:
        frame_time = 0.0
    if not 1e-4 < frame_time < 10:
        raise DataError(
            f"{path}: Frame Time is {header.group(2)}; write the seconds between two frames, such as 0.033333"
        )
    body = text[header.end() :]
    words = body.split()
    if len(words) != promised * width:
        promised = _check_lines(body, promised, width, path)
        words = words[: promised * width]
    try:
        numbers = np.array(words, dtype=np.float64).reshape(promised, width)
    except ValueError as error:
        raise DataError(
            f"{path}: the MOTION block holds something that is no number ({one_line(error)}); export it again"
        ) from error
    bad = np.flatnonzero(~np.isfinite(numbers).all(axis=1))
    if len(bad):
        raise DataError(f"{path}: frame {bad[0] + 1} holds NaN or infinity ({len(bad)} frames); clean the file")
    extra = len(body.split()) > promised * width
    return numbers, 1 / frame_time, ["more frames than 'Frames:' says; the rest is ignored"] if extra else []


def _check_lines(body: str, promised: int, width: int, path: Path) -> int:
    """Say what is wrong with a block of the wrong size; more lines than promised are let through."""
    counts = [len(words) for line in body.splitlines() if (words := line.split())]
    wrong = [frame for frame, count in enumerate(counts[:-1], start=1) if count != width]
    if wrong and len(counts) >= min(promised, 2):
        raise DataError(
            f"{path}: frame {wrong[0]} has {counts[wrong[0] - 1]} numbers for the {width} channels of the skeleton; "
            "export it again"
        )
    whole = sum(count == width for count in counts)
    if len(counts) == promised and counts and counts[-1] > width:
        raise DataError(f"{path}: the last frame has {counts[-1]} numbers for {width} channels; export it again")
    if whole < promised:
        raise DataError(f"{path}: truncated, 'Frames:' promises {promised} and {whole} are there; copy it again")
    return promised


def _without_rest_pose(numbers: np.ndarray, skeleton: _Skeleton) -> tuple[np.ndarray, tuple[str, ...]]:
    """Drop a first frame that is the skeleton's rest pose, as the CMU conversions have, and not part of the motion."""
    turns = [channel.endswith("rotation") for channels in skeleton.channels for channel in channels]
    angles = (numbers[:3, turns] + 180) % 360 - 180
    if len(angles) == 3 and angles.size and np.abs(angles[0]).max() < 6:
        jump, step = np.abs((np.diff(angles, axis=0) + 180) % 360 - 180).max(axis=1)
        if jump > max(15, 3 * step):
            return numbers[1:], ("the first frame, the rest pose of the skeleton, was left out",)
    return numbers, ()


def _pose(skeleton: _Skeleton, numbers: np.ndarray) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """Positions of all joints (N, J, 3) and of end sites, in the file's unit and axes."""
    count = len(numbers)
    positions = np.zeros((count, len(skeleton.names), 3))
    turned = np.zeros((count, len(skeleton.names), 3, 3))
    ends = {}
    column = 0
    for joint, parent in enumerate(skeleton.parents):
        offset = np.array(skeleton.offsets[joint])
        moved = np.full((count, 3), np.nan)
        rotation = np.broadcast_to(np.eye(3), (count, 3, 3))
        for channel in skeleton.channels[joint]:
            values = numbers[:, column]
            column += 1
            if channel.endswith("position"):
                moved[:, "xyz".index(channel[0])] = values
            elif channel.endswith("rotation"):
                rotation = rotation @ axis_rotation(channel[0], np.radians(values))
        local = _translation(offset, moved)
        if parent < 0:
            positions[:, joint], turned[:, joint] = local, rotation
        else:
            positions[:, joint] = positions[:, parent] + (turned[:, parent] @ local[..., None])[..., 0]
            turned[:, joint] = turned[:, parent] @ rotation
        if joint in skeleton.ends:
            ends[joint] = positions[:, joint] + turned[:, joint] @ skeleton.ends[joint]
    return positions, ends


def _translation(offset: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """A joint's place in its parent: position channels hold the whole offset in some programs, the rest in others."""
    present = ~np.isnan(moved[0])
    adds = np.linalg.norm(moved[0, present]) < np.linalg.norm(moved[0, present] - offset[present])
    local = np.where(present, moved, 0.0)
    return local + offset if adds else np.where(present, local, offset)
