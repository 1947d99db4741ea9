import pytest
import torch
from transformers import LlamaForCausalLM

from humocon.language.configuration import small_llama
from humocon.language.text_training import WordReader
from humocon.language.tokenizer import IGNORED

MOTION = 4


@pytest.fixture
def reader() -> WordReader:
    torch.manual_seed(0)
    return WordReader(LlamaForCausalLM(small_llama(40, 16, 2, 2, 32, 64)), MOTION, noise=0.5).eval()


IDS = torch.tensor([[2, MOTION, MOTION, 9, 3, 10, 1], [2, MOTION, 8, 3, 11, 1, 0]])
MASK = torch.tensor([[1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 0]])
WORDS = torch.tensor([[20, 21], [22, 0], [23, 24]])
LABELS = torch.tensor(
    [[IGNORED, IGNORED, IGNORED, IGNORED, IGNORED, 10, 1], [IGNORED, IGNORED, IGNORED, IGNORED, 11, 1, IGNORED]]
)


def test_a_placeholder_gets_the_mean_of_its_words(reader: WordReader):
    table = reader.language_model.get_input_embeddings().get_parameter("weight")
    embedded = table[IDS].clone()
    embedded[0, 1], embedded[0, 2], embedded[1, 1] = table[[20, 21]].mean(0), table[22], table[[23, 24]].mean(0)
    expected = reader.language_model(inputs_embeds=embedded, attention_mask=MASK).logits
    torch.testing.assert_close(reader(IDS, MASK, WORDS).logits, expected)


def test_the_loss_is_the_mean_over_the_answers_tokens(reader: WordReader):
    logits = reader(IDS, MASK, WORDS).logits[:, :-1]
    expected = torch.nn.functional.cross_entropy(logits.flatten(0, 1), LABELS[:, 1:].flatten(), ignore_index=IGNORED)
    torch.testing.assert_close(reader(IDS, MASK, WORDS, LABELS).loss, expected)
    divided = reader(IDS, MASK, WORDS, LABELS, num_items_in_batch=torch.tensor(8.0)).loss
    torch.testing.assert_close(divided, expected * 4 / 8)


def test_words_that_are_not_known_read_as_nothing(reader: WordReader):
    assert torch.isfinite(reader(IDS, MASK, torch.zeros_like(WORDS)).logits).all()


def test_noise_is_for_training_only(reader: WordReader):
    assert torch.equal(reader(IDS, MASK, WORDS).logits, reader(IDS, MASK, WORDS).logits)
    reader.train()
    assert not torch.equal(reader(IDS, MASK, WORDS).logits, reader(IDS, MASK, WORDS).logits)


def test_what_came_before_is_learnt_in_training_alone(reader: WordReader):
    told = torch.full_like(IDS, IGNORED)
    told[0, 1], told[0, 2], told[1, 1] = 20, 22, 23
    assert torch.equal(reader(IDS, MASK, WORDS, LABELS, told).loss, reader(IDS, MASK, WORDS, LABELS).loss)
    reader.train()
    reader.noise = 0.0
    plain = reader(IDS, MASK, WORDS, LABELS).loss
    logits = reader(IDS, MASK, WORDS).logits
    extra = torch.nn.functional.cross_entropy(logits[told != IGNORED], told[told != IGNORED])
    torch.testing.assert_close(reader(IDS, MASK, WORDS, LABELS, told).loss, plain + 0.5 * extra)


def test_what_came_before_can_be_told_after_an_earlier_layer(reader: WordReader):
    reader.train()
    reader.noise = 0.0
    told = torch.full_like(IDS, IGNORED)
    told[0, 1] = 20
    late = reader(IDS, MASK, WORDS, LABELS, told).loss
    reader.told_layer = 1
    assert not torch.isclose(reader(IDS, MASK, WORDS, LABELS, told).loss, late)


def test_parts_of_a_batch_sum_to_the_loss_of_the_whole(reader: WordReader):
    reader.train()
    reader.noise = 0.0
    told = torch.full_like(IDS, IGNORED)
    told[0, 1], told[0, 2], told[1, 1] = 20, 22, 23
    counts = {"num_items_in_batch": torch.tensor(4.0), "num_told_in_batch": torch.tensor(3.0)}
    parts = [
        reader(IDS[row], MASK[row], WORDS[words], LABELS[row], told[row], **counts).loss
        for row, words in ((slice(0, 1), slice(0, 2)), (slice(1, 2), slice(2, 3)))
    ]
    torch.testing.assert_close(sum(parts), reader(IDS, MASK, WORDS, LABELS, told).loss)
