"""Skeletons in a terminal, drawn with braille dots: two by four to a character."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from rich.text import Text

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_STYLES = {"left": "bright_blue", "right": "bright_red"}
COLUMNS, ROWS = 19, 11
_DOTS_PER_METRE = 21


def sketch_pose(pose: "np.ndarray") -> "list[Text]":
    """Draw one pose; left limbs blue, right limbs red.

    Args:
        pose: (22, 3) metres, y up, facing +z, floor at 0.

    Returns:
        ROWS lines of COLUMNS characters.
    """
    import numpy as np

    from humocon.motion.drawing import project
    from humocon.motion.skeleton import JOINT_NAMES, PARENTS

    view = project(pose - pose[0] * np.array([1.0, 0.0, 1.0]))
    across = COLUMNS + _DOTS_PER_METRE * view[:, 0]
    down = 4 * ROWS - 3 - _DOTS_PER_METRE * view[:, 1]
    marks, styles = np.zeros((ROWS, COLUMNS), dtype=int), np.full((ROWS, COLUMNS), "", dtype=object)
    bones = sorted(range(1, len(PARENTS)), key=lambda child: view[child, 2] + view[PARENTS[child], 2])
    points = [(float(x), float(y)) for x, y in zip(across, down, strict=True)]
    for child in bones:
        style = _STYLES.get(JOINT_NAMES[child].split("_")[0], "")
        _draw_line(marks, styles, points[PARENTS[child]], points[child], style)
    for angle in np.linspace(0, 2 * np.pi, 17).tolist():
        point = (points[15][0] + 2.2 * math.cos(angle), points[15][1] - 2 + 2.2 * math.sin(angle))
        _draw_line(marks, styles, point, point, "")
    return [_line(row, style) for row, style in zip(marks, styles, strict=True)]


def _draw_line(
    marks: "np.ndarray", styles: "np.ndarray", begin: tuple[float, float], end: tuple[float, float], style: str
) -> None:
    steps = int(max(abs(end[0] - begin[0]), abs(end[1] - begin[1]))) + 1
    for step in range(steps + 1):
        x = round(begin[0] + (end[0] - begin[0]) * step / steps)
        y = round(begin[1] + (end[1] - begin[1]) * step / steps)
        if 0 <= x < 2 * COLUMNS and 0 <= y < 4 * ROWS:
            marks[y // 4, x // 2] |= _DOTS[y % 4][x % 2]
            styles[y // 4, x // 2] = style


def _line(marks: "np.ndarray", styles: "np.ndarray") -> "Text":
    from rich.text import Text

    line = Text()
    for mark, style in zip(marks.tolist(), styles.tolist(), strict=True):
        line.append(chr(0x2800 + mark) if mark else " ", style=style)
    return line
