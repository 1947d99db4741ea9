"""Lessons: natural questions in many wordings, answered from facts and labels, for a language model to learn from."""
