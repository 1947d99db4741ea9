"""Both branches of stage 1, motion and video, and where they meet.

Legend: B samples, K poses, T key frames, F feature numbers, V velocity numbers, D width, A width of
the space in which both modalities meet.
"""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from humocon.concepts.configuration import ObjectiveConfig, VideoConceptConfig
from humocon.concepts.losses import alignment_loss, regression_loss
from humocon.concepts.model import ConceptModel
from humocon.concepts.objective import StageLosses
from humocon.concepts.video import VideoConceptModel


@dataclass(frozen=True)
class PairBatch:
    """Key frames with, where known, the poses of the same moments."""

    frames: Tensor
    """(B, T, H, W, 3) uint8 RGB."""
    flow: Tensor
    """(B, T, 2 * s * s) optical flow."""
    hidden_frames: Tensor
    """(B, T) bool, the places that reconstruction hides."""
    inputs: Tensor
    """(B, K, F) pose features in their units."""
    velocity: Tensor
    """(B, K, V) motion velocity, metres per frame."""
    hidden: Tensor
    """(B, K) bool, the places that reconstruction hides."""
    align: Tensor
    """(B, T) index of the pose nearest in time to each key frame."""
    paired: Tensor | None = None
    """(B,) bool, False for a video without a motion, whose poses mean nothing; None where all have one."""

    def to(self, device: torch.device) -> "PairBatch":
        """The same batch on another device."""
        moved = {name: part.to(device, non_blocking=True) for name, part in vars(self).items() if part is not None}
        return PairBatch(**moved)


@dataclass(frozen=True)
class BranchLosses:
    """Eq. 12 on one batch: the total, every term (those of the video begin with `video_`), and each branch's own."""

    total: Tensor
    terms: dict[str, Tensor]
    motion: StageLosses | None
    video: StageLosses | None


class Alignment(nn.Module):
    """P of Eq. 11 of HuMoCon, one linear layer for each modality, and the loss between them.

    Args:
        width: D.
        common_width: A.
        temperature: ε.
    """

    def __init__(self, width: int, common_width: int, temperature: float = 0.07) -> None:
        super().__init__()
        self.project_video = nn.Linear(width, common_width)
        self.project_motion = nn.Linear(width, common_width)
        self.temperature = temperature

    def forward(
        self,
        video: Tensor,
        motion: Tensor,
        align: Tensor,
        mask: Tensor | None = None,
        negatives: Literal["pair", "batch"] = "pair",
    ) -> Tensor:
        """L_align of code vectors (B, T, D) and (B, K, D) with their gradient; the rest as for `alignment_loss`."""
        return alignment_loss(
            self.project_video(video),
            self.project_motion(motion),
            align,
            temperature=self.temperature,
            mask=mask,
            negatives=negatives,
        )


