"""`humocon tune`: stage 2, second half."""

from functools import partial

from humocon_cli.stages import Stage, stage_command


def _load_stage() -> Stage:
    from humocon.config import load_config
    from humocon.tune import TuneConfig, plan, tune

    return Stage(partial(load_config, TuneConfig), plan, tune)


tune = stage_command(
    "tune",
    _load_stage,
    """Stage 2, instruction tuning: train LoRA.

    Encoder and projector are frozen.

    RECIPE is a name (mini, paper) or the path of a YAML file.
    """,
)
