"""The objectives of stage 1, one function for each equation of HuMoCon (CVPR 2025).

Sums of the paper are means here, so that a weight keeps its meaning when the batch or the codebook changes size.

Legend: B clips, N states, D width, C codes, H hidden units of a classifier, T key frames, K poses.
"""

import math
from typing import Literal

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional

from humocon.concepts.hypernetwork import Classifiers, assigned_scores
from humocon.parallel import gather

BLOCK = 2048
CELLS = 1 << 22
"""Hidden units of all states that are held at a time: of many states, so few codes that this is not passed."""


def reconstruction_loss(inputs: Tensor, rebuilt: Tensor, mask: Tensor | None = None) -> Tensor:
    """L_rec, Eq. 6: mean squared error over the whole input, hidden places and open ones alike.

    Args:
        inputs: (B, N, F) normalised input.
        rebuilt: (B, N, F).
        mask: (B, N) bool, True where a state is real.
    """
    return _squared_error(rebuilt, inputs, mask)


def discriminative_loss(
    classifiers: Classifiers,
    states: Tensor,
    codes: Tensor,
    *,
    form: Literal["balanced", "softmax"] = "balanced",
    negatives: int | None = None,
    generator: torch.Generator | None = None,
    block: int = BLOCK,
) -> Tensor:
    """L_dis, Eq. 7 and 9: each concept's classifier tells the states of its concept from all others.

    Each state has one positive among C codes. "balanced" averages positives and negatives apart, then adds the two
    (the paper only says cross entropy); "softmax" is the cross entropy over codes.

    Args:
        classifiers: of all C codes.
        states: (N, D).
        codes: (N,) the concept of each state.
        form: see above.
        negatives: how many other codes, drawn for the batch, stand for all of them; None for all, as in the paper.
        generator: draws those codes.
        block: scores of how many hidden units are held at a time, N x block numbers of memory but no more than `CELLS`.
    """
    if form == "softmax":
        parts = _blocks(classifiers, len(states), block)
        scores = torch.cat([_scores(classifiers, states, part) for part in parts], dim=-1)
        return functional.cross_entropy(scores.float(), codes)
    if negatives is None or negatives >= len(classifiers.offset):
        return _BalancedPairs.apply(states, *classifiers, codes, block)  # pyright: ignore[reportReturnType]
    drawn = torch.randperm(len(classifiers.offset), generator=generator)[:negatives]
    drawn = drawn.to(codes.device, non_blocking=True)
    scores = _scores(Classifiers(*(part[drawn] for part in classifiers)), states, slice(None))
    own, _ = assigned_scores(classifiers, states, codes)
    others = (codes[:, None] != drawn).to(scores.dtype)
    against = (functional.softplus(scores.float()) * others).sum() / others.sum().clamp(min=1)
    return functional.softplus(-own.float()).mean() + against


