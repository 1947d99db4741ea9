"""Recordings as a stranger may give them: motion files and videos."""

import struct
import warnings
import zipfile
from pathlib import Path

import numpy as np

from tests.fuzz.files import SPLIT, as_npy


def bvh(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.bvh")


def amc(data: bytes, folder: Path) -> None:
    skeleton, _, motion = data.partition(SPLIT)
    (folder / "01.asf").write_bytes(skeleton)
    _motion(motion, folder / "01_01.amc")


def deepmimic(data: bytes, folder: Path) -> None:
    _motion(data, folder / "humanoid3d.txt")


def c3d(data: bytes, folder: Path) -> None:
    _motion(data, folder / "markers.c3d")


def trc(data: bytes, folder: Path) -> None:
    _motion(data, folder / "markers.trc")


def table(data: bytes, folder: Path) -> None:
    _motion(data, folder / "places.csv")


def glb(data: bytes, folder: Path) -> None:
    """The text of a glTF file, and its buffer."""
    text, _, buffer = data.partition(SPLIT)
    chunks = ((0x4E4F534A, text), (0x004E4942, buffer))
    body = b"".join(struct.pack("<2I", len(chunk), kind) + chunk for kind, chunk in chunks)
    _motion(b"glTF" + struct.pack("<2I", 2, 12 + len(body)) + body, folder / "motion.glb")


def gltf(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.gltf")


def ntu(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.skeleton")


def mvnx(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.mvnx")


def points_json(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.json")


def mat(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.mat")


def points(data: bytes, folder: Path) -> None:
    """Numbers of an array of Kinect's joints (N, 20, 3), with gaps."""
    numbers = np.frombuffer(data[: len(data) // 240 * 240], dtype=np.float32)
    _motion(as_npy(numbers.reshape(-1, 20, 3)), folder / "motion.npy")


def npy(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.npy")


def npz(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.npz")


def anything(data: bytes, folder: Path) -> None:
    """A file whose name says nothing: pickles, archives and texts are told apart by their first bytes."""
    _motion(data, folder / "file")


def npz_members(data: bytes, folder: Path) -> None:
    """Members of an npz, `name.npy` and the bytes of an array in turn, so that the checksums are right."""

    _write_members(data, folder / "motion.npz")
    _read(folder / "motion.npz")


def body_model(data: bytes, folder: Path) -> None:
    """Members of a body model, as those of `npz_members`, which poses a file that is as it should be."""

    from humocon.motion.read import read_motion

    _write_members(data, folder / "body.npz")
    np.savez(folder / "motion.npz", poses=np.full((4, 156), 0.01), trans=np.zeros((4, 3)), betas=np.zeros(16))
    read_motion(folder / "motion.npz", body_model=folder / "body.npz")


def _write_members(data: bytes, path: Path) -> None:
    parts = data.split(SPLIT)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in dict(zip(parts[::2], parts[1::2], strict=False)).items():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of two members with one name, which is what a stranger may do
                archive.writestr(name.decode("latin-1").replace("\0", "") or "arr_0.npy", content)


def joints(data: bytes, folder: Path) -> None:
    """Numbers of an array of joint positions (N, 22, 3)."""
    numbers = np.frombuffer(data[: len(data) // 264 * 264], dtype=np.float32)
    _motion(as_npy(numbers.reshape(-1, 22, 3)), folder / "motion.npy")


def humanml3d(data: bytes, folder: Path) -> None:
    """Numbers of HumanML3D's vectors (N, 263), the first two rows of them the statistics beside the file."""
    numbers = np.frombuffer(data[: len(data) // 1052 * 1052], dtype=np.float32).reshape(-1, 263)
    if len(numbers) > 4:
        np.save(folder / "Mean.npy", numbers[0])
        np.save(folder / "Std.npy", numbers[1])
    _motion(as_npy(numbers[2:]), folder / "motion.npy")


def video(data: bytes, folder: Path) -> None:
    from humocon.video.read import iterate_frames, probe, read_key_frames

    path = folder / "clip.mp4"
    path.write_bytes(data)
    probe(path)
    read_key_frames(path, 3, size=32)
    for number, _ in enumerate(iterate_frames(path, max_side=32)):
        if number == 8:
            break


def _motion(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    _read(path)


def _read(path: Path) -> None:
    """Read a file; of several people the first, too."""
    from humocon.errors import DataError
    from humocon.motion.read import read_motion

    try:
        read_motion(path)
    except DataError as error:
        if "--person" not in str(error):
            raise
        read_motion(path, person=1)
