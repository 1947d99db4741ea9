"""One spelling for what people type."""

import pytest

from humocon.ask.exact.words.languages import in_english, language_of
from humocon.ask.exact.words.spelling import edits, plain, spelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("WHICH WAY DOES HE TURN???", "which way does he turn?"),
        ("dosent he jmup", "does not he jump"),
        ("how long's the clip", "how long is the clip"),
        ("is he wlaking bakwards", "is he walking backwards"),
        ("Is he talking?", "is he talking?"),  # a word of its own, not a slip for "walking"
        ("She isn’t “boxing”", "she is not boxing"),
        ("wyh does he do taht", "why does he do that"),
        ("dose she siit down", "does she sit down"),
        ("when is he fastes", "when is he fastest"),
        ("when is she slowest", "when is she slowest"),
        ("is the form quiet", "is the form quiet"),  # no slips for "from" and "quite"
    ],
)
def test_slips_are_mended_and_words_left_alone(typed: str, meant: str):
    assert spelled(plain(typed)) == meant


def test_swapped_neighbours_are_one_edit():
    assert edits("wlak", "walk", 2) == 1
    assert edits("kick", "kicks", 2) == 1
    assert edits("jump", "walk", 2) == 3


@pytest.mark.parametrize(
    ("question", "language", "english"),
    [
        ("wie lange winkt sie?", "German", "how long waves she?"),
        ("cuantas veces salta?", "Spanish", "how many times jumps?"),
        ("combien de fois elle saute ?", "French", "how many times she jumps ?"),
        ("hupft sie?", "German", "hops she?"),
        ("which hand does he use?", "English", "which hand does he use?"),
        ("con quale gamba salta?", "unknown", "con quale gamba salta?"),
    ],
)
def test_other_languages_are_read_word_by_word(question: str, language: str, english: str):
    assert language_of(question) == language
    assert in_english(question, language_of(question)) == english
