"""Held-out numbers of stage 1 do not depend on how the held-out pairs were cut into batches."""

from typing import Any

import pytest
import torch

from humocon.concepts.branches import Branches, PairBatch
from humocon.concepts.configuration import ConceptConfig, ObjectiveConfig, TowerConfig, VideoConceptConfig
from humocon.concepts.model import ConceptModel
from humocon.evaluation.discovery import video_errors

POSES, FRAMES = 12, 5


def tiny() -> Branches:
    torch.manual_seed(0)
    small: dict[str, Any] = {
        "width": 16,
        "num_heads": 2,
        "num_codes": 12,
        "hypernetwork_hidden": 8,
        "classifier_hidden": 4,
    }
    tower = TowerConfig(image_size=16, patch_size=8, width=16, num_layers=1, num_heads=2, hidden=32)
    video = VideoConceptConfig(tower=tower, decoder_width=16, decoder_heads=2, flow_size=2, alignment_width=8, **small)
    return Branches(ConceptModel(ConceptConfig(num_layers=1, window=4, **small)), video)


def pairs(begin: int, end: int) -> PairBatch:
    """Pairs of one set of ten, every third of which has no motion."""
    generator = torch.Generator().manual_seed(1)
    model = tiny().motion.config
    places = torch.stack([torch.randperm(FRAMES, generator=generator) for _ in range(10)])
    batch = PairBatch(
        frames=torch.randint(0, 256, (10, FRAMES, 16, 16, 3), generator=generator, dtype=torch.uint8),
        flow=torch.randn(10, FRAMES, 8, generator=generator),
        hidden_frames=places < 2,
        inputs=torch.randn(10, POSES, model.input_dim, generator=generator),
        velocity=torch.randn(10, POSES, model.velocity_dim, generator=generator),
        hidden=torch.zeros(10, POSES, dtype=torch.bool),
        align=torch.randint(0, POSES, (10, FRAMES), generator=generator),
        paired=torch.arange(10) % 3 != 0,
    )
    return PairBatch(**{name: part[begin:end] for name, part in vars(batch).items()})


def test_a_last_batch_that_is_not_full_weighs_what_it_holds():
    model, objective = tiny(), ObjectiveConfig(regression=1.0)
    whole = video_errors(model, [pairs(0, 10)], objective)
    cut = video_errors(model, [pairs(0, 4), pairs(4, 8), pairs(8, 10)], objective)
    assert {"video_reconstruction", "video_actionable", "video_perplexity", "pool_recall_1"} <= whole.keys()
    assert cut == pytest.approx(whole, rel=1e-5, abs=1e-6)
    # A plain mean over batches would be another number.
    own = [video_errors(model, [pairs(*ends)], objective)["video_reconstruction"] for ends in ((0, 4), (4, 8), (8, 10))]
    assert abs(sum(own) / 3 - whole["video_reconstruction"]) > 1e-5
