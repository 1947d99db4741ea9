"""A model that reads motion learns to see video: `humocon translate` with a video branch, on really rendered scenes."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from humocon.ask.answerer import Answerer
from humocon.concepts.branches import Branches
from humocon.data.frame_pair_store import PreparedFramePairs
from humocon.data.video_conversations import VideoConversations
from humocon.model_folder import load_concepts, load_pretrained, save_concepts
from humocon.motion.features import pose_features
from humocon.motion.synthesis import synthesize
from humocon.training.configuration import LearningConfig
from humocon.translate.config import VideoConfig, VideoTranslateConfig
from humocon.translate.loop import translate
from tests.tiny_video import TINY_VIDEO

SIZES = replace(TINY_VIDEO, num_codes=8)
LEARNING = LearningConfig(
    steps=3, learning_rate=1e-2, batch_size=4, warmup=1, log_every=1, validate_every=3, save_every=3
)


@pytest.fixture(scope="module")
def config(
    labelled_set: Path, tiny_concepts: Path, translated: Path, tmp_path_factory: pytest.TempPathFactory
) -> VideoTranslateConfig:
    folder = tmp_path_factory.mktemp("seeing")
    torch.manual_seed(3)
    save_concepts(Branches(load_concepts(tiny_concepts), SIZES), folder / "branches")
    video = VideoConfig(
        cache=folder / "scenes",
        num_scenes=4,
        num_held_out=2,
        max_tokens=16,
        frames_per_token=2,
        look="plain",
        size=16,
        with_motion=0.5,
        gate=2.0,
    )
    return VideoTranslateConfig(
        data=labelled_set,
        output=folder / "out",
        concepts=folder / "branches",
        model=translated,
        video=video,
        num_turns=2,
        learning=LEARNING,
        device="cpu",
    )


@pytest.fixture(scope="module")
def seeing(config: VideoTranslateConfig) -> Path:
    return translate(config)


def test_only_the_videos_projector_has_learned(config: VideoTranslateConfig, seeing: Path):
    before, after = (load_pretrained(folder)[0] for folder in (config.model, seeing))
    old = before.state_dict()
    moved = {name for name, value in after.state_dict().items() if name in old and value.shape == old[name].shape}
    assert all(torch.equal(after.state_dict()[name], old[name]) for name in moved)
    new = after.state_dict().keys() - old.keys()
    assert {name.split(".")[0] for name in new} == {"video_concepts", "video_projector"}
    assert after.video_projector is not None
    untrained = replace(config, output=config.output.with_name("untrained"), learning=replace(LEARNING, steps=1))
    first = load_pretrained(translate(untrained))[0]
    assert first.video_projector is not None
    assert not torch.equal(first.video_projector.weight, after.video_projector.weight)


def test_what_it_says_of_motion_stays(config: VideoTranslateConfig, seeing: Path):
    clip = synthesize("jump", seed=9).to_clip()
    old, new = (Answerer.load(folder, device="cpu") for folder in (config.model, seeing))
    questions = ["What is the person doing?", "Is the person jumping?"]
    assert old.answer([clip] * 2, questions) == new.answer([clip] * 2, questions)


def test_the_gate_lets_the_scenes_through_that_it_was_set_by(config: VideoTranslateConfig, seeing: Path):
    model, processor = load_pretrained(seeing)
    assert (model.config.frames_per_video_token, processor.frames_per_video_token) == (2, 2)
    assert model.video_concepts is not None
    (shard,) = [path for path in config.video.cache.glob("*/shard_00000_2")]
    prepared = PreparedFramePairs(shard.parent, 2)
    surprises = [
        float(model.video_concepts.surprise(torch.from_numpy(prepared.pair(number).frames.copy())[None]))
        for number in range(2)
    ]
    assert model.config.video_surprise_limit == pytest.approx(2 * max(surprises), rel=1e-4)


def test_some_conversations_show_the_motion_too(config: VideoTranslateConfig, seeing: Path):
    model, processor = load_pretrained(seeing)
    (shard,) = [path for path in config.video.cache.glob("*/shard_00000_4")]
    prepared = PreparedFramePairs(shard.parent, 4)
    conversations = VideoConversations(prepared, processor, num_turns=2, seed=0, with_motion=0.5)
    batch = conversations.batch(0, range(16))
    assert batch.motion_mask is not None
    assert batch.motion_values is not None
    lengths = batch.motion_mask.sum(dim=1)
    assert 0 < (lengths > 0).sum() < 16
    shown = (batch.input_ids == processor.motion_token_id).sum(dim=1)
    assert shown.tolist() == [processor.num_motion_tokens(int(length)) for length in lengths]
    assert batch.video_mask is not None
    seen = (batch.input_ids == processor.video_token_id).sum(dim=1)
    assert seen.tolist() == [processor.num_video_tokens(int(count)) for count in batch.video_mask.sum(dim=1)]
    row = int(lengths.argmax())
    poses = batch.motion_values[row, : int(lengths[row])]
    true = [torch.from_numpy(pose_features(prepared.pair(number).joints)) for number in range(4)]
    assert not any(torch.equal(poses, own) for own in true), "as a pose network would have lifted it"
    alone = VideoConversations(prepared, processor, num_turns=2, seed=0).batch(0, range(4))
    assert alone.motion_values is None
    loss = model(**batch.inputs(), num_items_in_batch=batch.counts()["num_items_in_batch"]).loss
    assert torch.isfinite(loss)
