import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import nn

from humocon.errors import ConfigError
from humocon.training.configuration import LearningConfig
from humocon.training.learning import Batch, Learner, learn, validate

SCRIPT = Path(__file__).parent / "toy_learning.py"


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_the_loss_falls_and_answers_become_right(toy: ModuleType, tmp_path: Path, optimizer: str):
    report = toy.Recorder()
    model = toy.learn_toy(tmp_path, report, steps=200, every=200, optimizer=optimizer)
    assert report.train[200] < 0.5 * report.train[1]
    assert report.val[200]["answers"] > 0.9
    assert not model.training


def test_frozen_parameters_stay(toy: ModuleType, tmp_path: Path):
    model = toy.learn_toy(tmp_path, toy.Recorder())
    fresh = toy.ToyModel()
    assert torch.equal(model.frozen.weight, fresh.frozen.weight)
    assert not torch.equal(model.inner.weight, fresh.inner.weight)


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_a_run_that_was_stopped_goes_on_as_if_nothing_had_happened(toy: ModuleType, tmp_path: Path, optimizer: str):
    whole, first, second = toy.Recorder(), toy.Recorder(stop_after=5), toy.Recorder()
    expected = toy.learn_toy(tmp_path / "whole", whole, dropout=0.3, optimizer=optimizer)
    with pytest.raises(KeyboardInterrupt):
        toy.learn_toy(tmp_path / "parts", first, dropout=0.3, optimizer=optimizer)
    model = toy.learn_toy(tmp_path / "parts", second, dropout=0.3, optimizer=optimizer)
    assert list(second.train) == [5, 6]
    assert first.train | second.train == whole.train
    assert second.val[6] == whole.val[6]
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), expected.parameters(), strict=True))


def test_accumulated_parts_equal_one_batch(toy: ModuleType, tmp_path: Path):
    whole, parts = toy.Recorder(), toy.Recorder()
    toy.learn_toy(tmp_path / "whole", whole)
    toy.learn_toy(tmp_path / "parts", parts, accumulate=4)
    assert parts.train == pytest.approx(whole.train, rel=1e-6)
    assert parts.norms == pytest.approx(whole.norms, rel=1e-5)


def test_half_precision_gives_nearly_the_same_losses(toy: ModuleType, tmp_path: Path):
    whole, half = toy.Recorder(), toy.Recorder()
    toy.learn_toy(tmp_path / "whole", whole)
    toy.learn_toy(tmp_path / "half", half, mixed_precision="bf16")
    assert half.train == pytest.approx(whole.train, rel=0.02)
    assert half.train != whole.train


@pytest.mark.parametrize("accumulate", [pytest.param(1, marks=pytest.mark.long), 2])
def test_two_processes_give_the_losses_of_one(toy: ModuleType, tmp_path: Path, accumulate: int):
    alone = toy.Recorder()
    toy.learn_toy(tmp_path / "alone", alone, accumulate=accumulate)
    (tmp_path / "two").mkdir()
    paths = os.pathsep.join([str(SCRIPT.parents[2] / "models"), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", str(SCRIPT)]
    done = subprocess.run(
        [*command, str(tmp_path / "two"), str(accumulate)],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for rank in (0, 1):
        told = json.loads((tmp_path / "two" / f"losses_{rank}.json").read_text())
        assert told["processes"] == 2
        assert {int(k): v for k, v in told["train"].items()} == pytest.approx(alone.train, rel=1e-5)
        assert {int(k): v for k, v in told["norms"].items()} == pytest.approx(alone.norms, rel=1e-4)


def test_an_uneven_batch_is_refused(toy: ModuleType, tmp_path: Path):
    with pytest.raises(ConfigError, match="8 cannot be cut into 3"):
        toy.learn_toy(tmp_path, toy.Recorder(), accumulate=3)


def test_a_checkpoint_of_other_parameters_is_refused(toy: ModuleType):
    learner = Learner(toy.ToyModel())
    assert set(learner.state_dict()) == {"inner.weight", "inner.bias", "head.weight", "head.bias"}
    with pytest.raises(KeyError, match="1 parameters"):
        learner.load_state_dict({**learner.state_dict(), "more": torch.zeros(1)})


def test_a_run_that_diverges_stops_with_one_line(toy: ModuleType, tmp_path: Path):
    model = toy.ToyModel()
    with torch.no_grad():
        model.head.weight.fill_(float("nan"))
    config = LearningConfig(steps=1, learning_rate=0.1, batch_size=8)
    with pytest.raises(ConfigError, match="step 1: the loss is nan"):
        learn(
            model,
            toy.ToyBatches(),
            toy.ToyBatches(),
            config,
            name="toy",
            folder=tmp_path,
            seed=0,
            report=toy.Recorder(),
            device="cpu",
        )


def test_an_answer_is_right_only_as_a_whole(toy: ModuleType):
    ids = torch.tensor([[5, 1, 2, 5, 3, 4]] * 32)
    labels = torch.tensor([[-100, 1, 2, -100, 3, 4]] * 32)

    class Batches:
        def batch(self, step: int, indices: Iterable[int]) -> Batch:
            return toy.ToyBatch(ids, labels)

    class Model(nn.Module):
        def forward(self, input_ids: torch.Tensor) -> object:
            guess = torch.tensor([1, 2, 0, 3, 0, 0])  # the second answer ends wrongly
            return toy.CausalLMOutput(logits=10.0 * nn.functional.one_hot(guess, 11)[None].expand(32, -1, -1))

    told = validate(Model(), Batches(), torch.device("cpu"), num=32)
    assert told["answers"] == 0.5
