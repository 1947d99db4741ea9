"""The options of `ask`, as one value."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class AskOptions:
    """How to answer, from the command line."""

    model: str | None
    device: str | None
    load_in_4bit: bool
    body_model: Path | None
    fps: float | None
    up: str | None
    timeline: bool
    motion: Path | None = None
    pose_models: Path | None = None
    overlay: Path | None = None
    compiled: bool = False
    spins: bool = True
    """Whether a spinner tells what takes long; off where a display of its own is on the terminal."""
