"""Put a language model behind concepts: room for new tokens, a new projector, greedy decoding."""

import torch
from torch import Tensor, nn
from transformers import GenerationConfig, PreTrainedModel

from humocon.language.processing import HumoconProcessor


@torch.no_grad()
def fit_embeddings(model: PreTrainedModel, num_tokens: int) -> None:
    """Make room for tokens that were added to the tokenizer; their rows are the mean of the others, so never likely."""
    before = model.get_input_embeddings().get_parameter("weight").shape[0]
    if num_tokens <= before:
        return
    model.resize_token_embeddings(num_tokens, pad_to_multiple_of=64, mean_resizing=False)
    for module in (model.get_input_embeddings(), model.get_output_embeddings()):
        if module is not None:
            weight = module.get_parameter("weight")
            weight[before:] = weight[:before].float().mean(dim=0).to(weight.dtype)


def new_projector(like: nn.Linear, words: Tensor) -> nn.Linear:
    """A projector of the sizes of another, beside the word embeddings (vocabulary, H) that it is to speak like."""
    projector = nn.Linear(like.in_features, like.out_features, device=words.device)
    # States have variance 1: their projections start on the scale of the word embeddings.
    spread = float(words.detach()[:1024].float().std())
    nn.init.normal_(projector.weight, std=spread * projector.in_features**-0.5)
    nn.init.zeros_(projector.bias)
    return projector


def take_over_quantization(model: PreTrainedModel, language_model: PreTrainedModel) -> None:
    """Let a model say of itself how the language model inside it is quantized, as transformers wants to know."""
    for name in ("hf_quantizer", "is_loaded_in_4bit", "is_loaded_in_8bit", "is_quantized", "quantization_method"):
        if hasattr(language_model, name):
            setattr(model, name, getattr(language_model, name))
    if getattr(language_model.config, "quantization_config", None) is not None:
        model.config.quantization_config = language_model.config.quantization_config


def greedy_decoding(base: GenerationConfig | None, processor: HumoconProcessor) -> GenerationConfig:
    """Greedy decoding that ends where the base model or its chat template ends an answer."""
    ends = base.eos_token_id if base is not None else None
    ends = [ends] if isinstance(ends, int) else list(ends or [])
    if processor.tokenizer.eos_token_id is not None and processor.tokenizer.eos_token_id not in ends:
        ends.append(processor.tokenizer.eos_token_id)
    return GenerationConfig(
        eos_token_id=ends,
        pad_token_id=processor.tokenizer.pad_token_id,
        bos_token_id=processor.tokenizer.bos_token_id,
    )
