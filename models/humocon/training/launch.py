"""Processes and devices: set-up by Accelerate, the share of a global batch, and sums and gathers across processes.

Batches are built by index (sample i of step s is made from the seed, s and i), so no DataLoader is split or prepared:
process r of P takes the samples r, r + P, r + 2P ... of each global batch.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import torch
from accelerate import Accelerator, PartialState
from accelerate.state import AcceleratorState
from accelerate.utils import DistributedDataParallelKwargs, DistributedType, set_seed

from humocon.errors import ConfigError
from humocon.parallel import Team
from humocon.training.sharding import is_sharded, settle_sharding
from humocon.training.zero import describe_zero, is_zero, prepare_zero, settle_zero

_PATIENCE = timedelta(hours=12)


def start(
    *,
    seed: int,
    mixed_precision: Literal["no", "bf16", "fp16"] = "no",
    gradient_accumulation: int = 1,
    device: str | None = None,
) -> Accelerator:
    """Joins the processes that a launcher started (`torchrun`, `accelerate launch`), or runs alone, and seeds.

    Every process gets the same seed, so that all of them build the same initial weights. Calling it again in one
    process (a second stage) forgets the earlier precision and, unless several processes run, the earlier device.

    Args:
        seed: Seeds the global generators of python, numpy and torch (CPU and GPU).
        mixed_precision: "bf16" and "fp16" run the forward pass under autocast.
        gradient_accumulation: Micro-batches for one optimizer step, for `accelerator.accumulate`.
        device: "cpu", "cuda", "cuda:1", "mps"; None takes CUDA where there is one, otherwise the CPU.

    Raises:
        ConfigError: The device is unknown or absent, the precision does not run on it, or a number is out of range; or
            Accelerate is configured for something that cannot be done, see `humocon.training.sharding` and `.zero`.
    """
    if gradient_accumulation < 1:
        raise ConfigError(f"gradient_accumulation must be at least 1, got {gradient_accumulation}")
    chosen = _choose_device(device)
    if mixed_precision == "fp16" and chosen.type == "cpu":
        raise ConfigError("mixed_precision=fp16 needs a GPU; use mixed_precision=bf16 or no on the CPU")
    cuts_moments = prepare_zero(chosen)
    if mixed_precision == "fp16" and cuts_moments:
        raise ConfigError("mixed_precision=fp16 does not run with DeepSpeed here; use mixed_precision=bf16 or no")
    several = torch.distributed.is_available() and torch.distributed.is_initialized()
    AcceleratorState._reset_state(reset_partial_state=not several)
    # Without cpu=True, Accelerate ignores torchrun on a machine without a GPU and each process would run alone.
    # One process may prepare pairs for hours while the others wait for it.
    state = PartialState(cpu=chosen.type == "cpu", timeout=_PATIENCE)
    if state.num_processes > 1:
        if cuts_moments and chosen.type == "cpu":
            state.distributed_type = DistributedType.MULTI_CPU  # an earlier stage may have settled it otherwise
        if chosen.index is not None:
            raise ConfigError(f"device={device} names one GPU but {state.num_processes} processes run; use device=cuda")
    else:
        state.device = chosen
        if chosen.type == "cuda":
            torch.cuda.set_device(chosen)
    accelerator = Accelerator(
        cpu=chosen.type == "cpu",
        # DeepSpeed would make all weights bf16; see `zero_optimizer`.
        mixed_precision="no" if cuts_moments else mixed_precision,
        gradient_accumulation_steps=gradient_accumulation,
        step_scheduler_with_optimizer=False,
        # A phase may leave parts of a model without a gradient; buffers are kept equal by whoever updates them.
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=True, broadcast_buffers=False)],
    )
    settle_sharding(accelerator)
    if cuts_moments:
        settle_zero(accelerator, gradient_accumulation)
    set_seed(seed)
    return accelerator


def _choose_device(device: str | None) -> torch.device:
    """Turns the name of a device into one that exists here."""
    if device is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        chosen = torch.device(device)
    except RuntimeError as error:
        raise ConfigError(f"device={device} is unknown; use cpu, cuda, cuda:0 or mps") from error
    present = {
        "cpu": True,
        "cuda": torch.cuda.is_available() and (chosen.index or 0) < torch.cuda.device_count(),
        "mps": torch.backends.mps.is_available(),
    }
    if not present.get(chosen.type, False):
        raise ConfigError(f"device={device} is not on this machine; use device=cpu, or leave it out")
    return chosen


def describe_processes(accelerator: Accelerator) -> str:
    """Says how many processes really run and on what, e.g. "2 processes (gloo, cpu)" or "1 process (cpu)"."""
    device = accelerator.device.type
    if device == "cuda":
        device = f"cuda, {torch.cuda.get_device_name(accelerator.device)}"
    if accelerator.num_processes == 1:
        return f"1 process ({device})"
    device += ", weights cut among them" if is_sharded(accelerator) else ""
    device += f", {describe_zero(accelerator)}" if is_zero(accelerator) else ""
    return f"{accelerator.num_processes} processes ({torch.distributed.get_backend()}, {device})"


def process_share(num_samples: int, accelerator: Accelerator) -> range:
    """Gives the indices of a global batch that this process takes: r, r + P, r + 2P ...

    Raises:
        ConfigError: The global batch cannot be shared evenly.
    """
    num_processes = accelerator.num_processes
    if num_samples < 1 or num_samples % num_processes:
        raise ConfigError(
            f"a global batch of {num_samples} cannot be shared evenly by {num_processes} processes; "
            f"make the batch size a multiple of {num_processes}"
        )
    return range(accelerator.process_index, num_samples, num_processes)


def micro_shares(num_samples: int, accelerator: Accelerator) -> list[range]:
    """Cuts a global batch into the micro-batches of gradient accumulation and gives this process its share of each.

    Micro-batch a of A is the a-th consecutive part of the global batch; process r takes its samples r, r + P ... .

    Raises:
        ConfigError: The global batch cannot be cut or shared evenly.
    """
    parts = accelerator.gradient_accumulation_steps
    if num_samples % (parts * accelerator.num_processes):
        raise ConfigError(
            f"a global batch of {num_samples} cannot be cut into {parts} micro-batches for {accelerator.num_processes} "
            f"processes; make the batch size a multiple of {parts * accelerator.num_processes}"
        )
    size = num_samples // parts
    share = process_share(size, accelerator)
    return [range(share.start + part * size, (part + 1) * size, share.step) for part in range(parts)]


def gather_interleaved(tensor: torch.Tensor, accelerator: Accelerator) -> torch.Tensor:
    """Gathers rows from all processes in the order that one process would have had, without gradient.

    Args:
        tensor: (n, ...), the rows of this process: those of `process_share`; n is the same in every process.
        accelerator: The processes.

    Returns:
        (n * P, ...), where row i * P + r is row i of process r.
    """
    if tensor.dim() == 0:
        raise ValueError("gather_interleaved needs rows, got a tensor without axes")
    if accelerator.num_processes == 1:
        return tensor.detach()
    rows = torch.empty((accelerator.num_processes, *tensor.shape), dtype=tensor.dtype, device=tensor.device)
    torch.distributed.all_gather(list(rows.unbind(0)), tensor.detach().contiguous())
    return rows.transpose(0, 1).reshape(-1, *tensor.shape[1:])


def launch_warning(environment: Mapping[str, str], num_processes: int) -> str | None:
    """Says so when a launcher was asked for more processes than really run.

    `accelerate launch --cpu --num_processes 2` starts one process and says nothing; of the number it was asked for it
    leaves only `MASTER_ADDR`, which it sets when that number is above one.

    Args:
        environment: The variables of the process, e.g. `os.environ`.
        num_processes: The number of processes that really run.
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
