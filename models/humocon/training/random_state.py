"""The global random generators of every process: read, gathered without pickle, and set again."""

import json
import random
from typing import Any, cast

import numpy as np
import safetensors.torch
import torch

from humocon.parallel import alone, gather_bytes
from humocon.training.state_files import decode_state, encode_state


def capture() -> dict[str, Any]:
    """Reads the states of the generators of python, numpy, torch and, where in use, this process's GPU."""
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


def restore(state: dict[str, Any]) -> None:
    """Sets the generators to a state that `capture` gave; a GPU's state is passed over where there is no GPU."""
    random.setstate(state["python"])
    name, keys, position, has_gauss, cached = state["numpy"]
    np.random.set_state((name, np.array(keys, dtype=np.uint32), position, has_gauss, cached))  # noqa: NPY002
    torch.set_rng_state(state["torch"])
    if "cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["cuda"])


def gather(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Gives the states of all processes, in their order; each travels as JSON and safetensors bytes."""
    if alone():
        return [state]
    tree, tensors = encode_state(state, "random")
    packed = safetensors.torch.save(tensors, metadata={"tree": json.dumps(tree)})
    return [_unpack(row) for row in gather_bytes(packed)]


def _unpack(packed: bytes) -> dict[str, Any]:
    header = json.loads(packed[8 : 8 + int.from_bytes(packed[:8], "little")])
    return decode_state(json.loads(header["__metadata__"]["tree"]), safetensors.torch.load(packed))
