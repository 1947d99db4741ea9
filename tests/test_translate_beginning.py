import pytest
import torch

from humocon.data.labels import Label
from humocon.data.scenes import Scene
from humocon.translate.beginning import ridge, words_of_moments


def test_ridge_finds_a_linear_map_again():
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(300, 6, generator=generator) * torch.tensor([1.0, 2, 3, 4, 5, 6]) + 7
    true, offset = torch.randn(3, 6, generator=generator), torch.tensor([1.0, -2.0, 0.5])
    targets = inputs @ true.T + offset
    weight, bias = ridge([inputs[:100], inputs[100:]], targets, share=1e-9)
    torch.testing.assert_close(weight, true, atol=1e-4, rtol=0)
    torch.testing.assert_close(bias, offset, atol=1e-3, rtol=0)


def test_a_ridge_shrinks_towards_the_mean():
    # One input of variance 1: the slope is cov / (var + share var) = 2 / 1.25.
    inputs, targets = torch.tensor([[-1.0], [1.0]]), torch.tensor([[1.0], [5.0]])
    weight, bias = ridge([inputs], targets, share=0.25)
    assert weight.item() == pytest.approx(1.6)
    assert bias.item() == pytest.approx(3.0)


def test_each_moment_has_the_words_of_its_middle_pose():
    import numpy as np

    parts = (np.zeros((10, 22, 3), np.float32), np.zeros((6, 22, 3), np.float32))
    scene = Scene((Label("walk", "left"), Label("bow")), parts)  # 10 poses, 8 of transition, 6 poses
    assert words_of_moments(scene, 6, 4) == ["walk left", "walk left", "transition", "transition", "bow", "bow"]
