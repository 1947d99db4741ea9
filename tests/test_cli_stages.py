"""The command line: the commands of the stages of training."""

import sys
import types
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from humocon.config import load_config
from humocon_cli.main import cli


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@dataclass(frozen=True, kw_only=True)
class FakeConfig:
    output: Path
    steps: int = 10
    resume: bool = True
    device: str | None = None


@pytest.fixture(params=["pretrain", "translate", "tune"])
def stage(request, monkeypatch, tmp_path):
    """A stage of the core that records what it was asked to do."""
    name = request.param
    runs = []

    def run(config: FakeConfig, report) -> Path:
        report.start(name, config.steps, {"processes": "1"})
        report.metrics(config.steps, {"total": 0.5})
        report.finish()
        runs.append(config)
        return config.output

    module = types.ModuleType(f"humocon.{name}")
    module.__dict__.update(
        {
            f"{name.capitalize()}Config": FakeConfig,
            name: run,
            "plan": lambda config: {"model": {"parameters": f"{config.steps}"}},
            "load_translate_config": partial(load_config, FakeConfig),
        }
    )
    monkeypatch.setitem(sys.modules, f"humocon.{name}", module)
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(f"output: {tmp_path / 'run'}\n", encoding="utf-8")
    return name, str(recipe), runs


def test_a_stage_runs_with_recipe_overrides_and_options(stage, tmp_path):
    name, recipe, runs = stage
    other = tmp_path / "other"
    result = invoke(name, recipe, "--set", "steps=3", "--output", str(other), "--no-resume", "--device", "cpu")
    assert result.exit_code == 0, result.output
    assert runs == [FakeConfig(output=other, steps=3, resume=False, device="cpu")]
    assert (other / "metrics.jsonl").read_text() == '{"step": 3, "split": "train", "total": 0.5}\n'
    assert list((other / "tensorboard").iterdir())
    assert str(other) in result.output


def test_a_dry_run_shows_the_plan_and_does_nothing(stage):
    name, recipe, runs = stage
    result = invoke(name, recipe, "--dry-run", "--set", "steps=1234567")
    assert result.exit_code == 0, result.output
    assert "parameters" in result.output
    assert "1234567" in result.output
    assert runs == []


def test_only_the_main_process_speaks(stage, monkeypatch):
    name, recipe, runs = stage
    monkeypatch.setenv("RANK", "1")
    result = invoke(name, recipe)
    assert (result.output, len(runs)) == ("", 1)


def test_a_wrong_override_is_one_line(stage):
    name, recipe, _ = stage
    result = invoke(name, recipe, "--set", "stepz=3")
    assert result.exit_code == 1
    assert result.stderr == "error: override 'stepz=3': unknown key 'stepz'; did you mean 'steps'?\n"


def test_an_unknown_recipe_lists_the_known_ones():
    result = invoke("pretrain", "minni")
    assert result.exit_code == 1
    assert "did you mean 'mini'" in result.stderr
    assert "paper" in result.stderr
