"""Language models with random weights, of any shape, behind the concept model that ships: speed needs no sense."""

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import LlamaConfig, LlamaForCausalLM

from humocon.ask.answerer import Answerer
from humocon.hub import quiet
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.motion.features import pose_features
from humocon.motion.synthesis import synthesize

QUESTION = "What is the person doing?"


class Built(NamedTuple):
    """A model and its processor."""

    model: HumoconForConditionalGeneration
    processor: HumoconProcessor


def small_llama() -> LlamaConfig:
    """A small model: 8 layers of width 512, 32,000 tokens."""
    return _llama(width=512, hidden=1408, layers=8, heads=8, key_heads=8, vocabulary=32_000)


def llama_8b() -> LlamaConfig:
    """The shape of Llama-3.1-8B."""
    return _llama(width=4096, hidden=14_336, layers=32, heads=32, key_heads=8, vocabulary=128_256)


def tiny() -> LlamaConfig:
    """For seeing that a case runs."""
    return _llama(width=64, hidden=128, layers=2, heads=2, key_heads=2, vocabulary=1024)


def random_model(shape: LlamaConfig, *, device: str = "cpu", dtype: torch.dtype = torch.float32) -> Built:
    """A model whose answers never end, behind the concepts of the model that ships."""
    shipped = Answerer.load(device="cpu")
    torch.manual_seed(0)
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)  # an 8B model in float32 first would not fit
    try:
        with torch.device(device):
            language_model = LlamaForCausalLM(shape)
    finally:
        torch.set_default_dtype(before)
    reads = shipped.processor
    processor = HumoconProcessor.from_base(  # of motion alone: the model that ships also sees video
        reads.tokenizer, frames_per_token=reads.frames_per_token, max_motion_tokens=reads.max_motion_tokens
    )
    model = HumoconForConditionalGeneration.from_base(language_model, shipped.model.concepts, processor)
    assert model.generation_config is not None
    model.generation_config.eos_token_id = None
    return Built(model.eval(), processor)


def save_model(folder: Path, model: HumoconForConditionalGeneration, processor: HumoconProcessor) -> None:
    """Write a model so that `Answerer.load` reads it."""
    with quiet():
        model.save_pretrained(folder)
    processor.save_pretrained(folder)


def prompt_of(model: HumoconForConditionalGeneration, processor: HumoconProcessor, batch: int) -> dict[str, Tensor]:
    """What the model reads for one question about a walk, `batch` times."""
    features = pose_features(synthesize("walk", seed=0).to_clip().joints)
    asked = [{"role": "user", "content": QUESTION}]
    prompt = processor.encode_prompt(asked, processor.num_motion_tokens(len(features)))
    arrays = processor.pad([prompt] * batch, [features] * batch)
    return {name: torch.from_numpy(array).to(model.device) for name, array in arrays.items()}


def linear_bytes(model: nn.Module) -> int:
    """Bytes of the matrices that one token is multiplied with."""
    layers = [module for module in model.modules() if isinstance(module, nn.Linear)]
    return sum(layer.weight.numel() * layer.weight.element_size() for layer in layers)


def _llama(width: int, hidden: int, layers: int, heads: int, key_heads: int, vocabulary: int) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        intermediate_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=key_heads,
        max_position_embeddings=4096,
        tie_word_embeddings=False,
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=None,
    )
