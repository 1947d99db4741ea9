"""Memory of training: what a run would need, from shapes alone, and what to do where it runs out.

Build the module under `torch.device("meta")` to count an 8B model in milliseconds and without its memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

from accelerate import Accelerator
from accelerate.utils.memory import clear_device_cache, should_reduce_batch_size
from torch import nn
from transformers import PretrainedConfig

from humocon.errors import ConfigError

Dtype = Literal["fp32", "bf16", "fp16", "nf4"]

# NF4 holds 4 bits a weight and one fp32 scale for each 64 of them; the scales are not quantized in turn.
BYTES_PER_WEIGHT: dict[Dtype, float] = {"fp32": 4.0, "bf16": 2.0, "fp16": 2.0, "nf4": 0.5 + 4 / 64}


class ParameterRow(NamedTuple):
    """One line of the table: a child of the module, how many numbers it holds and how many of them learn."""

    name: str
    num_parameters: int
    num_trainable: int


class TrainingMemory(NamedTuple):
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
    """Count the parameters of each child and, in the last row, of the whole; a tied parameter counts once.

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
            rows.append(ParameterRow(name, sum(parameter.numel() for parameter in fresh), trainable))
    whole, learning = (sum(row[place] for row in rows) for place in (1, 2))
    return [*rows, ParameterRow("total", whole, learning)]


def activation_bytes(
    *, batch: int, tokens: int, width: int, num_layers: int, dtype: Dtype = "fp32", checkpointing: bool = False
) -> int:
    """What a transformer keeps for its backward pass; a rough figure, to within about a factor of 1.5.

    For each layer and token 17 * width numbers (Korthikanti et al. 2022: 34 bytes at 2 bytes a number); attention maps
    are never stored. With checkpointing only each layer's input is kept, plus one layer in full.

    Args:
        batch: sequences in one micro-batch of one process.
        tokens: positions in a sequence.
        width: hidden size.
        num_layers: transformer layers.
        dtype: what activations are kept in; 4-bit weights compute in bf16.
        checkpointing: whether layers are computed again in the backward pass.
    """
    layer_input = batch * tokens * width * (4 if dtype == "fp32" else 2)
    return num_layers * layer_input + 17 * layer_input if checkpointing else num_layers * 17 * layer_input


def training_memory(
    *,
    num_parameters: int,
    num_trainable: int,
    activations: int,
    num_whole: int = 0,
    whole_dtype: Dtype = "bf16",
    frozen_dtype: Dtype = "fp32",
) -> TrainingMemory:
    """The memory of training with AdamW, without the framework's own few hundred MB.

    Weights: frozen ones in `frozen_dtype`, of which 4 bits leave `num_whole` (embeddings, output head) in
    `whole_dtype`. Those that learn, their gradients and AdamW's two moments of each are in fp32.
    """
    learning = 4 * num_trainable
    whole = num_whole if frozen_dtype == "nf4" else 0
    frozen = round((num_parameters - num_trainable - whole) * BYTES_PER_WEIGHT[frozen_dtype])
    frozen += round(whole * BYTES_PER_WEIGHT[whole_dtype])
    return TrainingMemory(frozen + learning, learning, 2 * learning, activations)


def parameter_rows(module: nn.Module) -> list[tuple[str, str, str]]:
    """`parameter_table` as words: name, parameters, those that learn."""
    return [
        (row.name, format_count(row.num_parameters), format_count(row.num_trainable)) for row in parameter_table(module)
    ]


def memory_rows(memory: TrainingMemory) -> list[tuple[str, str]]:
    """A memory estimate as words: what, bytes."""
    names = ("weights", "gradients", "optimizer", "activations", "total")
    return [(name, format_bytes(getattr(memory, name))) for name in names]


def format_count(count: float) -> str:
    """A count in three figures: 950, 12.3K, 4.56M, 8.03B."""
    for size, suffix in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if count >= size * 0.9995:
            return _three_figures(count / size) + suffix
    return f"{count:.0f}"


def format_bytes(count: float) -> str:
    """A number of bytes in three figures and decimal units: 512 B, 12.3 kB, 4.56 MB, 16.1 GB."""
    for size, suffix in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size * 0.9995:
            return f"{_three_figures(count / size)} {suffix}"
    return f"{count:.0f} B"


def _three_figures(number: float) -> str:
    return f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:.0f}"


TYPICAL_TOKENS = 256
"""Of a conversation, its motion included."""


def memory_row(
    text_config: PretrainedConfig,
    *,
    num_parameters: int,
    num_trainable: int,
    num_whole: int,
    batch: int,
    dtype: str,
    load_in_4bit: bool,
    checkpointing: bool,
) -> str:
    """Memory of training through a frozen language model, in words.

    Args:
        text_config: of the language model.
        num_parameters: of the whole model.
        num_trainable: those of them that learn.
        num_whole: of the frozen weights those that 4 bits leave as they are.
        batch: conversations of one micro-batch.
        dtype: of the frozen weights, as the recipe names it.
        load_in_4bit: whether they are in 4 bits instead.
        checkpointing: whether layers are computed again in the backward pass.
    """
    whole: Dtype = "bf16" if dtype == "bfloat16" else "fp32"
    frozen: Dtype = "nf4" if load_in_4bit else whole
    kept = activation_bytes(
        batch=batch,
        tokens=TYPICAL_TOKENS,
        width=text_config.hidden_size,
        num_layers=text_config.num_hidden_layers,
        dtype=frozen,
        checkpointing=checkpointing,
    )
    memory = training_memory(
        num_parameters=num_parameters,
        num_trainable=num_trainable,
        num_whole=num_whole,
        whole_dtype=whole,
        activations=kept,
        frozen_dtype=frozen,
    )
    weights, learning = format_bytes(memory.weights), format_bytes(memory.gradients + memory.optimizer)
    return (
        f"about {format_bytes(memory.total)} (computed: weights {weights}, gradients and optimizer "
        f"{learning}, activations {format_bytes(kept)} for {batch} conversations of {TYPICAL_TOKENS} tokens)"
    )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the memory of the GPU or of the machine is used up."""
    return isinstance(error, MemoryError) or (isinstance(error, Exception) and should_reduce_batch_size(error))


@contextmanager
def explain_out_of_memory(remedy: str) -> Iterator[None]:
    """Turn running out of memory into one line, a ConfigError that says what to change in the recipe."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise ConfigError(f"out of memory: {remedy}; the same command continues from the last checkpoint") from None


def cut_batch(accelerator: Accelerator, batch_size: int) -> int | None:
    """Make the micro-batches of a global batch smaller after a step ran out of memory; what it held is let go.

    A process that fails in the middle of a step leaves the others waiting, so several of them are left as they are.

    Args:
        accelerator: its `gradient_accumulation_steps` grows, at least twofold.
        batch_size: samples of the global batch, which stays.

    Returns:
        The number of parts from now on; None where the parts cannot become smaller.
    """
    parts = accelerator.gradient_accumulation_steps
    finer = [count for count in range(2 * parts, batch_size + 1) if batch_size % count == 0]
    if accelerator.num_processes > 1 or not finer:
        return None
    accelerator.gradient_accumulation_steps = finer[0]
    accelerator.step = 0  # of the micro-batches of a step, the last of which applies the gradients
    clear_device_cache(garbage_collection=True)
    return finer[0]
