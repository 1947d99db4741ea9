import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from vector_quantize_pytorch import VectorQuantize

from humocon.concepts.codebook import Codebook


def started(codebook: Codebook, vectors: torch.Tensor) -> Codebook:
    """A codebook that holds the given vectors, each standing for one state."""
    codebook.vectors.data.copy_(vectors)
    codebook.counts.fill_(1.0)
    codebook.sums.copy_(vectors)
    codebook.started.fill_(True)
    return codebook.train()


def test_moving_averages_agree_with_vector_quantize_pytorch():
    torch.manual_seed(0)
    vectors = torch.randn(16, 8)
    own = started(Codebook(16, 8, decay=0.9, dead_below=0.0), vectors)
    # eps 0 switches off their smoothing of the counts, which we leave out.
    other: Any = VectorQuantize(8, 16, decay=0.9, eps=0.0, commitment_weight=1.0, rotation_trick=False).train()
    other._codebook.embed.data.copy_(vectors[None])
    other._codebook.embed_avg.data.copy_(vectors[None])
    for _ in range(12):
        states = torch.randn(4, 30, 8)
        quantized, codes, commitment = other(states)
        mine = own(states)
        assert torch.equal(mine.codes, codes)
        torch.testing.assert_close(mine.vectors, quantized)
        torch.testing.assert_close(mine.commitment, commitment.squeeze())
        torch.testing.assert_close(own.vectors.data, other._codebook.embed[0])
        torch.testing.assert_close(own.counts, other._codebook.cluster_size[0])
    assert (own.vectors.data - vectors).norm() > 1


def test_the_nearest_code_is_the_one_by_l2_distance():
    torch.manual_seed(1)
    codebook, states = Codebook(32, 5), torch.randn(3, 7, 5)
    distances = torch.cdist(states.flatten(0, 1), codebook.vectors)
    assert torch.equal(codebook.look_up(states).flatten(), distances.argmin(-1))
    nearest = codebook.distances(states, codebook.look_up(states))
    torch.testing.assert_close(nearest.flatten(), distances.min(-1).values)


def test_one_update_by_hand():
    codebook = started(Codebook(2, 1, decay=0.75, dead_below=0.0), torch.tensor([[0.0], [10.0]]))
    result = codebook(torch.tensor([[1.0], [2.0], [9.0]]))
    assert result.codes.tolist() == [0, 0, 1]
    assert result.commitment.item() == pytest.approx((1 + 4 + 1) / 3)
    # counts .75 * 1 + .25 * (2, 1); sums .75 * (0, 10) + .25 * (3, 9)
    assert codebook.counts.tolist() == pytest.approx([1.25, 1.0])
    assert codebook.vectors.flatten().tolist() == pytest.approx([0.75 / 1.25, 9.75])


def test_the_gradient_goes_straight_through():
    torch.manual_seed(2)
    codebook = Codebook(8, 4).eval()
    states, upstream = torch.randn(2, 5, 4, requires_grad=True), torch.randn(2, 5, 4)
    quantized = codebook(states)
    torch.testing.assert_close(quantized.vectors, codebook.vectors[quantized.codes])
    (gradient,) = torch.autograd.grad((quantized.vectors * upstream).sum(), states)
    assert torch.equal(gradient, upstream)


def test_commitment_pulls_states_to_their_codes():
    codebook = started(Codebook(1, 2), torch.zeros(1, 2)).eval()
    states = torch.tensor([[1.0, 2.0]], requires_grad=True)
    codebook(states).commitment.backward()
    assert states.grad is not None
    assert states.grad.tolist() == [[1.0, 2.0]]  # 2 (f - c) / 2 numbers
    assert codebook.vectors.grad is None


def test_k_means_starts_the_codes_in_the_clusters():
    torch.manual_seed(3)
    centres = torch.tensor([[0.0, 0.0], [8.0, 0.0], [0.0, 8.0], [8.0, 8.0]])
    states = (centres[:, None] + 0.1 * torch.randn(4, 50, 2)).transpose(0, 1)
    codebook = Codebook(16, 2, seed=1).train()
    result = codebook(states)
    assert bool(codebook.started)
    assert result.commitment < 0.02
    assert len(result.codes.unique()) > 8


def test_the_start_needs_no_more_states_than_there_are():
    codebook = Codebook(8, 2).train()
    assert codebook(torch.randn(1, 3, 2)).commitment < 1e-10


