"""Learning of a stage that answers: what a recipe says of it, one optimizer step, and the loop around the steps.

Batches are made by index, the losses of a step are summed over its micro-batches and processes, and checkpoints hold
what learns.
"""

import functools
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from humocon.language.tokenizer import IGNORED
from humocon.parallel import all_reduce_sum
from humocon.training.checkpoint import Resumed, resume, save_checkpoint
from humocon.training.configuration import LearningConfig
from humocon.training.divergence import Divergence
from humocon.training.launch import describe_processes, micro_shares, start
from humocon.training.memory import cut_batch, explain_out_of_memory, is_out_of_memory
from humocon.training.optimizer import Mover
from humocon.training.prefetch import Ahead
from humocon.training.report import Report
from humocon.training.schedule import learning_rate
from humocon.training.sharding import cut_like, is_sharded, make_whole
from humocon.training.states import capture_generators, restore_generators
from humocon.training.stopping import StopSignal

_REMEDY = (
    "raise learning.accumulate or set learning.fit_memory=true, which keep the losses, or lower learning.batch_size; "
    "of a large language model, load_in_4bit=true or dtype=bfloat16 make less"
)


class Batch(Protocol):
    """A batch of samples with what is to be answered: tokens of conversations, or the action of each stretch."""

    def inputs(self) -> dict[str, Tensor]:
        """Arguments of the model's forward, `labels` included."""
        ...

    def counts(self) -> dict[str, int]:
        """Labels that a loss is taken on, by the argument of the model's forward that is told their global number."""
        ...

    def answers(self, logits: Tensor) -> tuple[Tensor, Tensor]:
        """What the model's logits without labels say, (B, S, V), and what is right, (B, S), `IGNORED` between answers.

        An answer is a run of S that is not ignored.
        """
        ...

    def to(self, device: torch.device) -> "Batch":
        """The same batch on another device."""
        ...


class Batches(Protocol):
    """Batches by step and indices."""

    def batch(self, step: int, indices: Iterable[int]) -> Batch:
        """The samples of one step with the given indices."""
        ...


class Gradients(NamedTuple):
    """What a step gave, its gradients aside: this process's loss of each micro-batch, and the norm before clipping."""

    losses: list[Tensor]
    norm: Tensor


class Taken(NamedTuple):
    """What is told of a step; not read before, as a GPU would be waited for."""

    loss: Tensor
    norm: Tensor
    rate: float

    def values(self) -> dict[str, float]:
        """As numbers."""
        return {"loss": float(self.loss), "norm": float(self.norm), "rate": self.rate}


class Stepper:
    """Takes the optimizer steps of a model; tells of those passed over, and of batches cut into more parts."""

    def __init__(self, model: nn.Module, accelerator: Accelerator, config: LearningConfig, report: Report) -> None:
        self.accelerator, self.config, self.report = accelerator, config, report
        divergence = Divergence(config.on_divergence, config.norm_limit, report)
        self.mover = Mover(model, accelerator, divergence, kind=config.optimizer, weight_decay=config.weight_decay)

    def micro_batches(self, step: int, train: Batches) -> list[Batch]:
        """The micro-batches of a step that this process takes, on the CPU."""
        return [train.batch(step, share) for share in micro_shares(self.config.batch_size, self.accelerator)]

    def take(self, step: int, batches: Ahead[list[Batch]]) -> Taken:
        """Take a step, the first of which is 0, from what `micro_batches` makes.

        Raises:
            ConfigError: it or the step before diverged; see `Divergence`.
        """
        config, mover = self.config, self.mover
        rate = learning_rate(step, peak=config.learning_rate, warmup=config.warmup, total=config.steps)
        mover.set_rate(rate)
        mover.wrapped.train()
        losses, norm = (self._fitting_gradients if config.fit_memory else self._gradients)(step, batches)
        loss = mover.step(step + 1, losses, norm, batch_size=config.batch_size)
        return Taken(loss, norm, rate)

    def _gradients(self, step: int, batches: Ahead[list[Batch]]) -> Gradients:
        """Leave the clipped gradients of a step's batch in the parameters."""
        accelerator, taken = self.accelerator, batches.take(step)
        counts = _global_counts(taken, accelerator.device)
        losses, norm = [], torch.zeros((), device=accelerator.device)
        for batch in taken:
            with accelerator.accumulate(self.mover.wrapped):
                output = self.mover.wrapped(**batch.to(accelerator.device).inputs(), **counts)
                self.mover.backward(output.loss)
                losses.append(output.loss.detach())
                if accelerator.sync_gradients:
                    norm = self.mover.clip(self.config.clip_norm)
        return Gradients(losses, norm)

    def _fitting_gradients(self, step: int, batches: Ahead[list[Batch]]) -> Gradients:
        """The same, with the batch in more parts where it does not fit into the memory; they stay for later steps."""
        before = capture_generators()
        while True:
            try:
                return self._gradients(step, batches)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                failure = error.with_traceback(None)  # whose frames hold the tensors that are in the way
            for value in self.mover.learning:
                value.grad = None
            parts = cut_batch(self.accelerator, self.config.batch_size)
            if parts is None:
                raise failure
            batches.forget()
            restore_generators(before)
            self.report.message(f"step {step + 1}: out of memory; from now on in {parts} parts (accumulate={parts})")


