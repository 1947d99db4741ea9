"""Natural questions about a motion, answered from its facts by rules: what is asked, what is there, what is told."""

from humocon.ask.exact.answers import answer_from
from humocon.ask.exact.exact import Exact

__all__ = ["Exact", "answer_from"]
