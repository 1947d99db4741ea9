"""Checkpoints that a training run resumes from exactly, without pickle and safe against a kill at any moment.

One folder for each checkpoint, `step_00001000/`: `<part>.json` (the nested state) with `<part>.safetensors` (its
tensors) for each part, the same pair `random_<process>` for the global generators of each process, and
`manifest.json` with the SHA-256 of every file. The folder is written under a hidden name, synced to the disk and only
then renamed, so that a folder with this name is complete.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from humocon.errors import CheckpointError, one_line
from humocon.files import parse_json, sync
from humocon.parallel import any_process, num_processes, process_index
from humocon.training import random_state
from humocon.training.manifest import (
    HIDDEN_NAME,
    NAME,
    DamagedCheckpointError,
    read_manifest,
    verify,
    write_manifest,
)
from humocon.training.sharding import cut_optimizer_state, whole
from humocon.training.state_files import decode_state, encode_state, write_state


class Stateful(Protocol):
    """A module, an optimizer, or anything else whose state is nested dicts and lists of tensors and plain values."""

    def state_dict(self) -> Any:
        """Gives the state."""
        ...

    def load_state_dict(self, state_dict: Any, /) -> Any:
        """Takes a state given earlier."""
        ...


@dataclass(frozen=True, kw_only=True)
class Resumed:
    """What `resume` found: the step to go on from (0: nothing there), its folder, and lines to show to the user."""

    step: int
    path: Path | None
    messages: tuple[str, ...] = ()


def save_checkpoint(folder: Path, step: int, parts: Mapping[str, Stateful], *, keep: int = 2) -> Path:
    """Writes a checkpoint; every process must call it, and the main process writes everything.

    Checkpoints of later steps are removed: they belong to a run that this one has replaced.

    Args:
        folder: Holds the checkpoints of one run; made when missing.
        step: Number of optimizer steps done.
        parts: What to save, by name (lower-case letters, digits, "_"). A module inside DistributedDataParallel is
            saved without the wrapper, so that any number of processes can resume.
        keep: How many checkpoints stay, this one included.

    Returns:
        The folder of the checkpoint.

    Raises:
        CheckpointError: The folder cannot be written (read-only, disk full ...); older checkpoints are untouched.
    """
    if keep < 1 or step < 0:
        raise ValueError(f"keep must be at least 1 and step at least 0, got keep={keep}, step={step}")
    for name in parts:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name == "manifest" or name.startswith("random"):
            raise ValueError(f"{name!r} cannot name a part of a checkpoint")
    target = folder / f"step_{step:08d}"
    generators = random_state.gather(random_state.capture())
    writes = process_index() == 0
    states = {name: whole(_unwrap(part).state_dict(), keep=writes) for name, part in parts.items()}
    failure: Exception | None = None
    if writes:
        try:
            _write(folder, target, step, states, generators)
            _prune(folder, step, keep)
        except Exception as error:  # kept until the other processes, which wait, have been told
            failure = error
            shutil.rmtree(folder / f".{target.name}.partial", ignore_errors=True)
    if any_process(failure is not None):
        if failure is not None and not isinstance(failure, (OSError, SafetensorError)):
            raise failure
        reason = one_line(getattr(failure, "strerror", None) or failure or "the main process could not write it")
        raise CheckpointError(
            f"{target}: cannot save the checkpoint ({reason}); free some space or choose another output folder"
        ) from failure
    return target


def latest_checkpoint(folder: Path) -> Path | None:
    """Finds the newest checkpoint of a run by its step, without verifying it."""
    return next(iter(_checkpoints(folder)), None)


def load_checkpoint(path: Path, parts: Mapping[str, Stateful]) -> int:
    """Verifies one checkpoint, hands its state to the parts and sets the global generators of this process.

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
            random_state.restore(generators)
        except (RuntimeError, ValueError, KeyError, TypeError) as error:
            raise DamagedCheckpointError(f"{path}: {process} is not the state of generators") from error
    return manifest["step"]


def resume(folder: Path, parts: Mapping[str, Stateful]) -> Resumed:
    """Loads the newest good checkpoint of a run; a damaged one is passed over and said so in `messages`.

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
    """Lists checkpoints, newest first, and for a step caught between two renames the folder that was set aside."""
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


def _write(folder: Path, target: Path, step: int, states: Mapping[str, Any], generators: list[dict[str, Any]]) -> None:
    """Writes the files under a hidden name, syncs them, and renames the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{target.name}.partial"
    replaced = folder / f".{target.name}.replaced"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name, state in states.items():
        write_state(partial, name, encode_state(state, name))
    for process, state in enumerate(generators):
        write_state(partial, f"random_{process}", encode_state(state, "random"))
    write_manifest(partial, step, len(generators))
    if target.exists():
        shutil.rmtree(replaced, ignore_errors=True)
        target.rename(replaced)
    partial.rename(target)
    sync(folder)


def _prune(folder: Path, step: int, keep: int) -> None:
    """Removes left-overs, checkpoints of later steps, and all but the newest `keep`."""
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
    """Reads one state of a verified checkpoint."""
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
    """Takes a module out of DistributedDataParallel, whose wrapper renames every parameter."""
    if isinstance(part, torch.nn.parallel.DistributedDataParallel):
        return part.module
    return part
