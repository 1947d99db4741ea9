from pathlib import Path

import numpy as np
import pytest

from humocon.data.compose import TRANSITION_FRAMES, turn_path
from humocon.data.labels import LABELS, TRANSITION, Label
from humocon.data.mocap import LabelledClip, load_clips
from humocon.data.scenes import MAX_FRAMES, Scene, Scenes, labelled_parts
from humocon.errors import DataError
from humocon.motion.clip import heading, rotate_y
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize


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
    assert [(label, len(part)) for label, part in parts] == [(LABELS["squat"], 40)]


def of_content(content: str, joints: np.ndarray, **row: object) -> LabelledClip:
    return LabelledClip(content, joints, content, {"content": content, **row})


def test_the_way_of_a_walk_is_told_by_the_way_alone():
    walk = standard_body(synthesize("walk", seed=1).to_clip().joints)[:60]
    left = turn_path(walk, np.linspace(0, np.pi / 2, len(walk)))
    clips = [of_content("walk", walk), of_content("walk-turn-left", left), of_content("walk-back", walk[::-1])]
    scenes = Scenes(clips, seed=0, mirrored=0.0, turned=1.0)
    seen = set()
    for index in range(30):
        scene = scenes.scene(np.random.default_rng(index))
        for label, part in zip(scene.labels, scene.parts, strict=True):
            turn = np.rad2deg(np.unwrap(heading(part))[-1] - np.unwrap(heading(part))[0])
            seen.add((label.direction, label.turns))
            if label.direction == "backwards":
                assert abs(turn) < 20
            elif label.turns and len(part) > 30:
                assert 30 < turn * {"left": 1, "right": -1}[label.direction] < 140
            elif len(part) > 30:
                assert abs(turn) < 20
    assert {("left", True), ("right", True), ("forward", False), ("backwards", False)} <= seen


def test_a_moment_shows_the_side_of_a_walk_only_while_the_person_turns():
    walk = standard_body(synthesize("walk", seed=1).to_clip().joints)[:80]
    left = turn_path(walk, np.deg2rad(np.clip(np.arange(80) - 40, 0, 20) * 4.5))
    bow = Label("bow", turns=False)
    labels = Scene((bow, Label("walk", "left", turns=True)), (walk[:10], left)).frame_labels()
    assert labels[:18] == [bow] * 10 + [None] * TRANSITION_FRAMES
    assert {label.direction for label in labels[18 : 18 + 25] if label} == {"forward"}
    assert {label.direction for label in labels[18 + 44 : 18 + 56] if label} == {"left"}
    assert len(labels) == 18 + 80


def test_clips_of_one_label_lend_each_other_their_upper_bodies():
    high, low = (np.repeat(standard_body(synthesize("bow", seed=1).to_clip().joints)[:1], 30, axis=0) for _ in range(2))
    low = low - np.array([0, 0.2, 0], np.float32)  # told by the height of its hips ...
    low[:, 20] = low[:, 18] - np.array([0.25, 0, 0], np.float32)  # ... and by where its left hand is
    aside = {name: clip[0, 20, 0] - clip[0, 18, 0] for name, clip in (("high", high), ("low", low))}
    clips = [of_content("bow", joints) for joints in (high, low)]
    for share, pairs in ((0.0, {(True, True), (False, False)}), (1.0, {(a, b) for a in (0, 1) for b in (0, 1)})):
        scenes = Scenes(clips, seed=0, mirrored=0.0, crossed=share)
        parts = [part for index in range(30) for part in scenes.scene(np.random.default_rng(index)).parts]
        local = [rotate_y(part - part[:, :1], -heading(part)) for part in parts]
        arms = [float(own[0, 20, 0] - own[0, 18, 0]) for own in local]
        hands = [abs(arm - aside["low"]) < abs(arm - aside["high"]) for arm in arms]
        hips = [bool(part[0, 0, 1] < high[0, 0, 1] - 0.1) for part in parts]
        assert set(zip(hips, hands, strict=True)) == pairs


def test_a_scene_is_filmed_or_captured_as_a_whole(labelled_set: Path):
    clips = load_clips(labelled_set, "train")
    seen = [
        LabelledClip(f"{clip.name}-filmed", clip.joints + np.float32(0.5), clip.content, {**clip.row, "filmed": True})
        for clip in clips
    ]
    scenes = Scenes([*clips, *seen], seed=0, filmed=0.5)
    drawn = [scenes.scene(np.random.default_rng(index)) for index in range(100)]
    assert 30 < sum(scene.filmed for scene in drawn) < 70
    for scene in drawn:
        floor = [part[..., 1].min() for part in scene.parts]
        assert (min(floor) > 0.3) if scene.filmed else (max(floor) < 0.3)
    assert not any(Scenes(clips, seed=0, filmed=0.5).scene(np.random.default_rng(n)).filmed for n in range(20))
    assert all(Scenes(seen, seed=0).scene(np.random.default_rng(n)).filmed for n in range(20))


@pytest.mark.parametrize(
    "segment",
    [
        "bow",
        {"action": "bow", "start": 0.0},
        {"action": 3, "start": 0, "end": 1},
        {"action": "bow", "start": "0", "end": 1},
        {"action": "bow", "start": float("nan"), "end": 1.0},
        {"action": "bow", "start": -1, "end": 1},
    ],
)
def test_a_segment_that_is_none_is_told_with_its_clip(segment: object):
    clip = LabelledClip("c3", np.zeros((100, 22, 3), np.float32), "", {"segments": [segment]})
    with pytest.raises(DataError, match="clip 'c3': a segment needs an action, and start and end in seconds, not"):
        list(labelled_parts(clip))
