import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.read import read_motion
from humocon.motion.skeleton import bone_lengths

UNIT = 0.0254 / 0.45
# name, parent, direction, length, axis, dof
BONES = [
    ("hipjoint", "root", (0.65, -0.72, 0.25), 2.5, (0, 0, 0), ""),
    ("femur", "hipjoint", (0.342, -0.94, 0), 7.5, (0, 0, 20), "rx ry rz"),
    ("tibia", "femur", (0.342, -0.94, 0), 7.2, (0, 0, 20), "rx"),
    ("foot", "tibia", (0.09, -0.25, 0.96), 2.2, (-90, 0, 20), "rx rz"),
    ("clavicle", "thorax", (0.96, 0.25, 0), 3.6, (0, 0, 0), "ry rz"),
    ("humerus", "clavicle", (1, 0, 0), 4.9, (180, -30, -90), "rx ry rz"),
    ("radius", "humerus", (1, 0, 0), 3.3, (180, -30, -90), "rx"),
    ("wrist", "radius", (1, 0, 0), 1.7, (0, 90, 90), "ry"),
]
TRUNK = [
    ("lowerback", "root"),
    ("upperback", "lowerback"),
    ("thorax", "upperback"),
    ("lowerneck", "thorax"),
    ("upperneck", "lowerneck"),
]


def asf_text():
    data, tree = [], []
    for name, parent in TRUNK:
        data.append((name, parent, (0, 1, 0), 2.05, (0, 0, 0), "rx ry rz"))
    for side, sign in (("l", 1), ("r", -1)):
        for name, parent, (x, y, z), size, (ax, ay, az), dof in BONES:
            parent = parent if parent in ("root", "thorax") else side + parent
            data.append((side + name, parent, (sign * x, y, z), size, (ax, sign * ay, sign * az), dof))
    lines = [":version 1.10", ":units", "  length 0.45", "  angle deg", ":root", "  order TX TY TZ RX RY RZ"]
    lines += ["  axis XYZ", "  position 0 0 0", "  orientation 0 0 0", ":bonedata"]
    for number, (name, _, direction, size, axis, dof) in enumerate(data):
        lines += ["  begin", f"    id {number}", f"    name {name}", "    direction {} {} {}".format(*direction)]
        lines += [f"    length {size}", "    axis {} {} {} XYZ".format(*axis)] + ([f"    dof {dof}"] if dof else [])
        lines.append("  end")
    lines += [":hierarchy", "  begin"]
    tree = [f"    {parent} {name}" for name, parent, *_ in data]
    return "\n".join([*lines, *tree, "  end"])


def amc_text():
    lines = ["#!OML:ASF body.asf", ":FULLY-SPECIFIED", ":DEGREES"]
    for frame in range(60):
        lines += [str(frame + 1), f"root 1 17 {3 * frame / 60:.4f} 0 90 0", f"lhumerus 0 0 {-60 + frame}", "rtibia 30"]
    return "\n".join(lines)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "02.asf").write_text(asf_text())
    (tmp_path / "02_01.amc").write_text(amc_text())
    return tmp_path


def test_a_motion_is_posed_on_the_skeleton_beside_it(folder):
    clip = read_motion(folder / "02_01.amc")
    assert clip.joints.shape == (10, 22, 3)
    assert (clip.source.format, clip.source.fps, clip.source.unit) == ("ASF/AMC", 120, "CMU unit (inch / 0.45)")
    assert "120 Hz assumed" in clip.source.notes[0]
    lengths = bone_lengths(clip.joints)
    np.testing.assert_allclose(lengths[:, 3], 7.5 * UNIT, rtol=1e-2)
    np.testing.assert_allclose(lengths, np.broadcast_to(lengths[0], lengths.shape), rtol=1e-4)


