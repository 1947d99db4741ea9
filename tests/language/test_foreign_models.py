"""Models of others that are built upon, judged by or looked through: their code is not run, their pickles not read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast, SiglipVisionConfig, SiglipVisionModel

from humocon.chat import LocalChat
from humocon.concepts.configuration import TowerConfig
from humocon.concepts.model import ConceptModel
from humocon.concepts.tower import Tower, load_tower, read_tower_config
from humocon.errors import CheckpointError
from humocon.language.configuration import read_config, small_llama
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.model_folder import load_pretrained, load_tokenizer

CODE = """
from pathlib import Path
from transformers import PretrainedConfig
Path({trace!r}).touch()
class StrangerConfig(PretrainedConfig):
    model_type = "stranger"
"""


@pytest.fixture
def stranger(tmp_path: Path, tokenizer: PreTrainedTokenizerFast) -> Path:
    """A model of a class that transformers does not have, with the code of it."""
    folder = tmp_path / "stranger"
    tokenizer.chat_template = "{{ messages }}"
    tokenizer.save_pretrained(folder)
    names = {"AutoConfig": "code.StrangerConfig", "AutoModelForCausalLM": "code.Stranger"}
    (folder / "config.json").write_text(json.dumps({"model_type": "stranger", "auto_map": names}))
    (folder / "code.py").write_text(CODE.format(trace=str(tmp_path / "it_ran")))
    return folder


def build_on(folder: Path, concepts: ConceptModel, processor: HumoconProcessor) -> dict[str, Callable[[], Any]]:
    tower = Tower(TowerConfig(image_size=16, patch_size=8, width=32, num_layers=1, num_heads=2, hidden=64))
    return {
        "translate": lambda: HumoconForConditionalGeneration.from_base(folder, concepts, processor),
        "plan": lambda: read_config(str(folder)),
        "judge": lambda: LocalChat.load(str(folder)),
        "tower": lambda: load_tower(tower, folder),
        "tower's sizes": lambda: read_tower_config(folder),
    }


@pytest.mark.parametrize("use", ["translate", "plan", "judge", "tower's sizes"])
def test_code_that_comes_with_a_model_is_never_run(
    use: str, stranger: Path, concepts: ConceptModel, processor: HumoconProcessor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("builtins.input", lambda *_: "y")  # who is asked says yes
    with pytest.raises(CheckpointError) as caught:
        build_on(stranger, concepts, processor)[use]()
    assert "\n" not in str(caught.value)
    assert not (stranger.parent / "it_ran").exists()


@pytest.mark.parametrize("read", [load_tokenizer, HumoconProcessor.from_pretrained])
def test_code_that_comes_with_a_tokenizer_is_never_run(
    read: Callable[[Path], Any], stranger: Path, monkeypatch: pytest.MonkeyPatch
):
    (stranger / "code.py").rename(stranger / "words.py")
    path = stranger / "tokenizer_config.json"
    own = {"tokenizer_class": "StrangerTokenizer", "auto_map": {"AutoTokenizer": ["words.Stranger", "words.Stranger"]}}
    path.write_text(json.dumps(json.loads(path.read_text()) | own))
    monkeypatch.setattr("builtins.input", lambda *_: "y")
    with pytest.raises((CheckpointError, ValueError)):
        read(stranger)
    assert not (stranger.parent / "it_ran").exists()


def test_a_known_model_that_names_code_beside_it_is_built_upon_without_that(
    concepts: ConceptModel, processor: HumoconProcessor, tmp_path: Path
):
    base = LlamaForCausalLM(small_llama(len(processor.tokenizer), 32, 1, 2, 64, 64))
    base.save_pretrained(tmp_path / "base")
    path = tmp_path / "base" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"auto_map": {"AutoModelForCausalLM": "code.Other"}}))
    model = HumoconForConditionalGeneration.from_base(tmp_path / "base", concepts, processor)
    model.save_pretrained(tmp_path / "made")
    processor.save_pretrained(tmp_path / "made")
    loaded, _ = load_pretrained(tmp_path / "made")  # which refuses folders that name code
    torch.testing.assert_close(loaded.state_dict(), model.state_dict())


@pytest.mark.parametrize("use", ["translate", "judge", "tower"])
def test_weights_that_are_pickles_are_not_read(
    use: str, concepts: ConceptModel, processor: HumoconProcessor, tokenizer: PreTrainedTokenizerFast, tmp_path: Path
):
    if use == "tower":
        sizes: Any = {"image_size": 16, "patch_size": 8, "hidden_size": 32, "num_hidden_layers": 1}
        model: Any = SiglipVisionModel(SiglipVisionConfig(**sizes, num_attention_heads=2, intermediate_size=64))
    else:
        model = LlamaForCausalLM(small_llama(len(tokenizer), 32, 1, 2, 64, 64))
    tokenizer.chat_template = "{{ messages }}"
    tokenizer.save_pretrained(tmp_path)
    model.save_pretrained(tmp_path)
    if use != "tower":
        build_on(tmp_path, concepts, processor)[use]()  # in safetensors it is read
    (tmp_path / "model.safetensors").unlink()
    torch.save(model.state_dict(), tmp_path / "pytorch_model.bin")
    with pytest.raises(CheckpointError, match="safetensors") as caught:
        build_on(tmp_path, concepts, processor)[use]()
    assert "\n" not in str(caught.value)
