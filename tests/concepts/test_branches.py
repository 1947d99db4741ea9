import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from humocon.concepts.branches import Branches, PairBatch
from humocon.concepts.losses import alignment_loss, regression_loss
from humocon.concepts.model import ConceptModel, ObjectiveConfig
from humocon.errors import CheckpointError
from humocon.model_folder import load_branches, load_concepts, save_concepts
from tests.tiny_video import TINY_MOTION, TINY_VIDEO

OBJECTIVE = ObjectiveConfig(
    reconstruction=2.0, discriminative=0.5, actionable=3.0, alignment=0.7, regression=0.3, commitment=0.25
)


def branches(*, freeze_motion: bool = False) -> Branches:
    torch.manual_seed(0)
    return Branches(ConceptModel(TINY_MOTION), TINY_VIDEO, freeze_motion=freeze_motion)


def pairs(**changes: torch.Tensor) -> PairBatch:
    generator = torch.Generator().manual_seed(1)
    made = PairBatch(
        frames=torch.randint(0, 256, (2, 4, 16, 16, 3), generator=generator, dtype=torch.uint8),
        flow=torch.randn(2, 4, 8, generator=generator),
        hidden_frames=torch.rand(2, 4, generator=generator) < 0.4,
        inputs=torch.randn(2, 10, 6, generator=generator),
        velocity=torch.randn(2, 10, 3, generator=generator),
        hidden=torch.rand(2, 10, generator=generator) < 0.4,
        align=torch.tensor([[0, 3, 5, 9], [1, 1, 6, 8]]),
    )
    return replace(made, **changes)


def motions() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(2)
    inputs, velocity = torch.randn(3, 10, 6, generator=generator), torch.randn(3, 10, 3, generator=generator)
    return inputs, velocity, torch.rand(3, 10, generator=generator) < 0.4


def test_the_total_is_the_sum_of_eq_12():
    losses = branches()(motions(), pairs(), OBJECTIVE)
    own = {"reconstruction": 2.0, "discriminative": 0.5, "actionable": 3.0, "commitment": 0.25}
    weights = own | {f"video_{name}": weight for name, weight in own.items()} | {"alignment": 0.7, "regression": 0.3}
    assert set(losses.terms) == set(weights)
    expected = torch.stack([weight * losses.terms[name] for name, weight in weights.items()]).sum()
    torch.testing.assert_close(losses.total, expected)


@pytest.mark.parametrize("name", ["reconstruction", "discriminative", "actionable", "alignment", "regression"])
def test_a_weight_of_0_switches_a_term_off_in_both_branches(name: str):
    losses = branches()(motions(), pairs(), replace(OBJECTIVE, **{name: 0.0}))
    assert not {name, f"video_{name}"} & set(losses.terms)


def test_alignment_joins_each_key_frame_with_its_own_pose():
    own = branches().eval()
    losses = own(None, pairs(), OBJECTIVE)
    states, vectors = own.motion_of(pairs())
    assert losses.video is not None
    assert losses.video.vectors is not None
    assert losses.video.states is not None
    assert own.alignment is not None
    assert own.to_motion is not None
    seen, moved = own.alignment.project_video(losses.video.vectors), own.alignment.project_motion(vectors)
    torch.testing.assert_close(losses.terms["alignment"], alignment_loss(seen, moved, pairs().align))
    told = own.to_motion(losses.video.states)
    by_hand = [((told[b, t] - states[b, pairs().align[b, t]]) ** 2).mean() for b in range(2) for t in range(4)]
    torch.testing.assert_close(losses.terms["regression"], torch.stack(by_hand).mean())


def test_regression_is_the_squared_distance_to_the_aligned_state():
    motion = torch.tensor([[[0.0, 0.0], [1.0, 3.0], [2.0, 2.0]]])
    told = torch.tensor([[[1.0, 1.0], [2.0, 4.0]]])
    # (0² + 2²) / 2 and (0² + 2²) / 2
    assert regression_loss(told, motion, torch.tensor([[1, 2]])) == 2.0


