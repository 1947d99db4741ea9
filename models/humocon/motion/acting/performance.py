"""What an actor does, as curves over time; `solve.py` turns it into rotations of the joints.

Angles are in degrees. Index 0 of a side axis is the left. Legend: K poses.
"""

from dataclasses import dataclass, replace

import numpy as np

from humocon.motion.acting.curves import wander

LEFT, RIGHT = 0, 1


@dataclass(frozen=True)
class Body:
    """Measures of a skeleton in its T-pose, metres.

    `leg` goes from hip to ankle along the straight leg, `hip_drop` from the pelvis down to the hips, `ankle_height`
    from the ball of the foot up to the ankle, `foot` from the ankle forward to the ball.
    """

    leg: float
    hip_drop: float
    hip_half_width: float
    ankle_height: float
    foot: float

    @property
    def standing(self) -> float:
        """Height of the pelvis of a person at ease, knees a touch bent."""
        return self.ankle_height + 0.985 * self.leg + self.hip_drop


def measure(offsets: np.ndarray) -> Body:
    """Measure a skeleton by its rest offsets (22, 3) in metres, T-pose, y up, facing +z."""
    return Body(
        leg=float(np.linalg.norm(offsets[4]) + np.linalg.norm(offsets[7])),
        hip_drop=float(-offsets[1, 1]),
        hip_half_width=float(abs(offsets[1, 0])),
        ankle_height=float(-offsets[10, 1]),
        foot=float(offsets[10, 2]),
    )


@dataclass(frozen=True)
class Style:
    """How somebody moves, drawn once for each motion.

    Attributes:
        speed: 1 is the usual pace, above is faster.
        size: 1 is the usual width of a gesture.
        arm_lift: degrees between the hanging arm and the body.
        elbow: degrees of bend in the hanging arm.
        slouch: degrees that the trunk leans forward.
        stance: half the distance between the feet, metres.
        toe_out: degrees that each foot points outward.
        unrest: how much the body sways, 1 is usual.
    """

    speed: float
    size: float
    arm_lift: float
    elbow: float
    slouch: float
    stance: float
    toe_out: float
    unrest: float


def draw_style(rng: np.random.Generator, body: Body) -> Style:
    """Draw a person's way of moving."""
    return Style(
        speed=rng.uniform(0.87, 1.15),
        size=rng.uniform(0.9, 1.1),
        arm_lift=rng.uniform(8.0, 15.0),
        elbow=rng.uniform(14.0, 28.0),
        slouch=rng.uniform(0.0, 5.0),
        stance=body.hip_half_width * rng.uniform(1.05, 1.5),
        toe_out=rng.uniform(4.0, 12.0),
        unrest=rng.uniform(0.6, 1.3),
    )


@dataclass
class Reach:
    """Where the hands are, in place of the angles of the arms.

    Attributes:
        hands: (2, K, 3) from the shoulder to the wrist in lengths of the arm, in the frame of the chest: outward, up,
            ahead. (0, -1, 0) hangs, (0, 0, 1) is held out in front, (-0.36, 0, 0.5) is before the breastbone.
        weight: (2, K) from 0, the arm is posed by its angles, to 1.
        elbows: (2, K) where the elbows point: 0 down, 1 outward.
    """

    hands: np.ndarray
    weight: np.ndarray
    elbows: np.ndarray


@dataclass
class Sprawl:
    """How somebody is posed who does not stand on their feet: the body falls to where it touches the floor.

    Attributes:
        tilt: (K, 3) how far the body is tilted from upright, towards where (0 is ahead, positive to the left), and how
            far it is rolled about its own length, to the left; degrees.
        legs: (2, K, 5) hip forward, hip outward, thigh turned outward, knee, toes pointed; degrees, 0 stands straight.
        ahead: (K,) metres that the body has come ahead; None where what touches the floor tells.
        hands: (2, K) whether a hand is set on the floor and stays there; None where the hands bear nothing.
    """

    tilt: np.ndarray
    legs: np.ndarray
    ahead: np.ndarray | None = None
    hands: np.ndarray | None = None


