from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import LlamaForCausalLM

from humocon.data.conversations import ConversationBatch, Conversations, motion_batch
from humocon.data.mocap import load_clips
from humocon.data.scenes import Scenes
from humocon.data.variety import Variety
from humocon.language.configuration import small_llama
from humocon.language.processing import HumoconProcessor
from humocon.language.text_training import WordReader
from humocon.language.tokenizer import IGNORED
from humocon.motion.features import FEATURE_DIM


@pytest.fixture(scope="module")
def scenes(labelled_set: Path) -> Scenes:
    return Scenes(load_clips(labelled_set, "train"), seed=0)


def placeholders(batch: ConversationBatch, processor: HumoconProcessor) -> list[int]:
    return (batch.input_ids == processor.motion_token_id).sum(1).tolist()


def same(one: ConversationBatch, two: ConversationBatch) -> bool:
    pairs = [(getattr(one, field.name), getattr(two, field.name)) for field in fields(ConversationBatch)]
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
    conversations = Conversations(scenes, processor, num_turns=3, kind="words")
    batch = conversations.batch(0, range(8))
    assert batch.words is not None
    assert batch.motion_values is None
    assert len(batch.words) == sum(placeholders(batch, processor))
    motion = Conversations(scenes, processor, num_turns=3).batch(0, range(8))
    pairs = zip(placeholders(batch, processor), placeholders(motion, processor), strict=True)
    assert all(0 <= takes - told <= 1 for told, takes in pairs)  # words leave out what is left at the end


def test_words_are_those_of_the_labels_where_none_is_wrong(scenes: Scenes, processor: HumoconProcessor):
    conversations = Conversations(scenes, processor, num_turns=3, kind="words", wrong=0.0)
    words = conversations.batch(0, range(8)).words
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
    conversations = Conversations(scenes, processor, num_turns=2, kind=kind)
    assert same(conversations.batch(3, range(4)), conversations.batch(3, range(4)))
    assert not same(conversations.batch(3, range(4)), conversations.batch(4, range(4)))
    whole, part = conversations.batch(3, range(4)), conversations.batch(3, [2])
    length = int(part.attention_mask.sum())
    assert torch.equal(whole.input_ids[2, :length], part.input_ids[0])
    assert torch.equal(whole.labels[2, :length], part.labels[0])


def test_captions_begin_with_the_list_of_actions(scenes: Scenes, processor: HumoconProcessor):
    batch = Conversations(scenes, processor, num_turns=1, kind="captions").batch(0, range(3))
    for row in batch.input_ids:
        assert "List the actions." in processor.tokenizer.decode(row)


def test_a_batch_of_one_short_motion(processor: HumoconProcessor):
    batch = motion_batch(processor, [torch.zeros(2, FEATURE_DIM)], [[("What?", "bow")]])
    assert placeholders(batch, processor) == [1]
    assert batch.inputs().keys() == {"input_ids", "attention_mask", "labels", "motion_values", "motion_mask"}


def test_apart_each_question_is_written_as_if_it_were_the_first(scenes: Scenes, processor: HumoconProcessor):
    together = Conversations(scenes, processor, num_turns=4).batch(0, range(4))
    apart = Conversations(scenes, processor, num_turns=4, variety=Variety(apart=1.0)).batch(0, range(4))
    assert apart.position_ids is not None
    for row in range(4):
        sees, places = apart.attention_mask[row, 0], apart.position_ids[row]
        ends = torch.where(apart.labels[row] != IGNORED)[0].tolist()
        last_tokens = [place for place in ends if place + 1 not in ends]
        for last in last_tokens:
            seen = torch.where(sees[last])[0]
            # What the end of an answer sees is one whole conversation of a single question.
            assert torch.equal(places[seen], torch.arange(len(seen)))
            text = processor.tokenizer.decode(apart.input_ids[row, seen])
            assert text.count("<|user|>") == text.count("<|assistant|>") == text.count("<|end|>") == 1
            assert (apart.input_ids[row, seen] == processor.motion_token_id).sum() == placeholders(apart, processor)[
                row
            ]
    # The same is said, in fewer tokens: each turn after the first leaves out the mark of the user before the motion.
    said = [[int(token) for token in batch.labels[batch.labels != IGNORED]] for batch in (together, apart)]
    assert said[0] == said[1]


def test_a_model_answers_apart_as_it_would_alone(scenes: Scenes, processor: HumoconProcessor):
    torch.manual_seed(0)
    reader = WordReader(
        LlamaForCausalLM(small_llama(len(processor.tokenizer), 32, 2, 2, 64, 512)), processor.motion_token_id, noise=0.0
    ).eval()
    batch = Conversations(scenes, processor, num_turns=3, kind="words", variety=Variety(apart=1.0)).batch(1, range(2))
    assert batch.words is not None
    inputs = batch.inputs()
    inputs.pop("labels")
    with torch.no_grad():
        logits = reader(**inputs).logits
    begin = 0
    for row, count in enumerate(placeholders(batch, processor)):
        words = batch.words[begin : begin + count]
        begin += count
        for last in torch.where(batch.labels[row] == processor.tokenizer.eos_token_id)[0].tolist():
            seen = torch.where(batch.attention_mask[row, 0, last])[0]
            with torch.no_grad():
                alone = reader(batch.input_ids[row, seen][None], torch.ones(1, len(seen)), words=words).logits[0]
            assert torch.allclose(logits[row, seen], alone, atol=1e-5)


def test_lifted_motions_are_other_motions_of_the_same_length(scenes: Scenes, processor: HumoconProcessor):
    clean = Conversations(scenes, processor, num_turns=1).batch(0, range(3))
    noisy = Conversations(scenes, processor, num_turns=1, variety=Variety(lifted=1.0)).batch(0, range(3))
    assert clean.motion_values is not None
    assert noisy.motion_values is not None
    assert clean.motion_values.shape == noisy.motion_values.shape
    assert (clean.motion_values - noisy.motion_values).abs().mean() > 0.005


@pytest.mark.parametrize("apart", [0.0, 1.0])
def test_blind_conversations_have_no_motion(scenes: Scenes, processor: HumoconProcessor, apart: float):
    batch = Conversations(scenes, processor, num_turns=2, variety=Variety(blind=0.5, apart=apart)).batch(0, range(8))
    assert batch.motion_mask is not None
    counts = placeholders(batch, processor)
    assert 0 < sum(count == 0 for count in counts) < 8
    assert [bool(seen) for seen in batch.motion_mask.any(1)] == [count > 0 for count in counts]
    assert (batch.labels != IGNORED).any(1).all()


def test_what_came_before_is_told_of_motions_in_another_tempo_too(scenes: Scenes, processor: HumoconProcessor):
    plain = Conversations(scenes, processor, num_turns=2, variety=Variety(tempo=0.3)).batch(0, range(6))
    batch = Conversations(scenes, processor, num_turns=2, variety=Variety(tempo=0.3, told=1.0)).batch(0, range(6))
    assert torch.equal(plain.input_ids, batch.input_ids)
    assert torch.equal(plain.labels, batch.labels)
    assert plain.told is None
    assert batch.told is not None
    assert (batch.told[batch.input_ids != processor.motion_token_id] == IGNORED).all()
    said = batch.told[batch.told != IGNORED].tolist()
    labels = [label for row in range(6) for label in scenes.scene(np.random.default_rng([scenes.seed, 0, row])).labels]
    words = " ".join(["", *(label.words for label in labels)])
    assert said
    assert {*said} <= {*processor.tokenizer(words, add_special_tokens=False)["input_ids"]}
    assert batch.counts()["num_told_in_batch"] == len(said)
