"""The facts of a motion in one object."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import numpy as np

from humocon.motion.clip import CANONICAL_FPS
from humocon.motion.kinematics.arms import ArmMove, find_arm_moves
from humocon.motion.kinematics.changes import Change, find_changes
from humocon.motion.kinematics.feet import Flight, Step, find_flights, find_steps
from humocon.motion.kinematics.legs import LegMove, find_leg_moves
from humocon.motion.kinematics.measures import Measures
from humocon.motion.kinematics.path import Going, Travel, Turn, find_goings, find_travel, find_turns
from humocon.motion.kinematics.posture import Posture, find_postures
from humocon.motion.kinematics.repeats import Repetition, Rhythm, find_repetitions, find_rhythm
from humocon.motion.kinematics.signals import Span, measure
from humocon.motion.kinematics.trunk import Twist, find_twists

_TIMED: Final = (
    "goings",
    "turns",
    "steps",
    "flights",
    "postures",
    "changes",
    "twists",
    "arms",
    "legs",
    "repetitions",
)


@dataclass(frozen=True)
class Facts:
    """What the joints alone say; all lists in the order of time, times in seconds from the first pose.

    Attributes:
        duration_s: length of the motion.
        travel: length of the way, change of heading, speeds.
        goings: stretches of walking or running one way.
        turns: stretches of turning one way.
        steps: feet set down elsewhere.
        flights: stretches with both feet in the air.
        postures: standing, crouched, squatting ..., without gaps.
        changes: sitting down, standing up, lying down, getting up, falling.
        twists: stretches in which the shoulders are turned against the hips.
        arms: raises, waves, circles, punches, swings, claps, reaches to the floor.
        legs: kicks, lifted knees and lunges.
        repetitions: what is done several times, or once, counted.
        rhythm: after how long the whole motion repeats itself, if it does.
        measures: every quantity of every part of the body over time.
    """

    duration_s: float
    travel: Travel
    goings: tuple[Going, ...]
    turns: tuple[Turn, ...]
    steps: tuple[Step, ...]
    flights: tuple[Flight, ...]
    postures: tuple[Posture, ...]
    changes: tuple[Change, ...]
    twists: tuple[Twist, ...]
    arms: tuple[ArmMove, ...]
    legs: tuple[LegMove, ...]
    repetitions: tuple[Repetition, ...]
    rhythm: Rhythm | None
    measures: Measures = field(repr=False, compare=False)

    @property
    def jumps(self) -> tuple[Flight, ...]:
        """The flights that are no strides."""
        return tuple(flight for flight in self.flights if flight.kind == "jump")

    def count(self, what: str) -> int:
        """How often something is done, by the name of its repetition; 0 where it is not."""
        return sum(repetition.count for repetition in self.repetitions if repetition.what == what)

    def retimed(self, time: Callable[[float], float]) -> "Facts":
        """The same facts with other times, such as those of the video that the motion was read off.

        Args:
            time: from seconds into the motion to seconds of what is told; it never runs back.
        """

        def move_span(span: Span) -> Span:
            # The end of a stretch may be the beginning of another part of the video.
            return Span(time(span.begin_s), time(max(span.begin_s, span.end_s - 1e-6)))

        def move(one: Any) -> Any:
            told = {field.name: getattr(one, field.name) for field in fields(one)}
            moved: dict[str, Any] = {name: time(value) for name, value in told.items() if name in ("peak_s", "time_s")}
            moved |= {name: move_span(value) for name, value in told.items() if name == "span"}
            moved |= {name: tuple(map(move_span, value)) for name, value in told.items() if name == "each"}
            return replace(one, **moved)

        moved = {name: tuple(map(move, getattr(self, name))) for name in _TIMED}
        rhythm = move(self.rhythm) if self.rhythm else None
        measures = self.measures.retimed(time)
        return replace(self, **moved, travel=move(self.travel), rhythm=rhythm, measures=measures)


def facts(joints: np.ndarray) -> Facts:
    """Tell the facts of a motion.

    Args:
        joints: (K, 22, 3) canonical joints, metres, y up, 20 Hz, K >= 1.

    Raises:
        ValueError: `joints` has another shape, no pose, or numbers that are not finite.
    """
    body = measure(joints)
    flights, postures = find_flights(body), find_postures(body)
    arms, legs, twists = find_arm_moves(body), find_leg_moves(body), find_twists(body)
    return Facts(
        duration_s=body.num_frames / CANONICAL_FPS,
        travel=find_travel(body),
        goings=tuple(find_goings(body, [flight.span for flight in flights if flight.kind == "stride"])),
        turns=tuple(find_turns(body)),
        steps=tuple(find_steps(body, flights)),
        flights=tuple(flights),
        postures=tuple(postures),
        changes=tuple(find_changes(body, postures)),
        twists=tuple(twists),
        arms=tuple(arms),
        legs=tuple(legs),
        rhythm=find_rhythm(body),
        repetitions=tuple(find_repetitions(body, flights, arms, legs, twists)),
        measures=Measures.of(body),
    )
