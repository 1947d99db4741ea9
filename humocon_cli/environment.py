"""What the command line takes from its environment, of which the core asks nothing: caches, keys, launchers; memory."""

import gc
import os
import sys
from pathlib import Path


def pose_models_place() -> Path | None:
    """The cache folder of the pose networks that the system's convention names."""
    return _cache("pose")


def language_models_place() -> Path | None:
    """The cache folder of base language models that the system's convention names."""
    return _cache("language")


def _cache(name: str) -> Path | None:
    cache = os.environ.get("XDG_CACHE_HOME")
    return Path(cache) / "humocon" / name if cache else None


def server_key(address: str | None, name: str = "HUMOCON_SERVER_KEY") -> str | None:
    """The key for a model behind an address: of the variable, and, for OpenAI's own address alone, OPENAI_API_KEY."""
    if address is None or "://" not in address:
        return None
    own = address.startswith("https://api.openai.com/")
    key = os.environ.get(name) or (os.environ.get("OPENAI_API_KEY") if own else None)
    return key.strip() or None if key else None


def is_one_of_several() -> bool:
    """Whether a launcher started this process beside others."""
    return os.environ.get("WORLD_SIZE", "1") not in ("", "0", "1")


def has_gpu() -> bool:
    """Whether the machine shows a GPU that torch may use, told without importing it."""
    return Path("/dev/nvidiactl").exists() or Path("/dev/kfd").exists() or sys.platform in ("darwin", "win32")


def shell_name() -> str:
    """The user's shell, such as "bash"; "" where that is not told."""
    return Path(os.environ.get("SHELL", "")).name


def collect_seldom() -> None:
    """Look seldom for objects that hold one another: libraries make hundreds of thousands that stay to the end.

    Each look goes through those that are there, so that many looks take a part of the time of a first question.
    """
    gc.set_threshold(100_000, 20, 50)
