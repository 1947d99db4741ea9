"""`humocon tune`: stage 2, second half, the recogniser of actions and the reader of meanings."""

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from humocon_cli.console import show_line
from humocon_cli.stages import Stage, recipe_roots, stage_command

if TYPE_CHECKING:
    from humocon.training.report import Report


def _load(recipe: Path, overrides: tuple[str, ...]) -> tuple[Path, Any, Mapping[str, str]]:
    from humocon.actions.config import OwnActionsConfig
    from humocon.config import find_recipe
    from humocon.tune.config import load_tune_config, missing

    own = find_recipe("tune", "own", recipe_roots())
    config = load_tune_config(recipe, overrides, own)
    if isinstance(config, OwnActionsConfig) and recipe != own:
        command = f"humocon tune own --set own={shlex.quote(str(config.own))}"
        told = f"{config.own}: clips of your own, so this is `{command}`; other keys of {recipe.name} are left aside"
        show_line(told)
        recipe = own
    return recipe, config, missing(config)


def _stage() -> Stage:
    return Stage(_plan, _run)


def _plan(config: Any) -> Mapping[str, Mapping[str, str]]:
    return _learning(config)[0](config)


def _run(config: Any, report: "Report") -> object:
    return _learning(config)[1](config, report)


def _learning(config: Any) -> tuple[Callable[..., Mapping[str, Mapping[str, str]]], Callable[..., object]]:
    """What tells what a recipe of this kind would do, and what does it."""
    from humocon.actions.config import ActionsConfig, OwnActionsConfig
    from humocon.meanings.config import MeaningsConfig

    if isinstance(config, OwnActionsConfig):
        from humocon.actions import own

        return own.plan, own.learn_own_actions
    if isinstance(config, MeaningsConfig):
        from humocon.lessons import meanings

        return meanings.plan, meanings.learn_meanings
    if isinstance(config, ActionsConfig):
        from humocon.actions import learning

        return learning.plan, learning.learn_actions
    from humocon.tune.loop import tune
    from humocon.tune.plan import plan

    return plan, tune


tune = stage_command(
    "tune",
    _load,
    _stage,
    """Stage 2, instruction tuning: train LoRA.

    Encoder and projector are frozen. The recipe `actions` trains the recogniser of actions instead, and
    `own` teaches it actions of your own clips, as does any other whose data is a folder of them. The recipe `meanings`
    trains the reader of questions in wordings that no rule knows.

    RECIPE is a name (`humocon recipes` lists them) or the path of a YAML file.
    """,
)
