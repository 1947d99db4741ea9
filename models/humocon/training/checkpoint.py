"""Checkpoints that a training run resumes from exactly, without pickle and safe against a kill at any moment.

One folder for each checkpoint, `step_00001000/`: `<part>.json` (the nested state) with `<part>.safetensors` (its
tensors) for each part, the same pair `random_<process>` for the global generators of each process, and
`manifest.json` with the SHA-256 of every file. The folder is written under a hidden name, synced to the disk and only
then renamed, so that a folder with this name is complete.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from humocon.errors import CheckpointError, ConfigError, one_line
from humocon.files import make_folder, parse_json, whole_folder
from humocon.parallel import any_process, num_processes, process_index
from humocon.training.sharding import cut_optimizer_state, whole
from humocon.training.states import capture_generators, decode_state, gather_states, restore_generators, write_state

MANIFEST = "manifest.json"
FORMAT = 1
NAME = re.compile(r"step_(\d{8,})")
HIDDEN_NAME = re.compile(r"\.step_(\d{8,})\.(partial|replaced|removed)")


class DamagedCheckpointError(CheckpointError):
    """A checkpoint is incomplete, or a file of it is not what was written."""


class Stateful(Protocol):
    """A module, an optimizer, or anything else whose state is nested dicts and lists of tensors and plain values."""

    def state_dict(self) -> Any:
        """The state."""
        ...

    def load_state_dict(self, state_dict: Any, /) -> Any:
        """Take a state given earlier."""
        ...


@dataclass(frozen=True, kw_only=True)
class Resumed:
    """What `resume` found: the step to go on from (0: nothing there), its folder, and lines to show to the user."""

    step: int
    path: Path | None
    messages: tuple[str, ...] = ()


def save_checkpoint(folder: Path, step: int, parts: Mapping[str, Stateful], *, keep: int = 2) -> Path:
    """Write a checkpoint; every process must call it, and the main process writes everything.

    Checkpoints of later steps are removed: they belong to a run that this one has replaced.

    Args:
        folder: of the checkpoints of one run; made when missing.
        step: number of optimizer steps done.
        parts: what to save, by name (lower-case letters, digits, "_"). A module inside DistributedDataParallel is
            saved without the wrapper, so that any number of processes can resume.
        keep: how many checkpoints stay, this one included.

    Returns:
        The folder of the checkpoint.

    Raises:
        ConfigError: it cannot be written (read-only, disk full ...); older checkpoints are untouched.
    """
    target = folder / f"step_{step:08d}"
    generators = gather_states(capture_generators())
    writes = process_index() == 0
    states = {name: whole(_unwrap(part).state_dict(), keep=writes) for name, part in parts.items()}
    states |= {f"random_{process}": state for process, state in enumerate(generators)}
    failure: Exception | None = None
    if writes:
        try:
            make_folder(folder)
            with whole_folder(target) as partial:
                for name, state in states.items():
                    write_state(partial, name, state)
                _write_manifest(partial, step, len(generators))
            _prune(folder, step, keep)
        except Exception as error:  # kept until the other processes, which wait, have been told
            failure = error
    if any_process(failure is not None):
        raise failure or ConfigError(f"{target}: cannot be written by the main process")
    return target


def load_checkpoint(path: Path, parts: Mapping[str, Stateful]) -> int:
    """Verify one checkpoint, hand its state to the parts and set the global generators of this process.

    Nothing is loaded unless every file is what was written. A checkpoint may hold more parts than asked for.

    Returns:
        The number of optimizer steps done.

    Raises:
        DamagedCheckpointError: A file is missing, cut or changed.
        CheckpointError: It lacks a part, or a part has other shapes: it was made with another recipe.
    """
    manifest = verify(path)
    states = {name: _read_state(path, name, manifest) for name in parts}
    process = f"random_{process_index()}"
    generators = _read_state(path, process, manifest) if f"{process}.json" in manifest["files"] else None
    for name, state in states.items():
        try:
            part = _unwrap(parts[name])
            if isinstance(part, torch.optim.Optimizer):
                state = cut_optimizer_state(state, part)
            part.load_state_dict(state)
        except (RuntimeError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise CheckpointError(
                f"{path}: part {name!r} does not fit ({one_line(error)}); resume with the recipe it was made with, "
                "or choose another output folder"
            ) from error
    if generators is not None:
        try:
            restore_generators(generators)
        except (RuntimeError, ValueError, KeyError, TypeError) as error:
            raise DamagedCheckpointError(f"{path}: {process} is not the state of generators") from error
    return manifest["step"]


def resume(folder: Path, parts: Mapping[str, Stateful]) -> Resumed:
    """Load the newest good checkpoint of a run; a damaged one is passed over and said so in `messages`.

    Raises:
        CheckpointError: There are checkpoints but all are damaged, or the newest good one does not fit the parts.
    """
    messages: list[str] = []
    damaged: DamagedCheckpointError | None = None
    for path in _checkpoints(folder):
        try:
            step = load_checkpoint(path, parts)
        except DamagedCheckpointError as error:
            damaged = error
            messages.append(f"{error}; trying the one before it")
            continue
        saved = read_manifest(path).get("num_processes", 1)
        if saved != num_processes():
            messages.append(f"{path}: made by {saved} processes, resumed by {num_processes()}")
        return Resumed(step=step, path=path, messages=tuple(messages))
    if damaged is not None:
        raise CheckpointError(f"{folder}: every checkpoint is damaged; remove the folder to start over") from damaged
    return Resumed(step=0, path=None)


def _checkpoints(folder: Path) -> list[Path]:
    """Checkpoints, newest first, and for a step caught between two renames the folder that was set aside."""
    found: dict[int, Path] = {}
    if not folder.is_dir():
        return []
    for path in sorted(folder.iterdir(), key=lambda path: path.name.startswith(".")):
        match = NAME.fullmatch(path.name)
        hidden = HIDDEN_NAME.fullmatch(path.name)
        if match and path.is_dir():
            found[int(match[1])] = path
        elif hidden and hidden[2] == "replaced":
            found.setdefault(int(hidden[1]), path)
    return [found[step] for step in sorted(found, reverse=True)]


def _prune(folder: Path, step: int, keep: int) -> None:
    """Remove left-overs, checkpoints of later steps, and all but the newest `keep`."""
    kept = 0
    for path in _checkpoints(folder):
        match = NAME.fullmatch(path.name)
        if match is None:
            continue
        if int(match[1]) <= step and kept < keep:
            kept += 1
        else:
            # Renamed first, so that a kill leaves no half-removed folder that looks like a checkpoint.
            path.rename(folder / f".{path.name}.removed")
    for path in folder.iterdir():
        if HIDDEN_NAME.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def _read_state(path: Path, name: str, manifest: Mapping[str, Any]) -> Any:
    """One state of a verified checkpoint."""
    if f"{name}.json" not in manifest["files"]:
        held = sorted(Path(file).stem for file in manifest["files"] if file.endswith(".json"))
        raise CheckpointError(f"{path}: has no part {name!r}, only {', '.join(held)}; it belongs to another stage")
    tensors = path / f"{name}.safetensors"
    try:
        tree = parse_json((path / f"{name}.json").read_text(encoding="utf-8"))
        return decode_state(tree, load_file(tensors) if tensors.name in manifest["files"] else {})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, SafetensorError) as error:
        reason = one_line(f"{type(error).__name__}: {error}")
        raise DamagedCheckpointError(f"{path}: part {name!r} is not a saved state ({reason})") from error


def _unwrap(part: Stateful) -> Stateful:
    """A module out of DistributedDataParallel, whose wrapper renames every parameter."""
    return part.module if isinstance(part, torch.nn.parallel.DistributedDataParallel) else part


def _write_manifest(folder: Path, step: int, num_processes: int) -> None:
    """List the files of a checkpoint with their hashes."""
    files = {path.name: {"sha256": _sha256(path), "bytes": path.stat().st_size} for path in sorted(folder.iterdir())}
    manifest = {"format": FORMAT, "step": step, "num_processes": num_processes, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a checkpoint, checked to be one, and of this folder.

    Returns:
        `step`, `num_processes` and `files`: name to `sha256` and `bytes`.

    Raises:
        DamagedCheckpointError: it is missing or not what was written.
        CheckpointError: there is no such folder, or another version wrote it.
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
    """Check every file of a checkpoint against its manifest, which it returns.

    Raises:
        DamagedCheckpointError: a file is missing, cut or changed.
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
