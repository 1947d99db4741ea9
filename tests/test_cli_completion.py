"""What a shell completes."""

import pytest
from click.testing import CliRunner

from humocon_cli.main import cli


@pytest.mark.parametrize(
    ("shell", "line"), [("zsh", "#compdef humocon"), ("fish", "complete --no-files --command humocon")]
)
def test_the_script_of_a_shell_is_printed(shell, line):
    for arguments, variables in (([shell], {}), ([], {"SHELL": f"/usr/bin/{shell}"})):
        result = CliRunner().invoke(cli, ["completion", *arguments], env=variables)
        assert result.exit_code == 0, result.output
        assert line in result.stdout


def test_without_a_shell_that_is_known_one_is_to_be_named():
    result = CliRunner().invoke(cli, ["completion"], env={"SHELL": "/bin/ksh"})
    assert result.exit_code == 2
    assert "name the shell: humocon completion bash, zsh or fish" in result.stderr


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("humocon tr", ["plain,translate"]),
        ("humocon concepts al", ["plain,align"]),
        ("humocon pretrain mini-", ["plain,mini-video"]),
        ("humocon pretrain ./own", ["file,./own"]),
        ("humocon ask walk", ["file,walk"]),
        ("humocon ask walk.bvh --by f", ["plain,facts"]),
        ("humocon ask walk.bvh -o ", ["file,"]),
    ],
)
def test_commands_recipes_choices_and_files_are_completed(words, completed):
    count = len(words.split()) - (not words.endswith(" "))
    variables = {"COMP_WORDS": words, "COMP_CWORD": str(count), "_HUMOCON_COMPLETE": "bash_complete"}
    result = CliRunner().invoke(cli, [], prog_name="humocon", env=variables)
    assert result.stdout.split() == completed
