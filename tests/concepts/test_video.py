from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import (
    CLIPVisionConfig,
    CLIPVisionModel,
    SiglipConfig,
    SiglipModel,
    SiglipVisionConfig,
    SiglipVisionModel,
)

from humocon.concepts.configuration import ObjectiveConfig
from humocon.concepts.decoders import PatchDecoder
from humocon.concepts.tower import Tower, load_tower, read_tower_config, to_patches
from humocon.concepts.video import VideoConceptModel
from humocon.errors import CheckpointError
from tests.tiny_video import TINY_TOWER, TINY_VIDEO

TINY = replace(TINY_VIDEO, decoder_layers=2)
SIGLIP: dict[str, Any] = dict(
    hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=16
)


def model(**changes: object) -> VideoConceptModel:
    torch.manual_seed(0)
    return VideoConceptModel(replace(TINY, **changes))


def batch() -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    frames = torch.randint(0, 256, (3, 6, 16, 16, 3), generator=generator, dtype=torch.uint8)
    return frames, torch.randn(3, 6, 8, generator=generator), torch.rand(3, 6, generator=generator) < 0.4


def test_patches_are_cut_row_by_row_and_hold_all_channels():
    image = torch.arange(2 * 4 * 4, dtype=torch.float).view(1, 2, 4, 4)
    patches = to_patches(image, 2)
    assert patches.shape == (1, 4, 8)
    assert patches[0, 1].tolist() == [2, 3, 6, 7, 18, 19, 22, 23]
    assert patches[0, 2].tolist() == [8, 9, 12, 13, 24, 25, 28, 29]


def test_pixels_lie_between_minus_one_and_one():
    frames = torch.tensor([0, 255, 51], dtype=torch.uint8).view(1, 1, 1, 1, 3).expand(1, 2, 16, 16, 3)
    images = model().normalise(frames)
    assert images.shape == (1, 2, 3, 16, 16)
    torch.testing.assert_close(images[0, 0, :, 0, 0], torch.tensor([-1.0, 1.0, -0.6]))
    assert model().normalise(frames[:, :, :9]).shape == (1, 2, 3, 16, 16)


@pytest.mark.parametrize("temporal_layers", [0, 1])
def test_states_have_variance_1_and_the_decoder_gives_back_every_pixel(temporal_layers: int):
    own = model(temporal_layers=temporal_layers)
    frames, velocity, hidden = batch()
    states = own.encode(frames)
    assert states.shape == (3, 6, 16)
    torch.testing.assert_close(states.var(-1, correction=0), torch.ones(3, 6), rtol=1e-2, atol=1e-2)
    losses = own(frames, velocity, hidden, ObjectiveConfig())
    assert losses.rebuilt is not None
    assert losses.velocity is not None
    assert losses.rebuilt.shape == (3, 6, 16 * 16 * 3)
    assert losses.velocity.shape == (18, 2 * 2 * 2)


def test_without_layers_over_time_a_state_is_that_of_its_frame_alone():
    frames, _, _ = batch()
    changed = frames.clone()
    changed[:, 0] = 255 - changed[:, 0]
    for layers, same in ((0, True), (1, False)):
        own = model(temporal_layers=layers).eval()
        assert torch.allclose(own.encode(frames)[:, 1:], own.encode(changed)[:, 1:], atol=1e-5) == same


def test_reconstruction_is_the_mean_squared_error_of_the_pixels():
    own = model().eval()
    frames, velocity, hidden = batch()
    losses = own(frames, velocity, hidden, ObjectiveConfig())
    pixels = own.normalise(frames).unfold(3, 8, 8).unfold(4, 8, 8).permute(0, 1, 3, 4, 2, 5, 6).flatten(2)
    assert losses.rebuilt is not None
    torch.testing.assert_close(losses.terms["reconstruction"], ((losses.rebuilt - pixels) ** 2).mean())


def test_what_a_hidden_frame_was_does_not_reach_the_decoder():
    torch.manual_seed(0)
    decoder = PatchDecoder(16, 16, num_patches=4, patch_dim=12, num_layers=2, num_heads=2)
    codes, hidden = torch.randn(1, 5, 16), torch.tensor([[False, True, False, False, False]])
    other = codes.clone()
    other[:, 1] += 3
    assert torch.equal(decoder(codes, hidden), decoder(other, hidden))
    assert not torch.allclose(decoder(codes), decoder(other))
    other = codes.clone()
    other[:, 0] += 3
    assert not torch.allclose(decoder(codes, hidden)[:, 1], decoder(other, hidden)[:, 1]), "neighbours tell it"


def test_frames_that_are_not_real_change_nothing():
    frames, velocity, hidden = batch()
    plain = model(temporal_layers=1).eval()(frames, velocity, hidden, ObjectiveConfig())
    wide = [torch.cat([part, part[:, :2]], dim=1) for part in (frames, velocity, hidden)]
    mask = torch.arange(8).expand(3, -1) < 6
    padded = model(temporal_layers=1).eval()(*wide, ObjectiveConfig(), mask)
    for name, term in plain.terms.items():
        torch.testing.assert_close(padded.terms[name], term, rtol=1e-4, atol=1e-5)


