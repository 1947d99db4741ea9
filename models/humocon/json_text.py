"""JSON from strangers: whatever is wrong with it is a `ValueError`, as it is for the most of it in `json`."""

import json
from typing import Any


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
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("half a character, a surrogate without its pair") from None
    return value
