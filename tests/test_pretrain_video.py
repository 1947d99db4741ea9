"""The video branch through the whole of stage 1, on pairs that are really rendered."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from humocon.config import load_config
from humocon.errors import ConfigError
from humocon.model_folder import load_branches, load_concepts
from humocon.motion.synthesis import synthesize
from humocon.motion.writers import write_joints_npy
from humocon.pretrain.config import PretrainConfig
from humocon.pretrain.loop import pretrain
from humocon.pretrain.plan import plan
from humocon.training.report import SilentReport
from humocon.video.write import write_video

RECIPE = """
data: {data}
output: {output}
sizes: {{width: 16, num_layers: 1, num_heads: 2, window: 8, num_codes: 24, hypernetwork_hidden: 16,
  classifier_hidden: 4, decoder_layers: 1}}
video:
  cache: {output}/cache
  num_pairs: 6
  num_held_out: 4
  num_key_frames: 4
  batch_size: 2
  sizes:
    tower: {{image_size: 16, patch_size: 8, width: 16, num_layers: 1, num_heads: 2, hidden: 32}}
    width: 16
    num_codes: 24
    hypernetwork_hidden: 16
    classifier_hidden: 4
    decoder_layers: 1
    decoder_width: 16
    decoder_heads: 2
    flow_size: 4
    alignment_width: 8
