"""MVNX files of the project's own motions, as Xsens MVN writes them: z up, x ahead, one line of numbers a frame."""

import numpy as np
from scipy.spatial.transform import Rotation

from humocon.motion.skeleton import MEAN_OFFSETS

SEGMENTS = (
    "Pelvis L5 L3 T12 T8 Neck Head RightShoulder RightUpperArm RightForeArm RightHand LeftShoulder LeftUpperArm "
    "LeftForeArm LeftHand RightUpperLeg RightLowerLeg RightFoot RightToe LeftUpperLeg LeftLowerLeg LeftFoot LeftToe"
).split()
JOINTS = [0, 3, 6, 6, 9, 12, 15, 14, 17, 19, 21, 13, 16, 18, 20, 2, 5, 8, 11, 1, 4, 7, 10]
PARENTS = [-1, 0, 1, 2, 3, 4, 5, 4, 7, 8, 9, 4, 11, 12, 13, 0, 15, 16, 17, 0, 19, 20, 21]
AXES = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Uncomment to use the DTD.\n<!DOCTYPE mvnx SYSTEM "mvnx.dtd">\n-->\n'
    '<mvnx xmlns="http://www.xsens.com/mvn/mvnx" version="4">\n'
)


def subject(joints, rotations, *, tells=("position", "orientation"), rate='frameRate="30"', labels=True):
    """One person, behind the poses of a calibration."""
    places = joints[:, JOINTS] @ AXES.T
    turns = np.empty((len(places), len(SEGMENTS), 3, 3))
    for segment, (joint, parent) in enumerate(zip(JOINTS, PARENTS, strict=True)):
        same = parent >= 0 and joint == JOINTS[parent]
        turns[:, segment] = (turns[:, parent] if parent >= 0 else AXES) @ (np.eye(3) if same else rotations[:, joint])
    quaternions = np.roll(Rotation.from_matrix(turns.reshape(-1, 3, 3)).as_quat(), 1, axis=-1)
    told = {"position": places, "orientation": quaternions.reshape(*places.shape[:2], 4)}

    def frame(number, kind):
        texts = ((name, " ".join(f"{value:.6f}" for value in told[name][number].ravel())) for name in tells)
        body = "".join(f"<{name}>{text}</{name}>" for name, text in texts)
        return f'<frame time="{number * 1000 // 30}" type="{kind}">{body}</frame>'

    frames = [frame(-1, "tpose"), *(frame(number, "normal") for number in range(len(places)))]
    skeleton = _skeleton() if labels else ""
    return f"<subject {rate}>{skeleton}<frames segmentCount='23'>{''.join(frames)}</frames></subject>\n"


def _skeleton():
    points = [[f'<point label="own{segment}"><pos_b>0 0 0</pos_b></point>'] for segment in SEGMENTS]
    joints = []
    for child, parent in list(enumerate(PARENTS))[1:]:
        place = MEAN_OFFSETS[JOINTS[child]] * (JOINTS[child] != JOINTS[parent])
        text = " ".join(f"{value:.6f}" for value in place)
        points[parent].append(f'<point label="to{SEGMENTS[child]}"><pos_b>{text}</pos_b></point>')
        ends = f"{SEGMENTS[parent]}/to{SEGMENTS[child]}", f"{SEGMENTS[child]}/own{SEGMENTS[child]}"
        joints.append(
            "<joint>{}</joint>".format("".join(f"<connector{n}>{end}</connector{n}>" for n, end in enumerate(ends, 1)))
        )
    segments = (f'<segment label="{s}">{"".join(p)}</segment>' for s, p in zip(SEGMENTS, points, strict=True))
    return f"<segments>{''.join(segments)}</segments><joints>{''.join(joints)}</joints>"


def mvnx(*subjects):
    return HEAD + "".join(subjects) + "</mvnx>\n"
