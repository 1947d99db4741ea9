"""Key frames are exact in every kind of file, planned reads are short, and what is wrong with a file is said."""

from pathlib import Path

import av
import numpy as np
import pytest

from humocon.errors import DataError
from humocon.video import decoding
from humocon.video.read import is_video, iterate_frames, probe, read_key_frames, write_video
from humocon.video.sniff import find_videos


def middles(count: int, num_frames: int) -> list[int]:
    """Frame on the screen in the middle of each of `num_frames` equal parts of `count` frames."""
    return [(2 * part + 1) * count // (2 * num_frames) for part in range(num_frames)]


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif"])
@pytest.mark.parametrize("num_frames", [1, 7, 16, 50])
def test_key_frames_and_their_successors_are_exact(tmp_path, number_frames, read_number, suffix, num_frames):
    path = tmp_path / f"numbers{suffix}"
    write_video(path, number_frames(40), 20)
    clip = read_key_frames(path, num_frames)
    wanted = middles(40, num_frames)
    assert [read_number(frame) for frame in clip.frames] == wanted
    assert [read_number(frame) for frame in clip.next_frames] == [min(number + 1, 39) for number in wanted]
    np.testing.assert_allclose(clip.times, np.array(wanted) / 20, atol=1e-6)
    np.testing.assert_allclose(clip.next_times, np.minimum(np.array(wanted) + 1, 39) / 20, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("b.mp4", "libx264", {"bf": "3", "g": "12", "b_strategy": "0"}),
        ("b.mov", "libx264", {"bf": "3", "g": "12", "b_strategy": "0"}),
        ("b.mkv", "libx264", {"bf": "3", "g": "12", "b_strategy": "0"}),
        ("b.avi", "mpeg4", {"bf": "2", "g": "12", "qscale": "2"}),
        ("open.ts", "libx264", {"bf": "3", "g": "12", "x264-params": "open-gop=1:b-adapt=0:log-level=none"}),
        ("every.avi", "mjpeg", {"pixels": "yuvj420p"}),
    ],
)
def test_frames_that_are_stored_out_of_order_are_still_exact(tmp_path, encode, read_number, name, codec, options):
    path = tmp_path / name
    encode(path, 90, codec=codec, **options)
    assert is_video(path)
    for num_frames in (3, 10, 30):
        clip = read_key_frames(path, num_frames)
        numbers = [read_number(frame) for frame in clip.frames]
        assert numbers == middles(90, num_frames)
        assert [read_number(frame) for frame in clip.next_frames] == [number + 1 for number in numbers]


def test_a_variable_rate_shows_what_is_on_the_screen_at_each_moment(tmp_path, encode, read_number):
    # Frame 1 stands for 0.9 s; the last one begins at 1.1 s and, as the others, counts for .05 s.
    path = encode(tmp_path / "vfr.mp4", 5, ticks=[0, 1, 19, 20, 21])
    clip = read_key_frames(path, 11)  # moments .05, .15 ... 1.05 s
    assert [read_number(frame) for frame in clip.frames] == [1] * 9 + [2, 4]
    np.testing.assert_allclose(clip.times, [0.05] * 9 + [0.95, 1.05], atol=1e-3)


def test_a_frame_that_stands_for_long_is_found_behind_frames_that_were_passed_over(tmp_path, encode, read_number):
    # Frame 31 stands for 5 s, far longer than what is decoded in full before a wanted moment.
    ticks = [*range(32), *range(132, 160)]
    path = encode(tmp_path / "still.mp4", 60, ticks=ticks, bf="2", g="250", b_strategy="0")
    clip = read_key_frames(path, 8)  # moments .5, 1.5 ... 7.5 s
    assert [read_number(frame) for frame in clip.frames] == [10, 30, 31, 31, 31, 31, 31, 50]
    assert [read_number(frame) for frame in clip.next_frames] == [11, 31, 32, 32, 32, 32, 32, 51]


