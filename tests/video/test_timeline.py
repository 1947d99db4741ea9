"""Packets tell how long a video is and how fast, whatever its header says; the user may know better than both."""

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from humocon.video.lift import plan_windows
from humocon.video.read import iterate_frames, probe, read_key_frames


def rewrite_header(path: Path, *, factor: float) -> Path:
    """Multiply the length that an mp4's movie, track and media headers state."""
    content = bytearray(path.read_bytes())
    # Bytes from the box's name to the length, version 0 of each box.
    for name, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        place = content.find(name) + offset
        (length,) = struct.unpack_from(">I", content, place)
        struct.pack_into(">I", content, place, round(length * factor))
    # An edit list would cut the video itself.
    content = content.replace(b"elst", b"free").replace(b"edts", b"free")
    path.write_bytes(content)
    return path


def write_gif(path: Path, delays_ms: list[int]) -> Path:
    pictures = [Image.fromarray(np.full((32, 32, 3), 20 * place, np.uint8)) for place in range(len(delays_ms))]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=delays_ms)
    return path


@pytest.mark.parametrize(
    ("name", "codec"), [("live.webm", "libvpx-vp9"), ("live.mkv", "libx264"), ("live.mkv", "mpeg4")]
)
def test_a_recording_that_was_never_closed_is_as_long_as_its_packets(tmp_path, encode, read_number, name, codec):
    path = encode(tmp_path / name, 90, codec=codec, muxing={"live": "1"}, g="30")
    source = probe(path)
    assert (source.duration_s, source.fps, source.warnings) == (pytest.approx(4.5, abs=0.06), pytest.approx(20), ())
    clip = read_key_frames(path, 9)
    assert [read_number(frame) for frame in clip.frames] == [5 + 10 * part for part in range(9)]


@pytest.mark.parametrize("factor", [0.1, 0.5])
def test_a_header_that_says_too_little_leaves_nothing_out(tmp_path, encode, read_number, factor):
    path = rewrite_header(encode(tmp_path / "short.mp4", 90, g="30"), factor=factor)
    source = probe(path)
    assert (source.duration_s, source.fps, source.warnings) == (pytest.approx(4.5), pytest.approx(20), ())
    assert read_number(read_key_frames(path, 9).frames[-1]) == 85
    assert len(list(iterate_frames(path))) == 90


def test_a_header_that_says_too_much_is_not_believed(tmp_path, encode, read_number):
    path = rewrite_header(encode(tmp_path / "long.mp4", 90, g="30"), factor=3.0)
    source = probe(path)
    assert (source.duration_s, source.fps) == (pytest.approx(4.5), pytest.approx(20))
    assert read_number(read_key_frames(path, 9).frames[-1]) == 85


def test_the_rate_is_that_of_the_pictures_and_not_of_the_ticks(tmp_path, encode):
    # A screen recorder: two pictures close together, then a change every half second, in ticks of a millisecond.
    ticks = [0, 1, *range(10, 400, 10)]
    for name, codec in (("screen.webm", "libvpx-vp9"), ("screen.mp4", "libx264"), ("screen.mkv", "libx264")):
        source = probe(encode(tmp_path / name, len(ticks), codec=codec, ticks=ticks, bf="0"))
        assert source.fps == pytest.approx(len(ticks) / 19.6, rel=0.1)
        assert source.duration_s == pytest.approx(19.55, abs=0.5)


def test_joined_recordings_are_as_long_as_both(tmp_path, encode):
    parts = [encode(tmp_path / f"{name}.ts", 40, codec="mpeg2video", rate=25, bf="0").read_bytes() for name in "ab"]
    joined = tmp_path / "joined.ts"
    joined.write_bytes(parts[0] + parts[1])
    source = probe(joined)
    times = [time for time, _ in iterate_frames(joined)]
    assert source.duration_s == pytest.approx(times[-1] + 1 / 25, abs=0.05)
    assert source.duration_s == pytest.approx(80 / 25, abs=0.1)


@pytest.mark.parametrize(
    ("delays_ms", "shown_ms"),
    [
        ([10] * 5, [100] * 5),
        ([0] * 5, [100] * 5),
        ([20] * 5, [20] * 5),
        ([30, 10, 0, 200, 10], [30, 100, 100, 200, 100]),
    ],
)
def test_pictures_of_a_gif_that_claim_to_stand_for_no_time_stand_as_in_browsers(tmp_path, delays_ms, shown_ms):
    path = write_gif(tmp_path / "fast.gif", delays_ms)
    source = probe(path)
    assert source.duration_s == pytest.approx(sum(shown_ms) / 1000)
    assert source.fps == pytest.approx(1000 * len(shown_ms) / sum(shown_ms), rel=0.1)
    begins = np.cumsum([0, *shown_ms[:-1]]) / 1000
    assert [time for time, _ in iterate_frames(path)] == pytest.approx(begins.tolist())
    assert read_key_frames(path, 1).source.duration_s == pytest.approx(source.duration_s)


def test_the_true_rate_of_a_slow_motion_shortens_all_times(tmp_path, encode, read_number):
    path = encode(tmp_path / "slow.mp4", 120, g="12")  # plays 6 s at 20 fps, filmed at 80
    source = probe(path, fps=80)
    assert (source.duration_s, source.fps) == (pytest.approx(1.5), 80)
    assert source.notes == ("read at 80 fps as asked; the file says 20",)
    clip = read_key_frames(path, 3, fps=80)
    assert [read_number(frame) for frame in clip.frames] == [20, 60, 100]
    np.testing.assert_allclose(clip.times, [0.25, 0.75, 1.25])
    np.testing.assert_allclose(clip.next_times - clip.times, 1 / 80)
    part = list(iterate_frames(source, begin_s=1.0, end_s=1.2))
    assert [read_number(frame) for _, frame in part] == list(range(80, 96))
    with pytest.raises(ValueError, match="positive"):
        probe(path, fps=0.0)


def test_a_rate_that_no_camera_has_is_told(tmp_path, encode):
    path = encode(tmp_path / "fast.avi", 90, codec="mpeg4", rate=1000)
    assert probe(path).warnings == (
        "very short video (0.09 s)",
        "1000 frames a second: if it was filmed at another rate, name that with --fps",
    )
    assert probe(path, fps=30).warnings == ()


def test_all_of_a_short_video_is_looked_at_and_a_long_one_in_windows():
    assert plan_windows(30.0) == [(0.0, None)]
    assert plan_windows(45.0)[-1] == (39.25, 43.25)


@pytest.mark.parametrize(
    ("name", "length_s"), [("no_duration.webm", 45.0), ("mdhd_short.mp4", 45.0), ("gif_10ms.gif", 3.1)]
)
def test_reported_files_have_their_true_length(shared_data, name, length_s):
    path = shared_data / "cases" / name
    if not path.is_file():
        pytest.skip("this development data has no reported cases")
    assert probe(path).duration_s == pytest.approx(length_s, abs=0.06)
