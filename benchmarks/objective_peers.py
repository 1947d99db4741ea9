"""The discriminative and the actionable loss, written in the ways that others write them.

All of them but InfoCon's routing give the same value and the same gradients as the project's own; a test holds them to
it.

Legend: N states, D width, C codes, H hidden units of a classifier, V velocity numbers.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from humocon.concepts.hypernetwork import Classifiers, Hypernetwork, assigned_scores
from humocon.concepts.losses import discriminative_loss


@dataclass(frozen=True)
class Problem:
    """What the losses are taken of: leaves of the graph, and the codes."""

    hypernetwork: Hypernetwork
    predict: nn.Linear
    """From a state and its gradient, 2 D, to the velocity."""
    vectors: nn.Parameter
    """(C, D)"""
    states: Tensor
    """(N, D), requires a gradient."""
    codes: Tensor
    """(N,)"""
    velocity: Tensor
    """(N, V)"""

    @classmethod
    def draw(
        cls, num_states: int, size: int, *, num_codes: int = 512, width: int = 256, dtype: torch.dtype = torch.float32
    ) -> "Problem":
        """A seeded problem; some codes are used far more than others, as in training."""
        torch.manual_seed(0)
        hypernetwork, predict = Hypernetwork(width, width, size).to(dtype), nn.Linear(2 * width, 66).to(dtype)
        vectors = nn.Parameter(torch.randn(num_codes, width, dtype=dtype))
        states = torch.randn(num_states, width, dtype=dtype, requires_grad=True)
        codes = torch.multinomial(1 / torch.arange(1.0, num_codes + 1).sqrt(), num_states, replacement=True)
        return cls(hypernetwork, predict, vectors, states, codes, torch.randn(num_states, 66, dtype=dtype))

    def leaves(self) -> list[Tensor]:
        """Everything that a gradient reaches."""
        return [*self.hypernetwork.parameters(), *self.predict.parameters(), self.vectors, self.states]

    def actionable(self, gradients: Tensor) -> Tensor:
        """Eq. 10, of the gradients (N, D) of the states' own scores."""
        return functional.mse_loss(self.predict(torch.cat([self.states, gradients], dim=-1)), self.velocity)


def ours(problem: Problem, negatives: int | None = None) -> Tensor:
    """The project: one pass over slices of codes that makes its gradients, states sorted by code."""
    classifiers = problem.hypernetwork(problem.vectors)
    _, gradients = assigned_scores(classifiers, problem.states, problem.codes)
    against = discriminative_loss(classifiers, problem.states, problem.codes, negatives=negatives)
    return against + problem.actionable(gradients)


def loop_over_codes(problem: Problem) -> Tensor:
    """One classifier after the other, and autograd through autograd for the gradient of the score."""
    classifiers = problem.hypernetwork(problem.vectors)
    return _by_double_backward(problem, scores_in_a_loop(classifiers, problem.states))


def all_pairs(problem: Problem) -> Tensor:
    """Every state by every classifier in one product, and autograd through autograd."""
    return _by_double_backward(problem, _all_scores(problem.hypernetwork(problem.vectors), problem.states))


def all_pairs_closed(problem: Problem) -> Tensor:
    """Every state by every classifier in one product, the gradient of the score written out."""
    classifiers = problem.hypernetwork(problem.vectors)
    _, gradients = assigned_scores(classifiers, problem.states, problem.codes)
    return balanced(_all_scores(classifiers, problem.states), problem.codes) + problem.actionable(gradients)


def infocon(problem: Problem, turn: int = 0) -> Tensor:
    """InfoCon's routing: weights generated for each state, one code of contrast a step, autograd through autograd.

    Not the same loss: of the 512 codes a step contrasts one. Its missing activation between the layers is put in.
    """
    own = problem.hypernetwork(problem.vectors[problem.codes])
    scores = _score_each(own, problem.states)
    (gradients,) = torch.autograd.grad(scores.sum(), problem.states, create_graph=True)
    contrast = problem.hypernetwork(problem.vectors[turn].expand(len(problem.codes), -1))
    wanted = (problem.codes == turn).to(scores.dtype)
    against = functional.binary_cross_entropy_with_logits(_score_each(contrast, problem.states), wanted)
    return against + problem.actionable(gradients)


class Floor:
    """The three matrix products that all pairs cannot do without, and nothing else.

    In slices that stay in the cache, into memory that is there already.
    """

    def __init__(self, problem: Problem, block: int = 2048) -> None:
        self.states, self.block = problem.states.detach(), block
        num_states, width = self.states.shape
        self.weight = torch.randn(len(problem.vectors) * problem.hypernetwork.classifier_hidden, width)
        self.cells = torch.empty(num_states, block)
        self.grad_weight, self.grad_states = torch.empty_like(self.weight), torch.zeros_like(self.states)

    def __call__(self) -> None:
        """Hidden units, gradient of the weights, gradient of the states."""
        for begin in range(0, len(self.weight), self.block):
            part = slice(begin, begin + self.block)
            torch.mm(self.states, self.weight[part].T, out=self.cells)
            torch.mm(self.cells.T, self.states, out=self.grad_weight[part])
            self.grad_states.addmm_(self.cells, self.weight[part])


def _by_double_backward(problem: Problem, scores: Tensor) -> Tensor:
    own = scores.gather(1, problem.codes[:, None]).sum()
    (gradients,) = torch.autograd.grad(own, problem.states, create_graph=True)
    return balanced(scores, problem.codes) + problem.actionable(gradients)


def balanced(scores: Tensor, codes: Tensor) -> Tensor:
    """Eq. 9 with positives and negatives averaged apart. Args: scores (N, C); codes (N,)."""
    own = scores.gather(1, codes[:, None])
    all_against = functional.softplus(scores).sum() - functional.softplus(own).sum()
    return functional.softplus(-own).mean() + all_against / (scores.numel() - len(scores))


def scores_in_a_loop(classifiers: Classifiers, states: Tensor) -> Tensor:
    """Scores (N, C) of states (N, D), a column at a time."""
    # Indexing instead of unbinding would fill a gradient of all weights with zeros for each code.
    weights, biases, outputs, offsets = (part.unbind(0) for part in classifiers)
    parts = zip(weights, biases, outputs, offsets, strict=True)
    columns = [torch.tanh(states @ weight.T + bias) @ output + offset for weight, bias, output, offset in parts]
    return torch.stack(columns, dim=1)


def _all_scores(classifiers: Classifiers, states: Tensor) -> Tensor:
    weight, bias, output, offset = classifiers
    active = torch.tanh(torch.addmm(bias.flatten(), states, weight.flatten(0, 1).T)).unflatten(-1, bias.shape)
    return torch.einsum("nch,ch->nc", active, output) + offset


def _score_each(classifiers: Classifiers, states: Tensor) -> Tensor:
    weight, bias, output, offset = classifiers
    active = torch.tanh(torch.bmm(weight, states[..., None]).squeeze(-1) + bias)
    return (active * output).sum(-1) + offset
