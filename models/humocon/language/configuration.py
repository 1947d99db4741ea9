"""What a HuMoCon model is made of, and language models from their configuration alone: shapes without weights."""

from typing import Any, ClassVar, Final, get_args

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, LlamaConfig, PretrainedConfig, PreTrainedModel
from transformers.configuration_utils import SubConfigSpec

from humocon.concepts.configuration import Reads
from humocon.errors import CheckpointError, one_line
from humocon.files import check_positive
from humocon.hub import NO_CODE, from_hub, quiet
from humocon.language.tokenizer import END, PAD, SPECIAL_TOKENS

READS: Final[tuple[str, ...]] = get_args(Reads)


class HumoconConfig(PretrainedConfig):
    """Configuration of `HumoconForConditionalGeneration`.

    Args:
        concept_config: keyword arguments of `humocon.concepts.model.ConceptConfig`.
        text_config: configuration of the language model, any causal one that transformers knows.
        motion_token_id: token that holds the place of motion in a prompt.
        frames_per_token: consecutive states that one placeholder token carries.
        max_motion_tokens: a longer motion is sampled down to so many tokens, evenly in time.
        reads: what the language model is given: the encoder's "features" or the vectors of their "codes" in the places
            of placeholders, and "facts" in words before the first question.
        video_config: keyword arguments of `humocon.concepts.video.VideoConceptConfig`; None for motion alone.
        video_token_id: token that holds the place of key frames in a prompt; None for motion alone.
        frames_per_video_token: consecutive key frames that one placeholder of a video carries.
        max_video_tokens: placeholders of a video at most.
        video_surprise_limit: a video whose `VideoConceptModel.surprise` is larger looks unlike those that the model
            learned from; None to take any.
    """

    model_type = "humocon"
    sub_configs_defaults: ClassVar[dict[str, SubConfigSpec]] = {
        "text_config": SubConfigSpec(config_class=AutoConfig, model_type="llama")
    }

    concept_config: dict[str, Any] | None = None
    text_config: dict[str, Any] | PretrainedConfig | None = None
    motion_token_id: int = 4
    frames_per_token: int = 4
    max_motion_tokens: int = 256
    reads: Reads = "features"
    video_config: dict[str, Any] | None = None
    video_token_id: int | None = None
    frames_per_video_token: int = 1
    max_video_tokens: int = 64
    video_surprise_limit: float | None = None
    tie_word_embeddings: bool = False

    def __post_init__(self, **kwargs: Any) -> None:
        """Fill in the parts that were not given, as transformers does after `__init__`."""
        self.concept_config = dict(self.concept_config or {})
        super().__post_init__(**kwargs)
        for name in ("frames_per_token", "max_motion_tokens", "frames_per_video_token", "max_video_tokens"):
            check_positive(name, getattr(self, name), whole=True)
        if self.video_surprise_limit is not None:
            check_positive("video_surprise_limit", self.video_surprise_limit)
        if self.reads not in READS:
            raise ValueError(f"reads must be one of {', '.join(READS)}, got {self.reads!r}")
        if (self.video_config is None) != (self.video_token_id is None):
            raise ValueError("video_config and video_token_id belong together: give both or neither")

    @property
    def reads_motion(self) -> bool:
        """Whether prompts hold placeholders of the motion."""
        return self.reads != "facts"

    @property
    def reads_facts(self) -> bool:
        """Whether prompts hold the facts in words."""
        return self.reads.endswith("facts")


def read_config(model: str) -> PretrainedConfig:
    """The configuration of a language model in a folder or on the hub.

    Raises:
        CheckpointError: it cannot be read, such as without a network or without leave to read it.
    """
    try:
        with quiet(), from_hub(model):
            return AutoConfig.from_pretrained(model, **NO_CODE)
    except (OSError, ValueError, KeyError) as error:
        raise CheckpointError(
            f"{model}: no folder here, and its configuration cannot be read from the hub ({one_line(error)}); check "
            "name and network"
        ) from error


def outline(config: PretrainedConfig) -> PreTrainedModel:
    """A language model on the meta device: all of its shapes, none of its memory."""
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(config, **NO_CODE)


def left_whole(model: PreTrainedModel) -> int:
    """How many parameters of a language model 4 bits leave as they are: all but linear layers, and the output head."""
    head = model.get_output_embeddings()
    packed = [module.weight for module in model.modules() if isinstance(module, nn.Linear) and module is not head]
    return sum(value.numel() for value in model.parameters()) - sum(value.numel() for value in packed)


def small_llama(
    vocab_size: int,
    width: int,
    num_layers: int,
    num_heads: int,
    hidden: int,
    max_positions: int,
    tie: bool = True,
) -> LlamaConfig:
    """Configuration of a Llama of any size whose tokenizer is one of `build_tokenizer`.

    Args:
        vocab_size: number of tokens.
        width: of the residual stream.
        num_layers: transformer layers.
        num_heads: attention heads in a layer; divides `width`.
        hidden: width inside the feed-forward blocks.
        max_positions: longest sequence in tokens, motion included.
        tie: whether the output head shares the embedding's weights.
    """
    return LlamaConfig(
        vocab_size=vocab_size,
        hidden_size=width,
        intermediate_size=hidden,
        num_hidden_layers=num_layers,
        num_attention_heads=num_heads,
        num_key_value_heads=num_heads,
        max_position_embeddings=max_positions,
        initializer_range=width**-0.5,
        tie_word_embeddings=tie,
        pad_token_id=SPECIAL_TOKENS.index(PAD),
        bos_token_id=None,
        eos_token_id=SPECIAL_TOKENS.index(END),
    )
