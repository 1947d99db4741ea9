"""Answers by the kind of a question: when, how many, how fast, which side, whether."""
