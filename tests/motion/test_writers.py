from itertools import product
from pathlib import Path

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.read import read_motion
from humocon.motion.synthesis import synthesize, synthesize_sequence
from humocon.motion.writers import bvh_names, write_amass_npz, write_bvh, write_motion


@pytest.mark.parametrize(("naming", "unit"), list(product(("smpl", "mixamo", "cmu", "bandai"), ("m", "cm"))))
def test_bvh_of_every_family_reads_back_to_a_millimetre(tmp_path: Path, naming, unit) -> None:
    motion = synthesize("turn left", seed=1, duration_s=4.0)
    path = tmp_path / "motion.bvh"
    write_bvh(motion, path, naming=naming, unit=unit)
    clip = read_motion(path)
    assert not clip.source.warnings
    assert clip.source.up == "y"
    assert clip.source.unit == unit
    np.testing.assert_allclose(clip.joints, motion.to_clip().joints, atol=1e-3)


@pytest.mark.parametrize("order", ["ZXY", "ZYX", "XYZ", "YXZ"])
def test_any_order_of_channels_reads_back(tmp_path: Path, order: str) -> None:
    motion = synthesize("kick right", seed=0)
    write_bvh(motion, tmp_path / "motion.bvh", order=order)
    np.testing.assert_allclose(read_motion(tmp_path / "motion.bvh").joints, motion.to_clip().joints, atol=1e-3)


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.bvh", "a.amass.npz"])
def test_every_suffix_reads_back(tmp_path: Path, name: str) -> None:
    motion = synthesize("jump", seed=2)
    write_motion(motion, tmp_path / name)
    np.testing.assert_allclose(read_motion(tmp_path / name).joints, motion.to_clip().joints, atol=1e-3)


def test_amass_files_have_its_arrays(tmp_path: Path) -> None:
    motion = synthesize("squat", seed=0)
    write_amass_npz(motion, tmp_path / "take.npz")
    with np.load(tmp_path / "take.npz", allow_pickle=False) as arrays:
        assert arrays["poses"].shape == (len(motion.root), 156)
        assert float(arrays["mocap_framerate"]) == motion.fps
        assert {"trans", "betas", "gender", "dmpls"} <= set(arrays)
        np.testing.assert_allclose(arrays["trans"][:, 2], motion.root[:, 1], atol=1e-6)
    assert read_motion(tmp_path / "take.npz").source.up == "z"


def test_a_slower_bvh_picks_poses(tmp_path: Path) -> None:
    motion = synthesize("walk", seed=0, duration_s=2.0)
    write_bvh(motion, tmp_path / "slow.bvh", fps=15.0)
    text = (tmp_path / "slow.bvh").read_text()
    assert "Frame Time: 0.066667" in text
    assert "Frames: 31\n" in text
    with pytest.raises(ValueError, match="at most the motion's"):
        write_bvh(motion, tmp_path / "fast.bvh", fps=120.0)


def test_names_belong_to_their_family() -> None:
    assert bvh_names("mixamo")[16] == "mixamorig:LeftArm"
    assert bvh_names("cmu")[3] == "LowerBack"
    assert bvh_names("bandai")[4] == "LowerLeg_L"
    assert bvh_names("smpl")[21] == "right_wrist"


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    motion = synthesize("stand", duration_s=1.0)
    with pytest.raises(DataError, match=r"a\.fbx: cannot write"):
        write_motion(motion, tmp_path / "a.fbx")
    with pytest.raises(DataError, match="does not exist"):
        write_motion(motion, tmp_path / "nowhere" / "a.bvh")


EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("jump.bvh", ["jump"]),
        ("squat.bvh", ["squat"]),
        ("bow.bvh", ["bow"]),
        ("turn_left.bvh", ["turn left"]),
        ("wave_left.npz", ["wave left"]),
        ("walk.npy", ["walk"]),
        ("wave_then_squat.npz", ["wave left", "squat"]),
    ],
)
def test_the_examples_are_what_the_generator_makes(name: str, actions: list[str]) -> None:
    clip = read_motion(EXAMPLES / name)
    assert not clip.source.warnings
    assert (EXAMPLES / name).stat().st_size < 400_000
    made = synthesize_sequence(actions, seed=0).to_clip()
    np.testing.assert_allclose(clip.joints, made.joints, atol=1e-3)