def _global_counts(batches: Sequence[Batch], device: torch.device) -> dict[str, Tensor]:
    """What the losses of one step are divided by: `Batch.counts` over all micro-batches of all processes."""
    own = [batch.counts() for batch in batches]
    sums = {name: float(sum(count[name] for count in own)) for name in own[0]}
    return {name: all_reduce_sum(torch.full((), count, device=device)) for name, count in sums.items()}


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
            own[name].copy_(cut_like(value, own[name]))


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
    ahead: bool = True,
) -> bool:
    """Train the parameters of a model that require a gradient, and leave it in evaluation mode.

    A model whose weights were cut among the processes (FSDP2) is whole again afterwards, in the main process.

    The loss of a step is the mean over all labels of its global batch, however many processes and micro-batches
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
        ahead: whether batches of `train` may be built in a thread, see `Ahead`; not where they are made by a part of
            the model.

    Raises:
        StoppedError: by a signal, after saving.
        ConfigError: the run diverged, or ran out of memory.

    Returns:
        Whether this is the main process, which saves.
    """
    accelerator = start(
        seed=seed, mixed_precision=config.mixed_precision, gradient_accumulation=config.accumulate, device=device
    )
    stepper = Stepper(model, accelerator, config, report)
    divergence = stepper.mover.divergence
    parts = {"learner": Learner(model), **stepper.mover.parts()}
    resumed = resume(folder, parts) if resumes else Resumed(step=0, path=None)
    count = sum(value.numel() for value in stepper.mover.learning)
    facts = {"processes": describe_processes(accelerator), "num_processes": accelerator.num_processes}
    facts["parameters that learn"] = f"{count:,}"
    report.start(name, config.steps, facts, resumed.step)
    for line in resumed.messages:
        report.message(line)
    micro_batches = functools.partial(stepper.micro_batches, train=train)
    batches = Ahead(micro_batches, config.steps, accelerator.device, allowed=ahead)
    with StopSignal(report, accelerator.device) as signals, explain_out_of_memory(_REMEDY), batches:
        for step in range(resumed.step, config.steps):
            taken = stepper.take(step, batches)
            if (step + 1) % config.log_every == 0:
                divergence.settle()
                report.metrics(step + 1, taken.values())
            last = step + 1 == config.steps
            stops = signals.wanted() and not last
            if ((step + 1) % config.validate_every == 0 or last) and not stops:
                divergence.settle()
                batches.wait()  # those that are held out may be made by the same tokenizer
                most = config.batch_size // accelerator.gradient_accumulation_steps // accelerator.num_processes
                found = validate(model, held_out, accelerator.device, num=config.validate_on, most=most)
                report.metrics(step + 1, found, split="val")
            if (step + 1) % config.save_every == 0 or last or stops:
                divergence.settle()
                save_checkpoint(folder, step + 1, parts)
            if stops:
                raise signals.stop(step + 1)
    report.finish()
    model.eval()
    if is_sharded(accelerator):
        make_whole(model, accelerator.is_main_process)
    return accelerator.is_main_process


@torch.no_grad()
def validate(
    model: nn.Module, held_out: Batches, device: torch.device, num: int = 128, *, most: int = 32
) -> dict[str, float]:
    """Loss and the share of answers whose every token is the most likely one, over held-out samples.

    An answer that is right token by token, each after the right ones before it, is what greedy decoding would write.

    Args:
        model: see `learn`.
        held_out: see `learn`.
        device: of the model.
        num: samples, in batches of up to 32.
        most: samples at a time, what a step of training holds in memory.
    """
    _evaluation_mode(model)
    loss, tokens, right, answers = 0.0, 0, 0, 0
    size = min(num, 32)
    shares = [range(size)[begin : begin + max(1, most)] for begin in range(0, size, max(1, most))]
    for step, share in itertools.product(range(-(-num // size)), shares):
        batch = held_out.batch(step, share).to(device)
        inputs = {name: part for name, part in batch.inputs().items() if name != "labels"}
        logits, labels = batch.answers(model(**inputs).logits)
        logits, wanted = logits.float(), labels != IGNORED
        loss += float(nn.functional.cross_entropy(logits[wanted], labels[wanted], reduction="sum"))
        tokens += int(wanted.sum())
        # An answer is right where no token of its run is wrong.
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
