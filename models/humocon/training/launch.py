"""Processes and devices: set-up by Accelerate, and the share of a global batch.

Batches are built by index (sample i of step s is made from the seed, s and i), so no DataLoader is split or prepared:
process r of P takes the samples r, r + P, r + 2P ... of each global batch.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import torch
from accelerate import Accelerator, PartialState
from accelerate.state import AcceleratorState
from accelerate.utils import DistributedDataParallelKwargs, set_seed
from accelerate.utils.environment import parse_flag_from_env

from humocon.errors import ConfigError
from humocon.parallel import Team, find_device, is_joined
from humocon.training.sharding import is_sharded, settle_sharding

_PATIENCE = timedelta(hours=12)


def start(
    *,
    seed: int,
    mixed_precision: Literal["no", "bf16", "fp16"] = "no",
    gradient_accumulation: int = 1,
    device: str | None = None,
) -> Accelerator:
    """Join the processes that a launcher started (`torchrun`, `accelerate launch`), or run alone, and seed.

    Every process gets the same seed, so that all of them build the same initial weights. Calling it again in one
    process (a second stage) forgets the earlier precision and, unless several processes run, the earlier device.

    Args:
        seed: of the global generators of python, numpy and torch (CPU and GPU).
        mixed_precision: "bf16" and "fp16" run the forward pass under autocast.
        gradient_accumulation: micro-batches for one optimizer step, for `accelerator.accumulate`.
        device: "cpu", "gpu", "cuda:1", "mps"; None takes CUDA where there is one, otherwise the CPU.

    Raises:
        ConfigError: the device is unknown or absent, the precision does not run on it, or a number is out of range; or
            Accelerate is configured for something that does not run here, such as DeepSpeed.
    """
    if gradient_accumulation < 1:
        raise ConfigError(f"gradient_accumulation must be at least 1, got {gradient_accumulation}")
    chosen = find_device(device)
    if mixed_precision == "fp16" and chosen.type == "cpu":
        raise ConfigError("mixed_precision=fp16 needs a GPU; use mixed_precision=bf16 or no on the CPU")
    if parse_flag_from_env("ACCELERATE_USE_DEEPSPEED"):
        raise ConfigError("DeepSpeed is asked for, which does not run here; take recipes/accelerate/fsdp2.yaml")
    _join(chosen, device)
    accelerator = Accelerator(
        cpu=chosen.type == "cpu",
        mixed_precision=mixed_precision,
        gradient_accumulation_steps=gradient_accumulation,
        step_scheduler_with_optimizer=False,
        # A phase may leave parts of a model without a gradient; buffers are kept equal by whoever updates them.
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=True, broadcast_buffers=False)],
    )
    settle_sharding(accelerator)
    set_seed(seed)
    return accelerator


def _join(chosen: torch.device, device: str | None) -> None:
    """Join the other processes, or be alone on the chosen device, which the user calls `device`."""
    AcceleratorState._reset_state(reset_partial_state=not is_joined())
    # Without cpu=True, Accelerate ignores torchrun on a machine without a GPU and each process would run alone.
    # One process may prepare pairs for hours while the others wait for it.
    state = PartialState(cpu=chosen.type == "cpu", timeout=_PATIENCE)
    if state.num_processes > 1:
        if chosen.index is not None:
            raise ConfigError(f"device={device} names one GPU but {state.num_processes} processes run; use device=cuda")
    else:
        state.device = chosen
        if chosen.type == "cuda":
            torch.cuda.set_device(chosen)


def describe_processes(accelerator: Accelerator) -> str:
    """How many processes really run and on what: "2 processes (gloo, cpu)" or "1 process (cpu)"."""
    device = accelerator.device.type
    if device == "cuda":
        device = f"cuda, {torch.cuda.get_device_name(accelerator.device)}"
    if accelerator.num_processes == 1:
        return f"1 process ({device})"
    device += ", weights cut among them" if is_sharded(accelerator) else ""
    return f"{accelerator.num_processes} processes ({accelerator.state.backend}, {device})"


def micro_shares(num_samples: int, accelerator: Accelerator) -> list[range]:
    """Cut a global batch into the micro-batches of gradient accumulation and give this process its share of each.

    Micro-batch a of A is the a-th consecutive part of the global batch; process r of P takes its samples r, r + P ... .

    Raises:
        ConfigError: the global batch cannot be cut or shared evenly.
    """
    parts, processes = accelerator.gradient_accumulation_steps, accelerator.num_processes
    if num_samples < 1 or num_samples % (parts * processes):
        raise ConfigError(
            f"a global batch of {num_samples} cannot be cut into {parts} micro-batches for {processes} processes; "
            f"make the batch size a multiple of {parts * processes}"
        )
    size = num_samples // parts
    return [range(part * size + accelerator.process_index, (part + 1) * size, processes) for part in range(parts)]


def launch_warning(environment: Mapping[str, str], num_processes: int) -> str | None:
    """What to say where a launcher was asked for more processes than really run.

    `accelerate launch --cpu --num_processes 2` starts one process and says nothing; of the number it was asked for it
    leaves only `MASTER_ADDR`, which it sets when that number is above one.

    Args:
        environment: variables of the process, such as `os.environ`.
        num_processes: that really run.
    """
    advice = "start it with: torchrun --nproc_per_node N -m humocon_cli ..."
    for name in ("WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS"):
        asked = environment.get(name, "")
        if asked.isdecimal() and int(asked) > num_processes:
            return f"{name} asks for {asked} processes but {num_processes} run; {advice}"
    by_accelerate = "ACCELERATE_MIXED_PRECISION" in environment and "MASTER_ADDR" in environment
    if num_processes == 1 and by_accelerate and "WORLD_SIZE" not in environment:
        return f"accelerate launch was asked for several processes but one runs; {advice}"
    return None


def assemble(device: str | None, seed: int) -> Team:
    """Join the processes that a launcher started, or run alone.

    Raises:
        ConfigError: there is no such device.
    """
    accelerator = start(seed=seed, device=device)
    return Team(
        accelerator.process_index, accelerator.num_processes, accelerator.device, describe_processes(accelerator)
    )
