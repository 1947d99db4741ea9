"""What modality translation needs: a model of which the projector learns, and conversations."""

from typing import NamedTuple

from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.training.learning import Batches


class Parts(NamedTuple):
    """A model with all but one projector frozen, its processor, and what it learns from and is checked on."""

    model: HumoconForConditionalGeneration
    processor: HumoconProcessor
    train: Batches
    held_out: Batches
