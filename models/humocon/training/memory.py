"""Running out of memory while training: one line with the keys of the recipe that help, or a batch in more parts."""

from collections.abc import Iterator
from contextlib import contextmanager

from accelerate import Accelerator
from accelerate.utils.memory import clear_device_cache, should_reduce_batch_size

from humocon.errors import ConfigError


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the memory of the GPU or of the machine is used up."""
    return isinstance(error, MemoryError) or (isinstance(error, Exception) and should_reduce_batch_size(error))


@contextmanager
def explain_out_of_memory(remedy: str) -> Iterator[None]:
    """Turn running out of memory into one line.

    Args:
        remedy: what to change in the recipe.

    Raises:
        ConfigError: the memory is used up.
    """
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
