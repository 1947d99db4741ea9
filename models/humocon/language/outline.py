"""A language model from its configuration alone: all of its shapes, none of its weights."""

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, PretrainedConfig, PreTrainedModel

from humocon.errors import CheckpointError, one_line
from humocon.hub import NO_CODE, from_hub
from humocon.language.loading import quiet


def read_config(model: str) -> PretrainedConfig:
    """The configuration of a language model in a folder or on the hub.

    Raises:
        CheckpointError: it cannot be read, such as without a network or without leave to read it.
    """
    try:
        with quiet(), from_hub(model):
            return AutoConfig.from_pretrained(model, **NO_CODE)
    except (OSError, ValueError, KeyError) as error:
        raise CheckpointError(
            f"{model}: its configuration cannot be read ({one_line(error)}); check name and network"
        ) from error


def outline(config: PretrainedConfig) -> PreTrainedModel:
    """A language model on the meta device: all of its shapes, none of its memory."""
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(config, **NO_CODE)


def left_whole(model: PreTrainedModel) -> int:
    """How many parameters of a language model 4 bits leave as they are: all but linear layers, and the output head."""
    head = model.get_output_embeddings()
    packed = [module.weight for module in model.modules() if isinstance(module, nn.Linear) and module is not head]
    return sum(value.numel() for value in model.parameters()) - sum(value.numel() for value in packed)
