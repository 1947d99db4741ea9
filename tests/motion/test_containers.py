"""What cannot be opened safely is called by its name, with the line that saves it."""

import gzip
import io
import os
import pickle
import re
import subprocess
import sys
import tarfile
import zipfile

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.read import read_motion


def refused(path):
    with pytest.raises(DataError) as caught:
        read_motion(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    return text.removeprefix(f"{path}: ")


def test_a_pytorch_file_is_told_under_any_name_with_the_line_that_saves_it(tmp_path, walk):
    torch = pytest.importorskip("torch")
    parameters = {"smpl_params_global": {"body_pose": torch.zeros(4, 63), "global_orient": torch.zeros(4, 3)}}
    for name, new in (("results.pt", True), ("results.npz", True), ("old.pth", False)):
        torch.save(parameters, tmp_path / name, _use_new_zipfile_serialization=new)
        text = refused(tmp_path / name)
        assert text.startswith("a PyTorch file, in fact a pickle, which could run code and is never loaded; run once: ")
        assert f"torch.load('{name}', map_location='cpu', weights_only=True)" in text


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_is_told_under_any_name(tmp_path, protocol):
    for name in ("results.pkl", "results.npz", "motion"):
        (tmp_path / name).write_bytes(pickle.dumps({"poses": [1.0, 2.0]}, protocol=protocol))
        assert refused(tmp_path / name).startswith("a pickle, which could run code and is never loaded; if you trust")


def test_a_joblib_file_is_told(tmp_path):
    head = (
        b"\x80\x04\x95\xd5\0\0\0\0\0\0\0}\x94\x8c\x04smpl\x94\x8c\x13joblib.numpy_pickle\x94\x8c\x11NumpyArrayWrapper"
    )
    (tmp_path / "wham_output.pkl").write_bytes(head)
    assert "joblib.load('wham_output.pkl')" in refused(tmp_path / "wham_output.pkl")


def test_a_dictionary_in_an_npy_is_told_and_the_line_saves_it(tmp_path, walk):
    motion = np.stack([walk.joints.transpose(1, 2, 0)])
    results = {"motion": motion, "text": ["walk"], "lengths": np.array([60])}
    np.save(tmp_path / "results.npy", np.array(results, dtype=object), allow_pickle=True)
    text = refused(tmp_path / "results.npy")
    assert "pickled Python objects, which could run code" in text
    line = text.split('python -c "')[1].split('" (')[0]
    subprocess.run([sys.executable, "-c", line], cwd=tmp_path, check=True)
    assert read_motion(tmp_path / "results.npz").source.format == "joint positions"


def test_archives_are_told_by_what_they_are(tmp_path):
    (tmp_path / "a.bvh").write_bytes(gzip.compress(b"HIERARCHY\n" * 100))
    assert refused(tmp_path / "a.bvh").startswith("a gzip archive; unpack it")
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("walks/walk.bvh", "HIERARCHY")
    assert refused(tmp_path / "a.npz").startswith("a zip archive of walks/walk.bvh; unpack it")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("walk.bvh"), io.BytesIO())
    assert refused(tmp_path / "a.tar").startswith("a tar archive; unpack it")


def test_what_is_no_file_is_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.bvh")
    (tmp_path / "loop.bvh").symlink_to(tmp_path / "loop.bvh")
    assert refused(tmp_path / "pipe.bvh").startswith("a pipe or a device, not a file; save what comes out of it")
    assert refused(tmp_path / "loop.bvh").startswith("a link that leads nowhere; check the path")


def test_an_npz_of_pickles_alone_is_told(tmp_path):
    pickled = np.array({"a.jpg": 1}, dtype=object)
    np.savez(tmp_path / "video_results.npz", results=pickled, sequence_results=pickled)
    assert refused(tmp_path / "video_results.npz").startswith("it holds pickled Python objects, which could run code")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file; save its joints or poses once with numpy.savez"),
        (b'\x50\0\0\0\0\0\0\0{"poses":{"dtype":"F32","shape":[60,72],', "a safetensors file; save its arrays once"),
        (b"MATLAB 7.3 MAT-file", r"a MATLAB file of format 7\.3; save it again in MATLAB with save\(\.\.\., '-v7'\)"),
        (b"Vocaloid Motion Data 0002\0", "a VMD motion of MikuMikuDance; import it in Blender and export it"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image, not a motion file known here; give BVH .*, or a video \\(.mp4"),
        (b"\xff\xd8\xff\xe0 an image", "a JPEG image, not a motion file known here; give BVH .*, or a video \\(.mp4"),
    ],
)
def test_tables_and_images_are_told_what_is_read(tmp_path, head, message):
    (tmp_path / "file").write_bytes(head + bytes(600))
    assert re.match(message, refused(tmp_path / "file"))
