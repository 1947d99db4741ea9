"""Batches of samples that have one label each."""

from torch import Tensor


class OneLabelEach:
    """What learning asks of a batch in which each sample is answered by one label; see `humocon.training.learning`."""

    labels: Tensor
    """(B,)"""

    def counts(self) -> dict[str, int]:
        """What the loss is divided by."""
        return {"num_labels_in_batch": len(self.labels)}

    def answers(self, logits: Tensor) -> tuple[Tensor, Tensor]:
        """One for each sample: (B, C) -> (B, 1, C), and the labels (B, 1)."""
        return logits[:, None], self.labels[:, None]
