from functools import partial
from pathlib import Path

import pytest

from humocon.actions.config import OwnActionsConfig
from humocon.config import config_to_dict, load_config
from humocon.errors import ConfigError
from humocon.pretrain.config import PretrainConfig
from humocon.translate.config import TranslateConfig, load_translate_config
from humocon.tune.config import TuneConfig, load_tune_config

STAGES = {
    "pretrain": partial(load_config, PretrainConfig),
    "translate": load_translate_config,
    "tune": load_tune_config,
}
FOLDERS = {**STAGES, "ablations": STAGES["pretrain"]}
EVERY = sorted((Path(__file__).parent.parent / "recipes").glob("*/*.yaml"))
RECIPES = [path for path in EVERY if path.parent.name in FOLDERS]


def test_every_stage_has_both_recipes():
    assert {(path.parent.name, path.stem) for path in RECIPES} >= {(s, n) for s in STAGES for n in ("mini", "paper")}


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_recipe_loads_and_survives_being_written(path: Path, tmp_path: Path):
    import json

    load = FOLDERS[path.parent.name]
    config = load(path)
    copy = tmp_path / "copy.yaml"
    copy.write_text(json.dumps(config_to_dict(config)))
    assert load(copy) == config


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_recipe_says_purpose_cost_and_what_to_expect(path: Path):
    lines = path.read_text().splitlines()
    head = " ".join(line for line in lines[: next(i for i, line in enumerate(lines) if not line.startswith("#"))])
    assert "Cost" in head
    assert "Expected:" in head


def test_each_recipe_reads_what_the_one_before_it_writes(repository: Path):
    for name in ("mini", "paper"):
        first = load_config(PretrainConfig, repository / f"recipes/pretrain/{name}.yaml")
        second = load_config(TranslateConfig, repository / f"recipes/translate/{name}.yaml")
        third = load_config(TuneConfig, repository / f"recipes/tune/{name}.yaml")
        assert second.concepts == first.output
        assert third.model == second.output


def test_paper_recipes_have_the_papers_numbers(repository: Path):
    translate = load_config(TranslateConfig, repository / "recipes/translate/paper.yaml")
    tune = load_config(TuneConfig, repository / "recipes/tune/paper.yaml")
    assert translate.language_model == "meta-llama/Llama-3.1-8B-Instruct"
    assert translate.base is None
    assert (translate.learning.batch_size, translate.learning.learning_rate) == (32, 1e-4)
    assert (tune.learning.batch_size, tune.learning.learning_rate, tune.rank) == (16, 3e-4, 8)
    for learning in (translate.learning, tune.learning):
        assert learning.batch_size % learning.accumulate == 0


def test_nested_keys_are_overridden_and_optional_parts_left_out(repository: Path):
    path = repository / "recipes/translate/mini.yaml"
    config = load_config(TranslateConfig, path, ["learning.steps=2", "base.learning.batch_size=4", "base.noise=0.1"])
    assert config.base is not None
    assert (config.learning.steps, config.base.learning.batch_size, config.base.noise) == (2, 4, 0.1)
    assert load_config(TranslateConfig, path, ["base=null", "language_model=gpt2"]).base is None


def test_a_folder_of_own_clips_is_taught_as_own_actions_whatever_the_recipe(repository: Path, tmp_path: Path):
    recipes = repository / "recipes" / "tune"
    (tmp_path / "cartwheel_01.bvh").write_bytes((repository / "examples" / "jump.bvh").read_bytes())
    config = load_tune_config(recipes / "small.yaml", [f"data={tmp_path}", "seed=3"], recipes / "own.yaml")
    assert isinstance(config, OwnActionsConfig)
    assert (config.own, config.seed) == (tmp_path, 3)
    with pytest.raises(ConfigError, match="unknown key 'rank'"):
        load_tune_config(recipes / "small.yaml", [f"data={tmp_path}", "rank=2"], recipes / "own.yaml")
