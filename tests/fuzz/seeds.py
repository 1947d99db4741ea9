"""Small files that are right, for fuzzing to begin from: one or a few for each target."""

import base64
import functools
import io
import itertools
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from humocon.motion.rotations import axis_angle_to_matrix
from humocon.motion.skeleton import PARENTS, rest_pose
from humocon.motion.synthesis import synthesize
from tests.fuzz.files import SPLIT, as_npy
from tests.motion import marker_files, table_files
from tests.motion.gltf_files import Writer, tree_of
from tests.motion.layout_points import ntu_text, points_in
from tests.motion.mvnx_files import mvnx, subject

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RECIPES = EXAMPLES.parent / "recipes"

ASF = """:version 1.10
:name A
:units
  mass 1.0
  length 0.45
  angle deg
:documentation
:root
  order TX TY TZ RX RY RZ
  axis XYZ
  position 0 0 0
  orientation 0 0 0
:bonedata
"""


@functools.cache
def seeds(name: str) -> list[bytes]:
    """Contents for a target, by its name."""
    return {
        "bvh": lambda: [_bvh(), _bvh_in_the_wild(), *_bvh_in_other_encodings()],
        "anything": lambda: [_bvh(), _zip(), as_npy(_joints())],
        "amc": lambda: [_amc()],
        "deepmimic": lambda: [json.dumps({"Loop": "none", "Frames": [[0.1, *[0.0] * 43]] * 3}).encode()],
        "c3d": lambda: [_markers(marker_files.write_c3d), _markers(marker_files.write_c3d, integers=True)],
        "trc": lambda: [_markers(marker_files.write_trc)],
        "table": _tables,
        "glb": lambda: [json.dumps(_gltf().tree).encode() + SPLIT + _gltf().data],
        "gltf": lambda: [_gltf_text()],
        "ntu": lambda: [_ntu()],
        "mvnx": _mvnx,
        "points_json": lambda: [json.dumps(tree).encode() for tree in (*_points_json(), *_parameters_json())],
        "mat": lambda: [_mat()],
        "points": lambda: [points_in("kinect20", _joints()).astype(np.float32).tobytes()],
        "npy": lambda: [as_npy(_joints()), as_npy(np.zeros((3, 263), np.float32)), as_npy(np.zeros((3, 72)))],
        "npz": lambda: [_npz(joints=_joints(), fps=20.0), _npz(**_parameters())],
        "npz_members": lambda: [
            *(_members(joints=_joints(), fps=np.array(20.0)), _members(**_parameters())),
            *(_members(**arrays) for arrays in _parameters_in_other_shapes()),
            _members(motion=_joints().transpose(1, 2, 0)[None], lengths=np.array([4])),
        ],
        "body_model": lambda: [_body_model()],
        "joints": lambda: [_joints().astype(np.float32).tobytes()],
        "humanml3d": lambda: [np.random.default_rng(0).normal(size=(7, 263)).astype(np.float32).tobytes()],
        "video": _videos,
        "recipe": _recipes,
        "questions": lambda: [_lines({"motion": "questions.jsonl", "question": "Does it jump?", "answer": "yes"})],
        "answers": lambda: [_lines({"file": "a.bvh", "question": "Does it jump?", "answer": "yes"})],
        "babel_qa": lambda: [_babel_qa()],
        "babel_qa_motion": lambda: [as_npy(_joints())],
        "activitynet_qa": lambda: [_activitynet_qa()],
        "captions": _captions,
        "labelled_set": lambda: [_labelled_set()],
        "prepared_clips": lambda: [_prepared_clips()],
        "prepared_pairs": lambda: [_prepared_pairs()],
        "results": lambda: [_results()],
        "journal": lambda: [_journal()],
        "checkpoint": lambda: [_checkpoint()],
        "concepts": lambda: [_file_of_model("concepts.json")],
        "concept_names": lambda: [_concept_names()],
        "concept_weights": lambda: [_file_of_model("concepts.safetensors")],
        "model": lambda: [_file_of_model("config.json")],
        "tokenizer": lambda: [_file_of_model("tokenizer.json") + SPLIT + _file_of_model("tokenizer_config.json")],
    }[name]()


def _bvh(frames: int = 6) -> bytes:
    text = (EXAMPLES / "bow.bvh").read_text()
    head, _, tail = text.partition("Frame Time")
    lines = ("Frame Time" + tail).splitlines()[: frames + 1]
    return (re.sub(r"Frames: \d+", f"Frames: {frames}", head) + "\n".join(lines) + "\n").encode()


