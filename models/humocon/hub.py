"""The model hub: whether it can be reached, so that nobody waits for attempts that cannot succeed."""

import logging
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from huggingface_hub import constants

TIMEOUT_S: Final = 3.0
NO_CODE: Final[dict[str, Any]] = {"trust_remote_code": False}
"""For transformers: without it, a model with code of its own makes it ask whether to run that."""
PLAIN_WEIGHTS: Final[dict[str, Any]] = {**NO_CODE, "use_safetensors": True}
"""For transformers: without it, a model whose weights are pickles has them read, which can run code."""


def hub_trouble() -> str | None:
    """Why the hub cannot be reached; None where it can."""
    try:
        urllib.request.urlopen(urllib.request.Request(constants.ENDPOINT, method="HEAD"), timeout=TIMEOUT_S).close()
    except urllib.error.HTTPError:
        return None  # it answers
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))
    return None


@contextmanager
def from_hub(model: str | Path) -> Iterator[None]:
    """While entered, what is loaded comes from a folder, the hub, or, where it cannot be reached, its cache at once.

    The hub's own library tries for minutes, and writes a line for each attempt.

    Args:
        model: a folder, or an id on the hub.

    Raises:
        OSError: it was neither a folder nor in the cache, and the hub cannot be reached.
    """
    trouble = None
    if not Path(model).expanduser().exists() and not constants.HF_HUB_OFFLINE:
        trouble = hub_trouble()
    logger = logging.getLogger("huggingface_hub")
    level, offline = logger.level, constants.HF_HUB_OFFLINE
    logger.setLevel(logging.ERROR)
    constants.HF_HUB_OFFLINE = offline or trouble is not None
    try:
        yield
    except (OSError, ValueError) as error:
        if trouble is None:
            raise
        raise OSError(f"{constants.ENDPOINT} is not reached: {trouble}") from error
    finally:
        constants.HF_HUB_OFFLINE = offline
        logger.setLevel(level)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from writing progress bars and load reports while a model is loaded."""
    from transformers.utils import logging as messages

    level, bars = messages.get_verbosity(), messages.is_progress_bar_enabled()
    messages.set_verbosity(50)  # above any message
    messages.disable_progress_bar()
    try:
        yield
    finally:
        messages.set_verbosity(level)
        if bars:
            messages.enable_progress_bar()
