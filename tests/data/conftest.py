import pytest

from humocon.language.processing import HumoconProcessor
from humocon.language.tokenizer import build_tokenizer

TEXTS = ["What is the person doing? The person waves with the left hand.", "walk forward", "squat", "bow", "transition"]


@pytest.fixture(scope="session")
def processor() -> HumoconProcessor:
    """A processor with a small tokenizer of our own."""
    return HumoconProcessor.from_base(build_tokenizer(TEXTS * 3, 320))
