from dataclasses import fields
from pathlib import Path

import pytest
import torch

from humocon.data.conversations import Conversations, TalkBatch, motion_batch
from humocon.data.mocap import load_clips
from humocon.data.scenes import Scenes
from humocon.language.processing import IGNORED, HumoconProcessor
from humocon.motion.features import FEATURE_DIM


@pytest.fixture(scope="module")
def scenes(labelled_set: Path) -> Scenes:
    return Scenes(load_clips(labelled_set, "train"), seed=0)


def placeholders(batch: TalkBatch, processor: HumoconProcessor) -> list[int]:
    return (batch.input_ids == processor.motion_token_id).sum(1).tolist()


def same(one: TalkBatch, two: TalkBatch) -> bool:
    pairs = [(getattr(one, field.name), getattr(two, field.name)) for field in fields(TalkBatch)]
    return all(a is b if a is None or b is None else torch.equal(a, b) for a, b in pairs)


def test_placeholders_are_as_many_as_the_motion_takes(scenes: Scenes, processor: HumoconProcessor):
    batch = Conversations(scenes, processor, num_turns=3).batch(0, range(8))
    assert batch.motion_values is not None
    assert batch.motion_mask is not None
    assert batch.motion_values.shape[::2] == (8, FEATURE_DIM)
    frames = batch.motion_mask.sum(1).tolist()
    assert placeholders(batch, processor) == [processor.num_motion_tokens(count) for count in frames]
    assert (batch.motion_values[~batch.motion_mask] == 0).all()


def test_there_are_words_for_every_placeholder(scenes: Scenes, processor: HumoconProcessor):
    talks = Conversations(scenes, processor, num_turns=3, kind="words")
    batch = talks.batch(0, range(8))
    assert batch.words is not None
    assert batch.motion_values is None
    assert len(batch.words) == sum(placeholders(batch, processor))
    motion = Conversations(scenes, processor, num_turns=3).batch(0, range(8))
    pairs = zip(placeholders(batch, processor), placeholders(motion, processor), strict=True)
    assert all(0 <= takes - told <= 1 for told, takes in pairs)  # words leave out what is left at the end


def test_words_are_those_of_the_labels_where_none_is_wrong(scenes: Scenes, processor: HumoconProcessor):
    talks = Conversations(scenes, processor, num_turns=3, kind="words", wrong=0.0)
    words = talks.batch(0, range(8)).words
    assert words is not None
    said = {processor.tokenizer.decode(row[row != 0]).strip() for row in words}
    assert said <= {"wave left hand", "wave right hand", "squat", "walk forward", "bow", "jump", "transition"}


def test_loss_is_taken_on_answers_alone(scenes: Scenes, processor: HumoconProcessor):
    batch = Conversations(scenes, processor, num_turns=3).batch(0, range(8))
    learnt = batch.labels != IGNORED
    assert torch.equal(batch.labels[learnt], batch.input_ids[learnt])
    assert learnt.any(1).all()
    assert not learnt[batch.attention_mask == 0].any()
    assert not learnt[batch.input_ids == processor.motion_token_id].any()


@pytest.mark.parametrize("kind", ["questions", "captions", "words"])
def test_a_sample_depends_on_seed_step_and_index_alone(scenes: Scenes, processor: HumoconProcessor, kind: str):
    talks = Conversations(scenes, processor, num_turns=2, kind=kind)
    assert same(talks.batch(3, range(4)), talks.batch(3, range(4)))
    assert not same(talks.batch(3, range(4)), talks.batch(4, range(4)))
    whole, part = talks.batch(3, range(4)), talks.batch(3, [2])
    length = int(part.attention_mask.sum())
    assert torch.equal(whole.input_ids[2, :length], part.input_ids[0])
    assert torch.equal(whole.labels[2, :length], part.labels[0])


def test_captions_begin_with_the_list_of_actions(scenes: Scenes, processor: HumoconProcessor):
    batch = Conversations(scenes, processor, num_turns=1, kind="captions").batch(0, range(3))
    for row in batch.input_ids:
        assert "List the actions." in processor.tokenizer.decode(row)


def test_a_batch_of_one_short_motion(processor: HumoconProcessor):
    batch = motion_batch(processor, [torch.zeros(2, FEATURE_DIM).numpy()], [[("What?", "bow")]])
    assert placeholders(batch, processor) == [1]
    assert batch.inputs().keys() == {"input_ids", "attention_mask", "labels", "motion_values", "motion_mask"}
