"""Kills a training run again and again; a script, because it forks, which wants a process without threads.

Called as `kills.py FOLDER STAGE KILLS SEED`. One run is left alone, another is killed with SIGKILL at random moments,
every second time while a checkpoint is being written, and started again each time. Whatever was killed, every
checkpoint that has its name must be whole; in the end both runs must have written the same bytes.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from safetensors.torch import save_file

from humocon.config import load_config
from humocon.pretrain.config import PretrainConfig
from humocon.pretrain.loop import pretrain
from humocon.training.checkpoint import NAME, verify
from humocon.training.report import MetricsFile
from tests.training.toy_learning import learn_toy

MOST_STEPS = 5


def learn(folder: Path) -> None:
    """The loop of the language stages: 50 steps, each of which is saved."""
    model = learn_toy(folder / "checkpoints", MetricsFile(folder / "metrics.jsonl"), steps=50, dropout=0.3, every=1)
    save_file(model.state_dict(), folder / "model.safetensors")


def discover(folder: Path) -> None:
    """The loop of stage 1, whose codebook has a state of its own."""
    config = load_config(PretrainConfig, folder.parent / "recipe.yaml", [f"output={folder}"])
    pretrain(config, MetricsFile(folder / "metrics.jsonl"))


def begin(train: Callable[[Path], None], folder: Path) -> int:
    """Start a run, or go on with it, in a process of its own."""
    process = os.fork()
    if process:
        return process
    try:
        train(folder)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def wait(process: int) -> int:
    """The exit code of a process, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kill(process: int, checkpoints: Path, rng: random.Random, step_s: float, *, saving: bool) -> bool:
    """Kill a run a few steps on, at a random moment of a step; whether it was writing a checkpoint."""
    last = newest(checkpoints) + rng.randrange(MOST_STEPS)
    wait_until(process, lambda: newest(checkpoints) >= last)
    time.sleep(rng.uniform(0.0, step_s))
    while saving:
        wait_until(process, lambda: any(checkpoints.glob(".step_*")))
        time.sleep(rng.uniform(0.0, 0.3 * step_s))
        os.kill(process, signal.SIGSTOP)  # on a busy machine the checkpoint may be whole by now: then the next one
        if any(checkpoints.glob(".step_*")) or has_ended(process):
            break
        os.kill(process, signal.SIGCONT)
    os.kill(process, signal.SIGKILL)
    return any(checkpoints.glob(".step_*"))


def wait_until(process: int, seen: Callable[[], bool]) -> None:
    """Look often whether something is seen, for as long as the process runs."""
    while not seen() and not has_ended(process):
        time.sleep(0.0003)


def has_ended(process: int) -> bool:
    """Whether a process is over; it can still be waited for."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def newest(checkpoints: Path) -> int:
    """The step of the newest checkpoint by its name, 0 where there is none."""
    names = os.listdir(checkpoints) if checkpoints.is_dir() else []
    return max((int(match[1]) for name in names if (match := NAME.fullmatch(name))), default=0)


def main(folder: Path, stage: str, kills: int, seed: int) -> dict[str, object]:
    train, rng = {"learn": learn, "discover": discover}[stage], random.Random(seed)
    whole, parts = folder / "whole", folder / "parts"
    began = time.monotonic()
    assert wait(begin(train, whole)) == 0
    step_s = (time.monotonic() - began) / newest(whole / "checkpoints")
    killed = saving = checked = 0
    steps = [0]
    while killed < kills:
        process = begin(train, parts)
        caught = kill(process, parts / "checkpoints", rng, step_s, saving=killed % 2 == 1)
        code = wait(process)
        assert code in (0, -signal.SIGKILL), code
        if code == 0:  # it was quicker: once more from the start
            assert (parts / "metrics.jsonl").read_bytes() == (whole / "metrics.jsonl").read_bytes()
            for path in sorted(parts.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            continue
        killed, saving = killed + 1, saving + caught
        found = [path for path in sorted((parts / "checkpoints").glob("step_*")) if NAME.fullmatch(path.name)]
        steps.append(max((verify(path)["step"] for path in found), default=0))
        checked += len(found)
    assert wait(begin(train, parts)) == 0
    names = [path.name for path in whole.iterdir() if path.is_file()]
    equal = {name: (whole / name).read_bytes() == (parts / name).read_bytes() for name in sorted(names)}
    return {"kills": killed, "while_saving": saving, "checked": checked, "steps": steps, "equal": equal}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
