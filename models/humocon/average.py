"""The mean of models that were tuned from one another: `humocon average`.

Where one training went on from another, the mean of their weights is often better than each of them, and less bent to
what the last one was shown (Wortsman et al., "Model soups", 2022). It answers as quickly as one model.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor

from humocon.errors import ConfigError
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.model_folder import carry_concept_files, load_pretrained, save_for_shipping


@torch.no_grad()
def average_models(
    models: Sequence[Path],
    output: Path,
    *,
    done: Callable[[Path], None] = lambda model: None,
) -> None:
    """Write the model whose weights are the mean of those of others; its concepts have the names of the first one's.

    Args:
        models: folders, at least two; one that is named twice counts twice.
        output: folder, which may not be one of them.
        done: told of each model that was added.

    Raises:
        ConfigError: one model only, other sizes or tokenizers, or an output that is one of them or cannot be written.
        CheckpointError: a model cannot be loaded.
    """
    if len(models) < 2:
        raise ConfigError("a mean needs at least two models; name more folders")
    if output.resolve() in {model.resolve() for model in models}:
        raise ConfigError(f"{output}: is one of the models; name another output")
    mean, processor = load_pretrained(models[0])
    tied = mean.all_tied_weights_keys  # the same memory under a second name
    weights = {name: value for name, value in mean.state_dict().items() if name not in tied}
    done(models[0])
    for number, folder in enumerate(models[1:], 2):
        other, own = load_pretrained(folder)
        _check_alike(models[0], (mean, processor), folder, (other, own))
        if processor.known_words is not None and own.known_words is not None:
            processor.known_words |= own.known_words
        theirs = other.state_dict()
        for name, value in weights.items():
            if value.is_floating_point():
                value.lerp_(theirs[name], 1.0 / number)
        done(folder)
    save_for_shipping(mean, processor, output, torch.float16)
    carry_concept_files(models[0], output)


Loaded = tuple[HumoconForConditionalGeneration, HumoconProcessor]


def _check_alike(first: Path, one: Loaded, second: Path, other: Loaded) -> None:
    """Refuse models between which there is no mean."""
    sizes = [_sizes(model.state_dict()) for model, _ in (one, other)]
    words = [processor.tokenizer.get_vocab() for _, processor in (one, other)]
    for what, pair in (("sizes", sizes), ("tokenizers", words)):
        if pair[0] != pair[1]:
            raise ConfigError(f"{first} and {second} have other {what}; give models that were tuned from one another")


def _sizes(weights: dict[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(value.shape) for name, value in weights.items()}
