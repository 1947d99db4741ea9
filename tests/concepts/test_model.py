import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from humocon.concepts.model import ConceptModel, ObjectiveConfig
from humocon.errors import CheckpointError
from humocon.model_folder import load_concepts, save_concepts
from tests.tiny_video import TINY_MOTION

TERMS = ("reconstruction", "discriminative", "actionable")
WEIGHTS = ObjectiveConfig(reconstruction=2.0, discriminative=0.5, actionable=3.0, alignment=0.0, commitment=0.25)


def model(**changes: object) -> ConceptModel:
    torch.manual_seed(0)
    return ConceptModel(replace(TINY_MOTION, **changes))


def batch() -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn(3, 10, 6, generator=generator)
    return inputs, torch.randn(3, 10, 3, generator=generator), torch.rand(3, 10, generator=generator) < 0.4


def gradient_of(module: torch.nn.Module) -> float:
    return sum(float(value.grad.abs().sum()) for value in module.parameters() if value.grad is not None)


def test_the_total_is_the_weighted_sum_of_the_terms():
    losses = model()(*batch(), WEIGHTS)
    terms = losses.terms
    expected = 2 * terms["reconstruction"] + 0.5 * terms["discriminative"] + 3 * terms["actionable"]
    assert set(terms) == {*TERMS, "commitment"}
    torch.testing.assert_close(losses.total, expected + 0.25 * terms["commitment"])


@pytest.mark.parametrize("name", TERMS)
def test_a_weight_of_0_switches_a_term_off(name: str):
    own = model()
    losses = own(*batch(), replace(WEIGHTS, **{name: 0.0}))
    assert set(losses.terms) == {*TERMS, "commitment"} - {name}
    losses.total.backward()
    silent = {"reconstruction": own.decoder, "actionable": own.velocity_decoder}
    if name in silent:
        assert gradient_of(silent[name]) == 0
        assert all(gradient_of(part) > 0 for other, part in silent.items() if other != name)


def test_without_discriminative_and_actionable_the_hypernetwork_rests():
    own = model()
    own(*batch(), replace(WEIGHTS, discriminative=0.0, actionable=0.0)).total.backward()
    assert gradient_of(own.hypernetwork) == gradient_of(own.velocity_decoder) == 0
    assert gradient_of(own.encoder) > 0


def test_without_commitment_weight_the_total_leaves_it_out():
    losses = model()(*batch(), ObjectiveConfig(discriminative=0.0, actionable=0.0, commitment=0.0))
    torch.testing.assert_close(losses.total, losses.terms["reconstruction"])


@pytest.mark.parametrize("learning", ["ema", "gradient"])
def test_the_actionable_loss_reaches_hypernetwork_encoder_and_codes_through_the_gradient(learning: str):
    own = model(learning=learning)
    only = ObjectiveConfig(reconstruction=0.0, discriminative=0.0, commitment=0.0)
    own(*batch(), only).total.backward()
    assert gradient_of(own.hypernetwork) > 0
    assert gradient_of(own.encoder) > 0
    assert (gradient_of(own.codebook) > 0) == (learning == "gradient")


def test_padding_changes_no_loss():
    inputs, velocity, hidden = batch()
    plain = model().eval()(inputs, velocity, hidden, WEIGHTS)
    wide = [torch.cat([part, torch.ones_like(part[:, :4])], dim=1) for part in (inputs, velocity, hidden)]
    mask = torch.arange(14).expand(3, -1) < 10
    padded = model().eval()(*wide, WEIGHTS, mask)
    for name, term in plain.terms.items():
        torch.testing.assert_close(padded.terms[name], term, rtol=1e-4, atol=1e-5)
    assert torch.equal(padded.codes, plain.codes.flatten())


def test_inputs_are_normalised_by_the_buffers():
    own = model()
    own.feature_mean.fill_(2.0)
    own.feature_std.fill_(4.0)
    assert own.normalise(torch.full((1, 1, 6), 10.0)).unique().tolist() == [2.0]


def test_confidence_is_a_probability_for_each_state():
    own = model().eval()
    states = own.encode(batch()[0])
    confidence = own.confidence(states, own.codes(states))
    assert confidence.shape == (3, 10)
    assert 0 <= confidence.min() <= confidence.max() <= 1


def test_all_losses_fall_on_a_toy():
    own, first, last = model().train(), {}, {}
    inputs, velocity, hidden = batch()
    velocity = inputs[..., :3].roll(-1, dims=1) - inputs[..., :3]
    optimizer = torch.optim.Adam([value for value in own.parameters() if value.requires_grad], lr=3e-3)
    for step in range(150):
        losses = own(inputs, velocity, hidden, WEIGHTS)
        optimizer.zero_grad()
        losses.total.backward()
        optimizer.step()
        last = {name: float(term.detach()) for name, term in losses.terms.items()}
        first = first if step else last
    for name in TERMS:
        assert last[name] < 0.85 * first[name], name


def test_saved_concepts_come_back_the_same(tmp_path: Path):
    own = model(window=None)
    own(*batch(), WEIGHTS)  # moves the codebook
    own.feature_mean.normal_()
    save_concepts(own.eval(), tmp_path / "new" / "folder")
    loaded = load_concepts(tmp_path / "new" / "folder")
    inputs = batch()[0]
    states = own.encode(inputs)
    assert loaded.config == own.config
    assert not loaded.training
    assert torch.equal(loaded.encode(inputs), states)
    assert torch.equal(loaded.codes(states), own.codes(states))
    assert torch.equal(loaded.confidence(states, own.codes(states)), own.confidence(states, own.codes(states)))


def break_folder(folder: Path, damage: str) -> None:
    weights, config = folder / "concepts.safetensors", folder / "concepts.json"
    if damage == "no weights":
        weights.unlink()
    elif damage == "no configuration":
        config.unlink()
    elif damage == "truncated weights":
        weights.write_bytes(weights.read_bytes()[:-100])
    elif damage == "empty weights":
        weights.write_bytes(b"")
    elif damage == "not JSON":
        config.write_text("{")
    else:
        changes = {
            "unknown key": {"widht": 16},
            "other width": {"width": 32},
            "no heads": {"num_heads": 0},
            "word for a number": {"width": "wide"},
        }
        config.write_text(json.dumps(json.loads(config.read_text()) | changes[damage]))


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("no weights", "no concepts.safetensors"),
        ("no configuration", "no concepts.json"),
        ("truncated weights", "concepts.safetensors: damaged"),
        ("empty weights", "concepts.safetensors: damaged"),
        ("other width", "not of the sizes that concepts.json states"),
        ("not JSON", "concepts.json: not readable as JSON"),
        ("unknown key", "concepts.json: not a concept configuration .*widht"),
        ("no heads", "concepts.json: not a concept configuration"),
        ("word for a number", "concepts.json: not a concept configuration"),
    ],
)
def test_damaged_concepts_are_named_in_one_line(tmp_path: Path, damage: str, named: str):
    save_concepts(model(), tmp_path)
    break_folder(tmp_path, damage)
    with pytest.raises(CheckpointError, match=named) as caught:
        load_concepts(tmp_path)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)
