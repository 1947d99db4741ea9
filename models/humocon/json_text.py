"""JSON from strangers: whatever is wrong with it is a `ValueError`, as it is for the most of it in `json`."""

import json
import math
import re
from pathlib import Path
from typing import Any

from humocon.errors import CheckpointError, one_line

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""One of the two escapes that a character of more than 16 bits is written as."""


def parse_json(text: str | bytes) -> Any:
    r"""What a JSON text holds.

    Args:
        text: of one value; bytes are UTF-8.

    Raises:
        ValueError: it is no JSON, is nested so deeply that Python cannot follow, or has half a character in it
            (`"\ud800"`), which no file or screen can take.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    try:
        value = json.loads(text)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("half a character, a surrogate without its pair") from None
    return value


def read_json(path: Path, remedy: str) -> dict[str, Any]:
    """The object in a JSON file of a model folder.

    Raises:
        CheckpointError: there is none; `remedy` says what to do.
    """
    try:
        tree = parse_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: not readable as JSON ({one_line(error)}); {remedy}") from error
    if not isinstance(tree, dict):
        raise CheckpointError(f"{path}: not a JSON object; {remedy}")
    return tree


def check_positive(name: str, value: object, *, whole: bool = False) -> None:
    """Refuse a setting that has to be a finite number above 0.

    Raises:
        ValueError: it is another number, or none; or, where it has to be `whole`, a broken one.
    """
    numbers = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, numbers) or not 0 < value < math.inf:
        raise ValueError(f"{name} must be a {'whole ' if whole else ''}number above 0, got {value!r}")
