"""The text of a BVH file as programs write it: comments, any case, commas for points, counts that are off by one."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.file_kinds import text_encoding
from humocon.motion.joint_names import match_joints
from humocon.motion.readers.limits import check_places, check_text_size, with_plain_ends

_LONGEST_NAME: Final = 200
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))(?:#|//|;).*$", re.MULTILINE)
_MOTION: Final = re.compile(r"^[ \t}]*MOTION\b|\bMOTION\b(?=\s*Frames)", re.IGNORECASE | re.MULTILINE)
_NEXT: Final = re.compile(r"^\s*HIERARCHY\b", re.IGNORECASE | re.MULTILINE)
_HEADER: Final = re.compile(r"[\s:]*Frames\s*:?\s*(\d{1,18})\s*Frame\s*Time\s*:?\s*(\S+)[^\n]*(?:\n|$)", re.IGNORECASE)
_JOINT: Final = re.compile(r"^\s*(?:ROOT|JOINT)\s+(.+)", re.IGNORECASE | re.MULTILINE)
_ENCODINGS: Final = ("cp932", "gb18030", "cp949", "cp1252", "cp1251")
"""Of Japan, China, Korea, western Europe and Russia."""
_TREE_BYTES: Final = 1 << 16
"""That tell the encoding."""
_CHANNEL: Final = re.compile(r"[xyz](position|rotation|scale)")


@dataclass
class BvhSkeleton:
    """The tree of a BVH file.

    Attributes:
        names: of the joints, in the order of the file.
        parents: index of each joint's parent, -1 for a root.
        offsets: of each joint from its parent.
        columns: joint and channel of each number of a frame; -1 for those of an end site, which moves nothing.
        ends: offset of the end site of a joint that has one.
    """

    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    offsets: list[list[float]] = field(default_factory=list)
    columns: list[tuple[int, str]] = field(default_factory=list)
    ends: dict[int, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class BvhText:
    """What a BVH file says.

    Attributes:
        skeleton: its tree.
        numbers: (N, C) float64, one row for each frame, one column for each of `skeleton.columns`.
        frame_time: what the file says, in words.
        warnings: what looks odd.
    """

    skeleton: BvhSkeleton
    numbers: np.ndarray
    frame_time: str
    warnings: tuple[str, ...]


def is_bvh(head: str) -> bool:
    """Whether a text begins as such a file does, comments aside."""
    return re.match(r"\s*(HIERARCHY\b|ROOT\s)", _COMMENT.sub("", head.lstrip("\ufeff")), re.IGNORECASE) is not None


def read_bvh_text(path: Path) -> BvhText:
    """Read the text of a BVH file.

    Raises:
        DataError: The file is cut off or contradicts itself.
    """
    check_text_size(path)
    text = _decoded(path.read_bytes())
    text = _COMMENT.sub("", text) if re.search(r"[#;]|//", text) else text
    marker = _MOTION.search(text)
    if not marker:
        raise DataError(f"{path}: truncated, the BVH has no MOTION block; export or copy it again")
    skeleton = _parse_hierarchy(text[: marker.start()], path)
    header = _HEADER.match(text, marker.end())
    if not header:
        raise DataError(f"{path}: truncated or damaged, no 'Frames:' and 'Frame Time:' after MOTION; copy it again")
    if not skeleton.columns:
        raise DataError(f"{path}: the skeleton declares no channels; export the motion with it")
    body, *others = _NEXT.split(text[header.end() :])
    numbers, warnings = _parse_frames(body, int(header.group(1)), len(skeleton.columns), path)
    told = (f"{len(others) + 1} motions, one after the other; only the first is read",) if others else ()
    return BvhText(skeleton, numbers, header.group(2), (*told, *warnings))


def _decoded(data: bytes) -> str:
    """The text, with lines as Python has them; what is no UTF-8 is in the encoding that shows most parts of a body."""
    text = data.decode(text_encoding(data), errors="replace")
    if "\ufffd" in text:
        tree = data[:_TREE_BYTES].rpartition(b"\n")[0]
        known = {encoding: tree.decode(encoding, errors="replace") for encoding in _ENCODINGS}
        found = {name: match_joints(_JOINT.findall(tree)) for name, tree in known.items() if "\ufffd" not in tree}
        text = data.decode(max(found, key=lambda name: len(found[name])), errors="replace") if found else text
    return with_plain_ends(text)


def _parse_hierarchy(text: str, path: Path) -> BvhSkeleton:
    skeleton = BvhSkeleton()
    stack: list[int] = []  # joints whose braces are open, -1 for end sites
    current, in_end = -1, False
    for line in text.replace("{", "\n{\n").replace("}", "\n}\n").split("\n"):
        words = line.split()
        keyword = words[0].upper() if words else ""
        try:
            if keyword in ("ROOT", "JOINT"):
                skeleton.names.append(" ".join(words[1:])[:_LONGEST_NAME])
                skeleton.parents.append(-1 if keyword == "ROOT" else _innermost(stack, -1))
                skeleton.offsets.append([0.0, 0.0, 0.0])
                current, in_end = len(skeleton.names) - 1, False
                check_places(0, len(skeleton.names), path)
            elif keyword == "END":
                in_end = True
            elif keyword == "{":
                stack.append(-1 if in_end else current)
                check_places(0, len(stack), path)
            elif keyword == "}":
                stack.pop()
                in_end = False
            elif keyword == "OFFSET" and current >= 0:
                offset = _offset(line)
                if in_end:
                    skeleton.ends[_innermost(stack, current)] = np.array(offset)
                else:
                    skeleton.offsets[current] = offset
            elif keyword == "CHANNELS" and current >= 0:
                skeleton.columns += [(-1 if in_end else current, channel) for channel in _channels(words[1:])]
        except (ValueError, IndexError) as error:
            near = skeleton.names[-1] if skeleton.names else "the start"
            raise DataError(
                f"{path}: bad {keyword or 'line'} at joint {near!r} ({one_line(error)}); export the BVH again"
            ) from error
    if not skeleton.names:
        raise DataError(f"{path}: the BVH declares no joints; export it again")
    return skeleton


def _innermost(stack: list[int], otherwise: int) -> int:
    return next((joint for joint in reversed(stack) if joint >= 0), otherwise)


def _offset(line: str) -> list[float]:
    words = _words(line.strip()[len("OFFSET") :], 3)
    offset = [float(word) for word in words[:3]]
    if len(offset) != 3 or not np.isfinite(offset).all():
        raise ValueError("an OFFSET needs three numbers")
    return offset


def _channels(words: list[str]) -> list[str]:
    count = int(words[0])
    channels = [word.lower().strip(",") for word in words[1:]]
    if count != len(channels):
        raise ValueError(f"declares {words[0]} channels and names {len(channels)}")
    if unknown := [channel for channel in channels if not _CHANNEL.fullmatch(channel)]:
        raise ValueError(f"unknown channel {unknown[0]!r}")
    return channels


def _words(text: str, count: int) -> list[str]:
    """Numbers of a text in which commas may stand for points, or between the numbers, whichever gives so many."""
    if "," not in text:
        return text.split()
    points = text.replace(",", ".").split()
    return points if "." not in text and len(points) == count else text.replace(",", " ").split()


def _parse_frames(body: str, promised: int, width: int, path: Path) -> tuple[np.ndarray, tuple[str, ...]]:
    warning = None
    body = body.replace(";", " ")
    if "," in body:
        first = body.lstrip().partition("\n")[0]
        points = "." not in body and len(_words(first, width)) == width and len(first.split()) == width
        body = body.replace(",", "." if points else " ")
    words = body.split()
    if len(words) != promised * width or not promised:
        there, warning = _count_frames(body, promised, width, path)
        words, promised = words[: there * width], there
    try:
        numbers = np.array(words, dtype=np.float64).reshape(promised, width)
    except ValueError as error:
        raise DataError(
            f"{path}: the MOTION block holds something that is no number ({one_line(error)}); export it again"
        ) from error
    bad = np.flatnonzero(~np.isfinite(numbers).all(axis=1))
    if len(bad):
        raise DataError(f"{path}: frame {bad[0] + 1} holds NaN or infinity ({len(bad)} frames); clean the file")
    return numbers, (warning,) if warning else ()


def _count_frames(body: str, promised: int, width: int, path: Path) -> tuple[int, str | None]:
    """How many frames to read of a block of another size than promised: more, or one less, are let through."""
    counts = [len(words) for line in body.split("\n") if (words := line.split())]
    whole = next((frame for frame, count in enumerate(counts) if count != width), len(counts))
    if not promised and not counts:
        raise DataError(f"{path}: 'Frames:' is 0, it holds no poses; export the motion with it")
    if whole < len(counts) - 1 and len(counts) >= min(promised, 2):
        raise DataError(
            f"{path}: frame {whole + 1} has {counts[whole]} numbers for the {width} channels of the skeleton; "
            "export it again"
        )
    if counts and counts[-1] > width and len(counts) <= promised:
        raise DataError(f"{path}: the last frame has {counts[-1]} numbers for {width} channels; export it again")
    if not promised:
        return whole, f"'Frames:' is 0 and {whole} are there, which are read"
    if whole >= promised:
        return promised, "more frames than 'Frames:' says; the rest is ignored"
    if whole == promised - 1 > 1:
        return whole, f"'Frames:' promises {promised} and {whole} are there, which are read"
    raise DataError(f"{path}: truncated, 'Frames:' promises {promised} and {whole} are there; copy it again")
