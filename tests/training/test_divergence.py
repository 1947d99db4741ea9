import math
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
import torch

from humocon.errors import ConfigError
from humocon.training.configuration import LearningConfig
from humocon.training.divergence import MOST_IN_A_ROW, Divergence
from humocon.training.learning import learn
from humocon.training.report import SilentReport


class Told(SilentReport):
    """Keeps what was told."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.numbers: dict[str, dict[int, Mapping[str, float]]] = {}

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        self.numbers.setdefault(split, {})[step] = dict(values)

    def message(self, text: str) -> None:
        self.messages.append(text)


def losses(*values: float) -> list[torch.Tensor]:
    return [torch.tensor(value, dtype=torch.bfloat16) for value in values]


def test_finite_numbers_pass_and_the_sum_of_the_losses_comes_back():
    divergence = Divergence("stop", None, SilentReport())
    assert divergence.look(3, losses(1.0, 0.5), torch.tensor(2.0), batch_size=4) == 1.5
    divergence.settle()
    assert divergence.passes


@pytest.mark.parametrize(
    ("loss", "norm", "named"),
    [
        (math.nan, 1.0, r"loss is nan in its samples 4 to 7"),
        (1.0, math.inf, r"gradients is inf;"),
        (1.0, 31.0, r"gradients is 31, over the norm_limit of 30"),
    ],
)
def test_a_run_that_diverged_stops_and_names_the_step_and_its_samples(loss: float, norm: float, named: str):
    for sees in (
        lambda divergence: divergence.settle(),
        lambda divergence: divergence.look(42, losses(1.0, 1.0), torch.tensor(1.0), batch_size=8),
    ):
        divergence = Divergence("stop", 30.0, SilentReport())
        divergence.look(41, losses(1.0, loss), torch.tensor(norm), batch_size=8)
        with pytest.raises(ConfigError, match=f"^step 41: .*{named}.*lower learning_rate") as caught:
            sees(divergence)
        assert "\n" not in str(caught.value)


def test_in_fp16_the_scaler_looks_after_the_norm():
    divergence = Divergence("stop", 1.0, SilentReport())
    assert divergence.look(1, losses(2.0), None, batch_size=1) == 2.0
    divergence.settle()


def test_too_many_bad_steps_in_a_row_end_the_run_but_a_good_one_between_them_does_not():
    report = Told()
    divergence = Divergence("skip", None, report)
    for step in range(1, MOST_IN_A_ROW):
        divergence.look(step, losses(math.nan), None, batch_size=1)
        assert not divergence.passes
    divergence.look(MOST_IN_A_ROW, losses(1.0), None, batch_size=1)
    assert divergence.passes
    for step in range(1, MOST_IN_A_ROW):
        divergence.look(step, losses(math.nan), None, batch_size=1)
    with pytest.raises(ConfigError, match="and the 9 steps before it diverged too"):
        divergence.look(99, losses(math.nan), None, batch_size=1)
    assert report.messages[-1] == "step 99: the loss is nan in its samples 0 to 0; passed over (19 so far)"


def test_a_skipped_step_leaves_the_weights_as_they_were_and_the_run_goes_on(toy: ModuleType, tmp_path: Path):
    class SpoiltModel(toy.ToyModel):
        """Gives NaN for a batch without labels."""

        def forward(self, input_ids, labels=None, num_items_in_batch=None):
            output = super().forward(input_ids, labels, num_items_in_batch)
            if labels is not None and bool((labels == toy.IGNORED).all()):
                output.loss = output.loss * math.nan
            return output

    class SpoiltBatches(toy.ToyBatches):
        """Has no labels in the second half of the third batch."""

        def batch(self, step: int, indices):
            batch = super().batch(step, indices)
            return (
                toy.ToyBatch(batch.input_ids, batch.labels * 0 + toy.IGNORED) if step == 2 and 5 in indices else batch
            )

    class Watching(Told):
        weights: Mapping[int, torch.Tensor] = {}

        def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
            super().metrics(step, values, split)
            self.weights = {**self.weights, step: model.head.weight.detach().clone()}

    model, report, batches = SpoiltModel(), Watching(), toy.ToyBatches()
    config = LearningConfig(
        steps=4, learning_rate=0.01, batch_size=8, accumulate=2, on_divergence="skip", log_every=1, warmup=1
    )
    options = {"name": "toy", "folder": tmp_path, "seed": 0, "device": "cpu"}
    learn(model, SpoiltBatches(), batches, config, report=report, **options)
    assert torch.equal(report.weights[3], report.weights[2])
    assert not torch.equal(report.weights[4], report.weights[3])
    assert report.weights[4].isfinite().all()
    assert list(report.numbers["skipped"]) == [3]
    assert report.messages == ["step 3: the loss is nan in its samples 4 to 7; passed over (1 so far)"]
