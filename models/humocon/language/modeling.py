"""The model that answers: frozen concepts, one linear projector for each modality, and a causal language model.

Legend: B samples, T tokens, K poses, F numbers for each pose, V key frames, S side of a frame, D width of a state,
N labelled places, H hidden size.
"""

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self, Unpack

import torch
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModelForCausalLM, Cache, GenerationConfig, GenerationMixin, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutputWithPast
from transformers.utils.generic import TransformersKwargs, can_return_tuple
from transformers.utils.quantization_config import QuantizationConfigMixin

from humocon.concepts.configuration import Reads
from humocon.concepts.model import ConceptModel
from humocon.errors import CheckpointError, one_line
from humocon.hub import NO_CODE, PLAIN_WEIGHTS, from_hub
from humocon.language.concept_reader import ConceptReader
from humocon.language.configuration import HumoconConfig
from humocon.language.processing import HumoconProcessor
from humocon.language.tokenizer import IGNORED


class HumoconForConditionalGeneration(ConceptReader, GenerationMixin):
    """Stage 2 of HuMoCon: projected motion states take the places of placeholder tokens in a conversation.

    Attributes:
        concepts, projector, video_concepts, video_projector: see `ConceptReader`.
        language_model: any causal language model of transformers.
    """

    config: HumoconConfig
    config_class = HumoconConfig
    base_model_prefix = ""
    supports_gradient_checkpointing = True
    # Both: the second is honoured for every half precision, the first also keeps quantization away.
    _keep_in_fp32_modules = ["concepts", "projector", "video_concepts", "video_projector"]  # noqa: RUF012
    _keep_in_fp32_modules_strict = _keep_in_fp32_modules
    _skip_keys_device_placement = ["past_key_values"]  # noqa: RUF012
    _supports_sdpa = True
    _supports_flash_attn = True
    _supports_flex_attn = True
    _supports_attention_backend = True

    def __init__(self, config: HumoconConfig) -> None:
        super().__init__(config)
        self.language_model: PreTrainedModel = AutoModelForCausalLM.from_config(config.text_config, **NO_CODE)
        self.post_init()

    @classmethod
    def from_base(
        cls,
        base: PreTrainedModel | str | Path,
        concepts: ConceptModel,
        processor: HumoconProcessor,
        *,
        reads: Reads = "features",
        dtype: torch.dtype | None = None,
        quantization_config: QuantizationConfigMixin | None = None,
        device_map: str | dict[str, Any] | None = None,
    ) -> Self:
        """Put a language model behind a concept model, with a new projector.

        Args:
            base: a causal language model, or the folder or hub id of one.
            concepts: of stage 1.
            processor: of the language model's tokenizer (`HumoconProcessor.from_base`).
            reads: see `HumoconConfig`.
            dtype: of the language model's weights, where `base` is a folder or hub id; as stored by default.
            quantization_config: of the language model, where `base` is a folder or hub id.
            device_map: where to put the language model, where `base` is a folder or hub id.

        Raises:
            CheckpointError: there is no such language model, or it is of code or pickles.
        """
        options = {"dtype": dtype or "auto", "quantization_config": quantization_config, "device_map": device_map}
        language_model = base if isinstance(base, PreTrainedModel) else _load_language_model(base, options)
        # A model of a class of transformers may name code of its own, too; it was not run, and is not asked for later.
        vars(language_model.config).pop("auto_map", None)
        fit_embeddings(language_model, len(processor.tokenizer))
        config = HumoconConfig(
            concept_config=asdict(concepts.config),
            text_config=language_model.config,
            motion_token_id=processor.motion_token_id,
            frames_per_token=processor.frames_per_token,
            max_motion_tokens=processor.max_motion_tokens,
            reads=reads,
        )
        with torch.device("meta"):  # the parts are made already: a second 8B model is only a sketch
            model = cls(config)
        words = language_model.get_input_embeddings().get_parameter("weight")
        model.language_model = language_model
        model.concepts = concepts.float().to(words.device)
        model.projector = new_projector(model.projector, words)
        take_over_quantization(model, language_model)
        config.dtype = language_model.dtype
        model.generation_config = greedy_decoding(language_model.generation_config, processor)
        return model.eval()

    def get_input_embeddings(self) -> nn.Module:
        """Word embeddings of the language model."""
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value: nn.Module) -> None:
        """Replace the word embeddings of the language model."""
        self.language_model.set_input_embeddings(value)

    def get_output_embeddings(self) -> nn.Module:
        """Output head of the language model."""
        head = self.language_model.get_output_embeddings()
        assert head is not None
        return head

    def set_output_embeddings(self, new_embeddings: nn.Module) -> None:
        """Replace the output head of the language model."""
        self.language_model.set_output_embeddings(new_embeddings)

    @can_return_tuple
    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        motion_values: Tensor | None = None,
        motion_mask: Tensor | None = None,
        labels: Tensor | None = None,
        inputs_embeds: Tensor | None = None,
        position_ids: Tensor | None = None,
        past_key_values: Cache | None = None,
        use_cache: bool | None = None,
        logits_to_keep: int | Tensor = 0,
        num_items_in_batch: Tensor | int | None = None,
        video_values: Tensor | None = None,
        video_mask: Tensor | None = None,
        motion_states: Tensor | None = None,
        **kwargs: Unpack[TransformersKwargs],  # pyright: ignore[reportGeneralTypeIssues]
    ) -> CausalLMOutputWithPast:
        """Predict the next token at every place, or, given labels, the loss on the labelled ones.

        Args:
            input_ids: (B, T) tokens, among them the placeholders of each sample's motion.
            attention_mask: (B, T), 1 where a token is real; or (B, 1, T, T), see `additive_mask`.
            motion_values: (B, K, F) features of poses; only with the tokens that hold the placeholders.
            motion_mask: (B, K) bool, True where a pose is real.
            labels: (B, T) tokens to learn, -100 elsewhere; not shifted.
            inputs_embeds: (B, T, H) instead of `input_ids`, motion included.
            position_ids: (B, T).
            past_key_values: of the tokens before these.
            use_cache: whether to return `past_key_values`.
            logits_to_keep: only the last so many places; 0 for all.
            num_items_in_batch: what the summed loss is divided by; by default the number of labelled tokens here.
            video_values: (B, V, S, S, 3) uint8 key frames; only with the tokens that hold the placeholders.
            video_mask: (B, V) bool, True where a key frame is real.
            motion_states: (B, K, D) of `get_motion_states`, in place of `motion_values`, of motions read before.
            kwargs: passed to the language model.

        Returns:
            logits (B, T, vocabulary), or, with labels, the loss alone and no logits: the head over all places of a
            batch of conversations would need more memory than the rest of the model.

        Raises:
            ValueError: a sample's placeholders are not as many as its motion or its video takes.
        """
        if (input_ids is None) == (inputs_embeds is None):
            raise ValueError("give either input_ids or inputs_embeds")
        if inputs_embeds is None:
            assert input_ids is not None
            if motion_states is None and motion_values is not None:
                motion_states = self.get_motion_states(motion_values, motion_mask)
            inputs_embeds = self.embed(input_ids, motion_states, motion_mask, video_values, video_mask)
        optional = {"position_ids": position_ids, "logits_to_keep": None if labels is not None else logits_to_keep}
        accepted = inspect.signature(self.language_model.forward).parameters
        optional = {name: value for name, value in optional.items() if value is not None and name in accepted}
        mask = None if attention_mask is None else additive_mask(attention_mask, inputs_embeds.dtype)
        inputs = dict(inputs_embeds=inputs_embeds, attention_mask=mask, past_key_values=past_key_values)
        inputs |= dict(use_cache=use_cache, return_dict=True, **optional)
        if labels is None:
            return self.language_model(**inputs, **kwargs)
        return self._loss(labels, num_items_in_batch, inputs | kwargs)

    def _loss(self, labels: Tensor, num_items: Tensor | int | None, inputs: dict[str, Any]) -> CausalLMOutputWithPast:
        """The loss on labels (B, T), not shifted, by the language model's inputs: the sum divided by `num_items`."""
        labelled = functional.pad(labels[:, 1:], (0, 1), value=IGNORED) != IGNORED
        with _head_only_at(self.get_output_embeddings(), labelled):
            outputs = self.language_model(**inputs)
        targets = labels[:, 1:][labelled[:, :-1]].to(outputs.logits.device)
        total = functional.cross_entropy(outputs.logits[0].float(), targets, reduction="sum")
        count = max(len(targets), 1) if num_items is None else num_items
        return CausalLMOutputWithPast(
            loss=total / (count.to(total.device) if isinstance(count, Tensor) else count),
            past_key_values=outputs.past_key_values,
            hidden_states=outputs.hidden_states,
            attentions=outputs.attentions,
        )

    def prepare_inputs_for_generation(
        self, input_ids: Tensor, is_first_iteration: bool | None = False, **kwargs: Any
    ) -> dict[str, Any]:
        """Give motion and video to the first step alone: after it, the cache holds what was read."""
        tokens = {"motion": self.config.motion_token_id, "video": self.config.video_token_id}
        cache = kwargs.get("past_key_values")
        reads = is_first_iteration and kwargs.get("inputs_embeds") is None
        reads = reads and (cache is None or cache.get_seq_length() == 0)  # a prompt's begin may have been read before
        for kind, token in tokens.items() if reads else ():
            given = kwargs.get(f"{kind}_values") is not None or kwargs.get(f"{kind}_states") is not None
            if not given and token is not None and bool((input_ids == token).any()):
                raise ValueError(f"the prompt has placeholders for a {kind}, but no {kind}_values were given")
        inputs = super().prepare_inputs_for_generation(  # pyright: ignore[reportAttributeAccessIssue]
            input_ids, is_first_iteration=is_first_iteration, **kwargs
        )
        if not is_first_iteration and kwargs.get("use_cache", True):
            for name in ("motion_values", "motion_states", "motion_mask", "video_values", "video_mask"):
                inputs.pop(name, None)
        return inputs


