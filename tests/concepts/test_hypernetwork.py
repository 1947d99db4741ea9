import math

import pytest
import torch
from torch import Tensor

from humocon.concepts.codebook import Codebook
from humocon.concepts.decoders import VelocityDecoder
from humocon.concepts.hypernetwork import Classifiers, Hypernetwork, _Groups, _Tiles, assigned_scores


def by_autograd(classifiers: Classifiers, states: Tensor, codes: Tensor) -> tuple[Tensor, Tensor]:
    """The plain form: weights gathered for each state, double backward."""
    weight, bias, output, offset = (part[codes] for part in classifiers)
    active = torch.tanh(torch.einsum("nhd,nd->nh", weight, states) + bias)
    scores = (active * output).sum(-1) + offset
    (gradients,) = torch.autograd.grad(scores.sum(), states, create_graph=True)
    return scores, gradients


def test_a_score_and_its_gradient_by_hand():
    classifiers = Classifiers(
        torch.tensor([[[0.0, 0.0]], [[0.5, -1.0]]]),
        torch.tensor([[0.0], [0.25]]),
        torch.tensor([[1.0], [2.0]]),
        torch.tensor([7.0, 0.1]),
    )
    scores, gradients = assigned_scores(classifiers, torch.tensor([[1.0, 0.5]]), torch.tensor([1]))
    active = math.tanh(0.5 * 1.0 - 1.0 * 0.5 + 0.25)
    assert scores.item() == pytest.approx(2 * active + 0.1)
    slope = 2 * (1 - active**2)
    assert gradients[0].tolist() == pytest.approx([0.5 * slope, -1.0 * slope])


def test_the_closed_form_and_all_its_gradients_are_those_of_double_backward():
    torch.manual_seed(0)
    hypernetwork, decoder = Hypernetwork(6, 5, 4).double(), VelocityDecoder(6, 3).double()
    codebook = Codebook(8, 6, learning="gradient").double()
    states = torch.randn(12, 6, dtype=torch.float64, requires_grad=True)
    codes, velocity = torch.randint(8, (12,)), torch.randn(12, 3, dtype=torch.float64)
    inputs = [states, codebook.vectors, *hypernetwork.parameters(), *decoder.parameters()]
    results = []
    for form in (assigned_scores, by_autograd):
        scores, gradients = form(hypernetwork(codebook.vectors), states, codes)
        loss = (decoder(states, gradients) - velocity).square().mean() + scores.square().mean()
        results.append((scores, gradients, *torch.autograd.grad(loss, inputs)))
    for closed, plain in zip(*results, strict=True):
        torch.testing.assert_close(closed, plain, rtol=1e-9, atol=1e-12)
    assert all(part.abs().sum() > 0 for part in results[0])


def test_the_closed_form_passes_gradcheck():
    torch.manual_seed(1)
    codes = torch.tensor([2, 0, 2, 1])
    parts = [
        torch.randn(*shape, dtype=torch.float64, requires_grad=True) for shape in ((3, 2, 4), (3, 2), (3, 2), (3,))
    ]
    states = torch.randn(4, 4, dtype=torch.float64, requires_grad=True)

    def form(states: Tensor, *parts: Tensor) -> tuple[Tensor, Tensor]:
        return assigned_scores(Classifiers(*parts), states, codes)

    assert torch.autograd.gradcheck(form, (states, *parts))


def test_the_order_of_states_does_not_matter():
    torch.manual_seed(2)
    classifiers = Hypernetwork(6, 5, 4)(torch.randn(8, 6))
    states, codes, order = torch.randn(20, 6), torch.randint(8, (20,)), torch.randperm(20)
    scores, gradients = assigned_scores(classifiers, states, codes)
    shuffled = assigned_scores(classifiers, states[order], codes[order])
    torch.testing.assert_close(shuffled[0], scores[order])
    torch.testing.assert_close(shuffled[1], gradients[order])


@pytest.mark.parametrize(
    "codes",
    [
        torch.randint(50, (300,), generator=torch.Generator().manual_seed(0)),
        torch.cat([torch.full((97,), 3), torch.full((64,), 49), torch.tensor([0, 7, 3])]),  # few codes, full tiles
        torch.full((32,), 49),
        torch.full((33,), 0),
        torch.tensor([4]),
    ],
)
def test_tiles_and_groups_give_each_row_the_matrix_of_its_code(codes: Tensor):
    torch.manual_seed(4)
    rows = torch.randn(len(codes), 5, dtype=torch.float64, requires_grad=True)
    weights = torch.randn(50, 5, 3, dtype=torch.float64, requires_grad=True)
    plain = (rows[:, None] @ weights[codes])[:, 0]
    wanted = plain, *torch.autograd.grad(plain.square().sum(), (rows, weights))
    for by_code in (_Groups(codes, 50), _Tiles(codes, 50)):
        products = by_code.times(rows, weights)
        gradients = torch.autograd.grad(products.square().sum(), (rows, weights))
        torch.testing.assert_close((products, *gradients), wanted, rtol=1e-12, atol=1e-12)


def test_each_code_has_a_classifier_of_its_own():
    torch.manual_seed(3)
    classifiers = Hypernetwork(6, 5, 4)(torch.randn(8, 6))
    assert [tuple(part.shape) for part in classifiers] == [(8, 4, 6), (8, 4), (8, 4), (8,)]
    assert not torch.equal(classifiers.weight[0], classifiers.weight[1])
