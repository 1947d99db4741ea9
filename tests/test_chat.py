from pathlib import Path

import pytest
import torch
from transformers import LlamaForCausalLM

from humocon.chat import LocalChat
from humocon.errors import CheckpointError, DataError
from humocon.evaluation.judging import JudgeProtocol
from humocon.language.configuration import small_llama
from humocon.language.tokenizer import build_tokenizer

PROTOCOL = JudgeProtocol("share")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A tiny language model with random weights: what it says means nothing."""
    folder = tmp_path_factory.mktemp("judge")
    texts = [message["content"] for message in PROTOCOL.messages("What action?", ("walk",), "run")]
    tokenizer = build_tokenizer(texts * 3, 400)
    torch.manual_seed(0)
    model = LlamaForCausalLM(small_llama(len(tokenizer), 32, 2, 2, 64, 1024))
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.mul_(8)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_replies_do_not_depend_on_what_is_judged_beside(folder):
    judge = LocalChat.load(str(folder))
    conversations = [PROTOCOL.messages("What action?", ("walk",), "run " * count) for count in range(6)]
    together = judge.reply(conversations)
    alone = [judge.reply([conversation])[0] for conversation in conversations]
    assert together == alone
    assert len({reply.text for reply in together}) > 1


def test_the_judge_tells_its_name_and_the_hash_of_its_weights(folder):
    identity = LocalChat.load(str(folder)).identity
    assert identity["name"] == str(folder)
    assert len(identity["version"]) == 64
    assert identity["address"].startswith("local")


def test_a_prompt_that_is_too_long_is_an_error(folder):
    judge = LocalChat.load(str(folder))
    with pytest.raises(DataError, match="reads 1024 tokens"):
        judge.reply([PROTOCOL.messages("What?", ("walk",), "run and walk " * 800)])


def test_what_is_no_language_model_cannot_chat(tmp_path):
    with pytest.raises(CheckpointError, match="not a language model that can chat") as caught:
        LocalChat.load(str(tmp_path))
    assert "\n" not in str(caught.value)
