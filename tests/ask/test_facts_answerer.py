"""Any language model, untrained, by the facts: a small one on this machine, and one behind an address."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result
from transformers import LlamaForCausalLM

from humocon.language.configuration import small_llama
from humocon.language.tokenizer import build_tokenizer
from humocon.motion.synthesis import synthesize
from humocon_cli.main import cli
from tests.chat_server import Behaviour, server

__all__ = ["server"]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "jump.npz"
    np.savez(path, joints=synthesize("jump", seed=0).to_clip().joints, fps=20.0)
    return path


@pytest.fixture(scope="module")
def plain_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny causal language model with random weights, which knows nothing of motion."""
    folder = tmp_path_factory.mktemp("plain")
    tokenizer = build_tokenizer(["Is the person jumping? Yes, at 1.2 s. Facts: both feet off the floor."] * 3, 300)
    torch.manual_seed(0)
    LlamaForCausalLM(small_llama(len(tokenizer), 32, 2, 2, 64, 4096)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def ask(*words: str) -> Result:
    return CliRunner().invoke(cli, ["ask", *words, "--device", "cpu"])


def test_a_server_answers_by_the_facts_and_what_they_refute_is_told(server: Behaviour, clip: Path):
    server.content = "No, the person stands still.\nAnd so on."
    result = ask(str(clip), "is he jumping", "--server", server.address, "--server-model", "m", "--json")
    assert result.exit_code == 0, result.output
    line = json.loads(result.stdout)
    assert line["answer"] == "No, the person stands still."
    assert line["probability"] is None
    assert any(one.startswith("but both feet off the floor") for one in line["evidence"])
    system, user = (message["content"] for message in server.bodies[-1]["messages"])
    assert "never say what they contradict" in system
    assert "That cannot be told from the motion." in system
    assert user.startswith("Facts:\n")
    assert "In the air: jumps" in user
    assert user.endswith("Question: is he jumping")


def test_a_conversation_takes_what_was_said_along(server: Behaviour, clip: Path):
    server.content = "Yes, once."
    arguments = ["ask", str(clip), "--server", server.address, "--server-model", "m"]
    result = CliRunner().invoke(cli, arguments, input="Does he jump?\nWhen?\n")
    assert result.exit_code == 0, result.output
    told = [message["content"] for message in server.bodies[-1]["messages"][1:]]
    assert [text.rpartition("Question: ")[2] for text in told] == ["Does he jump?", "Yes, once.", "When?"]


def test_a_server_that_refuses_is_one_line(server: Behaviour, clip: Path):
    server.status = [401]
    result = ask(str(clip), "Why?", "--server", server.address, "--server-model", "m")
    assert result.exit_code == 1
    assert "refuses a request without a key" in result.stderr
    assert "HUMOCON_SERVER_KEY" in result.stderr
    assert result.stderr.count("error:") == 1


def test_a_server_that_went_away_ends_the_run_and_one_that_refuses_a_question_does_not(server: Behaviour, clip: Path):
    arguments = [str(clip), "-q", "Why?", "-q", "What for?", "--server", server.address, "--server-model", "m"]
    server.status = [401]
    assert ask(*arguments).stderr.count("error:") == 1
    assert len(server.bodies) == 1
    server.status, server.content = [400], "To warm up."
    result = ask(*arguments)
    assert result.exit_code == 1
    assert "refuses the request (HTTP 400" in result.stderr
    assert result.stdout.count("A To warm up.") == 1


def test_a_model_that_says_nothing_has_not_answered(server: Behaviour, clip: Path):
    server.content = None
    result = ask(str(clip), "Why?", "--server", server.address, "--server-model", "m")
    assert result.exit_code == 1
    assert "answered with nothing" in result.stderr


@pytest.mark.parametrize("form", [[], ["--json"], ["--output", "answers.jsonl"]])
def test_a_model_that_cannot_be_loaded_is_told_once_for_all_files(
    clip: Path, form: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(clip.parent)
    Path("other.npz").write_bytes(clip.read_bytes())
    Path("broken").mkdir()
    Path("broken/config.json").write_text("{", encoding="utf-8")
    result = ask(str(clip), "other.npz", "Why?", "--model", "broken", *form)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("broken/config.json: not readable as JSON") == 1
    assert result.stderr.count("error:") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--server-model", "m"], "give --server URL"),
        (["--server", "http://127.0.0.1:9/v1", "--model", "x"], "leave out --model"),
        (["--server", "localhost"], "--server: not an address"),
    ],
)
def test_what_does_not_go_together_is_told(clip: Path, options: list[str], message: str):
    result = ask(str(clip), "Why?", *options)
    assert result.exit_code == 1
    assert message in result.stderr


def test_a_plain_causal_model_answers_untrained(plain_model: Path, clip: Path):
    result = ask(str(clip), "Is the person jumping?", "--model", str(plain_model), "--json")
    assert result.exit_code == 0, result.output
    line = json.loads(result.stdout)
    assert 0 <= line["probability"] <= 1
    assert line["timeline"]


def test_the_facts_are_shown_without_a_model(clip: Path):
    result = ask(str(clip), "--facts", "--json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)["facts"]
    assert "In the air: jumps" in facts
    assert facts in ask(str(clip), "--facts").stdout
    for more in (["Why?"], ["--save-overlay", "seen.mp4"], ["--output", "facts.jsonl"]):
        assert ask(str(clip), *more, "--facts").exit_code != 0
