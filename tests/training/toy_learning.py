"""A toy that `learn` can train in a moment; also a script, for tests that start several processes of it."""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn
from transformers.modeling_outputs import CausalLMOutput

from humocon.parallel import leave_together
from humocon.training import checkpoint, sharding
from humocon.training.configuration import LearningConfig
from humocon.training.learning import learn
from humocon.training.report import Report, SilentReport

IGNORED = -100
NUM_TOKENS = 11


@dataclass(frozen=True)
class ToyBatch:
    input_ids: Tensor
    labels: Tensor

    def inputs(self) -> dict[str, Tensor]:
        return {"input_ids": self.input_ids, "labels": self.labels}

    def counts(self) -> dict[str, int]:
        return {"num_items_in_batch": int((self.labels[:, 1:] != IGNORED).sum())}

    def answers(self, logits: Tensor) -> tuple[Tensor, Tensor]:
        return logits[:, :-1], self.labels[:, 1:]

    def to(self, device: torch.device) -> "ToyBatch":
        return ToyBatch(self.input_ids.to(device), self.labels.to(device))


class ToyBatches:
    """Each token is followed by 3 times itself plus 1; samples have answers of very different lengths."""

    def batch(self, step: int, indices: Iterable[int]) -> ToyBatch:
        rows = []
        for index in indices:
            rng = np.random.default_rng([step, index])
            row = [int(rng.integers(NUM_TOKENS))]
            while len(row) < 12:
                row.append((3 * row[-1] + 1) % NUM_TOKENS)
            ids = torch.tensor(row)
            rows.append((ids, torch.where(torch.arange(12) >= int(rng.integers(1, 11)), ids, IGNORED)))
        ids, labels = zip(*rows, strict=True)
        return ToyBatch(torch.stack(ids), torch.stack(labels))


class ToyModel(nn.Module):
    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.frozen = nn.Embedding(NUM_TOKENS, 16).requires_grad_(False)
        self.inner, self.head = nn.Linear(16, 32), nn.Linear(32, NUM_TOKENS)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, input_ids: Tensor, labels: Tensor | None = None, num_items_in_batch: Tensor | None = None
    ) -> CausalLMOutput:
        logits = self.head(self.dropout(torch.relu(self.inner(self.frozen(input_ids)))))
        if labels is None:
            return CausalLMOutput(logits=logits)
        targets = labels[:, 1:].flatten()
        loss = nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), targets, reduction="sum", ignore_index=IGNORED)
        count = (targets != IGNORED).sum() if num_items_in_batch is None else num_items_in_batch
        return CausalLMOutput(loss=loss / count)


class Recorder(SilentReport):
    """Remembers everything; stops the run at a step if told so."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.train: dict[int, float] = {}
        self.norms: dict[int, float] = {}
        self.val: dict[int, Mapping[str, float]] = {}
        self.skipped: dict[int, Mapping[str, float]] = {}
        self.facts: Mapping[str, object] = {}
        self.stop_after = stop_after

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        self.facts = facts

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        if split != "train":
            (self.val if split == "val" else self.skipped)[step] = values
            return
        self.train[step], self.norms[step] = values["loss"], values["norm"]
        if step == self.stop_after:
            raise KeyboardInterrupt


def learn_toy(
    folder: Path,
    report: Report,
    *,
    steps: int = 6,
    accumulate: int = 1,
    dropout: float = 0.0,
    every: int = 2,
    optimizer: Literal["adamw", "muon"] = "adamw",
    norm_limit: float | None = None,
    mixed_precision: Literal["no", "bf16"] = "no",
) -> ToyModel:
    """Train it; steps whose gradients have a norm over the limit are passed over."""
    config = LearningConfig(
        steps=steps,
        learning_rate=0.01,
        batch_size=8,
        warmup=1,
        accumulate=accumulate,
        mixed_precision=mixed_precision,
        optimizer=optimizer,
        on_divergence="stop" if norm_limit is None else "skip",
        norm_limit=norm_limit,
        log_every=1,
        validate_every=every,
        save_every=every,
    )
    model = ToyModel(dropout)
    batches = ToyBatches()
    learn(model, batches, batches, config, name="toy", folder=folder, seed=0, report=report, device="cpu")
    return model


if __name__ == "__main__":
    target, parts = Path(sys.argv[1]), int(sys.argv[2])
    recorder = Recorder()
    kept: list[Tensor] = []
    make_whole = sharding.whole

    def watch(state: Any, **options: bool) -> Any:
        """Remembers what was cut, and became a whole tensor in a checkpoint."""
        made = make_whole(state, **options)
        if isinstance(state, dict):
            kept.extend(own for name, own in made.items() if isinstance(state[name], sharding.DTensor))
        return made

    sharding.whole = checkpoint.whole = watch
    first, steps = (int(place) for place in sys.argv[3:5]) if len(sys.argv) > 3 else (None, 6)
    limit = float(sys.argv[5]) if len(sys.argv) > 5 else None
    try:
        model = learn_toy(target, Recorder(stop_after=first), accumulate=parts) if first else None
    except KeyboardInterrupt:
        pass
    model = learn_toy(target, recorder, accumulate=parts, steps=steps, norm_limit=limit)
    rank = torch.distributed.get_rank() if torch.distributed.is_initialized() else 0
    processes = torch.distributed.get_world_size() if torch.distributed.is_initialized() else 1
    result = {"processes": processes, "facts": recorder.facts["processes"], "val": recorder.val}
    result |= {"train": recorder.train, "norms": recorder.norms, "skipped": recorder.skipped}
    result["kept"] = sum(value.nbytes for value in kept if value.device.type == "cpu")
    result["weights"] = None if rank else {name: value.tolist() for name, value in model.state_dict().items()}
    (target / f"losses_{rank}.json").write_text(json.dumps(result))
    leave_together()
