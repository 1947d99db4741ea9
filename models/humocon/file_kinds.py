"""What files are read, and what another file is, told from its content, so that errors send people the right way."""

import itertools
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class FileKind:
    """One kind of file that is read.

    Attributes:
        name: What it is called, in a list of all kinds.
        suffixes: What its files are usually called; the content decides.
        content: What is in it, in one line.
        told: When options are needed, in one line; "" for never.
        options: Those of `humocon ask` that it honours beside `--fps` and, for a motion, `--up`; others are refused.
    """

    name: str
    suffixes: tuple[str, ...]
    content: str
    told: str = ""
    options: tuple[str, ...] = ()


MVNX: Final = "an MVNX file of Xsens"
ROWS: Final = "a table of numbers (text)"
"""What `kind_of` calls rows of numbers without names."""
COMMENTS: Final = "#%"
"""What lines above and between such rows may begin with."""
VIDEO_SUFFIXES: Final[tuple[str, ...]] = (
    *(".mp4", ".mkv", ".webm", ".avi", ".mov", ".m4v", ".gif", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".flv"),
    *(".3gp", ".ogv"),
)
"""Of several files that are called alike, the one whose suffix comes first is meant."""
READ_KINDS: Final[tuple[FileKind, ...]] = (
    FileKind(
        "BVH",
        (".bvh",),
        "any skeleton with joints of the usual names; y, z or x up; m, cm, mm, inches",
        "`--person` of several skeletons; `--fps` where the frame time is none",
        ("--person",),
    ),
    FileKind(
        "AMC with its ASF",
        (".amc",),
        "Acclaim, as CMU and HDM05 publish it, or with the usual names of joints, with the `.asf` beside it",
        "`--fps` where it is not 120",
    ),
    FileKind(
        "SMPL parameters",
        (".npz", ".npy", ".json"),
        "SMPL, SMPL-H, SMPL-X: AMASS, Motion-X, AIST++, video estimators",
        "`--body-model` for the person's own proportions, `--person` of several",
        ("--body-model", "--person"),
    ),
    FileKind(
        "SMPL joints",
        (".npy", ".npz"),
        "the first 22 joints of SMPL, in any order of axes",
        "`--fps` where the file does not say, `--person` of a batch",
        ("--person",),
    ),
    FileKind(
        "HumanML3D",
        (".npy",),
        "(N, 263) vectors, of KIT-ML (N, 251); normalised ones with `Mean.npy` and `Std.npy` beside them",
        "`--person` of a batch",
        ("--person",),
    ),
    FileKind(
        "joints of sensors",
        (".npy", ".npz", ".mat", ".json", ".txt"),
        "3D joints of depth cameras and pose estimators",
        "`--skeleton` where the body does not tell their order, `--person` of several",
        ("--skeleton", "--person"),
    ),
    FileKind(
        "NTU RGB+D",
        (".skeleton",),
        "25 joints of Kinect v2, one or more people",
        "`--person` of several",
        ("--person",),
    ),
    FileKind(
        "C3D",
        (".c3d",),
        "markers with the names of Plug-in Gait, CMU, OpenSim, IOR, Qualisys, OptiTrack",
        "`--person` of several",
        ("--person",),
    ),
    FileKind(
        "TRC",
        (".trc",),
        "the same markers, or joint centres of Pose2Sim and Sports2D",
        "`--person` of several",
        ("--person",),
    ),
    FileKind(
        "table",
        (".csv", ".tsv"),
        "columns x, y, z of joints or markers: Qualisys, OptiTrack, Vicon, Kinect, MediaPipe",
        "`--skeleton` where joints have numbers, `--fps` where no times are told, `--person` of several",
        ("--skeleton", "--person"),
    ),
    FileKind(
        "MVNX",
        (".mvnx",),
        "segments of Xsens MVN, by their places, else by their turns",
        "`--person` of several",
        ("--person",),
    ),
    FileKind("glTF", (".glb", ".gltf"), "a skeletal animation; FBX becomes one in Blender"),
    FileKind("DeepMimic", (".txt",), "the humanoid of 13 joints"),
    FileKind(
        "video",
        VIDEO_SUFFIXES,
        "a film of one person, whose skeleton is lifted",
        "`--fps` where it is played at another rate; `--motion` recorded beside it",
        ("--motion", "--pose-models"),
    ),
)
"""In the order in which they are listed by `humocon ask --help` and docs/files.md."""

