"""DeepSpeed's ZeRO, stages 1 and 2: moments of the optimizer, in stage 2 gradients too, are cut among the processes.

Accelerate starts it where its configuration says so (`recipes/accelerate/deepspeed.yaml`). DeepSpeed's engine would
clip, step and save by itself, with pickle; here it only moves the weights, see `humocon.training.zero_optimizer`.
"""

import importlib
import logging
import warnings
from typing import Any

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import DeepSpeedPlugin, DistributedType
from accelerate.utils.environment import parse_flag_from_env

from humocon.errors import ConfigError

# What of DeepSpeed's configuration runs here. Most of the rest changes what is learned, or where moments lie.
_KEYS = frozenset({"train_batch_size", "train_micro_batch_size_per_gpu", "gradient_accumulation_steps"})
_KEYS |= {"gradient_clipping", "zero_optimization", "steps_per_print", "zero_allow_untested_optimizer"}
_ZERO_KEYS = frozenset({"stage", "reduce_bucket_size", "allgather_bucket_size", "overlap_comm", "reduce_scatter"})
_ZERO_KEYS |= {"contiguous_gradients", "allgather_partitions", "use_multi_rank_bucket_allreduce"}


def prepare_zero(device: torch.device) -> bool:
    """Before Accelerate starts: whether it is asked for DeepSpeed, which is then made ready.

    Raises:
        ConfigError: DeepSpeed is asked for, but not installed.
    """
    if not parse_flag_from_env("ACCELERATE_USE_DEEPSPEED"):
        return False
    warnings.filterwarnings("ignore", r".*all_gather_into_tensor.* is deprecated", FutureWarning)
    try:
        deepspeed = importlib.import_module("deepspeed")
    except ImportError as error:
        raise ConfigError(
            "DeepSpeed is asked for, but not installed: pip install 'humocon[deepspeed]', or take "
            "recipes/accelerate/fsdp2.yaml, which needs nothing more"
        ) from error
    logging.getLogger("DeepSpeed").setLevel(logging.ERROR)
    if device.type == "cpu":
        cpu = importlib.import_module("deepspeed.accelerator.cpu_accelerator").CPU_Accelerator
        deepspeed.accelerator.set_accelerator(cpu())
        # On the CPU it would compile its own way through shared memory, in all processes at once; gloo is there.
        deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False
    return True


def settle_zero(accelerator: Accelerator, gradient_accumulation: int) -> None:
    """Let DeepSpeed cut on the CPU too, where Accelerate starts it on GPUs alone, and accumulate as the recipe says.

    Raises:
        ConfigError: a single process runs, or see `check_config`.
    """
    state = accelerator.state
    if accelerator.num_processes > 1 and accelerator.device.type == "cpu":
        plugin = DeepSpeedPlugin()
        plugin.set_mixed_precision("no")
        # Both remember it: the one is filled again from the other.
        PartialState().distributed_type = state.distributed_type = DistributedType.DEEPSPEED
        state.deepspeed_plugins = plugin
        plugin.select(_from_accelerator_state=True)
    if not is_zero(accelerator) or accelerator.num_processes == 1:
        raise ConfigError("DeepSpeed is asked for, but one process runs; start several, or leave out --config_file")
    config = config_of(accelerator)
    check_config(config)
    config["train_micro_batch_size_per_gpu"] = 1  # it must be told some number, and only shows it
    # What Accelerate's configuration says of it would win.
    config["gradient_accumulation_steps"] = accelerator.gradient_accumulation_steps = gradient_accumulation


def check_config(config: dict[str, Any]) -> None:
    """Refuse what DeepSpeed can do and this module cannot.

    Args:
        config: DeepSpeed's, from Accelerate's configuration or a file of its own.

    Raises:
        ConfigError: it asks for more than stages 1 and 2, or for something that the recipe says.
    """
    zero = config["zero_optimization"]
    if zero.get("stage") not in (1, 2):
        raise ConfigError(
            f"DeepSpeed is asked for ZeRO stage {zero.get('stage')}; stages 1 and 2 run here, and "
            "recipes/accelerate/fsdp2.yaml cuts the weights, too"
        )
    asked = [key for key, value in config.items() if key not in _KEYS and _is_set(value)]
    asked += [f"zero_optimization.{key}" for key, value in zero.items() if key not in _ZERO_KEYS and _is_set(value)]
    if asked:
        raise ConfigError(
            f"DeepSpeed's configuration sets {', '.join(sorted(asked))}, which does not run here; leave it out "
            "(optimizer, rate, clipping and precision are in the recipe)"
        )


def _is_set(value: Any) -> bool:
    """Whether a value asks for something, as `{"enabled": false}` and `{"device": "none"}` do not."""
    if not isinstance(value, dict):
        return value not in (None, False, "auto")
    if "enabled" in value:
        return bool(value["enabled"])
    if "device" in value:
        return value["device"] != "none"
    return bool(value)


def config_of(accelerator: Accelerator) -> dict[str, Any]:
    """DeepSpeed's configuration, as Accelerate filled it in."""
    plugin = accelerator.state.deepspeed_plugin
    assert plugin is not None
    return plugin.deepspeed_config


def is_zero(accelerator: Accelerator) -> bool:
    """Whether DeepSpeed cuts the moments among the processes."""
    return accelerator.state.distributed_type == DistributedType.DEEPSPEED


def describe_zero(accelerator: Accelerator) -> str:
    """What is cut among the processes, for the line that tells them."""
    stage = config_of(accelerator)["zero_optimization"]["stage"]
    return f"{'gradients and ' if stage == 2 else ''}moments cut among them by DeepSpeed"
