"""The video branch out of a folder of stage 1, and out of a whole model."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from humocon.atlas.coding import code_video
from humocon.atlas.tracks import align_recordings
from humocon.concepts.branches import Branches
from humocon.errors import CheckpointError
from humocon.model_folder import load_concepts, load_video_branch, save_concepts
from humocon.video.read import read_key_frames
from humocon.video.write import write_video
from tests.tiny_video import TINY_VIDEO

SIZES = replace(TINY_VIDEO, num_codes=10)


@pytest.fixture(scope="module")
def branches(used_concepts):
    torch.manual_seed(1)
    made = Branches(load_concepts(used_concepts), SIZES).eval()
    assert made.video is not None
    # Codes among the states of grey pictures, so that more than one is used.
    with torch.no_grad():
        grey = torch.linspace(0, 255, 10).to(torch.uint8)[None, :, None, None, None].expand(1, 10, 16, 16, 3)
        made.video.codebook.vectors.copy_(made.video.encode(grey)[0])
    return made


@pytest.fixture(scope="module")
def stage_one(branches, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("branches")
    save_concepts(branches, folder)
    return folder


@pytest.fixture(scope="module")
def whole(branches, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    weights = {f"concepts.{name}": value for name, value in branches.motion.state_dict().items()}
    weights |= {f"video_concepts.{name}": value for name, value in branches.video.state_dict().items()}
    save_file({name: value.contiguous() for name, value in weights.items()}, folder / "model.safetensors")
    config = {"concept_config": vars(branches.motion.config), "video_config": asdict(branches.video.config)}
    (folder / "config.json").write_text(json.dumps(config | {"max_video_tokens": 6}))
    (folder / "processor_config.json").write_text(json.dumps({"video_fps": 4.0, "video_follow": False}))
    return folder


def changed(whole: Path, folder: Path, settings: dict) -> Path:
    """A copy of the whole model in another folder, with other settings."""
    (folder / "config.json").write_text(json.dumps(json.loads((whole / "config.json").read_text()) | settings))
    for name in ("model.safetensors", "processor_config.json"):
        (folder / name).write_bytes((whole / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    """Two seconds that go from black to white."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    write_video(path, (np.full((32, 32, 3), round(level), np.uint8) for level in np.linspace(0, 255, 40)), 20.0)
    return path


def test_both_kinds_of_folder_give_the_same_branch(stage_one, whole):
    one, other = load_video_branch(stage_one), load_video_branch(whole)
    assert one is not None
    assert other is not None
    assert (other.fps, other.most, other.follows) == (4.0, 6, False)
    for name, value in one.concepts.state_dict().items():
        assert torch.equal(value, other.concepts.state_dict()[name])


def test_a_model_without_video_has_no_branch(used_concepts):
    assert load_video_branch(used_concepts) is None


def test_key_frames_are_as_many_as_the_model_learned_from(whole, film):
    branch = load_video_branch(whole)
    assert branch is not None
    coded = code_video(branch, film)
    assert coded is not None
    assert len(coded.codes) == 6  # not eight: 2 s of 4 a second, but 6 at most
    assert coded.duration_s == pytest.approx(2.0)
    assert len(set(coded.codes.tolist())) > 1
    assert ((coded.confidences >= 0) & (coded.confidences <= 1)).all()


def test_of_a_film_that_the_branch_cannot_read_the_motion_is_read(whole, film, tmp_path):
    branch = load_video_branch(whole)
    assert branch is not None
    frames = read_key_frames(film, 6, size=16).frames.copy()
    surprise = float(branch.concepts.surprise(torch.from_numpy(frames)[None]))
    limits = {0.5 * surprise: False, 2 * surprise: True}
    for limit, is_read in limits.items():
        branch = load_video_branch(changed(whole, tmp_path, {"video_surprise_limit": limit}))
        assert branch is not None
        assert (code_video(branch, film) is not None) == is_read


def test_a_film_is_strange_by_as_many_frames_as_where_it_is_asked_about(whole, tmp_path):
    # White for the second half of its last second alone: of eight frames one is white, of sixteen two.
    path = tmp_path / "film.mp4"
    write_video(path, (np.full((32, 32, 3), 255 * (place > 61), np.uint8) for place in range(80)), 20.0)
    branch = load_video_branch(whole)
    assert branch is not None
    glance, every = (
        float(branch.concepts.surprise(torch.from_numpy(read_key_frames(path, count, size=16).frames.copy())[None]))
        for count in (8, 16)
    )
    assert glance != every
    between = replace(branch, most=16, limit=(glance + every) / 2)
    assert (code_video(between, path) is not None) == (glance < every)
    assert len(getattr(code_video(replace(between, limit=None), path), "codes", ())) == 16


def test_a_video_and_a_motion_stand_on_one_axis(whole, film, repository):
    tracks = align_recordings(film, repository / "examples" / "jump.bvh", model=whole, offset_s=0.0)
    assert (tracks.first.kind, tracks.second.kind, tracks.agreement, tracks.warnings) == ("video", "motion", None, ())
    assert tracks.first.times[0] == 0
    assert tracks.first.ends[-1] == pytest.approx(2.0)
    over = [row for row in tracks.rows if (row["begin_s"] or 0) >= 2.0]
    assert over
    assert all(row["first_code"] is None and row["second_code"] is not None for row in over)


@pytest.mark.parametrize("name", ["max_video_tokens", "video_surprise_limit"])
def test_a_setting_that_cannot_be_is_told(whole, tmp_path, name):
    with pytest.raises(CheckpointError, match=f"{name} must be a .*number above 0, got -1"):
        load_video_branch(changed(whole, tmp_path, {name: -1}))


def test_a_branch_of_other_sizes_is_told(whole, tmp_path):
    sizes = json.loads((whole / "config.json").read_text())["video_config"] | {"num_codes": 11}
    with pytest.raises(CheckpointError, match=r"not of the sizes that config\.json states"):
        load_video_branch(changed(whole, tmp_path, {"video_config": sizes}))
