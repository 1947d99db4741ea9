"""How long a training would take on this machine, from its operations and what the machine does in a second."""

import time
from typing import Final

import torch

from humocon.training.configuration import LearningConfig
from humocon.training.memory import TYPICAL_TOKENS

_REACHED: Final = 0.6
"""Of the rate of products of matrices, what training reaches: .4 to .9 in the recipes of `mini` on two cores, by the
times that they tell."""
_SIDE: Final = {"cpu": 256, "cuda": 4096}
_TIMES: Final = 50
"""The best of so many counts: other programs may be in the way of some."""


def operations(num_parameters: int, num_trainable: int, samples: int, *, twice: bool = False) -> float:
    """Operations of learning from so many samples of a transformer's usual length.

    Args:
        num_parameters: that each token passes.
        num_trainable: those of them that learn; the others take no gradient of their own.
        samples: conversations in all steps together.
        twice: whether the forward pass is computed again in the backward pass.
    """
    each = 4 * num_parameters + 2 * num_trainable + (2 * num_parameters if twice else 0)
    return float(each) * TYPICAL_TOKENS * samples


def samples_of(learning: LearningConfig) -> int:
    """Conversations of all steps."""
    return learning.steps * learning.batch_size


def time_row(number: float, *, device: str | None = None, dtype: str = "float32") -> str:
    """How long so many operations take here, in words; a rough figure, to within about a factor of two.

    Args:
        number: of operations.
        device: that is meant; by default the first GPU, else the CPU.
        dtype: that it computes in.
    """
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    if device.startswith("cuda") and not torch.cuda.is_available():
        return f"not known from here: no {device}"
    seconds = number / (_REACHED * _rate(device, getattr(torch, dtype)))
    return f"about {_words(seconds)} on {device}, estimated; reading and preparing data comes on top"


def _rate(device: str, dtype: torch.dtype) -> float:
    """Operations a second of a product of matrices, the best of a few."""
    side = _SIDE.get(device.partition(":")[0], 1024)
    matrix = torch.ones(side, side, device=device, dtype=torch.float32 if device == "cpu" else dtype)
    seconds = []
    for _ in range(_TIMES):
        begin = time.perf_counter()
        product = matrix @ matrix
        float(product[0, 0])  # waits for a GPU
        seconds.append(time.perf_counter() - begin)
    return 2.0 * side**3 / min(seconds)


def _words(seconds: float) -> str:
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return "2 minutes or less"
