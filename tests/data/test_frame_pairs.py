from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from humocon.data.frame_pair_store import PreparedFramePairs, prepare
from humocon.data.frame_pairs import FramePairs, RecordedFramePairs, RenderedFramePairs
from humocon.data.mocap import load_clips
from humocon.data.windows import Windows
from humocon.errors import DataError
from humocon.motion.features import pose_features
from humocon.video.write import write_video

NUM_POSES = 20


def dots(joints: np.ndarray, only: np.ndarray, seed: int, size: int) -> Iterator[np.ndarray]:
    """Pictures in which the first pixel tells the pose: its root height in millimetres, in two bytes."""
    for pose in joints[only]:
        picture = np.zeros((size, size, 3), np.uint8)
        height = round(1000 * float(pose[0, 1]))
        picture[0, 0] = (height >> 8, height & 255, 0)
        yield picture


def windows(folder: Path, **changes: object) -> Windows:
    options = dict(mask_share=0.5, mask_span=4, seed=0) | changes
    return Windows(load_clips(folder, "train"), NUM_POSES, **options)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def rendered(labelled_set: Path) -> RenderedFramePairs:
    return RenderedFramePairs(windows(labelled_set), 5, size=16, flow_size=4, seed=0, render=dots)


@pytest.fixture
def pairs(rendered: RenderedFramePairs, tmp_path: Path) -> FramePairs:
    prepare(tmp_path / "pairs", 6, rendered.pair)
    prepared = PreparedFramePairs(tmp_path / "pairs", 6)
    return FramePairs(prepared, NUM_POSES, mask_share=0.4, mask_span=4, seed=0)


def test_each_key_frame_shows_the_pose_it_is_aligned_with(rendered: RenderedFramePairs):
    pair = rendered.pair(3)
    assert pair.frames.shape == (5, 16, 16, 3)
    assert pair.flow.shape == (5, 2, 4, 4)
    assert pair.align.tolist() == [0, 4, 9, 14, 18], "the last has one after it"
    seen = pair.frames[:, 0, 0].astype(int) @ [256, 1, 0]
    assert seen.tolist() == [round(1000 * float(pose[0, 1])) for pose in pair.joints[pair.align]]


def test_a_pair_is_made_from_seed_and_number_alone(rendered: RenderedFramePairs):
    one, again, other = rendered.pair(2), rendered.pair(2), rendered.pair(1)
    assert np.array_equal(one.joints, again.joints)
    assert np.array_equal(one.frames, again.frames)
    assert one.row == again.row
    assert not np.array_equal(one.joints, other.joints)


def test_spans_tell_what_is_shown(rendered: RenderedFramePairs):
    spans = rendered.pair(0).row["spans"]
    assert all(0 <= begin < end <= NUM_POSES for begin, end, _ in spans)
    assert {content for _, _, content in spans} <= {"wave-left-hand", "squat", "walk", "bow", "jump"}


def test_a_body_is_rendered_the_same_for_the_same_seed(labelled_set: Path):
    real = RenderedFramePairs(windows(labelled_set), 3, size=24, flow_size=4, seed=0)
    one, again = real.pair(0), real.pair(0)
    assert np.array_equal(one.frames, again.frames)
    assert one.frames.std() > 5


def test_batches_hold_features_of_the_poses_and_are_drawn_by_step_and_index(pairs: FramePairs):
    batch, again = pairs.batch(3, [1, 4]), pairs.batch(3, [4])
    assert batch.frames.shape == (2, 5, 16, 16, 3)
    assert batch.frames.dtype == torch.uint8
    assert batch.flow.shape == (2, 5, 32)
    assert batch.inputs.shape == (2, NUM_POSES, 133)
    assert batch.velocity.shape == (2, NUM_POSES, 66)
    assert batch.hidden_frames.sum(1).tolist() == [2, 2]
    assert batch.hidden.sum(1).tolist() == [8, 8]
    assert batch.paired is None
    for name in ("frames", "inputs", "hidden", "hidden_frames", "flow"):
        assert torch.equal(getattr(batch, name)[1], getattr(again, name)[0]), name


