"""Tables on narrow terminals."""

import io
import re

import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.text import Text

from humocon_cli import console as module
from humocon_cli.console import show_table
from humocon_cli.folding import fold_plain
from humocon_cli.main import cli


def printed(monkeypatch: pytest.MonkeyPatch, width: int, columns: list[str], rows: list[list[object]]) -> str:
    narrow = Console(width=width, record=True, file=None, quiet=False, highlight=False)
    monkeypatch.setattr(module, "console", lambda: narrow)
    show_table("a title", columns, rows)
    return narrow.export_text()


def test_a_table_without_room_goes_on_beside_its_first_column(monkeypatch, capsys):
    columns = ["questions", "n", "accuracy", "majority", "without motion"]
    rows = [["body part", 1000, ".645 (.568 to .723)", ".271", ".297"]]
    wide = printed(monkeypatch, 100, columns, rows)
    assert wide.count("questions") == 1
    narrow = printed(monkeypatch, 44, columns, rows)
    assert narrow.count("questions") == narrow.count("body part") == 2
    assert narrow.count("a title") == 1
    for told in (*columns[:4], ".645 (.568 to .723)", "1,000", ".297"):
        assert told in narrow
    assert max(map(len, narrow.splitlines())) <= 44


def test_the_widest_column_keeps_its_words_where_the_first_has_several(monkeypatch, capsys):
    rows: list[list[object]] = [["squat and lunge", "squat_and_lunge/s1_0.npz, squat_and_lunge/s1_1.npz"]]
    told = printed(monkeypatch, 40, ["action", "such as"], rows)
    assert "squat_and_lunge/s1_0.npz, │" in told
    assert max(map(len, told.splitlines())) <= 40


def test_rows_become_lines_where_a_word_would_be_broken(monkeypatch, capsys):
    rows = [["runs/tune/mini-without-alignment", "interquartile", 12], ["b", "", 3]]
    shown = printed(monkeypatch, 40, ["checkpoint", "of questions", "count"], rows)
    told = "runs/tune/mini-without-alignment\n  of questions: interquartile\n  count: 12\nb\n  count: 3\n"
    assert shown == f"a title\n{told}"


def test_a_column_wider_than_the_line_is_shown_all_the_same(monkeypatch, capsys):
    shown = printed(monkeypatch, 20, ["name", "value"], [["checkpoint", "x" * 40]])
    assert shown.count("x") == 40
    assert printed(monkeypatch, 80, [], []).strip() in ("", "a title")


def test_a_line_is_folded_between_words_on_a_narrow_terminal_and_whole_in_a_pipe(monkeypatch):
    def folded(width: int) -> list[str]:
        narrow = Console(width=width, record=True, quiet=False, highlight=False)
        monkeypatch.setattr(module, "console", lambda: narrow)
        module.show_line(Text("ok  hub  not reached: give models as folders"), 4)
        return narrow.export_text().splitlines()

    assert folded(24) == ["ok  hub  not reached:", "    give models as", "    folders"]
    assert folded(80) == ["ok  hub  not reached: give models as folders"]


def test_lines_and_errors_are_folded_between_words_in_a_terminal_however_little_it_tells_of_itself(monkeypatch):
    told = "examples/jump.bvh: cannot be read, as it is damaged; export it again"
    for term in ("xterm", "dumb"):
        monkeypatch.setenv("TERM", term)
        monkeypatch.setenv("COLUMNS", "30")
        monkeypatch.setenv("FORCE_COLOR", "1")  # a terminal
        monkeypatch.setenv("NO_COLOR", "1")
        target = module._open_console(errors=True)
        file = target.file = io.StringIO()
        monkeypatch.setattr(module, "error_console", lambda target=target: target)
        module.show_error(told)
        lines = re.sub(r"\x1b\[[\d;]*m", "", file.getvalue()).splitlines()
        assert max(map(len, lines)) <= 30
        assert " ".join(" ".join(lines).split()) == f"error: {told}"


def test_a_narrow_width_that_is_told_holds_for_a_pipe(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    words = "word " * 30
    target = module._open_console(errors=False)
    assert max(map(len, module.fold(words, target).plain.splitlines())) <= 60
    monkeypatch.setenv("COLUMNS", "80")
    assert module.fold(words, module._open_console(errors=False)).plain == words


def test_a_word_that_has_room_on_a_line_is_not_broken_for_an_indent():
    assert fold_plain("ok  model " + "x" * 18, 20, 6) == "ok  model\n  " + "x" * 18
    assert fold_plain("a " + "x" * 30 + " b", 20, 2) == "a\n" + "x" * 30 + "\n  b"


@pytest.mark.parametrize("command", [[], ["ask"], ["data", "label"], ["concepts", "show"], ["serve"]])
def test_help_and_what_was_asked_wrongly_fit_into_forty_columns(monkeypatch, command):
    def broken(columns: int, arguments: list[str]) -> set[str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        result = CliRunner().invoke(cli, arguments)
        assert max(map(len, result.output.splitlines())) <= columns
        return set(result.output.split())

    for arguments in ([*command, "--help"], [*command, "--no-such-option", "x"]):
        assert broken(40, arguments) - broken(160, arguments) - {"humocon", "Usage:"} == set()