class Branches(nn.Module):
    """The concept models of both modalities; of motion alone where there is no video.

    Args:
        motion: concept model of the motion.
        video: sizes of the video's concept model, None for motion alone.
        temperature: ε of Eq. 11.
        freeze_motion: the motion's concept model stays as it is, bit by bit; only the video learns.
    """

    def __init__(
        self,
        motion: ConceptModel,
        video: VideoConceptConfig | None = None,
        *,
        temperature: float = 0.07,
        freeze_motion: bool = False,
    ) -> None:
        super().__init__()
        if video is not None and video.width != motion.config.width:
            raise ValueError(f"both branches need one width, got {motion.config.width} and {video.width}")
        self.motion = motion
        self.video = None if video is None else VideoConceptModel(video)
        self.alignment = None if video is None else Alignment(video.width, video.alignment_width, temperature)
        self.to_motion = None if video is None else nn.Linear(video.width, motion.config.width)
        self.freeze_motion = freeze_motion
        if freeze_motion:
            motion.requires_grad_(False)

    def train(self, mode: bool = True) -> "Branches":
        """Switch to training; a frozen motion branch stays in evaluation mode, so that its codebook rests too."""
        super().train(mode)
        if self.freeze_motion:
            self.motion.eval()
        return self

    def forward(
        self,
        motion: tuple[Tensor, Tensor, Tensor] | None,
        pairs: PairBatch | None,
        objective: ObjectiveConfig,
        generator: torch.Generator | None = None,
    ) -> BranchLosses:
        """The total loss, Eq. 12: both branches' own terms, and alignment on the pairs.

        Args:
            motion: inputs (B', K, F), velocity (B', K, V) and hidden (B', K) of motions without a video.
            pairs: of K poses each too, None without video.
            objective: weights and choices.
            generator: draws sampled negatives; the video's after the motion's.
        """
        total, terms = self.motion.velocity_std.new_zeros(()), {}
        own = None
        if not self.freeze_motion:
            own = self._motion_losses(motion, pairs, objective, generator)
            total, terms = own.total, dict(own.terms)
        if pairs is None:
            return BranchLosses(total, terms, own, None)
        assert self.video is not None, "pairs are given to a model without a video branch"
        seen = self.video(pairs.frames, pairs.flow, pairs.hidden_frames, objective, generator=generator)
        total = total + seen.total
        terms |= {f"video_{name}": term for name, term in seen.terms.items()}
        for name, term in self._meeting(seen, own, pairs, objective).items():
            total = total + getattr(objective, name) * term
            terms[name] = term
        return BranchLosses(total, terms, own, seen)

    def motion_of(self, pairs: PairBatch) -> tuple[Tensor, Tensor]:
        """States and code vectors of the pairs' poses, without gradient, (B, K, D) each."""
        with torch.no_grad():
            states = self.motion.encode(pairs.inputs)
            return states, self.motion.codebook.vectors[self.motion.codes(states)]

    def _motion_losses(
        self,
        motion: tuple[Tensor, Tensor, Tensor] | None,
        pairs: PairBatch | None,
        objective: ObjectiveConfig,
        generator: torch.Generator | None,
    ) -> StageLosses:
        """The motion branch on the motions alone and on those of the pairs, which come last."""
        own = None if pairs is None else (pairs.inputs, pairs.velocity, pairs.hidden)
        groups = [group for group in (motion, own) if group is not None]
        if not groups:
            raise ValueError("expected motions, pairs or both, got neither")
        inputs, velocity, hidden = (torch.cat(column) for column in zip(*groups, strict=True))
        mask = None
        if pairs is not None and pairs.paired is not None:
            real = torch.cat([pairs.paired.new_ones(len(inputs) - len(pairs.paired)), pairs.paired])
            mask = real[:, None].expand(hidden.shape)
        return self.motion(inputs, velocity, hidden, objective, mask, generator)

    def _meeting(
        self, seen: StageLosses, own: StageLosses | None, pairs: PairBatch, objective: ObjectiveConfig
    ) -> dict[str, Tensor]:
        """The terms that need both modalities; 0 where no sample of the batch has both."""
        if not (objective.alignment or objective.regression):
            return {}
        if own is None:
            states, vectors = self.motion_of(pairs)
        else:
            assert own.states is not None
            assert own.vectors is not None
            states, vectors = own.states[-len(pairs.align) :], own.vectors[-len(pairs.align) :]
        assert seen.states is not None
        assert seen.vectors is not None
        assert self.alignment is not None
        assert self.to_motion is not None
        terms = {}
        if objective.alignment:
            mask = None if pairs.paired is None else pairs.paired[:, None].expand(vectors.shape[:2])
            terms["alignment"] = self.alignment(seen.vectors, vectors, pairs.align, mask, objective.alignment_negatives)
        if objective.regression:
            rows = slice(None) if pairs.paired is None else pairs.paired
            told, align = self.to_motion(seen.states[rows]), pairs.align[rows]
            # The same terms in every batch and process, whatever was drawn.
            nothing = told.new_zeros(())
            terms["regression"] = regression_loss(told, states[rows].detach(), align) if len(align) else nothing
        return terms
