"""Classifiers made from code vectors, and the gradient of a classifier's score in closed form.

Legend: N states, D width, C codes, H hidden units of a classifier.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn


class Classifiers(NamedTuple):
    """Weights of C classifiers, `score(f) = output · tanh(weight f + bias) + offset`; confidence = sigmoid(score)."""

    weight: Tensor
    """(C, H, D)"""
    bias: Tensor
    """(C, H)"""
    output: Tensor
    """(C, H)"""
    offset: Tensor
    """(C,)"""


class Hypernetwork(nn.Module):
    """H of Eq. 7 of HuMoCon: a 2-layer network that turns a code vector into the weights of a 2-layer classifier.

    Weights are generated once for each code, never for each state. The classifier's activation is tanh: smooth, so that
    the gradient of its score can itself be learned through.

    Args:
        width: D.
        hidden: hidden units of the hypernetwork.
        classifier_hidden: H.
    """

    def __init__(self, width: int, hidden: int, classifier_hidden: int) -> None:
        super().__init__()
        self.width, self.classifier_hidden = width, classifier_hidden
        self.hidden = nn.Sequential(nn.Linear(width, hidden), nn.GELU())
        self.generate = nn.Linear(hidden, classifier_hidden * width + 2 * classifier_hidden + 1)
        # The generated weights start with the variance that a classifier of their own would start with.
        first = classifier_hidden * width
        with torch.no_grad():
            self.generate.weight[:first].normal_(std=0.3 * (width * hidden) ** -0.5)
            self.generate.bias[:first].normal_(std=width**-0.5)
            self.generate.bias[first:].zero_()
            self.generate.weight[first:].normal_(std=(classifier_hidden * hidden) ** -0.5)

    def forward(self, vectors: Tensor) -> Classifiers:
        """Args: vectors (C, D) code vectors. Returns: the C classifiers."""
        size = self.classifier_hidden
        weight, bias, output, offset = self.generate(self.hidden(vectors)).split([size * self.width, size, size, 1], -1)
        return Classifiers(weight.unflatten(-1, (size, self.width)), bias, output, offset.squeeze(-1))


def assigned_scores(classifiers: Classifiers, states: Tensor, codes: Tensor) -> tuple[Tensor, Tensor]:
    """Score of each state by the classifier of its own concept, and the gradient of that score (Eq. 8 of HuMoCon).

    The gradient is written out, `∇_f score = weightᵀ (output · (1 − tanh²))`, so that ordinary autograd carries a loss
    on it to the states, the hypernetwork and the codes. States are sorted by code: each classifier meets its states in
    one matrix product, and no (N, H, D) weights are gathered.

    Args:
        classifiers: of all C codes.
        states: (N, D).
        codes: (N,) integers below C.

    Returns:
        scores (N,), before the sigmoid, and gradients (N, D).
    """
    order = torch.argsort(codes, stable=True)
    # The sizes of the groups are the one thing of a step's losses that the host has to read.
    counts = torch.zeros(len(classifiers.offset), dtype=torch.long, device=codes.device)
    counts = counts.index_add_(0, codes, torch.ones_like(codes)).tolist()
    used = [code for code, count in enumerate(counts) if count]
    sizes = [counts[code] for code in used]
    sorted_codes = codes[order]
    weights = classifiers.weight.unbind(0)
    groups = states[order].split(sizes)
    before = torch.cat([group @ weights[code].T for group, code in zip(groups, used, strict=True)])
    active = torch.tanh(before + classifiers.bias[sorted_codes])
    output = classifiers.output[sorted_codes]
    scores = (active * output).sum(-1) + classifiers.offset[sorted_codes]
    slopes = (output * (1 - active * active)).split(sizes)
    gradients = torch.cat([slope @ weights[code] for slope, code in zip(slopes, used, strict=True)])
    back = torch.argsort(order)
    return scores[back], gradients[back]
