"""The tiny models that the tests of the language model use, too."""

from tests.language.conftest import concepts, make_clip, make_model, model, processor, tokenizer

__all__ = ["concepts", "make_clip", "make_model", "model", "processor", "tokenizer"]
