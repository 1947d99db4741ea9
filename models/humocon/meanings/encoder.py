"""The sentence encoder: a BERT (arXiv 1810.04805) of torch's own layers, whose output is averaged over the tokens.

transformers has the same network; it takes three times as long to import as torch alone.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from humocon.errors import CheckpointError, one_line
from humocon.minilm import MINILM_FILES

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LONGEST: Final = 48
"""Tokens of a question that are read."""
_OWN_NAMES: Final = (
    ("attention.output.dense", "self_attn.out_proj"),
    ("attention.output.LayerNorm", "norm1"),
    ("intermediate.dense", "linear1"),
    ("output.dense", "linear2"),
    ("output.LayerNorm", "norm2"),
)
"""Parts of a layer as BERT's files and torch call them."""


class SentenceEncoder(nn.Module):
    """Turns the tokens of a sentence into one vector of length 1.

    Args:
        config: sizes, by the names of BERT's `config.json`.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        width, epsilon = config["hidden_size"], config["layer_norm_eps"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.norm = nn.LayerNorm(width, epsilon)
        layer = nn.TransformerEncoderLayer(
            width,
            config["num_attention_heads"],
            config["intermediate_size"],
            dropout=config["hidden_dropout_prob"],
            activation="gelu",
            layer_norm_eps=epsilon,
            batch_first=True,
        )
        self.layers = nn.TransformerEncoder(layer, config["num_hidden_layers"], enable_nested_tensor=False)

    def forward(self, tokens: Tensor, present: Tensor) -> Tensor:
        """(B, S), and (B, S) that is 1 where there is a token -> (B, W)."""
        places = torch.arange(tokens.shape[1], device=tokens.device)
        states = self.layers(self.norm(self.words(tokens) + self.places(places)), src_key_padding_mask=present == 0)
        states = states.masked_fill(present[..., None] == 0, 0.0)
        return functional.normalize(states.sum(dim=1) / present.sum(dim=1, keepdim=True), dim=-1)


def load_encoder(folder: Path) -> "tuple[SentenceEncoder, Tokenizer]":
    """The encoder of a folder in evaluation mode, and its tokenizer, which cuts and fills up sentences.

    Raises:
        CheckpointError: a file is missing or damaged.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        with torch.device("meta"):  # whose weights need not be drawn first: half of the time
            encoder = SentenceEncoder(json.loads((folder / "config.json").read_text(encoding="utf-8")))
        encoder.load_state_dict(_as_torch_names(load_file(folder / "model.safetensors")), assign=True)
    except Exception as error:  # the tokenizer's library raises nothing more special
        remedy = f"remove the folder and {MINILM_FILES.remedy}"
        raise CheckpointError(f"{folder}: not the sentence encoder ({one_line(error)}); {remedy}") from error
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()
    return encoder.eval(), tokenizer


def _as_torch_names(stored: dict[str, Tensor]) -> dict[str, Tensor]:
    """BERT's weights by the names of torch's layers; the type of a sentence, which is one, is in those of its place."""
    kinds = stored["embeddings.token_type_embeddings.weight"][0]
    named = {
        "words.weight": stored["embeddings.word_embeddings.weight"],
        "places.weight": stored["embeddings.position_embeddings.weight"] + kinds,
    }
    for kind in ("weight", "bias"):
        named[f"norm.{kind}"] = stored[f"embeddings.LayerNorm.{kind}"]
        for layer in range(sum(name.endswith("attention.self.query.weight") for name in stored)):
            theirs, ours = f"encoder.layer.{layer}", f"layers.layers.{layer}"
            three = [stored[f"{theirs}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            named[f"{ours}.self_attn.in_proj_{kind}"] = torch.cat(three)
            named |= {f"{ours}.{own}.{kind}": stored[f"{theirs}.{their}.{kind}"] for their, own in _OWN_NAMES}
    return named
