"""What was seen, drawn over the video: the skeleton in the picture, and below it the concepts over time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from humocon.motion.drawing import LEFT_COLOUR, MIDDLE_COLOUR, RIGHT_COLOUR
from humocon.video.lift import LiftedVideo
from humocon.video.read import iterate_frames
from humocon.video.write import write_video

LARGEST_SIDE: Final[int] = 1280
FASTEST_FPS: Final[float] = 30.0
_LEAST_VISIBILITY: Final[float] = 0.3
_WHITE, _PALE, _GREY, _PAPER = (255, 255, 255), (170, 210, 255), (120, 120, 120), (28, 28, 30)
_COLOURS: Final = (
    (66, 133, 244), (52, 168, 83), (234, 67, 53), (251, 188, 5), (171, 71, 188),
    (0, 172, 193), (255, 112, 67), (158, 157, 36), (92, 107, 192), (240, 98, 146),
)  # fmt: skip
# Bones between MediaPipe's landmarks: those of the left, of the right, and across.
_LEFT: Final = ((11, 13), (13, 15), (11, 23), (23, 25), (25, 27), (27, 31), (27, 29), (29, 31))
_RIGHT: Final = tuple((begin + 1, end + 1) for begin, end in _LEFT)
_ACROSS: Final = ((11, 12), (23, 24))


@dataclass(frozen=True)
class OverlaySpan:
    """One stretch of the timeline, in seconds of the video."""

    label: str
    begin_s: float
    end_s: float


def save_overlay(lifted: LiftedVideo, spans: Sequence[OverlaySpan], target: Path, captions: Sequence[str] = ()) -> None:
    """Write a copy of a video with the skeleton and the timeline; of a long video, only the parts looked at.

    Args:
        lifted: What was seen in the video.
        spans: The timeline, in order.
        target: `.mp4`, `.webm` or `.gif`.
        captions: Lines of text above the picture, such as a question and its answer.

    Raises:
        DataError: The video cannot be read, or the target not be written.
    """
    fps = min(lifted.source.fps, FASTEST_FPS)
    write_video(target, _draw_all(lifted, spans, fps, captions), fps)


def _draw_all(
    lifted: LiftedVideo, spans: Sequence[OverlaySpan], fps: float, captions: Sequence[str]
) -> Iterator[np.ndarray]:
    labels = list(dict.fromkeys(span.label for span in spans))
    colours = {label: _COLOURS[index % len(_COLOURS)] for index, label in enumerate(labels)}
    parts = [(stretch.begin_s, stretch.end_s) for stretch in lifted.stretches]
    if len(parts) <= 1:
        parts = [(0.0, float(lifted.times[-1]) + 1 / fps)]
    for begin_s, end_s in parts:
        frames = iterate_frames(lifted.source, max_side=LARGEST_SIDE, max_fps=fps, begin_s=begin_s, end_s=end_s)
        for time_s, frame in frames:
            picture = frame.copy()
            draw_skeleton(picture, landmarks_at(lifted, time_s), picture.shape[1] / lifted.source.width)
            strip = draw_timeline(spans, colours, time_s, (begin_s, end_s), frame.shape[1])
            yield np.concatenate([draw_captions(captions, frame.shape[1]), picture, strip])


def draw_captions(captions: Sequence[str], width: int) -> np.ndarray:
    """Lines of text as a band (height, width, 3) uint8, broken between words; the first in white, the others grey."""
    size = max(width / 640, 0.5) * 0.5
    room, lines = width - 16, []
    for number, caption in enumerate(captions):
        line = ""
        for word in caption.split():
            longer = f"{line} {word}".strip()
            if line and cv2.getTextSize(longer, cv2.FONT_HERSHEY_SIMPLEX, size, 1)[0][0] > room:
                lines.append((line, number))
                longer = word
            line = longer
        lines.append((line, number))
    height = round(44 * size) * len(lines) + (round(16 * size) if lines else 0)
    band = np.full((height + height % 2, width, 3), _PAPER, np.uint8)
    for place, (line, number) in enumerate(lines):
        where = (8, round(44 * size * (place + 0.85)))
        colour = _WHITE if number == 0 else _PALE
        cv2.putText(band, line, where, cv2.FONT_HERSHEY_SIMPLEX, size, colour, max(1, round(2 * size)), cv2.LINE_AA)
    return band


def landmarks_at(lifted: LiftedVideo, time_s: float) -> np.ndarray:
    """The landmarks (33, 3) at a time, straight between the pictures looked at; NaN where nobody was found there."""
    after = int(np.clip(np.searchsorted(lifted.times, time_s), 1, max(len(lifted.times) - 1, 1)))
    if len(lifted.times) < 2:
        return lifted.landmarks[0]
    before = after - 1
    share = (time_s - lifted.times[before]) / max(lifted.times[after] - lifted.times[before], 1e-6)
    share = float(np.clip(share, 0.0, 1.0))
    return (1 - share) * lifted.landmarks[before] + share * lifted.landmarks[after]


def draw_skeleton(picture: np.ndarray, landmarks: np.ndarray, scale: float) -> None:
    """Draw bones into a picture (H, W, 3) uint8: left blue, right red; faint where the network sees little.

    Args:
        picture: changed in place.
        landmarks: (33, 3) pixels x and y of the displayed picture, and visibility.
        scale: pixels of this picture to one of the displayed picture.
    """
    if not np.isfinite(landmarks).all():
        return
    width = max(2, round(picture.shape[0] / 150))
    points = np.clip(landmarks[:, :2] * scale, -20_000, 20_000).round().astype(int)
    for bones, colour in ((_ACROSS, MIDDLE_COLOUR), (_LEFT, LEFT_COLOUR), (_RIGHT, RIGHT_COLOUR)):
        for begin, end in bones:
            seen = min(landmarks[begin, 2], landmarks[end, 2]) >= _LEAST_VISIBILITY
            ends = (points[begin].tolist(), points[end].tolist())
            if seen:
                cv2.line(picture, *ends, _WHITE, width + 2, cv2.LINE_AA)
            cv2.line(picture, *ends, colour if seen else _GREY, width if seen else 1, cv2.LINE_AA)
    cv2.circle(picture, points[0].tolist(), 2 * width, _WHITE, width, cv2.LINE_AA)


def draw_timeline(
    spans: Sequence[OverlaySpan],
    colours: dict[str, tuple[int, int, int]],
    time_s: float,
    part: tuple[float, float],
    width: int,
) -> np.ndarray:
    """A strip (height, width, 3) uint8: a bar over the time of the part, a mark at now, the names of what is now."""
    size = max(width / 640, 0.5)
    height = round(44 * size)
    height += height % 2
    strip = np.full((height, width, 3), _PAPER, np.uint8)
    begin, end = part
    bar = (round(6 * size), round(16 * size))
    now = [span for span in spans if span.begin_s <= time_s < span.end_s]

    def place(moment_s: float) -> int:
        return round(float(np.clip((moment_s - begin) / max(end - begin, 1e-6), 0, 1)) * (width - 1))

    for span in spans:
        if span.end_s > begin and span.begin_s < end:
            corners = (place(span.begin_s), bar[0]), (place(span.end_s), bar[1])
            cv2.rectangle(strip, *corners, colours[span.label], -1)
    cv2.line(strip, (place(time_s), 0), (place(time_s), bar[1] + round(4 * size)), _WHITE, max(1, round(2 * size)))
    text = f"{time_s:.1f} s   {', '.join(dict.fromkeys(span.label for span in now))}"
    colour = colours[now[0].label] if now else _WHITE
    where = (round(8 * size), round(36 * size))
    cv2.putText(strip, text, where, cv2.FONT_HERSHEY_SIMPLEX, 0.5 * size, colour, max(1, round(size)), cv2.LINE_AA)
    return strip
