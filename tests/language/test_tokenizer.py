from transformers import AutoTokenizer, LlamaForCausalLM

from humocon.language.configuration import small_llama
from humocon.language.tokenizer import SPECIAL_TOKENS, build_tokenizer


def test_special_tokens_come_first_and_match_the_configuration(tokenizer):
    assert tokenizer.convert_tokens_to_ids(list(SPECIAL_TOKENS)) == [0, 1, 2, 3, 4]
    config = small_llama(len(tokenizer), 32, 2, 2, 64, 128)
    assert (config.pad_token_id, config.eos_token_id) == (tokenizer.pad_token_id, tokenizer.eos_token_id)


def test_every_text_survives_the_tokenizer(tokenizer):
    for text in ("Is it 2026?", "Ünïcode 😀 and\nlines", "  two  spaces "):
        assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


def test_digits_are_tokens_of_their_own(tokenizer):
    tokens = tokenizer.tokenize("12 steps")
    assert tokens[:2] == ["1", "2"]


def test_vocabulary_is_at_most_as_large_as_asked():
    assert len(build_tokenizer(["a rose is a rose is a rose"] * 9, vocab_size=265)) <= 265


def test_tokenizer_survives_saving(tokenizer, tmp_path):
    tokenizer.save_pretrained(tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    assert loaded.chat_template == tokenizer.chat_template
    assert loaded("Is it <|motion|>?")["input_ids"] == tokenizer("Is it <|motion|>?")["input_ids"]


def test_small_llama_has_the_sizes_asked_for():
    model = LlamaForCausalLM(small_llama(300, 32, 2, 4, 64, 128, tie=False))
    assert model.num_parameters() == 2 * 300 * 32 + 2 * (4 * 32 * 32 + 3 * 32 * 64 + 2 * 32) + 32
