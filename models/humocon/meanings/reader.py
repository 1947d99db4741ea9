"""Reading what a sentence means, and the files that the reader is kept in.

`meanings.json` holds the plain questions in the order of the scores, the rank and the encoder's SHA-256;
`meanings.safetensors` the low-rank products and the layer over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from humocon.errors import CheckpointError
from humocon.files import read_json, whole_files, write_json
from humocon.meanings.encoder import load_encoder
from humocon.meanings.network import MeaningNetwork
from humocon.minilm import MINILM_FILES
from humocon.model_folder.folder import REMEDY, default_folder, stored_weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_CARD, _WEIGHTS = "meanings.json", "meanings.safetensors"
ENCODER_SHA256: Final = MINILM_FILES.sha256["model.safetensors"]


@dataclass
class MeaningReader:
    """Tells which plain question a sentence means.

    Attributes:
        network: in evaluation mode.
        tokenizer: of its encoder.
        plain: the plain questions, in the order of its scores, with the slots `{base}`, `{third}`, `{ing}`, `{noun}`
            of an action, `{part}` of the body and `{side}`.
        rank: of the network's products.
    """

    network: MeaningNetwork
    tokenizer: "Tokenizer"
    plain: tuple[str, ...]
    rank: int

    @torch.inference_mode()
    def shares(self, sentences: Sequence[str]) -> np.ndarray:
        """How likely each plain question is meant by each sentence, (N, M)."""
        tokens, present = tokenized(self.tokenizer, sentences)
        return self.network(tokens, present).logits.softmax(dim=-1).double().numpy()

    def save(self, folder: Path) -> None:
        """Write the files of a reader that was trained, not of one that was loaded, into a folder that is there.

        Raises:
            ConfigError: they cannot be written.
        """
        weights = {name: value.to(torch.float16).contiguous() for name, value in self.network.learned().items()}
        card = {"encoder_sha256": ENCODER_SHA256, "rank": self.rank, "plain": list(self.plain)}
        with whole_files(folder) as partial:
            save_file(weights, partial / _WEIGHTS)
            write_json(partial / _CARD, card)


def tokenized(tokenizer: "Tokenizer", sentences: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Tokens of sentences, (N, S), and where there are any, (N, S)."""
    read = tokenizer.encode_batch(list(sentences))
    return torch.tensor([one.ids for one in read]), torch.tensor([one.attention_mask for one in read])


def shipped_reader() -> Path:
    """The folder of the reader that ships."""
    return default_folder().with_name("meanings")


def load_reader(encoder: Path, folder: Path | None = None) -> MeaningReader:
    """Load a reader.

    Args:
        encoder: the folder of its encoder.
        folder: of the reader; by default the one that ships.

    Raises:
        CheckpointError: a file is missing, damaged, or of another encoder.
    """
    folder = folder or shipped_reader()
    card = read_json(folder / _CARD, REMEDY)
    try:
        plain, rank = tuple(map(str, card["plain"])), int(card["rank"])
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{folder / _CARD}: not the card of a reader of meanings; {REMEDY}") from error
    if card.get("encoder_sha256") != ENCODER_SHA256:
        raise CheckpointError(f"{folder}: learned with another sentence encoder; {REMEDY}")
    bert, tokenizer = load_encoder(encoder)
    with torch.random.fork_rng():  # what it draws at first is not kept
        network = MeaningNetwork(bert, rank, len(plain))
    stored = stored_weights([folder / _WEIGHTS])
    learned = network.learned()
    if {name: value.shape for name, value in stored.items()} != {name: value.shape for name, value in learned.items()}:
        raise CheckpointError(f"{folder / _WEIGHTS}: not of the sizes that {_CARD} states; {REMEDY}")
    network.load_state_dict(stored, strict=False)
    network.merge()
    return MeaningReader(network.eval(), tokenizer, plain, rank)
