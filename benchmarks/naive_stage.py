"""A step of stage 1 written naively: one-hot products, a loop over codes, and autograd through autograd."""

import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.objective_peers import balanced, scores_in_a_loop
from humocon.concepts import losses
from humocon.concepts.configuration import ObjectiveConfig
from humocon.concepts.model import ConceptModel


def naive_losses(
    model: ConceptModel, inputs: Tensor, velocity: Tensor, hidden: Tensor, objective: ObjectiveConfig
) -> Tensor:
    """The total of `ConceptModel.forward`, and the same change of the codebook's statistics.

    Args:
        model: in training mode, its codebook started; a code that died is not revived.
        inputs: (B, N, F) in their units.
        velocity: (B, N, V) in their units.
        hidden: (B, N) bool.
        objective: weights.
    """
    normal = model.normalise(inputs)
    states = model.encoder(normal)
    flat = states.flatten(0, 1)
    codebook = model.codebook
    one_hot = functional.one_hot(torch.cdist(flat, codebook.vectors).argmin(-1), len(codebook.vectors)).float()
    codes, vectors = one_hot.argmax(-1), one_hot @ codebook.vectors
    commitment = functional.mse_loss(flat, vectors.detach())
    _learn(model, flat.detach(), one_hot)
    rebuilt = model.decoder((flat + (vectors - flat).detach()).view_as(states), hidden)
    classifiers = model.hypernetwork(codebook.vectors)
    scores = scores_in_a_loop(classifiers, flat)
    (gradients,) = torch.autograd.grad((scores * one_hot).sum(), flat, create_graph=True)
    predicted = model.velocity_decoder(flat, gradients)
    told = velocity.flatten(0, 1) / model.velocity_std
    return (
        objective.commitment * commitment
        + objective.reconstruction * losses.reconstruction_loss(normal, rebuilt)
        + objective.discriminative * balanced(scores, codes)
        + objective.actionable * losses.actionable_loss(predicted, told)
    )


@torch.no_grad()
def _learn(model: ConceptModel, states: Tensor, one_hot: Tensor) -> None:
    codebook = model.codebook
    codebook.counts.mul_(codebook.decay).add_(one_hot.sum(0), alpha=1 - codebook.decay)
    codebook.sums.mul_(codebook.decay).add_(one_hot.T @ states, alpha=1 - codebook.decay)
    kept = codebook.counts > 1e-3
    codebook.vectors[kept] = codebook.sums[kept] / codebook.counts[kept, None]
