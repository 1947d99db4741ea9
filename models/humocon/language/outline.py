"""A language model from its configuration alone: all of its shapes, none of its weights."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from transformers import AutoConfig, AutoModelForCausalLM, PretrainedConfig, PreTrainedModel

from humocon.errors import CheckpointError, one_line
from humocon.language.loading import quiet


def read_config(model: str) -> PretrainedConfig:
    """The configuration of a language model in a folder or on the hub.

    Raises:
        CheckpointError: it cannot be read, such as without a network or without leave to read it.
    """
    try:
        with quiet(), _hub_warnings_off():
            return AutoConfig.from_pretrained(model)
    except (OSError, ValueError, KeyError) as error:
        raise CheckpointError(
            f"{model}: its configuration cannot be read ({one_line(error)}); check name and network"
        ) from error


def outline(config: PretrainedConfig) -> PreTrainedModel:
    """A language model on the meta device: all of its shapes, none of its memory."""
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(config)


@contextmanager
def _hub_warnings_off() -> Iterator[None]:
    """Without a network, the hub's library writes a line for each of its attempts."""
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
