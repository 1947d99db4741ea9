import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from humocon.actions.config import ActionsConfig, ExamplesConfig, NetworkConfig
from humocon.actions.examples import Examples, NamedClip, named_clips
from humocon.actions.learning import learn_actions, side_by_side
from humocon.actions.naming import OTHER, action_of
from humocon.actions.network import LONGEST, ActionNetwork, stack, stretch_features
from humocon.actions.recogniser import ActionCard, Recogniser, load_memory, load_recogniser
from humocon.data.compose import mirror
from humocon.data.mocap import load_clips
from humocon.errors import CheckpointError, ConfigError
from humocon.model_folder.concepts import ACTION_CARD_FILE, ACTION_WEIGHTS_FILE
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize
from humocon.training.configuration import LearningConfig

TINY = NetworkConfig(width=8, dilations=(1,), pools=2, embedding=6, dropout=0.0)
ACTIONS = ("jump", "swipe left", "swipe right", OTHER)


def motion(action: str, seed: int = 0) -> np.ndarray:
    return standard_body(synthesize(action, seed=seed).to_clip().joints)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    torch.manual_seed(0)
    cards = {"jump": ActionCard(3, 2, 1, made=4)}
    return Recogniser(ActionNetwork(TINY, len(ACTIONS)).eval(), ACTIONS, 0.5, cards, TINY)


def test_a_long_stretch_is_sampled_evenly() -> None:
    features = stretch_features(np.tile(motion("jump"), (6, 1, 1)))
    assert features.shape == (LONGEST, 133)


def test_what_a_stretch_is_stacked_with_does_not_change_its_name(recogniser: Recogniser) -> None:
    short, long = stretch_features(motion("jump")[:31]), stretch_features(motion("walk"))
    alone = recogniser.network(*stack([short])).logits[0]
    beside = recogniser.network(*stack([short, long])).logits[0]
    torch.testing.assert_close(alone, beside, atol=1e-5, rtol=1e-5)


def test_shares_are_in_the_order_of_the_stretches_and_add_up_to_one(recogniser: Recogniser) -> None:
    long, short = motion("walk"), motion("jump")[:31]
    shares = recogniser.shares([long, short])
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(shares[1], recogniser.shares([short])[0], atol=1e-5)


def test_a_mirror_image_is_named_alike_but_for_sides_unless_a_user_taught_names(recogniser: Recogniser) -> None:
    clip = motion("punch left")
    seen, mirrored = recogniser.shares([clip, mirror(clip)])
    assert np.allclose(mirrored, seen[[0, 2, 1, 3]], atol=1e-6)
    own = replace(recogniser, cards={"jump": ActionCard(own=True)})
    one, other = own.shares([clip, mirror(clip)])
    assert np.abs(one[0] - other[0]) > 1e-4
    np.testing.assert_allclose([one.sum(), other.sum()], 1.0)
    np.testing.assert_allclose(one[1:] / one[1:].sum(), seen[1:] / seen[1:].sum(), atol=1e-6)


def test_two_side_by_side_name_by_the_mean_of_their_scores_whatever_the_order_of_their_names(
    recogniser: Recogniser, tmp_path: Path
) -> None:
    torch.manual_seed(1)
    order = [2, 0, 3, 1]
    other = Recogniser(ActionNetwork(TINY, len(ACTIONS)).eval(), tuple(ACTIONS[place] for place in order), config=TINY)
    both = side_by_side(recogniser, other)
    three = side_by_side(both, recogniser)
    seen = stack([stretch_features(motion("jump"))])
    first, second = recogniser.network(*seen).logits[0][order], other.network(*seen).logits[0]
    torch.testing.assert_close(both.network(*seen).logits[0], (first + second) / 2)
    torch.testing.assert_close(three.network(*seen).logits[0][order], (2 * first + second) / 3)
    three.save(tmp_path)
    read = load_recogniser(tmp_path)
    assert read is not None
    assert read.config.towers == 3
    with pytest.raises(ConfigError, match="only one of the two recognisers names: jump, wave"):
        side_by_side(replace(recogniser, actions=("wave", *ACTIONS[1:])), other)


def test_a_recogniser_names_alike_after_it_was_written_and_read(recogniser: Recogniser, tmp_path: Path) -> None:
    recogniser.save(tmp_path)
    read = load_recogniser(tmp_path)
    assert read is not None
    assert (read.actions, read.temperature, read.config) == (ACTIONS, 0.5, TINY)
    assert read.cards["jump"] == ActionCard(3, 2, 1, made=4)
    stretches = [motion("jump")]
    np.testing.assert_allclose(read.shares(stretches), recogniser.shares(stretches), atol=5e-3)  # half precision


def test_a_folder_without_one_has_none(tmp_path: Path) -> None:
    assert load_recogniser(tmp_path) is None


