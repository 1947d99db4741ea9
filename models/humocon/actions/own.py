"""Names for actions of one's own: a few clips of each are enough, and what was known stays known.

The network stays as it is; the layer that names what it sees gets a row for each new action, and only the rows of what
the clips show learn. They are told apart from what the known actions look like to the network, which the recogniser
remembers: nobody needs the clips that it was trained on, and what was known stays known.
"""

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from humocon.actions.config import OwnActionsConfig
from humocon.actions.examples import Examples, NamedClip
from humocon.actions.naming import OTHER, name_of
from humocon.actions.recogniser import ActionCard, Recogniser, load_memory, load_recogniser
from humocon.data.labelled_folder import FolderClip, labelled_clips
from humocon.errors import ConfigError, DataError
from humocon.files import whole_folder
from humocon.model_folder.folder import default_folder
from humocon.training.launch import start
from humocon.training.report import Report, SilentReport

FEWEST: Final = 3
"""Clips without which a new action is not learned."""
_HELD_OUT: Final = 5
"""Of so many clips of an action one is kept aside to see whether the others taught it."""


def learn_own_actions(config: OwnActionsConfig, report: Report | None = None) -> Path:
    """Teach a model the actions of a labelled folder beside those that it knows.

    Returns:
        The folder of the model: that which it was made from, with another recogniser.

    Raises:
        ConfigError: the model has no recogniser that remembers what it was shown.
        DataError: nothing in the folder has a label, or an action too few clips.
    """
    report = report or SilentReport()
    start(seed=config.seed, device=config.device)
    model = config.model or default_folder()
    known, memory = load_recogniser(model), load_memory(model)
    if known is None or memory is None:
        raise ConfigError(f"model={model}: has no recogniser that more can be taught; leave the key out for `mini`")
    clips = _read(config, report)
    taught, held_out = _split(clips)
    actions = (*known.actions, *sorted({clip.action for clip in clips} - set(known.actions)))
    for name, before in _called(known, clips).items():
        report.message(f"{name}: called “{before}” so far; if that is what it is, label it so")
    examples = Examples(taught, actions, replace(config.examples, joined=0.0), config.seed)
    states, labels = _shown(known, examples, config.examples.pool)
    report.start("tune own", config.steps, {"clips": len(taught), "new actions": len(actions) - len(known.actions)})
    torch.manual_seed(config.seed)
    known.network.name = _grown(known.network.name, len(actions))
    kept = torch.cat([memory[0], states]), torch.cat([memory[1], labels])
    # What had no name so far may be what is taught: something else learns that it is not.
    rows = torch.cat([labels, torch.tensor([number for number, name in enumerate(actions) if name == OTHER])])
    _fit(known.network.name, *kept, rows.long(), config, report)
    grown = Recogniser(known.network.eval(), actions, known.temperature, dict(known.cards), known.config)
    grown.cards |= _cards(grown, known.cards, taught, held_out)
    with whole_folder(config.output) as partial:
        shutil.copytree(model, partial, dirs_exist_ok=True)
        grown.save(partial, kept)
    for name in sorted({clip.action for clip in clips}):
        card = grown.cards[name]
        report.message(f"{name}: {card.right} of {card.tested} clips that were kept aside are named rightly")
    report.finish()
    return config.output


def plan(config: OwnActionsConfig) -> dict[str, dict[str, str]]:
    """What would be learned from what; nothing is read but names, or written."""
    from humocon.data.labelled_folder import find_labels

    found = find_labels(config.own).clips if config.own.is_dir() else ()
    counts = Counter(clip.action for clip in found)
    told = {action: f"{count} clip{'s' * (count > 1)}" for action, count in sorted(counts.items())}
    return {
        "model": {"model": str(config.model or "mini"), "learns": "one row of the last layer for each action"},
        "data": told or {"own": f"{config.own}: not there yet"},
        "schedule": {"steps": f"{config.steps:,}"},
    }


def _read(config: OwnActionsConfig, report: Report) -> list[NamedClip]:
    """The clips of the folder, those left out told."""
    found = labelled_clips(
        config.own,
        pose_models=config.pose_models,
        leave_out=lambda left: report.message(f"left out: {left.file}: {left.reason}"),
    )
    clips = [NamedClip(joints, _name(clip)) for clip, joints in found if len(joints) > 2]
    for action, count in Counter(clip.action for clip in clips).items():
        if count < FEWEST:
            raise DataError(f"{config.own}: {action!r} has {count} clips, and takes {FEWEST} or more; add some")
    return clips


