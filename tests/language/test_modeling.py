import numpy as np
import pytest
import torch
from torch.nn import functional
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForMultimodalLM,
    BitsAndBytesConfig,
    GPTNeoXConfig,
    Qwen2Config,
)

from humocon.language import HumoconConfig, HumoconForConditionalGeneration
from humocon.language.configuration import small_llama

QUESTIONS = ["Is the person jumping?", "Which way does the person turn after they wave?"]


def asked(processor, clips, questions=QUESTIONS):
    messages = [[{"role": "user", "content": question}] for question in questions]
    return processor(messages=messages, motion=clips)


@pytest.fixture
def batch(processor, make_clip):
    return asked(processor, [make_clip(9, 1), make_clip(30, 2)])


@pytest.mark.parametrize("reads", ["features", "codes"])
def test_model_survives_saving(model, batch, tmp_path, reads):
    model.config.reads = reads
    model.save_pretrained(tmp_path)
    report: dict
    loaded, report = HumoconForConditionalGeneration.from_pretrained(tmp_path, output_loading_info=True)  # pyright: ignore[reportGeneralTypeIssues]
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    assert loaded.config.reads == reads
    torch.testing.assert_close(loaded(**batch).logits, model(**batch).logits, rtol=0, atol=0)


def test_auto_classes_know_the_model(model, tmp_path):
    model.save_pretrained(tmp_path)
    config = AutoConfig.from_pretrained(tmp_path)
    assert isinstance(config, HumoconConfig)
    assert config.to_dict() | {"_name_or_path": ""} == model.config.to_dict()
    for auto in (AutoModelForCausalLM, AutoModelForMultimodalLM):
        assert isinstance(auto.from_pretrained(tmp_path), HumoconForConditionalGeneration)


def test_cache_changes_no_token(model, batch):
    cached = model.generate(**batch, max_new_tokens=8, do_sample=False)
    whole = model.generate(**batch, max_new_tokens=8, do_sample=False, use_cache=False)
    assert cached.tolist() == whole.tolist()


def test_padding_changes_nothing(model, processor, make_clip):
    clips = [make_clip(9, 1), make_clip(30, 2)]
    together = model(**asked(processor, clips)).logits[:, -1]
    for row, (clip, question) in enumerate(zip(clips, QUESTIONS, strict=True)):
        alone = model(**asked(processor, [clip], [question])).logits[0, -1]
        torch.testing.assert_close(together[row], alone, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("reads", ["features", "codes"])
def test_the_motion_changes_the_answer(model, processor, make_clip, reads):
    model.config.reads = reads
    states = [model.concepts.encode(asked(processor, [make_clip(24, seed)], [""])["motion_values"]) for seed in (1, 2)]
    with torch.no_grad():
        model.concepts.codebook.vectors.copy_(torch.cat([part[0, ::6] for part in states]))
    one, other = (model(**asked(processor, [make_clip(24, seed)], QUESTIONS[:1])).logits for seed in (1, 2))
    assert (one - other)[0, -1].abs().max() > 1e-3


def test_placeholders_must_be_as_many_as_motion_tokens(model, batch):
    batch["input_ids"][0, -1] = model.config.motion_token_id
    with pytest.raises(ValueError, match=r"expected \[3, 8\] placeholders, one for each motion token, got \[4, 8\]"):
        model(**batch)


def test_a_forgotten_motion_is_noticed(model, batch):
    with pytest.raises(ValueError, match="no motion_values"):
        model.generate(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], max_new_tokens=1)


def test_each_token_carries_its_poses_and_the_last_pose_fills_the_rest(model):
    values = torch.randn(1, 6, 133)
    features, counts = model.get_motion_features(values)
    states = model.concepts.encode(values)[0]
    last = torch.cat([states[4:], states[-1:], states[-1:]])
    expected = model.projector(torch.stack([states[:4].flatten(), last.flatten()]))
    assert counts.tolist() == [2]
    torch.testing.assert_close(features, expected)


def test_long_motions_are_sampled_evenly(model):
    values = torch.randn(1, 4 * 19, 133)  # 19 groups for 10 tokens: every other one
    features, counts = model.get_motion_features(values)
    states = model.concepts.encode(values)[0]
    assert counts.tolist() == [10]
    torch.testing.assert_close(features, model.projector(states.view(19, -1)[::2]))


def test_motions_encoded_in_parts_have_the_same_states(model):
    values, mask = torch.randn(2, 50, 133), torch.ones(2, 50, dtype=torch.bool)
    mask[1, 33:] = False
    whole = model.concepts.encode(values, mask)
    torch.testing.assert_close(model.concepts.encode(values, mask, at_once=16)[mask], whole[mask], rtol=1e-4, atol=1e-5)


def test_codes_replace_states_by_their_code_vectors(model):
    values = torch.randn(1, 8, 133)
    states = model.get_motion_states(values)
    model.config.reads = "codes"
    vectors = model.concepts.codebook.vectors
    torch.testing.assert_close(model.get_motion_states(values), vectors[model.concepts.codes(states)])


