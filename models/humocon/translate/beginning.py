"""Where a projector begins: at the words that the base language model learned its task with, or at another projector.

The base met the mean embedding of a label's words in the place of each moment; a language model that has learned to
read other concepts met what its projector made of their states. The linear map that comes nearest to it, in least
squares, is a better start than chance and takes seconds; from there, the language model's own loss goes on.

Legend: N moments, D numbers that the projector is given of each, H hidden size.
"""

import torch
from torch import Tensor, nn

from humocon.data.conversations import ReadScenes
from humocon.data.labels import TRANSITION
from humocon.data.scenes import Scene
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor

_RIDGE = 1e-3
"""Of the squared weights, as a share of the inputs' mean variance."""


@torch.no_grad()
def begin_at_words(model: HumoconForConditionalGeneration, processor: HumoconProcessor, read: ReadScenes) -> None:
    """Set the projector to the ridge regression from the states of moments to the embeddings of their words.

    Args:
        model: its projector is set in place.
        processor: of the same model.
        read: scenes with labels; all of them are read.
    """
    embedding, device = model.get_input_embeddings(), model.projector.weight.device
    inputs, moments = [], []
    for number in range(read.number):
        scene, states = read.scene(number)
        given, _ = model.gather_states(states[None])
        inputs.append(given)
        moments += words_of_moments(scene, len(given), processor.frames_per_token)
    known = list(dict.fromkeys(moments))
    ids = [processor.tokenizer(f" {words}", add_special_tokens=False)["input_ids"] for words in known]
    table = torch.stack([embedding(torch.tensor(own, device=device)).float().mean(dim=0).cpu() for own in ids])
    _set(model.projector, inputs, table[[known.index(words) for words in moments]])


@torch.no_grad()
def shown(model: HumoconForConditionalGeneration, read: ReadScenes) -> Tensor:
    """What the projector makes of every moment of all scenes, (N, H) float32, for `begin_at_shown`."""
    projector = model.projector.weight
    states = (read.scene(number).states[None].to(projector) for number in range(read.number))
    return torch.cat([model.project_motion(own)[0].cpu() for own in states])


@torch.no_grad()
def begin_at_shown(model: HumoconForConditionalGeneration, read: ReadScenes, earlier: Tensor) -> None:
    """Set the projector to the ridge regression from the states of moments to what an earlier one made of them.

    Args:
        model: reads by other concepts than it did; its projector is set in place.
        read: scenes; all of them are read.
        earlier: (N, H) of the same scenes, as `shown` gives it.
    """
    inputs = [model.gather_states(read.scene(number).states[None])[0] for number in range(read.number)]
    _set(model.projector, inputs, earlier)


def _set(projector: nn.Linear, inputs: list[Tensor], targets: Tensor) -> None:
    """Make a projector the ridge regression from inputs (N_i, D) to targets (N, H)."""
    weight, bias = ridge(inputs, targets)
    projector.weight.copy_(weight)
    projector.bias.copy_(bias)


def ridge(inputs: list[Tensor], targets: Tensor, share: float = _RIDGE) -> tuple[Tensor, Tensor]:
    """Ridge regression in float64.

    Args:
        inputs: (N_i, D) parts of the inputs.
        targets: (N, H).
        share: of the ridge.

    Returns:
        weight (H, D) and bias (H,), float32.
    """
    width, count = inputs[0].shape[1], len(targets)
    total, square = torch.zeros(width, dtype=torch.float64), torch.zeros(width, width, dtype=torch.float64)
    cross, begin = torch.zeros(width, targets.shape[1], dtype=torch.float64), 0
    middle = targets.double().mean(dim=0)
    for part in inputs:
        own = part.double()
        total += own.sum(dim=0)
        square += own.T @ own
        cross += own.T @ (targets[begin : begin + len(own)].double() - middle)
        begin += len(own)
    mean = total / count
    square = square / count - mean[:, None] * mean
    solved = torch.linalg.solve(square + share * square.diagonal().mean() * torch.eye(width), cross / count)
    return solved.T.float(), (middle - mean @ solved).float()


def words_of_moments(scene: Scene, number: int, size: int) -> list[str]:
    """The words of each of `number` moments, of `size` poses each."""
    labels = scene.frame_labels()
    shown = (labels[min(moment * size + size // 2, len(labels) - 1)] for moment in range(number))
    return [(label or TRANSITION).words for label in shown]
