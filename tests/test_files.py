"""JSON of strangers: whatever is wrong with it is a ValueError, halves of characters included."""

from pathlib import Path

import pytest

from humocon.errors import DataError
from humocon.files import parse_json, read_json_lines


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


def test_lines_end_at_line_ends_alone_not_inside_a_text(tmp_path: Path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "one\u2028two\x85"}\r\n\n{"id": "three"}\n', encoding="utf-8", newline="")
    assert [row["id"] for row in read_json_lines(path, ("id",), "copy it")] == ["one\u2028two\x85", "three"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"id": "a"}\n{}\n', "line 2: has no 'id'; copy it"),
        (b'{"id": "a"}\n\n{"id": 3}\n', "line 3: has no 'id'; copy it"),
        (b"[1]\n", "line 1: no JSON object; copy it"),
        (b"{\n", "line 1: not valid JSON .*; copy it"),
        (b'{"id": "\xff"}\n', r"cannot be read \(not UTF-8\); copy it"),
        (None, r"cannot be read \(No such file or directory\); copy it"),
    ],
)
def test_a_damaged_line_is_told_with_its_number_and_a_remedy(tmp_path: Path, content: bytes | None, told: str):
    path = tmp_path / "rows.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=f"^{path}.*{told}$"):
        read_json_lines(path, ("id",), "copy it")
