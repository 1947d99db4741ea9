"""States of a run without pickle: nested ones as two plain files, and those of the random generators of all processes.

A nested state is JSON for the structure and plain values, and safetensors for the tensors.
In the JSON a tensor is `{"$tensor": name}`, a tuple `{"$tuple": [...]}`, a number that is not finite
`{"$float": "inf"}`, and a dict whose keys are not all plain strings `{"$dict": [[key, value], ...]}`.
"""

import json
import math
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import safetensors.torch
import torch

from humocon.parallel import alone, gather_bytes


def encode_state(state: Any, name: str) -> tuple[Any, dict[str, torch.Tensor]]:
    """Split a nested state into a tree that JSON can hold and a flat dict of tensors on the CPU, tied ones once.

    Args:
        state: tensors, numbers, strings, None, lists, tuples and dicts with string or integer keys, nested.
        name: of the state, for an error.

    Raises:
        TypeError: something else is in the state; it would need pickle.
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
    """Keep a tensor under its path; gives the name that it is stored under."""
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
    """Put a state together again: the inverse of `encode_state`, with the tensors copied into memory."""
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


def write_state(folder: Path, name: str, state: Any) -> None:
    """Write `<name>.json` and, where there are tensors, `<name>.safetensors`."""
    tree, tensors = encode_state(state, name)
    (folder / f"{name}.json").write_text(json.dumps(tree, allow_nan=False), encoding="utf-8")
    if tensors:
        safetensors.torch.save_file(tensors, folder / f"{name}.safetensors")


def capture_generators() -> dict[str, Any]:
    """The states of the generators of python, numpy, torch and, where in use, this process's GPU."""
    # The global numpy generator is what other libraries draw from.
    name, keys, position, has_gauss, cached = cast(tuple[str, np.ndarray, int, int, float], np.random.get_state())  # noqa: NPY002
    state: dict[str, Any] = {
        "python": random.getstate(),
        "numpy": [name, keys.tolist(), position, has_gauss, cached],
        "torch": torch.get_rng_state(),
    }
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        state["cuda"] = torch.cuda.get_rng_state()
    return state


def restore_generators(state: dict[str, Any]) -> None:
    """Set the generators to a state of `capture_generators`; that of a GPU is passed over where there is none."""
    random.setstate(state["python"])
    name, keys, position, has_gauss, cached = state["numpy"]
    np.random.set_state((name, np.array(keys, dtype=np.uint32), position, has_gauss, cached))  # noqa: NPY002
    torch.set_rng_state(state["torch"])
    if "cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["cuda"])


def gather_states(state: dict[str, Any]) -> list[dict[str, Any]]:
    """A state of each process, in their order; they travel as JSON and safetensors bytes."""
    if alone():
        return [state]
    tree, tensors = encode_state(state, "state")
    packed = safetensors.torch.save(tensors, metadata={"tree": json.dumps(tree)})
    return [_unpack(row) for row in gather_bytes(packed)]


def _unpack(packed: bytes) -> dict[str, Any]:
    header = json.loads(packed[8 : 8 + int.from_bytes(packed[:8], "little")])
    return decode_state(json.loads(header["__metadata__"]["tree"]), safetensors.torch.load(packed))
