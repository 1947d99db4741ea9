"""FSDP2: weights that are cut among the processes, made whole for files and cut again when they come back.

Accelerate cuts them where its configuration says so (`recipes/accelerate/fsdp2.yaml`). Checkpoints hold whole tensors,
so that any number of processes, cut or not, can go on from them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import DistributedType, FullyShardedDataParallelPlugin
from accelerate.utils.environment import parse_flag_from_env
from torch import Tensor, nn
from torch.distributed.fsdp import FSDPModule
from torch.distributed.tensor import DTensor, distribute_tensor

from humocon.errors import ConfigError


def settle_sharding(accelerator: Accelerator) -> None:
    """Cut weights on the CPU too, where Accelerate is asked for it but does it on GPUs alone.

    Raises:
        ConfigError: the first FSDP, or FSDP in a single process.
    """
    if not parse_flag_from_env("ACCELERATE_USE_FSDP"):
        return
    state = accelerator.state
    if accelerator.num_processes > 1 and accelerator.device.type == "cpu":
        # Both remember it: the one is filled again from the other.
        PartialState().distributed_type = state.distributed_type = DistributedType.FSDP
        state.fsdp_plugin = FullyShardedDataParallelPlugin()
    if state.distributed_type != DistributedType.FSDP:
        raise ConfigError("FSDP is asked for, but one process runs; start several, or leave out --config_file")
    if not is_sharded(accelerator):
        raise ConfigError("FSDP of version 1 is asked for; set fsdp_version: 2, as recipes/accelerate/fsdp2.yaml does")


def is_sharded(accelerator: Accelerator) -> bool:
    """Whether the weights are cut among the processes."""
    state = accelerator.state
    return state.distributed_type == DistributedType.FSDP and getattr(state.fsdp_plugin, "fsdp_version", 1) == 2


def refuse_sharding(accelerator: Accelerator) -> None:
    """For `pretrain`, whose model is small and changes itself while it learns.

    Raises:
        ConfigError: the weights would be cut.
    """
    if is_sharded(accelerator):
        raise ConfigError("pretrain runs whole in every process; use recipes/accelerate/ddp.yaml, or torchrun alone")


def prepare(
    model: nn.Module, make: Callable[[], Sequence[torch.optim.Optimizer]], accelerator: Accelerator
) -> tuple[nn.Module, list[Any]]:
    """Let Accelerate prepare a model and its optimizers.

    Args:
        model: on its device, if it is quantized.
        make: makes the optimizers of the model's parameters.
        accelerator: the processes.

    Raises:
        ConfigError: the parts of the model lie on several devices, as `device_map="auto"` puts them, and several
            processes run; the optimizer cannot learn from weights that are cut; or they are in 4 bits.
    """
    places = {str(place) for place in (getattr(model, "hf_device_map", None) or {}).values()}
    if len(places) > 1 and accelerator.num_processes > 1:
        raise ConfigError(
            f"the model lies on {len(places)} devices ({', '.join(sorted(places))}) and {accelerator.num_processes} "
            'processes run: each needs the whole model on its own device (device_map={"": device}, not "auto")'
        )
    if not is_sharded(accelerator):
        wrapped = accelerator.prepare(model)
        return wrapped, [accelerator.prepare(optimizer) for optimizer in make()]
    if any(getattr(part, "is_quantized", False) for part in model.modules()):
        raise ConfigError("4-bit weights cannot be cut by FSDP; use recipes/accelerate/ddp.yaml, or load_in_4bit=false")
    made = make()
    if not all(isinstance(optimizer, torch.optim.AdamW) for optimizer in made):
        raise ConfigError("muon needs whole matrices and FSDP cuts them; set learning.optimizer=adamw")
    wrapped, *optimizers = accelerator.prepare(model, *made)
    return wrapped, optimizers


def whole(state: Any, *, keep: bool = True) -> Any:
    """Nested dicts and lists with every cut tensor made whole, one after the other; each process must call it.

    Args:
        state: of a module or an optimizer, or a tensor.
        keep: whether this process is to have the whole tensors, on the CPU; the others get empty ones.
    """
    if isinstance(state, DTensor):
        values = state.full_tensor()
        return values.cpu() if keep else values.to("meta")
    if isinstance(state, dict):
        return {key: whole(value, keep=keep) for key, value in state.items()}
    if isinstance(state, (list, tuple)):
        return type(state)(whole(value, keep=keep) for value in state)
    return state


def cut_like(value: Tensor, parameter: Tensor) -> Tensor:
    """A whole tensor cut as a parameter of the same shape is; as it is where the parameter is whole."""
    if not isinstance(parameter, DTensor) or isinstance(value, DTensor):
        return value
    return distribute_tensor(value.to(parameter.device), parameter.device_mesh, parameter.placements)


def cut_optimizer_state(state: dict[str, Any], optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """The whole state of an optimizer cut as the parameters are that it moves."""
    numbers = [number for group in state["param_groups"] for number in group["params"]]
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    own = dict(zip(numbers, parameters, strict=True))

    def cut(value: Any, parameter: Tensor) -> Any:
        """A moment has the shape of its parameter; what has another one, such as the step, is the same for all."""
        return cut_like(value, parameter) if isinstance(value, Tensor) and value.shape == parameter.shape else value

    moments = {
        number: {name: cut(value, own[number]) for name, value in values.items()}
        for number, values in state["state"].items()
    }
    return {**state, "state": moments}


def make_whole(model: nn.Module, keep: bool) -> None:
    """Put whole weights into a model whose weights are cut, once it has learned; each process must call it.

    Args:
        model: can be saved and merged afterwards, but not run.
        keep: whether this process is to have them, on the CPU; the others get empty ones.
    """
    known: dict[int, nn.Parameter] = {}
    for module in model.modules():
        if isinstance(module, FSDPModule):
            module.reshard()  # what is gathered now would be cut again, in place of the whole weights, when it is saved
        for name, parameter in list(module._parameters.items()):
            if isinstance(parameter, DTensor):
                if id(parameter) not in known:
                    values = whole(parameter.detach(), keep=keep)
                    known[id(parameter)] = nn.Parameter(values, requires_grad=parameter.requires_grad)
                module._parameters[name] = known[id(parameter)]
