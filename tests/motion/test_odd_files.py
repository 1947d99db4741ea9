"""Damaged files and files of another kind: one line that names the file, what it is, and what to do."""

import json
from pathlib import Path

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.read import read_motion
from humocon.motion.synthesis import synthesize
from tests.motion.marker_files import PLUG_IN_GAIT, markers_of, write_trc


def waving() -> np.ndarray:
    return synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)


def with_shape(shape: str) -> bytes:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117)
    return b"\x93NUMPY\x01\x00v\x00" + header.encode() + b"\n" + bytes(1000)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "page.bvh",
            b"<!DOCTYPE html><html>404 Not Found</html>",
            "a web page; not the file .*; .* save the file itself",
        ),
        (
            "big.npz",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n",
            "a pointer of Git LFS; .*`git lfs pull`",
        ),
        ("below.npy", with_shape("(-5, 22, 3)"), r"declares the shape \(-5, 22, 3\), so that it is damaged"),
        ("uneven.json", json.dumps([[[0, 0, 0], [1.0]]] * 9).encode(), "joints of different lengths"),
    ],
)
def test_what_a_file_is_in_truth_is_told_with_what_to_do(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=f"{name}: .*{told}"):
        read_motion(tmp_path / name)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_points_at_one_place_are_no_picture(tmp_path, value):
    np.save(tmp_path / "a.npy", np.full((40, 22, 3), value))
    with pytest.raises(DataError, match="all points of all poses are at one place"):
        read_motion(tmp_path / "a.npy")


def test_what_is_too_long_at_any_rate_is_not_looked_through_first(tmp_path, monkeypatch):
    monkeypatch.setattr("humocon.motion.read._LONGEST_S", 1.0)
    monkeypatch.setattr("humocon.motion.read.fill_gaps", lambda *_: pytest.fail("looked through"))
    np.save(tmp_path / "a.npy", waving())
    with pytest.raises(DataError, match="91 poses at 30 Hz are 0 hours"):
        read_motion(tmp_path / "a.npy")


def test_a_trc_of_fewer_poses_than_promised_is_read_with_a_warning(tmp_path):
    write_trc(tmp_path / "a.trc", *markers_of(waving(), PLUG_IN_GAIT))
    text = (tmp_path / "a.trc").read_text()
    assert read_motion(tmp_path / "a.trc").source.warnings == ()
    (tmp_path / "a.trc").write_text("\n".join(text.split("\n")[:-30]))
    (warning,) = read_motion(tmp_path / "a.trc").source.warnings
    assert "'NumFrames' promises 91 and" in warning


def test_an_address_is_told_from_a_file_that_is_not_there():
    with pytest.raises(DataError, match="an address, not a file; download it, and name the file"):
        read_motion(Path("https://example.org/walk.bvh"))


@pytest.mark.parametrize("change", [np.asfortranarray, lambda a: a.astype(">f8"), lambda a: a.astype(np.float16)])
def test_however_numbers_lie_in_an_array_they_are_the_same(tmp_path, change):
    np.save(tmp_path / "a.npy", waving())
    np.save(tmp_path / "b.npy", change(waving()))
    first, second = read_motion(tmp_path / "a.npy"), read_motion(tmp_path / "b.npy")
    np.testing.assert_allclose(first.joints, second.joints, atol=2e-3)
    np.save(tmp_path / "mm.npy", (1000 * waving()).astype(np.int16))
    np.testing.assert_allclose(first.joints, read_motion(tmp_path / "mm.npy").joints, atol=2e-3)
