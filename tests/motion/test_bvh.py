import re

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


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "# made by hand\n// and commented\n\n" + text,
        lambda text: text.replace("MOTION", "  # the motion\nMotion").replace("HIERARCHY", "Hierarchy"),
        lambda text: text.lower().replace("joint ", "Joint "),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("  ", "\t").replace("OFFSET ", "OFFSET\t"),
        lambda text: text.replace("End Site\n", "End Site\n").replace("OFFSET 0.0 5.0 0.0", "OFFSET 0 5 0\nCHANNELS 0"),
        lambda text: text.replace(".", ","),
        lambda text: text.split("Frame Time")[0] + "Frame Time" + commas(text.split("Frame Time")[1]),
        lambda text: text.replace("Frames: 60", "Frames:\t60").replace("Frame Time:", "Frame  Time :"),
        lambda text: text.replace("\n}", "\n} # done").replace("CHANNELS 6", "CHANNELS 6 ", 1),
        lambda text: text.removeprefix("HIERARCHY\n"),
        lambda text: text.replace("\n", " # and so on\n").replace("# and so on\nFrame", "// how many\nFrame"),
        lambda text: "\ufeff" + text,
        lambda text: text + "\n\n   \n",
    ],
)
def test_a_file_as_programs_write_it_is_the_same_motion(write_bvh, expected, change):
    clip = read_motion(edited(write_bvh(), change))
    np.testing.assert_allclose(clip.joints, expected, atol=1e-3)
    assert clip.source.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_the_same_motion(write_bvh, expected, encoding):
    path = write_bvh()
    path.write_bytes(path.read_text().encode(encoding))
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-4)


def commas(numbers):
    return "\n".join(", ".join(line.split()) if len(line) > 20 else line for line in numbers.splitlines())


def test_of_two_motions_in_one_file_the_first_is_read(write_bvh, expected):
    clip = read_motion(edited(write_bvh(), lambda text: 2 * text))
    np.testing.assert_allclose(clip.joints, expected, atol=1e-4)
    assert clip.source.warnings == ("2 motions, one after the other; only the first is read",)


def _in_radians(text):
    head, _, numbers = text.partition("Frame Time")
    first, *lines = numbers.splitlines()
    lines = [line.split() for line in lines]
    return "\n".join(
        [f"{head}Frame Time{first}"]
        + [" ".join([*words[:3], *(f"{np.radians(float(word)):.6f}" for word in words[3:])]) for words in lines]
    )


STIFF = "no angle is above 6.3, and the body would hardly move"


def test_radians_are_told_by_a_body_that_would_not_move(write_bvh, expected):
    clip = read_motion(edited(write_bvh(), _in_radians))
    np.testing.assert_allclose(clip.joints, expected, atol=1e-3)
    assert clip.source.warnings == (f"{STIFF}: they are read as radians",)


def test_where_the_arms_of_a_rest_pose_hang_radians_are_only_suspected(write_bvh):
    """Because one who stands still holds them so, too."""
    arms = re.compile(r"(JOINT \w+_(?:elbow|wrist)\s*\{\s*OFFSET) \S+ \S+ \S+")
    clip = read_motion(edited(write_bvh(), lambda text: arms.sub(r"\1 0 -25 0", _in_radians(text))))
    assert clip.source.warnings == (f"{STIFF}; if they are radians, save them in degrees",)


def test_one_who_hardly_moves_has_no_angles_in_radians(write_bvh, expected):
    clip = read_motion(edited(write_bvh(), _all_frames_as_the_first))
    assert np.ptp(clip.joints, axis=0).max() < 1e-6


def _all_frames_as_the_first(text):
    """And no angle above 6.3."""
    head, _, numbers = text.partition("Frame Time")
    first, *lines = numbers.splitlines()
    words = lines[0].split()
    still = " ".join([*words[:3], *(f"{float(word) % 5:.4f}" for word in words[3:])])
    return "\n".join([f"{head}Frame Time{first}", *[still] * len(lines)])


@pytest.mark.parametrize("channels", ["CHANNELS 3 Zrotation Xrotation Yrotation", "CHANNELS 1 Xposition"])
def test_channels_of_an_end_site_take_their_numbers_and_move_nothing(write_bvh, expected, channels):
    text = write_bvh().read_text()
    head, motion = text.split("MOTION")
    head = head.replace("OFFSET 0.0 5.0 0.0", f"OFFSET 0.0 5.0 0.0\n{channels}")
    # Numbers before each end site: a root of 6, then 4 joints of a leg, 4 of the other, 5 to the head, 4 of each arm.
    count, lines = int(channels.split()[1]), motion.splitlines()
    at = [18, 30, 45, 57, 69]
    for number, line in enumerate(lines[3:], start=3):
        words = line.split()
        parts = [words[a:b] + ["7.5"] * count for a, b in zip([0, *at], at, strict=False)]
        lines[number] = " ".join(word for part in parts for word in part)
    path = edited(write_bvh(), lambda _: head + "MOTION" + "\n".join(lines))
    np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-4)


