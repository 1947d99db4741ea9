"""Options of how a file is read are honoured or refused, for every kind of file that is read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from humocon.ask.take import TakeOptions, read_take
from humocon.errors import DataError
from humocon.file_kinds import READ_KINDS
from humocon.motion.rotations import matrix_to_axis_angle
from humocon.motion.skeleton import PARENTS, rest_pose
from humocon.motion.synthesis import synthesize
from humocon.motion.writers import write_bvh
from tests.fuzz import seeds
from tests.fuzz.files import SPLIT
from tests.motion import gltf_files, marker_files, mvnx_files, table_files
from tests.motion.layout_points import ntu_text, points_in

MOTION = synthesize("walk", seed=0, duration_s=2.0)
JOINTS = MOTION.to_joints()
STILL = np.repeat(JOINTS[:1], len(JOINTS), axis=0)
OPTIONS = ("--fps", "--up", "--person", "--skeleton", "--body-model", "--motion", "--pose-models")


def bvh(path: Path, people: int) -> None:
    write_bvh(MOTION, path)
    if people == 2:
        tree, _, frames = path.read_text().partition("MOTION\n")
        frames, time, *rows = frames.splitlines()
        rows = [f"{row} {' '.join(['0'] * len(row.split()))}" for row in rows]
        path.write_text("\n".join([tree, tree.partition("\n")[2], "MOTION", frames, time, *rows]))


def amc(path: Path, _: int) -> None:
    skeleton, motion = seeds.seeds("amc")[0].split(SPLIT)
    path.with_suffix(".asf").write_bytes(skeleton)
    path.write_bytes(motion)


def of_people(points: np.ndarray, others: np.ndarray, people: int) -> np.ndarray:
    return points if people == 1 else np.stack([points, others])


def parameters(path: Path, people: int) -> None:
    poses = matrix_to_axis_angle(MOTION.rotations).reshape(len(JOINTS), 66)
    np.savez(
        path, poses=of_people(poses, 0.5 * poses, people), trans=of_people(MOTION.root, MOTION.root, people), fps=30.0
    )


def vectors(joints: np.ndarray) -> np.ndarray:
    """HumanML3D's of a body that faces +z: no turn, its way, height and places."""
    out = np.zeros((len(joints), 263))
    out[:-1, 1:3], out[:, 3] = np.diff(joints[:, 0, [0, 2]], axis=0), joints[:, 0, 1]
    out[:, 4:67] = (joints[:, 1:] - joints[:, :1] * [1, 0, 1]).reshape(len(joints), 63)
    return out


def json_of_sensors(path: Path, people: int) -> None:
    poses = [points_in("kinect20", joints) for joints in (JOINTS, STILL + [2.0, 0, 0])[:people]]
    path.write_text(json.dumps([[pose.tolist() for pose in seen] for seen in zip(*poses, strict=True)]))


def deepmimic(path: Path, _: int) -> None:
    still, straight = [1.0, 0.0, 0.0, 0.0], [0.0]
    leg, arm = [*still, *straight, *still], [*still, *straight]
    row = [1 / 30, 0, 0.9, 0, *still, *still, *still, *leg, *arm, *leg, *arm]
    path.write_text(json.dumps({"Loop": "none", "Frames": [row] * 30}))


def markers(write: Callable[..., Path]) -> Callable[[Path, int], object]:
    points, labels = marker_files.markers_of(JOINTS, marker_files.PLUG_IN_GAIT)

    def made(path: Path, people: int) -> Path:
        both = np.concatenate([points, np.repeat(points[:1], len(points), axis=0)][:people], axis=1)
        return write(path, 1000 * both, [f"{who}:{label}" for who in ("Ann", "Bob")[:people] for label in labels])

    return made


def table(path: Path, people: int) -> None:
    (head, *own), (_, *others) = (
        table_files.numbered(points_in("kinect20", joints)).splitlines() for joints in (JOINTS, STILL)
    )
    told = (f"{who},{line}" for pair in zip(own, others, strict=True) for who, line in enumerate(pair[:people]))
    path.write_text("\n".join([f"body_id,{head}", *told]))


