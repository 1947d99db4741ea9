"""AdamW whose gradients and moments DeepSpeed cuts among the processes.

Checkpoints hold the moments whole, as those of AdamW in one process, so that any number of processes, with DeepSpeed or
without, can go on from them.
"""

import importlib
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from humocon.errors import ConfigError
from humocon.training.zero import config_of

_BUCKET = 50_000_000
"""Most gradients that are sent together; DeepSpeed's own default takes 2 GB on each GPU before a model is trained."""


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
        zero = config_of(accelerator)["zero_optimization"]
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
