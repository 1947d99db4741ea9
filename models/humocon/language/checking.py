"""Whether the parts of a loaded model belong together."""

from pathlib import Path

from humocon.errors import CheckpointError
from humocon.json_text import check_positive
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor


def check_finite(model: str | Path, loaded: HumoconForConditionalGeneration) -> None:
    """Refuse what a training that ran away leaves: weights that answer any question with the same word.

    Raises:
        CheckpointError: naming the first weight that is NaN or infinite.
    """
    for name, value in loaded.state_dict().items():
        if not value.is_floating_point() or value.itemsize < 2 or not value.numel():
            continue
        # The extremes need no copy of the weights, as `isfinite` would, and a NaN is both of them.
        if not all(bool(extreme.isfinite()) for extreme in value.detach().aminmax()):
            raise CheckpointError(
                f"{model}: weights are NaN or infinite, the first in {name}; take an earlier checkpoint of the training"
            )


def check_fit(
    model: str | Path, loaded: HumoconForConditionalGeneration, processor: HumoconProcessor, remedy: str
) -> None:
    """Refuse a model whose processor is of another, or has settings that cannot be.

    Raises:
        CheckpointError: naming the setting, and what to do.
    """
    config, rows = loaded.config, loaded.get_input_embeddings().get_parameter("weight").shape[0]
    settings = {
        "motion_token_id": (config.motion_token_id, processor.motion_token_id),
        "frames_per_token": (config.frames_per_token, processor.frames_per_token),
        "max_motion_tokens": (config.max_motion_tokens, processor.max_motion_tokens),
        "video_token_id": (config.video_token_id, processor.video_token_id),
        "frames_per_video_token": (config.frames_per_video_token, processor.frames_per_video_token),
        "max_video_tokens": (config.max_video_tokens, processor.max_video_tokens),
    }
    for name in ("fps", "video_fps", "video_size"):
        try:
            check_positive(name, getattr(processor, name), whole=name == "video_size")
        except ValueError as error:
            raise CheckpointError(f"{model}: {error} in processor_config.json; {remedy}") from None
    for name, (wanted, got) in settings.items():
        if wanted != got:
            raise CheckpointError(
                f"{model}: {name} is {wanted} in config.json and {got} for the processor; the files belong to "
                f"different models: {remedy}"
            )
    if len(processor.tokenizer) > rows:
        raise CheckpointError(
            f"{model}: the tokenizer has {len(processor.tokenizer)} tokens and the model {rows}; the files belong to "
            f"different models: {remedy}"
        )
