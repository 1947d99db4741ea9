"""Which parts of the model learn: the projector alone, or LoRA on the language model."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from torch import nn
from transformers.pytorch_utils import Conv1D

from humocon.errors import ConfigError
from humocon.language.modeling import HumoconForConditionalGeneration

if TYPE_CHECKING:
    from peft import PeftModel


def freeze_all_but_projector(model: HumoconForConditionalGeneration) -> None:
    """Let only the projector learn, as in modality translation."""
    model.requires_grad_(False)
    model.projector.requires_grad_(True)
    leave_unpacked(model, for_training=True)


def add_lora(
    model: HumoconForConditionalGeneration,
    *,
    rank: int = 8,
    alpha: float = 16.0,
    dropout: float = 0.0,
    targets: Sequence[str] | None = None,
    first_layer: int = 0,
) -> "PeftModel":
    """Freeze everything and add low-rank adapters to the language model, as in instruction tuning.

    Args:
        model: changed in place; 4-bit weights are fine.
        rank: of the adapters.
        alpha: their scale is alpha / rank.
        dropout: on their inputs.
        targets: last names of the layers, such as "q_proj"; every linear layer but the output head by default.
        first_layer: transformer layers before this one, counted from 0, get none: no gradient is computed there.

    Raises:
        ConfigError: the language model has no layer of a name in `targets`, or not so many transformer layers.
    """
    from peft import LoraConfig, PeftModel, get_peft_model

    names = lora_targets(model)
    unknown = sorted(set(targets or ()) - set(names))
    if unknown:
        raise ConfigError(f"targets: the language model has no {unknown[0]!r}; it has {', '.join(names)}")
    number = int(model.config.get_text_config(decoder=True).num_hidden_layers or 0)
    if not 0 <= first_layer < max(number, 1):
        raise ConfigError(f"first_layer: {first_layer} is not one of the {number} layers; write 0 to {number - 1}")
    layers = "|".join(map(str, range(first_layer, number)))
    inside = rf".*\.({layers})\..*" if first_layer else r".*"
    pattern = rf"language_model\.{inside}\.({'|'.join(targets or names)})"
    config = LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=pattern)  # pyright: ignore[reportArgumentType]
    leave_unpacked(model, for_training=True)
    with no_checkpointing_warning():
        adapted = get_peft_model(model, config)
    assert isinstance(adapted, PeftModel)
    return adapted


def leave_unpacked(model: nn.Module, *, for_training: bool) -> None:
    """Keep bitsandbytes 0.50 from packing 4-bit layers for fast CPUs where that does harm.

    Packed layers, and a validation packs them, let no gradient through any more, without saying so; and layers of some
    sizes cannot be packed.
    """
    for module in model.modules():
        if isinstance(module, nn.Linear) and hasattr(module, "support_avx512bf16_for_cpu"):
            if for_training or module.in_features % 64 or module.out_features % 32:
                module.__dict__["support_avx512bf16_for_cpu"] = False


@contextmanager
def computed_again(model: HumoconForConditionalGeneration) -> Iterator[None]:
    """While entered, a layer of the language model keeps nothing but its input for the backward pass.

    Raises:
        ConfigError: the language model cannot do that.
    """
    language_model = model.language_model
    # Not re-entrant, as the other kind needs an input that requires a gradient, and words that are frozen give none.
    try:
        language_model.activation_checkpointing_enable({"use_reentrant": False})
    except ValueError:
        kind = type(language_model).__name__
        raise ConfigError(f"gradient_checkpointing: {kind} does not offer it; take it out of the recipe") from None
    keeps = getattr(language_model.config, "use_cache", None)
    language_model.config.use_cache = False  # of what is kept for a next token, which is not wanted either
    try:
        yield
    finally:
        language_model.activation_checkpointing_disable()
        language_model.config.use_cache = keeps


@contextmanager
def no_checkpointing_warning() -> Iterator[None]:
    """Peft 0.21 asks transformers for a property by its old name; no user can do anything about that."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing", category=FutureWarning)
        yield


def lora_targets(model: HumoconForConditionalGeneration) -> list[str]:
    """Last names of the linear layers inside the language model, without the output head."""
    head = model.get_output_embeddings()
    linear = (nn.Linear, Conv1D)
    modules = model.language_model.named_modules()
    return sorted({name.rpartition(".")[2] for name, m in modules if isinstance(m, linear) and m is not head})


def merge_lora(model: "PeftModel") -> HumoconForConditionalGeneration:
    """Add the adapters to the weights of the language model and remove them, so that no peft is needed any more.

    Raises:
        ConfigError: the language model is quantized, so that merging would round the adapters away.
    """
    if getattr(model.get_base_model(), "is_quantized", False):
        raise ConfigError(
            "adapters cannot be merged into 4-bit weights; load the base model without quantization first"
        )
    merged = model.merge_and_unload()  # pyright: ignore[reportCallIssue]
    assert isinstance(merged, HumoconForConditionalGeneration)
    return merged
