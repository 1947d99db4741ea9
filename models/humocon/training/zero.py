"""DeepSpeed's ZeRO, stages 1 and 2: moments of the optimizer, in stage 2 gradients too, are cut among the processes.

Accelerate starts it where its configuration says so (`recipes/accelerate/deepspeed.yaml`). DeepSpeed's engine would
clip, step and save by itself, with pickle; here it only moves the weights, and checkpoints hold the moments whole, as
those of AdamW in one process, so that any number of processes, with DeepSpeed or without, can go on from them.
"""

import importlib
import logging
import warnings
from typing import Any

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import DeepSpeedPlugin, DistributedType
from accelerate.utils.environment import parse_flag_from_env
from torch import Tensor, nn

from humocon.errors import ConfigError

_BUCKET = 50_000_000
"""Most gradients that are sent together; DeepSpeed's own default takes 2 GB on each GPU before a model is trained."""
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
    config = _config(accelerator)
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
    if isinstance(value, dict):
        return bool(value.get("enabled", value.get("device", "none") != "none" if "device" in value else value))
    return value not in (None, False, "auto")


def _config(accelerator: Accelerator) -> dict[str, Any]:
    plugin = accelerator.state.deepspeed_plugin
    assert plugin is not None
    return plugin.deepspeed_config


def is_zero(accelerator: Accelerator) -> bool:
    """Whether DeepSpeed cuts the moments among the processes."""
    return accelerator.state.distributed_type == DistributedType.DEEPSPEED


def describe_zero(accelerator: Accelerator) -> str:
    """What is cut among the processes, for the line that tells them."""
    stage = _config(accelerator)["zero_optimization"]["stage"]
    return f"{'gradients and ' if stage == 2 else ''}moments cut among them by DeepSpeed"