def test_a_turned_root_is_brought_to_face_forward_and_only_the_left_arm_moves(folder):
    joints = read_motion(folder / "02_01.amc").joints
    assert joints[0, 16, 0] > joints[0, 17, 0] + 0.2
    local = joints - joints[:, :1]
    assert np.linalg.norm(local[-1, 20] - local[0, 20]) > 0.2
    np.testing.assert_allclose(local[-1, 21], local[0, 21], atol=1e-5)


def test_the_root_turns_about_fixed_axes_x_first(folder):
    row = "root 0 17 0 90 90 0"
    text = "\n".join([":FULLY-SPECIFIED", ":DEGREES", *[f"{i}\n{row}" for i in range(1, 30)]])
    (folder / "02_02.amc").write_text(text)
    from humocon.motion.readers.amc import read_amc

    joints = read_amc(folder / "02_02.amc").joints[0]
    # The trunk points to y; about x by 90 degrees to z, then about y by 90 degrees to x.
    np.testing.assert_allclose(joints[12] - joints[0], [3 * 2.05, 0, 0], atol=1e-9)


def test_bones_of_other_names_are_matched_as_in_bvh(folder):
    """Joints are where bones begin, so that this body has wrists at two thirds of the forearm."""
    expected = read_motion(folder / "02_01.amc").joints
    words = {"femur": "UpLeg", "tibia": "Leg", "clavicle": "Shoulder", "humerus": "Arm", "radius": "ForeArm"}
    words |= {"wrist": "Hand", "foot": "Foot", "hipjoint": "HipLink"}
    for file in folder.iterdir():
        text = file.read_text()
        for side, name in (("l", "Left"), ("r", "Right")):
            for old, new in words.items():
                text = text.replace(f"{side}{old}", f"{name}{new}")
        file.write_text(text)
    clip = read_motion(folder / "02_01.amc")
    legs = [1, 2, 4, 5, 7, 8, 16, 17, 18, 19]
    np.testing.assert_allclose(clip.joints[:, legs], expected[:, legs], atol=1e-3)


def test_a_missing_skeleton_is_named(tmp_path):
    (tmp_path / "02_01.amc").write_text(amc_text())
    with pytest.raises(DataError, match=r"02_01\.amc: an AMC file needs its skeleton; put the \.asf .*02\.asf"):
        read_motion(tmp_path / "02_01.amc")


def test_the_skeleton_of_the_same_subject_is_chosen_among_many(folder):
    (folder / "0.asf").write_text("broken")
    (folder / "05.asf").write_text("broken")
    assert read_motion(folder / "02_01.amc").source.skeleton.startswith("02.asf")


def test_a_sole_skeleton_serves_any_motion(folder):
    (folder / "02_01.amc").rename(folder / "take.amc")
    assert read_motion(folder / "take.amc").source.skeleton.startswith("02.asf")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("rtibia 30", "rtibia 30 4", 1), "frame 1 gives rtibia 2 numbers"),
        (lambda text: text.replace("rtibia", "tail", 1), "bone 'tail' is not in 02.asf"),
        (lambda text: text.rsplit("\n", 1)[0], "truncated, bone rtibia has 59 of 60 frames"),
        (lambda text: text.replace("rtibia 30", "rtibia x", 1), "no number"),
        (lambda text: text.replace("rtibia 30", "rtibia nan", 1), "NaN"),
        (lambda text: ":FULLY-SPECIFIED\n:DEGREES\n", "holds no frames"),
    ],
)
def test_a_damaged_motion_is_refused(folder, change, message):
    path = folder / "02_01.amc"
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError, match=message):
        read_motion(path)


def test_a_damaged_skeleton_is_named(folder):
    (folder / "02.asf").write_text(asf_text().replace("length 7.5", "length x", 1))
    with pytest.raises(DataError, match=r"02\.asf: damaged ASF skeleton in :bonedata"):
        read_motion(folder / "02_01.amc")


def test_giving_the_skeleton_itself_says_what_to_give(folder):
    with pytest.raises(DataError, match=r"give the \.amc"):
        read_motion(folder / "02.asf")
