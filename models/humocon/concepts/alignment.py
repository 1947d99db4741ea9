"""Where two modalities meet: their discrete features are projected into one space and each key frame finds its pose.

Legend: B pairs, T key frames, K poses, D width, A width of the common space.
"""

from typing import Literal

from torch import Tensor, nn

from humocon.concepts.losses import alignment_loss


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
        """L_align of a batch of pairs.

        Args:
            video: (B, T, D) code vectors of the key frames, with their straight-through gradient.
            motion: (B, K, D) code vectors of the poses, likewise.
            align: (B, T) index of the pose nearest in time to each key frame.
            mask: (B, K) bool, True where a pose is real.
            negatives: see `alignment_loss`.
        """
        return alignment_loss(
            self.project_video(video),
            self.project_motion(motion),
            align,
            temperature=self.temperature,
            mask=mask,
            negatives=negatives,
        )
