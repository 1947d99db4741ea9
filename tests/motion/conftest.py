"""A small made-up walk and a BVH writer of a few lines, so that the readers are tested against independent files."""

import numpy as np
import pytest

from humocon.motion.rotations import axis_angle_to_matrix, forward_kinematics, matrix_to_euler
from humocon.motion.skeleton import JOINT_NAMES, MEAN_OFFSETS, NUM_JOINTS, PARENTS


class Walk:
    """2 s at 30 Hz on the mean skeleton: walks along +z, bends left knee and raises the left arm."""

    fps = 30.0

    def __init__(self):
        time = np.arange(60) / self.fps
        self.vectors = np.zeros((len(time), NUM_JOINTS, 3))
        swing = np.sin(2 * np.pi * time)
        self.vectors[:, 1, 0], self.vectors[:, 2, 0] = -0.4 * swing, 0.4 * swing
        self.vectors[:, 4, 0], self.vectors[:, 5, 0] = 0.3 + 0.3 * swing, 0.3 - 0.3 * swing
        self.vectors[:, 16, 2], self.vectors[:, 17, 2] = -1.2 + 2.4 * (time / 2), 1.2
        self.vectors[:, 6, 1] = 0.1 * swing
        self.root = np.stack([0.05 * swing, 0.95 + 0.02 * swing, 1.2 * time], axis=1)
        self.rotations = axis_angle_to_matrix(self.vectors)
        self.joints, _ = forward_kinematics(self.rotations, MEAN_OFFSETS, PARENTS, self.root)


@pytest.fixture(scope="session")
def walk():
    return Walk()


@pytest.fixture
def write_bvh(walk, tmp_path):
    """write_bvh(names, scale, order, turn, skip, ...) -> path: the walk under other names, units and axes.

    `between` names joints that stand still on the way to a joint, `beside` such that hang on one before its children.
    """

    def write(
        names=JOINT_NAMES,
        *,
        scale=100.0,
        order="ZXY",
        turn=None,
        skip=(),
        frames=None,
        between=None,
        beside=None,
        name="walk.bvh",
    ):
        turn = np.eye(3) if turn is None else turn
        between, beside = between or {}, beside or {}
        lines, columns = ["HIERARCHY"], []

        def still(own, offset, depth):
            pad = "  " * depth
            lines.append(f"{pad}JOINT {own}\n{pad}{{\n{pad}  OFFSET {offset[0]:.6f} {offset[1]:.6f} {offset[2]:.6f}")
            lines.append(f"{pad}  CHANNELS 3 Zrotation Xrotation Yrotation")
            columns.append(np.zeros((len(walk.root), 3)))

        def joint(index, depth):
            offset = turn @ MEAN_OFFSETS[index] * scale / (1 + len(between.get(index, ())))
            for number, own in enumerate(between.get(index, ())):
                still(own, offset, depth + number)
            depth += len(between.get(index, ()))
            pad = "  " * depth
            lines.append(f"{pad}{'JOINT' if depth else 'ROOT'} {names[index]}")
            lines.append(f"{pad}{{\n{pad}  OFFSET {offset[0]:.6f} {offset[1]:.6f} {offset[2]:.6f}")
            rotation = np.degrees(matrix_to_euler(turn @ walk.rotations[:, index] @ turn.T, order))
            rotated = " ".join(f"{axis}rotation" for axis in order)
            if depth:
                lines.append(f"{pad}  CHANNELS 3 {rotated}")
                columns.append(rotation)
            else:
                lines.append(f"{pad}  CHANNELS 6 Xposition Yposition Zposition {rotated}")
                columns.extend([walk.root @ turn.T * scale, rotation])
            for own in beside.get(index, ()):
                still(own, turn @ np.array([0.01, 0.02, 0.03]) * scale, depth + 1)
                lines.append(f"{pad}  End Site\n{pad}  {{\n{pad}    OFFSET 0 1 0\n{pad}  }}\n{pad}  }}")
            children = [child for child in range(NUM_JOINTS) if PARENTS[child] == index and child not in skip]
            for child in children:
                joint(child, depth + 1)
            if not children:
                gone = [child for child in range(NUM_JOINTS) if PARENTS[child] == index]
                end = turn @ MEAN_OFFSETS[gone[0]] * scale if gone else np.array([0.0, 5.0, 0.0])
                lines.append(f"{pad}  End Site\n{pad}  {{\n{pad}    OFFSET {end[0]} {end[1]} {end[2]}\n{pad}  }}")
            lines.extend("  " * (depth - number) + "}" for number in range(1 + len(between.get(index, ()))))

        joint(0, 0)
        numbers = np.concatenate(columns, axis=1)
        lines += ["MOTION", f"Frames: {frames or len(numbers)}", f"Frame Time: {1 / walk.fps:.7f}"]
        lines += [" ".join(f"{number:.6f}" for number in row) for row in numbers]
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write
