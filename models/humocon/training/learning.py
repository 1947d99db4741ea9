"""The loop that the language stages share: batches by index, one summed loss, checkpoints of what learns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast

import torch
from torch import Tensor, nn

from humocon.language.processing import IGNORED
from humocon.training.checkpoint import Resumed, resume, save_checkpoint
from humocon.training.divergence import stop_if_diverged
from humocon.training.launch import all_reduce_sum, describe_processes, micro_shares, start
from humocon.training.muon import by_name, make_optimizers
from humocon.training.report import Report
from humocon.training.schedule import learning_rate
from humocon.training.stopping import StopSignal


@dataclass(frozen=True, kw_only=True)
class LearningConfig:
    """How a language stage learns."""

    steps: int
    learning_rate: float
    batch_size: int
    warmup: int = 50
    accumulate: int = 1
    weight_decay: float = 0.0
    clip_norm: float = 1.0
    optimizer: Literal["adamw", "muon"] = "adamw"
    mixed_precision: Literal["no", "bf16", "fp16"] = "no"
    log_every: int = 20
    validate_every: int = 200
    save_every: int = 200

    def describe(self) -> dict[str, str]:
        """Rows for a table."""
        batch = str(self.batch_size) + (f" in {self.accumulate} parts" if self.accumulate > 1 else "")
        rate = f"{self.learning_rate:g}, warm-up {self.warmup}"
        return {"steps": f"{self.steps:,}", "batch": batch, "learning rate": rate, "precision": self.mixed_precision}


class Batch(Protocol):
    """A batch of conversations."""

    @property
    def labels(self) -> Tensor:
        """(B, T), `IGNORED` outside the answers."""
        ...

    def inputs(self) -> dict[str, Tensor]:
        """Arguments of the model's forward, labels included."""
        ...

    def counts(self) -> dict[str, int]:
        """Tokens that a loss is taken on, by the argument of the model's forward that is told their global number."""
        ...

    def to(self, device: torch.device) -> "Batch":
        """The same batch on another device."""
        ...


class Batches(Protocol):
    """Batches by step and indices."""

    def batch(self, step: int, indices: Iterable[int]) -> Batch:
        """The samples of one step with the given indices."""
        ...


