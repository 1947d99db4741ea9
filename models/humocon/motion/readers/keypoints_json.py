"""Points in JSON as MMPose, OpenPose, AlphaPose, MediaPipe and NW-UCLA write them, as plain lists, or by name."""

import re
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.files import parse_json
from humocon.motion.joint_names import ESSENTIAL
from humocon.motion.readers.amass import stored_fps
from humocon.motion.readers.joints import read_points
from humocon.motion.readers.keypoints import FLAT, KEYPOINT_KEYS, read_named_points
from humocon.motion.readers.limits import check_places, read_text
from humocon.motion.readers.parameters import FPS_KEYS
from humocon.motion.readers.parameters_json import parameters_in, read_json_parameters
from humocon.motion.readers.raw import RawMotion
from humocon.motion.readers.tracks import Seen, main_person

_FRAMES: Final = ("instance_info", "frames", "skeletons", "predictions", "annotations", "data", "poses")
_PEOPLE: Final = ("instances", "people", "bodies", "body_list")
_WHO: Final = ("track_id", "person_id", "body_id", "idx", "id")
_POINTS: Final = (
    *(
        "pose_keypoints_3d",
        "poseWorldLandmarks",
        "worldLandmarks",
        "joints",
        "positions",
        "joint_positions",
        "keypoint",
    ),
    *KEYPOINT_KEYS,
)
_ABOUT: Final = ("info", "meta", "metadata", "meta_info", "video")
"""Where the rate may stand, beside the top of the tree."""
_PICTURE: Final = ("pose_keypoints_2d", "pose_keypoints", "poseLandmarks", "pose_landmarks")
_SCORES: Final = ("keypoint_scores", "keypoints_scores", "scores")
_CONFIDENCE: Final = ("visibility", "confidence", "score")
_UCLA_FPS: Final = 12.5
"""Northwestern-UCLA has no published rate; how fast people sit down and walk in it tells about so many."""
_NUMBER_OF_POSE: Final = re.compile(r"(?:\D*_)?(\d{1,18})(?:\.[a-z]+)?")
_NUMBERED: Final = re.compile(r"(.*?)(\d+)((?:_keypoints)?\.json)", re.IGNORECASE)


def read_json(
    path: Path, person: int | None = None, skeleton: str | None = None, body_model: Path | None = None
) -> RawMotion:
    """Read the points of one person from JSON, or the parameters of SMPL.

    OpenPose and EasyMocap write a file for each picture: those of the same name with other numbers are read with it.

    Raises:
        DataError: The file is damaged, has 2D points alone, or no points known here.
    """
    tree, names = _parse(path), list[str]()
    if (held := parameters_in(tree)) is not None:
        if skeleton is not None:
            raise DataError(f"{path}: SMPL parameters, whose joints are known; leave --skeleton out")
        return read_json_parameters(_poses(held, path), path, body_model, person, _rate(tree))
    if isinstance(tree, dict) and "people" in tree:
        frames = [_people(one, path, names) for one in map(_parse, _pictures(path))]
    else:
        frames = _frames(tree, path, names)
    check_places(len(frames), max((len(points) for frame in frames for _, points in frame), default=0), path)
    try:
        points, people, told = main_person(frames, person, path)
    except ValueError as error:
        raise DataError(f"{path}: no motion known here ({one_line(error)}); give a list of joint positions") from error
    rate = _rate(tree)
    if names:
        if skeleton is not None:
            raise DataError(f"{path}: the file names its joints; leave --skeleton out")
        raw = read_named_points(points, names, path, fps=rate[0], source="JSON")
    else:
        raw = read_points(points, path, skeleton, rate)
    ucla = isinstance(tree, dict) and {"file_name", "skeletons"} <= tree.keys()
    return replace(
        raw,
        format="JSON of joint positions",
        people=people,
        default_fps=(("y", _UCLA_FPS),) if ucla else raw.default_fps,
        fps_fault=rate[1],
        warnings=(*told, *raw.warnings),
    )


