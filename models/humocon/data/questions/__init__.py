"""Questions and answers about a labelled sequence: BABEL-QA's protocol, and what people ask in their own words.

A question is only asked where the labels decide the answer.
"""

from humocon.data.questions.asking import ask
from humocon.data.questions.protocol import protocol_questions
from humocon.data.questions.sentences import describe, script
from humocon.data.questions.story import Turn

__all__ = ["Turn", "ask", "describe", "protocol_questions", "script"]
