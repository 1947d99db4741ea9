import copy

import pytest
import torch

from humocon.training.optimizer import Muon, make_optimizers, orthogonalised


def test_orthogonalised_matrices_have_singular_values_near_one():
    torch.manual_seed(0)
    for shape in ((3, 24, 8), (3, 8, 24), (3, 16, 16)):
        values = torch.linalg.svdvals(orthogonalised(torch.randn(shape)))
        assert values.max() < 1.3
        assert values.median() > 0.6


def test_singular_vectors_stay():
    left = torch.linalg.qr(torch.randn(6, 6, dtype=torch.float64))[0]
    right = torch.linalg.qr(torch.randn(6, 6, dtype=torch.float64))[0]
    done = orthogonalised((left @ torch.diag(torch.arange(1.0, 7, dtype=torch.float64)) @ right)[None])[0]
    diagonal = left.T @ done @ right.T
    assert torch.allclose(diagonal, torch.diag(diagonal.diag()), atol=1e-9)
    assert (diagonal.diag() > 0).all()


def test_steps_are_those_of_torch_in_the_limits_of_its_bfloat16():
    torch.manual_seed(0)
    ours = [torch.nn.Parameter(torch.randn(12, 20)), torch.nn.Parameter(torch.randn(20, 12))]
    theirs = copy.deepcopy(ours)
    optimizers = (
        Muon(ours, lr=0.05, weight_decay=0.1),
        torch.optim.Muon(theirs, lr=0.05, weight_decay=0.1, adjust_lr_fn="match_rms_adamw"),
    )
    starts = [value.detach().clone() for value in ours]
    for _ in range(4):
        for one, two in zip(ours, theirs, strict=True):
            one.grad = torch.randn_like(one)
            two.grad = one.grad.clone()
        for optimizer in optimizers:
            optimizer.step()
    for start, one, two in zip(starts, ours, theirs, strict=True):
        assert (one - two).norm() < 0.02 * (one - start).norm()


def test_muon_moves_the_linear_layers_that_learn_and_adamw_everything_else():
    model = torch.nn.Sequential(
        torch.nn.Embedding(5, 4), torch.nn.Linear(4, 4), torch.nn.Linear(4, 4), torch.nn.Linear(4, 5, bias=False)
    )
    model[2].requires_grad_(False)
    model[3].weight = model[0].weight
    adamw, muon = make_optimizers(model, "muon", learning_rate=0.1, weight_decay=0.0)
    moved = [[value.shape for group in one.param_groups for value in group["params"]] for one in (adamw, muon)]
    assert moved == [[(5, 4), (4,)], [(4, 4)]]
    (alone,) = make_optimizers(model, "adamw", learning_rate=0.1, weight_decay=0.0)
    assert sum(len(group["params"]) for group in alone.param_groups) == 3


def test_anything_but_a_matrix_is_refused():
    with pytest.raises(ValueError, match=r"expected matrices, got a parameter of shape \(3,\)"):
        Muon([torch.nn.Parameter(torch.zeros(3))], lr=0.1)
