import os
import resource
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest
import torch
from safetensors.torch import load_file, save_file

from humocon.errors import ConfigError
from humocon.files import whole_files
from humocon.training.checkpoint import save_checkpoint, verify
from humocon.training.report import SilentReport


class Box:
    """A part with one tensor of 400 kB."""

    def state_dict(self) -> dict[str, torch.Tensor]:
        return {"weight": torch.arange(100_000, dtype=torch.float32)}

    def load_state_dict(self, state_dict: object) -> None:
        pass


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("file systems cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def limit_files() -> Iterator[None]:
    """Files may be of 1,000 bytes at most from now on."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_the_checkpoint_before_stays_and_the_error_is_one_line(small_disk: Path):
    for step in (1, 2):
        save_checkpoint(small_disk, step, {"box": Box()})
    with pytest.raises(ConfigError, match=r"No space left on device.*free some space") as caught:
        save_checkpoint(small_disk, 3, {"box": Box()})
    assert "\n" not in str(caught.value)
    assert verify(max(small_disk.iterdir()))["step"] == 2
    assert {path.name[:5] for path in small_disk.iterdir()} == {"step_"}


def write_model(folder: Path, numbers: int) -> None:
    with whole_files(folder) as partial:
        (partial / "config.json").write_text(str(numbers))
        save_file({"weight": torch.zeros(numbers)}, partial / "model.safetensors")


def test_a_model_on_a_full_disk_leaves_the_older_one(small_disk: Path):
    write_model(small_disk, 100_000)
    with pytest.raises(ConfigError, match=r"disk: cannot be written \(.*No space left on device"):
        write_model(small_disk, 200_000)
    assert sorted(path.name for path in small_disk.iterdir()) == ["config.json", "model.safetensors"]
    assert (small_disk / "config.json").read_text() == "100000"
    assert load_file(small_disk / "model.safetensors")["weight"].shape == (100_000,)


@pytest.mark.usefixtures("limit_files")
def test_files_over_the_quota_are_one_line(tmp_path: Path):
    with pytest.raises(ConfigError, match="File too large"):
        save_checkpoint(tmp_path, 1, {"box": Box()})
    assert list(tmp_path.iterdir()) == []


def test_a_run_on_a_full_disk_goes_on_once_there_is_room(toy: ModuleType, tmp_path: Path):
    class Filling(SilentReport):
        """Fills the disk after the third step."""

        def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
            if step == 3:
                resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    whole, second = toy.Recorder(), toy.Recorder()
    toy.learn_toy(tmp_path / "whole", whole, dropout=0.3)
    try:
        with pytest.raises(ConfigError, match="step_00000004: cannot be written"):
            toy.learn_toy(tmp_path / "parts", Filling(), dropout=0.3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    toy.learn_toy(tmp_path / "parts", second, dropout=0.3)
    assert list(second.train) == [3, 4, 5, 6]
    assert second.train == {step: whole.train[step] for step in second.train}


def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path):
    folder = tmp_path / "locked"
    folder.mkdir()
    own = os.geteuid()
    folder.chmod(0o500)
    if own == 0:
        os.seteuid(65534)  # root may write anywhere
    try:
        with pytest.raises(ConfigError, match="Permission denied"):
            save_checkpoint(folder / "checkpoints", 1, {"box": Box()})
        with pytest.raises(ConfigError, match="Permission denied"), whole_files(folder):
            pass
    finally:
        os.seteuid(own)
        folder.chmod(0o700)
