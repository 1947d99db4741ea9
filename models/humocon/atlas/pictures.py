"""The moments of a concept as a picture: a sheet of film strips, or a moving picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from humocon.atlas.packing import face_forward
from humocon.atlas.survey import Moment
from humocon.files import whole_file
from humocon.motion.drawing import PANEL_SIZE, film_strip

SUFFIXES: Final = (".png", ".gif")
_FRAMES: Final = 7
_CAPTION: Final = 24
_COLUMNS: Final = 4
_FRAME_MS: Final = 50
_LETTERS: Final = 22
"""As many as fit over one panel of a moving picture."""


def save_moments(moments: Sequence[Moment], path: Path) -> None:
    """Write moments to a picture, whole or not at all.

    Args:
        moments: one or more.
        path: a .png has a film strip for each; a .gif shows them moving side by side, slowed down twice.

    Raises:
        ConfigError: it cannot be written.
    """
    with whole_file(path) as part:
        if part.suffix == ".png":
            _sheet(moments).save(part)
        else:
            frames = _frames(moments)
            frames[0].save(part, save_all=True, append_images=frames[1:], duration=2 * _FRAME_MS, loop=0)


def _sheet(moments: Sequence[Moment]) -> Image.Image:
    strips = [film_strip(_turned(moment), _FRAMES) for moment in moments]
    width, height = strips[0].size
    sheet = Image.new("RGB", (width, (height + _CAPTION) * len(strips)), "white")
    for row, (strip, moment) in enumerate(zip(strips, moments, strict=True)):
        top = row * (height + _CAPTION)
        label = f"  {moment.label}" if moment.label else ""
        _write(sheet, (10, top + 5), f"{moment.name}  {moment.time_s:.2f} s{label}")
        sheet.paste(strip, (0, top + _CAPTION))
    return sheet


def _frames(moments: Sequence[Moment]) -> list[Image.Image]:
    """Every pose of the moments, those that are over waiting for the longest."""
    columns = min(_COLUMNS, len(moments))
    rows = -(-len(moments) // columns)
    size = (PANEL_SIZE[0] * columns, (PANEL_SIZE[1] + _CAPTION) * rows)
    turned = [_turned(moment) for moment in moments]
    frames = []
    for pose in range(max(map(len, turned))):
        picture = Image.new("RGB", size, "white")
        for place, (joints, moment) in enumerate(zip(turned, moments, strict=True)):
            left = place % columns * PANEL_SIZE[0]
            top = place // columns * (PANEL_SIZE[1] + _CAPTION)
            at = min(pose, len(joints) - 1)
            picture.paste(film_strip(joints[at : at + 1], 1), (left, top + _CAPTION))
            _write(picture, (left + 8, top + 5), f"{moment.time_s:.2f} s  {moment.label or moment.name}"[:_LETTERS])
        frames.append(picture.quantize(64))
    return frames


def _turned(moment: Moment) -> np.ndarray:
    return face_forward(moment.joints, moment.peak)


def _write(picture: Image.Image, place: tuple[int, int], text: str) -> None:
    # The built-in font knows Latin letters alone; others come out as boxes, which a file name may.
    ImageDraw.Draw(picture).text(place, text, fill=(70, 70, 70), font=ImageFont.load_default(13))
