"""How `humocon ask` takes files of odd names."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from humocon_cli.main import cli

EXAMPLES = Path(__file__).parents[1] / "examples"


def facts_of(*words: str) -> Result:
    return CliRunner().invoke(cli, ["ask", *words, "--by", "facts"])


def test_odd_names_of_files_are_files_or_are_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = (EXAMPLES / "jump.bvh").read_bytes()
    odd = ["-dash.bvh", "two\nlines.bvh", "d\udcffnce.bvh", "\U0001f57a.bvh"]
    for name in odd:
        Path(name).write_bytes(content)
        result = facts_of(f"./{name}", "Is the person jumping?")
        assert result.exit_code == 0, result.output
        assert "Yes, the person jumps" in result.stdout
    for words, told in (
        (["-dash.bvh", "Jumps?"], "'-dash.bvh' is taken for an option; name the file ./-dash.bvh"),
        (["", "Is the person jumping?"], "the name of a file is empty"),
        (["a" * 300 + ".bvh", "Jumps?"], "File name too long"),
        (["./two\nlines.bvh", "Jumps?", "--fps", "nan"], "nan is no number"),
    ):
        result = facts_of(*words)
        assert result.exit_code in (1, 2)
        assert told in result.stderr
    Path("two\nlines.bvh").write_text("rubbish")
    result = facts_of("two\nlines.bvh", "Is the person jumping?")
    assert result.stderr.count("two lines.bvh") == 1


def test_a_name_that_is_no_text_is_an_escape_in_json(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("d\udcffnce.bvh").write_bytes((EXAMPLES / "jump.bvh").read_bytes())
    result = facts_of("d\udcffnce.bvh", "Is the person jumping?", "--json")
    assert json.loads(result.stdout)["file"] == "d\udcffnce.bvh"