objective: {{discriminative: 0.1, regression: 0.5}}
num_poses: 16
reconstruct: {{steps: 2, learning_rate: 2e-3, warmup: 1}}
discover: {{steps: 4, learning_rate: 2e-3, warmup: 1}}
learning: {{batch_size: 4, log_every: 1, validate_every: 100, save_every: 2}}
device: cpu
"""


class Recorder(SilentReport):
    """Keeps what a run tells; may interrupt it."""

    def __init__(self, interrupt_at: int | None = None) -> None:
        self.interrupt_at = interrupt_at
        self.messages: list[str] = []
        self.numbers: dict[str, dict[int, dict[str, float]]] = {"train": {}, "val": {}}

    def message(self, text: str) -> None:
        self.messages.append(text)

    def metrics(self, step, values, split="train") -> None:
        if step == self.interrupt_at:
            raise KeyboardInterrupt
        self.numbers[split][step] = dict(values)


def tiny(data: Path, folder: Path, **changes: object) -> PretrainConfig:
    path = folder / "recipe.yaml"
    path.write_text(RECIPE.format(data=data, output=folder / "run"))
    return replace(load_config(PretrainConfig, path), **changes)


@pytest.fixture(scope="module")
def finished(labelled_set: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[PretrainConfig, Recorder]:
    report = Recorder()
    config = tiny(labelled_set, tmp_path_factory.mktemp("finished"))
    pretrain(config, report)
    return config, report


OWN = {"commitment", "reconstruction", "discriminative", "actionable"}
HEALTH = {"perplexity", "unused", "dead"}


def test_the_motion_learns_alone_first_and_then_both_branches_on_the_total_loss(finished):
    config, report = finished
    train, held_out = report.numbers["train"], report.numbers["val"][6]
    rest = {"total", "norm", "rate"}
    assert set(train[2]) == {"commitment", "reconstruction"} | HEALTH | rest
    both = OWN | HEALTH | {f"video_{name}" for name in OWN | HEALTH} | {"alignment", "regression"}
    assert set(train[3]) == set(train[6]) == both | rest
    weights = {name: getattr(config.objective, name) for name in OWN}
    weights |= {f"video_{name}": weight for name, weight in weights.items()} | {"alignment": 1.0, "regression": 0.5}
    assert train[5]["total"] == pytest.approx(
        sum(weight * train[5][name] for name, weight in weights.items()), rel=1e-4
    )
    assert {"clip_recall_1", "clip_chance_1", "pool_recall_5", "pool_chance_5", "state_clip_recall_1"} <= set(held_out)
    assert held_out["clip_chance_1"] == 1 / 16
    assert held_out["pool_chance_5"] == 5 / 16
    assert all(math.isfinite(value) for value in held_out.values())


def test_what_was_saved_has_both_branches(finished):
    config, _ = finished
    loaded = load_branches(config.output)
    assert loaded.video is not None
    assert loaded.video.config == replace(config.video.sizes, seed=config.seed)
    assert loaded.video.velocity_std > 0
    assert load_concepts(config.output).config.num_codes == 24


def test_a_resumed_run_is_that_without_interruption_and_renders_nothing_again(
    finished, labelled_set: Path, tmp_path: Path
):
    whole, first, second = finished[1], Recorder(interrupt_at=5), Recorder()
    config = tiny(labelled_set, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        pretrain(config, first)
    assert [line.split(": ")[1] for line in first.messages] == [
        "6 of 6 pairs are prepared",
        "4 of 4 pairs are prepared",
    ]
    pretrain(config, second)
    assert second.messages == []
    assert second.numbers["train"] == {step: whole.numbers["train"][step] for step in (5, 6)}
    assert second.numbers["val"] == whole.numbers["val"]


def test_videos_and_motions_without_a_partner_are_counted_once(labelled_set: Path, tmp_path: Path):
    folder = tmp_path / "videos"
    folder.mkdir()
    for seed, name in enumerate(("walk", "alone", "last")):
        frames = np.random.default_rng(seed).integers(0, 255, (24, 32, 32, 3), np.uint8)
        write_video(folder / f"{name}.mp4", frames, 20.0)
    for name in ("walk", "unseen"):
        write_joints_npy(synthesize("bow").to_clip().joints[:30], folder / f"{name}.npy")
    config, report = tiny(labelled_set, tmp_path), Recorder()
    assert config.video is not None
    pretrain(replace(config, video=replace(config.video, folder=folder)), report)
    assert [line for line in report.messages if line.startswith(f"{folder}: ")] == [
        f"{folder}: of 3 videos 1 with a motion of the same name, 2 used alone; "
        "of 2 motions 1 without a video, left out"
    ]


def test_frozen_motion_concepts_stay_equal_bit_by_bit(finished, labelled_set: Path, tmp_path: Path):
    source = finished[0].output
    config = tiny(labelled_set, tmp_path, concepts=source, freeze_motion=True)
    config = replace(config, reconstruct=replace(config.reconstruct, steps=0))
    report = Recorder()
    assert config.video is not None
    pretrain(replace(config, video=replace(config.video, warmup_steps=2)), report)
    before, after = load_concepts(source).state_dict(), load_concepts(config.output).state_dict()
    assert all(torch.equal(value, after[name]) for name, value in before.items())
    learned, old = load_branches(config.output), load_branches(source)
    assert learned.video is not None
    assert old.video is not None
    assert not torch.equal(learned.video.codebook.vectors, old.video.codebook.vectors)
    train = report.numbers["train"]
    assert {"regression", "video_commitment", "total"} <= set(train[1])
    assert not {"alignment", "video_reconstruction", "reconstruction"} & set(train[1])
    assert train[1]["total"] == pytest.approx(train[1]["regression"])
    assert {"alignment", "video_reconstruction"} <= set(train[3])
    assert not {"reconstruction", "perplexity"} & set(train[3])


def test_a_frozen_motion_branch_must_be_there_and_need_not_learn(labelled_set: Path, tmp_path: Path):
    for changes in ({}, {"concepts": tmp_path}, {"concepts": tmp_path, "video": None}):
        with pytest.raises(ConfigError, match="freeze_motion needs concepts=FOLDER"):
            pretrain(tiny(labelled_set, tmp_path, freeze_motion=True, **changes))


def test_a_pretrained_tower_is_read_and_may_stay_frozen(labelled_set: Path, tmp_path: Path):
    from transformers import SiglipVisionConfig, SiglipVisionModel

    sizes: dict[str, Any] = dict(hidden_size=24, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2)
    saved = SiglipVisionModel(SiglipVisionConfig(**sizes, image_size=32, patch_size=16))
    saved.save_pretrained(tmp_path / "siglip")
    config = tiny(labelled_set, tmp_path)
    assert config.video is not None
    video = replace(config.video, pretrained=str(tmp_path / "siglip"), freeze_tower=True)
    pretrain(replace(config, video=video))
    loaded = load_branches(config.output)
    assert loaded.video is not None
    assert loaded.video.config.tower.width == 24
    state = loaded.video.encoder.tower.siglip.state_dict()
    assert all(torch.equal(value, state[name]) for name, value in saved.state_dict().items())


def test_the_paper_recipe_is_the_papers_video_branch(repository: Path):
    config = load_config(PretrainConfig, repository / "recipes" / "pretrain" / "paper.yaml")
    assert config.video is not None
    sizes = config.video.sizes
    assert config.video.pretrained == "google/siglip-base-patch16-256"
    assert (sizes.tower.image_size, sizes.tower.patch_size, sizes.tower.width, sizes.tower.num_layers) == (
        256,
        16,
        768,
        12,
    )
    assert (sizes.width, sizes.num_codes, sizes.decoder_layers, sizes.temporal_layers) == (256, 512, 12, 0)
    assert config.objective.alignment > 0
    assert config.objective.regression == 0
    shown = plan(config)
    assert shown["video"]["tower"].startswith("google/siglip-base-patch16-256, 256 pixels")
    assert {"motion encoder", "video encoder", "video decoder", "total"} <= set(shown["model"])
    assert np.isfinite(float(shown["memory of one process"]["total"].split()[0]))
