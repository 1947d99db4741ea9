from pathlib import Path

import numpy as np
import pytest

from humocon.data.compose import TRANSITION_FRAMES
from humocon.data.labels import TRANSITION, Label
from humocon.data.mocap import LabelledClip, load_clips
from humocon.data.scenes import MAX_FRAMES, Scenes, labelled_parts
from humocon.errors import DataError


@pytest.fixture
def scenes(labelled_set: Path) -> Scenes:
    return Scenes(load_clips(labelled_set, "train"), seed=0)


def test_every_pose_of_a_scene_has_its_label(scenes: Scenes):
    for index in range(40):
        scene = scenes.scene(np.random.default_rng(index))
        frames = [TRANSITION if clip is None else scene.labels[clip] for clip in scene.frame_clips()]
        assert len(frames) == len(scene.joints())
        assert frames.count(TRANSITION) == TRANSITION_FRAMES * (len(scene.labels) - 1)
        assert [frames[0], frames[-1]] == [scene.labels[0], scene.labels[-1]]
        assert scene.joints().dtype == np.float32
        assert np.isfinite(scene.joints()).all()


def test_scenes_have_one_to_six_clips_of_bounded_length(scenes: Scenes):
    drawn = [scenes.scene(np.random.default_rng(index)) for index in range(200)]
    assert {len(scene.parts) for scene in drawn} == {1, 2, 3, 4, 5, 6}
    longest = max(len(part) for scene in drawn if len(scene.parts) > 1 for part in scene.parts)
    assert longest <= MAX_FRAMES / 0.85 + 1


def test_a_scene_depends_on_its_generator_alone(scenes: Scenes, labelled_set: Path):
    again = Scenes(load_clips(labelled_set, "train"), seed=0)
    one, two = (s.scene(np.random.default_rng(5)) for s in (scenes, again))
    assert one.labels == two.labels
    np.testing.assert_array_equal(one.joints(), two.joints())


def test_a_mirrored_scene_has_mirrored_labels(labelled_set: Path):
    clips = [clip for clip in load_clips(labelled_set, "train") if clip.content == "wave-left-hand"]
    flipped = Scenes(clips, seed=0, mirrored=1.0).scene(np.random.default_rng(0))
    plain = Scenes(clips, seed=0, mirrored=0.0).scene(np.random.default_rng(0))
    assert {label.body_part for label in plain.labels} == {"left hand"}
    assert {label.body_part for label in flipped.labels} == {"right hand"}
    # The waving wrist is the one that moves most over the whole scene.
    for scene, wrist in ((plain, 20), (flipped, 21)):
        speed = [np.abs(np.diff(part[:, (20, 21)], axis=0)).mean((0, 2)) for part in scene.parts]
        assert np.mean(speed, axis=0).argmax() == wrist - 20


def test_clips_without_a_label_are_left_out_and_none_at_all_is_an_error():
    clip = LabelledClip("x", np.zeros((20, 22, 3), np.float32), "no such thing", {"content": "no such thing"})
    assert list(labelled_parts(clip)) == []
    with pytest.raises(DataError, match="no clip has a label"):
        Scenes([clip], seed=0)


def test_timed_segments_of_a_clip_are_parts_of_their_own():
    joints = np.zeros((100, 22, 3), np.float32)
    segments = [
        {"action": "squat", "start": 0.0, "end": 2.0},
        {"action": "bow", "start": 2.0, "end": 2.3},
        {"action": "unheard of", "start": 2.3, "end": 5.0},
    ]
    parts = list(labelled_parts(LabelledClip("x", joints, "", {"segments": segments})))
    assert [(label, len(part)) for label, part in parts] == [(Label("squat", turns=False), 40)]
