import pytest
import torch

from humocon.concepts.decoders import MaskedDecoder, VelocityDecoder
from humocon.concepts.encoder import MotionEncoder, Transformer


def encoder(window: int | None = 3, num_layers: int = 2) -> MotionEncoder:
    torch.manual_seed(0)
    return MotionEncoder(6, 16, num_layers, 2, window).eval()


@torch.no_grad()
def test_states_of_a_long_clip_are_those_of_a_crop_away_from_its_borders():
    model, clip = encoder(window=3, num_layers=2), torch.randn(1, 60, 6)
    reach = 2 * 3
    crop = model(clip[:, 10:40])
    torch.testing.assert_close(crop[:, reach:-reach], model(clip)[:, 10 + reach : 40 - reach], rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_a_state_sees_as_far_as_layers_times_window_and_no_farther():
    model, clip = encoder(window=3, num_layers=2), torch.randn(1, 40, 6)
    moved = clip.clone()
    moved[:, 20] += 1
    changed = (model(moved) - model(clip)).abs().amax(-1)[0] > 1e-7
    assert changed.nonzero().flatten().tolist() == list(range(20 - 6, 20 + 7))


@torch.no_grad()
def test_without_a_window_every_state_sees_every_other():
    model, clip = encoder(window=None, num_layers=1), torch.randn(1, 40, 6)
    moved = clip.clone()
    moved[:, 0] += 1
    assert ((model(moved) - model(clip)).abs().amax(-1)[0] > 1e-8).all()


@pytest.mark.parametrize("window", [3, None])
@torch.no_grad()
def test_padding_changes_nothing_for_real_states(window: int | None):
    model, clip = encoder(window), torch.randn(2, 12, 6)
    padded = torch.cat([clip, 100 * torch.randn(2, 8, 6)], dim=1)
    mask = torch.arange(20).expand(2, -1) < 12
    states = model(padded, mask)
    torch.testing.assert_close(states[:, :12], model(clip), rtol=1e-4, atol=1e-5)
    assert states.isfinite().all()


@torch.no_grad()
def test_states_depend_on_order():
    model, clip = encoder(window=None), torch.randn(1, 8, 6)
    assert not torch.allclose(model(clip.flip(1)).flip(1), model(clip), atol=1e-3)


@pytest.mark.parametrize(("width", "heads"), [(10, 4), (6, 2)])
def test_a_width_that_heads_cannot_share_is_refused(width: int, heads: int):
    with pytest.raises(ValueError, match=f"got {width} / {heads}"):
        Transformer(width, 1, heads)


@torch.no_grad()
def test_hidden_places_do_not_see_their_code():
    torch.manual_seed(1)
    decoder = MaskedDecoder(16, 6, 2, 2, None).eval()
    codes, hidden = torch.randn(1, 9, 16), torch.zeros(1, 9, dtype=torch.bool)
    hidden[0, 4] = True
    other = codes.clone()
    other[0, 4] = 50.0
    assert torch.equal(decoder(other, hidden), decoder(codes, hidden))
    assert not torch.allclose(decoder(other), decoder(codes))


def test_the_mask_vector_learns_and_hidden_codes_get_no_gradient():
    decoder = MaskedDecoder(16, 6, 1, 2, None)
    codes, hidden = torch.randn(1, 4, 16, requires_grad=True), torch.tensor([[False, True, False, False]])
    decoder(codes, hidden).square().sum().backward()
    assert codes.grad is not None
    assert codes.grad[0, 1].abs().sum() == 0
    assert codes.grad[0, 0].abs().sum() > 0
    assert decoder.mask_vector.grad is not None


def test_the_velocity_decoder_reads_state_and_gradient():
    decoder = VelocityDecoder(4, 3)
    states, gradients = torch.randn(5, 4, requires_grad=True), torch.randn(5, 4, requires_grad=True)
    predicted = decoder(states, gradients)
    assert predicted.shape == (5, 3)
    first, second = torch.autograd.grad(predicted.sum(), [states, gradients])
    assert min(first.abs().sum(), second.abs().sum()) > 0


def test_the_loss_falls_on_a_toy():
    torch.manual_seed(2)
    model, head = encoder().train(), torch.nn.Linear(16, 6)
    clip = torch.randn(4, 12, 6)
    target = clip.roll(1, dims=1)  # the pose before: attention alone can tell
    optimizer = torch.optim.Adam([*model.parameters(), *head.parameters()], lr=3e-3)
    courses = []
    for _ in range(80):
        loss = (head(model(clip)) - target).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        courses.append(loss.item())
    assert courses[-1] < 0.5 * courses[0]