_MAGIC: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (8, b"WEBP", "a WebP image"),
    (4, b"ftyphei", "a HEIC image"),
    (4, b"ftypmif1", "a HEIC image"),
    (4, b"ftypavif", "an AVIF image"),
    (4, b"ftypM4A ", "sound without pictures"),
    (4, b"ftypM4B ", "sound without pictures"),
    (0, b"ID3", "sound without pictures"),
    (8, b"WAVE", "sound without pictures"),
    (0, b"fLaC", "sound without pictures"),
    (0, b"Kaydara FBX Binary", "an FBX file"),
    (0, b"; FBX", "an FBX file"),
    (0, b"glTF", "a glTF file"),
    (0, b"BLENDER", "a Blender file"),
    (0, b"PathFileType", "a TRC marker file"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (0, b"HIERARCHY", "a BVH motion"),
    (0, b"\x89HDF", "an HDF5 file"),
    (0, b"MATLAB 7.3", "a MATLAB file of format 7.3"),
    (0, b"MATLAB 5", "a MATLAB file"),
    (0, b"Vocaloid Motion Data", "a VMD motion of MikuMikuDance"),
    (0, b"PXR-USDC", "a USD scene"),
    (0, b"#usda", "a USD scene"),
    (0, b"Ogawa", "an Alembic cache"),
    (0, b"//Maya ASCII", "a Maya scene"),
    (0, b"FOR4", "a Maya scene"),
    (0, b"FOR8", "a Maya scene"),
    (0, b"%YAML 1.1\n%TAG !u! tag:unity3d", "a Unity asset"),
    (0, b"Format Version,", "an OptiTrack table (CSV)"),
    (0, b"NO_OF_FRAMES\t", "a Qualisys table (TSV)"),
    (0, b"Trajectories", "a Vicon table (CSV)"),
    (0, b"PAR1", "a Parquet table"),
    (0, b"SQLite format 3", "an SQLite database"),
    (0, b"#EXTM3U", "a playlist"),
    (0, b"\0\0\0\1\x67", "a raw H.264 stream"),
    (0, b"\0\0\0\1\x09", "a raw H.264 stream"),
    (0, b"\0\0\0\1\x40\1", "a raw H.265 stream"),
    (0, b"\0\0\0\1\x46\1", "a raw H.265 stream"),
    (0, b"%PDF", "a PDF document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"7z\xbc\xaf", "a 7-Zip archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"<!DOCTYPE", "a web page"),
    (0, b"<html", "a web page"),
    (0, b"version https://git-lfs", "a pointer of Git LFS"),
)
_HEAD: Final = 1 << 14
"""Bytes that tell, of texts with long lines, too."""
_NUMBER: Final = re.compile(rb"[-+]?[\d.]+(?:[eE][-+]?\d+)?")
_HEAD_LINES: Final = 40
_BLOCK, _LAST_HEADER_BLOCK = 512, 20
_PICKLES: Final = (
    *(b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"),
    *(b"(dp", b"(lp", b"ccopy_reg", b"(i__main__", b"cnumpy", b"}q", b"]q"),
)
"""The latter of protocols 0 and 1, which have no mark of their own."""
_ZLIB: Final = (b"x\x01", b"x\x9c", b"x\xda")
"""As joblib compresses."""
_OLD_TORCH: Final = b"\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
"""The number that torch pickled first, before it wrote zip archives."""


def text_encoding(head: bytes) -> str:
    """How a text is encoded, by its first two bytes: in UTF-16, as Windows' own tools write it, or in UTF-8."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    zeros = head[:1] == b"\0", head[1:2] == b"\0"
    return {(False, True): "utf-16-le", (True, False): "utf-16-be"}.get(zeros, "utf-8")


def plain_text(head: bytes) -> bytes:
    """The beginning of a file, in UTF-8 without a mark where it is a text in UTF-16."""
    encoding = text_encoding(head)
    text = head if encoding == "utf-8" else head.decode(encoding, errors="ignore").encode()
    return text.removeprefix(b"\xef\xbb\xbf")


def kind_of(path: Path) -> str | None:
    """What a file is: "a JPEG image", "a PyTorch file" ...; None where its content does not tell.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    text = plain_text(head).lstrip()
    for place, magic, name in _MAGIC:
        if magic.lower() in (head[place : place + len(magic)].lower(), text[: len(magic) if not place else 0].lower()):
            return name
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return "a BMP image"
    if is_c3d(head):
        return "a C3D file"
    if head[8:10] == b'{"' and b'"dtype"' in head:
        return "a safetensors file"
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(_ZLIB):
        return "a joblib file"
    return _pickle_kind(head) if head.startswith(_PICKLES) else _text_kind(text)


def _text_kind(text: bytes) -> str | None:
    """Of the texts of other programs, which begin with a declaration or with numbers of their own."""
    if text.startswith(b"<"):
        known = ((b"<COLLADA", "a COLLADA file"), (b"<mvnx", MVNX), (b"segmentCount=", MVNX), (b"<?xml", "an XML file"))
        return next((name for mark, name in known if mark in text), None)
    if b"endheader" in text or (b"nRows=" in text and b"nColumns=" in text):
        return "an OpenSim file (.mot, .sto)"
    told = (line for line in text.splitlines() if line.strip() and line.lstrip()[:1] not in COMMENTS.encode())
    words = re.split(rb"[\s,;]+", next(told, b"").strip())[:20]  # of a long line the last may be cut off
    if len(words) > 2 and all(map(_NUMBER.fullmatch, words)):
        return ROWS
    return "a table (CSV)" if _has_cells(text) else None


def is_table(kind: str | None) -> bool:
    """Whether a kind of file is one of cells, which may be joints over time."""
    return kind is not None and kind.endswith(("(CSV)", "(TSV)"))


def _has_cells(text: bytes) -> bool:
    """Whether two lines after one another have as many cells, at least four, and the second of them some numbers."""
    if text[:1] in b"[{:" or b"OFFSET" in text.upper():
        return False
    lines = text.splitlines()[:_HEAD_LINES]
    for mark in b"\t", b";", b",":
        rows = [line.split(mark) for line in lines]
        for first, second in itertools.pairwise(rows):
            numbers = sum(_NUMBER.fullmatch(cell.strip(b' "').replace(b",", b".")) is not None for cell in second)
            cut = second is rows[-1] and len(first) > len(second) > 3  # at the end of what was looked at
            if numbers > 2 and (cut or len(first) == len(second) > 3):
                return True
    return False


def is_c3d(head: bytes) -> bool:
    """Whether a file begins as a C3D does: a block of which the first bytes tell where the parameters are."""
    return len(head) >= _BLOCK and 2 <= head[0] <= _LAST_HEADER_BLOCK and head[1] == ord("P")


def _pickle_kind(head: bytes) -> str:
    if _OLD_TORCH in head:
        return "a PyTorch file"
    return "a joblib file" if b"joblib" in head else "a pickle"


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return "a damaged zip archive"
    if any(name.endswith(".npy") for name in names):
        return "a set of NumPy arrays (.npz)"
    if any(name.rsplit("/")[-1] == "data.pkl" for name in names):
        return "a PyTorch file"
    if any(name.startswith(("word/", "xl/", "ppt/")) for name in names):
        return "an Office document"
    return "a zip archive"