def _bvh_in_the_wild() -> bytes:
    """With comments, an end site with channels, a scale, commas for points, and a second root that is no person."""
    head, _, tail = _bvh().decode().partition("MOTION")
    head = head.replace("End Site", "# the end\nEnd Site").replace("HIERARCHY", "hierarchy", 1)
    head = head.replace("CHANNELS 6", "CHANNELS 9").replace("Yrotation\n", "Yrotation Xscale Yscale Zscale\n", 1)
    camera = "ROOT camera {\nOFFSET 0 0 0\nCHANNELS 1 Xposition\nEnd Site {\nOFFSET 0 1 0\nCHANNELS 1 Xposition\n}\n}\n"
    lines = tail.splitlines()
    rows = [" ".join([*words[:6], "1", "1", "1", *words[6:], "2", "3"]) for words in map(str.split, lines[3:])]
    return "\n".join([head + camera + "Motion", *lines[1:3], *rows]).replace(".", ",").encode()


def _bvh_in_other_encodings() -> list[bytes]:
    """As Windows' own tools write it, and with the words of Japan in the encoding of that country."""
    text = japanese = _bvh().decode()
    for english, word in {"UpperLeg_L": "左足", "LowerLeg_L": "左ひざ", "Foot_L": "左足首", "Head": "頭"}.items():
        japanese = japanese.replace(f"JOINT {english}", f"JOINT {word}")
    return [text.encode("utf-16"), japanese.encode("cp932"), "\ufeff".encode() + japanese.encode()]


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}q\x00.")
    return file.getvalue()


def _amc() -> bytes:
    """The bones of CMU, straight down."""
    chains = [
        *(["lowerback", "upperback", "thorax", "lowerneck", "upperneck", "head"],),
        *(["lhipjoint", "lfemur", "ltibia", "lfoot", "ltoes"], ["rhipjoint", "rfemur", "rtibia", "rfoot", "rtoes"]),
    ]
    arms = [[f"{side}{bone}" for bone in ("clavicle", "humerus", "radius", "wrist")] for side in "lr"]
    sides = {"l": "1 -1 0", "r": "-1 -1 0"}
    bones = "".join(
        f"  begin\n    id {place}\n    name {bone}\n    direction "
        f"{'0 1 0' if bone in chains[0] else sides[bone[0]]}\n    length 3.5\n    axis 0 0 0 XYZ\n"
        f"    dof rx ry rz\n    limits (-160.0 20.0)\n           (-70.0 70.0)\n           (-60.0 70.0)\n  end\n"
        for place, bone in enumerate(bone for chain in (*chains, *arms) for bone in chain)
    )
    rows = [["root", *chain] for chain in chains] + [["thorax", *chain] for chain in arms]
    links = "".join(f"  {parent} {child}\n" for row in rows for parent, child in itertools.pairwise(row))
    tree = ":hierarchy\n  begin\n" + links + "  end\n"
    names = [bone for chain in (*chains, *arms) for bone in chain]
    frame = "root 0 17 0 0 0 0\n" + "".join(f"{name} 1 2 3\n" for name in names)
    motion = "#!OML:ASF\n:FULLY-SPECIFIED\n:DEGREES\n" + "".join(f"{number}\n{frame}" for number in range(1, 31))
    return (ASF + bones + tree).encode() + SPLIT + motion.encode()


def _joints(frames: int = 4) -> np.ndarray:
    return synthesize("walk", seed=0).to_clip().joints[:frames].astype(np.float64)


def _markers(write: Callable[..., Path], **options: Any) -> bytes:
    points, labels = marker_files.markers_of(_joints(), marker_files.PLUG_IN_GAIT)
    with tempfile.TemporaryDirectory() as folder:
        return write(Path(folder) / "markers", points * 1000, labels, **options).read_bytes()


def _tables() -> list[bytes]:
    """Named joints of Kinect, numbered landmarks, and markers of Qualisys."""
    points, labels = marker_files.markers_of(_joints(), marker_files.PLUG_IN_GAIT)
    texts = [
        table_files.kinect(points_in("ntu25", _joints()), ";").replace(".", ","),
        table_files.numbered(points_in("mediapipe33", _joints())),
        table_files.one_a_line(points_in("ntu25", _joints()), table_files.KINECT),
        *(write(points * 1000, labels) for write in (table_files.qualisys, table_files.optitrack, table_files.vicon)),
    ]
    return [text.encode() for text in texts]


def _gltf() -> Writer:
    return tree_of(synthesize("walk", seed=0, duration_s=1.0), every=10)


def _gltf_text() -> bytes:
    writer = _gltf()
    writer.tree["buffers"][0]["uri"] = "data:;base64," + base64.b64encode(writer.data).decode()
    return json.dumps(writer.tree).encode()


def _ntu() -> bytes:
    return ntu_text(points_in("ntu25", _joints()), bodies=2).encode()