@pytest.mark.parametrize(
    ("rotation", "hflip", "corner", "turned"),
    [(0, False, (0, 0), 0), (90, False, (-1, 0), 270), (180, False, (-1, -1), 180), (270, False, (0, -1), 90),
     (0, True, (0, -1), 0)],
)  # fmt: skip
def test_a_phone_video_stands_upright(tmp_path, encode, rotation, hflip, corner, turned):
    picture = np.zeros((48, 96, 3), np.uint8)
    picture[:16, :32] = 255  # top left as stored
    path = encode(tmp_path / "phone.mp4", 4, picture=picture, rotation=rotation, hflip=hflip)
    clip = read_key_frames(path, 1)
    size = (96, 48) if rotation in (90, 270) else (48, 96)
    assert clip.frames.shape[1:3] == size
    assert (probe(path).height, probe(path).width, probe(path).rotation) == (*size, turned)
    lit = {place: clip.frames[0][place].mean() for place in ((0, 0), (0, -1), (-1, 0), (-1, -1))}
    assert max(lit, key=lambda place: lit[place]) == corner


def test_frames_come_in_the_size_that_is_asked_for(tmp_path, encode):
    path = encode(tmp_path / "wide.mp4", 4, picture=np.full((48, 96, 3), 90, np.uint8))
    assert read_key_frames(path, 2, size=32).frames.shape == (2, 32, 32, 3)
    assert next(iterate_frames(path, max_side=24))[1].shape == (12, 24, 3)
    with pytest.raises(ValueError, match="positive"):
        read_key_frames(path, 0)


def test_a_read_decodes_at_most_one_group_of_pictures_for_a_frame(tmp_path, encode, monkeypatch):
    path = encode(tmp_path / "long.mp4", 240, g="12", bf="2")
    decoded, jumps = [], []
    set_time, jump = decoding.FrameCursor._set_time, decoding.FrameCursor.jump
    monkeypatch.setattr(
        decoding.FrameCursor, "_set_time", lambda self, frame: (decoded.append(1), set_time(self, frame))
    )
    monkeypatch.setattr(decoding.FrameCursor, "jump", lambda self, to: (jumps.append(to), jump(self, to)))
    read_key_frames(path, 4)
    assert len(jumps) == 4
    assert len(decoded) <= 2 + 4 * (12 + 2)
    decoded.clear()
    jumps.clear()
    read_key_frames(path, 120)
    assert len(decoded) <= 240 + 2 * len(jumps) + 2


def test_stored_key_frames_are_enough_where_exactness_is_not_asked_for(tmp_path, encode, read_number):
    path = encode(tmp_path / "keys.mp4", 120, g="30", sc_threshold="0")
    clip = read_key_frames(path, 4, exact=False)
    assert [read_number(frame) for frame in clip.frames] == [0, 30, 60, 90]
    assert [read_number(frame) for frame in clip.next_frames] == [1, 31, 61, 91]


def test_iteration_begins_ends_and_thins_where_it_is_told(tmp_path, encode, read_number):
    path = encode(tmp_path / "numbers.mp4", 60, g="10", bf="2")
    assert [read_number(frame) for _, frame in iterate_frames(path)] == list(range(60))
    part = list(iterate_frames(path, begin_s=1.0, end_s=1.5))
    assert [read_number(frame) for _, frame in part] == list(range(20, 30))
    assert part[0][0] == pytest.approx(1.0)
    thin = [time for time, _ in iterate_frames(path, max_fps=5)]
    np.testing.assert_allclose(np.diff(thin), 0.2, atol=0.051)
    assert len(thin) == 15
    assert list(iterate_frames(path, begin_s=99.0)) == []


def test_frames_above_full_hd_never_exist_at_full_size(tmp_path, encode):
    picture = np.full((1440, 2560, 3), 90, np.uint8)
    path = encode(tmp_path / "large.mp4", 2, picture=picture, preset="ultrafast")
    assert (probe(path).width, probe(path).height) == (2560, 1440)
    assert read_key_frames(path, 1).frames.shape == (1, 1080, 1920, 3)


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_a_film_that_begins_late_on_its_own_clock_is_not_cut_off(tmp_path, encode, suffix):
    path = encode(tmp_path / f"late{suffix}", 20, ticks=[2000 + number for number in range(20)])
    source = probe(path)
    assert source.duration_s == pytest.approx(1.0)
    assert source.warnings == ()