def _rate(tree: Any) -> tuple[float | None, str]:
    """Poses per second where the file says so, and why they cannot be used."""
    places = [tree, *(tree.get(name) for name in _ABOUT)] if isinstance(tree, dict) else []
    numbers = (
        {name.lower(): np.array(float(value))}
        for place in places
        if isinstance(place, dict)
        for name, value in place.items()
        if name.lower() in FPS_KEYS and isinstance(value, int | float) and abs(value) < 1e9
    )
    return stored_fps(next(numbers, {}))


def _parse(path: Path) -> Any:
    try:
        text = read_text(path)
        lines = [line for line in text.split("\n") if line.strip()]
        # One pose a line, as loops that append to a file write them.
        if len(lines) > 1 and all(line[0] in "[{" and line.rstrip()[-1] in "]}" for line in lines):
            return [parse_json(line) for line in lines]
        return parse_json(text)
    except ValueError as error:
        raise DataError(f"{path}: not readable as JSON ({one_line(error)}); copy it again") from error


def _poses(tree: Any, path: Path) -> list[Any]:
    """Poses of parameters: the one object of a whole motion, one in each file of a film, or those of a list."""
    if isinstance(tree, dict) and "annots" not in tree:
        return [tree]
    people = tree["annots"] if isinstance(tree, dict) else tree
    if all(isinstance(person, dict) and "id" in person for person in people):
        return [_parse(picture) for picture in _pictures(path)]
    return tree if isinstance(tree, list) else [tree]


def _pictures(path: Path) -> list[Path]:
    """All files of OpenPose's that belong to one film, in order."""
    if not (name := _NUMBERED.fullmatch(path.name)):
        return [path]
    others = ((_NUMBERED.fullmatch(file.name), file) for file in path.parent.iterdir())
    own = [(int(one[2]), file) for one, file in others if one and (one[1], one[3]) == (name[1], name[3])]
    return [file for _, file in sorted(own)]


def _frames(tree: Any, path: Path, names: list[str]) -> list[list[Seen]]:
    for _ in range(3):
        if isinstance(tree, dict):
            found = next((tree[key] for key in (*_FRAMES, *_POINTS) if isinstance(tree.get(key), list)), None)
            tree = _by_number(tree) if found is None else found
    if not isinstance(tree, list):
        raise DataError(f"{path}: JSON that is no motion known here; give a list of poses, each a list of joints")
    frames: dict[Hashable, list[Seen]] = {}
    for number, node in enumerate(tree):
        # AlphaPose lists people, and tells by the picture's name which of them belong together.
        picture = node.get("image_id") if isinstance(node, dict) else None
        frames.setdefault(str(picture) if picture is not None else number, []).extend(_people(node, path, names))
    return list(frames.values())


def _by_number(tree: dict[str, Any]) -> list[Any] | None:
    """Poses that are called by their number or time, as ZED writes them, in order; None without such."""
    numbers = {key: _NUMBER_OF_POSE.fullmatch(key) for key, pose in tree.items() if isinstance(pose, dict | list)}
    order = {key: int(found[1]) for key, found in numbers.items() if found}
    return [tree[key] for key in sorted(order, key=lambda key: order[key])] if len(order) == len(numbers) > 1 else None


def _people(node: Any, path: Path, names: list[str]) -> list[Seen]:
    """Who is seen in one pose."""
    if isinstance(node, dict):
        people = next((node[key] for key in _PEOPLE if isinstance(node.get(key), list)), [node])
        if node and all(key.isdigit() and isinstance(person, list) for key, person in node.items()):
            people = [{"id": key, "keypoints": person} for key, person in node.items()]  # easy_ViTPose
    elif _depth(node) == 3:
        people = node
    else:
        people = [node] if node else []
    seen: dict[Hashable, np.ndarray] = {}
    unnamed: list[Seen] = []
    for person in people:
        if _is_empty(person):
            continue
        who = next((person[key] for key in _WHO if key in person), None) if isinstance(person, dict) else None
        who = who[0] if isinstance(who, list) and who else who
        if isinstance(who, int | str) and who != -1:
            seen[who] = _points(person, path, names)
        else:
            unnamed.append((None, _points(person, path, names)))
    return [*seen.items(), *unnamed]