def _mvnx() -> list[bytes]:
    walk = synthesize("squat", seed=1)
    return [
        mvnx(subject(walk.to_joints()[:3], walk.rotations[:3], tells=(told,))).encode()
        for told in ("position", "orientation")
    ]


def _points_json() -> list[Any]:
    coco, landmarks = (points_in(name, _joints()).tolist() for name in ("coco17", "mediapipe33"))
    scores = [1.0] * 17
    axes = [[dict(zip("xyz", place, strict=True)) | {"visibility": 0.9} for place in pose] for pose in landmarks]
    instances = [{"keypoints": pose, "keypoint_scores": scores, "track_id": 1} for pose in coco]
    return [
        coco,
        {"instance_info": [{"instances": [one]} for one in instances]},
        [{"landmarks": pose} for pose in axes],
    ]


def _parameters_json() -> list[Any]:
    """One object of arrays; and EasyMocap's people of each pose, all poses in one list."""
    arrays = {"global_orient": np.full((4, 3), 0.1), "body_pose": np.full((4, 63), 0.1), "transl": np.zeros((4, 3))}
    person = {"id": 0, "Rh": [[0.1, 0.2, 0.3]], "Th": [[1.0, 2.0, 3.0]], "poses": [[0.1] * 72], "shapes": [[0.0] * 10]}
    return [
        {name: array.tolist() for name, array in arrays.items()} | {"betas": [0.0] * 10, "fps": 30},
        [{"annots": [person, person | {"id": 1}]}] * 3,
    ]


def _mat() -> bytes:
    from scipy.io import savemat

    file = io.BytesIO()
    savemat(file, {"d_skel": points_in("utd20", _joints()).transpose(1, 2, 0)})
    return file.getvalue()


def _parameters() -> dict[str, Any]:
    return {
        "poses": np.full((4, 156), 0.01),
        "trans": np.zeros((4, 3)),
        "betas": np.zeros(16),
        "gender": np.array("neutral"),
        "mocap_framerate": np.array(30.0),
    }


def _parameters_in_other_shapes() -> list[dict[str, np.ndarray]]:
    """Matrices, two people in 6D, and a body with a root of its own in a batch of one, scaled."""
    turns = axis_angle_to_matrix(np.full((4, 22, 3), 0.1))
    place = np.arange(12.0).reshape(4, 3)
    return [
        {"pose": turns, "trans": place},
        {"thetas": np.stack([turns[..., :2, :].reshape(4, 132)] * 2), "transl": np.stack([place] * 2)},
        {
            **{"global_orient": np.full((1, 4, 3), 0.1), "body_pose": np.full((1, 4, 63), 0.1)},
            **{"smpl_trans": place[None], "smpl_scaling": np.array([90.0]), "betas": np.zeros((1, 10))},
        },
    ]


def _body_model() -> bytes:
    """Of 22 vertices, each its own joint."""
    return _members(
        v_template=rest_pose(),
        shapedirs=np.zeros((22, 3, 10)),
        J_regressor=np.eye(22),
        kintree_table=np.stack([PARENTS, np.arange(22)]),
    )


def _npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _members(**arrays: np.ndarray) -> bytes:
    return SPLIT.join(part for name, array in arrays.items() for part in (f"{name}.npy".encode(), as_npy(array)))


def _videos() -> list[bytes]:
    """A very short video in each container."""
    from humocon.video.write import write_video

    frames = np.random.default_rng(0).integers(0, 255, (3, 32, 32, 3), dtype=np.uint8)
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".mp4", ".gif", ".webm"):
            path = Path(folder) / f"clip{suffix}"
            write_video(path, iter(frames), 10.0)
            made.append(path.read_bytes())
    return made


def _recipes() -> list[bytes]:
    overrides = SPLIT + b"learning.steps=3\nseed=1\nsets=[a, b]\nvideo.cache=x\n"
    return [path.read_bytes() + overrides for path in sorted(RECIPES.glob("*/mini*.yaml"))]


def _lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _babel_qa() -> bytes:
    entry = {"babel_id": "7", "question": "What action?", "answer": ["walk"]}
    asked = {"0": {**entry, "query_type": "query_action", "relation_type": "before"}}
    return json.dumps(asked).encode() + SPLIT + json.dumps({"test": ["0"], "train": ["0"]}).encode()


def _activitynet_qa() -> bytes:
    asked = [{"video_name": "a", "question": "what is it", "question_id": "a_1"}]
    answered = [{"answer": "a dog", "type": 3, "question_id": "a_1"}]
    return json.dumps(asked).encode() + SPLIT + json.dumps(answered).encode()


