import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.read import read_motion
from humocon.motion.rotations import axis_rotation
from humocon.motion.skeleton import JOINT_NAMES, bone_lengths

Z_UP = axis_rotation("X", np.array(np.pi / 2))
LEFT_WRIST, RIGHT_WRIST = 20, 21


@pytest.fixture
def expected(walk):
    return canonicalize(walk.joints, walk.fps)


@pytest.mark.parametrize("order", ["ZXY", "XYZ", "YXZ", "ZYX"])
def test_the_pose_is_rebuilt_from_any_order_of_rotations(write_bvh, expected, order):
    np.testing.assert_allclose(read_motion(write_bvh(order=order)).joints, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("scale", "unit"),
    [(1, "m"), (100, "cm"), (1000, "mm"), (39.37, "inch"), (0.45 / 0.0254, "CMU unit (inch / 0.45)")],
)
def test_the_unit_is_told_from_the_body(write_bvh, expected, scale, unit):
    clip = read_motion(write_bvh(scale=scale))
    assert clip.source.unit == unit
    np.testing.assert_allclose(clip.joints, expected, atol=1e-3)


@pytest.mark.parametrize(
    ("turn", "up"),
    [(np.eye(3), "y"), (Z_UP, "z"), (Z_UP @ Z_UP, "-y"), (axis_rotation("Z", np.array(-np.pi / 2)), "x")],
)
def test_the_up_axis_is_told_from_the_posture(write_bvh, expected, turn, up):
    clip = read_motion(write_bvh(turn=turn))
    assert clip.source.up == up
    np.testing.assert_allclose(clip.joints, expected, atol=1e-4)


def test_bones_keep_their_lengths_and_left_stays_left(write_bvh):
    joints = read_motion(write_bvh(turn=Z_UP)).joints
    lengths = bone_lengths(joints)
    np.testing.assert_allclose(lengths, np.broadcast_to(lengths[0], lengths.shape), rtol=2e-4)
    assert joints[-1, LEFT_WRIST, 1] > joints[-1, RIGHT_WRIST, 1] + 0.4
    assert joints[0, LEFT_WRIST, 0] > joints[0, RIGHT_WRIST, 0]


def test_left_handed_axes_are_put_right_with_a_warning(write_bvh, expected, tmp_path):
    text = write_bvh().read_text()
    head, motion = text.split("MOTION")
    lines = head.splitlines()
    for i, line in enumerate(lines):
        if "OFFSET" in line:
            pad, x, y, z = line.split("OFFSET")[0], *map(float, line.split()[1:])
            lines[i] = f"{pad}OFFSET {-x} {y} {z}"
    rows = np.array([list(map(float, row.split())) for row in motion.splitlines()[3:]])
    # Negating x mirrors rotations about y and z; channels are ZXY after the three of the root's position.
    signs = np.array([-1, 1, 1] + [-1, 1, -1] * 22)
    body = "\n".join(" ".join(map(str, row)) for row in rows * signs)
    path = tmp_path / "mirrored.bvh"
    path.write_text("\n".join(lines) + "\nMOTION\n" + "\n".join(motion.splitlines()[1:3]) + "\n" + body)
    clip = read_motion(path)
    np.testing.assert_allclose(clip.joints, expected, atol=1e-3)
    assert "left-handed" in clip.source.warnings[0]


def test_end_sites_stand_in_for_wrists_and_toes(write_bvh, expected):
    clip = read_motion(write_bvh(skip=(10, 11, 20, 21)))
    np.testing.assert_allclose(clip.joints, expected, atol=1e-3)


def test_missing_spine_and_collar_joints_are_placed_between_their_neighbours(write_bvh, expected):
    names = list(JOINT_NAMES)
    names[13], names[14] = "extra_a", "extra_b"
    clip = read_motion(write_bvh(names))
    assert "collar joints placed between neck and shoulders" in clip.source.notes
    others = [j for j in range(22) if j not in (13, 14)]
    np.testing.assert_allclose(clip.joints[:, others], expected[:, others], atol=1e-3)
    assert np.linalg.norm(clip.joints[:, [13, 14]] - expected[:, [13, 14]], axis=-1).max() < 0.12


def test_a_skeleton_without_body_joints_is_refused_with_what_is_missing_and_what_is_there(write_bvh):
    names = [f"bone_{i}" if name.endswith(("knee", "hip")) else name for i, name in enumerate(JOINT_NAMES)]
    with pytest.raises(
        DataError, match=r"no joint for left_hip, right_hip, left_knee, right_knee;.*has pelvis, bone_1"
    ):
        read_motion(write_bvh(names))


