"""Learning to name actions: `humocon tune actions`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from humocon.actions.chimeras import chimeras, learn_to_doubt
from humocon.actions.config import ActionsConfig, ExamplesConfig, NetworkConfig
from humocon.actions.examples import Examples, NamedClip, named_clips
from humocon.actions.naming import OTHER
from humocon.actions.network import ActionNetwork
from humocon.actions.recogniser import ActionCard, Recogniser, load_recogniser
from humocon.data.mocap import count_clips, load_clips
from humocon.data.performing import PERFORMED, UNNAMED, Performed
from humocon.errors import ConfigError, DataError
from humocon.files import make_folder
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize
from humocon.training.launch import start
from humocon.training.learning import learn
from humocon.training.memory import format_count
from humocon.training.report import Report, SilentReport

_HELD_OUT_SEED: Final = 1_000_000
"""The people who made the clips that are held out; no training reaches that far."""
_HELD_OUT: Final = 6
"""Clips made by rules of each action that are held out."""
_REMEMBERED: Final = 32
"""Stretches of each action that a recogniser remembers."""
_DOUBTED: Final = 256
"""The same of what has no name, so that it is still doubted when actions of one's own are learned."""
_AT_ONCE: Final = 64
_TEMPERATURES: Final = np.linspace(0.4, 2.0, 33)
_LEAST_SPREAD: Final = 0.02


def learn_actions(config: ActionsConfig, report: Report | None = None) -> Path:
    """Train the network that names actions, measure each name on people who were not trained on, and save both.

    Returns:
        The folder with `actions.safetensors` and `actions.json`, to be laid beside a model's weights.

    Raises:
        ConfigError, DataError: as their messages say.
    """
    report = report or SilentReport()
    known = None if config.model is None else _known(config.model, config.network)
    beside = None if config.beside is None else _known(config.beside, config.network, any_number=True)
    accelerator = start(seed=config.seed, device=config.device)
    train, held_out, tested = (_clips(config, split) for split in ("train", "val", "test"))
    made = {split: _performed(config, split) for split in ("train", "val", "test")}
    actions = (*sorted({clip.action for clip in (*train, *made["train"])} - {OTHER}), OTHER)
    report.message(f"{len(train)} clips and {len(made['train'])} made by rules, of {len(actions) - 1} actions")
    examples = Examples([*train, *made["train"]], actions, config.examples, config.seed)
    checked = [clip for clip in (*held_out, *made["val"]) if clip.action in actions]
    torch.manual_seed(config.seed)
    network = ActionNetwork(config.network, len(actions)).to(accelerator.device)
    network.normalise(*(one.to(accelerator.device) for one in _normalisation(examples)))
    if known is not None:
        _go_on(network, actions, known)
    main = learn(
        network,
        examples,
        Examples(checked, actions, None, config.seed + 1),
        config.learning,
        name="tune actions",
        folder=config.output / "checkpoints",
        seed=config.seed,
        report=report,
        resumes=config.resume,
        device=config.device,
    )
    if main:
        recogniser = Recogniser(network.cpu().eval(), actions, config=config.network)
        recogniser = recogniser if beside is None else side_by_side(beside, recogniser)
        # What rules make is easy for who learned from rules: by it, shares would be too sure of what people do.
        recorded = [clip for clip in held_out if clip.action in actions]
        recogniser.temperature = _temperature(recogniser, recorded or checked)
        memory = remember(recogniser, [*train, *made["train"]], config.examples, config.seed)
        memory = doubt(recogniser, memory, train, config)
        recogniser.cards = _cards(recogniser, (train, made["train"]), (tested, made["test"]))
        _save(recogniser, memory, config, report)
    return config.output


def _save(recogniser: Recogniser, memory: tuple[Tensor, Tensor], config: ActionsConfig, report: Report) -> None:
    """Write the recogniser with what it remembers, and tell how it did."""
    make_folder(config.output)
    recogniser.save(config.output, memory)
    cards = recogniser.cards.values()
    report.message(
        f"{sum(card.right for card in cards)} of {sum(card.tested for card in cards)} test clips named rightly"
    )