def test_the_actionable_loss_is_taken_on_flow_in_deviations():
    own = model().eval()
    own.velocity_std.fill_(4.0)
    losses = own(*batch(), ObjectiveConfig())
    assert losses.velocity is not None
    expected = ((losses.velocity - batch()[1].flatten(0, 1) / 4) ** 2).mean()
    torch.testing.assert_close(losses.terms["actionable"], expected)


def test_all_losses_fall_on_a_toy():
    own, first, last = model().train(), {}, {}
    frames = (torch.arange(3)[:, None] * 100 + torch.arange(6) * 8).to(torch.uint8)
    frames = frames[..., None, None, None].expand(3, 6, 16, 16, 3)
    velocity = torch.arange(3.0)[:, None, None].expand(3, 6, 8)
    optimizer = torch.optim.Adam([value for value in own.parameters() if value.requires_grad], lr=3e-3)
    for step in range(60):
        losses = own(frames, velocity, torch.zeros(3, 6, dtype=torch.bool), ObjectiveConfig())
        optimizer.zero_grad()
        losses.total.backward()
        optimizer.step()
        last = {name: float(term.detach()) for name, term in losses.terms.items()}
        first = first if step else last
    for name in ("reconstruction", "discriminative", "actionable"):
        assert last[name] < 0.5 * first[name], name


@pytest.mark.parametrize("whole", [True, False], ids=["with its text side", "vision alone"])
def test_the_tower_of_a_siglip_checkpoint_is_read_from_disk(tmp_path: Path, whole: bool):
    torch.manual_seed(3)
    if whole:
        text = dict(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, vocab_size=50)
        saved = SiglipModel(SiglipConfig(text_config=text, vision_config={**SIGLIP, "patch_size": 8}))
        vision = saved.vision_model
    else:
        saved = vision = SiglipVisionModel(SiglipVisionConfig(**SIGLIP, patch_size=8))
    saved.save_pretrained(tmp_path)
    config = read_tower_config(tmp_path)
    assert (config.width, config.num_layers, config.hidden, config.num_patches) == (16, 2, 32, 4)
    tower = Tower(config)
    load_tower(tower, tmp_path)
    images = torch.randn(2, 3, 16, 16)
    torch.testing.assert_close(tower(images), vision.eval()(pixel_values=images).pooler_output)


def test_a_tower_from_scratch_begins_with_patches_about_the_mean_image_at_like_variance():
    torch.manual_seed(0)
    tower = Tower(replace(TINY_TOWER, width=4))
    spread = torch.tensor([0.5, 0.3, 0.2, 0.1])
    directions = torch.linalg.qr(torch.randn(192, 4))[0].T
    scales = torch.randn(400, 4, 4) * spread
    patches = torch.linspace(-1, 1, 4)[:, None] + scales @ directions
    images = torch.nn.functional.fold(
        patches.view(400, 4, 3, 8, 8).flatten(2).transpose(1, 2), (16, 16), kernel_size=8, stride=8
    )
    torch.testing.assert_close(to_patches(images, 8), patches)
    tower.begin_from(images)
    embedded = tower.siglip.embeddings(images)
    about = embedded - embedded.mean(dim=0)
    variance = about.flatten(0, 1).var(dim=0).sort().values
    # v / (v + 0.01 of the first) of the variances 0.01, 0.04, 0.09, 0.25
    torch.testing.assert_close(variance, torch.tensor([0.80, 0.941, 0.973, 0.990]), atol=0.03, rtol=0)
    assert embedded.mean(dim=0).abs().mean() < 0.5, "the mean image is taken away"


def test_frames_that_are_all_the_same_leave_a_tower_as_it_was():
    tower = Tower(TINY_TOWER)
    before = {name: value.clone() for name, value in tower.state_dict().items()}
    tower.begin_from(torch.full((3, 3, 16, 16), 0.25))
    torch.testing.assert_close(dict(tower.state_dict()), before)


@pytest.mark.parametrize("damage", ["absent", "of another kind", "truncated"])
def test_a_checkpoint_that_is_no_tower_is_named_in_one_line(tmp_path: Path, damage: str):
    folder = tmp_path / "tower"
    if damage == "of another kind":
        CLIPVisionModel(CLIPVisionConfig(**SIGLIP, patch_size=8)).save_pretrained(folder)
    elif damage == "truncated":
        SiglipVisionModel(SiglipVisionConfig(**SIGLIP, patch_size=8)).save_pretrained(folder)
        weights = folder / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-50])
    with pytest.raises(CheckpointError, match=r"tower: (no vision|is a 'clip|its vision)") as caught:
        load_tower(Tower(read_tower_config(folder)), folder)
    assert "\n" not in str(caught.value)
