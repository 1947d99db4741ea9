"""The configurations of recipes/accelerate, each started for real by Accelerate's own launcher on two CPU processes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest
import torch
from accelerate import Accelerator
from accelerate.utils import DistributedType
from torch import nn

from humocon.errors import ConfigError
from humocon.training.launch import start
from humocon.training.sharding import make_whole, prepare, whole

SCRIPT = Path(__file__).parent / "toy_learning.py"


def launch(config: Path, folder: Path, *arguments: str) -> None:
    """Run the toy as `accelerate launch --config_file` runs it, with its other flags, to a good end."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "accelerate.commands.launch", "--config_file", str(config)]
    # The toy names no layers, as language models do.
    by_size = ["--fsdp_auto_wrap_policy", "SIZE_BASED_WRAP", "--fsdp_min_num_params", "10"]
    command += by_size if config.stem == "fsdp2" else []
    command += ["--num_processes", "2", "--main_process_port", "0", str(SCRIPT), str(folder), *arguments]
    paths = os.pathsep.join([str(SCRIPT.parents[2] / "models"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": paths}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def told(folder: Path) -> list[dict[str, Any]]:
    results = [json.loads((folder / f"losses_{rank}.json").read_text()) for rank in (0, 1)]
    for result in results:
        for key in ("train", "norms", "val", "skipped"):
            result[key] = {int(step): value for step, value in result[key].items()}
    return results


@pytest.mark.long
@pytest.mark.parametrize(("name", "says"), [("ddp", ""), ("fsdp2", ", weights cut among them")])
def test_two_processes_give_the_losses_of_one(name: str, says: str, toy: ModuleType, tmp_path: Path, repository: Path):
    alone = toy.Recorder()
    model = toy.learn_toy(tmp_path / "alone", alone, accumulate=2)
    launch(repository / f"recipes/accelerate/{name}.yaml", tmp_path / "two", "2")
    for result in told(tmp_path / "two"):
        assert (result["processes"], result["facts"]) == (2, f"2 processes (gloo, cpu{says})")
        assert result["train"] == pytest.approx(alone.train, rel=1e-5)
        assert result["norms"] == pytest.approx(alone.norms, rel=1e-4)
        assert result["val"][6] == pytest.approx(alone.val[6], rel=1e-5)
    kept = [result["kept"] for result in told(tmp_path / "two")]
    assert (kept[0] > 0, kept[1]) == (name == "fsdp2", 0)  # the process that writes the checkpoints, and the other
    weights = told(tmp_path / "two")[0]["weights"]
    for key, value in model.state_dict().items():
        torch.testing.assert_close(torch.tensor(weights[key]), value, rtol=1e-4, atol=1e-6)


def test_cut_weights_go_on_from_a_checkpoint_and_one_process_goes_on_from_theirs(
    toy: ModuleType, tmp_path: Path, repository: Path
):
    whole_run = toy.Recorder()
    toy.learn_toy(tmp_path / "whole", whole_run, accumulate=2, steps=6)
    # Stopped after step 3, saved at 2.
    launch(repository / "recipes/accelerate/fsdp2.yaml", tmp_path / "cut", "2", "3", "6")
    for result in told(tmp_path / "cut"):
        assert list(result["train"]) == [3, 4, 5, 6]
        assert result["train"] == pytest.approx({step: whole_run.train[step] for step in (3, 4, 5, 6)}, rel=1e-5)
    alone, expected = toy.Recorder(), toy.Recorder()
    toy.learn_toy(tmp_path / "cut", alone, accumulate=2, steps=6)
    assert alone.train == {}  # all six steps are there, whole
    toy.learn_toy(tmp_path / "cut", alone, accumulate=2, steps=8)
    toy.learn_toy(tmp_path / "whole", expected, accumulate=2, steps=8)
    assert alone.train == pytest.approx(expected.train, rel=1e-5)
    assert list(alone.train) == [7, 8]


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"ACCELERATE_USE_DEEPSPEED": "true"}, "DeepSpeed is asked for, which does not run here; take .*fsdp2"),
        ({"ACCELERATE_USE_FSDP": "true", "FSDP_VERSION": "2"}, "one process runs; start several"),
    ],
)
def test_what_cannot_be_done_is_refused(environment: dict[str, str], message: str, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=message):
        start(seed=0, device="cpu")


def test_a_model_on_several_devices_is_refused_where_several_processes_run():
    model = nn.Linear(2, 2)
    setattr(model, "hf_device_map", {"first": 0, "second": 1})  # noqa: B010 - as transformers sets it
    several = cast(Accelerator, SimpleNamespace(num_processes=2))
    with pytest.raises(ConfigError, match=r'lies on 2 devices \(0, 1\) and 2 processes run: .* not "auto"'):
        prepare(model, lambda: [], several)


def test_four_bits_are_not_cut():
    model = nn.Sequential(nn.Linear(2, 2))
    setattr(model[0], "is_quantized", True)  # noqa: B010 - as transformers sets it
    state = SimpleNamespace(distributed_type=DistributedType.FSDP, fsdp_plugin=SimpleNamespace(fsdp_version=2))
    sharded = cast(Accelerator, SimpleNamespace(num_processes=2, state=state))
    with pytest.raises(ConfigError, match="4-bit weights cannot be cut by FSDP; use recipes/accelerate/ddp.yaml"):
        prepare(model, lambda: [], sharded)


def test_whole_tensors_stay_as_they_are():
    state = {"a": [torch.arange(3), 1.5], "b": (2, None)}
    assert whole(state) == state
    assert whole(state)["a"][0] is state["a"][0]
    model = nn.Linear(2, 2)
    before = model.weight
    make_whole(model, keep=True)
    assert model.weight is before