def test_position_channels_on_every_joint_hold_the_whole_offset(write_bvh, expected, tmp_path):
    text = write_bvh().read_text()
    head, motion = text.split("MOTION")
    lines, offsets, offset = head.splitlines(), [], None
    for i, line in enumerate(lines):
        offset = line.split()[1:] if "OFFSET" in line else offset
        if "CHANNELS 3" in line:
            lines[i] = line.replace("CHANNELS 3", "CHANNELS 6 Xposition Yposition Zposition")
            offsets.append(offset)
    rows = [row.split() for row in motion.splitlines()[3:]]
    out = []
    for row in rows:
        numbers = row[:6]
        for joint, offset in enumerate(offsets, start=1):
            numbers = [*numbers, *offset, *row[3 + 3 * joint : 6 + 3 * joint]]
        out.append(" ".join(numbers))
    path = tmp_path / "six.bvh"
    path.write_text("\n".join(lines) + "\nMOTION\n" + "\n".join(motion.splitlines()[1:3]) + "\n" + "\n".join(out))
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-4)


def test_a_rest_pose_before_the_motion_is_left_out(write_bvh, tmp_path):
    path = write_bvh()
    lines = path.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Frame Time")) + 1
    first = lines[start].split()
    rest = " ".join(first[:3] + ["0"] * (len(first) - 3))
    lines[start - 2] = "Frames: 61"
    (tmp_path / "rest.bvh").write_text("\n".join([*lines[:start], rest, *lines[start:]]))
    clip = read_motion(tmp_path / "rest.bvh")
    assert any("rest pose" in note for note in clip.source.notes)
    np.testing.assert_allclose(clip.joints, read_motion(path).joints, atol=1e-6)


def edited(path, change):
    path.write_text(change(path.read_text()))
    return path


def cut_last(text):
    return "\n".join(text.splitlines()[:-10]) + "\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (cut_last, "truncated, 'Frames:' promises 60 and 50 are there"),
        (lambda text: text[: int(len(text) * 0.8)], "truncated, 'Frames:' promises 60 and"),
        (lambda text: text.split("MOTION")[0], "truncated, the BVH has no MOTION"),
        (lambda text: text.replace("Frames: 60", ""), "no 'Frames:'"),
        (lambda text: text.rstrip() + " 7.5\n", "the last frame has 70 numbers for 69 channels"),
        (
            lambda text: "\n".join([*text.splitlines()[:-2], "1 2 3", text.splitlines()[-1]]),
            "frame 59 has 3 numbers for",
        ),
        (lambda text: text.replace("CHANNELS 3", "CHANNELS 4", 1), "declares 4 channels and names 3"),
        (lambda text: text.replace("Zrotation", "Wrotation", 1), "unknown channel 'wrotation'"),
        (lambda text: text.rsplit(" ", 1)[0] + " nan\n", "frame 60 holds NaN"),
        (lambda text: text.rsplit(" ", 1)[0] + " abc\n", "no number"),
        (lambda text: text.replace("Frame Time: 0.0333333", "Frame Time: 0"), "Frame Time is 0"),
        (lambda text: text.replace("OFFSET", "OFFSET x", 1), "bad OFFSET at joint 'pelvis'"),
    ],
)
def test_a_damaged_file_is_refused_with_the_reason(write_bvh, change, message):
    path = edited(write_bvh(), change)
    with pytest.raises(DataError, match=message) as caught:
        read_motion(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_more_frames_than_declared_are_ignored_with_a_warning(write_bvh):
    clip = read_motion(write_bvh(frames=45))
    assert "more frames" in clip.source.warnings[0]
    assert clip.num_frames == 30


def test_one_frame_is_not_a_motion(write_bvh):
    with pytest.raises(DataError, match="at least 2 poses"):
        read_motion(edited(write_bvh(frames=1), lambda text: text))


def test_a_short_clip_is_read_with_a_warning(write_bvh):
    clip = read_motion(write_bvh(frames=10))
    assert any("very short clip" in warning for warning in clip.source.warnings)


def test_the_rate_can_be_corrected(write_bvh):
    clip = read_motion(write_bvh(), fps=60)
    assert (clip.num_frames, clip.source.fps) == (20, 60)
    assert "read at 60 Hz as asked; the file says 30" in clip.source.notes
