import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from humocon.concepts.hypernetwork import Classifiers, Hypernetwork
from humocon.concepts.losses import (
    actionable_loss,
    alignment_loss,
    discriminative_bytes,
    discriminative_loss,
    reconstruction_loss,
)


def softplus(x: float) -> float:
    return math.log1p(math.exp(x))


def constant_classifiers(*scores: float) -> Classifiers:
    """Classifiers of one hidden unit whose score is a constant: its offset."""
    number = len(scores)
    zero = torch.zeros(number, 1)
    return Classifiers(torch.zeros(number, 1, 1), zero, zero, torch.tensor(scores))


def some_classifiers() -> tuple[Hypernetwork, Tensor, Tensor, Tensor]:
    torch.manual_seed(0)
    hypernetwork = Hypernetwork(6, 5, 4).double()
    vectors, states = (torch.randn(rows, 6, dtype=torch.float64, requires_grad=True) for rows in (7, 9))
    return hypernetwork, vectors, states, torch.tensor([0, 3, 3, 6, 1, 0, 3, 5, 2])


def naive_balanced(classifiers: Classifiers, states: Tensor, codes: Tensor) -> Tensor:
    positives, negatives = [], []
    for state, code in zip(states, codes, strict=True):
        for index, (weight, bias, output, offset) in enumerate(zip(*classifiers, strict=True)):
            confidence = torch.sigmoid(output @ torch.tanh(weight @ state + bias) + offset)
            if index == code:
                positives.append(-torch.log(confidence))
            else:
                negatives.append(-torch.log(1 - confidence))
    return torch.stack(positives).mean() + torch.stack(negatives).mean()


def test_reconstruction_is_the_mean_square_over_the_whole_input():
    inputs, rebuilt = torch.zeros(1, 2, 2), torch.tensor([[[1.0, 2.0], [3.0, 0.0]]])
    assert reconstruction_loss(inputs, rebuilt).item() == pytest.approx((1 + 4 + 9) / 4)


def test_reconstruction_leaves_padding_out():
    inputs, rebuilt = torch.zeros(1, 2, 2), torch.tensor([[[1.0, 2.0], [3.0, 0.0]]])
    assert reconstruction_loss(inputs, rebuilt, torch.tensor([[True, False]])).item() == pytest.approx(2.5)


def test_actionable_is_the_mean_square_of_the_velocity():
    predicted, velocity = torch.tensor([[1.0, 0.0], [0.0, 0.0]]), torch.tensor([[0.0, 0.0], [2.0, 1.0]])
    assert actionable_loss(predicted, velocity).item() == pytest.approx((1 + 4 + 1) / 4)


def test_balanced_averages_positives_and_negatives_apart():
    # Scores 1, -2, 3 of concepts 0, 1, 2; one state of concept 0 and one of concept 2.
    loss = discriminative_loss(constant_classifiers(1.0, -2.0, 3.0), torch.zeros(2, 1), torch.tensor([0, 2]))
    positives = (softplus(-1) + softplus(-3)) / 2
    negatives = (softplus(-2) + softplus(3) + softplus(1) + softplus(-2)) / 4
    assert loss.item() == pytest.approx(positives + negatives, rel=1e-5)


def test_softmax_is_the_cross_entropy_over_codes():
    classifiers = constant_classifiers(1.0, -2.0, 3.0)
    loss = discriminative_loss(classifiers, torch.zeros(2, 1), torch.tensor([0, 2]), form="softmax")
    partition = math.log(math.exp(1) + math.exp(-2) + math.exp(3))
    assert loss.item() == pytest.approx(partition - (1 + 3) / 2, rel=1e-5)


def test_sampled_negatives_leave_out_a_states_own_code():
    classifiers = constant_classifiers(1.0, -2.0, 3.0)
    drawn = torch.randperm(3, generator=torch.Generator().manual_seed(4))[:2].tolist()
    scores, codes = (1.0, -2.0, 3.0), (0, 2)
    against = [softplus(scores[other]) for code in codes for other in drawn if other != code]
    loss = discriminative_loss(
        classifiers,
        torch.zeros(2, 1),
        torch.tensor(codes),
        negatives=2,
        generator=torch.Generator().manual_seed(4),
    )
    expected = (softplus(-1) + softplus(-3)) / 2 + sum(against) / len(against)
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_as_many_negatives_as_codes_are_all_of_them():
    hypernetwork, vectors, states, codes = some_classifiers()
    classifiers = hypernetwork(vectors)
    everything = discriminative_loss(classifiers, states, codes)
    assert torch.equal(discriminative_loss(classifiers, states, codes, negatives=7), everything)


@pytest.mark.parametrize("block", [1, 4, 9, 12, 10_000])
def test_the_fused_loss_and_its_gradients_are_those_of_the_loop_over_pairs(block: int):
    hypernetwork, vectors, states, codes = some_classifiers()
    inputs = [states, vectors, *hypernetwork.parameters()]
    naive = naive_balanced(hypernetwork(vectors), states, codes)
    fused = discriminative_loss(hypernetwork(vectors), states, codes, block=block)
    torch.testing.assert_close(fused, naive, rtol=1e-12, atol=0)
    for got, wanted in zip(torch.autograd.grad(3 * fused, inputs), torch.autograd.grad(3 * naive, inputs), strict=True):
        torch.testing.assert_close(got, wanted, rtol=1e-9, atol=1e-13)


