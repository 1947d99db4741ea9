"""Meanings: which plain question is meant by a wording that no rule knows."""
