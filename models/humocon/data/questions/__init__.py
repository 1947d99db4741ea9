"""Questions and answers about a labelled sequence: BABEL-QA's protocol, and what people ask in their own words.

A question is only asked where the labels decide the answer.
"""

from humocon.data.questions.conversation import ask, protocol_questions
from humocon.data.questions.free import describe, script
from humocon.data.questions.story import Turn

__all__ = ["Turn", "ask", "describe", "protocol_questions", "script"]