def _load_language_model(name: str | Path, options: Mapping[str, Any]) -> PreTrainedModel:
    """A causal language model of transformers from a folder or the hub."""
    try:
        with from_hub(name):
            return AutoModelForCausalLM.from_pretrained(name, **options, **PLAIN_WEIGHTS)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise CheckpointError(
            f"{name}: the language model cannot be loaded ({one_line(error)}); check name, network and disk, "
            "and that it is of a class of transformers, with weights in safetensors"
        ) from error


@contextmanager
def _head_only_at(head: nn.Module, where: Tensor) -> Iterator[None]:
    """Let the output head see only the hidden states at the True places of `where` (B, T), as one row (1, N, H).

    A hook, because every language model does something of its own with its head's output (scaling, soft caps).
    """
    handle = head.register_forward_pre_hook(lambda _, inputs: (inputs[0][where.to(inputs[0].device)][None],))
    try:
        yield
    finally:
        handle.remove()


def additive_mask(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """Turn a mask of who sees whom into numbers that are added to the attention scores.

    A bool mask would do for one implementation of attention and be misread by another.

    Args:
        mask: (B, T), which is returned as it is, or (B, 1, T, T) bool, True where the token of a row sees that of a
            column; every token sees itself.
        dtype: of the model's hidden states.
    """
    if mask.ndim != 4:
        return mask
    return torch.zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill(~mask, torch.finfo(dtype).min)


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
