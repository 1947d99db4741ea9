import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import rotate_y
from humocon.motion.posture import TO_Y_UP
from humocon.motion.read import find_motions, read_motion
from humocon.motion.synthesis import synthesize
from humocon.motion.writers import write_motion
from tests.motion.table_files import kinect


def test_a_file_is_known_by_its_content_not_by_its_suffix(write_bvh, walk, tmp_path):
    bvh = write_bvh(name="motion.txt")
    assert read_motion(bvh).source.format == "BVH"
    np.savez(tmp_path / "joints.npz", joints=walk.joints)
    (tmp_path / "joints.npz").rename(tmp_path / "joints.npy")
    assert read_motion(tmp_path / "joints.npy").source.format == "joint positions"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"  \n\n", "the file is empty"),
        (b"hello world", "not a motion file known here; give BVH"),
        (b"\x00\x01\x02\x03" * 500, "not a motion file known here"),
        (b"\x80\x04\x95pickle", "a pickle, which could run code"),
        (b"HIERARCHY\n", "no MOTION block"),
        (b"HIERARCHY\nMOTION\nFrames: 2\nFrame Time: 0.03\n", "declares no joints"),
    ],
)
def test_a_file_that_is_no_motion_is_refused_in_one_line(tmp_path, content, message):
    path = tmp_path / "a.npy"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        read_motion(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders_are_refused(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_motion(tmp_path / "no.bvh")
    with pytest.raises(DataError, match="a folder, not a motion file"):
        read_motion(tmp_path)
    with pytest.raises(DataError, match="not a folder"):
        find_motions(tmp_path / "no")


def test_two_poses_so_close_that_one_remains_are_refused(tmp_path, walk):
    np.savez(tmp_path / "j.npz", joints=walk.joints[:3], fps=120)
    with pytest.raises(DataError, match="3 poses at 120 Hz are over in 0.03 s"):
        read_motion(tmp_path / "j.npz")


def test_wrong_arguments_are_refused(write_bvh):
    with pytest.raises(ValueError, match="up must be one of"):
        read_motion(write_bvh(), up="w")
    with pytest.raises(ValueError, match="fps must be"):
        read_motion(write_bvh(), fps=0)


def test_a_lying_person_can_be_read_with_the_up_axis_given(tmp_path, walk):
    # On the back all the time: the body's long axis is z although y is up.
    lying = walk.joints @ np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    np.savez(tmp_path / "j.npz", joints=lying, fps=30)
    clip = read_motion(tmp_path / "j.npz", up="y")
    assert clip.source.up == "y"
    assert clip.joints[0, :, 1].max() < 0.8


def test_motions_are_found_below_a_folder_in_order(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("b/2.npz", "a.BVH", "b/1.amc", "c.npy", "Mean.npy", "Std.npy", "x.asf", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert [str(path.relative_to(tmp_path)) for path in find_motions(tmp_path)] == [
        "a.BVH",
        "b/1.amc",
        "b/2.npz",
        "c.npy",
    ]


def test_tables_of_joints_in_a_folder_are_motions_and_other_tables_are_not(tmp_path, walk):
    (tmp_path / "take.csv").write_text(kinect(np.repeat(walk.joints[:, :1], 25, axis=1)))
    (tmp_path / "take.tsv").write_text(kinect(np.repeat(walk.joints[:, :1], 25, axis=1), "\t"), encoding="utf-16")
    (tmp_path / "labels.csv").write_text("file,label,begin_s,end_s\na.bvh,jump,0.5,1.5\nb.bvh,jump,0.5,1.5\n")
    (tmp_path / "metrics.csv").write_text("step,loss,rate,x,y,z\n1,0.5,0.1,1,2,3\n2,0.4,0.1,1,2,3\n")
    assert [path.name for path in find_motions(tmp_path)] == ["take.csv", "take.tsv"]


def test_prepared_clips_in_a_folder_are_no_motions(tmp_path, walk):
    (tmp_path / "prepared" / "shard_00000").mkdir(parents=True)
    (tmp_path / "prepared" / "prepared.json").write_text("{}")
    for name in ("prepared/shard_00000/joints.npy", "walk.npy"):
        np.save(tmp_path / name, walk.joints)
    assert find_motions(tmp_path) == [tmp_path / "walk.npy"]


@pytest.mark.parametrize("action", ["lie", "crawl"])
@pytest.mark.parametrize("up", ["y", "z"])
def test_who_is_down_all_the_time_is_on_the_floor_at_zero(tmp_path, action, up):
    lying = synthesize(action, seed=3).to_clip().joints.astype(float)
    np.savez(tmp_path / "j.npz", joints=lying @ TO_Y_UP[up], fps=20)
    clip = read_motion(tmp_path / "j.npz")
    assert clip.source.up == up
    assert clip.joints[:, 15, 1].max() < 0.8  # metres of the head over the floor


# Who lies with z up, the head where files of another kind have up, cannot be told from who stands.
@pytest.mark.parametrize(("action", "up"), [("lie", "y"), ("sit-up", "y"), ("crawl", "y"), ("crawl", "z")])
@pytest.mark.parametrize("floor_m", [-0.4, 0.7])
def test_who_is_down_all_the_time_is_on_a_floor_that_is_not_at_zero_with_doubt(tmp_path, action, up, floor_m):
    lying = synthesize(action, seed=3).to_clip().joints.astype(float) + [1.3, floor_m, 2.6]
    np.savez(tmp_path / "j.npz", joints=lying @ TO_Y_UP[up], fps=20)
    clip = read_motion(tmp_path / "j.npz")
    assert clip.joints[:, 15, 1].max() < 1.0  # metres of the head over the floor
    assert clip.source.warnings == (f"the up axis is not clear from the posture; {up} assumed",)


@pytest.mark.parametrize("action", ["stand", "wave left", "walk", "squat"])
@pytest.mark.parametrize("up", ["y", "z"])
def test_who_stands_on_a_floor_that_is_not_at_zero_does_not_lie(tmp_path, action, up):
    joints = synthesize(action, seed=3).to_clip().joints.astype(float) + [1.3, 0.7, -0.8]
    np.savez(tmp_path / "j.npz", joints=joints @ TO_Y_UP[up], fps=20)
    assert read_motion(tmp_path / "j.npz").source.up == up


@pytest.mark.parametrize("action", ["lie", "plank", "sit-up", "push-up"])
def test_who_is_down_all_the_time_is_so_in_parameters_of_amass(tmp_path, action):
    motion = synthesize(action, seed=11)
    write_motion(motion, tmp_path / "m.amass.npz")
    clip = read_motion(tmp_path / "m.amass.npz")
    assert clip.source.up == "z"
    assert clip.source.warnings == ()


@pytest.mark.parametrize("action", ["jog on the spot", "clap", "squat", "walk on the spot", "raise right arm"])
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_who_stands_in_place_near_zero_on_a_floor_that_is_not_there_does_not_lie(tmp_path, action, turn):
    joints = rotate_y(synthesize(action, seed=1).to_joints(), np.radians(turn)) + [0, -0.9, 0.25]
    np.savez(tmp_path / "j.npz", joints=joints, fps=30)
    assert read_motion(tmp_path / "j.npz").source.up == "y"
