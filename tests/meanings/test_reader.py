"""Meanings are learned from wordings, kept, and read again; questions are put in the plain words that they mean."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch.nn import functional
from transformers import BertConfig, BertModel

from humocon.ask.exact.words.question import understand
from humocon.ask.rewording import likely_meanings
from humocon.errors import CheckpointError
from humocon.lessons.meanings import Wordings, worded
from humocon.lessons.wordings import Meaning, bank
from humocon.meanings.encoder import load_encoder
from humocon.meanings.network import MeaningNetwork
from humocon.meanings.reader import MeaningReader, load_reader, shipped_reader, tokenized

PLAIN = ("When does the person {base}?", "How fast is the {part}?", "How old is the person?")
WORDINGS = (
    ("at which instant does {s} {base}", "time of the {noun}", "{ing}: moment, please"),
    ("{part} speed", "what velocity has the {part}", "pace of the {part}, please"),
    ("years of age of {s}", "what is the age here", "in what year was {s} born"),
)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small encoder with random weights, in the files of the real one."""
    folder = tmp_path_factory.mktemp("encoder")
    words = sorted({word for text in bank() for one in (text.plain, *text.wordings) for word in one.lower().split()})
    letters = [f"{mark}{chr(code)}" for code in range(33, 127) for mark in ("", "##")]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(word for word in words if len(word) > 1)]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(vocabulary))}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(numbers), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def reader(encoder: Path) -> MeaningReader:
    """One that learned three meanings from three wordings each."""
    bert, tokenizer = load_encoder(encoder)
    torch.manual_seed(0)
    network = MeaningNetwork(bert, 4, len(PLAIN)).train()
    meanings = [Meaning(plain, wordings) for plain, wordings in zip(PLAIN, WORDINGS, strict=True)]
    drawn = Wordings(meanings, tokenizer, 0, 0, held_out=False)
    optimizer = torch.optim.AdamW(network.learned().values(), lr=1e-2)
    for step in range(80):
        loss = network(**drawn.batch(step, range(24)).inputs()).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return MeaningReader(network.eval(), tokenizer, PLAIN, 4)


def meant(asked: str, reader: MeaningReader) -> str:
    """The plain question that is likely meant."""
    found = likely_meanings(understand(asked), reader)
    return found[0].plain if found else ""


def test_the_encoder_is_transformers_bert(encoder: Path):
    ours, tokenizer = load_encoder(encoder)
    theirs = BertModel.from_pretrained(encoder, add_pooling_layer=False).eval()
    tokens, present = tokenized(tokenizer, ["time of the jump", "how fast is the left hand of the person, please"])
    with torch.no_grad():
        states = theirs(input_ids=tokens, attention_mask=present).last_hidden_state * present[..., None]
        expected = functional.normalize(states.sum(dim=1) / present.sum(dim=1, keepdim=True), dim=-1)
        torch.testing.assert_close(ours(tokens, present), expected, atol=1e-5, rtol=1e-4)


def test_only_the_low_rank_products_and_the_layer_of_meanings_learn(encoder: Path, reader: MeaningReader):
    fresh, _ = load_encoder(encoder)
    kept = dict(reader.network.encoder.named_parameters())
    for name, value in fresh.named_parameters():
        parent, _, own = name.rpartition(".")
        same = kept.get(name, kept.get(f"{parent}.parametrizations.{own}.original"))
        assert same is not None, name
        assert torch.equal(same, value), name
    assert {name.rpartition(".")[2] for name in reader.network.learned()} == {"down", "up", "weight", "bias"}


def test_a_wording_is_put_as_the_plain_question_with_what_it_names(reader: MeaningReader):
    assert meant("At which instant does she squat?", reader) == "When does the person squat?"
    assert meant("What velocity has the left wrist?", reader) == "How fast is the left wrist?"
    assert meant("time of the kick, please", reader) == "When does the person kick?"


def test_the_time_that_a_question_is_about_goes_along(reader: MeaningReader):
    asked = "What velocity has the right foot between 1 and 2 s?"
    assert meant(asked, reader) == "How fast is the right foot between 1 and 2 s?"


def test_a_meaning_without_room_for_what_is_named_is_not_meant(reader: MeaningReader):
    assert understand("years of age of the squat").keys == ("squat",)
    assert all("squat" in found.plain for found in likely_meanings(understand("years of age of the squat"), reader))
    assert likely_meanings(understand("At which instant does she kick and clap and wave?"), reader) == []


def test_a_reader_is_kept_and_read_again(reader: MeaningReader, encoder: Path, tmp_path: Path):
    reader.save(tmp_path)
    again = load_reader(encoder, tmp_path)
    sentences = ["time of the jump", "what is the age here", "hand speed"]
    np.testing.assert_allclose(again.shares(sentences), reader.shares(sentences), atol=1e-2)
    assert again.plain == PLAIN


def test_damaged_files_are_named(reader: MeaningReader, encoder: Path, tmp_path: Path):
    reader.save(tmp_path)
    card = json.loads((tmp_path / "meanings.json").read_text())
    (tmp_path / "meanings.json").write_text(json.dumps(card | {"rank": 5}))
    with pytest.raises(CheckpointError, match=r"meanings\.safetensors: not of the sizes"):
        load_reader(encoder, tmp_path)
    (tmp_path / "meanings.json").write_text(json.dumps(card | {"encoder_sha256": "0"}))
    with pytest.raises(CheckpointError, match="another sentence encoder"):
        load_reader(encoder, tmp_path)
    (encoder_copy := tmp_path / "encoder").mkdir()
    with pytest.raises(CheckpointError, match="not the sentence encoder"):
        load_encoder(encoder_copy)


def test_every_wording_has_the_slots_of_its_plain_question():
    drawn = np.random.default_rng(0)
    for meaning in bank():
        for wording in meaning.wordings:
            assert "{" not in worded(wording, meaning.parts, drawn), (meaning.plain, wording)
            for slot in (r"(?:base|third|ing|noun)", r"(?:base|third|ing|noun)2", "part", "part2", "side"):
                found = [bool(re.search(rf"\{{{slot}\}}", text)) for text in (wording, meaning.plain)]
                assert found[0] == found[1], (meaning.plain, wording)


def test_the_reader_that_ships_knows_the_meanings_of_the_bank():
    card = json.loads((shipped_reader() / "meanings.json").read_text())
    assert set(card["plain"]) <= {meaning.plain for meaning in bank()}
