import torch

from humocon.evaluation.discovery import retrieval


def test_recall_counts_key_frames_that_find_their_own_pose():
    motion = torch.eye(4)[None]
    video = torch.stack([motion[0, 0], motion[0, 2], motion[0, 1] + 0.9 * motion[0, 3]])[None]
    values = retrieval(video, motion, torch.tensor([[0, 1, 3]]), ranks=(1, 2))
    # The first finds its pose, the second another, the third has its own in the second place.
    assert abs(values["clip_recall_1"] - 1 / 3) < 1e-6
    assert values["clip_chance_1"] == 1 / 4
    assert values["clip_chance_2"] == 2 / 4
    # In the pool of the poses 0, 1 and 3: the second is as near to any of them, the third nearer to pose 1.
    assert abs(values["pool_recall_1"] - (1 + 1 / 3 + 0) / 3) < 1e-6
    assert values["pool_chance_1"] == 1 / 3


def test_equal_poses_share_the_hit():
    motion = torch.tensor([[[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]])
    values = retrieval(torch.tensor([[[2.0, 0.0]]]), motion, torch.tensor([[1]]), ranks=(1, 2, 3))
    assert [round(values[f"clip_recall_{rank}"], 6) for rank in (1, 2, 3)] == [0.333333, 0.666667, 1.0]


def test_without_any_likeness_recall_is_chance():
    torch.manual_seed(0)
    values = retrieval(torch.randn(40, 8, 16), torch.randn(40, 20, 16), torch.randint(0, 20, (40, 8)))
    assert abs(values["clip_recall_1"] - 0.05) < 0.04
    assert abs(values["clip_recall_5"] - 0.25) < 0.08