class Learner:
    """The trainable parameters of a model as a part of a checkpoint; frozen weights are not written again and again."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model

    def state_dict(self) -> dict[str, Tensor]:
        """Trainable parameters by name."""
        return {name: value.detach() for name, value in self.model.named_parameters() if value.requires_grad}

    @torch.no_grad()
    def load_state_dict(self, state_dict: dict[str, Tensor]) -> None:
        """Take parameters saved earlier.

        Raises:
            KeyError: names differ from those that learn now.
        """
        own = {name: value for name, value in self.model.named_parameters() if value.requires_grad}
        if own.keys() != state_dict.keys():
            raise KeyError(f"{len(own.keys() ^ state_dict.keys())} parameters are not those that learn now")
        for name, value in state_dict.items():
            own[name].copy_(value)


def learn(
    model: nn.Module,
    train: Batches,
    held_out: Batches,
    config: LearningConfig,
    *,
    name: str,
    folder: Path,
    seed: int,
    report: Report,
    resumes: bool = True,
    device: str | None = None,
) -> bool:
    """Train the parameters of a model that require a gradient, and leave it in evaluation mode.

    The loss of a step is the mean over all answer tokens of its global batch, however many processes and micro-batches
    share it.

    Args:
        model: takes `Batch.inputs()` and the names of `Batch.counts()`; its output has a `loss`.
        train: batches by step and index.
        held_out: the same, of data that is not trained on.
        config: see there.
        name: of the stage, for the report.
        folder: gets the checkpoints.
        seed: of the weights' noise and dropout.
        report: is told the losses and, every `validate_every` steps, the share of answers that are right.
        resumes: go on from the newest checkpoint.
        device: see `start`.

    Raises:
        StoppedError: by a signal, after saving.

    Returns:
        Whether this is the main process, which saves.
    """
    accelerator = start(
        seed=seed, mixed_precision=config.mixed_precision, gradient_accumulation=config.accumulate, device=device
    )
    learning = [value for value in model.parameters() if value.requires_grad]
    wrapped = accelerator.prepare(model)
    made = make_optimizers(
        model, config.optimizer, learning_rate=config.learning_rate, weight_decay=config.weight_decay
    )
    optimizers = [accelerator.prepare(optimizer) for optimizer in made]
    parts = {"learner": Learner(model), **by_name(optimizers)}
    resumed = resume(folder, parts) if resumes else Resumed(step=0, path=None)
    count = sum(value.numel() for value in learning)
    facts = {"processes": describe_processes(accelerator), "num_processes": accelerator.num_processes}
    facts["parameters that learn"] = f"{count:,}"
    report.start(name, config.steps, facts, resumed.step)
    for line in resumed.messages:
        report.message(line)
    with StopSignal(report, accelerator.device) as signals:
        for step in range(resumed.step, config.steps):
            rate = learning_rate(step, peak=config.learning_rate, warmup=config.warmup, total=config.steps)
            for group in (group for optimizer in optimizers for group in optimizer.param_groups):
                group["lr"] = rate
            wrapped.train()
            batches = [train.batch(step, share) for share in micro_shares(config.batch_size, accelerator)]
            counts = _global_counts(batches, accelerator.device)
            summed = norm = torch.zeros((), device=accelerator.device)
            # Accelerate divides by the micro-batches, DistributedDataParallel by the processes; the sum wants neither.
            scale = accelerator.num_processes * config.accumulate
            for batch in batches:
                with accelerator.accumulate(wrapped):
                    output = wrapped(**batch.to(accelerator.device).inputs(), **counts)
                    accelerator.backward(output.loss * scale)
                    summed = summed + output.loss.detach()
                    if accelerator.sync_gradients:
                        norm = cast(Tensor, accelerator.clip_grad_norm_(learning, config.clip_norm))
                    for optimizer in optimizers:
                        optimizer.step()
                        optimizer.zero_grad()
            loss = stop_if_diverged(step + 1, summed, None if config.mixed_precision == "fp16" else norm)
            if (step + 1) % config.log_every == 0:
                report.metrics(step + 1, {"loss": loss, "norm": float(norm), "rate": rate})
            last = step + 1 == config.steps
            stops = signals.wanted() and not last
            if ((step + 1) % config.validate_every == 0 or last) and not stops:
                report.metrics(step + 1, validate(model, held_out, accelerator.device), split="val")
            if (step + 1) % config.save_every == 0 or last or stops:
                save_checkpoint(folder, step + 1, parts)
            if stops:
                raise signals.stop(step + 1)
    report.finish()
    model.eval()
    return accelerator.is_main_process


def _global_counts(batches: Sequence[Batch], device: torch.device) -> dict[str, Tensor]:
    """What the losses of one step are divided by: `Batch.counts` over all micro-batches of all processes."""
    own = [batch.counts() for batch in batches]
    sums = {name: float(sum(count[name] for count in own)) for name in own[0]}
    return {name: all_reduce_sum(torch.tensor(count, device=device)) for name, count in sums.items()}


@torch.no_grad()
def validate(model: nn.Module, held_out: Batches, device: torch.device, num_batches: int = 4) -> dict[str, float]:
    """Loss and the share of answers whose every token is the most likely one, over held-out conversations of 32.

    An answer that is right token by token, each after the right ones before it, is what greedy decoding would write.
    """
    _evaluation_mode(model)
    loss, tokens, right, answers = 0.0, 0, 0, 0
    for step in range(num_batches):
        batch = held_out.batch(step, range(32)).to(device)
        inputs = batch.inputs()
        labels = inputs.pop("labels")[:, 1:]
        logits = model(**inputs).logits[:, :-1].float()
        wanted = labels != IGNORED
        loss += float(nn.functional.cross_entropy(logits[wanted], labels[wanted], reduction="sum"))
        tokens += int(wanted.sum())
        # An answer is a run of labelled tokens; it is right where no token of the run is wrong.
        begins = wanted & ~nn.functional.pad(wanted, (1, 0))[:, :-1]
        run = begins.flatten().cumsum(0)[wanted.flatten()]
        wrong = (logits.argmax(-1) != labels).flatten()[wanted.flatten()]
        answers += int(begins.sum())
        right += int(begins.sum()) - len(run[wrong].unique())
    return {"loss": loss / tokens, "answers": right / answers}


def _evaluation_mode(model: nn.Module) -> None:
    """Switch dropout off; 4-bit layers stay in training mode.

    On the CPU bitsandbytes repacks the weights of a layer in evaluation mode, for good: no gradient passes through them
    in the steps that follow.
    """
    model.eval()
    for module in model.modules():
        if type(module).__module__.startswith("bitsandbytes"):
            module.train()
