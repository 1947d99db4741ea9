"""Tell a video file from its first bytes, whatever its name says."""

from pathlib import Path
from typing import Final

from humocon.file_kinds import VIDEO_SUFFIXES

_MOTION_HEADS: Final = (b"HIERARCHY", b"\x93NUMPY", b"PK", b"#!OML", b":")
_STILL_BRANDS: Final = (b"heic", b"heix", b"mif1", b"avif", b"M4A ", b"M4B ")
_HEAD_BYTES: Final[int] = 1024


def is_video(path: Path) -> bool:
    """Whether a file is meant as a video: by its content, and by its name only where the content says nothing.

    An empty or damaged file called `.mp4` counts, so that the reader of videos can say what is wrong with it; a motion
    file that was given such a name does not. A missing file or a folder is no video.
    """
    path = Path(path)
    if not path.is_file():
        return False
    head = _head(path)
    if container_of(head) is not None:
        return True
    return path.suffix.lower() in VIDEO_SUFFIXES and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_MOTION_HEADS)


def find_videos(folder: Path) -> list[Path]:
    """Files of a folder, and of the folders in it, that are called videos; of `.ts`, most often a program, the true."""
    called = (path for path in folder.rglob("*") if path.suffix.lower() in VIDEO_SUFFIXES and path.is_file())
    return [path for path in called if path.suffix.lower() != ".ts" or _is_stream(path)]


def container_of(head: bytes) -> str | None:
    """The kind of video container that begins with these bytes, or None; a few hundred bytes are enough."""
    if head[4:8] == b"ftyp":
        if head[8:12] in _STILL_BRANDS:
            return None
        return "mov" if head[8:12] == b"qt  " else "mp4"
    if head[4:8] in (b"moov", b"mdat", b"wide", b"skip", b"pnot"):
        return "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else "mkv"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return _older_container(head)


def _is_stream(path: Path) -> bool:
    try:
        return container_of(_head(path)) is not None
    except OSError:  # whoever reads it says what is wrong with it
        return True


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _older_container(head: bytes) -> str | None:
    if head.startswith(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"):
        return "wmv"
    if head.startswith(b"FLV\x01"):
        return "flv"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith((b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")):
        return "mpeg"
    transport = len(head) > 400 and any(
        head[begin] == head[begin + size] == head[begin + 2 * size] == 0x47 for begin, size in ((0, 188), (4, 192))
    )
    return "ts" if transport else None
