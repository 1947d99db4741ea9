import torch

from humocon.concepts.alignment import Alignment


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
