"""What happens when, as subtitles."""

from humocon.ask.exact import Stretch
from humocon.ask.subtitles import srt, vtt, write_subtitles

STRETCHES = [Stretch(1.45, 1.9, "jumps"), Stretch(3661.9996, 3662.5, "turns <left> & {bows}\n\nagain --> ü")]


def test_subrip_numbers_its_cues_and_has_commas_and_no_tags():
    assert srt(STRETCHES) == (
        "1\n00:00:01,450 --> 00:00:01,900\njumps\n\n"
        "2\n01:01:02,000 --> 01:01:02,500\nturns ‹left› & (bows) again --› ü\n"
    )


def test_webvtt_has_a_heading_and_points_and_escapes_tags():
    assert vtt(STRETCHES) == (
        "WEBVTT\n\n00:00:01.450 --> 00:00:01.900\njumps\n\n"
        "01:01:02.000 --> 01:01:02.500\nturns &lt;left&gt; &amp; {bows} again --&gt; ü\n"
    )


def test_what_takes_no_time_is_shown_all_the_same_and_nothing_begins_before_the_file():
    assert "00:00:00.000 --> 00:00:00.001\n" in vtt([Stretch(-0.01, -0.01, "jumps")])


def test_nothing_that_happens_makes_subtitles_without_a_cue():
    assert (srt([]), vtt([])) == ("", "WEBVTT\n")


def test_the_suffix_decides_and_the_file_is_utf_8(tmp_path):
    for name, made in (("a.srt", srt(STRETCHES)), ("a.vtt", vtt(STRETCHES))):
        write_subtitles(STRETCHES, tmp_path / name)
        assert (tmp_path / name).read_bytes() == made.encode()