def test_one_frame_line_too_few_is_read_with_a_warning(write_bvh, expected):
    clip = read_motion(write_bvh(frames=61))
    assert clip.source.warnings == ("'Frames:' promises 61 and 60 are there, which are read",)
    np.testing.assert_allclose(clip.joints, expected, atol=1e-4)
    cut = read_motion(edited(write_bvh(), lambda text: text[:-40]))  # in the middle of the last line
    assert cut.source.warnings == ("'Frames:' promises 60 and 59 are there, which are read",)


def test_a_frame_time_that_is_none_asks_for_the_rate(write_bvh, expected):
    path = edited(write_bvh(), lambda text: text.replace("Frame Time: 0.0333333", "Frame Time: 0.000000"))
    with pytest.raises(DataError, match=r"Frame Time is 0\.000000; .* with --fps"):
        read_motion(path)
    np.testing.assert_allclose(read_motion(path, fps=30).joints, expected, atol=1e-4)


def test_a_body_model_for_a_skeleton_of_its_own_is_refused_but_for_one_file_of_many(write_bvh):
    path = write_bvh()
    with pytest.raises(DataError, match="BVH has a body of its own .* leave --body-model out"):
        read_motion(path, body_model=path)
    assert read_motion(path, body_model=path, one_of_many=True).num_frames == 40


def test_scale_channels_of_one_change_nothing_and_zeros_are_none(write_bvh, expected):
    for scale in ("1", "0"):
        path = edited(write_bvh(), lambda text, scale=scale: with_scale(text, scale))
        np.testing.assert_allclose(read_motion(path).joints, expected, atol=1e-4)


def with_scale(text, scale):
    head, motion = text.split("MOTION")
    head = head.replace("CHANNELS 6", "CHANNELS 9").replace("Yrotation\n", "Yrotation Xscale Yscale Zscale\n", 1)
    lines = motion.splitlines()
    rows = [" ".join([*row[:6], scale, scale, scale, *row[6:]]) for row in map(str.split, lines[3:])]
    return "\n".join([head + "MOTION", *lines[1:3], *rows])


def test_a_scale_of_the_root_scales_the_body(write_bvh):
    clip = read_motion(edited(write_bvh(), lambda text: with_scale(text, "1.1")))
    plain = read_motion(write_bvh())
    np.testing.assert_allclose(bone_lengths(clip.joints), 1.1 * bone_lengths(plain.joints), rtol=2e-3)


def two_people(first, second):
    (head, motion), (other, others) = (text.split("MOTION") for text in (first, second))
    rows = [f"{a} {b}" for a, b in zip(motion.splitlines()[3:], others.splitlines()[3:], strict=True)]
    lines = [head.rstrip(), other.removeprefix("HIERARCHY\n").rstrip(), "MOTION", *motion.splitlines()[1:3], *rows]
    return "\n".join(lines) + "\n"


def test_of_two_people_the_first_is_read_or_the_one_that_is_asked_for(write_bvh, expected, tmp_path):
    upright = write_bvh().read_text()
    text = two_people(upright, write_bvh(scale=80).read_text())
    path = tmp_path / "two.bvh"
    path.write_text(text)
    clip = read_motion(path)
    assert "2 skeletons in the file; only the first is read" in clip.source.warnings[0]
    np.testing.assert_allclose(clip.joints, expected, atol=1e-4)
    second = read_motion(path, person=2)
    assert second.source.warnings == ()
    assert bone_lengths(second.joints)[0, 3] == pytest.approx(0.8 * bone_lengths(expected)[0, 3], rel=1e-3)
    with pytest.raises(DataError, match=r"2 people and no person 3: 1 \(60 poses\), 2 \(60 poses\); .*--person"):
        read_motion(path, person=3)


def test_a_root_that_is_no_person_is_passed_over(write_bvh, expected, tmp_path):
    head, motion = write_bvh().read_text().split("MOTION")
    prop = "ROOT camera\n{\n  OFFSET 1 2 3\n  CHANNELS 3 Xposition Yposition Zposition\n}\n"
    lines = motion.splitlines()
    path = tmp_path / "prop.bvh"
    rows = ["1 2 3 " + row for row in lines[3:]]
    path.write_text("\n".join([head.replace("HIERARCHY\n", "HIERARCHY\n" + prop) + "MOTION", *lines[1:3], *rows]))
    clip = read_motion(path)
    assert clip.source.warnings == ()
    np.testing.assert_allclose(clip.joints, expected, atol=1e-4)
    with pytest.raises(DataError, match="1 person and no person 2"):
        read_motion(path, person=2)


def test_a_root_that_never_moves_is_told(write_bvh):
    def stay(text):
        head, motion = text.split("MOTION")
        lines = motion.splitlines()
        return "\n".join(
            [head + "MOTION", *lines[1:3], *(" ".join(["0", "90", "0", *r.split()[3:]]) for r in lines[3:])]
        )

    clip = read_motion(edited(write_bvh(), stay))
    assert clip.source.warnings == ("no translation in the file; the person stays in place",)


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