def _is_empty(person: Any) -> bool:
    """Whether nobody is seen, as estimators write it: no pose, or none under the name of one."""
    if not isinstance(person, dict):
        return person is None
    told = [person.get(key) for key in (*_POINTS, *_PICTURE)]
    return not any(told) and (not person or any(key in person for key in _POINTS))


def _by_name(node: Any, names: list[str]) -> list[Any] | None:
    """Places of joints in the order of their names, which are those of the first pose that has such; None without."""
    if not isinstance(node, dict):
        return None
    for joints in (node, *(node.get(key) for key in _POINTS)):
        if isinstance(joints, dict):
            places = {name: place for name, place in joints.items() if _is_place(place)}
            if len(places) >= len(ESSENTIAL):
                names.extend(() if names else places)
                return [places.get(name, [np.nan] * 3) for name in names]
    return None


def _is_place(place: Any) -> bool:
    return {"x", "y", "z"} <= place.keys() if isinstance(place, dict) else isinstance(place, list) and len(place) == 3


def _points(node: Any, path: Path, names: list[str]) -> np.ndarray:
    """(J, 2 to 4) points of one person in one pose."""
    scores, flat_width = None, 3
    node = _by_name(node, names) or node
    if isinstance(node, dict):
        key = next((key for key in _POINTS if isinstance(node.get(key), list) and node[key]), None)
        if key is None and any(name in _PICTURE or _is_flat(points) for name, points in node.items()):
            raise DataError(f"{path}: {FLAT}")
        scores = next((node[name] for name in _SCORES if isinstance(node.get(name), list)), None)
        # OpenPose writes x, y, z and confidence in a row; the 2D results of COCO's kind x, y and confidence.
        flat_width = 4 if key == "pose_keypoints_3d" else 3
        node = node.get(key) if key is not None else None
    if _is_flat(node):
        raise DataError(f"{path}: {FLAT}")
    try:
        if isinstance(node, list) and len(node) == 1 and isinstance(node[0], list):
            node = node[0]
        if isinstance(node, list) and any(isinstance(point, dict) for point in node):
            node = [
                [point["x"], point["y"], point["z"], *_confidence(point)] if isinstance(point, dict) else point
                for point in node
            ]
        points = np.array(node, dtype=np.float64)
        if points.ndim == 1 and points.size:
            points = points.reshape(-1, flat_width)
        if points.ndim != 2 or not 2 <= points.shape[1] <= 4:
            raise ValueError(f"an array of shape {points.shape} for a pose")
        if scores is not None and points.shape[1] == 3 and np.shape(scores) == (len(points),):
            points = np.concatenate([points, np.array(scores, dtype=np.float64)[:, None]], axis=1)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        reason = "joints of different lengths" if "inhomogeneous" in str(error) else one_line(error)
        raise DataError(f"{path}: no motion known here ({reason}); give joints as [x, y, z]") from error
    return points


def _is_flat(node: Any) -> bool:
    """Whether points are told by x and y alone, each or all together, as YOLO writes them."""
    place = node[0] if isinstance(node, list) and node else node
    return isinstance(place, dict) and {"x", "y"} <= place.keys() and "z" not in place


def _confidence(point: dict[str, Any]) -> list[Any]:
    return [point[name] for name in _CONFIDENCE if name in point][:1]


def _depth(node: Any) -> int:
    """How many lists deep."""
    depth = 0
    while isinstance(node, list) and node:
        node, depth = node[0], depth + 1
    return depth
