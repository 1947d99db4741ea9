"""What README and docs say: their commands exist as they stand, their Python runs, their links lead somewhere."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import pytest

from humocon_cli.main import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


def blocks(page: Path, language: str) -> list[str]:
    # All of them, whatever their language: else the end of one in another language begins the next.
    found = re.findall(r"^```(.*?)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    return [text for name, text in found if name == language]


def commands() -> Iterator[tuple[str, str]]:
    """Each command line of the pages, continuation lines joined, without its comment."""
    for page in PAGES:
        for block in blocks(page, ""):
            for line in block.replace("\\\n", " ").splitlines():
                found = re.search(r"(?:^|[|] *|-m )(?:\S*/)?humocon(?:_cli)? (.*)", line)
                if found and not line.startswith(("#", "git ", "cd ")):
                    yield page.name, found[1]


@pytest.mark.parametrize(("page", "line"), list(commands()))
def test_every_command_is_one_with_options_that_there_are(page: str, line: str):
    words = shlex.split(line, comments=True)
    command, context = cli, click.Context(cli)
    while isinstance(command, click.Group) and words:
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command, context = found, click.Context(found)
    assert not isinstance(command, click.Group), line
    given, _, _ = command.make_parser(context).parse_args(words)
    for one in command.params:
        value = given.get(one.name or "")
        assert value or not one.required, f"{line}: no {one.name}"
        # An argument whose value nobody takes is one of earlier days, refused.
        assert one.expose_value or not isinstance(one, click.Argument) or not isinstance(value, tuple), line


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_python_of_the_pages_runs(page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(ROOT)
    codes = blocks(ROOT / page, "python")
    assert codes
    for code in codes:
        exec(compile(code, page, "exec"), {})
    assert "both feet off the floor" in capsys.readouterr().out


def test_the_example_of_two_actions_is_what_its_page_makes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "examples").mkdir()
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(ROOT / "examples" / "README.md", "python")
    exec(compile(code, "examples/README.md", "exec"), {})
    made, there = (np.load(folder / "examples" / "wave_then_squat.npz") for folder in (tmp_path, ROOT))
    assert made.files == there.files
    np.testing.assert_allclose(made["poses"], there["poses"], atol=1e-6)
    np.testing.assert_allclose(made["trans"], there["trans"], atol=1e-6)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path):
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_is_read_in_minutes():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= 1500
