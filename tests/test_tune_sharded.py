"""`humocon tune` on two processes that cut the weights of a real model among them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from humocon.language.answerer import Answerer
from humocon.motion.synthesis import synthesize
from humocon.training.learning import LearningConfig
from humocon.training.report import SilentReport
from humocon.tune import TuneConfig, tune

LEARNING = LearningConfig(steps=3, learning_rate=1e-2, batch_size=4, warmup=1, log_every=1)

TWO_PROCESSES = """
import json, os, sys
from pathlib import Path
from test_tune_sharded import Losses, configure
from humocon.training.launch import leave_together
from humocon.tune import tune

data, model, output = map(Path, sys.argv[1:])
losses = Losses()
tune(configure(data, model, output), losses)
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


def configure(data: Path, model: Path, output: Path) -> TuneConfig:
    options = {"num_turns": 2, "save_dtype": "float32", "device": "cpu"}
    return TuneConfig(data=data, output=output, model=model, learning=LEARNING, **options)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("name", "cut"),
    [("fsdp2", "weights cut among them"), ("deepspeed", "gradients and moments cut among them by DeepSpeed")],
)
def test_cut_weights_learn_what_whole_ones_learn(
    name: str, cut: str, labelled_set: Path, translated: Path, tmp_path: Path, repository: Path
):
    alone = Losses()
    tune(configure(labelled_set, translated, tmp_path / "alone"), alone)
    script = tmp_path / "two.py"
    script.write_text(TWO_PROCESSES)
    launcher = [sys.executable, "-m", "accelerate.commands.launch", "--num_processes", "2", "--main_process_port", "0"]
    launcher += ["--config_file", str(repository / f"recipes/accelerate/{name}.yaml")]
    paths = os.pathsep.join(map(str, (repository / "models", repository / "tests")))
    done = subprocess.run(
        [*launcher, str(script), str(labelled_set), str(translated), str(tmp_path / "two")],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for rank in (0, 1):
        processes, seen = json.loads((tmp_path / "two" / f"{rank}.json").read_text())
        assert processes == f"2 processes (gloo, cpu, {cut})"
        assert len(seen) == 4
        for told, expected in zip(seen, alone.seen, strict=True):
            assert told == pytest.approx(expected, rel=1e-3)
    one, two = (load_file(tmp_path / name / "model.safetensors") for name in ("alone", "two"))
    assert one.keys() == two.keys()
    for key, weights in one.items():
        torch.testing.assert_close(two[key], weights, rtol=1e-3, atol=1e-5, msg=key)
    assert json.loads((tmp_path / "two" / "config.json").read_text())["architectures"] == [
        "HumoconForConditionalGeneration"
    ]
    clip = synthesize("walk", seed=0).to_clip()
    answers = [Answerer.load(tmp_path / name, device="cpu").answer([clip], ["Who?"])[0] for name in ("alone", "two")]
    assert answers[0] == answers[1]
