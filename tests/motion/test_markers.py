import struct

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.kinematics.facts import facts
from humocon.motion.parts import frames_of
from humocon.motion.read import read_motion
from humocon.motion.skeleton import JOINT_NAMES
from humocon.motion.synthesis import synthesize
from tests.motion.layout_points import parts_of

Z_UP = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
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


@pytest.fixture(scope="module")
def waving():
    return synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)


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


def check(clip, joints, tolerance=0.025):
    assert clip.source.warnings == ()
    expected = canonicalize(joints, 20)
    limbs = [
        i for i, name in enumerate(JOINT_NAMES) if name.split("_")[-1] in ("hip", "knee", "ankle", "foot", "wrist")
    ]
    np.testing.assert_allclose(clip.joints[:, limbs], expected[:, limbs], atol=tolerance)
    assert {move.side for move in facts(clip.joints).arms if move.kind == "wave"} == {"left"}


@pytest.mark.parametrize("names", [PLUG_IN_GAIT, CMU, OPENSIM, OPENCAP])
def test_joint_centres_are_found_under_the_names_of_the_usual_sets(tmp_path, waving, names):
    points, labels = markers_of(waving, names)
    clip = read_motion(write_trc(tmp_path / "m.trc", points @ Z_UP.T * 1000, labels))
    assert (clip.source.format, clip.source.unit, clip.source.up, clip.source.fps) == ("TRC", "mm", "z", 20)
    check(clip, waving)


@pytest.mark.parametrize("machine", [84, 85, 86])
@pytest.mark.parametrize("integers", [False, True])
def test_c3d_of_every_machine_is_read_with_the_subject_before_the_names(tmp_path, waving, machine, integers):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    labels = [f"Ann:{label}" for label in labels] + ["*110"]
    points = np.concatenate([points, points[:, :1]], axis=1) @ Z_UP.T * 1000
    clip = read_motion(write_c3d(tmp_path / "m.c3d", points, labels, machine=machine, integers=integers, analog=6))
    assert (clip.source.format, clip.source.skeleton) == ("C3D", "23 markers, matched by name")
    check(clip, waving)


def test_markers_on_both_sides_of_a_joint_have_its_centre_between_them(tmp_path, waving):
    points, labels = markers_of(waving, OPENCAP)
    knee = labels.index("L_knee_study")
    across = 2 * (waving[:, 4] - points[:, knee])
    points, labels = np.concatenate([points, (points[:, knee] + across)[:, None]], axis=1), [*labels, "L_mknee_study"]
    clip = read_motion(write_trc(tmp_path / "m.trc", points, labels, unit="m"))
    np.testing.assert_allclose(clip.joints[:, 4], canonicalize(waving, 20)[:, 4], atol=0.01)


def test_joint_centres_that_pose_estimators_write_are_taken_as_they_are(tmp_path, waving):
    names = {"left": "L", "right": "R"}
    parts = {name: place for name, place in parts_of(waving).items() if name.split("_")[-1] not in ("ear", "collar")}
    labels = [names.get(name.split("_")[0], "") + "".join(w.title() for w in name.split("_")[-1:]) for name in parts]
    kept = [i for i, label in enumerate(labels) if labels.index(label) == i and not label.startswith("Spine")]
    points = np.stack([*parts.values()], axis=1)[:, kept]
    clip = read_motion(write_trc(tmp_path / "m.trc", points, [labels[i] for i in kept], unit="m"))
    check(clip, waving, tolerance=0.01)


def test_a_marker_that_is_lost_for_long_is_told_by_the_part_of_the_body(tmp_path, waving):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    points[20:24, labels.index("LKNE")] = np.nan
    points[30:60, labels.index("RASI")] = 0
    clip = read_motion(write_trc(tmp_path / "m.trc", points, labels, unit="m"))
    assert len(clip.source.warnings) == 1
    assert "hip was not seen for 1.5 s from 1.5 s on" in clip.source.warnings[0]
    assert np.isfinite(clip.joints).all()


def test_markers_without_names_are_refused(tmp_path, waving):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    path = write_trc(tmp_path / "m.trc", points, [f"M{number}" for number in range(len(labels))])
    with pytest.raises(DataError, match=r"its markers have no names known here; label them .*LASI.*; the file has M0"):
        read_motion(path)


def test_the_first_marker_that_is_missing_is_named(tmp_path, waving):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    kept = [i for i, label in enumerate(labels) if label != "RKNE"]
    with pytest.raises(DataError, match=r"\(RKNE \.\.\.\)"):
        read_motion(write_trc(tmp_path / "m.trc", points[:, kept], [labels[i] for i in kept]))


def test_damaged_marker_files_are_refused(tmp_path, waving):
    points, labels = markers_of(waving, PLUG_IN_GAIT)
    whole = write_c3d(tmp_path / "m.c3d", points, labels).read_bytes()
    for number, data in enumerate((whole[:700], whole[:-9000], whole[:515] + b"\x57" + whole[516:])):
        (tmp_path / f"{number}.c3d").write_bytes(data)
        with pytest.raises(DataError, match=r"not a whole C3D file"):
            read_motion(tmp_path / f"{number}.c3d")
    text = write_trc(tmp_path / "m.trc", points, labels).read_text()
    for number, words in enumerate((text[:200], text.replace("20\t20", "none\t20"), text.replace("\t-0.", "\tx", 1))):
        (tmp_path / f"{number}.trc").write_text(words)
        with pytest.raises(DataError, match=r"not a whole TRC file"):
            read_motion(tmp_path / f"{number}.trc")