def test_loss_is_the_cross_entropy_of_the_labelled_tokens(model, batch):
    labels = torch.full_like(batch["input_ids"], -100)
    labels[0, -4:], labels[1, -7:-2] = batch["input_ids"][0, -4:], batch["input_ids"][1, -7:-2]
    outputs, logits = model(**batch, labels=labels), model(**batch).logits
    expected = functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
    torch.testing.assert_close(outputs.loss, expected)
    assert outputs.logits is None
    halved = model(**batch, labels=labels, num_items_in_batch=torch.tensor(18)).loss
    torch.testing.assert_close(halved, expected / 2)
    assert model(**batch).logits.shape[1] == batch["input_ids"].shape[1], "and afterwards on all of them again"


def test_no_label_gives_no_loss(model, batch):
    outputs = model(**batch, labels=torch.full_like(batch["input_ids"], -100))
    assert outputs.loss == 0
    torch.as_tensor(outputs.loss).backward()


def test_frozen_concepts_leave_no_graph(model):
    values = torch.randn(1, 8, 133)
    model.concepts.requires_grad_(False)
    assert not model.get_motion_states(values).requires_grad
    model.concepts.encoder.requires_grad_(True)
    assert model.get_motion_states(values).requires_grad


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_concepts_and_projector_stay_in_float32(model, tmp_path, batch, dtype):
    model.save_pretrained(tmp_path)
    loaded = HumoconForConditionalGeneration.from_pretrained(tmp_path, dtype=dtype)
    assert {p.dtype for p in loaded.concepts.parameters()} == {torch.float32} == {loaded.projector.weight.dtype}
    assert {p.dtype for p in loaded.language_model.parameters()} == {dtype}
    assert loaded(**batch).logits.dtype == dtype


@pytest.mark.parametrize(
    "config",
    [
        Qwen2Config(
            vocab_size=320, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=1, max_position_embeddings=128,
        ),
        GPTNeoXConfig(
            vocab_size=320, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2,
            max_position_embeddings=128,
        ),
    ],
    ids=["qwen2", "gpt-neox"],
)  # fmt: skip
def test_any_causal_language_model_can_be_the_base(make_model, batch, config, tmp_path):
    model = make_model(config)
    model.save_pretrained(tmp_path)
    loaded = HumoconForConditionalGeneration.from_pretrained(tmp_path)
    torch.testing.assert_close(loaded(**batch).logits, model(**batch).logits, rtol=0, atol=0)
    cached = model.generate(**batch, max_new_tokens=4, do_sample=False)
    assert cached.tolist() == model.generate(**batch, max_new_tokens=4, do_sample=False, use_cache=False).tolist()
    assert model(**batch, labels=batch["input_ids"]).loss > 0


def test_base_is_found_by_its_folder_and_gets_room_for_new_tokens(processor, concepts, batch, tmp_path):
    small = AutoModelForCausalLM.from_config(small_llama(100, 32, 1, 2, 48, 128))
    small.save_pretrained(tmp_path)
    model = HumoconForConditionalGeneration.from_base(tmp_path, concepts, processor)
    rows = model.get_input_embeddings().get_parameter("weight")
    assert len(rows) >= len(processor.tokenizer)
    torch.testing.assert_close(rows[100:], rows[:100].mean(0).expand(len(rows) - 100, -1))
    assert model(**batch).logits.shape[-1] == len(rows) == model.config.get_text_config().vocab_size


def test_new_projector_speaks_on_the_scale_of_words(model):
    features, _ = model.get_motion_features(torch.randn(4, 32, 133))
    words = model.get_input_embeddings().weight
    assert 0.5 < float((features.std() / words.std()).detach()) < 2


@pytest.mark.parametrize("given", ["at loading", "from_base"])
def test_four_bits_are_for_the_language_model_alone(model, processor, concepts, batch, tmp_path, given):
    nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16)
    if given == "at loading":
        model.save_pretrained(tmp_path)
        loaded = HumoconForConditionalGeneration.from_pretrained(
            tmp_path, dtype=torch.bfloat16, quantization_config=nf4
        )
    else:
        model.language_model.save_pretrained(tmp_path)
        loaded = HumoconForConditionalGeneration.from_base(
            tmp_path, concepts, processor, dtype=torch.bfloat16, quantization_config=nf4
        )
    kinds = {name: type(module).__name__ for name, module in loaded.named_modules()}
    quantized = {name for name, kind in kinds.items() if kind == "Linear4bit"}
    assert len(quantized) == 14
    assert all(name.startswith("language_model.model.layers") for name in quantized)
    assert np.isfinite(loaded(**batch).logits.float().detach().numpy()).all()
    tokens = loaded.generate(**batch, max_new_tokens=2)  # pyright: ignore[reportAttributeAccessIssue]
    assert tokens.shape[1] == batch["input_ids"].shape[1] + 2


def test_states_that_were_read_before_stand_for_the_motion(model, batch):
    states = model.get_motion_states(batch["motion_values"], batch["motion_mask"])
    told = {name: value for name, value in batch.items() if name != "motion_values"}
    with torch.no_grad():
        torch.testing.assert_close(model(**told, motion_states=states).logits, model(**batch).logits)
    written = [model.generate(**given, max_new_tokens=4) for given in ({**told, "motion_states": states}, batch)]
    assert torch.equal(*written)