def test_the_fused_loss_passes_gradcheck():
    hypernetwork, vectors, states, codes = some_classifiers()
    parts = [part.detach().requires_grad_() for part in hypernetwork(vectors)]

    def loss(states: Tensor, *parts: Tensor) -> Tensor:
        return discriminative_loss(Classifiers(*parts), states, codes, block=8)

    assert torch.autograd.gradcheck(loss, (states, *parts))


@pytest.mark.parametrize("form", ["softmax", "sampled"])
def test_the_other_forms_pass_gradcheck(form: str):
    hypernetwork, vectors, states, codes = some_classifiers()
    parts = [part.detach().requires_grad_() for part in hypernetwork(vectors)]

    def loss(states: Tensor, *parts: Tensor) -> Tensor:
        classifiers, generator = Classifiers(*parts), torch.Generator().manual_seed(0)
        if form == "softmax":
            return discriminative_loss(classifiers, states, codes, form="softmax")
        return discriminative_loss(classifiers, states, codes, negatives=3, generator=generator)

    # These two go through float32, as under autocast.
    assert torch.autograd.gradcheck(loss, (states, *parts), eps=1e-2, atol=1e-3, rtol=1e-2)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_the_fused_loss_keeps_its_gradients_in_half_precision(dtype: torch.dtype):
    torch.manual_seed(0)
    hypernetwork, vectors = Hypernetwork(16, 16, 8), torch.randn(64, 16)
    states, codes = torch.randn(512, 16, requires_grad=True), torch.randint(64, (512,))
    inputs = [states, *hypernetwork.parameters()]
    exact = torch.autograd.grad(discriminative_loss(hypernetwork(vectors), states, codes), inputs)
    with torch.autocast("cpu", dtype=dtype):
        loss = discriminative_loss(hypernetwork(vectors), states, codes)
    assert loss.dtype == torch.float32
    for got, wanted in zip(torch.autograd.grad(loss, inputs), exact, strict=True):
        assert functional.cosine_similarity(got.flatten(), wanted.flatten(), dim=0) > 0.99
        assert got.norm() == pytest.approx(float(wanted.norm()), rel=0.05)


def test_alignment_is_the_share_of_the_own_pose_among_all_poses():
    # Angles of the key frame against the poses: 0, 90 and 180 degrees.
    video, motion = torch.tensor([[[2.0, 0.0]]]), torch.tensor([[[5.0, 0.0], [0.0, 1.0], [-3.0, 0.0]]])
    loss = alignment_loss(video, motion, torch.tensor([[1]]), temperature=0.5)
    assert loss.item() == pytest.approx(math.log(math.exp(2) + 1 + math.exp(-2)), rel=1e-6)


def test_alignment_averages_over_key_frames_and_leaves_padded_poses_out():
    video = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    motion = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [0.0, 9.0]]])
    mask = torch.tensor([[True, True, False]])
    loss = alignment_loss(video, motion, torch.tensor([[0, 0]]), temperature=1.0, mask=mask)
    first, second = math.log(math.e + 1) - 1, math.log(math.e + 1)
    assert loss.item() == pytest.approx((first + second) / 2, rel=1e-6)


def test_a_lower_temperature_sharpens_the_alignment():
    video, motion = torch.tensor([[[1.0, 0.2]]]), torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    sharp, flat = (alignment_loss(video, motion, torch.tensor([[0]]), temperature=t) for t in (0.07, 1.0))
    assert sharp < flat


def test_alignment_falls_when_pairs_are_learned():
    torch.manual_seed(0)
    video, motion = torch.randn(2, 4, 8), torch.randn(2, 10, 8)
    align = torch.tensor([[0, 3, 6, 9], [1, 2, 5, 7]])
    project_video, project_motion = torch.nn.Linear(8, 8), torch.nn.Linear(8, 8)
    optimizer = torch.optim.Adam([*project_video.parameters(), *project_motion.parameters()], lr=0.02)
    courses = []
    for _ in range(60):
        loss = alignment_loss(project_video(video), project_motion(motion), align)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        courses.append(loss.item())
    assert courses[-1] < 0.2 * courses[0]


def test_only_a_block_of_all_pairs_is_held_at_a_time():
    shape = {"num_states": 10, "num_codes": 512, "size": 64, "number": 4}
    assert discriminative_bytes(**shape, form="balanced", negatives=None) == 3 * 10 * 2048 * 4
    many = {**shape, "num_states": 8192}
    assert discriminative_bytes(**many, form="balanced", negatives=None) == 3 * 8192 * 512 * 4
    assert discriminative_bytes(**shape, form="balanced", negatives=8) == 3 * 10 * 8 * 64 * 4
    assert discriminative_bytes(**shape, form="softmax", negatives=None) == 3 * 10 * 512 * 64 * 4
