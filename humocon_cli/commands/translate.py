"""`humocon translate`: stage 2, first half."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from humocon_cli.stages import Stage, stage_command


def _load(recipe: Path, overrides: tuple[str, ...]) -> tuple[Path, Any, Mapping[str, str]]:
    from humocon.translate.config import load_translate_config, missing

    config = load_translate_config(recipe, overrides)
    return recipe, config, missing(config)


def _stage() -> Stage:
    from humocon.translate.loop import translate
    from humocon.translate.plan import plan

    return Stage(plan, translate)


translate = stage_command(
    "translate",
    _load,
    _stage,
    """Stage 2, modality translation: train the projector.

    Encoder and language model are frozen.

    RECIPE is a name (`humocon recipes` lists them) or the path of a YAML file.
    """,
)
