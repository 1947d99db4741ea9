"""A folder of weights from a stranger: what its configuration states is held against its weights before it is built.

Only the heads of the files are read, and the model is built without memory.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import nn

Shapes = Mapping[str, tuple[int, ...]]


class MisfitError(ValueError):
    """Weights are not those of the configuration beside them."""


def stored_shapes(file: Path) -> dict[str, tuple[int, ...]]:
    """Shapes of the tensors in a safetensors file, by name.

    Raises:
        SafetensorError, OSError: it cannot be read, or does not hold what its head says.
    """
    with safe_open(file, framework="pt") as tensors:
        return {name: tuple(tensors.get_slice(name).get_shape()) for name in tensors.keys()}


def check_shapes(build: Callable[[], nn.Module], sizes: Mapping[str, Any], stored: Shapes) -> None:
    """Check that a model has the sizes of its weights; it is built on no device.

    Args:
        build: makes the model that the configuration states.
        sizes: the plain values of the configuration.
        stored: shapes of the weights, by their names in the model.

    Raises:
        MisfitError: they do not belong together.
    """
    for key, value in _numbers(sizes):
        if key.endswith("layers") and not -1 <= value <= len(stored):
            raise MisfitError(f"{key} is {value}, and there are {len(stored)} weights")
    with torch.device("meta"):
        wanted = {name: tuple(value.shape) for name, value in build().state_dict().items()}
    for name, shape in wanted.items():
        if stored.get(name, shape) != shape:
            raise MisfitError(f"{name} is {stored[name]}, the configuration states {shape}")
    # A tied weight is stored once; whatever else is not stored is missed when the weights are loaded.
    absent = [shape for name, shape in wanted.items() if name not in stored]
    if any(shape not in stored.values() for shape in absent) or len(absent) > len(stored):
        raise MisfitError(f"{len(absent)} of the weights that the configuration states are not there")


def _numbers(tree: Any, key: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(tree, Mapping):
        for name, child in tree.items():
            yield from _numbers(child, str(name))
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield key, tree
