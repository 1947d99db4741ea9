import pytest
import torch
from transformers import BitsAndBytesConfig

from humocon.errors import ConfigError
from humocon.language import HumoconForConditionalGeneration
from humocon.language.lora import (
    add_lora,
    freeze_all_but_projector,
    lora_targets,
    merge_lora,
)
from humocon.model_folder import save_for_shipping

PROJECTOR = {"projector.weight", "projector.bias"}


@pytest.fixture(params=["float32", "4 bits"])
def base(request, model, tmp_path):
    """The model in full, and with its language model in 4 bits."""
    if request.param == "float32":
        return model
    model.save_pretrained(tmp_path / "base")
    nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16)
    return HumoconForConditionalGeneration.from_pretrained(
        tmp_path / "base", dtype=torch.bfloat16, quantization_config=nf4
    )


@pytest.fixture
def batch(processor, make_clip):
    ids, labels = processor.encode_conversation(6, [("Is the person jumping?", "Yes."), ("Which way?", "To the left.")])
    inputs = processor(text=processor.render([{"role": "user", "content": "?"}]), motion=make_clip(24))
    inputs = {name: inputs[name] for name in ("motion_values", "motion_mask")}
    return {"input_ids": torch.tensor([ids]), "labels": torch.tensor([labels]), **inputs}


def trainable_parameter_names(model):
    return [name for name, parameter in model.named_parameters() if parameter.requires_grad]


def snapshot(model):
    return {name: tensor.detach().clone() for name, tensor in (*model.named_parameters(), *model.named_buffers())}


def learn(model, batch):
    """Train what may learn; return the names of all parameters and buffers that changed."""
    with torch.no_grad():
        model(**batch)  # as a validation does: what it leaves behind must not stop the gradients
    before = snapshot(model)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3)
    model.train()
    losses = []
    for _ in range(4):
        optimizer.zero_grad()
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    model.eval()
    after = snapshot(model)
    assert losses[-1] < losses[0]
    return {name for name in after if not torch.equal(before[name], after[name])}


def test_translation_moves_the_projector_alone(base, batch):
    freeze_all_but_projector(base)
    assert set(trainable_parameter_names(base)) == PROJECTOR
    assert learn(base, batch) == PROJECTOR


def test_tuning_moves_the_adapters_alone(base, batch):
    adapted = add_lora(base, rank=4)
    names = trainable_parameter_names(adapted)
    assert len(names) == 2 * 14, "two matrices for each of seven linear layers in two layers"
    assert all("lora_" in name and "language_model.model.layers" in name for name in names)
    assert learn(adapted, batch) == set(names)


def test_chosen_layers_alone_get_adapters(model):
    adapted = add_lora(model, rank=8, targets=["q_proj", "v_proj"])
    names = trainable_parameter_names(adapted)
    assert len(names) == 2 * 4
    assert all(".q_proj." in name or ".v_proj." in name for name in names)


def test_unknown_targets_are_named(model):
    with pytest.raises(ConfigError, match="no 'query'; it has down_proj, gate_proj"):
        add_lora(model, targets=["query"])


def test_the_head_is_no_target(model):
    assert "lm_head" not in lora_targets(model)


def test_merged_model_answers_like_the_adapted_one(model, batch, tmp_path):
    untouched = model(**batch).loss.detach()
    adapted = add_lora(model, rank=4)
    learn(adapted, batch)
    told = {name: value for name, value in batch.items() if name != "labels"}
    expected = adapted(**told).logits.detach()
    merged = merge_lora(adapted)
    assert isinstance(merged, HumoconForConditionalGeneration)
    assert not any("lora" in name for name, _ in merged.named_parameters())
    torch.testing.assert_close(merged(**told).logits, expected, rtol=1e-3, atol=1e-3)
    assert merged(**batch).loss < untouched
    merged.save_pretrained(tmp_path)
    loaded = HumoconForConditionalGeneration.from_pretrained(tmp_path)
    torch.testing.assert_close(loaded(**told).logits, merged(**told).logits)


def test_four_bit_weights_are_not_merged_into(model, tmp_path):
    model.save_pretrained(tmp_path)
    nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16)
    quantized = HumoconForConditionalGeneration.from_pretrained(tmp_path, quantization_config=nf4)
    with pytest.raises(ConfigError, match="cannot be merged into 4-bit weights"):
        merge_lora(add_lora(quantized))


def test_shipped_model_is_half_as_large_and_loads_in_float32(model, processor, batch, tmp_path):
    save_for_shipping(model, processor, tmp_path / "small")
    model.save_pretrained(tmp_path / "full")
    sizes = [(tmp_path / name / "model.safetensors").stat().st_size for name in ("small", "full")]
    assert sizes[0] < 0.65 * sizes[1]
    loaded = HumoconForConditionalGeneration.from_pretrained(tmp_path / "small")
    assert {p.dtype for p in loaded.parameters()} == {torch.float32}
    assert abs(loaded(**batch).loss - model(**batch).loss) < 0.05