def _captions() -> list[bytes]:
    turns = [{"from": "human", "value": "<video> What?"}, {"from": "gpt", "value": "A jump."}]
    return [
        json.dumps([{"videoID": "a", "enCap": ["one", "two"]}]).encode(),
        json.dumps([{"q": "What?", "a": "A jump.", "video_id": "a"}]).encode(),
        json.dumps([{"id": "a", "conversations": turns}]).encode(),
        b"a man walks#a/DET man/NOUN walk/VERB#0.0#0.0\na man runs#run/VERB#1.0#2.5\n",
    ]


def _labelled_set() -> bytes:
    positions = np.round(np.concatenate([_joints(), _joints()]) / 0.001).astype(np.int16)
    rows = [{"id": str(place), "split": "train", "content": "walk"} for place in range(2)]
    label = {"action": "walk", "direction": "left", "turns": True, "unclear": ["run"], "weight": 0.5}
    more = [{"label": label}, {"segments": [{"action": "bow", "start": 0.0, "end": 0.2}]}]
    rows = [row | known for row, known in zip(rows, more, strict=True)]
    return _lines(*rows) + SPLIT + _npz(positions=positions, start=np.array([0, 4, 8]), unit=0.001)


def _prepared_clips() -> bytes:
    rows = [{"id": name, "split": "train", "content": "walk", "poses": 2} for name in ("a", "b")]
    settings = json.dumps({"num_shards": 1}).encode()
    return SPLIT.join([settings, _lines(*rows), as_npy(np.zeros((4, 22, 3), np.float32))])


def _prepared_pairs() -> bytes:
    rows = [{"frames": 1, "poses": 2, "align": [0], "row": {}} for _ in range(2)]
    arrays = (np.zeros((2, 8, 8, 3), np.uint8), np.zeros((2, 2, 4, 4), np.float16), np.zeros((4, 22, 3), np.float32))
    return SPLIT.join([json.dumps(rows).encode(), *(as_npy(array) for array in arrays)])


def _results() -> bytes:
    accuracy = {"n": 2, "correct": 1, "accuracy": 0.5, "low": 0.1, "high": 0.9}
    content = {
        **{
            "task": "babel-qa",
            "split": "test",
            "data_sha256": "0",
            "files_sha256": "0",
            "protocol": "exact",
            "scoring": "exact",
        },
        **{"metrics": {"overall": accuracy}, "blind": {"majority": {"overall": accuracy}}, "points": {}},
        **{"coverage": {"selected": 2, "scored": 2}, "num_questions": 2, "num_in_split": 2},
        **{"interval": "95%", "confusions": [], "unparsable": 0},
    }
    scores = _lines(*({"question_id": str(place), "score": float(place)} for place in range(2)))
    return json.dumps(content).encode() + SPLIT + scores


def _journal() -> bytes:
    return _lines({"question_id": "0", "answer": "walk"}) + SPLIT + json.dumps({"model": "mini"}).encode()


def _checkpoint() -> bytes:
    manifest = '{"format": 1, "step": 1, "num_processes": 1, "files": {"model.json": "FACTS"}}'
    state = {"numbers": [1, {"$float": "inf"}], "betas": {"$tuple": [0.9, 0.99]}, "state": {"$dict": [[0, {}]]}}
    return manifest.encode() + SPLIT + json.dumps(state).encode()


def _concept_names() -> bytes:
    import torch

    from humocon.concepts.names import codebook_sha256

    name = {"name": "walk", "source": "labels", "purity": 0.5, "usage": 0.1, "speed": 1.0, "parts": ["left arm"]}
    content = {"codebook": codebook_sha256(torch.zeros(2, 2)), "concepts": {"0": name, "1": name}}
    return json.dumps(content).encode()


def _file_of_model(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_tiny_model(Path(folder))
        return (Path(folder) / name).read_bytes()


def write_tiny_model(folder: Path) -> None:
    """Write a whole model with random weights, and its stage 1, into a folder."""
    import torch
    from transformers import AutoModelForCausalLM

    from humocon.concepts.configuration import ConceptConfig
    from humocon.concepts.model import ConceptModel
    from humocon.language import HumoconForConditionalGeneration, HumoconProcessor
    from humocon.language.configuration import small_llama
    from humocon.language.tokenizer import build_tokenizer
    from humocon.model_folder import save_concepts

    torch.manual_seed(0)
    sizes = ConceptConfig(width=8, num_layers=1, num_heads=2, num_codes=4, window=4, hypernetwork_hidden=4)
    concepts = ConceptModel(sizes)
    tokenizer = build_tokenizer(["Is the person jumping? Yes. No."] * 5, vocab_size=280)
    processor = HumoconProcessor.from_base(tokenizer, max_motion_tokens=4)
    base = AutoModelForCausalLM.from_config(small_llama(len(processor.tokenizer), 16, 1, 2, 16, 64))
    HumoconForConditionalGeneration.from_base(base, concepts, processor).save_pretrained(folder)
    processor.save_pretrained(folder)
    save_concepts(concepts, folder)
