"""What `tune` would do."""

import torch

from humocon.data.captions import describe_sources
from humocon.language.configuration import HumoconConfig, left_whole
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.training.duration import operations, samples_of, time_row
from humocon.training.memory import format_count, memory_row
from humocon.tune.config import TuneConfig
from humocon.tune.loop import adapt


def plan(config: TuneConfig) -> dict[str, dict[str, str]]:
    """What `tune` would train, on what, how large, with how much memory; nothing is trained or written."""
    learning = config.learning
    model = {"model": str(config.model)}
    if (config.model / "config.json").is_file():
        model |= _sizes(config)
    else:
        model["model"] += ": not there yet; `humocon translate` makes it"
        model["learns"] = _learning(config)
    data = describe_sources(config.sources) or {
        "data": str(config.data),
        "questions": str(config.questions or "made from the clips' labels"),
    }
    return {"model": model, "data": data, "schedule": learning.describe()}


def _learning(config: TuneConfig) -> str:
    return f"LoRA of rank {config.rank}" if config.rank else "every weight of language model and projector"


def _sizes(config: TuneConfig) -> dict[str, str]:
    """Rows about the model, from its configuration alone."""
    model_config = HumoconConfig.from_pretrained(config.model)
    with torch.device("meta"):
        model = HumoconForConditionalGeneration(model_config)
    frozen = sum(value.numel() for value in model.parameters())
    whole = left_whole(model.language_model)
    adapted = adapt(model, config)
    learns = sum(value.numel() for value in adapted.parameters() if value.requires_grad)
    number = operations(frozen, learns, samples_of(config.learning), twice=config.gradient_checkpointing)
    return {
        "frozen": f"{format_count(frozen)} parameters",
        "learns": f"{_learning(config)}: {format_count(learns)} parameters",
        "memory": memory_row(
            model_config.get_text_config(decoder=True),
            num_parameters=frozen + (learns if config.rank else 0),
            num_trainable=learns,
            num_whole=whole if config.rank else 0,
            batch=max(1, config.learning.batch_size // config.learning.accumulate),
            dtype=config.dtype,
            load_in_4bit=config.load_in_4bit,
            checkpointing=config.gradient_checkpointing,
        ),
        "time": time_row(number, device=config.device, dtype=config.dtype),
    }
