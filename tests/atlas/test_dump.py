"""Tables of poses, whole or not at all."""

import csv
import json
import sys

import pytest

from humocon.atlas.dump import format_csv, write_table
from humocon.errors import ConfigError

CHUNKS = [{"file": ["a,\n", "b"], "code": [1, 2]}, {"file": ["c"], "code": [3]}]
ROWS = [{"file": "a,\n", "code": 1}, {"file": "b", "code": 2}, {"file": "c", "code": 3}]


def test_each_kind_of_table_holds_every_row(tmp_path):
    for suffix in ("csv", "jsonl"):
        assert write_table(CHUNKS, tmp_path / f"t.{suffix}") == 3
    with (tmp_path / "t.csv").open(newline="") as file:
        assert [row | {"code": int(row["code"])} for row in csv.DictReader(file)] == ROWS
    assert [json.loads(line) for line in (tmp_path / "t.jsonl").read_text().splitlines()] == ROWS


def test_parquet_holds_every_row_with_its_type(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    write_table(CHUNKS, tmp_path / "t.parquet")
    assert parquet.read_table(tmp_path / "t.parquet").to_pylist() == ROWS


def test_a_table_that_breaks_off_leaves_the_older_one(tmp_path):
    def broken():
        yield CHUNKS[0]
        raise RuntimeError("cut")

    for suffix in ("csv", "jsonl"):
        path = tmp_path / f"t.{suffix}"
        path.write_text("older")
        with pytest.raises(RuntimeError, match="cut"):
            write_table(broken(), path)
        assert path.read_text() == "older"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["t.csv", "t.jsonl"]


def test_what_cannot_be_written_is_told_before(tmp_path, monkeypatch):
    with pytest.raises(ConfigError, match=r"t\.xlsx: name it \.parquet, \.csv or \.jsonl"):
        write_table(CHUNKS, tmp_path / "t.xlsx")
    with pytest.raises(ConfigError, match="no folder"):
        write_table(CHUNKS, tmp_path / "gone" / "t.csv")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ConfigError, match=r"pip install 'humocon\[parquet\]'"):
        write_table(CHUNKS, tmp_path / "t.parquet")


def test_the_heading_is_written_once():
    assert format_csv(CHUNKS[1], heading=True) == "file,code\nc,3\n"
    assert format_csv(CHUNKS[1], heading=False) == "c,3\n"