def test_a_file_that_was_cut_off_gives_what_is_there_and_warns(tmp_path, encode, read_number):
    whole = encode(tmp_path / "whole.mkv", 200, g="10", bf="0", crf="1")
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    clip = read_key_frames(cut, 5)
    assert "cut off: 10.0 s promised" in clip.source.warnings[0]
    assert 3 < clip.source.duration_s < 7
    there = round(clip.source.duration_s * 20)
    assert [read_number(frame) for frame in clip.frames] == middles(there, 5)


def test_one_frame_is_used_with_a_warning(tmp_path, number_frames):
    path = tmp_path / "one.mp4"
    write_video(path, number_frames(1), 20)
    clip = read_key_frames(path, 3)
    assert clip.source.warnings == ("one frame only: nothing moves in it",)
    assert (clip.frames == clip.next_frames).all()


def make_bad_file(kind: str, folder: Path, encode) -> Path:
    path = folder / "bad.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "zeros":
        path.write_bytes(bytes(5000))
    elif kind == "text":
        path.write_text("Once upon a time " * 100)
    elif kind == "cut":
        whole = encode(folder / "whole.mp4", 60).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif kind == "sound":
        with av.open(str(path), "w") as container:
            stream = container.add_stream("aac", rate=16000)
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), format="fltp", layout="mono")
            frame.sample_rate = 16000
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    elif kind == "tiny":
        encode(path, 3, picture=np.zeros((8, 8, 3), np.uint8))
    return path


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("missing", "no such file"),
        ("folder", "a folder, not a video"),
        ("empty", "the file is empty"),
        ("zeros", "not a video"),
        ("text", "not a video"),
        ("cut", "it was cut off"),
        ("sound", "sound without pictures"),
        ("tiny", "8 x 8 pixels are too small"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(tmp_path, encode, kind, complaint):
    path = make_bad_file(kind, tmp_path, encode)
    for read in (probe, read_key_frames, lambda path: next(iterate_frames(path))):
        with pytest.raises(DataError) as caught:
            read(path)
        assert str(caught.value).startswith(f"{path}: ")
        assert complaint in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_video_is_told_by_its_content(tmp_path, encode, repository):
    video = encode(tmp_path / "numbers.mp4", 3)
    renamed = video.rename(tmp_path / "numbers.bvh")
    motion = tmp_path / "motion.mp4"
    motion.write_bytes((repository / "examples" / "jump.bvh").read_bytes())
    assert is_video(renamed)
    assert not is_video(motion)
    assert not is_video(tmp_path / "absent.mp4")
    assert read_key_frames(renamed, 3).source.container == "mp4"


def test_videos_are_found_in_folders_and_programs_are_not_taken_for_streams(tmp_path):
    (tmp_path / "deeper").mkdir()
    for name in ("a.mp4", "deeper/b.MKV", "program.ts", "walk.bvh", "camera.mts"):
        (tmp_path / name).write_bytes(b"export const video = 1;\n" * 40)
    (tmp_path / "stream.ts").write_bytes((b"\x47" + bytes(187)) * 3)
    found = [path.relative_to(tmp_path).as_posix() for path in sorted(find_videos(tmp_path))]
    assert found == ["a.mp4", "camera.mts", "deeper/b.MKV", "stream.ts"]


def test_a_playlist_is_no_video_so_that_no_file_reads_another(tmp_path, repository):
    (tmp_path / "other.mp4").write_bytes((repository / "examples" / "jump.mp4").read_bytes())
    assert probe(tmp_path / "other.mp4").duration_s > 3
    (tmp_path / "list.mp4").write_text("ffconcat version 1.0\nfile other.mp4\n")
    with pytest.raises(DataError, match=r"list\.mp4: .*whatever its name says"):
        probe(tmp_path / "list.mp4")
