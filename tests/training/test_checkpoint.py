import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from humocon.errors import CheckpointError, ConfigError
from humocon.training.checkpoint import (
    DamagedCheckpointError,
    load_checkpoint,
    resume,
    save_checkpoint,
)


class Box:
    """A part with any state."""

    def __init__(self, state: object = None) -> None:
        self.state = state

    def state_dict(self) -> object:
        return self.state

    def load_state_dict(self, state_dict: object) -> None:
        self.state = state_dict


class ToyRun:
    """A model with dropout, AdamW and a batch that depends on the global generators: all of it must come back."""

    def __init__(self, width: int = 8) -> None:
        torch.manual_seed(1)
        random.seed(2)
        np.random.seed(3)  # noqa: NPY002
        self.model = torch.nn.Sequential(
            torch.nn.Linear(4, width), torch.nn.Dropout(0.3), torch.nn.BatchNorm1d(width), torch.nn.Linear(width, 1)
        )
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-2)
        self.parts = {"model": self.model, "optimizer": self.optimizer}

    def step(self) -> float:
        inputs = torch.randn(6, 4) + random.random() + np.random.rand()  # noqa: NPY002
        loss = self.model(inputs).square().mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


def test_a_resumed_run_has_the_same_losses_to_the_last_bit(tmp_path: Path):
    whole = ToyRun()
    expected = [whole.step() for _ in range(8)]
    first = ToyRun()
    losses = [first.step() for _ in range(5)]
    save_checkpoint(tmp_path, 5, first.parts)
    [first.step() for _ in range(2)]
    second = ToyRun()
    resumed = resume(tmp_path, second.parts)
    assert (resumed.step, resumed.path, resumed.messages) == (5, tmp_path / "step_00000005", ())
    assert losses + [second.step() for _ in range(3)] == expected
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, second.model.state_dict()[name])


def test_any_nested_state_comes_back_as_it_was(tmp_path: Path):
    weight = torch.randn(3, 4)
    state = {
        "numbers": [1, -2.5, True, None, "text", 10**30, 0.1, float("inf")],
        "betas": (0.9, 0.999),
        7: {"step": torch.tensor(3.0), "deep": [{"x": torch.arange(3)}]},
        "$tensor": "a string under a key that looks like ours",
        "a.b": torch.ones(2, dtype=torch.bfloat16),
        "a": {"b": torch.zeros(1, dtype=torch.bool)},
        "tied": [weight, weight, weight.T, weight[1], weight.view(-1)],
        "empty": torch.zeros(0, 4),
    }
    save_checkpoint(tmp_path, 1, {"box": Box(state)})
    box = Box()
    assert load_checkpoint(tmp_path / "step_00000001", {"box": box}) == 1
    assert_same(box.state, state)


def assert_same(got: object, expected: object) -> None:
    assert type(got) is type(expected)
    if isinstance(expected, torch.Tensor):
        assert isinstance(got, torch.Tensor)
        assert got.dtype == expected.dtype
        assert torch.equal(got, expected)
    elif isinstance(expected, dict):
        assert isinstance(got, dict)
        assert list(got) == list(expected)
        for key, value in expected.items():
            assert_same(got[key], value)
    elif isinstance(expected, (list, tuple)):
        assert isinstance(got, (list, tuple))
        for ours, theirs in zip(got, expected, strict=True):
            assert_same(ours, theirs)
    else:
        assert got == expected


def test_what_would_need_pickle_is_refused_and_named(tmp_path: Path):
    with pytest.raises(TypeError, match=r"box: inner\.0 is a object"):
        save_checkpoint(tmp_path, 1, {"box": Box({"inner": [object()]})})
    assert list(tmp_path.iterdir()) == []


def test_no_file_holds_a_pickle(tmp_path: Path):
    run = ToyRun()
    run.step()
    folder = save_checkpoint(tmp_path, 1, run.parts)
    assert {path.suffix for path in folder.iterdir()} == {".json", ".safetensors"}
    for path in folder.iterdir():
        # Pickles since protocol 2 begin with 0x80; torch.save writes a zip, "PK".
        assert path.read_bytes()[:1] != b"\x80"
        assert path.read_bytes()[:2] != b"PK"


