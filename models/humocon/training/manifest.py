"""The list of a checkpoint's files with their SHA-256: written last, so that a folder with one was written whole."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from humocon.errors import CheckpointError
from humocon.files import parse_json, sync

MANIFEST = "manifest.json"
FORMAT = 1
NAME = re.compile(r"step_(\d{8,})")
HIDDEN_NAME = re.compile(r"\.step_(\d{8,})\.(partial|replaced|removed)")


class DamagedCheckpointError(CheckpointError):
    """A checkpoint is incomplete, or a file of it is not what was written."""


def write_manifest(folder: Path, step: int, num_processes: int) -> None:
    """Syncs every file of a folder to the disk, then writes and syncs the manifest."""
    files = {}
    for path in sorted(folder.iterdir()):
        sync(path)
        files[path.name] = {"sha256": _sha256(path), "bytes": path.stat().st_size}
    manifest = {"format": FORMAT, "step": step, "num_processes": num_processes, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    sync(folder / MANIFEST)
    sync(folder)


def read_manifest(path: Path) -> dict[str, Any]:
    """Reads the manifest of a checkpoint and checks that it is one, and of this folder.

    Returns:
        `step`, `num_processes` and `files`: name to `sha256` and `bytes`.

    Raises:
        DamagedCheckpointError: It is missing or not what was written.
        CheckpointError: There is no such folder, or another version wrote it.
    """
    if not path.is_dir():
        raise CheckpointError(f"{path}: no such checkpoint folder; name the folder that holds {MANIFEST}")
    try:
        manifest = parse_json((path / MANIFEST).read_text(encoding="utf-8"))
        step, version = manifest["step"], manifest["format"]
        whole = isinstance(step, int) and isinstance(manifest["num_processes"], int)
        for name, facts in manifest["files"].items():
            whole = whole and Path(name).name == name and bool(facts["sha256"]) and isinstance(facts["bytes"], int)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedCheckpointError(f"{path / MANIFEST}: missing or damaged") from error
    named = [pattern.fullmatch(path.name) for pattern in (NAME, HIDDEN_NAME)]
    if not whole or any(match and int(match[1]) != step for match in named):
        raise DamagedCheckpointError(f"{path / MANIFEST}: damaged, its content is not what was written")
    if version != FORMAT:
        raise CheckpointError(f"{path}: checkpoint format {version} is not {FORMAT}; use the version that wrote it")
    return manifest


def verify(path: Path) -> dict[str, Any]:
    """Checks every file of a checkpoint against its manifest, which it returns.

    Raises:
        DamagedCheckpointError: A file is missing, cut or changed.
    """
    manifest = read_manifest(path)
    for name, facts in manifest["files"].items():
        file = path / name
        if not file.is_file():
            raise DamagedCheckpointError(f"{file}: missing from the checkpoint")
        try:
            intact = file.stat().st_size == facts["bytes"] and _sha256(file) == facts["sha256"]
        except OSError as error:
            raise DamagedCheckpointError(f"{file}: cannot be read ({error.strerror or error})") from error
        if not intact:
            raise DamagedCheckpointError(f"{file}: damaged, its content is not what was written")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
