"""Part 3: a step of stage 1 end to end, in clips a second, beside the same step written naively; and its data."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from benchmarks.host_reads import HostReads, as_on_a_gpu
from benchmarks.measure import interleave
from benchmarks.memory import available_bytes, peak_bytes
from benchmarks.naive_stage import naive_losses
from benchmarks.rows import Row, Table, timed_rows
from humocon.concepts.configuration import ConceptConfig, ObjectiveConfig
from humocon.concepts.model import ConceptModel
from humocon.data.mocap import LabelledClip
from humocon.data.windows import Windows
from humocon.motion.features import FEATURE_DIM, VELOCITY_DIM
from humocon.motion.synthesis import synthesize
from humocon.training.optimizer import make_optimizers

OURS, NAIVE, SAMPLED = "ours", "naive: loop over codes, double backward, one-hot", "ours, 32 sampled negatives"
_CLIP_POSES = 64
_ACTIONS = ("walk", "run", "jump", "squat", "bow", "wave left", "kick left", "punch right")


class Step:
    """Everything of one step: batch, losses, backward, clipping, optimizer.

    Args:
        case: one of the names above.
        num_clips: of the batch, 64 poses each.
        compiled: whether `torch.compile` makes encoder and decoder. The losses group states by code, and groups of
            other sizes would be compiled anew at every step.
    """

    def __init__(self, case: str, num_clips: int, *, compiled: bool = False) -> None:
        torch.manual_seed(0)
        self.case, self.num_clips, self.number = case, num_clips, 0
        self.model = ConceptModel(ConceptConfig(input_dim=FEATURE_DIM, velocity_dim=VELOCITY_DIM)).train()
        self.objective = ObjectiveConfig(negatives=32 if case == SAMPLED else None)
        self.windows = _windows()
        with torch.no_grad():  # codes among the states, as k-means leaves them
            codebook, batch = self.model.codebook, self.windows.batch(0, range(16))
            self.model.feature_mean.copy_(batch.inputs.mean((0, 1)))
            self.model.feature_std.copy_(batch.inputs.std((0, 1)).clamp(min=1e-3))
            states = self.model.encode(batch.inputs).flatten(0, 1)
            codebook.vectors.copy_(states[: len(codebook.vectors)])
            codebook.counts.fill_(4.0)
            codebook.sums.copy_(4 * codebook.vectors)
            codebook.started.fill_(True)
        self.parameters = [value for value in self.model.parameters() if value.requires_grad]
        (self.optimizer,) = make_optimizers(self.model, "adamw", learning_rate=1e-4, weight_decay=0.01)
        if compiled:
            self.model.encoder.compile()
            self.model.decoder.compile()
        self.batch = self.windows.batch(0, range(num_clips))

    def __call__(self) -> None:
        """Take one step, with a batch of its own."""
        self.draw()
        self.learn()

    def draw(self) -> None:
        """Make the next batch."""
        self.number += 1
        self.batch = self.windows.batch(self.number, range(self.num_clips))

    def learn(self) -> None:
        """Learn from the batch at hand."""
        batch = self.batch
        self._total(batch.inputs, batch.velocity, batch.hidden).backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()

    def _total(self, inputs: Tensor, velocity: Tensor, hidden: Tensor) -> Tensor:
        if self.case == NAIVE:
            return naive_losses(self.model, inputs, velocity, hidden, self.objective)
        generator = torch.Generator().manual_seed(self.number)
        return self.model(inputs, velocity, hidden, self.objective, generator=generator).total


def run(quick: bool) -> Iterator[Table]:
    """The batch of `recipes/pretrain/mini.yaml`: 32 clips of 64 poses."""
    num_clips, rounds = (4, 1) if quick else (32, 3)
    yield _steps(num_clips, rounds)
    yield _data(num_clips, rounds)
    yield _reads()


def prepare(case: str, num_clips: int) -> Callable[[], object]:
    """One step for `benchmarks.memory`."""
    step = Step(case, num_clips)
    step.learn() if case != NAIVE else None  # the first step makes the optimizer's moments
    return step.learn


def _steps(num_clips: int, rounds: int) -> Table:
    steps: dict[str, Callable[[], object]] = {case: Step(case, num_clips) for case in (OURS, NAIVE, SAMPLED)}
    wanted = 12 * num_clips * _CLIP_POSES * 512 * 64 * 4
    memory = {OURS: peak_bytes("benchmarks.stage_one", OURS, num_clips)}
    if wanted < 0.8 * available_bytes():
        memory[NAIVE] = peak_bytes("benchmarks.stage_one", NAIVE, num_clips)
    timings = interleave(steps, rounds=rounds)
    rows = timed_rows(timings, per_call=num_clips, unit="clips", memory=memory)
    return Table(title=f"Stage 1: one step of {num_clips} clips of 64 poses, the paper's motion model", rows=rows)


def _data(num_clips: int, rounds: int) -> Table:
    step = Step(OURS, num_clips)
    parts = interleave({"the step": step.learn, "making its batch": step.draw}, rounds=rounds)
    share = parts["making its batch"].seconds / sum(part.seconds for part in parts.values())
    return Table(
        title="Stage 1: data",
        rows=timed_rows(parts, per_call=num_clips, unit="clips"),
        notes=[f"made by the process that learns, a batch takes {share:.1%} of a step"],
    )


def _reads() -> Table:
    step = Step(OURS, 2)
    step()
    with HostReads() as reads, as_on_a_gpu():
        step.learn()
    rows = [Row(case=line, note=f"{count} a step") for line, count in reads.lines.most_common()]
    notes = [
        f"{reads.lines.total()} times a step; whether it diverged is read while the next one runs "
        "(`training/prefetch.py`)"
    ]
    return Table(title="Stage 1: where a step waits for the device", rows=rows, notes=notes)


def _windows() -> Windows:
    clips = [
        LabelledClip(f"{action} {seed}", synthesize(action, seed=seed).to_clip().joints, action, {})
        for action in _ACTIONS
        for seed in range(2)
    ]
    return Windows(clips, _CLIP_POSES, mask_share=0.4, mask_span=5, seed=0)
