"""Learning which plain question is meant, from wordings of every meaning: `humocon tune meanings`.

Each time a wording is shown, other actions, parts and people stand in its slots, and now and then it is typed in a
hurry.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import Tensor

from humocon.ask.exact.words.slots import filled, forms_of, slots_of
from humocon.ask.exact.words.vocabulary import ACTIONS
from humocon.data.questions.story import pick
from humocon.errors import ConfigError
from humocon.files import check_positive, make_folder
from humocon.lessons.haste import hurried
from humocon.lessons.wordings import PARTS, SUBJECTS, Meaning, bank, put
from humocon.meanings.config import MeaningsConfig
from humocon.meanings.encoder import load_encoder
from humocon.meanings.network import MeaningNetwork
from humocon.meanings.reader import MeaningReader, tokenized
from humocon.minilm import fetch_minilm
from humocon.training.labelled import OneLabelEach
from humocon.training.launch import start
from humocon.training.learning import learn
from humocon.training.report import Report, SilentReport

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_SIDED: Final = frozenset(PARTS) - {"head"}
_NAMED: Final = tuple(action for action in ACTIONS if action.key not in ("move", "step", "air", "other game"))
"""Actions, less those whose words mean other things, too."""
_HASTE: Final = 0.3


def worded(text: str, parts: tuple[str, ...], rng: np.random.Generator) -> str:
    """A wording with one of each of its groups' parts, and an action, a part and somebody drawn into its slots."""
    actions = [_NAMED[place] for place in rng.choice(len(_NAMED), 2, replace=False)]
    words = {"s": pick(SUBJECTS, rng), "side": pick(("left", "right"), rng)}
    for number, action in zip(("", "2"), actions, strict=True):
        words |= slots_of(forms_of(action), number)
        part = pick(parts, rng)
        words[f"part{number}"] = f"{pick(('', 'left ', 'right '), rng)}{part}" if part in _SIDED else part
    return filled(put(text, rng), words)


@dataclass(frozen=True)
class Sentences(OneLabelEach):
    """A batch: sentences and which plain question each means."""

    tokens: Tensor
    """(B, S)"""
    present: Tensor
    """(B, S), 1 where there is a token."""
    labels: Tensor
    """(B,) meanings."""

    def inputs(self) -> dict[str, Tensor]:
        """Arguments of the network's forward."""
        return {"tokens": self.tokens, "present": self.present, "labels": self.labels}

    def to(self, device: torch.device) -> "Sentences":
        """The same on another device."""
        return Sentences(self.tokens.to(device), self.present.to(device), self.labels.to(device))


class Wordings:
    """Batches of wordings, each meaning as often as it has wordings.

    Args:
        meanings: in the order of the network's scores.
        tokenizer: of its encoder.
        every: of so many wordings in a row one is held out; 0 holds out none.
        held_out: whether these, or all others, are drawn.
        seed: of what is drawn.
    """

    def __init__(
        self, meanings: Iterable[Meaning], tokenizer: "Tokenizer", every: int, seed: int, *, held_out: bool
    ) -> None:
        self.tokenizer, self.seed, self._typed = tokenizer, seed, not held_out
        self._all = [
            (number, meaning, wording)
            for number, meaning in enumerate(meanings)
            for place, wording in enumerate((meaning.plain, *meaning.wordings))
            if (every > 0 and place % every == every - 1) == held_out
        ]

    def batch(self, step: int, indices: Iterable[int]) -> Sentences:
        """The sentences of one step with the given indices."""
        drawn = [self._drawn(np.random.default_rng([self.seed, step, index])) for index in indices]
        tokens, present = tokenized(self.tokenizer, [sentence for sentence, _ in drawn])
        return Sentences(tokens, present, torch.tensor([number for _, number in drawn]))

    def _drawn(self, rng: np.random.Generator) -> tuple[str, int]:
        number, meaning, wording = self._all[int(rng.integers(len(self._all)))]
        sentence = worded(wording, meaning.parts, rng)
        return hurried(sentence, rng, chance=_HASTE) if self._typed else sentence, number


def learn_meanings(config: MeaningsConfig, report: Report | None = None) -> Path:
    """Train the network that tells meanings apart.

    Returns:
        The folder with `meanings.safetensors` and `meanings.json`. A run goes on from checkpoints of the same
        meanings alone.

    Raises:
        ConfigError, CheckpointError: as their messages say.
    """
    report = report or SilentReport()
    check_positive("rank", config.rank, whole=True)
    if config.held_out < 0 or config.held_out == 1:
        raise ConfigError(f"held_out: of {config.held_out} wordings none would be learned; write 0, or 2 and more")
    accelerator = start(seed=config.seed, device=config.device)
    meanings = bank()
    report.message(f"{sum(len(one.wordings) for one in meanings):,} wordings of {len(meanings)} meanings")
    encoder, tokenizer = load_encoder(fetch_minilm(config.language_models))
    plain = tuple(meaning.plain for meaning in meanings)
    torch.manual_seed(config.seed)
    network = MeaningNetwork(encoder, config.rank, len(meanings)).to(accelerator.device)
    main = learn(
        network,
        Wordings(meanings, tokenizer, config.held_out, config.seed, held_out=False),
        Wordings(meanings, tokenizer, config.held_out, config.seed + 1, held_out=config.held_out > 0),
        config.learning,
        name="tune meanings",
        folder=config.output / "checkpoints" / hashlib.sha256("\n".join(plain).encode()).hexdigest()[:8],
        seed=config.seed,
        report=report,
        resumes=config.resume,
        device=config.device,
    )
    if main:
        make_folder(config.output)
        MeaningReader(network.cpu().eval(), tokenizer, plain, config.rank).save(config.output)
    return config.output


def plan(config: MeaningsConfig) -> dict[str, dict[str, str]]:
    """What `learn_meanings` would train on; nothing is trained or written."""
    meanings = bank()
    return {
        "model": {"learns": f"low-rank products of rank {config.rank} and a layer over {len(meanings)} meanings"},
        "data": {"wordings": f"{sum(len(one.wordings) for one in meanings):,} of {len(meanings)} meanings"},
        "schedule": config.learning.describe(),
    }
