"""`humocon pretrain`: stage 1."""

from functools import partial

from humocon_cli.stages import Stage, stage_command


def _load_stage() -> Stage:
    from humocon.config import load_config
    from humocon.pretrain import PretrainConfig, plan, pretrain

    return Stage(partial(load_config, PretrainConfig), plan, pretrain)


pretrain = stage_command(
    "pretrain",
    _load_stage,
    """Stage 1: discover the concepts.

    RECIPE is a name (mini, paper) or the path of a YAML file.
    """,
)
