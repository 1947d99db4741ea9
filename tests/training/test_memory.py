import json
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from humocon.errors import ConfigError
from humocon.training.configuration import LearningConfig
from humocon.training.learning import learn
from humocon.training.memory import explain_out_of_memory, is_out_of_memory

FULL = "[enforce fail at alloc_cpu.cpp:121] err == 0. DefaultCPUAllocator: can't allocate memory: you tried 1 bytes."


def run(toy: ModuleType, model: torch.nn.Module, folder: Path, report: Any, **changes: object) -> None:
    config = replace(LearningConfig(steps=3, learning_rate=0.01, batch_size=8, warmup=1, log_every=1), **changes)
    batches = toy.ToyBatches()
    learn(model, batches, batches, config, name="toy", folder=folder, seed=0, report=report, device="cpu")


def narrow_model(toy: ModuleType, most: int, **options: float) -> Any:
    """The toy on a device that holds no more than `most` samples at a time."""

    class Narrow(toy.ToyModel):
        sizes: list[int] = []  # noqa: RUF012

        def forward(self, input_ids, labels=None, num_items_in_batch=None):
            self.sizes.append(len(input_ids))
            output = super().forward(input_ids, labels, num_items_in_batch)
            if len(input_ids) > most:
                raise RuntimeError(FULL)
            return output

    return Narrow(**options)


def test_other_errors_are_not_taken_for_want_of_memory():
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"))
    assert not is_out_of_memory(RuntimeError("shapes do not fit"))
    with pytest.raises(RuntimeError, match="shapes"), explain_out_of_memory("take less"):
        raise RuntimeError("shapes do not fit")


def test_a_run_without_memory_names_the_keys_that_help(toy: ModuleType, tmp_path: Path):
    with pytest.raises(ConfigError, match=r"^out of memory: raise learning\.accumulate .*load_in_4bit") as caught:
        run(toy, narrow_model(toy, 4), tmp_path, toy.Recorder())
    assert "\n" not in str(caught.value)


def test_a_batch_that_does_not_fit_is_cut_until_it_does_and_the_losses_stay(toy: ModuleType, tmp_path: Path):
    whole, cut = toy.Recorder(), toy.Recorder()
    run(toy, toy.ToyModel(), tmp_path / "whole", whole)
    messages: list[str] = []
    cut.message = messages.append
    model = narrow_model(toy, 2)
    run(toy, model, tmp_path / "cut", cut, fit_memory=True)
    assert cut.train == pytest.approx(whole.train, rel=1e-6)
    assert cut.norms == pytest.approx(whole.norms, rel=1e-5)
    assert cut.val[3] == pytest.approx(whole.val[3], rel=1e-5)
    assert [text.partition("now on ")[2] for text in messages] == [
        "in 2 parts (accumulate=2)",
        "in 4 parts (accumulate=4)",
    ]
    assert model.sizes[:3] == [8, 4, 2]
    assert max(model.sizes[3:]) == 2


def test_dropout_is_the_same_as_if_the_batch_had_been_in_parts_from_the_start(toy: ModuleType, tmp_path: Path):
    parts, cut = toy.Recorder(), toy.Recorder()
    run(toy, toy.ToyModel(dropout=0.3), tmp_path / "parts", parts, accumulate=4)
    run(toy, narrow_model(toy, 2, dropout=0.3), tmp_path / "cut", cut, fit_memory=True)
    assert cut.train == parts.train


def test_one_sample_that_does_not_fit_ends_the_run(toy: ModuleType, tmp_path: Path):
    with pytest.raises(ConfigError, match="out of memory"):
        run(toy, narrow_model(toy, 0), tmp_path, toy.Recorder(), fit_memory=True)


REAL = """
import json, resource, sys
from pathlib import Path
import torch
from tests.training.toy_learning import Recorder, ToyBatches, ToyModel
from humocon.training.learning import learn
from humocon.training.configuration import LearningConfig

class Wide(ToyModel):
    def forward(self, input_ids, labels=None, num_items_in_batch=None):
        output = super().forward(input_ids, labels, num_items_in_batch)
        if labels is None:
            return output
        wide = self.frozen(input_ids).repeat(1, 1, 50_000)  # 16 * 50,000 * 12 numbers, 38 MB a sample
        return type(output)(loss=output.loss + 0 * wide.sum())

model, report, batches = Wide(), Recorder(), ToyBatches()
config = LearningConfig(steps=2, learning_rate=0.01, batch_size=8, warmup=1, log_every=1, validate_every=9,
                        fit_memory=sys.argv[2] == "fit")
torch.ones(4).sum()
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 240_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
messages = []
report.message = messages.append
try:
    learn(model, batches, batches, config, name="toy", folder=Path(sys.argv[1]), seed=0, report=report, device="cpu")
except Exception as error:
    print(json.dumps([type(error).__name__, str(error)]))
else:
    print(json.dumps([report.train, messages]))
"""


@pytest.mark.long
@pytest.mark.skipif(not hasattr(resource, "RLIMIT_AS") or sys.platform != "linux", reason="needs a limit on memory")
def test_memory_that_is_really_used_up(repository: Path, tmp_path: Path):
    paths = f"{repository}:{repository / 'models'}"
    said = []
    for place, choice in enumerate(("fail", "fit")):
        command = [sys.executable, "-c", REAL, str(tmp_path / str(place)), choice]
        done = subprocess.run(
            command, env={"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        said.append(json.loads(done.stdout))
    assert said[0][0] == "ConfigError"
    assert said[0][1].startswith("out of memory: raise learning.accumulate")
    assert list(said[1][0]) == ["1", "2"]
    assert said[1][1] == ["step 1: out of memory; from now on in 2 parts (accumulate=2)"]
