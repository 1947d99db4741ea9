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
    on it to the states, the hypernetwork and the codes. Each classifier meets its states in one matrix product, and no
    (N, H, D) weights are gathered.

    Args:
        classifiers: of all C codes.
        states: (N, D).
        codes: (N,) integers below C.

    Returns:
        scores (N,), before the sigmoid, and gradients (N, D).
    """
    by_code = (_Groups if codes.device.type == "cpu" else _Tiles)(codes, len(classifiers.offset))
    active = torch.tanh(by_code.times(states, classifiers.weight.mT) + classifiers.bias[codes])
    output = classifiers.output[codes]
    scores = (active * output).sum(-1) + classifiers.offset[codes]
    return scores, by_code.times(output * (1 - active * active), classifiers.weight)


class _Groups:
    """Rows sorted by code, one product for each code in use: no work for nothing, but the host reads the groups' sizes.

    Args:
        codes: (N,) integers below `num_codes`.
        num_codes: C.
    """

    def __init__(self, codes: Tensor, num_codes: int) -> None:
        self._order = torch.argsort(codes, stable=True)
        self._back = torch.argsort(self._order)
        sizes = torch.bincount(codes, minlength=num_codes).tolist()
        self._sizes = {code: size for code, size in enumerate(sizes) if size}

    def times(self, rows: Tensor, weights: Tensor) -> Tensor:
        """Each row by the matrix of its code. Args: rows (N, A), weights (C, A, B). Returns: (N, B)."""
        each, groups = weights.unbind(0), rows[self._order].split(list(self._sizes.values()))
        return torch.cat([group @ each[code] for group, code in zip(groups, self._sizes, strict=True)])[self._back]


class _Tiles:
    """Rows laid into tiles of one code each, multiplied as one batch whose shape N and C decide: no GPU is waited for.

    Tile c < C holds the first rows of code c; as many tiles as N rows could fill hold what does not fit there. The
    padding makes it take twice the time of `_Groups` on a CPU (measured).

    Args:
        codes: (N,) integers below `num_codes`.
        num_codes: C.
    """

    _HEIGHT = 32
    """Rows of a tile."""

    def __init__(self, codes: Tensor, num_codes: int) -> None:
        height, num_rows, device = self._HEIGHT, len(codes), codes.device
        self._num_codes, self._num_more = num_codes, num_rows // height
        counts = torch.zeros(num_codes, dtype=torch.long, device=device).index_add_(0, codes, torch.ones_like(codes))
        order = torch.argsort(codes, stable=True)
        ordered = codes[order]
        rank = torch.arange(num_rows, device=device) - (counts.cumsum(0) - counts)[ordered]
        more = (counts - 1).clamp(min=0) // height
        ends = more.cumsum(0)
        number = rank // height
        tile = torch.where(number == 0, ordered, num_codes + (ends - more)[ordered] + number - 1)
        self._places = torch.empty_like(codes).scatter_(0, order, tile * height + rank % height)
        later = torch.arange(self._num_more, device=device)
        self._code_of_more = torch.searchsorted(ends, later, right=True).clamp(max=num_codes - 1)

    def times(self, rows: Tensor, weights: Tensor) -> Tensor:
        """As `_Groups.times`."""
        spread = rows.new_zeros((self._num_codes + self._num_more) * self._HEIGHT, rows.shape[-1])
        tiles = spread.index_copy(0, self._places, rows).unflatten(0, (-1, self._HEIGHT))
        first, more = tiles.split([self._num_codes, self._num_more])
        products = torch.cat([first @ weights, more @ weights[self._code_of_more]])
        return products.flatten(0, 1)[self._places]
