"""Answers about a motion as a whole: how somebody goes, lands, turns, holds the body; how clean a take is."""
