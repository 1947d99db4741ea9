import time
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.read import read_motion
from humocon.motion.readers import arrays
from humocon.motion.readers.arrays import floats, load_npy, load_npz
from humocon.motion.synthesis import synthesize


def npy_header(shape: str) -> bytes:
    text = f"{{'descr': '|i1', 'fortran_order': False, 'shape': {shape}, }}"
    text += " " * (63 - (10 + len(text)) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def test_an_archive_that_unfolds_to_a_thousand_times_its_size_is_refused_before_it_is_unfolded(tmp_path: Path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("joints.npy", "w") as member:
        member.write(npy_header(f"({(30 << 20) // 66}, 22, 3)"))
        member.write(bytes(30 << 20))
    assert path.stat().st_size < 40_000
    began = time.process_time()
    with pytest.raises(DataError, match=r"unfold to 31457\d\d\d, as no recording does; save it again"):
        load_npz(path)
    assert time.process_time() - began < 0.1


def test_a_compressed_recording_is_no_bomb(tmp_path: Path):
    joints = synthesize("walk", seed=0).to_clip().joints
    np.savez_compressed(tmp_path / "walk.npz", joints=np.tile(joints, (20, 1, 1)), fps=20.0)
    assert load_npz(tmp_path / "walk.npz")["joints"].shape == (20 * len(joints), 22, 3)


def test_more_arrays_than_memory_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(arrays, "MAX_ARRAY_BYTES", 1000)
    np.savez(tmp_path / "many.npz", a=np.zeros(50), b=np.zeros(50))
    with pytest.raises(DataError, match="its arrays are over the limit"):
        load_npz(tmp_path / "many.npz")
    assert set(load_npz(tmp_path / "many.npz", frozenset({"a"}))) == {"a"}
    np.save(tmp_path / "bytes.npy", np.zeros(200, np.int8))
    with pytest.raises(DataError, match="200 numbers, over the limit"):
        floats(load_npy(tmp_path / "bytes.npy"), "bytes.npy")


def test_of_two_members_with_one_name_the_last_counts_as_in_numpy(tmp_path: Path):
    path = tmp_path / "twice.npz"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in (1, 2):
            with archive.open("a.npy", "w") as member:
                np.lib.format.write_array(member, np.array([number]))
    assert load_npz(path)["a"] == np.load(path)["a"] == 2


def test_a_slow_rate_cannot_turn_a_small_file_into_days(tmp_path: Path):
    joints = np.tile(synthesize("walk", seed=0).to_clip().joints[:40], (100, 1, 1))
    np.savez(tmp_path / "slow.npz", joints=joints, fps=0.15)
    with pytest.raises(DataError, match="4000 poses at 0.15 Hz are 7 hours; cut it into clips of 6 hours"):
        read_motion(tmp_path / "slow.npz")
