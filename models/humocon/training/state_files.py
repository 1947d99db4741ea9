"""A nested state as two plain files: JSON for the structure and plain values, safetensors for the tensors.

In the JSON a tensor is `{"$tensor": name}`, a tuple `{"$tuple": [...]}`, a number that is not finite
`{"$float": "inf"}`, and a dict whose keys are not all plain strings `{"$dict": [[key, value], ...]}`.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file


def encode_state(state: Any, name: str) -> tuple[Any, dict[str, torch.Tensor]]:
    """Splits a nested state into a tree that JSON can hold and a flat dict of tensors on the CPU.

    A tensor that occurs several times (tied weights) is stored once.

    Args:
        state: Tensors, numbers, strings, None, lists, tuples and dicts with string or integer keys, nested.
        name: Names the state in an error.

    Raises:
        TypeError: Something else is in the state; it would need pickle.
    """
    tensors: dict[str, torch.Tensor] = {}
    seen: dict[tuple, str] = {}

    def encode(value: Any, path: str) -> Any:
        if isinstance(value, torch.Tensor):
            return {"$tensor": _add_tensor(value.detach(), path, tensors, seen)}
        if isinstance(value, Mapping):
            pairs = [(key, encode(child, f"{path}.{key}" if path else str(key))) for key, child in value.items()]
            if all(isinstance(key, str) and not key.startswith("$") for key, _ in pairs):
                return dict(pairs)
            for key, _ in pairs:
                if type(key) not in (str, int, float, bool):
                    raise TypeError(f"{name}: {path} has a key of type {type(key).__name__}, not a string or a number")
            return {"$dict": [list(pair) for pair in pairs]}
        if isinstance(value, (list, tuple)):
            items = [encode(child, f"{path}.{index}") for index, child in enumerate(value)]
            return items if isinstance(value, list) else {"$tuple": items}
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {"$float": str(float(value))}
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, int):
            return int(value)
        raise TypeError(f"{name}: {path} is a {type(value).__name__}, which a checkpoint cannot hold without pickle")

    return encode(state, ""), tensors


def _add_tensor(value: torch.Tensor, path: str, tensors: dict[str, torch.Tensor], seen: dict[tuple, str]) -> str:
    """Keeps a tensor under its path and gives the name it is stored under."""
    place = (value.data_ptr(), value.shape, value.stride(), value.dtype, value.device)
    if value.numel() and place in seen:
        return seen[place]
    stored = value.cpu().contiguous()
    storage = (stored.untyped_storage().data_ptr(),)
    if storage in seen or stored.untyped_storage().nbytes() != stored.nbytes:
        stored = stored.clone()  # safetensors refuses tensors that share memory
    name = path or "value"
    while name in tensors:  # {"a.b": x} and {"a": {"b": y}} have the same path
        name += "_"
    tensors[name] = stored
    seen[place] = seen[storage] = name
    return name


def decode_state(tree: Any, tensors: Mapping[str, torch.Tensor]) -> Any:
    """Puts a state together again; the inverse of `encode_state`, with the tensors copied into memory."""
    if isinstance(tree, list):
        return [decode_state(child, tensors) for child in tree]
    if not isinstance(tree, dict):
        return tree
    if len(tree) == 1:
        ((key, value),) = tree.items()
        if key == "$tensor":
            return tensors[value].clone()
        if key == "$tuple":
            return tuple(decode_state(child, tensors) for child in value)
        if key == "$float":
            return float(value)
        if key == "$dict":
            return {child_key: decode_state(child, tensors) for child_key, child in value}
    return {key: decode_state(child, tensors) for key, child in tree.items()}


def write_state(folder: Path, name: str, encoded: tuple[Any, dict[str, torch.Tensor]]) -> None:
    """Writes `<name>.json` and, where there are tensors, `<name>.safetensors`."""
    tree, tensors = encoded
    (folder / f"{name}.json").write_text(json.dumps(tree, allow_nan=False), encoding="utf-8")
    if tensors:
        save_file(tensors, folder / f"{name}.safetensors")
