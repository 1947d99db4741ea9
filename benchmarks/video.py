"""Part 5: key frames, optical flow and lifting, beside other decoders; and an hour of video beside a minute of it."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.clips import EXAMPLE, encode, repeat
from benchmarks.measure import interleave
from benchmarks.rows import Row, Table, timed_rows
from benchmarks.video_peers import SIDE, imageio_indices, imageio_loop, opencv_in_order, opencv_seek, torchcodec_loader
from humocon.errors import CheckpointError, one_line
from humocon.video.flow import optical_flow
from humocon.video.lift import lift_video
from humocon.video.lifting.weights import load_pose_models
from humocon.video.read import read_key_frames

NUM_FRAMES, FPS = 16, 25
_ROOT = Path(__file__).resolve().parent.parent


def run(quick: bool) -> Iterator[Table]:
    """All videos are made in a folder that is gone afterwards."""
    rounds = 1 if quick else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = {"width": 320, "height": 192} if quick else {"width": 1280, "height": 720}
        short = encode(folder / "short.mp4", seconds=2 if quick else 10, **size)
        yield _decoding(short, "2 s" if quick else "10 s of 720p", rounds)
        if not quick:
            long = repeat(short, folder / "long.mp4", 12)
            yield _decoding(long, "2 min of 720p", 1)
        yield _flow(short, rounds)
        minute = encode(folder / "minute.mp4", width=256, height=256, seconds=4 if quick else 60, keyframe_s=2.0)
        hour = repeat(minute, folder / "hour.mp4", 60)
        yield _hour(minute, hour, rounds)
        yield from _lifting(minute, hour, quick)


def _decoding(path: Path, what: str, rounds: int) -> Table:
    number = _count(path)
    # The frame on the screen in the middle of each sixteenth, as ours.
    places = np.array([(2 * part + 1) * number // (2 * NUM_FRAMES) for part in range(NUM_FRAMES)])
    cases: dict[str, Callable[[], object]] = {
        "ours, exact": lambda: read_key_frames(path, NUM_FRAMES, size=SIDE),
        "ours, nearest stored key frame": lambda: read_key_frames(path, NUM_FRAMES, size=SIDE, exact=False),
        "imageio, all frames in a loop": lambda: imageio_loop(path, places),
        "imageio, by number": lambda: imageio_indices(path, places),
        "OpenCV, grab in order": lambda: opencv_in_order(path, places),
        "OpenCV, seek": lambda: opencv_seek(path, places),
    }
    notes = ["ours also reads the frame after each; processor time, all threads of a decoder together"]
    try:
        read = torchcodec_loader()
        read(path, places)
        cases["torchcodec"] = lambda: read(path, places)
    except (ImportError, RuntimeError, OSError) as error:
        notes.append(f"skipped: torchcodec ({type(error).__name__}: {one_line(error, 80)})")
    rows = timed_rows(interleave(cases, rounds=rounds), per_call=number, unit="frames")
    return Table(title=f"Video: {NUM_FRAMES} key frames at {SIDE} x {SIDE} of {what}", rows=rows, notes=notes)


def _flow(path: Path, rounds: int) -> Table:
    clip = read_key_frames(path, NUM_FRAMES, size=256)
    cases = {"ours, DIS medium, 256 x 256 to 16 x 16": lambda: optical_flow(clip.frames, clip.next_frames, 16)}
    rows = timed_rows(interleave(cases, rounds=rounds), per_call=NUM_FRAMES, unit="pairs")
    return Table(title=f"Video: optical flow of {NUM_FRAMES} pairs", rows=rows)


def _hour(minute: Path, hour: Path, rounds: int) -> Table:
    cases: dict[str, Callable[[], object]] = {}
    for name, exact in (("", True), (", nearest stored key frame", False)):
        for length, path in ((_length(minute), minute), (_length(hour), hour)):
            cases[f"{length}{name}"] = lambda path=path, exact=exact: read_key_frames(
                path, NUM_FRAMES, size=SIDE, exact=exact
            )
    return Table(
        title=f"Video: {NUM_FRAMES} key frames of a long and a short video",
        rows=timed_rows(interleave(cases, rounds=rounds)),
    )


def _lifting(minute: Path, hour: Path, quick: bool) -> Iterator[Table]:
    title = "Video: lifting to motion"
    try:
        load_pose_models(fetch=False)
    except CheckpointError:
        yield Table(title=title, notes=["skipped: the pose networks are not there (`humocon ask VIDEO` fetches them)"])
        return
    seen = len(lift_video(EXAMPLE).times)
    timing = interleave({"examples/jump.mp4": lambda: lift_video(EXAMPLE)}, rounds=1)
    yield Table(title=title, rows=timed_rows(timing, per_call=seen, unit="frames"))
    if quick:
        return
    rows: list[Row] = []
    for path in (minute, hour):
        seconds, peak = _ask(path)
        first = rows[0].seconds if rows else seconds
        ratio = seconds / first if first else None
        rows.append(Row(case=_length(path), seconds=seconds, ratio=ratio, memory=peak))
    notes = ["a process of its own, start-up and lifting included; peak memory is that of the whole process"]
    yield Table(title="Video: `humocon ask` of a long and a short video", rows=rows, notes=notes)


def _ask(path: Path) -> tuple[float, int]:
    """Processor seconds and peak memory of one whole command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = (
        "import resource, sys, runpy\n"
        "sys.argv = ['humocon', 'ask', sys.argv[1], 'What is the person doing?', '--no-timeline']\n"
        "try: runpy.run_module('humocon_cli', run_name='__main__')\n"
        "finally: sys.stderr.write(f'PEAK {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}')\n"
    )
    # As a user runs it: `make bench` keeps the allocator from giving memory back.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=_ROOT, env=environment, capture_output=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = done.stderr.decode(errors="replace").rpartition("PEAK ")[2].split()[0]
    unit = 1 if sys.platform == "darwin" else 1024
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, int(peak) * unit


def _count(path: Path) -> int:
    import av

    with av.open(str(path)) as container:
        return container.streams.video[0].frames


def _length(path: Path) -> str:
    seconds = _count(path) / FPS
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
