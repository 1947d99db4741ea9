"""The objectives of one modality together: what poses and key frames have in common.

Legend: B clips, N states, D width, V velocity numbers.
"""

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from humocon.concepts import losses
from humocon.concepts.codebook import Codebook
from humocon.concepts.configuration import ObjectiveConfig
from humocon.concepts.decoders import VelocityDecoder
from humocon.concepts.hypernetwork import Hypernetwork, assigned_scores


@dataclass(frozen=True)
class StageLosses:
    """The terms of one batch under the paper's names, their weighted sum, and what they were taken from."""

    total: Tensor
    terms: dict[str, Tensor]
    codes: Tensor
    rebuilt: Tensor | None = field(default=None, repr=False)
    velocity: Tensor | None = field(default=None, repr=False)
    states: Tensor | None = field(default=None, repr=False)
    vectors: Tensor | None = field(default=None, repr=False)
    """(B, N, D) code vectors with their straight-through gradient, 0 where a state is not real."""


class Modality(nn.Module):
    """The parts that each modality has a copy of, and what is read off them alike."""

    codebook: Codebook
    """Quantize of Eq. 2."""
    hypernetwork: Hypernetwork
    """H of Eq. 7."""
    decoder: nn.Module
    """Of Eq. 5: (vectors (B, N, D), hidden (B, N) or None, mask (B, N) or None) to the input (B, N, F)."""
    velocity_decoder: VelocityDecoder
    """A of Eq. 10."""
    velocity_std: Tensor
    """Scale of all velocity numbers."""

    def codes(self, states: Tensor) -> Tensor:
        """The concept of each state. Args: states (..., D). Returns: (...) integers below C."""
        return self.codebook.look_up(states)

    def confidence(self, states: Tensor, codes: Tensor) -> Tensor:
        """How sure the classifier of each state's own concept is.

        Args:
            states: (..., D).
            codes: (...) integers below C.

        Returns:
            (...) in [0, 1].
        """
        # Of hundreds of codes a clip has a few: only their classifiers are made.
        used, places = codes.flatten().unique(return_inverse=True)
        classifiers = self.hypernetwork(self.codebook.vectors[used])
        scores, _ = assigned_scores(classifiers, states.reshape(-1, states.shape[-1]), places)
        return torch.sigmoid(scores).view(codes.shape)


def stage_losses(
    model: Modality,
    normal: Tensor,
    states: Tensor,
    velocity: Tensor,
    hidden: Tensor | None,
    objective: ObjectiveConfig,
    mask: Tensor | None = None,
    generator: torch.Generator | None = None,
) -> StageLosses:
    """Every loss of one modality on one batch (Eq. 2 to 10).

    Args:
        model: the modality's parts; in training mode its codebook learns.
        normal: (B, N, F) normalised input, what reconstruction has to give back.
        states: (B, N, D) of the encoder.
        velocity: (B, N, V) in its units.
        hidden: (B, N) bool, the masked places; None hides nothing.
        objective: weights and choices.
        mask: (B, N) bool, True where a state is real; None when all are.
        generator: draws sampled negatives.
    """
    quantized = model.codebook(states if mask is None else states[mask])
    vectors = quantized.vectors
    if mask is None:
        flat, told = states.flatten(0, 1), velocity.flatten(0, 1)
    else:
        vectors = torch.zeros_like(states).masked_scatter(mask[..., None], vectors)
        flat, told = states[mask], velocity[mask]
    codes = quantized.codes.flatten()
    terms = {"commitment": quantized.commitment}
    rebuilt = None
    if objective.reconstruction:
        rebuilt = model.decoder(vectors, hidden, mask)
        terms["reconstruction"] = losses.reconstruction_loss(normal, rebuilt, mask)
    predicted = None
    if objective.discriminative or objective.actionable:
        more, predicted = _classified(model, flat, codes, told, objective, generator)
        terms |= more
    total = flat.new_zeros(())
    for name, term in terms.items():
        total = total + getattr(objective, name) * term
    return StageLosses(total, terms, codes, rebuilt, predicted, states, vectors)


def _classified(
    model: Modality,
    states: Tensor,
    codes: Tensor,
    velocity: Tensor,
    objective: ObjectiveConfig,
    generator: torch.Generator | None,
) -> tuple[dict[str, Tensor], Tensor | None]:
    """The losses on what classifiers of the codes say of real states (M, D), and the velocity told by them (M, V)."""
    terms, predicted = {}, None
    classifiers = model.hypernetwork(model.codebook.vectors)
    if objective.discriminative:
        terms["discriminative"] = losses.discriminative_loss(
            classifiers,
            states,
            codes,
            form=objective.discriminative_form,
            negatives=objective.negatives,
            generator=generator,
        )
    if objective.actionable:
        _, gradients = assigned_scores(classifiers, states, codes)
        predicted = model.velocity_decoder(states, gradients)
        terms["actionable"] = losses.actionable_loss(predicted, velocity / model.velocity_std)
    return terms, predicted
