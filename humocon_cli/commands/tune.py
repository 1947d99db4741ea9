"""`humocon tune`: stage 2, second half."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from humocon_cli.stages import Stage, stage_command


def _load(recipe: Path, overrides: tuple[str, ...]) -> tuple[Any, Mapping[str, str]]:
    from humocon.config import load_config
    from humocon.tune.config import TuneConfig, missing

    config = load_config(TuneConfig, recipe, overrides)
    return config, missing(config)


def _stage() -> Stage:
    from humocon.tune.loop import tune
    from humocon.tune.plan import plan

    return Stage(plan, tune)


tune = stage_command(
    "tune",
    _load,
    _stage,
    """Stage 2, instruction tuning: train LoRA.

    Encoder and projector are frozen.

    RECIPE is a name (`humocon recipes` lists them) or the path of a YAML file.
    """,
)
