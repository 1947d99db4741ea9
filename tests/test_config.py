"""Recipes and overrides become a checked, frozen config; every mistake is one line that names the key."""

import dataclasses
import json
from pathlib import Path
from typing import Literal

import pytest

from humocon.config import config_to_dict, find_recipe, load_config
from humocon.errors import ConfigError


@dataclasses.dataclass(frozen=True, kw_only=True)
class Optim:
    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    warmup: int = 10


@dataclasses.dataclass(frozen=True, kw_only=True)
class Config:
    output: Path
    optim: Optim = dataclasses.field(default_factory=Optim)
    second: Optim | None = None
    precision: Literal["no", "bf16"] = "no"
    steps: int = 100
    resume: bool = True
    limit: int | None = None
    device: str | None = None
    layers: tuple[str, ...] = ("q", "v")
    weights: dict[str, float] = dataclasses.field(default_factory=dict)
    size: int | str = 0

    def __post_init__(self) -> None:
        if self.steps <= 0:
            raise ValueError(f"steps must be positive, got {self.steps}")


@pytest.fixture
def recipe(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "recipe.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def load(*overrides: str) -> Config:
    return load_config(Config, None, ("output=runs", *overrides))


def message(*overrides: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(*overrides)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_recipe_fills_fields_of_every_type(recipe):
    path = recipe(
        """
        output: runs/a
        optim: {lr: 1e-4, betas: [0.8, 0.9]}
        second:
          warmup: 5
        precision: no
        resume: false
        limit: null
        layers: [a, b, c]
        weights: {align: 1, act: 2.5e-1}
        """
    )
    config = load_config(Config, path)
    assert config == Config(
        output=Path("runs/a"),
        optim=Optim(lr=1e-4, betas=(0.8, 0.9)),
        second=Optim(warmup=5),
        resume=False,
        layers=("a", "b", "c"),
        weights={"align": 1.0, "act": 0.25},
    )
    assert isinstance(config.weights["align"], float)


def test_overrides_beat_the_recipe_and_the_last_one_wins(recipe):
    path = recipe("output: a\noptim: {lr: 1, warmup: 3}\nsteps: 7\n")
    config = load_config(Config, path, ["optim.lr=2e-4", "steps=8", "steps=9"])
    assert (config.optim, config.steps) == (Optim(lr=2e-4, warmup=3), 9)


@pytest.mark.parametrize(
    ("override", "field", "expected"),
    [
        ("steps=6e4", "steps", 60_000),
        ("optim.lr=1e-4", "optim", Optim(lr=1e-4)),
        ("optim={lr: 3, warmup: 1}", "optim", Optim(lr=3.0, warmup=1)),
        ("precision=no", "precision", "no"),
        ("resume=False", "resume", False),
        ("resume=on", "resume", True),
        ("limit=none", "limit", None),
        ("limit=5", "limit", 5),
        ("device=cuda:0", "device", "cuda:0"),
        ("device=", "device", None),
        ("layers=a, b", "layers", ("a", "b")),
        ("layers=[a]", "layers", ("a",)),
        ("layers=", "layers", ()),
        ("second.lr=2", "second", Optim(lr=2.0)),
        ("second=null", "second", None),
        ("weights.act=2", "weights", {"act": 2.0}),
        ("weights={act: 2}", "weights", {"act": 2.0}),
        ("size=12", "size", 12),
        ("size=large", "size", "large"),
        ("precision=No", "precision", "no"),
        ("precision=false", "precision", "no"),
        ("precision=none", "precision", "no"),
        ("precision=BF16", "precision", "bf16"),
        ("precision=bfloat16", "precision", "bf16"),
        ("precision=fp32", "precision", "no"),
        ("output=a=b", "output", Path("a=b")),
    ],
)
def test_an_override_is_converted_by_the_type_of_its_field(override, field, expected):
    value = getattr(load(override), field)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("override", "parts"),
    [
        ("optm.lr=1", ["'optm'", "did you mean 'optim'?"]),
        ("optim.lrr=1", ["'optim.lrr'", "did you mean 'optim.lr'?"]),
        ("zzz=1", ["'zzz'", "known: output, optim"]),
        ("steps", ["'steps'", "key=value"]),
        ("=3", ["key=value"]),
        ("steps.more=3", ["'steps'", "no keys of its own"]),
        ("steps=many", ["'steps'", "a whole number", "'many'"]),
        ("steps=1.5", ["'steps'", "a whole number"]),
        ("steps=inf", ["'steps'", "a whole number"]),
        ("optim.lr=fast", ["'optim.lr'", "a number", "'fast'"]),
        ("optim.lr=nan", ["'optim.lr'", "a number"]),
        ("optim=3", ["'optim'", "keys of its own", "'3'"]),
        ("optim.betas=[1]", ["'optim.betas'", "a list of 2"]),
        ("resume=maybe", ["'resume'", "true or false"]),
        ("precision=bf61", ["'precision'", "one of 'no', 'bf16'", "did you mean 'bf16'?"]),
        ("limit=x", ["'limit'", "a whole number or null"]),
        ("second={lrr: 2}", ["'second.lrr'", "did you mean 'second.lr'?"]),
        ("weights.act=x", ["'weights.act'", "a number"]),
        ("layers={a: 1}", ["'layers'", "a list", "keys (a)"]),
        ("layers=[a", ["not valid YAML"]),
    ],
)
def test_a_wrong_override_is_named_with_its_remedy(override, parts):
    text = message(override)
    assert override in text
    for part in parts:
        assert part in text


def test_a_value_that_the_class_refuses_is_a_config_error(recipe):
    with pytest.raises(ConfigError, match=r"recipe\.yaml: steps must be positive, got -1"):
        load_config(Config, recipe("output: a"), ["steps=-1"])


def test_a_wrong_key_in_a_recipe_names_the_recipe(recipe):
    path = recipe("output: a\noptim:\n  betas: [a, b]\n")
    with pytest.raises(ConfigError, match=r"recipe\.yaml: 'optim\.betas' expects a number, got 'a'"):
        load_config(Config, path)


def test_a_required_key_must_be_given(recipe):
    with pytest.raises(ConfigError, match=r"recipe\.yaml: the key 'output' is missing \(a path\)"):
        load_config(Config, recipe(""))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("output: [a", "line 1: not valid YAML"),
        ("output: a\noutput: b\n", "line 2: not valid YAML: key 'output' is given twice"),
        ("- a\n", "key: value"),
        ("just words", "key: value"),
        ("output: a\n? {b: c}\n: d\n", "line 2: not valid YAML: a key must be a word"),
    ],
)
def test_a_broken_recipe_is_one_line(recipe, text, match):
    with pytest.raises(ConfigError, match=match) as caught:
        load_config(Config, recipe(text))
    assert "\n" not in str(caught.value)


