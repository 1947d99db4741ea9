"""Natural questions about a motion, answered from its facts by rules: what is asked, what is there, what is told."""

from humocon.ask.exact.answers import Stretch, answer_from, is_protocol, not_understood, stretches_of
from humocon.ask.exact.exact import Exact
from humocon.ask.exact.known.scene import Scene

__all__ = ["Exact", "Scene", "Stretch", "answer_from", "is_protocol", "not_understood", "stretches_of"]
