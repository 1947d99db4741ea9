"""The command line: the commands of the stages of training."""

import json
import subprocess
import sys
import types
from dataclasses import dataclass
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

    def missing(config: FakeConfig) -> dict[str, str]:
        return {} if config.output.parent.is_dir() else {"output": f"{config.output.parent}: not there; make it"}

    parts = {
        "config": {
            f"{name.capitalize()}Config": FakeConfig,
            f"load_{name}_config": lambda recipe, overrides, *own: load_config(FakeConfig, recipe, overrides),
            "missing": missing,
        },
        "loop": {name: run},
        "plan": {"plan": lambda config: {"model": {"parameters": f"{config.steps}"}}},
    }
    for part, content in parts.items():
        module = types.ModuleType(f"humocon.{name}.{part}")
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, f"humocon.{name}.{part}", module)
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


def test_what_is_missing_ends_a_run_and_a_dry_run_with_its_remedy(stage):
    name, recipe, runs = stage
    for options in ([], ["--dry-run"]):
        result = invoke(name, recipe, *options, "--output", "/gone/run")
        assert result.exit_code == 1
        assert "/gone: not there; make it" in result.output
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


SHIPPED = sorted(
    f"{path.parent.name}/{path.stem}" for path in (Path(__file__).parent.parent / "recipes").glob("*/*.yaml")
)


def test_recipes_lists_each_with_purpose_and_cost():
    told = json.loads(invoke("recipes", "--json").output)
    assert sorted(one["name"] for one in told) == SHIPPED
    assert all(one["purpose"] and one["cost"] and one["expected"] for one in told)
    assert [one["name"] for one in told][:2] == ["pretrain/mini", "pretrain/mini-video"]
    assert "tune/mini" in invoke("recipes").output


def test_a_recipe_is_shown_and_copied_and_nothing_is_written_over(tmp_path, monkeypatch, repository):
    monkeypatch.chdir(tmp_path)
    text = (repository / "recipes/tune/mini.yaml").read_text(encoding="utf-8")
    assert invoke("recipes", "show", "tune/mini").output == text
    assert "humocon tune tune-mini.yaml" in invoke("recipes", "copy", "tune/mini").output
    assert Path("tune-mini.yaml").read_text(encoding="utf-8") == text
    again = invoke("recipes", "copy", "tune/mini")
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)
    assert invoke("recipes", "copy", "no-rec", "mine/one.yaml").exit_code == 0
    assert "Ablation" in Path("mine/one.yaml").read_text(encoding="utf-8")


def test_a_recipe_that_is_misspelt_or_one_of_several_is_told():
    assert "did you mean 'tune/mini'" in invoke("recipes", "show", "tune/minni").stderr
    assert "pretrain/mini, translate/mini, tune/mini" in invoke("recipes", "show", "mini").stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["pretrain", "minni"], "did you mean 'mini'?"),
        (["pretrain", "mini", "--set", "learning.batch_sizze=3"], "did you mean 'learning.batch_size'?"),
        (["pretrain", "mini", "--set", "batch_size=3"], "the key 'batch_size' is now 'learning.batch_size'"),
        (["pretrain", "mini", "--set", "motion=a"], "the key 'motion' is now 'concepts'"),
        (["pretrain", "mini", "--set", "concepts.width=3"], "the keys of 'concepts' are now those of 'sizes'"),
        (["translate", "mini", "--set", "learning.step=3"], "did you mean 'learning.steps'?"),
        (["pretrain", "tune/mini"], "a recipe of another stage; run it with `humocon tune mini`"),
        (["tune", "mini", "--set", "data=gone"], "gone: no such folder; get recordings"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_told_before_anything_heavy_is_imported(arguments: list[str], told: str):
    script = (
        "import sys\nfrom humocon_cli.main import cli\n"
        "try:\n    cli(sys.argv[1:])\nfinally:\n"
        "    heavy = {'torch', 'transformers', 'scipy', 'numpy'} & set(sys.modules)\n    print(heavy or 'light')"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "light\n"), done.stderr
    assert told in done.stderr


def test_what_own_actions_need_is_told_before_there_are_clips(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = invoke("tune", "own", "--dry-run")
    assert result.exit_code == 1
    assert "name that of your labelled clips with --set own=FOLDER" in " ".join(result.output.replace("│", " ").split())


def test_old_names_in_a_recipe_are_told(tmp_path):
    path = tmp_path / "old.yaml"
    phases = "reconstruct: {steps: 1, learning_rate: 1}\ndiscover: {steps: 1, learning_rate: 1}\n"
    path.write_text(f"data: a\noutput: b\nconcepts: {{width: 16}}\n{phases}")
    assert "the keys of 'concepts' are now those of 'sizes'" in invoke("pretrain", str(path)).stderr
    path.write_text(f"data: a\noutput: b\nvideo: {{cache: c, concepts: {{width: 16}}}}\n{phases}")
    assert "the key 'video.concepts' is now 'video.sizes'" in invoke("pretrain", str(path)).stderr
