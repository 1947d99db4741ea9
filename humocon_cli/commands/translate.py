"""`humocon translate`: stage 2, first half."""

from humocon_cli.stages import Stage, stage_command


def _load_stage() -> Stage:
    from humocon.translate import load_translate_config, plan, translate

    return Stage(load_translate_config, plan, translate)


translate = stage_command(
    "translate",
    _load_stage,
    """Stage 2, modality translation: train the projector.

    Encoder and language model are frozen.

    RECIPE is a name (mini, paper) or the path of a YAML file.
    """,
)
