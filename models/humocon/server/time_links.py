"""The moments that a text names: "both feet off the floor 1.4 to 1.9 s" can lead to the second 1.4 of its clip."""

import re
from typing import Final

_TIMES: Final = re.compile(
    r"(?P<begin>\d+\.\d+) (?:to|and|–) (?P<end>\d+\.\d+) s\b"
    r"|(?<=\bat )(?P<at>\d+(?:\.\d+)?) s\b"
    r"|(?<=\bfrom )(?P<since>\d+(?:\.\d+)?) s\b"
    r"|(?<=\buntil )(?P<till>\d+(?:\.\d+)?) s\b"
)


def pieces_of(text: str, duration_s: float) -> list[dict[str, object]]:
    """A text in pieces: each has its `text`, and, where it names a moment, `begin_s` and `end_s`.

    Args:
        text: an answer, or a line of evidence.
        duration_s: of the clip; what lies beyond its end is no moment of it.
    """
    found, last = [], 0
    for match in _TIMES.finditer(text):
        times = [float(value) for value in match.groups() if value is not None]
        if times[-1] < times[0] or times[-1] > duration_s + 0.1:
            continue
        found += [{"text": text[last : match.start()]}] if match.start() > last else []
        found.append({"text": match[0], "begin_s": times[0], "end_s": times[-1]})
        last = match.end()
    return [*found, {"text": text[last:]}] if last < len(text) else found
