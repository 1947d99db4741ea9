"""The moments that answers and evidence name, as they are worded."""

import pytest

from humocon.server.time_links import pieces_of


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("both feet off the floor 1.4 to 1.9 s, 0.30 m", [(1.4, 1.9)]),
        ("left hand swings 6 times, 0.8 to 5.4 s", [(0.8, 5.4)]),
        ("left hand 2.1 m/s at most at 3.2 s", [(3.2, 3.2)]),
        ("from 2.0 s on, and 4.0 to 5.0 s, until 7 s", [(2.0, 2.0), (4.0, 5.0), (7.0, 7.0)]),
        ("the recording lasts 3.1 s", []),
        ("squatting 7.3 to 17.9 s", []),
        ("squatting 7.3 to 6.9 s", []),
        ("pelvis down to 0.44 m", []),
        ("", []),
    ],
)
def test_times_of_the_clip_are_moments_and_lengths_are_not(text, moments):
    pieces = pieces_of(text, duration_s=8.0)
    assert "".join(str(piece["text"]) for piece in pieces) == text
    assert [(piece["begin_s"], piece["end_s"]) for piece in pieces if "begin_s" in piece] == moments
