"""`humocon tune`: stage 2, second half."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from humocon_cli.stages import Stage, stage_command

if TYPE_CHECKING:
    from humocon.training.report import Report


def _load_stage() -> Stage:
    return Stage(_load, _plan, _run)


def _load(recipe: Path, overrides: Sequence[str]) -> Any:
    """Of a language model, or, where the key `examples` is set, of the recogniser of actions."""
    from humocon.config import load_config, sets_key

    if sets_key("examples", recipe, overrides):
        from humocon.actions.learning import ActionsConfig

        return load_config(ActionsConfig, recipe, overrides)
    from humocon.tune import TuneConfig

    return load_config(TuneConfig, recipe, overrides)


def _plan(config: Any) -> Mapping[str, Mapping[str, str]]:
    if hasattr(config, "examples"):
        from humocon.actions.learning import plan
    else:
        from humocon.tune import plan
    return plan(config)


def _run(config: Any, report: "Report") -> object:
    if hasattr(config, "examples"):
        from humocon.actions.learning import learn_actions as run
    else:
        from humocon.tune import tune as run
    return run(config, report)


tune = stage_command(
    "tune",
    _load_stage,
    """Stage 2, instruction tuning: train LoRA.

    Encoder and projector are frozen.

    RECIPE is a name (mini, paper, actions) or the path of a YAML file; `actions` trains the recogniser of actions.
    """,
)
