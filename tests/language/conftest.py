"""A tiny model of each kind, with random weights: what it says means nothing, how it says it must be right."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, PretrainedConfig, PreTrainedTokenizerFast

from humocon.concepts.configuration import ConceptConfig
from humocon.concepts.model import ConceptModel
from humocon.language import HumoconForConditionalGeneration, HumoconProcessor
from humocon.language.configuration import small_llama
from humocon.language.tokenizer import build_tokenizer
from humocon.motion.clip import ClipSource, MotionClip

TEXTS = [
    "Is the person jumping? Yes. No.",
    "What does the person do after they wave? They walk 12 steps to the left.",
    "Which way does the person turn? To the right.",
]
QUESTION = "Is the person jumping?"


@pytest.fixture
def tokenizer() -> PreTrainedTokenizerFast:
    return build_tokenizer(TEXTS * 5, vocab_size=320)


@pytest.fixture
def processor(tokenizer: PreTrainedTokenizerFast) -> HumoconProcessor:
    words = "is the person jumping what does do after they wave which way turn".split()
    return HumoconProcessor.from_base(tokenizer, max_motion_tokens=10, known_words=words)


@pytest.fixture
def concepts() -> ConceptModel:
    torch.manual_seed(0)
    config = ConceptConfig(
        width=16,
        num_layers=2,
        num_heads=2,
        window=4,
        num_codes=8,
        hypernetwork_hidden=8,
        classifier_hidden=4,
        decoder_layers=1,
    )
    return ConceptModel(config).eval()


@pytest.fixture
def make_model(
    processor: HumoconProcessor, concepts: ConceptModel
) -> Callable[[PretrainedConfig | None], HumoconForConditionalGeneration]:
    def make(config: PretrainedConfig | None = None) -> HumoconForConditionalGeneration:
        torch.manual_seed(1)
        config = config or small_llama(len(processor.tokenizer), 64, 2, 2, 64, 128)
        base = AutoModelForCausalLM.from_config(config)
        with torch.no_grad():  # large weights, so that different inputs give clearly different answers
            for parameter in base.parameters():
                if parameter.ndim > 1:
                    parameter.mul_(8)
        return HumoconForConditionalGeneration.from_base(base, concepts, processor)

    return make


@pytest.fixture
def model(make_model: Callable[..., HumoconForConditionalGeneration]) -> HumoconForConditionalGeneration:
    return make_model()


@pytest.fixture
def make_clip() -> Callable[[int, int], MotionClip]:
    def make(num_frames: int, seed: int = 0) -> MotionClip:
        steps = np.random.default_rng(seed).normal(scale=0.05, size=(num_frames, 22, 3))
        pose = np.random.default_rng(99).normal(scale=0.5, size=(22, 3))
        joints = (pose + steps.cumsum(axis=0)).astype(np.float32)
        return MotionClip(joints, 20.0, ClipSource("made.npy", "joints", "SMPL", 20.0, "m", "y"))

    return make
