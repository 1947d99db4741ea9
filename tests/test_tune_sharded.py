"""`humocon tune` on two processes: weights or moments of a real model cut among them, or in 4 bits whole in each."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from humocon.ask.answerer import Answerer
from humocon.motion.synthesis import synthesize
from humocon.training.configuration import LearningConfig
from humocon.training.report import SilentReport
from humocon.tune.config import TuneConfig
from humocon.tune.loop import tune

LEARNING = LearningConfig(steps=3, learning_rate=1e-2, batch_size=4, warmup=1, log_every=1)

TWO_PROCESSES = """
import json, os, sys
from pathlib import Path
from test_tune_sharded import Losses, configure
from humocon.parallel import leave_together
from humocon.tune.loop import tune

data, model, output = map(Path, sys.argv[1:])
losses = Losses()
tune(configure(data, model, output, **json.loads(os.environ["CHANGES"])), losses)
(output / f"{os.environ['RANK']}.json").write_text(json.dumps([losses.processes, losses.seen]))
leave_together()
"""


class Losses(SilentReport):
    """Losses and norms by step, and what processes ran."""

    def __init__(self) -> None:
        self.processes: object = None
        self.seen: list[tuple[float, float]] = []

    def start(self, name, total_steps, facts, first_step=0) -> None:
        self.processes = facts["processes"]

    def metrics(self, step, values, split="train") -> None:
        self.seen.append((values["loss"], values["answers"] if split == "val" else values["norm"]))


def configure(data: Path, model: Path, output: Path, **changes: object) -> TuneConfig:
    options = {"num_turns": 2, "save_dtype": "float32", "device": "cpu", **changes}
    return TuneConfig(data=data, output=output, model=model, learning=LEARNING, **options)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def both(labelled_set: Path, translated: Path, tmp_path: Path, repository: Path):
    """Tunes in this process and, by a configuration of Accelerate, in two; compares the losses; gives the folders."""

    def run(name: str, processes: str, **changes: object) -> tuple[Path, Path]:
        alone = Losses()
        tune(configure(labelled_set, translated, tmp_path / "alone", **changes), alone)
        script = tmp_path / "two.py"
        script.write_text(TWO_PROCESSES)
        launcher = [sys.executable, "-m", "accelerate.commands.launch", "--num_processes", "2"]
        launcher += ["--main_process_port", "0", "--config_file", str(repository / f"recipes/accelerate/{name}.yaml")]
        paths = os.pathsep.join(map(str, (repository / "models", repository / "tests")))
        done = subprocess.run(
            [*launcher, str(script), str(labelled_set), str(translated), str(tmp_path / "two")],
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": paths, "CHANGES": json.dumps(changes)},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        for rank in (0, 1):
            told, seen = json.loads((tmp_path / "two" / f"{rank}.json").read_text())
            assert told == f"2 processes (gloo, cpu{processes})"
            assert len(seen) == 4
            for own, expected in zip(seen, alone.seen, strict=True):
                assert own == pytest.approx(expected, rel=1e-3)
        return tmp_path / "alone", tmp_path / "two"

    return run


def test_cut_weights_learn_what_whole_ones_learn(both):
    folders = both("fsdp2", ", weights cut among them")
    one, two = (load_file(folder / "model.safetensors") for folder in folders)
    assert one.keys() == two.keys()
    for key, weights in one.items():
        torch.testing.assert_close(two[key], weights, rtol=1e-3, atol=1e-5, msg=key)
    assert json.loads((folders[1] / "config.json").read_text())["architectures"] == ["HumoconForConditionalGeneration"]
    clip = synthesize("walk", seed=0).to_clip()
    answers = [Answerer.load(folder, device="cpu").answer([clip], ["Who?"])[0] for folder in folders]
    assert answers[0] == answers[1]


@pytest.mark.long
def test_four_bits_learn_in_two_processes_what_they_learn_in_one(both):
    folders = both("ddp", "", load_in_4bit=True, rank=4)
    one, two = (load_file(folder / "adapter_model.safetensors") for folder in folders)
    assert one.keys() == two.keys()
    assert any(weights.any() for name, weights in one.items() if "lora_B" in name)
    # Computed in bfloat16, small gradients have other signs where a batch is cut, and AdamW steps by signs at first.
