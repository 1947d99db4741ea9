"""Rendering: a motion as a video of a lit, clothed person."""

from humocon.video.rendering.render import render_motion

__all__ = ["render_motion"]