@dataclass
class Performance:
    """Curves of one motion, to be filled in by an action.

    Attributes:
        time: (K,) seconds.
        root: (K, 3) pelvis in metres, y up.
        facing: (K,) direction of the body about y, degrees, 0 is +z, positive to the left.
        pelvis: (K, 3) pitch forward, roll (left side up), twist (to the left) of the pelvis.
        spine: (K, 3) the same of the chest against the pelvis.
        head: (K, 2) nod forward, turn to the left.
        arms: (2, K, 4) swing forward, lift to the side (0 hangs, 180 points up), inward roll of the upper arm, elbow.
        balls: (2, K, 3) where the balls of the feet are, metres.
        foot_yaw: (2, K) direction of the feet about y, in the world.
        foot_pitch: (2, K) heel up (about the ball) if positive, toes up (about the ankle) if negative.
        grounded: (2, K) whether the foot carries weight, so that the leg must reach it.
        reach: where the hands are, for actions that are about the hands.
        sprawl: for actions on the floor; `root`, `balls` and the rest of the feet then say nothing.
    """

    time: np.ndarray
    root: np.ndarray
    facing: np.ndarray
    pelvis: np.ndarray
    spine: np.ndarray
    head: np.ndarray
    arms: np.ndarray
    balls: np.ndarray
    foot_yaw: np.ndarray
    foot_pitch: np.ndarray
    grounded: np.ndarray
    reach: Reach | None = None
    sprawl: Sprawl | None = None


def stand(time: np.ndarray, body: Body, style: Style, rng: np.random.Generator) -> Performance:
    """Somebody who stands for times (K,) and does nothing, breathing and swaying: where every action begins."""
    count, unrest = len(time), style.unrest
    sway = wander(time, rng, 14) * unrest
    root = np.zeros((count, 3))
    root[:, [0, 2]] = 0.006 * sway[:, :2]
    root[:, 1] = body.standing + 0.002 * sway[:, 2]
    spine = np.array([style.slouch, 0.0, 0.0]) + sway[:, 3:6] * np.array([0.8, 0.5, 0.8])
    arms = np.empty((2, count, 4))
    arms[:] = [0.0, style.arm_lift, 10.0, style.elbow]
    arms[LEFT] += sway[:, 6:10] * 1.2
    arms[RIGHT] += sway[:, 10:14] * 1.2
    balls = np.zeros((2, count, 3))
    balls[LEFT, :, 0], balls[RIGHT, :, 0] = style.stance, -style.stance
    balls[:, :, 2] = 0.75 * body.foot
    foot_yaw = np.zeros((2, count))
    foot_yaw[LEFT], foot_yaw[RIGHT] = style.toe_out, -style.toe_out
    return Performance(
        time=time,
        root=root,
        facing=np.zeros(count),
        pelvis=np.zeros((count, 3)),
        spine=spine,
        head=np.stack([-0.5 * spine[:, 0], 1.5 * sway[:, 5]], axis=-1),
        arms=arms,
        balls=balls,
        foot_yaw=foot_yaw,
        foot_pitch=np.zeros((2, count)),
        grounded=np.ones((2, count), dtype=bool),
    )


def mirrored(act: Performance) -> Performance:
    """The same motion with left and right exchanged."""
    reach, sprawl = act.reach, act.sprawl
    sides = np.array([1.0, -1.0, -1.0])
    flip = np.array([-1.0, 1.0, 1.0])
    return replace(
        act,
        root=act.root * flip,
        facing=-act.facing,
        pelvis=act.pelvis * sides,
        spine=act.spine * sides,
        head=act.head * sides[:2],
        arms=act.arms[::-1],
        balls=act.balls[::-1] * flip,
        foot_yaw=-act.foot_yaw[::-1],
        foot_pitch=act.foot_pitch[::-1],
        grounded=act.grounded[::-1],
        reach=reach and Reach(reach.hands[::-1], reach.weight[::-1], reach.elbows[::-1]),
        sprawl=sprawl
        and replace(
            sprawl,
            tilt=sprawl.tilt * sides,
            legs=sprawl.legs[::-1],
            hands=None if sprawl.hands is None else sprawl.hands[::-1],
        ),
    )


def backwards(act: Performance) -> Performance:
    """The same motion from its end to its beginning; not for `reach` and `sprawl`."""
    sides = {name: getattr(act, name)[:, ::-1] for name in ("arms", "balls", "foot_yaw", "foot_pitch", "grounded")}
    whole = {name: getattr(act, name)[::-1] for name in ("root", "facing", "pelvis", "spine", "head")}
    return replace(act, **sides, **whole)
