"""What is fuzzed: each target writes bytes as a stranger's file, reads it, and lets only one-line errors pass.

A target is called with the content of the file and a folder of its own. Where several files belong together, `SPLIT`
stands between their contents. A target imports what it needs: some of it takes seconds to load.
"""

import inspect
from collections.abc import Callable
from pathlib import Path

from humocon.errors import HumoconError
from tests.fuzz import data_targets, model_targets, motion_targets

Target = Callable[[bytes, Path], object]
TARGETS: dict[str, Target] = {
    name: target
    for module in (motion_targets, data_targets, model_targets)
    for name, target in vars(module).items()
    if inspect.isfunction(target) and list(inspect.signature(target).parameters) == ["data", "folder"]
}


def run(target: Target, data: bytes, folder: Path) -> HumoconError | None:
    """Run a target; the error that a user would see, which has one line."""
    try:
        target(data, folder)
    except HumoconError as error:
        if not str(error) or "\n" in str(error):
            raise AssertionError(f"not an error of one line: {error}") from error
        return error
    return None
