from pathlib import Path

import numpy as np
import pytest
import torch

from humocon.data.conversations import Conversations, ReadScenes
from humocon.data.mocap import load_clips
from humocon.data.scenes import Scenes
from humocon.data.variety import NO_VARIETY, Variety
from humocon.language.processing import HumoconProcessor
from humocon.language.tokenizer import IGNORED


@pytest.fixture
def scenes(labelled_set: Path) -> Scenes:
    return Scenes(load_clips(labelled_set, "train"), seed=0)


def test_a_scene_is_read_once_and_is_the_same_in_another_run(scenes: Scenes):
    calls = []

    def read(values: torch.Tensor) -> torch.Tensor:
        calls.append(values.shape)
        return values[..., :5]

    first = ReadScenes(scenes, Variety(tempo=0.3, posture=5.0), 3, read)
    again = ReadScenes(scenes, Variety(tempo=0.3, posture=5.0), 3, read)
    drawn = [first.draw(np.random.default_rng(seed)) for seed in range(20)]
    assert len(calls) == 3
    assert len({id(own) for own in drawn}) == 3
    for number in range(3):
        assert torch.equal(first.scene(number).states, again.scene(number).states)
        assert first.scene(number).states.dtype == torch.float16
        assert len(first.scene(number).states) == len(first.scene(number).scene.frame_clips())


def test_conversations_about_read_scenes_hold_their_states(scenes: Scenes, processor: HumoconProcessor):
    read = ReadScenes(scenes, NO_VARIETY, 2, lambda values: 2 * values[..., :5])
    batch = Conversations(scenes, processor, num_turns=2, read=read).batch(0, range(4))
    assert batch.motion_values is None
    assert batch.motion_states is not None
    assert batch.motion_mask is not None
    assert batch.motion_states.shape[2] == 5
    known = {len(read.scene(number).states): read.scene(number).states for number in range(2)}
    for states, mask in zip(batch.motion_states, batch.motion_mask, strict=True):
        assert torch.equal(states[mask], known[int(mask.sum())].float())
    blind = Conversations(scenes, processor, num_turns=2, read=read, variety=Variety(blind=1.0)).batch(0, range(2))
    assert blind.motion_mask is not None
    assert not blind.motion_mask.any()


def test_a_model_is_also_told_what_came_before_each_moment(scenes: Scenes, processor: HumoconProcessor):
    read = ReadScenes(scenes, NO_VARIETY, 1, lambda values: values[..., :5])
    plain = Conversations(scenes, processor, num_turns=2, read=read).batch(0, range(3))
    batch = Conversations(scenes, processor, num_turns=2, read=read, variety=Variety(told=1.0)).batch(0, range(3))
    scene, size = read.scene(0).scene, processor.frames_per_token
    assert len(scene.labels) > 1
    words = [processor.tokenizer(" " + label.words, add_special_tokens=False)["input_ids"] for label in scene.labels]
    clips = scene.frame_clips()
    assert batch.told is not None
    assert torch.equal(batch.labels, plain.labels)
    for ids, told_there in zip(batch.input_ids, batch.told, strict=True):
        places = (ids == processor.motion_token_id).nonzero()[:, 0].tolist()
        for moment, place in enumerate(places):
            pose = min(moment * size + size // 2, len(clips) - 1)
            passed = [clip for clip in clips[: pose + 1] if clip is not None][-1]
            before = passed if clips[pose] is None else passed - 1
            told = int(told_there[place])
            if moment * size + size // 2 < len(clips):
                assert told in words[before] if before >= 0 else told == IGNORED
        assert (told_there[ids != processor.motion_token_id] == IGNORED).all()
