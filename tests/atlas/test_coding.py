"""Motions to codes, many at once."""

import numpy as np
import pytest
import torch

from humocon.atlas import coding
from humocon.atlas.coding import CodedMotion, code_motions
from humocon.atlas.sources import Failure, Motion
from humocon.model_folder import load_concepts
from humocon.motion.synthesis import synthesize


@pytest.fixture(scope="module")
def motions():
    made = [synthesize(action, seed=2).to_clip().joints for action in ("walk", "squat", "wave left")]
    return [Motion(f"{place}", f"{place}", joints[: 30 + 11 * place]) for place, joints in enumerate(made)]


def test_a_batch_gives_each_motion_the_codes_that_it_has_alone(tiny_concepts, motions):
    model = load_concepts(tiny_concepts)
    together = [row for row in code_motions(model, motions) if isinstance(row, CodedMotion)]
    assert [row.motion.name for row in together] == ["0", "1", "2"]
    for row in together:
        with torch.inference_mode():
            states = model.encode(torch.from_numpy(row.features)[None])[0]
            codes = model.codes(states)
            distances = model.codebook.distances(states, codes).numpy()
            confidences = model.confidence(states, codes).numpy()
        assert np.array_equal(row.codes, codes.numpy())
        assert np.allclose(row.distances, distances, atol=1e-4)
        assert np.allclose(row.confidences, confidences, atol=1e-4)


def test_failures_keep_their_place(tiny_concepts, motions, monkeypatch):
    monkeypatch.setattr(coding, "_HELD", 20)
    rows = [Failure("x", "bad"), motions[0], motions[1], Failure("y", "bad"), motions[2], Failure("z", "bad")]
    coded = list(code_motions(load_concepts(tiny_concepts), rows))
    names = [row.file if isinstance(row, Failure) else row.motion.name for row in coded]
    assert names == ["x", "0", "1", "y", "2", "z"]


def test_no_motion_gives_nothing(tiny_concepts):
    assert list(code_motions(load_concepts(tiny_concepts), [])) == []
