"""Videos are written whole or not at all."""

import os
import subprocess
import sys

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.video.read import iterate_frames, probe
from humocon.video.write import write_video


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif"])
def test_what_is_written_is_read_again(tmp_path, number_frames, read_number, suffix):
    path = tmp_path / f"numbers{suffix}"
    write_video(path, number_frames(12), 25)
    assert [read_number(frame) for _, frame in iterate_frames(path)] == list(range(12))
    assert probe(path).fps == pytest.approx(25)
    assert probe(path).duration_s == pytest.approx(12 / 25, abs=0.01)


_WRITE = """
import sys
from pathlib import Path
from humocon.motion.synthesis import synthesize
from humocon.video.rendering import render_motion
from humocon.video.write import write_video
write_video(Path(sys.argv[1]), render_motion(synthesize("jump", seed=1).to_joints()[:20], seed=3, size=96), 20)
"""


def test_the_same_pictures_make_the_same_film_whatever_memory_held_before(tmp_path):
    films = []
    for filling in ("0", "85", "170"):  # what glibc fills new memory with
        path = tmp_path / f"{filling}.mp4"
        environment = {**os.environ, "MALLOC_PERTURB_": filling}
        subprocess.run([sys.executable, "-c", _WRITE, str(path)], env=environment, check=True, timeout=120)
        films.append(path.read_bytes())
    assert films[0] == films[1] == films[2]


def test_colours_survive(tmp_path):
    for suffix in (".mp4", ".webm", ".gif"):
        red = np.full((32, 32, 3), (200, 40, 40), np.uint8)
        write_video(tmp_path / f"red{suffix}", [red] * 3, 10)
        _, frame = next(iterate_frames(tmp_path / f"red{suffix}"))
        assert np.abs(frame.mean((0, 1)) - (200, 40, 40)).max() < 6


def test_a_gif_has_colours_for_what_comes_later(tmp_path):
    frames = [np.full((32, 32, 3), colour, np.uint8) for colour in ((0, 0, 0), (250, 250, 250), (10, 90, 170))]
    write_video(tmp_path / "later.gif", frames, 10)
    read = [frame.mean((0, 1)) for _, frame in iterate_frames(tmp_path / "later.gif")]
    np.testing.assert_allclose(read, [(0, 0, 0), (250, 250, 250), (10, 90, 170)], atol=12)


def test_an_interrupted_write_leaves_nothing(tmp_path, number_frames):
    def broken():
        yield from number_frames(3)
        raise KeyboardInterrupt

    (tmp_path / "old.mp4").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_video(tmp_path / "old.mp4", broken(), 20)
    assert [path.name for path in tmp_path.iterdir()] == ["old.mp4"]
    assert (tmp_path / "old.mp4").read_bytes() == b"old"


def test_what_cannot_be_written_is_refused(tmp_path, number_frames):
    with pytest.raises(DataError, match=r"choose \.mp4, \.gif, \.webm"):
        write_video(tmp_path / "x.avi", number_frames(2), 20)
    with pytest.raises(DataError, match="does not exist"):
        write_video(tmp_path / "no" / "x.mp4", number_frames(2), 20)
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="file is a file, not a folder"):
        write_video(tmp_path / "file" / "x.mp4", number_frames(2), 20)
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(DataError, match="is a folder; name a file"):
        write_video(tmp_path / "folder.mp4", number_frames(2), 20)
    with pytest.raises(ValueError, match="at least one frame"):
        write_video(tmp_path / "x.mp4", [], 20)
    with pytest.raises(ValueError, match="frames must be"):
        write_video(tmp_path / "x.mp4", [np.zeros((32, 32, 3), np.uint8), np.zeros((16, 32, 3), np.uint8)], 20)
    with pytest.raises(ValueError, match="fps"):
        write_video(tmp_path / "x.mp4", number_frames(2), 0)


def test_a_gif_too_fast_to_be_shown_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"at most 50 frames a second, not 60; write \.mp4 or \.webm"):
        write_video(tmp_path / "fast.gif", [np.zeros((32, 32, 3), np.uint8)] * 2, 60)
    assert list(tmp_path.iterdir()) == []