class ZeroOptimizer:
    """AdamW over a model whose gradients and moments DeepSpeed cuts among the processes; a part of a checkpoint.

    What gets no gradient in a step has one of zero: its moments move it on, where AdamW alone leaves it.

    Args:
        model: on its device; every process holds its weights.
        optimizer: AdamW of the parameters that learn.
        accelerator: the processes, see `settle_zero`.
        autocast: the precision of the model's forward pass; None for that of its weights.

    Raises:
        ConfigError: a parameter that learns is not in float32; DeepSpeed would make it so, and the others of its group.

    Attributes:
        engine: DeepSpeed's, with the model inside.
    """

    def __init__(
        self, model: nn.Module, optimizer: torch.optim.Optimizer, accelerator: Accelerator, autocast: torch.dtype | None
    ) -> None:
        self._accelerator = accelerator
        self._groups = [list(group["params"]) for group in optimizer.param_groups]  # DeepSpeed puts flat ones there
        learning = [parameter for group in self._groups for parameter in group]
        if any(parameter.dtype != torch.float32 for parameter in learning):
            raise ConfigError("under DeepSpeed only float32 learns: set dtype=float32, or rank above 0 for LoRA")
        zero = _config(accelerator)["zero_optimization"]
        zero.setdefault("reduce_bucket_size", min(_BUCKET, sum(parameter.numel() for parameter in learning)))
        self._model, self._forward = model, model.forward
        if autocast is not None:
            model.forward = torch.autocast(accelerator.device.type, dtype=autocast)(model.forward)
        self.engine, _ = accelerator.prepare(model, optimizer)
        self._inner = optimizer

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """Groups of AdamW, whose rate each step sets."""
        return self._inner.param_groups

    def backward(self, loss: Tensor) -> None:
        """Add the gradients of a micro-batch; DeepSpeed divides them by the processes.

        Args:
            loss: this process's share of the step's loss, a scalar.
        """
        self.engine.set_gradient_accumulation_boundary(is_boundary=self._accelerator.sync_gradients)
        self.engine.backward(loss * self._accelerator.num_processes, scale_wrt_gas=False)

    def clip(self, most: float) -> Tensor:
        """Have the step clip the gradients to a norm of `most`; gives the norm before, infinite if not a number."""
        self.engine.optimizer.clip_grad = most
        return self.engine.optimizer.scaled_global_norm()

    def step(self) -> None:
        """Take the step; the gradients are used up."""
        self.engine.step()

    def drop(self) -> None:
        """Use up the gradients without a step: DeepSpeed passes over those that are not numbers, and clears them."""
        for values in self.engine.optimizer.averaged_gradients.values():
            for value in values:
                value.fill_(torch.nan)
        self.engine.step()
        assert not self.engine.was_step_applied()

    def zero_grad(self) -> None:
        """Nothing is left to clear."""

    def state_dict(self) -> dict[str, Any]:
        """The state that AdamW would have in one process: `state` by the number of the parameter, and `param_groups`.

        Each process must call it; the main process gets the moments, on the CPU, the others empty ones.
        """
        get = importlib.import_module("deepspeed.utils").safe_get_full_optimizer_state
        self._link()
        state, groups, keep = {}, [], self._accelerator.is_main_process
        for own, flat in zip(self._groups, self._inner.param_groups, strict=True):
            moments = self._inner.state.get(flat["params"][0], {})
            numbers = list(range(len(state), len(state) + len(own)))
            for number, parameter in zip(numbers, own, strict=True):
                state[number] = {}
                for name, value in moments.items():
                    if value.ndim:
                        value = get(parameter, name)
                        value = value.cpu() if keep else value.to("meta")
                    state[number][name] = value
            groups.append({key: value for key, value in flat.items() if key != "params"} | {"params": numbers})
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take a state that `state_dict` gave, or AdamW in one process; the weights have been loaded before.

        Raises:
            ValueError: it has other parameters.
        """
        saved = state_dict["param_groups"]
        if [len(group["params"]) for group in saved] != list(map(len, self._groups)):
            raise ValueError("the optimizer moved other parameters")
        set_moment = importlib.import_module("deepspeed.utils").safe_set_full_optimizer_state
        self.engine.optimizer.refresh_fp32_params()  # its own copy of the weights, which is the one that it moves
        for flat, group in zip(self._inner.param_groups, saved, strict=True):
            flat.update({key: value for key, value in group.items() if key != "params"})
            known = (state_dict["state"].get(number, {}) for number in group["params"])  # none of what never moved
            longest = max(known, key=lambda moments: float(moments.get("step", 0)))
            (partition,) = flat["params"]
            self._inner.state[partition] = {
                name: torch.zeros_like(partition) if value.ndim else value.clone() for name, value in longest.items()
            }
        self._link()
        for own, group in zip(self._groups, saved, strict=True):
            for parameter, number in zip(own, group["params"], strict=True):
                for name, value in state_dict["state"].get(number, {}).items():
                    if value.shape != parameter.shape and value.ndim:
                        raise ValueError(f"a moment of shape {tuple(value.shape)}, not {tuple(parameter.shape)}")
                    if value.ndim:
                        set_moment(parameter, value.to(parameter.device), name)

    def _link(self) -> None:
        """Have each parameter know its part of the moments; DeepSpeed does it after the first group's first step."""
        self.engine.optimizer._hp_optimizer_states_linked = False
        self.engine.optimizer._lazy_init_hp_params_optimizer_state()

    def release(self) -> None:
        """Let go of DeepSpeed, and give the weights memory of their own: it has all of them in one piece."""
        engine, inner = self.engine, self.engine.optimizer
        engine.destroy()
        for hook in (engine.module_forward_pre_hook, engine.module_forward_post_hook):
            hook.remove()  # they hold the engine, and the model holds them
        self._model.forward = self._forward
        self._inner.state.clear()
        inner.single_partition_of_fp32_groups.clear()
        for own in self._groups:
            device, values = own[0].device, [parameter.detach().to("cpu", copy=True) for parameter in own]
            for parameter in own:
                parameter.data = parameter.data.new_empty(0)
            inner.bit16_groups_flat.pop(0)
            inner.parallel_partitioned_bit16_groups.pop(0)
            for parameter, value in zip(own, values, strict=True):
                parameter.data = value.to(device)
