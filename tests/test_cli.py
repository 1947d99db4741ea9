"""The command line: what every command shares."""

import json
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from humocon.errors import DataError
from humocon.file_kinds import READ_KINDS
from humocon_cli.commands.ask import EXAMPLES, ask
from humocon_cli.main import LINES, cli

COMMANDS = ["ask", "average", "concepts", "data", "doctor", "eval", "pretrain", "translate", "tune"]


def invoke(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin)


def start(repository: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(repository), str(repository / "models")])
    variables = os.environ | {"PYTHONPATH": path} | environment
    command = [sys.executable, "-m", "humocon_cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=variables, check=False)


@pytest.fixture
def failing(monkeypatch):
    """A command `fail` that raises what it is given."""

    def plant(error: BaseException) -> None:
        @click.command()
        def fail() -> None:
            raise error

        monkeypatch.setitem(cli.commands, "fail", fail)

    return plant


def test_the_help_lists_every_command():
    result = invoke("--help")
    assert result.exit_code == 0
    assert '\n  humocon ask clip.mp4 "Is the person jumping?"\n' in result.output  # a line of its own
    for command in COMMANDS:
        assert f"\n  {command} " in result.output
        assert invoke(command, "--help").exit_code == 0


def test_the_help_of_ask_has_five_examples_and_all_kinds_of_files():
    told = " ".join(invoke("ask", "--help").output.split())
    assert len(EXAMPLES) == 5
    for command, purpose in EXAMPLES:
        assert f"{command} {purpose}" in told
        ask.make_parser(click.Context(ask)).parse_args(shlex.split(command)[2:])
    for kind in READ_KINDS:
        assert " ".join(f"{kind.name} {' '.join(kind.suffixes)}: {kind.content}".split()) in told


def test_the_lines_of_the_help_are_those_of_the_commands():
    context = click.Context(cli)
    for name, (_, line) in LINES.items():
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.get_short_help_str(limit=200) == line


def test_no_line_of_a_help_is_cut_off():
    for group in ("concepts", "data", "eval", "recipes"):
        assert "..." not in invoke(group, "--help").output.partition("Commands:")[2]


@pytest.mark.parametrize("first", ["What is done here?", "walk.bvh"])
def test_who_forgets_ask_is_told(first: str):
    result = invoke(first, "walk.bvh")
    assert result.exit_code == 2
    assert 'a file and a question go to `ask`: humocon ask clip.bvh "Is the person jumping?"' in result.stderr


def test_the_help_takes_less_than_a_tenth_of_a_second(repository):
    def seconds(*arguments: str) -> float:
        """Time of the processor, not of the clock: another process may have the machine."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], capture_output=True, cwd=repository, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert "ask" in start(repository, "--help").stdout  # the first start may have to write bytecode
    helped, bare = zip(
        *((seconds("-m", "humocon_cli", "--help"), seconds("-c", "import click")) for _ in range(5)), strict=True
    )
    # On a busy machine everything takes longer, Click alone included, which is most of it.
    assert min(helped) < max(0.1, 2 * min(bare)), (helped, bare)


def test_the_version_is_the_packages():
    from humocon import __version__

    assert invoke("--version").output == f"humocon {__version__}\n"


def test_a_user_error_is_one_line_without_a_traceback(failing):
    failing(DataError("walk [take 1].bvh: the file is empty;\n  export it again " + "x" * 200))
    result = invoke("fail")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error: walk [take 1].bvh: the file is empty; export it again " + "x" * 200 + "\n"


def test_an_error_of_ours_keeps_its_traceback(failing):
    failing(RuntimeError("a bug"))
    assert isinstance(invoke("fail").exception, RuntimeError)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "Permission denied", "/root/x"), "error: /root/x: Permission denied"),
        (OSError(28, "No space left on device"), "error: output: No space left on device"),
        (ModuleNotFoundError("No module named 'peft'", name="peft.tuners"), "`pip install peft`"),
        (type("OutOfMemoryError", (RuntimeError,), {})("CUDA"), "--load-in-4bit"),
    ],
)
def test_trouble_of_the_machine_says_what_to_do(failing, error, message):
    failing(error)
    result = invoke("fail")
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_interruption_ends_with_130(failing):
    failing(KeyboardInterrupt())
    result = invoke("fail")
    assert (result.exit_code, result.stderr) == (130, "error: interrupted\n")


def test_a_reader_that_goes_away_is_no_error(repository):
    command = f"{sys.executable} -m humocon_cli data synth --help | head -c 5"
    path = os.pathsep.join([str(repository), str(repository / "models")])
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path}, check=False
    )
    assert (done.stdout, done.stderr) == ("Usage", "")


def test_the_doctor_tells_versions_devices_and_the_model():
    result = invoke("doctor")
    assert result.exit_code in (0, 1), result.output
    for name in ("humocon", "torch", "transformers", "bitsandbytes", "devices", "processes", "model"):
        assert f"ok    {name} " in result.output


def test_the_doctor_needs_no_torch_where_there_is_no_gpu(repository, monkeypatch):
    code = (
        "import sys, humocon_cli.commands.doctor as d; d.has_gpu = lambda: False\n"
        "try: d.doctor([])\nexcept SystemExit: pass\n"
        "assert not {'torch', 'transformers', 'bitsandbytes'} & set(sys.modules)"
    )
    path = os.pathsep.join([str(repository), str(repository / "models")])
    variables = os.environ | {"PYTHONPATH": path, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=variables, check=False)
    assert done.returncode == 0, done.stderr
    assert "ok    devices                CPU only" in done.stdout


def test_the_doctor_tries_four_bits_and_checks_the_model(monkeypatch, tmp_path, repository):
    import bitsandbytes.functional

    from humocon import files

    monkeypatch.setattr(bitsandbytes.functional, "dequantize_4bit", lambda packed, state: packed.new_zeros(4096))
    shutil.copytree(repository / "models" / "humocon" / "weights" / "mini", tmp_path / "mini")
    (tmp_path / "mini" / "SHA256SUMS").unlink()
    monkeypatch.setattr(files, "default_folder", lambda: tmp_path / "mini")
    output = invoke("doctor", "--full").output
    assert re.search(r"MISS  bitsandbytes +\S+ spoils weights", output)
    assert re.search(r"MISS  model +\S+: SHA256SUMS is missing, so the weights cannot be checked", output)


def test_the_model_that_ships_answers_about_an_example(repository):
    example = str(repository / "examples" / "jump.bvh")
    done = start(repository, "ask", example, "What is the person doing?", "--json", "--device", "cpu")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["answer"] == "The person jumps."


def test_synth_writes_a_file_for_each_action(tmp_path):
    from humocon.motion.read import read_motion

    for file_format in ("bvh", "npz"):
        result = invoke("data", "synth", "-o", str(tmp_path), "--action", "wave left", "--format", file_format)
        assert result.exit_code == 0, result.output
        assert read_motion(tmp_path / f"wave_left.{file_format}").duration_s > 1


def test_synth_names_the_actions_it_knows(tmp_path):
    result = invoke("data", "synth", "-o", str(tmp_path), "--action", "fly")
    assert result.exit_code == 1
    assert "jump" in result.stderr


@pytest.mark.parametrize("task", ["babel-qa", "humman-qa", "activitynet-qa"])
def test_a_benchmark_without_data_of_its_own_asks_for_it(task):
    result = invoke("eval", task)
    assert result.exit_code == 2
    assert "Missing option '--data'" in result.output


@pytest.mark.parametrize("task", ["mocap-qa", "babel-qa", "humman-qa"])
def test_eval_passes_its_options_and_draws_the_tables(task, tmp_path, monkeypatch):
    import humocon.evaluate

    configs = []

    def evaluate(config, report, *, judge_key):
        configs.append(config)
        table = {"title": "accuracy", "columns": ["questions", "n"], "rows": [["overall", "12"]]}
        return {"tables": [table], "folder": "somewhere"}

    monkeypatch.setattr(humocon.evaluate, "evaluate", evaluate)
    result = invoke("eval", task, "--data", "d", "--split", "val", "--output", str(tmp_path), "--limit", "5")
    assert result.exit_code == 0, result.output
    assert "overall" in result.output
    (config,) = configs
    assert (config.task, config.data, config.split, config.limit) == (task, Path("d"), "val", 5)
