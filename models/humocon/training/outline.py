"""What training through a frozen language model takes, in words for the table of a dry run."""

from humocon.training.sizing import Dtype, activation_bytes, format_bytes, training_memory

TYPICAL_TOKENS = 256
"""Of a conversation, its motion included."""


def frozen_dtype(dtype: str, load_in_4bit: bool) -> Dtype:
    """What the weights of the language model are kept in, from the keys of a recipe."""
    return "nf4" if load_in_4bit else "bf16" if dtype == "bfloat16" else "fp32"


def memory_row(
    *,
    num_parameters: int,
    num_trainable: int,
    width: int,
    num_layers: int,
    num_heads: int,
    batch: int,
    dtype: Dtype,
    num_whole: int = 0,
    whole_dtype: Dtype = "bf16",
    checkpointing: bool = False,
) -> str:
    """Memory of training through a frozen language model, in words.

    Args:
        num_parameters: of the whole model.
        num_trainable: those of them that learn.
        width: hidden size of the language model.
        num_layers: its transformer layers.
        num_heads: its attention heads.
        batch: conversations of one micro-batch.
        dtype: of the frozen weights.
        num_whole: of the frozen weights those that 4 bits leave as they are.
        whole_dtype: of those.
        checkpointing: whether layers are computed again in the backward pass.
    """
    kept = activation_bytes(
        batch=batch,
        tokens=TYPICAL_TOKENS,
        width=width,
        num_layers=num_layers,
        num_heads=num_heads,
        dtype=dtype,
        checkpointing=checkpointing,
    )
    memory = training_memory(
        num_parameters=num_parameters,
        num_trainable=num_trainable,
        num_whole=num_whole,
        whole_dtype=whole_dtype,
        activations=kept,
        frozen_dtype=dtype,
    )
    weights, learning = format_bytes(memory.weights), format_bytes(memory.gradients + memory.optimizer)
    return (
        f"about {format_bytes(memory.total)} (computed: weights {weights}, gradients and optimizer "
        f"{learning}, activations {format_bytes(kept)} for {batch} conversations of {TYPICAL_TOKENS} tokens)"
    )
