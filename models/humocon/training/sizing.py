"""What a run would need, before it starts: parameters and memory, computed from shapes alone.

Build the module under `torch.device("meta")` to count an 8B model in milliseconds and without its memory.
"""

from dataclasses import dataclass
from typing import Literal

from torch import nn

Dtype = Literal["fp32", "bf16", "fp16", "nf4"]

# NF4 holds 4 bits a weight and one fp32 scale for each 64 of them; the scales are not quantized in turn.
BYTES_PER_WEIGHT: dict[Dtype, float] = {"fp32": 4.0, "bf16": 2.0, "fp16": 2.0, "nf4": 0.5 + 4 / 64}


@dataclass(frozen=True, kw_only=True)
class ParameterRow:
    """One line of the table: a child of the module, how many numbers it holds and how many of them learn."""

    name: str
    num_parameters: int
    num_trainable: int


@dataclass(frozen=True, kw_only=True)
class TrainingMemory:
    """Bytes of one process that trains."""

    weights: int
    gradients: int
    optimizer: int
    activations: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.gradients + self.optimizer + self.activations


def parameter_table(module: nn.Module) -> list[ParameterRow]:
    """Counts the parameters of each child and, in the last row, of the whole; a tied parameter counts once.

    Parameters that the module holds itself stand in a row named "(own)". Children without parameters have no row.
    """
    counted: set[int] = set()
    groups = [("(own)", list(module.parameters(recurse=False)))]
    groups += [(name, list(child.parameters())) for name, child in module.named_children()]
    rows = []
    for name, parameters in groups:
        fresh = [parameter for parameter in dict.fromkeys(parameters) if id(parameter) not in counted]
        counted.update(id(parameter) for parameter in fresh)
        if fresh:
            trainable = sum(parameter.numel() for parameter in fresh if parameter.requires_grad)
            rows.append(ParameterRow(name=name, num_parameters=sum(p.numel() for p in fresh), num_trainable=trainable))
    rows.append(
        ParameterRow(
            name="total",
            num_parameters=sum(row.num_parameters for row in rows),
            num_trainable=sum(row.num_trainable for row in rows),
        )
    )
    return rows


def activation_bytes(
    *,
    batch: int,
    tokens: int,
    width: int,
    num_layers: int,
    num_heads: int,
    dtype: Dtype = "fp32",
    vocabulary: int = 0,
    checkpointing: bool = False,
    fused_attention: bool = True,
) -> int:
    """Estimates what a transformer keeps for its backward pass; a rough figure, to within about a factor of 1.5.

    For each layer and token 17 * width numbers (Korthikanti et al. 2022: 34 bytes at 2 bytes a number) and, without
    fused attention, 2.5 * num_heads * tokens numbers of attention maps. With checkpointing only each layer's input is
    kept, plus one layer in full. Logits add 12 bytes for each token and vocabulary entry (fp32 logits, their softmax
    and their gradient).

    Args:
        batch: Sequences in one micro-batch of one process.
        tokens: Positions in a sequence.
        width: Hidden size.
        num_layers: Transformer layers.
        num_heads: Attention heads.
        dtype: What activations are kept in; 4-bit weights compute in bf16.
        vocabulary: Output entries for each token; 0 where there are no logits.
        checkpointing: Whether layers are computed again in the backward pass.
        fused_attention: Whether attention maps are never stored (flash or memory-efficient attention).
    """
    number = 4 if dtype == "fp32" else 2
    one_layer = 17 * batch * tokens * width * number
    if not fused_attention:
        one_layer += (5 * batch * num_heads * tokens * tokens * number) // 2
    layers = num_layers * batch * tokens * width * number + one_layer if checkpointing else num_layers * one_layer
    return layers + 12 * batch * tokens * vocabulary


def training_memory(
    *,
    num_parameters: int,
    num_trainable: int,
    activations: int,
    num_whole: int = 0,
    whole_dtype: Dtype = "bf16",
    frozen_dtype: Dtype = "fp32",
    trainable_dtype: Literal["fp32", "bf16"] = "fp32",
) -> TrainingMemory:
    """Estimates the memory of training with AdamW, without the framework's own few hundred MB.

    Weights: frozen ones in `frozen_dtype`, learning ones in `trainable_dtype`; of the frozen ones 4 bits leave
    `num_whole` (embeddings, output head) in `whole_dtype`. Gradients and AdamW's two moments exist for learning weights
    only, in their dtype: mixed precision by autocast keeps fp32 weights, so use "fp32" for it.

    Raises:
        ValueError: More parameters learn, or are left whole, than there are.
    """
    if not 0 <= num_trainable <= num_parameters:
        raise ValueError(f"num_trainable must lie in [0, {num_parameters}], got {num_trainable}")
    if not 0 <= num_whole <= num_parameters - num_trainable:
        raise ValueError(f"num_whole must lie in [0, {num_parameters - num_trainable}], got {num_whole}")
    learning = round(num_trainable * BYTES_PER_WEIGHT[trainable_dtype])
    whole = num_whole if frozen_dtype == "nf4" else 0
    frozen = round((num_parameters - num_trainable - whole) * BYTES_PER_WEIGHT[frozen_dtype])
    frozen += round(whole * BYTES_PER_WEIGHT[whole_dtype])
    return TrainingMemory(
        weights=frozen + learning, gradients=learning, optimizer=2 * learning, activations=activations
    )


def parameter_rows(module: nn.Module) -> list[tuple[str, str, str]]:
    """Formats `parameter_table` as (name, parameters, trainable) for a table."""
    return [
        (row.name, format_count(row.num_parameters), format_count(row.num_trainable)) for row in parameter_table(module)
    ]


def memory_rows(memory: TrainingMemory) -> list[tuple[str, str]]:
    """Formats a memory estimate as (what, bytes) for a table."""
    names = ("weights", "gradients", "optimizer", "activations", "total")
    return [(name, format_bytes(getattr(memory, name))) for name in names]


def format_count(count: float) -> str:
    """Writes a count in three figures: 950, 12.3K, 4.56M, 8.03B."""
    for size, suffix in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if count >= size * 0.9995:
            return _three_figures(count / size) + suffix
    return f"{count:.0f}"


def format_bytes(count: float) -> str:
    """Writes a number of bytes in three figures and decimal units: 512 B, 12.3 kB, 4.56 MB, 16.1 GB."""
    for size, suffix in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size * 0.9995:
            return f"{_three_figures(count / size)} {suffix}"
    return f"{count:.0f} B"


def _three_figures(number: float) -> str:
    return f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:.0f}"
