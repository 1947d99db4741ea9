"""Where the pose networks are: the one place of the command line that asks the environment for the user's cache."""

import os
from pathlib import Path


def pose_models_place(given: Path | None) -> Path | None:
    """The pose networks that the user names, or the cache folder that the system's convention names."""
    if given is not None:
        return given
    cache = os.environ.get("XDG_CACHE_HOME")
    return Path(cache) / "humocon" / "pose" if cache else None
