"""The network that names an action: convolutions over the poses, then a pool of those that matter.

Legend: B stretches, K poses, F = 133 numbers of a pose (`pose_features`), T towers, W width, E embedding, A actions.
"""

from typing import Final

import numpy as np
import torch
from scipy.ndimage import gaussian_filter1d
from torch import Tensor, nn
from torch.nn import functional
from transformers.modeling_outputs import SequenceClassifierOutput

from humocon.actions.config import NetworkConfig
from humocon.actions.naming import LONGEST
from humocon.motion.features import FEATURE_DIM, pose_features

SMOOTHING: Final = 1.0
"""Standard deviation, in poses, by which motions are smoothed, so that the jitter of a sensor does not tell which."""
_CLIPPED: Final = 6.0
_OUT: Final = 1e4


def stretch_features(joints: np.ndarray, smoothing: float = SMOOTHING) -> np.ndarray:
    """What the network is shown of a stretch.

    Args:
        joints: (K, 22, 3) canonical, metres, 20 Hz, K >= 2.
        smoothing: standard deviation in poses.

    Returns:
        (K', 133) float32 with K' at most `LONGEST`; longer ones are sampled evenly.
    """
    smooth = gaussian_filter1d(joints, smoothing, axis=0, mode="nearest") if len(joints) > 4 else joints
    features = pose_features(smooth)
    if len(features) > LONGEST:
        features = features[np.linspace(0, len(features) - 1, LONGEST).astype(int)]
    return features


class ActionNetwork(nn.Module):
    """Names stretches of motion by one tower, or by several that learned apart and whose scores are averaged.

    Several are a deep ensemble (arXiv:1612.01474): right more often, and less often sure of what is wrong.

    Args:
        config: sizes.
        num_actions: A.
    """

    def __init__(self, config: NetworkConfig, num_actions: int) -> None:
        super().__init__()
        self.towers = nn.ModuleList(Tower(config) for _ in range(config.towers))
        self.forget = nn.Dropout(config.dropout)
        self.name = nn.Linear(config.towers * config.embedding, num_actions)

    def embedding(self, features: Tensor, present: Tensor) -> Tensor:
        """(B, K, 133), and (B, K) that is 1 where there is a pose -> (B, T * E). K is even."""
        return torch.cat([tower(features, present) for tower in self.towers], dim=1)

    def normalise(self, mean: Tensor, spread: Tensor) -> None:
        """Let every tower subtract a mean and divide by a spread, (133,) each."""
        for tower in self.towers:
            tower.mean, tower.spread = mean.clone(), spread.clone()

    def forward(
        self,
        features: Tensor,
        present: Tensor,
        labels: Tensor | None = None,
        num_labels_in_batch: Tensor | None = None,
    ) -> SequenceClassifierOutput:
        """Scores of actions, and the loss where labels are given.

        Args:
            features: (B, K, 133), K even.
            present: (B, K), 1 where there is a pose.
            labels: (B,) actions.
            num_labels_in_batch: stretches of the whole step, over all micro-batches and processes.

        Returns:
            `logits` (B, A); `loss`, with smoothed labels.
        """
        scores = self.name(self.forget(self.embedding(features, present)))
        loss = None
        if labels is not None:
            total = functional.cross_entropy(scores, labels, label_smoothing=0.1, reduction="sum")
            loss = total / (len(labels) if num_labels_in_batch is None else num_labels_in_batch)
        return SequenceClassifierOutput(loss=loss, logits=scores)  # pyright: ignore[reportArgumentType]


class Tower(nn.Module):
    """Convolutions over the poses of a stretch, which become one vector.

    Args:
        config: sizes.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        width = config.width
        self.register_buffer("mean", torch.zeros(FEATURE_DIM))
        self.register_buffer("spread", torch.ones(FEATURE_DIM))
        self.enter = nn.Conv1d(FEATURE_DIM, width, 4, stride=2, padding=1)
        self.blocks = nn.ModuleList(_Block(width, dilation, config.dropout / 3) for dilation in config.dilations)
        self.weigh = nn.Linear(width, config.pools)
        self.embed = nn.Sequential(
            nn.LayerNorm((config.pools + 1) * width),
            nn.Dropout(config.dropout),
            nn.Linear((config.pools + 1) * width, config.embedding),
            nn.GELU(),
        )

    def forward(self, features: Tensor, present: Tensor) -> Tensor:
        """(B, K, 133), and (B, K) that is 1 where there is a pose -> (B, E). K is even."""
        states = ((features - self.mean) / self.spread).clamp(-_CLIPPED, _CLIPPED) * present[..., None]
        states = self.enter(states.transpose(1, 2)).transpose(1, 2)
        there = present[:, ::2, None]
        states = states * there
        for block in self.blocks:
            states = block(states, there)
        weights = (self.weigh(states) + (there - 1) * _OUT).softmax(dim=1)
        pooled = torch.einsum("bkp,bkw->bpw", weights, states).flatten(1)
        most = (states + (there - 1) * _OUT).amax(dim=1)
        return self.embed(torch.cat([pooled, most], dim=1))


class _Block(nn.Module):
    """A convolution over time and a layer over each pose, both residual."""

    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm, self.over_time = nn.LayerNorm(width), nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.each = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 2 * width),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(2 * width, width),
        )

    def forward(self, states: Tensor, there: Tensor) -> Tensor:
        """(B, K, W) -> (B, K, W), nothing where there is no pose."""
        moved = self.over_time((self.norm(states) * there).transpose(1, 2)).transpose(1, 2)
        states = states + functional.gelu(moved)
        return (states + self.each(states)) * there


def stack(features: list[np.ndarray]) -> tuple[Tensor, Tensor]:
    """(K_i, 133) each -> (B, K, 133) and (B, K), 1 where there is a pose; K is even."""
    longest = (max(map(len, features)) + 1) // 2 * 2
    stacked, present = torch.zeros(len(features), longest, FEATURE_DIM), torch.zeros(len(features), longest)
    for row, one in enumerate(features):
        stacked[row, : len(one)] = torch.from_numpy(one.astype(np.float32))
        present[row, : len(one)] = 1.0
    return stacked, present
