import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import torch
from accelerate import Accelerator

from humocon.errors import ConfigError
from humocon.parallel import all_reduce_sum
from humocon.training.launch import (
    describe_processes,
    launch_warning,
    micro_shares,
    start,
)


def processes(num: int, index: int, accumulation: int = 1) -> Accelerator:
    fake = SimpleNamespace(num_processes=num, process_index=index, gradient_accumulation_steps=accumulation)
    return cast(Accelerator, fake)


def test_one_process_starts_seeded_and_again_with_other_settings():
    first = start(seed=5, device="cpu")
    drawn = torch.rand(3)
    assert describe_processes(first) == "1 process (cpu)"
    second = start(seed=5, mixed_precision="bf16", gradient_accumulation=3, device="cpu")
    assert torch.equal(torch.rand(3), drawn)
    assert (second.mixed_precision, second.gradient_accumulation_steps) == ("bf16", 3)
    assert second.device.type == "cpu"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"device": "tpu"}, "device 'tpu' is unknown; use cpu, gpu"),
        ({"device": "cuda:99"}, "device 'cuda:99' is not on this machine; use cpu"),
        ({"device": "cpu", "mixed_precision": "fp16"}, "mixed_precision=fp16 needs a GPU"),
        ({"gradient_accumulation": 0}, "at least 1, got 0"),
    ],
)
def test_settings_that_cannot_run_are_named(settings: dict, message: str):
    with pytest.raises(ConfigError, match=message):
        start(seed=1, **settings)


def test_a_global_batch_is_shared_by_index():
    assert [list(share) for share in micro_shares(6, processes(2, 0))] == [[0, 2, 4]]
    assert [list(share) for share in micro_shares(6, processes(2, 1))] == [[1, 3, 5]]
    with pytest.raises(ConfigError, match="batch of 7 cannot be cut .* for 2 processes; .* a multiple of 2"):
        micro_shares(7, processes(2, 0))


def test_micro_batches_are_consecutive_parts_and_cover_the_batch():
    assert [list(share) for share in micro_shares(8, processes(2, 1, accumulation=2))] == [[1, 3], [5, 7]]
    shares = [share for index in range(3) for share in micro_shares(12, processes(3, index, accumulation=2))]
    assert sorted(sample for share in shares for sample in share) == list(range(12))
    with pytest.raises(ConfigError, match="a multiple of 6"):
        micro_shares(8, processes(3, 0, accumulation=2))


def test_alone_a_sum_changes_nothing():
    rows = torch.arange(6.0).view(3, 2)
    assert torch.equal(all_reduce_sum(rows), rows)


def test_a_launcher_that_silently_runs_one_process_is_noticed():
    by_accelerate = {"ACCELERATE_USE_CPU": "True", "ACCELERATE_MIXED_PRECISION": "no", "MASTER_ADDR": "127.0.0.1"}
    assert "torchrun --nproc_per_node" in (launch_warning(by_accelerate, 1) or "")
    assert launch_warning({"ACCELERATE_MIXED_PRECISION": "no"}, 1) is None
    assert launch_warning({"WORLD_SIZE": "2", "MASTER_ADDR": "localhost"}, 2) is None
    assert "WORLD_SIZE asks for 4 processes but 1 run" in (launch_warning({"WORLD_SIZE": "4"}, 1) or "")
    assert launch_warning({}, 1) is None


TWO_PROCESSES = """
import json, os, signal, sys
from pathlib import Path
import torch
from humocon.errors import ConfigError
from humocon.training.checkpoint import resume, save_checkpoint
from humocon.parallel import all_reduce_sum, leave_together
from humocon.training.launch import describe_processes, micro_shares, start
from humocon.training.report import SilentReport
from humocon.training.stopping import StopSignal

def work(folder):
    accelerator = start(seed=3, device="cpu")
    torch.manual_seed(100 + accelerator.process_index)
    model = accelerator.prepare(torch.nn.Linear(2, 1))
    try:
        micro_shares(5, accelerator)
        refused = ""
    except ConfigError as error:
        refused = str(error)
    checkpoint = save_checkpoint(folder / "checkpoints", 4, {"model": model})
    drawn = torch.rand(1).item()
    torch.manual_seed(0)
    with StopSignal(SilentReport(), accelerator.device) as signals:
        stops = [signals.wanted()]
        if accelerator.process_index == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        stops += [signals.wanted() for _ in range(3)]
    resumed = resume(folder / "checkpoints", {"model": model})
    result = {
        "processes": describe_processes(accelerator),
        "sum": all_reduce_sum(torch.tensor([1.0, accelerator.process_index])).tolist(),
        "refused": refused,
        "stops": stops,
        "step": resumed.step,
        "messages": list(resumed.messages),
        "same_draw": torch.rand(1).item() == drawn,
        "draw": drawn,
        "names": sorted(json.loads((checkpoint / "model.json").read_text())),
    }
    (folder / f"{accelerator.process_index}.json").write_text(json.dumps(result))

work(Path(sys.argv[1]))
leave_together()
"""


def test_torchrun_really_runs_two_processes(tmp_path: Path, repository: Path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(repository / "models"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    script = tmp_path / "two.py"
    script.write_text(TWO_PROCESSES)
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    done = subprocess.run(
        [*launcher, str(script), str(tmp_path)], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    results = [json.loads((tmp_path / f"{index}.json").read_text()) for index in (0, 1)]
    assert results[0]["draw"] != results[1]["draw"]
    for result in results:
        assert result["processes"] == "2 processes (gloo, cpu)"
        assert result["sum"] == [2.0, 1.0]
        assert "a multiple of 2" in result["refused"]
        assert result["stops"] == [False, False, True, True]  # both know a step later, of one that was told
        assert (result["step"], result["messages"], result["same_draw"]) == (4, [], True)
        assert result["names"] == ["bias", "weight"]