def test_an_unreadable_recipe_is_named(tmp_path):
    with pytest.raises(ConfigError, match="no such recipe file"):
        load_config(Config, tmp_path / "absent.yaml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(Config, tmp_path)
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(Config, binary)


def test_a_config_survives_json(tmp_path):
    config = load("second.lr=1e-5", "weights.act=0.5", "layers=", "limit=4")
    path = tmp_path / "config.yaml"
    path.write_text(json.dumps(config_to_dict(config)), encoding="utf-8")
    assert load_config(Config, path) == config


def test_a_recipe_is_found_by_path_or_by_name(tmp_path):
    (tmp_path / "pretrain").mkdir()
    mini = tmp_path / "pretrain" / "mini.yaml"
    mini.touch()
    assert find_recipe("pretrain", "mini", [tmp_path / "empty", tmp_path]) == mini
    assert find_recipe("pretrain", str(mini), []) == mini
    (tmp_path / "ablations").mkdir()
    (tmp_path / "ablations" / "all.yaml").touch()
    assert find_recipe("pretrain", "ablations/all", [tmp_path]) == tmp_path / "ablations" / "all.yaml"
    for name in ("../ablations/all", "a/ablations/all"):
        with pytest.raises(ConfigError, match=f"{name}: no such recipe file; `humocon recipes copy NAME` makes one"):
            find_recipe("pretrain", name, [tmp_path])
    with pytest.raises(ConfigError, match="gone/zzz: no such recipe; `humocon recipes` lists them"):
        find_recipe("pretrain", "gone/zzz", [tmp_path])
    with pytest.raises(ConfigError, match="ablations/al: no such recipe; did you mean 'ablations/all'"):
        find_recipe("pretrain", "ablations/al", [tmp_path])
    with pytest.raises(ConfigError, match=r"mini.yml: no such recipe file; did you mean 'mini.yaml'"):
        find_recipe("pretrain", str(mini.with_suffix(".yml")), [])
    with pytest.raises(ConfigError, match="a recipe of another stage; run it with `humocon pretrain mini`"):
        find_recipe("tune", "pretrain/mini", [tmp_path])
    with pytest.raises(
        ConfigError, match=r"unknown pretrain recipe 'minni'; did you mean 'mini'\? \(known recipes: mini\)"
    ):
        find_recipe("pretrain", "minni", [tmp_path])
    with pytest.raises(ConfigError, match="absent.yaml: no such recipe file"):
        find_recipe("pretrain", "absent.yaml", [tmp_path])
    with pytest.raises(ConfigError, match="no recipe is installed"):
        find_recipe("tune", "mini", [tmp_path])
