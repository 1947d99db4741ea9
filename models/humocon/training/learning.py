"""The loop that the language stages share: batches by index, one summed loss, checkpoints of what learns."""

import functools
import itertools
from pathlib import Path

import torch
from torch import Tensor, nn

from humocon.language.tokenizer import IGNORED
from humocon.training.ahead import Ahead
from humocon.training.checkpoint import Resumed, resume, save_checkpoint
from humocon.training.launch import describe_processes, start
from humocon.training.memory import explain_out_of_memory
from humocon.training.report import Report
from humocon.training.settings import Batches, LearningConfig
from humocon.training.sharding import cut_like, is_sharded, make_whole
from humocon.training.stepping import Stepper
from humocon.training.stopping import StopSignal

_REMEDY = (
    "raise learning.accumulate or set learning.fit_memory=true, which keep the losses, or lower learning.batch_size; "
    "of a large language model, load_in_4bit=true or dtype=bfloat16 make less"
)


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
                report.metrics(step + 1, validate(model, held_out, accelerator.device, most=most), split="val")
            if (step + 1) % config.save_every == 0 or last or stops:
                divergence.settle()
                save_checkpoint(folder, step + 1, parts)
            if stops:
                raise signals.stop(step + 1)
    report.finish()
    model.eval()
    if stepper.mover.zero is not None:
        stepper.mover.zero.release()
    if is_sharded(accelerator):
        make_whole(model, accelerator.is_main_process)
    return accelerator.is_main_process


@torch.no_grad()
def validate(
    model: nn.Module, held_out: Batches, device: torch.device, num_batches: int = 4, *, most: int = 32
) -> dict[str, float]:
    """Loss and the share of answers whose every token is the most likely one, over held-out conversations of 32.

    An answer that is right token by token, each after the right ones before it, is what greedy decoding would write.

    Args:
        model: see `learn`.
        held_out: see `learn`.
        device: of the model.
        num_batches: of 32 conversations each.
        most: conversations at a time, what a step of training holds in memory.
    """
    _evaluation_mode(model)
    loss, tokens, right, answers = 0.0, 0, 0, 0
    shares = [range(32)[begin : begin + max(1, most)] for begin in range(0, 32, max(1, most))]
    for step, share in itertools.product(range(num_batches), shares):
        batch = held_out.batch(step, share).to(device)
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
