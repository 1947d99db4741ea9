"""The codebook: 512 code vectors, the discovered concepts, learned by moving averages of the states they stand for.

Legend: N states, D width, C codes.
"""

import math
from typing import Final, Literal, NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from humocon.parallel import all_reduce_sum, num_processes, process_index

_ROUNDS: Final[int] = 10
"""Of k-means."""
LOOKED_UP_AT_ONCE: Final[int] = 8192
"""States; their closeness to all codes takes more memory than they do."""


class Quantized(NamedTuple):
    """What quantizing gives."""

    vectors: Tensor
    """(..., D) code vectors; the gradient goes straight through to the states."""
    codes: Tensor
    """(...) integers below C."""
    commitment: Tensor
    """Scalar, mean squared distance of the states from their code vectors; in `gradient` learning, both ways."""


class Codebook(nn.Module):
    """Quantize of Eq. 2 of HuMoCon: the nearest code by L2, straight-through gradient (VQ-VAE).

    Starts by k-means on the first training batch. Codes that nobody uses are moved onto random states of the batch.
    With several processes all statistics are those of the whole batch, so that their number changes nothing.

    Args:
        num_codes: C.
        width: D.
        learning: "ema", moving averages of the assigned states; "gradient", the codes are parameters that losses reach.
        decay: of the moving averages.
        dead_below: a code whose moving count falls below this is dead and revived at once; 0 revives none.
        seed: of the k-means start and the revivals.

    Buffers:
        counts (C,), sums (C, D): moving statistics of the assigned states.
        started: whether k-means has run.
        updates: training steps seen, which also seeds the revivals.
    """

    counts: Tensor
    sums: Tensor
    started: Tensor
    updates: Tensor

    def __init__(
        self,
        num_codes: int,
        width: int,
        *,
        learning: Literal["ema", "gradient"] = "ema",
        decay: float = 0.99,
        dead_below: float = 0.5,
        seed: int = 0,
    ) -> None:
        super().__init__()
        self.learning, self.decay, self.dead_below, self.seed = learning, decay, dead_below, seed
        vectors = torch.randn(num_codes, width, generator=torch.Generator().manual_seed(seed))
        self.vectors = nn.Parameter(vectors, requires_grad=learning == "gradient")
        self.register_buffer("counts", torch.zeros(num_codes))
        self.register_buffer("sums", torch.zeros(num_codes, width))
        self.register_buffer("started", torch.zeros((), dtype=torch.bool))
        self.register_buffer("updates", torch.zeros((), dtype=torch.long))
        self._dead = torch.zeros((), dtype=torch.long)
        self._seen_started, self._seen_updates = False, 0
        self.register_load_state_dict_post_hook(lambda module, _: module.look_again())

    def restart(self) -> None:
        """Forget the codes: the next training batch starts them by k-means again."""
        self.started.fill_(False)
        self.look_again()

    def look_again(self) -> None:
        """Read from the device, before the next batch, what has been learned so far: it may have been taken back.

        Once k-means has run, no step waits for the device.
        """
        self._seen_started = False

    def look_up(self, states: Tensor) -> Tensor:
        """Nearest code of each state. Args: states (..., D). Returns: (...) integers below C."""
        flat = states.reshape(-1, states.shape[-1]).float()
        with torch.autocast(flat.device.type, enabled=False):
            vectors = self.vectors.detach().float()
            offset = -0.5 * vectors.square().sum(-1)
            found = [torch.addmm(offset, part, vectors.T).argmax(-1) for part in flat.split(LOOKED_UP_AT_ONCE)]
        return torch.cat(found).view(states.shape[:-1])

    def distances(self, states: Tensor, codes: Tensor) -> Tensor:
        """L2 distance of each state from the given code. Args: states (..., D), codes (...). Returns: (...)."""
        return (states.float() - self.vectors[codes].float()).norm(dim=-1)

    def forward(self, states: Tensor) -> Quantized:
        """Quantize states; in training mode, also learn from them.

        Args:
            states: (B, N, D), or (N, D) where some are padding: real states only. With several processes, B counts this
                process's samples.
        """
        if self.training and not self._seen_started:
            self._seen_updates = int(self.updates)
            if not self.started:
                self._start(states.detach().float())
            self._seen_started = True
        codes = self.look_up(states.detach())
        vectors = self.vectors[codes].to(states.dtype)
        commitment = functional.mse_loss(states, vectors.detach())
        if self.learning == "gradient":
            commitment = commitment + functional.mse_loss(vectors, states.detach())
        if self.training:
            self._learn(states.detach().float(), codes)
        return Quantized(cast(Tensor, _StraightThrough.apply(states, vectors)), codes, commitment)

    @torch.no_grad()
    def health(self, codes: Tensor) -> dict[str, float]:
        """How the codes are used.

        Args:
            codes: (...) of one batch; with several processes, this process's share.

        Returns:
            perplexity: of the codes' use in the batch. unused: codes that no state of it has. dead: codes that the last
            update found dead, and moved.
        """
        used = all_reduce_sum(torch.bincount(codes.flatten(), minlength=len(self.vectors)))
        return {"perplexity": perplexity(used), "unused": float((used == 0).sum()), "dead": float(self._dead)}

    @torch.no_grad()
    def _start(self, states: Tensor) -> None:
        """K-means from states drawn at random (all of them several times over where there are fewer than codes)."""
        self.vectors.copy_(self._drawn(states))
        for _ in range(_ROUNDS):
            counts, sums = self._statistics(states, self.look_up(states))
            kept = counts > 0
            self.vectors[kept] = (sums[kept] / counts[kept, None]).to(self.vectors.dtype)
        counts, _ = self._statistics(states, self.look_up(states))
        self.counts.copy_(counts)
        self.sums.copy_(self.vectors * counts[:, None])
        self.started.fill_(True)

    @torch.no_grad()
    def _learn(self, states: Tensor, codes: Tensor) -> None:
        counts, sums = self._statistics(states, codes)
        self.counts.lerp_(counts, 1 - self.decay)
        self.sums.lerp_(sums, 1 - self.decay)
        if self.learning == "ema":
            # Chosen code by code without a mask as an index, for which a GPU would have to be waited for.
            kept, means = self.counts > 1e-3, self.sums / self.counts[:, None]
            self.vectors.copy_(torch.where(kept[:, None], means.to(self.vectors.dtype), self.vectors))
        if self.dead_below:
            self._revive(states)
        self.updates += 1
        self._seen_updates += 1

    def _revive(self, states: Tensor) -> None:
        """Move dead codes onto random states, chosen code by code, too."""
        dead = self.counts < self.dead_below
        # The first of the states drawn go to the dead codes, in their order.
        onto = self._drawn(states)[(dead.cumsum(0) - 1).clamp(min=0)]
        self.vectors.copy_(torch.where(dead[:, None], onto.to(self.vectors.dtype), self.vectors))
        self.counts.copy_(torch.where(dead, max(1.0, 2 * self.dead_below), self.counts))
        self.sums.copy_(torch.where(dead[:, None], self.vectors.float() * self.counts[:, None], self.sums))
        self._dead = dead.sum()

    def _statistics(self, states: Tensor, codes: Tensor) -> tuple[Tensor, Tensor]:
        """Number (C,) and sum (C, D) of the states (..., D) of each code, over all processes."""
        states, codes = states.flatten(0, -2), codes.flatten()
        counts = torch.zeros_like(self.counts).index_add_(0, codes, torch.ones_like(codes, dtype=self.counts.dtype))
        sums = torch.zeros_like(self.sums).index_add_(0, codes, states)
        return all_reduce_sum(counts), all_reduce_sum(sums)

    def _drawn(self, states: Tensor) -> Tensor:
        """As many random states of the whole batch as there are codes, (C, D), the same on every process.

        They are drawn from the order that one process would have had them in: sample i of (B, N, D) is with process
        i % P, and states (N, D) follow each other by process. Each process gives those that are its own.
        """
        processes, rank, own = num_processes(), process_index(), states.flatten(0, -2)
        sizes = [len(own)] * processes
        if processes > 1 and states.dim() == 2:
            share = torch.zeros(processes, dtype=torch.long, device=states.device)
            share[rank] = len(own)
            sizes = all_reduce_sum(share).tolist()
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self._seen_updates)
        picked = torch.randperm(sum(sizes), generator=generator)[torch.arange(len(self.vectors)) % sum(sizes)]
        if states.dim() == 2:
            places = picked - sum(sizes[:rank])
            mine = (places >= 0) & (places < len(own))
        else:
            sample, state = picked // states.shape[1], picked % states.shape[1]
            places, mine = sample // processes * states.shape[1] + state, sample % processes == rank
        mine, places = (part.to(states.device, non_blocking=True) for part in (mine, places.where(mine, 0)))
        return all_reduce_sum(torch.where(mine[:, None], own[places], 0.0))


class _StraightThrough(torch.autograd.Function):
    """Code vectors whose gradient goes to the states; `states + (vectors - states).detach()` without its two copies."""

    @staticmethod
    def forward(ctx, states, vectors):
        return vectors.view_as(vectors)

    @staticmethod
    def backward(ctx, *upstream):
        return upstream[0], None


def entropy(counts: Tensor) -> float:
    """Of a distribution that is given as counts (...), in nats; 0 of nothing."""
    counts = counts.cpu().double()
    share = counts / counts.sum().clamp(min=1e-300)
    return float(-torch.xlogy(share, share).sum())


def perplexity(counts: Tensor) -> float:
    """Exponent of the entropy: how many codes (C,) are used, counted by how evenly they are; 0 where none is."""
    return math.exp(entropy(counts)) if bool(counts.any()) else 0.0
