from collections.abc import Callable

import pytest
import torch
from transformers import AutoModelForCausalLM, GPT2Config, PretrainedConfig

from humocon.errors import ConfigError
from humocon.language import HumoconForConditionalGeneration
from humocon.language.configuration import small_llama
from humocon.language.lora import add_lora
from humocon.language.text_training import Teller, check_layer
from humocon.language.tokenizer import IGNORED

Make = Callable[[PretrainedConfig | None], HumoconForConditionalGeneration]
IDS = torch.tensor([[2, 7, 8, 9, 3, 10, 1]])
LABELS = torch.tensor([[IGNORED, IGNORED, IGNORED, IGNORED, IGNORED, 10, 1]])
TOLD = torch.tensor([[IGNORED, 20, 22, IGNORED, IGNORED, IGNORED, IGNORED]])


def test_what_is_told_is_read_after_the_layer_by_the_norm_and_the_head(make_model: Make):
    model = make_model(None)
    teller = Teller(model, model.language_model, 0.5, 1).train()
    plain = model(IDS, labels=LABELS).loss
    llama = model.language_model
    early = llama(IDS, output_hidden_states=True).hidden_states[1][0, 1:3]
    logits = model.get_output_embeddings()(llama.base_model.get_submodule("norm")(early))
    extra = torch.nn.functional.cross_entropy(logits, torch.tensor([20, 22]))
    torch.testing.assert_close(teller(input_ids=IDS, labels=LABELS, told=TOLD).loss, plain + 0.5 * extra)
    shared = teller(input_ids=IDS, labels=LABELS, told=TOLD, num_told_in_batch=torch.tensor(8.0)).loss
    torch.testing.assert_close(shared, plain + 0.5 * extra * 2 / 8)


def test_after_the_last_layer_it_is_what_the_model_itself_would_say(make_model: Make):
    model = make_model(None)
    teller = Teller(model, model.language_model, 1.0, None).train()
    logits = model(IDS).logits[0, 1:3]
    extra = torch.nn.functional.cross_entropy(logits, torch.tensor([20, 22]))
    plain = model(IDS, labels=LABELS).loss
    torch.testing.assert_close(teller(input_ids=IDS, labels=LABELS, told=TOLD).loss, plain + extra)


def test_nothing_is_told_outside_training(make_model: Make):
    model = make_model(None)
    teller = Teller(model, model.language_model, 0.5, 1).eval()
    assert torch.equal(teller(input_ids=IDS, told=TOLD).logits, model(IDS).logits)


def test_adapters_up_to_the_layer_learn_from_what_is_told(make_model: Make):
    model = make_model(None)
    adapted = add_lora(model, rank=2, alpha=4.0)
    teller = Teller(adapted, model.language_model, 1.0, 1).train()
    nothing = torch.full_like(LABELS, IGNORED)
    teller(input_ids=IDS, labels=nothing, told=TOLD).loss.backward()
    learnt = {
        int(name.split(".layers.")[1].split(".")[0])
        for name, value in teller.named_parameters()
        if "lora_B" in name and value.grad is not None and value.grad.abs().max() > 0
    }
    assert learnt == {0}


@pytest.mark.parametrize("layer", [0, 3, -1])
def test_a_layer_that_there_is_not_is_refused(layer: int):
    model = AutoModelForCausalLM.from_config(small_llama(40, 16, 2, 2, 32, 64))
    with pytest.raises(ConfigError, match="told_layer: -?. is not one of the 2 layers; write 1 to 2"):
        check_layer(model, layer)


def test_a_model_without_such_a_norm_can_tell_after_its_last_layer_alone():
    model = AutoModelForCausalLM.from_config(GPT2Config(vocab_size=40, n_embd=16, n_layer=2, n_head=2))
    assert check_layer(model, None) == 2
    with pytest.raises(ConfigError, match="GPT2LMHeadModel has no norm"):
        check_layer(model, 1)
