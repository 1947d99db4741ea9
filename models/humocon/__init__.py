"""HuMoCon: discover the concepts of human motion and answer questions about a motion in words.

`humocon.load().ask("jump.bvh", "Is the person jumping?").text` is an answer.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from humocon.ask.answerer import Answerer
    from humocon.ask.asker import Asker, load
    from humocon.ask.reply import Reply
    from humocon.motion.read import read_motion

__version__ = "0.1.0"
__all__ = ["Answerer", "Asker", "Reply", "load", "read_motion"]

_HOMES = {
    "Answerer": "humocon.ask.answerer",
    "Asker": "humocon.ask.asker",
    "Reply": "humocon.ask.reply",
    "load": "humocon.ask.asker",
    "read_motion": "humocon.motion.read",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'humocon' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