def mvnx(path: Path, people: int) -> None:
    subjects = (mvnx_files.subject(joints, MOTION.rotations) for joints in (JOINTS, STILL)[:people])
    path.write_text(mvnx_files.mvnx(*subjects))


MAKERS: dict[str, Callable[[Path, int], object]] = {
    "BVH": bvh,
    "AMC with its ASF": amc,
    "SMPL parameters": parameters,
    "SMPL joints": lambda path, people: np.save(path, of_people(JOINTS, STILL, people)),
    "HumanML3D": lambda path, people: np.save(path, of_people(vectors(JOINTS), vectors(STILL), people)),
    "joints of sensors": json_of_sensors,
    "NTU RGB+D": lambda path, people: path.write_text(ntu_text(points_in("ntu25", JOINTS), people)),
    "C3D": markers(marker_files.write_c3d),
    "TRC": markers(marker_files.write_trc),
    "table": table,
    "MVNX": mvnx,
    "glTF": lambda path, _: path.write_bytes(gltf_files.glb(gltf_files.tree_of(MOTION))),
    "DeepMimic": deepmimic,
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Path]:
    """sample(kind, people) -> a file of that kind, of so many people."""
    folder = tmp_path_factory.mktemp("kinds")

    def made(name: str, people: int = 1) -> Path:
        kind = next(kind for kind in READ_KINDS if kind.name == name)
        suffix = ".json" if MAKERS[name] is json_of_sensors else kind.suffixes[0]
        path = folder / f"{people}_of_{name.replace(' ', '_')}{suffix}"
        if not path.exists():
            MAKERS[name](path, people)
        return path

    return made


def joints(path: Path, **options: Any) -> np.ndarray:
    return read_take(path, TakeOptions(**options)).clip.joints


def differ(first: np.ndarray, second: np.ndarray) -> bool:
    return first.shape != second.shape or np.abs(first - second).max() > 0.01


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("kind", [kind for kind in READ_KINDS if kind.name in MAKERS], ids=lambda kind: kind.name)
def test_an_option_changes_how_a_motion_is_read_or_is_refused(kind, option, sample, tmp_path):
    body, path = tmp_path / "body.npz", sample(kind.name)
    np.savez(
        body,
        v_template=1.2 * rest_pose(),
        shapedirs=np.zeros((22, 3, 10)),
        J_regressor=np.eye(22),
        kintree_table=np.stack([PARENTS, np.arange(22)]),
    )
    values = {"--fps": 41.0, "--up": "x", "--person": 2, "--skeleton": "utd20", "--body-model": body, "--motion": body}
    values["--pose-models"] = tmp_path
    name = option[2:].replace("-", "_")
    if option not in (*kind.options, "--fps", "--up"):
        with pytest.raises(DataError, match="--skeleton" if option == "--skeleton" else option) as caught:
            joints(path, **{name: values[option]})
        assert "\n" not in str(caught.value)
    elif option == "--person":
        assert differ(joints(sample(kind.name, 2), person=1), joints(sample(kind.name, 2), person=2))
    else:
        assert differ(joints(path), joints(path, **{name: values[option]}))


def test_every_kind_is_tried():
    assert {kind.name for kind in READ_KINDS} == {*MAKERS, "video"}


@pytest.mark.parametrize(
    "option", [option for option in OPTIONS if option not in ("--fps", "--motion", "--pose-models")]
)
def test_a_video_refuses_what_goes_with_a_motion(option, repository):
    values = {"--up": "x", "--person": 1, "--skeleton": "utd20", "--body-model": Path("body.npz")}
    with pytest.raises(DataError, match=f"a video, and {option} goes with a motion file"):
        joints(repository / "examples" / "jump.mp4", **{option[2:].replace("-", "_"): values[option]})
