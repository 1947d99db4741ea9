"""The project's own motions in the layouts of other sensors."""

import numpy as np

from humocon.motion.layouts import LAYOUTS
from humocon.motion.parts import frames_of
from humocon.motion.skeleton import JOINT_NAMES


def parts_of(joints: np.ndarray) -> dict[str, np.ndarray]:
    """What sensors would show of (N, 22, 3) joints, y up, metres."""
    parts = {name.replace("foot", "toe"): joints[:, index] for index, name in enumerate(JOINT_NAMES)}
    middle = parts["neck"] + (parts["head"] - parts["neck"]) / 0.6
    left, up, front = np.moveaxis(frames_of(joints[:, 16] - joints[:, 17], joints[:, 15] - joints[:, 12]), 1, 0)
    parts["pelvis"] = joints[:, [1, 2]].mean(axis=1)
    parts |= {"left_ear": middle + 0.07 * left, "right_ear": middle - 0.07 * left, "nose": middle + 0.1 * front}
    parts |= {"jaw": parts["head"], "head_top": parts["head"] + 0.12 * up, "head": middle}
    for side in ("left", "right"):
        parts |= {f"{side}_{toe}_toe": parts[f"{side}_toe"] for toe in ("big", "small")}
    return parts


def points_in(layout: str, joints: np.ndarray) -> np.ndarray:
    """The joints of (N, 22, 3) in a layout, (N, J, 3); those of no use lie in the middle of the trunk."""
    known = LAYOUTS[layout]
    parts = parts_of(joints)
    points = np.repeat(joints[:, [6]], known.sizes[0], axis=1)
    for part, index in known.joints.items():
        points[:, index] = parts[part]
    return points


def ntu_text(points: np.ndarray, bodies: int = 1) -> str:
    """A `.skeleton` of NTU RGB+D of one person, and of others who stand still."""
    lines = [str(len(points))]
    for pose in points:
        lines.append(str(bodies))
        for body in range(bodies):
            lines += [f"7205759403793110{body} 0 1 1 0 0 0 0 0.0 0.0 2", "25"]
            shown = pose if body == 0 else points[0] + [1.5, 0, 0]
            lines += [" ".join(f"{x:.6f}" for x in joint) + " 0 0 0 0 1 0 0 0 2" for joint in shown]
    return "\n".join(lines) + "\n"