@pytest.mark.parametrize("what", ["no weights", "cut weights", "no names", "other sizes"])
def test_a_damaged_recogniser_is_refused(recogniser: Recogniser, tmp_path: Path, what: str) -> None:
    recogniser.save(tmp_path)
    weights, card = tmp_path / ACTION_WEIGHTS_FILE, tmp_path / ACTION_CARD_FILE
    if what == "no weights":
        weights.unlink()
    elif what == "cut weights":
        weights.write_bytes(weights.read_bytes()[:200])
    else:
        content = json.loads(card.read_text())
        content["actions"] = {} if what == "no names" else {"jump": content["actions"]["jump"]}
        card.write_text(json.dumps(content))
    with pytest.raises(CheckpointError, match=r"actions\.|weights are not of the sizes"):
        load_recogniser(tmp_path)


def test_examples_are_the_same_for_the_same_number_and_others_for_others() -> None:
    clips = [NamedClip(motion("jump"), "jump"), NamedClip(motion("wave left"), "swipe left")]
    first, second = (Examples(clips, ACTIONS, ExamplesConfig(pool=50), seed=3) for _ in range(2))
    batch, again = first.batch(0, range(6)), second.batch(0, range(6))
    torch.testing.assert_close(batch.features, again.features)
    assert not torch.equal(batch.features, first.batch(1, range(6)).features[:, : batch.features.shape[1]])


def test_who_is_mirrored_swipes_to_the_other_side() -> None:
    clips = [NamedClip(motion("wave left"), "swipe left")]
    config = ExamplesConfig(pool=40, mirrored=1.0, joined=0.0)
    labels = Examples(clips, ACTIONS, config, seed=0).batch(0, range(8)).labels
    assert set(labels.tolist()) == {ACTIONS.index("swipe right")}


def test_the_end_of_one_action_and_the_beginning_of_another_are_something_else() -> None:
    clips = [NamedClip(motion("jump"), "jump"), NamedClip(motion("wave left"), "swipe left")]
    config = ExamplesConfig(pool=60, mirrored=0.0, joined=1.0, rarity=0.0)
    labels = Examples(clips, ACTIONS, config, seed=0).batch(0, range(30)).labels
    assert ACTIONS.index(OTHER) in labels.tolist()


def test_actions_are_learned_from_a_labelled_set_and_what_is_learned_is_kept(
    labelled_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("humocon.actions.learning.PERFORMED", {"jump": None, "wave left": None})
    with_film = Path(shutil.copytree(labelled_set, tmp_path / "with film"))
    manifest = next(with_film.glob("*.jsonl"))
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    filmed = next(row for row in rows if row["split"] == "train" and action_of({**row, "set": manifest.stem}) == "jump")
    filmed["filmed"] = True
    manifest.write_text("\n".join(map(json.dumps, rows)))
    config = ActionsConfig(
        data=(with_film,),
        output=tmp_path,
        examples=ExamplesConfig(pool=64, joined=0.02, rested=0.0),
        learning=LearningConfig(steps=50, learning_rate=1e-2, batch_size=16, warmup=5, validate_every=50),
        performed=4,
        unnamed=0,
        chimeras=16,
        network=TINY,
        device="cpu",
    )
    learn_actions(config)
    read = load_recogniser(tmp_path)
    assert read is not None
    assert {"jump", "wave"} <= set(read.actions)
    assert read.cards["jump"].made == 4
    clips = named_clips(load_clips(with_film, "train"))
    assert read.cards["jump"].clips == sum(clip.action == "jump" for clip in clips) - 1
    right = [read.whole(motion(action, 500 + seed))[0].action for action in ("jump", "wave left") for seed in range(3)]
    assert right == ["jump"] * 3 + ["wave"] * 3
    doubted = load_memory(tmp_path)
    assert doubted is not None
    assert doubted[1].tolist().count(read.actions.index(OTHER)) == config.chimeras
    nothing_more = replace(config.learning, steps=1, learning_rate=1e-12)
    learn_actions(replace(config, output=tmp_path / "on", model=tmp_path, learning=nothing_more, unnamed=1, chimeras=0))
    on = load_recogniser(tmp_path / "on")
    assert on is not None
    remembered = load_memory(tmp_path / "on")
    assert remembered is not None
    assert on.actions.index(OTHER) in remembered[1].tolist()
    for part, values in read.network.name.state_dict().items():
        torch.testing.assert_close(on.network.name.state_dict()[part], values, atol=1e-3, rtol=1e-3)
    learn_actions(replace(config, output=tmp_path / "two", beside=tmp_path, learning=nothing_more, seed=1))
    two = load_recogniser(tmp_path / "two")
    assert two is not None
    assert two.config.towers == 2
    first, kept = two.network.towers[0].state_dict(), read.network.towers[0].state_dict()
    assert all(torch.equal(first[part], kept[part]) for part in kept)
    with pytest.raises(ConfigError, match="has no recogniser of actions"):
        learn_actions(replace(config, output=tmp_path / "none", model=with_film))
    with pytest.raises(ConfigError, match="has other sizes"):
        learn_actions(replace(config, output=tmp_path / "wide", model=tmp_path, network=replace(TINY, width=4)))
