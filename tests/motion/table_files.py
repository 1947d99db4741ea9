"""Tables of places, as programs of laboratories and sensors write them."""

import numpy as np

from tests.motion.marker_files import PLUG_IN_GAIT

KINECT = (
    "SpineBase SpineMid Neck Head ShoulderLeft ElbowLeft WristLeft HandLeft ShoulderRight ElbowRight WristRight "
    "HandRight HipLeft KneeLeft AnkleLeft FootLeft HipRight KneeRight AnkleRight FootRight SpineShoulder HandTipLeft "
    "ThumbLeft HandTipRight ThumbRight"
).split()
ANIMATION = {
    **{"asis": "Waist{}Front", "psis": "Waist{}Back", "knee": "{}KneeOut", "ankle": "{}AnkleOut", "toe": "{}ToeTip"},
    **{"shoulder": "{}ShoulderTop", "elbow": "{}ElbowOut", "wrist": "{}WristIn", "wrist_outside": "{}WristOut"},
    **{"head_front": "{}Brow", "head_back": "{}Nape"},
}
"""Of Qualisys and OptiTrack."""


def animation_labels(labels):
    """Labels of Plug-in Gait under the names of Qualisys and OptiTrack."""
    places = {name: place for place, name in PLUG_IN_GAIT.items()}
    return [ANIMATION[places[label[1:]]].format(label[0]) for label in labels]


def rows(points, mark=",", before=lambda number: ()):
    return [
        mark.join([*map(str, before(number)), *(f"{value:.4f}" for value in pose.ravel())])
        for number, pose in enumerate(points)
    ]


def kinect(points, mark=",", name="{joint}{axis}"):
    head = ["Time", *(name.format(joint=joint, axis=axis) for joint in KINECT for axis in "XYZ")]
    return "\n".join([mark.join(head), *rows(points, mark, lambda number: [number / 20])])


def numbered(points):
    """With a confidence behind each place."""
    shown = np.concatenate([points, np.full((*points.shape[:2], 1), 0.9)], axis=2)
    head = ["frame", *(f"{axis}{joint}" for joint in range(points.shape[1]) for axis in "xyzv")]
    return "\n".join([",".join(head), *rows(shown, before=lambda number: [number])])


def qualisys(points, labels):
    head = [f"NO_OF_FRAMES\t{len(points)}", f"NO_OF_MARKERS\t{len(labels)}", "FREQUENCY\t20", "DATA_INCLUDED\t3D"]
    return "\n".join([*head, "\t".join(["MARKER_NAMES", *labels]), *rows(points, "\t")])


def optitrack(points, labels):
    """With a rotation before each place."""
    head = [
        "Format Version,1.23,Take Name,Walk,Capture Frame Rate,120.0,Export Frame Rate,20.0,Length Units,Millimeters",
        "",
    ]
    for first, cell in (
        ("Type", lambda _: "Bone"),
        ("Name", lambda label: f"Ann:{label}"),
        ("ID", lambda _: "4A01"),
        ("Parent", lambda _: "0"),
    ):
        head.append(",".join(["", first, *(cell(label) for label in labels for _ in range(7))]))
    head.append(",".join(["", "", *(["Rotation"] * 4 + ["Position"] * 3) * len(labels)]))
    head.append(",".join(["Frame", "Time (Seconds)", *list("XYZWXYZ") * len(labels)]))
    shown = np.concatenate([np.full((*points.shape[:2], 4), 0.5), points], axis=2)
    return "\n".join([*head, *rows(shown, before=lambda number: [number, number / 20])])


def one_a_line(points, names):
    """A line for each place."""
    lines = [
        f"{number / 20},{name},{x:.5f},{y:.5f},{z:.5f},0.9"
        for number, pose in enumerate(points)
        for name, (x, y, z) in zip(names, pose, strict=True)
    ]
    return "\n".join(["timestamp,landmark,x,y,z,visibility", *lines])


def vicon(points, labels):
    head = ["Devices", "1000", "Frame,Sub Frame,Fx,Fy,Fz", "1,0,2,3,4", "", "Trajectories", "20"]
    head += [",".join(["", "", *(cell for label in labels for cell in (f"Ann:{label}", "", ""))])]
    head += [",".join(["Frame", "Sub Frame", *"XYZ" * len(labels)]), ",".join(["", "", *["mm"] * 3 * len(labels)])]
    return "\n".join([*head, *rows(points, before=lambda number: [number, 0])]) + "\n"
