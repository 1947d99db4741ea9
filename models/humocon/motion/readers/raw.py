"""What a reader hands over: 22 joints in the axes and the unit of the file."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RawMotion:
    """A motion as the file has it, before units, axes and rate are settled.

    Attributes:
        joints: (N, 22, 3) float64 positions of the SMPL joints in the file's unit and axes.
        fps: Poses per second, or None where the file does not say.
        format: What the content is.
        skeleton: The skeleton, in words.
        metres: Metres in one unit where the file says so, else None: told from the body's size.
        up: The up axis where the format prescribes it, else None: told from the posture.
        named: Whether joints were found by name, so that their order needs no check.
        has_toes: Whether the toe joints were measured rather than placed.
        measured: Whether these are points that a sensor or an estimator saw, laid on the body right-handed: none is a
            rest pose, and the way is in the unit of the body.
        about_pelvis: Whether poses are told about their own pelvis, so that the file does not say where it goes.
        default_fps: Rate for each up axis where the file does not say.
        fps_fault: Why the rate that the file gives cannot be used, for an error that asks for another.
        people: How many people the file holds.
        zeros: (N,) poses that the file gives as zeros alone, where it holds other numbers than positions.
        posed: Whether the body model of the user was or could be used.
        notes: What was done.
        warnings: What looks odd.
    """

    joints: np.ndarray
    fps: float | None
    format: str
    skeleton: str
    metres: float | None = None
    up: str | None = None
    named: bool = False
    has_toes: bool = True
    measured: bool = False
    about_pelvis: bool = False
    default_fps: tuple[tuple[str, float], ...] = (("z", 30.0), ("y", 20.0))
    fps_fault: str = ""
    people: int = 1
    zeros: np.ndarray | None = None
    posed: bool = False
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