def _name(clip: FolderClip) -> str:
    return name_of(clip.label) or clip.action


def _split(clips: Sequence[NamedClip]) -> tuple[list[NamedClip], list[NamedClip]]:
    """Those to learn from, and every fifth of an action, which is kept aside."""
    seen: Counter[str] = Counter()
    parts: tuple[list[NamedClip], list[NamedClip]] = ([], [])
    for clip in clips:
        seen[clip.action] += 1
        parts[seen[clip.action] % _HELD_OUT == 0].append(clip)
    return parts


def _called(known: Recogniser, clips: Sequence[NamedClip]) -> dict[str, str]:
    """The known action that most clips of a new one are called by, where there is one."""
    best = known.shares([clip.joints for clip in clips]).argmax(axis=1)
    said: dict[str, Counter[str]] = {}
    for clip, place in zip(clips, best, strict=True):
        said.setdefault(clip.action, Counter())[known.actions[place]] += 1
    found = {name: counts.most_common(1)[0] for name, counts in said.items() if name not in known.actions}
    return {name: one for name, (one, times) in found.items() if one != OTHER and 2 * times > said[name].total()}


@torch.inference_mode()
def _shown(recogniser: Recogniser, examples: Examples, number: int) -> tuple[Tensor, Tensor]:
    """What stretches look like to the network, (N, E), and their actions (N,)."""
    states, labels = [], []
    for step in range(-(-number // 64)):
        batch = examples.batch(step, range(64))
        states.append(recogniser.network.embedding(batch.features, batch.present))
        labels.append(batch.labels)
    return torch.cat(states).clone(), torch.cat(labels)


def _grown(layer: nn.Linear, number: int) -> nn.Linear:
    """A layer with more rows, of which the first are the old ones."""
    grown = nn.Linear(layer.in_features, number)
    with torch.no_grad():
        grown.weight.mul_(0.1)
        grown.bias.fill_(float(layer.bias.min()))
        grown.weight[: layer.out_features] = layer.weight
        grown.bias[: layer.out_features] = layer.bias
    return grown


def _fit(
    layer: nn.Linear, states: Tensor, labels: Tensor, learning: Tensor, config: OwnActionsConfig, report: Report
) -> None:
    """Let some rows tell what the clips show from all that is remembered; all others stay."""
    taught = torch.zeros(layer.out_features)
    taught[learning] = 1.0
    counts = torch.bincount(labels, minlength=layer.out_features).clamp(min=1)
    shares = 1.0 / counts[labels]
    optimizer = torch.optim.Adam(layer.parameters(), lr=config.learning_rate)
    for step in range(config.steps):
        rows = torch.multinomial(shares, config.batch_size, replacement=True)
        # What one clip looks like varies by what others of its kind would: a little noise stands for them.
        seen = functional.dropout(states[rows] + 0.05 * torch.randn_like(states[rows]), 0.3)
        loss = functional.cross_entropy(layer(seen), labels[rows], label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        for rows_of in (layer.weight, layer.bias):
            assert rows_of.grad is not None  # just computed
            rows_of.grad[taught == 0] = 0.0
        optimizer.step()
        if (step + 1) % 100 == 0:
            report.metrics(step + 1, {"loss": loss.item()})


def _cards(
    grown: Recogniser, before: dict[str, ActionCard], taught: Sequence[NamedClip], held_out: Sequence[NamedClip]
) -> dict[str, ActionCard]:
    """How the names of the folder do on the clips that were kept aside."""
    best = grown.shares([clip.joints for clip in held_out]).argmax(axis=1) if held_out else []
    cards = {}
    for name in {clip.action for clip in taught} - {OTHER}:
        own = [place for place, clip in enumerate(held_out) if clip.action == name]
        right = sum(grown.actions[best[place]] == name for place in own)
        clips = sum(clip.action == name for clip in taught) + before.get(name, ActionCard()).clips
        cards[name] = ActionCard(clips, len(own), right, before.get(name, ActionCard()).made, own=True)
    return cards
