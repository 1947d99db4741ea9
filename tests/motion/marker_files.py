"""Marker files of the project's own motions, as laboratories write them."""

import struct

import numpy as np

from humocon.motion.parts import frames_of
from tests.motion.layout_points import parts_of

PLUG_IN_GAIT = {
    **{"asis": "ASI", "psis": "PSI", "knee": "KNE", "ankle": "ANK", "toe": "TOE", "shoulder": "SHO"},
    **{"elbow": "ELB", "wrist": "WRA", "wrist_outside": "WRB", "head_front": "FHD", "head_back": "BHD"},
}
CMU = PLUG_IN_GAIT | {"asis": "FWT", "psis": "BWT", "wrist": "IWR", "wrist_outside": "OWR"}
OPENSIM = PLUG_IN_GAIT | {
    **{"asis": ".ASIS", "psis": ".PSIS", "knee": ".Knee.Lat", "ankle": ".Ankle.Lat", "toe": ".Toe.Tip"},
    **{"shoulder": ".Acromium", "elbow": ".Elbow.Lat", "wrist": ".Wrist.Rad", "wrist_outside": ".Wrist.Uln"},
}
OPENCAP = OPENSIM | {
    **{"asis": ".ASIS_study", "psis": ".PSIS_study", "knee": "_knee_study", "ankle": "_ankle_study"},
    **{"toe": "_toe_study", "shoulder": "_shoulder_study", "elbow": "_lelbow_study", "wrist": "_lwrist_study"},
    **{"wrist_outside": "_mwrist_study"},
}


def markers_of(joints, names):
    """Markers on the skin, (N, M, 3), and their labels."""
    parts = parts_of(joints)
    left, up, ahead = np.moveaxis(frames_of(joints[:, 1] - joints[:, 2], joints[:, 3] - parts["pelvis"]), 1, 0)
    front = parts["pelvis"] + 0.034 * ahead + 0.054 * up
    places = {}
    for side, letter, sign in (("left", "L", 1.0), ("right", "R", -1.0)):
        out = sign * left
        on = {"asis": front + 0.09 * out, "psis": front - 0.14 * ahead + 0.04 * out, "toe": parts[f"{side}_toe"]}
        on |= {"knee": parts[f"{side}_knee"] + 0.05 * out, "ankle": parts[f"{side}_ankle"] + 0.035 * out}
        on |= {"shoulder": parts[f"{side}_shoulder"] + 0.05 * up, "elbow": parts[f"{side}_elbow"]}
        on |= {"wrist": parts[f"{side}_wrist"] + 0.03 * up, "wrist_outside": parts[f"{side}_wrist"] - 0.03 * up}
        on |= {"head_front": parts["head"] + 0.09 * ahead + 0.07 * out}
        on |= {"head_back": parts["head"] - 0.09 * ahead + 0.07 * out}
        places |= {letter + names[name]: place for name, place in on.items()}
    return np.stack([*places.values()], axis=1), [*places]


def write_trc(path, points, labels, *, unit="mm", fps=20):
    lines = [f"PathFileType\t4\t(X/Y/Z)\t{path.name}"]
    lines += ["DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames"]
    lines += [f"{fps}\t{fps}\t{len(points)}\t{len(labels)}\t{unit}\t{fps}\t1\t{len(points)}"]
    lines += ["Frame#\tTime\t" + "\t\t\t".join(labels) + "\t\t\t", "\t\t" + "\tX\tY\tZ" * len(labels), ""]
    for number, pose in enumerate(points):
        cells = ["" if np.isnan(x) else f"{x:.5f}" for x in pose.ravel()]
        lines.append("\t".join([str(number + 1), f"{number / fps:.5f}", *cells]))
    path.write_text("\n".join(lines) + "\n")
    return path


def write_c3d(path, points, labels, *, machine=84, integers=False, fps=20.0, unit="mm", analog=0):
    """The least that the format asks for: header, POINT's parameters, and the poses."""
    order = ">" if machine == 86 else "<"

    def number(value):
        if machine != 85:
            return struct.pack(f"{order}f", value)
        low, high = struct.unpack("<2H", struct.pack("<f", value * 4))
        return struct.pack("<2H", high, low)

    def parameter(name, kind, sizes, content):
        body = struct.pack("<bB", kind, len(sizes)) + bytes(sizes) + content + b"\0"
        return struct.pack("<bb", len(name), 1) + name + struct.pack(f"{order}h", 2 + len(body)) + body

    records = struct.pack("<bb", 5, -1) + b"POINT" + struct.pack(f"{order}h", 3) + b"\0"
    records += parameter(b"UNITS", -1, [len(unit)], unit.encode()) + parameter(b"RATE", 4, [], number(fps))
    width = max(map(len, labels))
    records += parameter(b"LABELS", -1, [width, len(labels)], b"".join(label.encode().ljust(width) for label in labels))
    blocks = -(-(len(records) + 4) // 512)
    scale = 0.1 if integers else -1.0
    head = bytes([2, 80]) + struct.pack(f"{order}5H", len(labels), analog, 1, len(points), 10) + number(scale)
    head += struct.pack(f"{order}2H", blocks + 2, 0) + number(fps)
    data = b""
    for pose in points:
        for x, y, z in pose:
            row = (0, 0, 0, -1) if np.isnan(x) else (x, y, z, 0)
            if integers:
                data += struct.pack(f"{order}4h", *(round(value / scale) for value in row[:3]), row[3])
            else:
                data += b"".join(map(number, row))
        data += (b"\1\2" if integers else b"\1\2\3\4") * analog
    records = bytes([1, 80, blocks, machine]) + records
    path.write_bytes(head.ljust(512, b"\0") + records.ljust(512 * blocks, b"\0") + data)
    return path