def test_only_the_newest_are_kept_and_later_steps_of_an_older_run_go(tmp_path: Path):
    for step in (1, 2, 3):
        save_checkpoint(tmp_path, step, {"box": Box({"step": step})}, keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step_00000002", "step_00000003"]
    save_checkpoint(tmp_path, 2, {"box": Box({"step": "again"})}, keep=2)
    assert [path.name for path in tmp_path.iterdir()] == ["step_00000002"]
    box = Box()
    assert resume(tmp_path, {"box": box}).step == 2
    assert box.state == {"step": "again"}


def damage_by_flipping(folder: Path) -> None:
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def damage_by_cutting(folder: Path) -> None:
    path = folder / "optimizer.json"
    path.write_bytes(path.read_bytes()[:-10])


def damage_by_removing(folder: Path) -> None:
    (folder / "random_0.safetensors").unlink()


def damage_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 1, "step": 2')


def damage_the_step(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"step": 2', '"step": 3'))


@pytest.mark.parametrize(
    "damage", [damage_by_flipping, damage_by_cutting, damage_by_removing, damage_the_manifest, damage_the_step]
)
def test_a_damaged_checkpoint_falls_back_to_the_one_before(tmp_path: Path, damage):
    run = ToyRun()
    save_checkpoint(tmp_path, 1, run.parts)
    expected = run.step()
    newest = save_checkpoint(tmp_path, 2, run.parts)
    damage(newest)
    again = ToyRun()
    with pytest.raises(DamagedCheckpointError, match="step_00000002"):
        load_checkpoint(newest, again.parts)
    resumed = resume(tmp_path, again.parts)
    assert resumed.step == 1
    assert len(resumed.messages) == 1
    assert "step_00000002" in resumed.messages[0]
    assert again.step() == expected


def test_when_all_are_damaged_the_user_is_told_what_to_do(tmp_path: Path):
    damage_by_flipping(save_checkpoint(tmp_path, 1, ToyRun().parts))
    with pytest.raises(CheckpointError, match="every checkpoint is damaged; remove the folder"):
        resume(tmp_path, ToyRun().parts)


def test_an_empty_or_absent_folder_starts_from_nothing(tmp_path: Path):
    assert resume(tmp_path, ToyRun().parts).step == 0
    assert resume(tmp_path / "absent", ToyRun().parts).step == 0


def test_another_recipe_is_one_line_and_does_not_fall_back(tmp_path: Path):
    save_checkpoint(tmp_path, 1, ToyRun().parts)
    with pytest.raises(CheckpointError, match="part 'model' does not fit .*resume with the recipe") as caught:
        resume(tmp_path, ToyRun(width=9).parts)
    assert "\n" not in str(caught.value)
    with pytest.raises(CheckpointError, match="has no part 'codebook', only model, optimizer, random_0"):
        resume(tmp_path, {"codebook": Box()})


def test_a_folder_that_cannot_be_written_is_one_line_and_leaves_the_older_one(tmp_path: Path, monkeypatch):
    save_checkpoint(tmp_path, 1, {"box": Box({"x": 1})})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("humocon.training.checkpoint.write_state", full)
        with pytest.raises(ConfigError, match="No space left on device") as caught:
            save_checkpoint(tmp_path, 2, {"box": Box({"x": 2})})
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["step_00000001"]
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="another output folder"):
        save_checkpoint(tmp_path / "file", 1, {"box": Box({"x": 1})})


def test_a_folder_caught_between_two_renames_is_still_found(tmp_path: Path):
    save_checkpoint(tmp_path, 1, {"box": Box({"x": 1})}).rename(tmp_path / ".step_00000001.replaced")
    box = Box()
    assert resume(tmp_path, {"box": box}).step == 1
    save_checkpoint(tmp_path, 1, {"box": Box({"x": 2})})
    assert [path.name for path in tmp_path.iterdir()] == ["step_00000001"]


SAVE_FOREVER = """
import sys
from pathlib import Path
import torch
from humocon.training.checkpoint import save_checkpoint

class Box:
    def __init__(self, step): self.step = step
    def state_dict(self): return {"step": self.step, "weight": torch.full((300_000,), float(self.step))}
    def load_state_dict(self, state_dict): pass

step = int(sys.argv[2])
while True:
    step += 1
    save_checkpoint(Path(sys.argv[1]), step, {"box": Box(step)}, keep=2)
    print(step, flush=True)
"""


@pytest.mark.long
def test_a_kill_while_saving_leaves_a_whole_checkpoint(tmp_path: Path, repository: Path):
    environment = {"PYTHONPATH": str(repository / "models"), "OMP_NUM_THREADS": "1"}
    folder = tmp_path / "checkpoints"
    step = 0
    for delay_s in (0.001, 0.013, 0.029):
        command = [sys.executable, "-c", SAVE_FOREVER, str(folder), str(step)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            reported = int(process.stdout.readline())
            time.sleep(delay_s)
            process.send_signal(signal.SIGKILL)
            reported = max([reported, *(int(line) for line in process.stdout if line.endswith("\n"))])
        box = Box()
        resumed = resume(folder, {"box": box})
        assert resumed.messages == ()
        assert resumed.step >= reported
        assert isinstance(box.state, dict)
        assert box.state["weight"].eq(resumed.step).all()
        step = resumed.step