@torch.inference_mode()
def remember(
    recogniser: Recogniser, clips: Sequence[NamedClip], config: ExamplesConfig, seed: int
) -> tuple[Tensor, Tensor]:
    """What some stretches of each action look like to the network, (N, E) and (N,): see `humocon.actions.own`."""
    states, labels = [], []
    for number, action in enumerate(recogniser.actions):
        own = [clip for clip in clips if clip.action == action]
        if own:
            kept = replace(config, joined=0.0, mirrored=0.0, pool=_REMEMBERED)
            batch = Examples(own, recogniser.actions, kept, seed).batch(0, range(_REMEMBERED))
            states.append(recogniser.network.embedding(batch.features, batch.present))
            labels.append(torch.full((len(batch.labels),), number))
    return torch.cat(states), torch.cat(labels)


def doubt(
    recogniser: Recogniser, memory: tuple[Tensor, Tensor], clips: Sequence[NamedClip], config: ActionsConfig
) -> tuple[Tensor, Tensor]:
    """Let a recogniser see what has no name, and remember some of it.

    Args:
        recogniser: whose row for something else learns.
        memory: what stretches look like to it, and the numbers of their actions.
        clips: whose limbs are lent.
        config: how many chimeras are made, and how they differ.

    Returns:
        What it remembers now.
    """
    made = chimeras([clip for clip in clips if not clip.filmed], config.chimeras, config.seed)
    if not made:
        return memory
    shown = Examples(
        made,
        recogniser.actions,
        replace(config.examples, joined=0.0, repeated=0.0, pool=config.chimeras),
        config.seed,
    )
    other = recogniser.actions.index(OTHER)
    with torch.inference_mode():
        batches = [shown.batch(step, range(_AT_ONCE)) for step in range(-(-config.chimeras // _AT_ONCE))]
        states = torch.cat([recogniser.network.embedding(batch.features, batch.present) for batch in batches])
    nameless = states[: config.chimeras].clone()
    learn_to_doubt(recogniser.network.name, memory, nameless, other, recogniser.temperature, config.seed)
    kept = nameless[:_DOUBTED]
    return torch.cat([memory[0], kept]), torch.cat([memory[1], torch.full((len(kept),), other)])


def plan(config: ActionsConfig) -> dict[str, dict[str, str]]:
    """What `learn_actions` would train on, and how large; nothing is trained or written."""
    with torch.device("meta"):
        network = ActionNetwork(config.network, len(PERFORMED))
    size = format_count(sum(value.numel() for value in network.parameters()))
    data = {str(folder): f"{count_clips(folder, 'train', sets=config.sets)[0]:,} clips" for folder in config.data}
    return {
        "model": {"learns": f"{size} parameters"},
        "data": data | {"made by rules": f"{config.performed * len(PERFORMED) + config.unnamed:,} clips"},
        "schedule": config.learning.describe(),
    }


def _clips(config: ActionsConfig, split: str) -> list[NamedClip]:
    clips = [clip for folder in config.data for clip in load_clips(folder, split, sets=config.sets)]
    named = named_clips(clips)
    if not named:
        folders = ", ".join(map(str, config.data))
        raise DataError(f"{folders}: no clip of split '{split}' has a label; see `humocon data prepare`")
    return named


def _performed(config: ActionsConfig, split: str) -> list[NamedClip]:
    """Clips made by rules; those of validation and test are other people's."""
    if config.performed < 0:
        raise ConfigError(f"performed: {config.performed} is not a number of clips")
    first = {"train": 0, "val": _HELD_OUT_SEED, "test": 2 * _HELD_OUT_SEED}[split]
    number = config.performed if split == "train" else min(_HELD_OUT, config.performed)
    made = (Performed(action, first + place) for action in PERFORMED for place in range(number))
    unnamed = range(first, first + (config.unnamed if split == "train" else min(_HELD_OUT, config.unnamed)))
    strange = (standard_body(synthesize(UNNAMED, seed=seed).to_clip().joints) for seed in unnamed)
    return named_clips(one.clip() for one in made) + [NamedClip(joints, OTHER) for joints in strange]


def _known(folder: Path, sizes: NetworkConfig, *, any_number: bool = False) -> Recogniser:
    """The recogniser of a folder, of the sizes wanted, or with any number of towers of these sizes.

    Raises:
        CheckpointError: its files are damaged.
        ConfigError: there is none, or of other sizes.
    """
    known = load_recogniser(folder)
    if known is None:
        raise ConfigError(f"{folder} has no recogniser of actions; name a folder with one, or none")
    if known.config != (replace(sizes, towers=known.config.towers) if any_number else sizes):
        raise ConfigError(f"network: the recogniser of {folder} has other sizes: {known.config}")
    return known


def side_by_side(first: Recogniser, second: Recogniser) -> Recogniser:
    """One recogniser with the towers of two, whose scores are the mean over all towers.

    Raises:
        ConfigError: they do not name the same actions.
    """
    if set(first.actions) != set(second.actions):
        strange = ", ".join(sorted({*first.actions} ^ {*second.actions}))
        raise ConfigError(f"beside: what only one of the two recognisers names: {strange[:200]}")
    towers = [*first.network.towers, *second.network.towers]
    config = replace(second.config, towers=len(towers))
    network = ActionNetwork(config, len(second.actions))
    network.towers = nn.ModuleList(towers)
    order = [first.actions.index(action) for action in second.actions]
    shares = [one.config.towers / len(towers) for one in (first, second)]
    with torch.no_grad():
        parts = (first.network.name.weight[order], second.network.name.weight)
        network.name.weight.copy_(torch.cat([share * part for share, part in zip(shares, parts, strict=True)], dim=1))
        network.name.bias.copy_(shares[0] * first.network.name.bias[order] + shares[1] * second.network.name.bias)
    return Recogniser(network.eval(), second.actions, second.temperature, second.cards, config)


def _go_on(network: ActionNetwork, actions: Sequence[str], known: Recogniser) -> None:
    """Give a network what a recogniser has learned, and its rows for the actions that both know."""
    learned = known.network.state_dict()
    for part, rows in network.name.state_dict().items():
        for number, action in enumerate(actions):
            if action in known.actions:
                rows[number] = learned[f"name.{part}"][known.actions.index(action)]
        learned[f"name.{part}"] = rows
    network.load_state_dict(learned)


def _normalisation(examples: Examples) -> tuple[Tensor, Tensor]:
    """Mean and spread of each of the 133 numbers, over some of the stretches that are trained on."""
    batch = examples.batch(0, range(512))
    poses = batch.features[batch.present > 0]
    return poses.mean(dim=0), poses.std(dim=0) + _LEAST_SPREAD


def _temperature(recogniser: Recogniser, clips: Sequence[NamedClip]) -> float:
    """What scores are to be divided by so that a share is how often such a name is right (least log loss)."""
    numbers = [recogniser.actions.index(clip.action) for clip in clips]
    logs = np.log(recogniser.shares([clip.joints for clip in clips]) + 1e-12)
    losses = []
    for temperature in _TEMPERATURES:
        scores = logs / temperature
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        losses.append(-scores[np.arange(len(clips)), numbers].mean())
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _cards(
    recogniser: Recogniser,
    trained: tuple[Sequence[NamedClip], Sequence[NamedClip]],
    tested: tuple[Sequence[NamedClip], Sequence[NamedClip]],
) -> dict[str, ActionCard]:
    """How each name does: on recorded clips where there are any, else on clips made by rules; on no filmed ones."""
    recorded, made = (Counter(clip.action for clip in clips if not clip.filmed) for clips in trained)
    cards = {name: asdict(ActionCard(recorded[name], made=made[name])) for name in recogniser.actions if name != OTHER}
    clips = [clip for clip in tested[0] if not clip.filmed]
    shown = {clip.action for clip in clips}
    clips += [clip for clip in tested[1] if clip.action not in shown]
    clips = [clip for clip in clips if clip.action in cards]
    best = recogniser.shares([clip.joints for clip in clips]).argmax(axis=1)
    for clip, place in zip(clips, best, strict=True):
        cards[clip.action]["tested"] += 1
        cards[clip.action]["right"] += int(recogniser.actions[place] == clip.action)
    return {name: ActionCard(**entry) for name, entry in cards.items()} | {OTHER: ActionCard()}