def test_pairs_by_number_are_as_they_were_prepared(pairs: FramePairs):
    batch = pairs.fixed([2, 5])
    np.testing.assert_array_equal(batch.frames[1].numpy(), pairs.prepared.pair(5).frames)
    np.testing.assert_allclose(batch.inputs[1].numpy(), pose_features(pairs.prepared.pair(5).joints))
    assert batch.align[0].tolist() == [0, 4, 9, 14, 18]


def test_a_mirrored_pair_is_mirrored_as_a_whole(pairs: FramePairs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("humocon.data.frame_pairs.vary_colours", lambda frames, *_: frames)
    plain = {tuple(pairs.fixed([number]).inputs[0, 5, :3].tolist()): number for number in range(6)}
    flipped = 0
    for step in range(12):
        batch = pairs.batch(step, [0])
        key = tuple(batch.inputs[0, 5, :3].tolist())
        number = plain.get(key)
        corner = batch.frames[0, :, 0]
        assert bool(corner[:, 0].any()) == (number is not None), "the dot is left in what was not flipped"
        assert bool(corner[:, -1].any()) == (number is None)
        flipped += number is None
    assert 0 < flipped < 12


def record(path: Path, num_frames: int, fps: float) -> None:
    frames = np.zeros((num_frames, 32, 32, 3), np.uint8)
    for place in range(num_frames):
        frames[place] = 4 * place
    write_video(path, frames, fps)


def test_a_video_meets_the_motion_of_the_same_name(tmp_path: Path, labelled_set: Path):
    joints = load_clips(labelled_set, "train")[0].joints[:45]
    np.save(tmp_path / "walk.npy", joints)
    record(tmp_path / "walk.mp4", 60, 25.0)  # 2.4 s: two windows of 1 s
    record(tmp_path / "alone.mp4", 30, 25.0)
    record(tmp_path / "short.mp4", 10, 25.0)
    for name in ("gone-1.npy", "gone-2.npy", "gone-3.npy"):
        np.save(tmp_path / name, joints)
    found = RecordedFramePairs(tmp_path, NUM_POSES, 5, size=16, flow_size=4, held_out=False)
    assert [(path.name, motion and motion.name, begin) for path, motion, begin in found.windows] == [
        ("alone.mp4", None, 0.0)
    ]
    held_out = RecordedFramePairs(tmp_path, NUM_POSES, 5, size=16, flow_size=4, held_out=True)
    assert [(path.name, motion and motion.name, begin) for path, motion, begin in held_out.windows] == [
        ("walk.mp4", "walk.npy", 0.0),
        ("walk.mp4", "walk.npy", 1.0),
    ]
    assert held_out.summary == (
        f"{tmp_path}: of 3 videos 1 with a motion of the same name, 2 used alone; "
        "of 4 motions 3 without a video, left out"
    )
    assert found.summary == f"{held_out.summary}; left out as shorter than 1 s: 1"
    pair = held_out.pair(1)
    # Key frames at 1.1, 1.3 ... s are the frames nearest in time, at 25 Hz 27 or 28, 32 or 33, ...
    assert pair.joints.shape == (NUM_POSES, 22, 3)
    assert np.abs(pair.align - [2, 6, 10, 14, 18]).max() <= 1
    brightness = pair.frames.mean(axis=(1, 2, 3))
    assert np.abs(brightness - 4 * 25 * np.array([1.1, 1.3, 1.5, 1.7, 1.9])).max() < 8
    alone = found.pair(0)
    assert alone.joints.shape == (0, 22, 3)
    assert alone.frames.shape == (5, 16, 16, 3)
    prepare(tmp_path / "cache", 2, lambda number: (pair, alone)[number])
    both = FramePairs(PreparedFramePairs(tmp_path / "cache", 2), NUM_POSES, mask_share=0.4, mask_span=1, seed=0).fixed(
        [0, 1]
    )
    assert both.paired is not None
    assert both.paired.tolist() == [True, False]


def test_a_folder_without_long_enough_videos_is_named(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(DataError, match=r"no (video of 1 s|such folder)"):
            RecordedFramePairs(folder, NUM_POSES, 5, size=16, flow_size=4, held_out=False)


def test_key_frames_need_one_after_each(labelled_set: Path):
    with pytest.raises(ValueError, match="20 poses cannot give 20"):
        RenderedFramePairs(windows(labelled_set), 20, size=16, flow_size=4, seed=0)