def test_unused_codes_are_revived_on_states_of_the_batch_and_counted():
    codebook = started(Codebook(3, 2, decay=0.5, dead_below=0.4), torch.tensor([[0.0, 0.0], [50.0, 0.0], [0.0, 50.0]]))
    states = torch.tensor([[[0.1, 0.0], [0.2, 0.0], [0.0, 0.3], [0.1, 0.1]]])
    health = codebook.health(codebook(states).codes)
    assert (health["dead"], health["unused"], codebook.counts[1].item()) == (0, 2, 0.5)
    health = codebook.health(codebook(states).codes)
    assert health["dead"] == 2
    for code in (1, 2):
        assert any(torch.equal(codebook.vectors.data[code], state) for state in states[0])
    assert len(codebook(states).codes.unique()) == 3


def test_perplexity_by_hand():
    codebook = Codebook(8, 2)
    health = codebook.health(torch.tensor([[0, 0, 1, 2]]))
    entropy = 0.5 * math.log(2) + 2 * 0.25 * math.log(4)
    assert health["perplexity"] == pytest.approx(math.exp(entropy), rel=1e-5)
    assert health["unused"] == 5
    assert codebook.health(torch.arange(8))["perplexity"] == pytest.approx(8, rel=1e-5)


def test_gradient_learning_reaches_the_codes():
    codebook = started(Codebook(2, 1, learning="gradient", dead_below=0.0), torch.tensor([[0.0], [10.0]]))
    result = codebook(torch.tensor([[1.0], [2.0]], requires_grad=True))
    result.commitment.backward()
    assert result.commitment.item() == pytest.approx(2 * (1 + 4) / 2)
    assert codebook.vectors.grad is not None
    assert codebook.vectors.grad.flatten().tolist() == pytest.approx([2 * (-1 - 2) / 2, 0.0])
    assert codebook.vectors.data.flatten().tolist() == [0.0, 10.0]


def test_moving_averages_take_no_gradient():
    assert not Codebook(2, 1).vectors.requires_grad


def test_evaluation_changes_nothing():
    codebook = started(Codebook(4, 2), torch.randn(4, 2)).eval()
    before = {name: value.clone() for name, value in codebook.state_dict().items()}
    codebook(torch.randn(5, 2))
    assert all(torch.equal(value, before[name]) for name, value in codebook.state_dict().items())


def test_a_saved_codebook_learns_on_as_if_never_saved():
    torch.manual_seed(4)
    batches = [torch.randn(2, 10, 3) for _ in range(6)]
    first, second = Codebook(16, 3).train(), Codebook(16, 3, seed=0).train()
    for batch in batches[:3]:
        first(batch)
    second.load_state_dict(first.state_dict())
    for batch in batches[3:]:
        assert torch.equal(first(batch).codes, second(batch).codes)
    assert torch.equal(first.vectors, second.vectors)


def test_k_means_runs_again_where_its_start_was_taken_back():
    torch.manual_seed(0)
    codebook, far = Codebook(4, 2).train(), torch.randn(2, 30, 2) + 100
    before = {name: value.clone() for name, value in codebook.state_dict().items()}
    codebook(torch.randn(2, 30, 2))
    codebook.load_state_dict(before)  # as it was: no code is near these states
    codebook(far)
    assert (codebook.vectors > 90).all()
    codebook(-far)
    assert (codebook.vectors > 0).any()  # it has run: most codes move a little at a time
    codebook.restart()
    codebook(-far)
    assert (codebook.vectors < -90).all()
    for name, value in codebook.state_dict().items():
        value.copy_(before[name])
    codebook.look_again()
    codebook(far)
    assert (codebook.vectors > 90).all()


def learned(states: list[torch.Tensor]) -> torch.Tensor:
    """The codes after two batches, of which the second leaves some dead."""
    codebook = Codebook(6, 2, decay=0.5, dead_below=0.6).train()
    for batch in states:
        codebook(batch)
    return codebook.vectors.detach()


def padded_batches() -> list[torch.Tensor]:
    """Two batches of real states (N, D), as they are where others are padding."""
    generator = torch.Generator().manual_seed(5)
    return [torch.randn(11, 2, generator=generator), torch.randn(9, 2, generator=generator) + 4]


def test_processes_with_unlike_shares_learn_as_one_and_gather_no_states(tmp_path: Path, repository: Path):
    script = tmp_path / "two.py"
    script.write_text(
        f"""
import sys
sys.path[:0] = {[str(repository), str(repository / "models")]!r}
import torch
from torch import distributed
from tests.concepts.test_codebook import learned, padded_batches
distributed.init_process_group("gloo")
distributed.all_gather = None
own = slice(0, 7) if distributed.get_rank() == 0 else slice(7, None)
torch.save(learned([batch[own] for batch in padded_batches()]), {str(tmp_path)!r} + f"/{{distributed.get_rank()}}.pt")
distributed.destroy_process_group()
"""
    )
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in (0, 1))
    assert torch.equal(first, second)
    torch.testing.assert_close(first, learned(padded_batches()))
