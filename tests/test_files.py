"""JSON of strangers: whatever is wrong with it is a ValueError, halves of characters included."""

import pytest

from humocon.files import parse_json


@pytest.mark.parametrize("text", ['"caf\\u00e9"', '"\\ud83d\\ude00"', '{"\\uD83D\\uDE00": 1}', b'"\xf0\x9f\x98\x80"'])
def test_whole_characters_are_taken_however_they_are_written(text: str | bytes):
    value = parse_json(text)
    assert (next(iter(value)) if isinstance(value, dict) else value) in ("caf\u00e9", "\U0001f600")


@pytest.mark.parametrize(
    "text", ['"\\ud800"', '["a", "\\uDfFf"]', '{"\\udc00": 1}', '"\\ude00\\ud83d"', "[" * 100_000, "{", "NaN,"]
)
def test_half_a_character_and_what_is_no_json_are_value_errors(text: str):
    with pytest.raises(ValueError, match="."):
        parse_json(text)
