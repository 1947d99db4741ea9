"""Figures that no training had a name for, known by the shape of the motion: cartwheels, swings of a club, guards."""

import numpy as np

from humocon.ask.exact.known.scene import Scene
from humocon.motion.kinematics.signals import Body, Span, derivative, runs, smooth

TOGETHER_M = 0.3
QUICK = 2.0
HANDS_UP = 0.2
OVER_S = 0.25
"""Whose head is below the pelvis for less bends down or was misread."""
PLACE_M = 1.2
"""Who swings a club or a bat stays within so many metres."""


def figures(scene: Scene) -> dict[str, str]:
    """The figures of a clip by the key of their action, each with what speaks for it."""
    body = scene.measures.body
    found: dict[str, str] = {}
    upside = upside_down(scene)
    if upside is not None:
        found["handstand"] = f"the head is below the pelvis, {upside.words}"
        if upside.duration_s < 2.0:
            found["cartwheel"] = found["handstand"]
    if scene.is_film and not found:
        found |= _swings(body) if _keeps_its_place(scene) else {}
        if not found:
            found |= _guard(body)
        if not found and scene.hands_up_share > HANDS_UP and scene.asked("climb")[0] and scene.asked("climb")[1] > 0.9:
            found["climb"] = f"a hand is over the head in {scene.hands_up_share:.0%} of the time"
    return found


def upside_down(scene: Scene) -> Span | None:
    """When the head is below the pelvis and a foot above both, or None; nor is it in a film of one who falls."""
    if scene.is_film and scene.falls:
        return None
    measures = scene.measures
    drop = measures.course("pelvis", "height") - measures.course("head", "height")
    feet = np.maximum(measures.course("left ankle", "height"), measures.course("right ankle", "height"))
    over = feet > measures.course("head", "height") + 0.2
    found = runs((drop > 0.15) & over, shortest_s=OVER_S, gap_s=0.2)
    if not found:
        return None
    begin, end = max(found, key=lambda run: run[1] - run[0])
    return Span(float(measures.times[begin]), float(measures.times[end - 1]))


def _keeps_its_place(scene: Scene) -> bool:
    """Whether the feet stay on the floor and the person at a place, as of one who swings something."""
    way = scene.measures.body.joints[:, 0, [0, 2]]
    return not scene.falls and not scene.facts.jumps and float(np.ptp(way, axis=0).max()) < PLACE_M


def _swings(body: Body) -> dict[str, str]:
    """A club or a bat: both hands together, from low to high with stretched arms, quickly."""
    apart = np.linalg.norm(body.local[:, 20] - body.local[:, 21], axis=-1)
    heights = np.stack([body.wrist(side)[:, 1] for side in (0, 1)])
    speed = max(_speed(body, joint).max() for joint in (20, 21))
    together = float((apart < TOGETHER_M).mean())
    if together < 0.4 or speed < QUICK + 1 or heights.max() < 0.3 or heights.min() > -0.7:
        return {}
    first = heights[:, : max(len(apart) // 5, 1)].mean()
    line = f"both hands together in {together:.0%} of the time, swung at {speed:.1f} m/s"
    return {"golf": line} if first < -0.5 else {"baseball": line}


def _guard(body: Body) -> dict[str, str]:
    """Fists held before the face with bent arms, and quick."""
    face = (body.local[:, 12] + body.local[:, 15]) / 2
    near = [float(np.median(np.linalg.norm(body.local[:, joint] - face, axis=-1))) for joint in (20, 21)]
    bent = [float(np.median(np.linalg.norm(body.wrist(side), axis=-1))) for side in (0, 1)]
    speed = max(_speed(body, joint).max() for joint in (20, 21))
    if max(near) > 0.42 or max(bent) > 0.86 or speed < QUICK:
        return {}
    return {"punch": f"both fists before the face, hands at up to {speed:.1f} m/s"}


def _speed(body: Body, joint: int) -> np.ndarray:
    """(K,) of a joint relative to the pelvis, metres per second."""
    return np.linalg.norm(derivative(smooth(body.local[:, joint], 0.05)), axis=-1)
