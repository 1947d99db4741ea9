"""The global random generators of every process: read, gathered without pickle, and set again."""

import json
import random
from typing import Any, cast

import numpy as np
import safetensors.torch
import torch

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


def process_index() -> int:
    """Gives the index of this process, 0 where it runs alone."""
    return torch.distributed.get_rank() if _several() else 0


def num_processes() -> int:
    """Gives how many processes run together."""
    return torch.distributed.get_world_size() if _several() else 1


def gather(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Gives the states of all processes, in their order; each travels as JSON and safetensors bytes."""
    if not _several():
        return [state]
    tree, tensors = encode_state(state, "random")
    packed = safetensors.torch.save(tensors, metadata={"tree": json.dumps(tree)})
    own = torch.frombuffer(bytearray(packed), dtype=torch.uint8).to(_device())
    sizes = [torch.zeros(1, dtype=torch.int64, device=_device()) for _ in range(num_processes())]
    torch.distributed.all_gather(sizes, torch.tensor([own.numel()], device=_device()))
    longest = int(max(size.item() for size in sizes))
    rows = [torch.zeros(longest, dtype=torch.uint8, device=_device()) for _ in sizes]
    torch.distributed.all_gather(rows, torch.nn.functional.pad(own, (0, longest - own.numel())))
    return [_unpack(row[: int(size.item())].cpu().numpy().tobytes()) for row, size in zip(rows, sizes, strict=True)]


def any_process(flag: bool) -> bool:
    """Tells every process whether any of them has the flag; also a meeting point, as all must call it."""
    if not _several():
        return flag
    count = torch.tensor([int(flag)], device=_device())
    torch.distributed.all_reduce(count)
    return bool(count.item())


def _unpack(packed: bytes) -> dict[str, Any]:
    header = json.loads(packed[8 : 8 + int.from_bytes(packed[:8], "little")])
    return decode_state(json.loads(header["__metadata__"]["tree"]), safetensors.torch.load(packed))


def _several() -> bool:
    return torch.distributed.is_available() and torch.distributed.is_initialized()


def _device() -> torch.device:
    return torch.device("cuda" if torch.distributed.get_backend() == "nccl" else "cpu")
