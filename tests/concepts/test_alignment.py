import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from humocon.concepts.branches import Alignment


def test_projections_learn_to_find_the_pose_of_each_key_frame() -> None:
    torch.manual_seed(0)
    motion = torch.randn(3, 12, 8)
    align = torch.tensor([[0, 4, 8], [1, 5, 9], [2, 6, 11]])
    mix = torch.randn(8, 8)
    video = motion.gather(1, align[..., None].expand(-1, -1, 8)) @ mix
    alignment = Alignment(8, 8)
    optimizer = torch.optim.Adam(alignment.parameters(), lr=0.02)
    first = alignment(video, motion, align).detach()
    for _ in range(200):
        optimizer.zero_grad()
        loss = alignment(video, motion, align)
        loss.backward()
        optimizer.step()
    assert loss < 0.1 * first
    likeness = torch.nn.functional.normalize(alignment.project_video(video), dim=-1) @ torch.nn.functional.normalize(
        alignment.project_motion(motion), dim=-1
    ).transpose(1, 2)
    assert (likeness.argmax(-1) == align).all()


def test_a_pose_that_is_not_real_is_no_negative() -> None:
    torch.manual_seed(0)
    alignment = Alignment(8, 4)
    video, motion, align = torch.randn(2, 3, 8), torch.randn(2, 6, 8), torch.tensor([[0, 1, 2], [2, 1, 0]])
    mask = torch.ones(2, 6, dtype=torch.bool)
    mask[:, 4:] = False
    torch.testing.assert_close(alignment(video, motion, align, mask), alignment(video, motion[:, :4], align))


def batch() -> tuple[Tensor, Tensor, Tensor]:
    """Four pairs of 3 key frames and 6 poses."""
    generator = torch.Generator().manual_seed(0)
    video, motion = (torch.randn(4, count, 8, generator=generator) for count in (3, 6))
    return video, motion, torch.randint(6, (4, 3), generator=generator)


def learned(share: slice) -> tuple[Tensor, Tensor]:
    """The loss of some pairs among the poses of all, and its gradient for the projections."""
    torch.manual_seed(0)
    alignment = Alignment(8, 4)
    video, motion, align = (values[share] for values in batch())
    loss = alignment(video, motion, align, negatives="batch")
    loss.backward()
    gradients = [value.grad for value in alignment.parameters() if value.grad is not None]
    return loss.detach(), torch.cat([gradient.flatten() for gradient in gradients])


def test_poses_of_other_pairs_are_negatives_where_asked_for() -> None:
    torch.manual_seed(0)
    alignment = Alignment(8, 4)
    video, motion, align = batch()
    # All poses in one pair: each key frame is to find its own among 24.
    long = motion.flatten(0, 1).expand(4, -1, -1)
    places = align + 6 * torch.arange(4)[:, None]
    found = alignment(video, motion, align, negatives="batch")
    torch.testing.assert_close(found, alignment(video, long, places))
    assert found > alignment(video, motion, align)


@pytest.mark.parametrize("negatives", ["pair", "batch"])
def test_a_pair_without_a_motion_is_no_negative_and_counts_for_nothing(negatives: Literal["pair", "batch"]) -> None:
    torch.manual_seed(0)
    alignment = Alignment(8, 4)
    video, motion, align = batch()
    mask = torch.ones(4, 6, dtype=torch.bool)
    mask[1] = False
    rest = [0, 2, 3]
    found = alignment(video, motion, align, mask, negatives)
    torch.testing.assert_close(found, alignment(video[rest], motion[rest], align[rest], negatives=negatives))
    nothing = alignment(video, motion, align, torch.zeros_like(mask), negatives)
    nothing.backward()
    assert float(nothing.detach()) == 0
    assert all(value.grad is None or value.grad.isfinite().all() for value in alignment.parameters())


def test_negatives_and_their_gradients_come_from_all_processes(tmp_path: Path, repository: Path) -> None:
    script = tmp_path / "two.py"
    script.write_text(
        f"""
import sys
sys.path[:0] = {[str(repository), str(repository / "models")]!r}
from safetensors.torch import save_file
from torch import distributed
from tests.concepts.test_alignment import learned
distributed.init_process_group("gloo")
rank = distributed.get_rank()
loss, gradient = learned(slice(2 * rank, 2 * rank + 2))
save_file({{"loss": loss, "gradient": gradient}}, {str(tmp_path)!r} + f"/{{rank}}.safetensors")
distributed.destroy_process_group()
"""
    )
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    loss, gradient = learned(slice(None))
    first, second = (load_file(tmp_path / f"{rank}.safetensors") for rank in (0, 1))
    # DistributedDataParallel takes the mean of the gradients.
    torch.testing.assert_close((first["loss"] + second["loss"]) / 2, loss)
    torch.testing.assert_close((first["gradient"] + second["gradient"]) / 2, gradient)
    alone = learned(slice(0, 2))
    assert not torch.allclose(first["loss"], alone[0])
    assert not torch.allclose(first["gradient"], alone[1])
