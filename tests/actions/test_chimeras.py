import numpy as np
import pytest
import torch
from torch import nn

from humocon.actions.chimeras import chimeras, learn_to_doubt
from humocon.actions.examples import NamedClip
from humocon.actions.naming import OTHER
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize


@pytest.fixture(scope="module")
def clips() -> list[NamedClip]:
    made = {"wave left": "wave", "throw right": "throw", "kick left": "kick", "squat": "squat"}
    return [
        NamedClip(standard_body(synthesize(action, seed=seed).to_clip().joints), name)
        for action, name in made.items()
        for seed in range(2)
    ]


def test_chimeras_are_something_else_by_a_standard_body_on_the_floor(clips: list[NamedClip]) -> None:
    made = chimeras(clips, 40, seed=1)
    assert {clip.action for clip in made} == {OTHER}
    for clip in made:
        assert len(clip.joints) >= 20
        np.testing.assert_allclose(standard_body(clip.joints), clip.joints, atol=2e-2)
        assert np.abs(np.diff(clip.joints, axis=0)).max() < 0.6


def test_chimeras_are_the_same_for_a_seed_and_others_for_another(clips: list[NamedClip]) -> None:
    first, again, other = (chimeras(clips, 3, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(one.joints, two.joints) for one, two in zip(first, again, strict=True))
    assert not all(one.joints.shape == two.joints.shape for one, two in zip(first, other, strict=True))


def test_clips_that_cannot_lend_every_limb_make_none(clips: list[NamedClip]) -> None:
    assert chimeras([clip for clip in clips if clip.action in ("wave", "throw")], 3, seed=1) == []


def test_doubt_is_learned_by_the_row_of_something_else_alone() -> None:
    torch.manual_seed(0)
    layer = nn.Linear(6, 3)
    with torch.no_grad():
        layer.weight.copy_(torch.eye(3, 6) * 4)
        layer.bias.zero_()
    before = [value.clone() for value in (layer.weight, layer.bias)]
    known = torch.eye(6)[[0, 1] * 20] * 2, torch.tensor([0, 1] * 20)
    strange = (torch.eye(6)[0] * 1.5 + torch.eye(6)[4] * 3).repeat(20, 1)
    learn_to_doubt(layer, known, strange, other=2, temperature=1.0)
    assert torch.equal(layer.weight[:2], before[0][:2])
    assert torch.equal(layer.bias[:2], before[1][:2])
    shares = layer(torch.stack([known[0][0], strange[0]])).softmax(dim=1)
    untaught = nn.functional.linear(strange[0], *before).softmax(dim=0)
    assert shares[0].argmax() == 0
    assert shares[1, 2] > 3 * untaught[2]
