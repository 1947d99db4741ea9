import threading
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor

from humocon.errors import DataError
from humocon.training import prefetch
from humocon.training.configuration import LearningConfig
from humocon.training.learning import learn
from humocon.training.prefetch import Ahead, each_tensor, pays_on

CPU = torch.device("cpu")


@pytest.fixture
def threaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build ahead on the CPU too."""
    monkeypatch.setattr(prefetch, "pays_on", lambda device: True)


class Builder:
    """Remembers which steps were built, and whether in a thread; step 3 cannot be."""

    def __init__(self) -> None:
        self.built: list[tuple[int, bool]] = []
        self.parts = 1

    def __call__(self, step: int) -> list[int]:
        self.built.append((step, threading.current_thread() is not threading.main_thread()))
        if step == 3:
            raise DataError("clip.npz: damaged")
        return [step] * self.parts


@pytest.mark.usefixtures("threaded")
def test_each_step_gets_its_own_batch_which_is_built_once_and_none_is_built_after_the_last():
    builder = Builder()
    with Ahead(builder, 3, CPU) as batches:
        assert [batches.take(step) for step in range(3)] == [[0], [1], [2]]
    assert builder.built == [(0, False), (1, True), (2, True)]


@pytest.mark.usefixtures("threaded")
def test_the_next_batch_is_built_before_it_is_asked_for():
    begun = threading.Event()

    def build(step: int) -> int:
        if step == 1:
            begun.set()
        return step

    with Ahead(build, 2, CPU) as batches:
        assert batches.take(0) == 0
        assert begun.wait(timeout=20)
        assert batches.take(1) == 1


@pytest.mark.usefixtures("threaded")
def test_an_error_is_raised_by_the_step_that_needs_the_batch():
    with Ahead(Builder(), 9, CPU) as batches:
        assert batches.take(2) == [2]
        batches.wait()  # step 3 has failed by now, and nobody has asked for it
        with pytest.raises(DataError, match=r"clip\.npz: damaged"):
            batches.take(3)
        assert batches.take(4) == [4]


@pytest.mark.usefixtures("threaded")
def test_a_batch_that_was_forgotten_is_built_again():
    builder = Builder()
    with Ahead(builder, 3, CPU) as batches:
        batches.take(0)
        batches.wait()
        builder.parts = 2
        batches.forget()
        assert batches.take(1) == [1, 1]
        assert batches.take(0) == [0, 0]  # a step that was not the next one
    assert [step for step, _ in builder.built].count(1) >= 2


@pytest.mark.usefixtures("threaded")
def test_no_thread_is_left_behind():
    with Ahead(Builder(), 9, CPU) as batches:
        batches.take(0)
        assert [thread for thread in threading.enumerate() if thread.name.startswith("batches")]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("batches")]


@pytest.mark.parametrize(("device", "allowed"), [("cpu", True), ("mps", False)])
def test_nothing_is_built_ahead_on_the_cpu_or_where_the_model_makes_the_batches(device: str, allowed: bool):
    assert pays_on(torch.device("cuda"))
    builder = Builder()
    with Ahead(builder, 3, torch.device(device), allowed=allowed) as batches:
        assert batches.take(0) == [0]
        assert builder.built == [(0, False)]


@dataclass(frozen=True)
class Pair:
    values: Tensor
    more: Tensor | None
    name: str = "pair"


def test_every_tensor_of_a_batch_is_changed_and_nothing_else():
    batch = [(Pair(torch.zeros(2), None), None), (Pair(torch.ones(2), torch.ones(1), "other"), 7)]
    ((first, nothing), (second, seven)) = each_tensor(batch, lambda value: value + 1)
    assert (nothing, seven, first.more, first.name, second.name) == (None, 7, None, "pair", "other")
    assert [value.tolist() for value in (first.values, second.values, second.more)] == [[1, 1], [2, 2], [2]]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_batches_for_cuda_are_in_page_locked_memory():
    with Ahead(lambda step: Pair(torch.full((4,), step), None), 3, torch.device("cuda", 0)) as batches:
        for step in range(3):
            batch = batches.take(step)
            assert batch.values.is_pinned()
            assert batch.values.to("cuda", non_blocking=True).tolist() == [step] * 4


def learned(toy: ModuleType, folder: Path, stop_after: int | None = None, **options: Any) -> tuple[Any, Any]:
    report = toy.Recorder(stop_after)
    try:
        model = toy.learn_toy(folder, report, steps=7, dropout=0.3, **options)
    except KeyboardInterrupt:
        model = None
    return model, report


@pytest.mark.parametrize("options", [{}, {"accumulate": 4}, {"optimizer": "muon"}])
def test_a_run_whose_batches_are_built_ahead_is_the_same_run(
    toy: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
):
    expected, told = learned(toy, tmp_path / "plain", **options)
    monkeypatch.setattr(prefetch, "pays_on", lambda device: True)
    learned(toy, tmp_path / "ahead", stop_after=5, **options)  # stopped in the middle, and gone on from step 4
    model, second = learned(toy, tmp_path / "ahead", **options)
    assert list(second.train) == [5, 6, 7]
    assert second.train == {step: told.train[step] for step in (5, 6, 7)}
    assert second.val == {step: told.val[step] for step in (6, 7)}
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), expected.parameters(), strict=True))


def test_a_batch_that_does_not_fit_is_cut_in_the_same_way(
    toy: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    sizes: list[int] = []

    class Narrow(toy.ToyModel):
        def forward(self, input_ids, labels=None, num_items_in_batch=None):
            sizes.append(len(input_ids))
            if len(input_ids) > 4:
                raise torch.OutOfMemoryError("CUDA out of memory.")
            return super().forward(input_ids, labels, num_items_in_batch)

    def run(name: str) -> dict[int, float]:
        config = LearningConfig(steps=4, learning_rate=0.01, batch_size=8, warmup=1, log_every=1, fit_memory=True)
        report, train = toy.Recorder(), toy.ToyBatches()
        options = {"name": "toy", "folder": tmp_path / name, "seed": 0, "device": "cpu"}
        learn(Narrow(dropout=0.3), train, train, config, report=report, **options)
        return report.train

    plain = run("plain")
    taken, sizes[:] = list(sizes), []
    monkeypatch.setattr(prefetch, "pays_on", lambda device: True)
    assert run("ahead") == plain
    assert sizes == taken
    assert taken[:5] == [8, 4, 4, 4, 4]


@pytest.mark.usefixtures("threaded")
def test_a_run_ends_at_the_step_whose_batch_cannot_be_built(toy: ModuleType, tmp_path: Path):
    class Damaged(toy.ToyBatches):
        def batch(self, step: int, indices: Any) -> Any:
            if step == 4:
                raise DataError("clip.npz: damaged")
            return super().batch(step, indices)

    config = LearningConfig(steps=9, learning_rate=0.01, batch_size=8, log_every=1, save_every=2, validate_every=9)
    report = toy.Recorder()
    options = {"name": "toy", "folder": tmp_path, "seed": 0, "device": "cpu"}
    with pytest.raises(DataError, match=r"clip\.npz: damaged"):
        learn(toy.ToyModel(), Damaged(), toy.ToyBatches(), config, report=report, **options)
    assert list(report.train) == [1, 2, 3, 4]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step_00000002", "step_00000004"]