def discriminative_bytes(
    num_states: int,
    num_codes: int,
    size: int,
    *,
    form: Literal["balanced", "softmax"],
    negatives: int | None,
    number: int,
    block: int = BLOCK,
) -> int:
    """Memory that `discriminative_loss` takes beside the classifiers, a rough figure.

    All pairs pass through in blocks: only three numbers for each state and hidden unit of one block exist at a time.
    The other forms keep three numbers of each hidden unit that they score for the backward pass.

    Args:
        num_states: N.
        num_codes: C.
        size: H.
        form: as for `discriminative_loss`.
        negatives: as for `discriminative_loss`.
        number: bytes of a number, 4 or under autocast 2.
        block: as for `discriminative_loss`.
    """
    units = num_codes * size
    if form == "balanced":
        block = max(size, min(block, CELLS // num_states))
        units = min(block, units) if negatives is None or negatives >= num_codes else negatives * size
    return 3 * num_states * units * number


def actionable_loss(predicted: Tensor, velocity: Tensor) -> Tensor:
    """L_act, Eq. 10: mean squared error of the velocity. Args: predicted, velocity (N, V)."""
    return _squared_error(predicted, velocity, None)


def alignment_loss(
    video: Tensor,
    motion: Tensor,
    align: Tensor,
    *,
    temperature: float = 0.07,
    mask: Tensor | None = None,
    negatives: Literal["pair", "batch"] = "pair",
) -> Tensor:
    """L_align, Eq. 11: each key frame finds its own pose among the K poses of the pair, or among those of all pairs.

    Args:
        video: (B, T, A) projected discrete features of the key frames; normalised here.
        motion: (B, K, A) projected discrete features of the poses; normalised here.
        align: (B, T) index of the pose nearest in time to each key frame.
        temperature: ε.
        mask: (B, K) bool, True where a pose is real; a pair without a real pose counts for nothing.
        negatives: "pair", as in the paper, or "batch": the poses of the other pairs too, of all processes, which must
            have as many pairs each.
    """
    video, motion = functional.normalize(video.float(), dim=-1), functional.normalize(motion.float(), dim=-1)
    real = motion.new_ones(motion.shape[:2]) if mask is None else mask.to(motion)
    counts = (real.sum(1) > 0)[:, None].expand_as(align)
    if negatives == "batch":
        poses, first = gather(motion)
        there = gather(real)[0].flatten()
        align = align + motion.shape[1] * (first + torch.arange(len(motion), device=align.device)[:, None])
        likeness = video @ poses.flatten(0, 1).T / temperature
    else:
        there, likeness = real[:, None], video @ motion.transpose(1, 2) / temperature
    likeness = likeness.masked_fill(there == 0, torch.finfo(likeness.dtype).min)
    targets = align.masked_fill(~counts, -1).flatten()
    total = functional.cross_entropy(likeness.flatten(0, 1), targets, ignore_index=-1, reduction="sum")
    return total / counts.sum().clamp(min=1)


def regression_loss(told: Tensor, motion: Tensor, align: Tensor) -> Tensor:
    """Mean squared error of the motion's states as the video tells them; not in the paper.

    Args:
        told: (B, T, D) states that the video's key frames are mapped to.
        motion: (B, K, D) states of the poses.
        align: (B, T) index of the pose nearest in time to each key frame.
    """
    wanted = motion.gather(1, align[..., None].expand(-1, -1, motion.shape[-1]))
    return _squared_error(told, wanted, None)


def _squared_error(predicted: Tensor, target: Tensor, mask: Tensor | None) -> Tensor:
    squares = (predicted.float() - target.float()).square().mean(-1)
    return squares.mean() if mask is None else squares[mask].mean()


def _blocks(classifiers: Classifiers, num_states: int, block: int) -> list[slice]:
    num_codes, size = classifiers.bias.shape
    step = max(1, min(block, CELLS // max(1, num_states)) // size)
    return [slice(start, min(start + step, num_codes)) for start in range(0, num_codes, step)]


def _scores(classifiers: Classifiers, states: Tensor, part: slice) -> Tensor:
    """Scores (N, c) of every state by the classifiers of one slice of codes."""
    weight, bias, output, offset = (values[part] for values in classifiers)
    active = torch.tanh(torch.addmm(bias.flatten(), states, weight.flatten(0, 1).T)).unflatten(-1, bias.shape)
    return torch.einsum("nch,ch->nc", active, output) + offset


class _BalancedPairs(torch.autograd.Function):
    """The balanced loss over all pairs with its gradients, in one pass over slices of codes.

    The loss is a scalar, so its gradients can be made on the way forward: no (N, C, H) tensor is kept for backward and
    nothing is computed twice. Products run in the autocast type, sums and scores in float32 (float64 stays float64).

    Instead of t = tanh(z) it takes s = sigmoid(2 z), three times as fast on a CPU: t = 2 s - 1, 1 - t² = 4 (s - s²).
    """

    @staticmethod
    def forward(ctx, states, weight, bias, output, offset, codes, block):
        num_states, (num_codes, size) = len(states), bias.shape
        device = states.device.type
        exact = torch.float64 if states.dtype == torch.float64 else torch.float32
        fast = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else exact
        positive = states.new_full((), 1 / num_states, dtype=exact)
        negative = states.new_full((), 1 / max(1, num_states * (num_codes - 1)), dtype=exact)
        # A power of two near N: exact in every type, and it keeps the slopes above the smallest number of fp16.
        lift = 2.0 ** math.floor(math.log2(num_states))
        total = states.new_zeros((), dtype=exact)
        grad_states = torch.zeros_like(states, dtype=exact)
        grads = [torch.empty_like(part, dtype=exact) for part in (weight, bias, output, offset)]
        with torch.autocast(device, enabled=False):
            states_fast = states.to(fast)
            for part in _blocks(Classifiers(weight, bias, output, offset), num_states, block):
                weight_twice, bias_twice, output_twice = (2 * of[part].to(fast) for of in (weight, bias, output))
                weight_twice = weight_twice.flatten(0, 1)
                active = torch.addmm(bias_twice.flatten(), states_fast, weight_twice.T).sigmoid_()
                cells = active.view(num_states, -1, size)
                level = offset[part].to(exact) - output[part].sum(-1, dtype=exact)
                scores = (cells * output_twice).sum(-1, dtype=exact) + level
                own = codes[:, None] == torch.arange(part.start, part.stop, device=codes.device)
                # softplus(-s) for a state's own code, softplus(s) for any other
                signed = torch.where(own, -scores, scores)
                share = torch.where(own, positive, negative)
                total += (functional.softplus(signed) * share).sum()
                slope = torch.sigmoid(signed) * torch.where(own, -share, share)
                slope_fast = (slope * lift).to(fast)
                grads[3][part] = slopes = slope.sum(0)
                twice = torch.einsum("nc,nch->ch", slope_fast, cells).to(exact) * (2 / lift)
                grads[2][part] = twice - slopes[:, None]
                inner = active.addcmul_(active, active, value=-1).view_as(cells)
                inner = inner.mul_(output_twice).mul_(slope_fast[..., None]).flatten(1)
                grads[1][part] = inner.sum(0, dtype=exact).unflatten(0, (-1, size)) * (2 / lift)
                grads[0][part] = (inner.T @ states_fast).to(exact).unflatten(0, (-1, size)) * (2 / lift)
                grad_states += (inner @ weight_twice).to(exact) / lift
        ctx.save_for_backward(grad_states, *grads)
        ctx.dtypes = [part.dtype for part in (states, weight, bias, output, offset)]
        return total

    @staticmethod
    @once_differentiable
    def backward(ctx, *upstream):
        saved = zip(ctx.saved_tensors, ctx.dtypes, strict=True)
        return *((grad * upstream[0]).to(dtype) for grad, dtype in saved), None, None
