"""`humocon pretrain`: stage 1."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from humocon_cli.stages import Stage, stage_command


def _load(recipe: Path, overrides: tuple[str, ...]) -> tuple[Path, Any, Mapping[str, str]]:
    from humocon.config import load_config
    from humocon.pretrain.config import PretrainConfig, missing

    config = load_config(PretrainConfig, recipe, overrides)
    return recipe, config, missing(config)


def _stage() -> Stage:
    from humocon.pretrain.loop import pretrain
    from humocon.pretrain.plan import plan

    return Stage(plan, pretrain)


pretrain = stage_command(
    "pretrain",
    _load,
    _stage,
    """Stage 1: discover the concepts.

    RECIPE is a name (`humocon recipes` lists them) or the path of a YAML file.
    """,
)
