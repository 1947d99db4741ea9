"""Draw a motion as a film strip: the skeleton at a few moments, left to right, in one PNG."""

import numpy as np
from PIL import Image, ImageDraw

from humocon.motion.skeleton import JOINT_NAMES, PARENTS

LEFT_COLOUR = (46, 109, 180)
RIGHT_COLOUR = (208, 74, 53)
MIDDLE_COLOUR = (70, 70, 70)
FLOOR_COLOUR = (190, 190, 190)
PANEL_SIZE = (170, 250)
PIXELS_PER_METRE = 105
SMOOTHING = 2  # drawn this many times larger, then reduced, so that lines are smooth


def project(joints: np.ndarray, azimuth: float = np.radians(-35), elevation: float = np.radians(8)) -> np.ndarray:
    """Look at poses from the front and a little to the side, without perspective.

    Args:
        joints: (..., 22, 3) positions in metres, y up.
        azimuth: turn of the person about the vertical before looking along -z, in radians.
        elevation: height of the eye above the horizon, in radians.

    Returns:
        (..., 22, 3): metres to the right on the picture, metres up, and nearness to the eye.
    """
    x, y, z = np.moveaxis(np.asarray(joints, dtype=np.float64), -1, 0)
    right = x * np.cos(azimuth) + z * np.sin(azimuth)
    depth = -x * np.sin(azimuth) + z * np.cos(azimuth)
    up = y * np.cos(elevation) - depth * np.sin(elevation)
    return np.stack([right, up, depth * np.cos(elevation) + y * np.sin(elevation)], axis=-1)


def film_strip(joints: np.ndarray, frames: int) -> Image.Image:
    """Draw `frames` moments of a motion side by side; left limbs blue, right limbs red, the floor grey.

    Every panel follows the person over the floor, so a walk does not leave the picture.

    Args:
        joints: (K, 22, 3) positions in metres, y up, floor at 0.
        frames: how many moments, evenly spaced from the first pose to the last.

    Raises:
        ValueError: `joints` is not (K, 22, 3) or `frames` is below 1.
    """
    joints = np.asarray(joints)
    if joints.ndim != 3 or joints.shape[1:] != (22, 3) or len(joints) == 0:
        raise ValueError(f"joints must be (K, 22, 3) with at least one pose, not {joints.shape}")
    if frames < 1:
        raise ValueError(f"frames must be at least 1, not {frames}")
    moments = np.linspace(0, len(joints) - 1, frames).round().astype(int)
    width, height = PANEL_SIZE[0] * SMOOTHING, PANEL_SIZE[1] * SMOOTHING
    picture = Image.new("RGB", (width * frames, height), "white")
    pen = ImageDraw.Draw(picture)
    floor = height - 30 * SMOOTHING
    pen.line([(0, floor), (width * frames, floor)], fill=FLOOR_COLOUR, width=SMOOTHING)
    for panel, moment in enumerate(moments):
        _draw_pose(pen, joints[moment], middle=(panel + 0.5) * width, floor=floor)
    return picture.resize((PANEL_SIZE[0] * frames, PANEL_SIZE[1]), Image.Resampling.LANCZOS)


def _draw_pose(pen: ImageDraw.ImageDraw, pose: np.ndarray, *, middle: float, floor: float) -> None:
    """Draw one pose (22, 3), far bones first, with its root above `middle` and the ground at `floor` (pixels)."""
    scale = PIXELS_PER_METRE * SMOOTHING
    view = project(pose - pose[0] * np.array([1.0, 0.0, 1.0]))
    points = np.stack([middle + scale * view[:, 0], floor - scale * view[:, 1]], axis=-1)
    bones = sorted(range(1, 22), key=lambda child: view[child, 2] + view[PARENTS[child], 2])
    for child in bones:
        line = [tuple(points[PARENTS[child]]), tuple(points[child])]
        pen.line(line, fill=_colour(child), width=4 * SMOOTHING, joint="curve")
    radius = 9 * SMOOTHING
    head = points[15] - np.array([0, radius])
    pen.ellipse([*(head - radius), *(head + radius)], outline=MIDDLE_COLOUR, width=3 * SMOOTHING)


def _colour(joint: int) -> tuple[int, int, int]:
    """The colour of the bone that ends in `joint`."""
    name = JOINT_NAMES[joint]
    if name.startswith("left"):
        return LEFT_COLOUR
    return RIGHT_COLOUR if name.startswith("right") else MIDDLE_COLOUR
