"""What a model said: an answer, whole or piece by piece."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import torch


@dataclass(frozen=True)
class Answer:
    """What the model said."""

    text: str
    num_tokens: int
    """Tokens generated, the end included."""
    probability: float = field(compare=False)
    """What the model gives to these very words; its last digits depend on what was computed beside it."""


class Streamed(Iterator[str]):
    """An answer that comes piece by piece.

    Attributes:
        probability: once the last piece is there, what the model gives to these very words.
    """

    def __init__(self, tokens: Iterator[tuple[int, float]], text: Callable[[list[int]], str]) -> None:
        self.probability = 1.0
        self._pieces = self._tell(tokens, text)

    def __next__(self) -> str:
        return next(self._pieces)

    @torch.inference_mode()
    def _tell(self, tokens: Iterator[tuple[int, float]], text: Callable[[list[int]], str]) -> Iterator[str]:
        generated: list[int] = []
        told = ""
        for token, probability in tokens:
            self.probability *= probability
            generated.append(token)
            whole = text(generated)
            # The last character may be half of one until the next token comes.
            if not whole.endswith("\N{REPLACEMENT CHARACTER}") and len(whole) > len(told):
                yield whole[len(told) :]
                told = whole
        rest = text(generated)[len(told) :]
        if rest:
            yield rest
