"""What happens when, as subtitles that players of videos show: SubRip (.srt) and WebVTT (.vtt)."""

from collections.abc import Sequence
from pathlib import Path

from humocon.ask.exact import Stretch
from humocon.files import write_text


def write_subtitles(stretches: Sequence[Stretch], path: Path) -> None:
    """Write stretches as subtitles in UTF-8, WebVTT if the file ends in .vtt, else SubRip.

    Raises:
        ConfigError: the file cannot be written.
    """
    write_text(path, vtt(stretches) if path.suffix.lower() == ".vtt" else srt(stretches))


def srt(stretches: Sequence[Stretch]) -> str:
    """Stretches as SubRip: numbered, a comma before the milliseconds; it has tags, but no way to write their signs."""
    plain = str.maketrans("<>{}", "‹›()")
    cues = [
        f"{number}\n{_times(one, ',')}\n{' '.join(one.words.translate(plain).split())}\n"
        for number, one in enumerate(stretches, 1)
    ]
    return "\n".join(cues)


def vtt(stretches: Sequence[Stretch]) -> str:
    """Stretches as WebVTT: a heading, a point before the milliseconds, the signs of tags escaped."""
    escaped = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    cues = [f"{_times(one, '.')}\n{' '.join(one.words.translate(escaped).split())}\n" for one in stretches]
    return "\n".join(["WEBVTT\n", *cues])


def _times(stretch: Stretch, point: str) -> str:
    """Begin and end; what ends where it begins would never be shown."""
    begin = max(0, round(1000 * stretch.begin_s))
    end = max(begin + 1, round(1000 * stretch.end_s))
    return f"{_clock(begin, point)} --> {_clock(end, point)}"


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"
