"""Naming stretches of a motion by the network, and the files that it is kept in.

`actions.safetensors` beside a model's weights holds the network, `actions.json` its sizes, the names in the order of
its scores, the temperature that makes its shares honest, and how each name did on clips that were not trained on.
`actions_memory.safetensors` is what stretches of each action look like to the network, for `humocon tune own`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from humocon.actions.config import NetworkConfig
from humocon.actions.naming import MIRRORED
from humocon.actions.network import ActionNetwork, stack, stretch_features
from humocon.config.values import build
from humocon.data.compose import mirror
from humocon.errors import CheckpointError
from humocon.files import read_json, whole_files, write_json
from humocon.model_folder.concepts import ACTION_CARD_FILE, ACTION_MEMORY_FILE, ACTION_WEIGHTS_FILE
from humocon.model_folder.folder import REMEDY, load_part, stored_weights


@dataclass(frozen=True)
class ActionCard:
    """How a name did.

    Attributes:
        clips: so many were trained on.
        tested: clips of people who were not trained on.
        right: so many of these were named rightly.
        made: clips made by rules among those trained on.
        own: whether a user taught it.
    """

    clips: int = 0
    tested: int = 0
    right: int = 0
    made: int = 0
    own: bool = False


@dataclass(frozen=True)
class Naming:
    """What a stretch shows.

    Attributes:
        action: one of the names.
        probability: of that.
    """

    action: str
    probability: float


@dataclass
class Recogniser:
    """Names what a person does.

    Attributes:
        network: in evaluation mode.
        actions: names in the order of its scores.
        temperature: by which scores are divided.
        cards: how each name did.
    """

    network: ActionNetwork
    actions: tuple[str, ...]
    temperature: float = 1.0
    cards: dict[str, ActionCard] = field(default_factory=dict)
    config: NetworkConfig = field(default_factory=NetworkConfig)

    def shares(self, stretches: Sequence[np.ndarray]) -> np.ndarray:
        """How likely each action is, for each stretch: (K_i, 22, 3) canonical joints -> (N, A).

        The mean of what the network says of a stretch and of its mirror image: right more often than either, and less
        often sure of what is wrong. What a user taught may have a side that a mirror changes: it is seen as it is.
        """
        seen = self._seen(stretches)
        places = {name: place for place, name in enumerate(self.actions)}
        twins = [places.get(MIRRORED.get(name, name), place) for name, place in places.items()]
        both = (seen + self._seen([mirror(stretch) for stretch in stretches])[:, twins]) / 2
        taught = [place for name, place in places.items() if self.cards.get(name, ActionCard()).own]
        both[:, taught] = seen[:, taught]
        return both / both.sum(axis=1, keepdims=True)

    @torch.inference_mode()
    def _seen(self, stretches: Sequence[np.ndarray]) -> np.ndarray:
        """The shares of each stretch as it is, (N, A)."""
        order = sorted(range(len(stretches)), key=lambda place: len(stretches[place]))
        found = np.zeros((len(stretches), len(self.actions)))
        for begin in range(0, len(order), 64):
            places = order[begin : begin + 64]
            features, present = stack([stretch_features(stretches[place]) for place in places])
            scores = self.network(features, present).logits / self.temperature
            found[places] = scores.softmax(dim=-1).double().numpy()
        return found

    def whole(self, joints: np.ndarray) -> list[Naming]:
        """What a motion (K, 22, 3) shows as a whole, the likeliest first."""
        (shares,) = self.shares([joints])
        return [Naming(self.actions[place], float(shares[place])) for place in np.argsort(-shares)]

    def save(self, folder: Path, memory: tuple[Tensor, Tensor] | None = None) -> None:
        """Write the files into a folder that is there.

        Args:
            folder: of the model.
            memory: what stretches look like to the network (N, E), and the numbers of their actions (N,).

        Raises:
            ConfigError: they cannot be written.
        """
        weights = {name: value.to(torch.float16).contiguous() for name, value in self.network.state_dict().items()}
        with whole_files(folder) as partial:
            save_file(weights, partial / ACTION_WEIGHTS_FILE)
            if memory is not None:
                remembered = {"states": memory[0].to(torch.float16).contiguous(), "actions": memory[1].to(torch.int16)}
                save_file(remembered, partial / ACTION_MEMORY_FILE)
        card: dict[str, Any] = {
            "network": asdict(self.config),
            "temperature": round(self.temperature, 4),
            "actions": {name: asdict(self.cards.get(name, ActionCard())) for name in self.actions},
        }
        write_json(folder / ACTION_CARD_FILE, card)


def read_cards(folder: Path) -> dict[str, ActionCard] | None:
    """How each name of a model's recogniser did; None where it has none.

    Raises:
        CheckpointError: the file is damaged.
    """
    card = _read_card(folder)
    return None if card is None else _cards_of(card, folder / ACTION_CARD_FILE)


def load_recogniser(folder: Path) -> Recogniser | None:
    """The recogniser of a model's folder; None where it has none.

    Raises:
        CheckpointError: its files are incomplete or damaged.
    """
    card_file, weights_file = folder / ACTION_CARD_FILE, folder / ACTION_WEIGHTS_FILE
    card = _read_card(folder)
    if card is None:
        return None
    cards = _cards_of(card, card_file)
    if not weights_file.is_file():
        raise CheckpointError(f"{weights_file}: is missing; {REMEDY}")
    try:
        config = build(NetworkConfig, {key: _text(value) for key, value in card["network"].items()}, "network", str)
        temperature = float(card["temperature"])
        if not temperature > 0:
            raise ValueError("a temperature that is not above 0")
    except _NO_CARD as error:
        raise CheckpointError(f"{card_file}: not what describes a recogniser ({error!r:.200}); {REMEDY}") from None
    network = load_part(
        card_file,
        card,
        lambda: ActionNetwork(config, len(cards)),
        {name: value.float() for name, value in stored_weights([weights_file]).items()},
    )
    return Recogniser(network.eval(), tuple(cards), temperature, cards, config)


_NO_CARD = (KeyError, TypeError, ValueError, AttributeError)


def _read_card(folder: Path) -> dict[str, Any] | None:
    card_file = folder / ACTION_CARD_FILE
    return read_json(card_file, REMEDY) if card_file.is_file() else None


def _cards_of(card: dict[str, Any], card_file: Path) -> dict[str, ActionCard]:
    try:
        cards = {str(name): ActionCard(**entry) for name, entry in card["actions"].items()}
        if not cards or not all(isinstance(one, int) for each in cards.values() for one in asdict(each).values()):
            raise ValueError("no actions, or counts that are none")
    except _NO_CARD as error:
        raise CheckpointError(f"{card_file}: not what describes a recogniser ({error!r:.200}); {REMEDY}") from None
    return cards


def load_memory(folder: Path) -> tuple[Tensor, Tensor] | None:
    """What a recogniser remembers of what it was shown: (N, E) float32, and the numbers of the actions (N,).

    Raises:
        CheckpointError: the file is damaged.
    """
    file = folder / ACTION_MEMORY_FILE
    if not file.is_file():
        return None
    kept = stored_weights([file])
    if kept.keys() != {"states", "actions"} or kept["states"].ndim != 2 or len(kept["states"]) != len(kept["actions"]):
        raise CheckpointError(f"{file}: not what a recogniser remembers; {REMEDY}")
    return kept["states"].float(), kept["actions"].long()


def _text(value: object) -> object:
    """As a recipe would have it."""
    return [str(one) for one in value] if isinstance(value, list) else str(value)