def test_a_video_without_a_motion_skips_alignment_and_the_motion_branch():
    own = branches().eval()
    whole = own(motions(), pairs(), OBJECTIVE)
    junk = pairs().inputs.clone()
    junk[1] = 1e3
    half = own(motions(), pairs(paired=torch.tensor([True, False]), inputs=junk), OBJECTIVE)
    first = replace(pairs(), **{name: value[:1] for name, value in vars(pairs()).items() if value is not None})
    alone = own(motions(), first, OBJECTIVE)
    for name in ("alignment", "regression", "reconstruction", "discriminative"):
        torch.testing.assert_close(half.terms[name], alone.terms[name], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(half.terms["video_reconstruction"], whole.terms["video_reconstruction"])
    none = own(motions(), pairs(paired=torch.tensor([False, False])), OBJECTIVE)
    assert none.terms["alignment"] == none.terms["regression"] == 0
    assert set(none.terms) == set(whole.terms), "every process sums the same terms"


def test_motion_alone_is_the_motion_model_itself():
    torch.manual_seed(0)
    own = Branches(ConceptModel(TINY_MOTION))
    torch.manual_seed(0)
    plain = ConceptModel(TINY_MOTION)
    assert torch.equal(own(motions(), None, OBJECTIVE).total, plain(*motions(), OBJECTIVE).total)


def test_a_frozen_motion_branch_stays_equal_bit_by_bit_while_the_video_learns():
    own = branches(freeze_motion=True)
    before = {name: value.clone() for name, value in own.state_dict().items()}
    optimizer = torch.optim.AdamW([value for value in own.parameters() if value.requires_grad], lr=1e-2)
    for _ in range(3):
        own.train()
        losses = own(motions(), pairs(), OBJECTIVE)
        assert "reconstruction" not in losses.terms
        optimizer.zero_grad()
        losses.total.backward()
        optimizer.step()
    after = own.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before if name.startswith("motion."))
    for part in ("video.encoder", "video.codebook", "video.decoder", "alignment.project_motion", "to_motion"):
        assert any(not torch.equal(before[name], after[name]) for name in before if name.startswith(part)), part


def test_the_alignment_loss_falls_on_a_toy():
    own = branches(freeze_motion=True)
    with torch.no_grad():  # poses of different codes, so that they can be told apart
        own.motion.codebook.vectors.copy_(own.motion.encode(pairs().inputs)[0, :10].repeat(2, 1)[:12])
    only = ObjectiveConfig(reconstruction=0.0, discriminative=0.0, actionable=0.0)
    optimizer = torch.optim.Adam([value for value in own.parameters() if value.requires_grad], lr=3e-3)
    told = []
    for _ in range(60):
        losses = own.train()(None, pairs(), only)
        optimizer.zero_grad()
        losses.total.backward()
        optimizer.step()
        told.append(float(losses.terms["alignment"].detach()))
    assert told[-1] < 0.6 * told[0]


def test_saved_branches_come_back_the_same(tmp_path: Path):
    own = branches()
    own.train()(motions(), pairs(), OBJECTIVE)  # moves both codebooks
    save_concepts(own.eval(), tmp_path)
    loaded = load_branches(tmp_path)
    assert not loaded.training
    assert loaded.video is not None
    assert loaded.video.config == TINY_VIDEO
    state = loaded.state_dict()
    assert state.keys() == own.state_dict().keys()
    assert all(torch.equal(value, state[name]) for name, value in own.state_dict().items())
    assert torch.equal(loaded(None, pairs(), OBJECTIVE).total, own(None, pairs(), OBJECTIVE).total)
    assert load_concepts(tmp_path).config == TINY_MOTION
    torch.testing.assert_close(load_concepts(tmp_path).encode(motions()[0]), own.motion.encode(motions()[0]))


def test_a_folder_of_motion_alone_has_no_video(tmp_path: Path):
    save_concepts(ConceptModel(TINY_MOTION), tmp_path / "old")
    save_concepts(Branches(load_concepts(tmp_path / "old")), tmp_path / "new")
    assert load_branches(tmp_path / "old").video is None
    for name in ("concepts.json", "concepts.safetensors"):
        assert (tmp_path / "old" / name).read_bytes() == (tmp_path / "new" / name).read_bytes()


@pytest.mark.parametrize("change", [{"widht": 3}, {"width": 32}, {"tower": {"image_size": 17}}, {"num_codes": 13}])
def test_damaged_branches_are_named_in_one_line(tmp_path: Path, change: dict):
    save_concepts(branches(), tmp_path)
    values = json.loads((tmp_path / "concepts.json").read_text())
    values["video"] |= change
    (tmp_path / "concepts.json").write_text(json.dumps(values))
    with pytest.raises(CheckpointError, match=r"concepts\.json(: not a concept conf| states)") as caught:
        load_branches(tmp_path)
    assert "\n" not in str(caught.value)


def test_two_widths_cannot_meet():
    with pytest.raises(ValueError, match="one width, got 16 and 32"):
        Branches(ConceptModel(TINY_MOTION), replace(TINY_VIDEO, width=32))
