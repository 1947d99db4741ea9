"""What the page is told of a clip: its state, its motion, its concepts, its conversation, its video."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from humocon.ask.reply import span_times
from humocon.ask.take import MOTION_ROAD, Take
from humocon.atlas.packing import face_forward, pack_motion
from humocon.server.clips import Clip, Clips
from humocon.server.options import RefusedError
from humocon.video.overlay import OverlaySpan, save_overlay
from humocon.video.read import iterate_frames
from humocon.video.sniff import container_of
from humocon.video.write import write_video

_MOST_POSES: Final = 12_000
_FILM_SIDE, _FILM_FPS = 640, 30.0
_MEDIA_TYPES: Final = {"mp4": "video/mp4", "mov": "video/mp4", "webm": "video/webm", "mkv": "video/webm"}


def describe(clip: Clip, clips: Clips) -> dict[str, Any]:
    """How far a clip is, and, once it was read, what it is and what was said about it."""
    told: dict[str, Any] = {"id": clip.key, "name": clip.name, "state": clip.state, "error": clip.error}
    jobs = [job for job in clip.jobs if not job.future.done()]
    if jobs:
        told |= {"ahead": clips.worker.ahead(jobs[0]), "doing": clip.said(jobs[0].doing)}
    if clip.state != "ready":
        return told
    take = clip.take
    source = take.clip.source
    words = [source.format, source.skeleton, f"{source.fps:.4g} fps", source.unit, f"{source.up} up" * bool(source.up)]
    return told | {
        "duration_s": round(clip.duration_s, 3),
        "source": [word for word in words if word],
        "roads": list(take.roads),
        "notes": [clip.said(note) for note in source.notes],
        "warnings": list(clip.warnings),
        "refusal": take.refusal,
        "has_video": is_film(take),
        "has_overlay": take.lifted is not None and take.refusal is None,
        "stretches": [
            {"begin_s": round(one.begin_s, 3), "end_s": round(one.end_s, 3), "words": one.words}
            for one in clip.stretches
        ],
        "turns": [clip.turn(line) for line in list(clip.lines)],
    }


def is_film(take: Take) -> bool:
    """Whether a take was read off a video."""
    return take.lifted is not None or take.failure is not None


def motion_of(clip: Clip) -> dict[str, object]:
    """The motion for the page's canvas: see `pack_motion`; `parts` tell where in the file it is, in seconds."""
    take = clip.take
    if take.motion is None:
        raise RefusedError(f"{clip.name}: there is no motion in it to be drawn", 404)
    joints = face_forward(take.motion.joints, 0)
    parts = [{"begin_s": take.begin_s, "clip_s": 0.0, "seconds": take.motion.duration_s}]
    if take.lifted is not None and MOTION_ROAD not in take.roads:
        parts = [
            {"begin_s": part.begin_s, "clip_s": part.clip_begin_s, "seconds": part.clip_end_s - part.clip_begin_s}
            for part in take.lifted.stretches
        ]
    return pack_motion(joints, stride=-(-len(joints) // _MOST_POSES)) | {"parts": parts}


def concepts_of(clip: Clip, clips: Clips) -> list[dict[str, object]]:
    """The concepts of a clip over time, in seconds of the file; only the worker may call this."""
    take = clip.take
    if clip.spans is None:
        clip.spans = clips.asker.spans(take) or []
    times = [span_times(span, take) for span in clip.spans]
    return [
        {"code": span.code, "name": span.name, "begin_s": round(begin_s, 3), "end_s": round(end_s, 3)}
        for span, (begin_s, end_s) in zip(clip.spans, times, strict=True)
    ]


def transcript(clip: Clip) -> str:
    """A conversation as plain text, as `humocon ask` prints it."""
    lines = [clip.name, *(f"warning: {warning}" for warning in clip.warnings)]
    lines += [f"  {one.begin_s:5.2f} – {one.end_s:5.2f} s  {one.words}" for one in clip.stretches]
    for line in list(clip.lines):
        lines += ["", f"Q {line['question']}", f"A {line['answer']}"]
        lines += [f"  {evidence}" for evidence in line.get("evidence", ())]
    return "\n".join(lines) + "\n"


def write_overlay(clip: Clip) -> Path:
    """Write the video with skeleton, stretches and the last question over it; only the worker may call this."""
    lifted = clip.take.lifted
    if lifted is None or clip.take.refusal is not None:
        raise RefusedError(f"{clip.name}: there is no skeleton over a video to be drawn", 404)
    target = clip.path.with_name("overlay.mp4")
    spans = [OverlaySpan(one.words, one.begin_s, one.end_s) for one in clip.stretches]
    told = [str(clip.lines[-1][key]) for key in ("question", "answer")] if clip.lines else []
    save_overlay(lifted, spans, target, told)
    return target


def media_type(clip: Clip) -> str:
    """What a browser is told of a video as it came."""
    if not is_film(clip.take):
        raise RefusedError(f"{clip.name}: there is no video to be shown", 404)
    with clip.path.open("rb") as file:
        return _MEDIA_TYPES.get(container_of(file.read(1024)) or "", "application/octet-stream")


def write_film(clip: Clip) -> Path:
    """Write a video that no browser plays as one that all do; only the worker may call this."""
    target = clip.path.with_name("film.mp4")
    if not target.exists():
        media_type(clip)
        write_video(target, _pictures(clip.path), _FILM_FPS)
    return target


def _pictures(path: Path) -> Iterator[np.ndarray]:
    """The pictures of a video at a steady rate, each shown until the next, (H, W, 3) uint8."""
    shown, number = None, 0
    for time_s, frame in iterate_frames(path, max_side=_FILM_SIDE, max_fps=_FILM_FPS):
        while shown is not None and number / _FILM_FPS < time_s - 1e-6:
            yield shown
            number += 1
        shown = frame
    if shown is not None:
        yield shown
