"""SMPL parameters in JSON: one object of arrays, or a list of people for each pose, as EasyMocap writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.readers.amass import read_parameter_arrays
from humocon.motion.readers.arrays import spelling
from humocon.motion.readers.parameters import CAMERA_KEYS, NEEDED_KEYS, OPTIONAL_KEYS, PARAMETER_KEYS
from humocon.motion.readers.raw import RawMotion
from humocon.motion.readers.tracks import Seen, main_person

_HOLDERS: Final = ("smpl_params_global",)
"""What is told of the world, beside what is told of the camera."""
_PEOPLE: Final = "annots"
_TOO_WIDE: Final = 2000
"""Numbers of one person in one pose, far above those of any body."""


def parameters_in(tree: Any) -> Any:
    """The part of a tree that holds the parameters: itself, or what lies in it, as in GVHMR's; None without such."""
    inner = [*map(tree.get, _HOLDERS), *tree.values()] if isinstance(tree, dict) else []
    return next((node for node in (tree, *inner) if isinstance(node, dict | list) and is_parameters(node)), None)


def is_parameters(node: Any) -> bool:
    """Whether JSON is an object with a pose of SMPL and something else that only such a body has, or a list of them."""
    node = _first(node)
    if not spelling(node, PARAMETER_KEYS):
        return False
    return bool(spelling(node, (NEEDED_KEYS | OPTIONAL_KEYS) - PARAMETER_KEYS - {"fps", "frame_rate", "shape"}))


def read_json_parameters(
    trees: Sequence[Any], path: Path, body_model: Path | None, person: int | None, rate: tuple[float | None, str]
) -> RawMotion:
    """Read the parameters of one person.

    Args:
        trees: The object of a whole motion, or the people of each pose.
        path: Named in errors.
        body_model: See `read_parameters`.
        person: Which of several people, from 1.
        rate: Poses per second, and why these cannot be used.

    Raises:
        DataError: They do not fit together.
    """
    people, told = 0, ()
    camera = [*spelling(_first(trees), CAMERA_KEYS).values()]
    try:
        if len(trees) == 1 and isinstance(trees[0], dict) and _PEOPLE not in trees[0]:
            arrays = _arrays(trees[0])
        else:
            arrays, people, told = _joined([_seen(tree) for tree in trees], person, path)
            person = None
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise DataError(f"{path}: no SMPL parameters known here ({one_line(error)}); save them as an npz") from error
    raw = read_parameter_arrays(arrays, path, body_model, person, rate=rate, camera=camera)
    return replace(raw, people=max(people, raw.people), warnings=(*told, *raw.warnings))


def _first(node: Any) -> dict[str, Any]:
    """The first object that is no list of people; an empty one without such."""
    node = _people(node)
    while isinstance(node, list) and node:
        node = _people(next((one for one in node if one), None))
    return node if isinstance(node, dict) else {}


def _people(node: Any) -> Any:
    return node[_PEOPLE] if isinstance(node, dict) and isinstance(node.get(_PEOPLE), list) else node


def _arrays(node: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Arrays of float64 by the names that `assemble` knows."""
    names = spelling(node, NEEDED_KEYS | OPTIONAL_KEYS - {"gender"})
    return {name: np.array(node[own], dtype=np.float64) for name, own in names.items() if node[own] is not None}


def _seen(tree: Any) -> list[tuple[Any, dict[str, np.ndarray]]]:
    """Who is there in one pose, and with which parameters."""
    people = _people(tree)
    people = people if isinstance(people, list) else [people]
    seen = [(person.get("id"), _arrays(person)) for person in people if isinstance(person, dict)]
    return [(who, arrays) for who, arrays in seen if arrays]


def _joined(
    frames: list[list[tuple[Any, dict[str, np.ndarray]]]], person: int | None, path: Path
) -> tuple[dict[str, np.ndarray], int, tuple[str, ...]]:
    """The arrays of one person throughout, poses of zeros where nobody is seen, and as `main_person` tells."""
    first = next((arrays for frame in frames for _, arrays in frame), {})
    sizes = {name: array.size for name, array in first.items()}
    total = sum(sizes.values())
    if not 0 < total < _TOO_WIDE:
        raise ValueError(f"{total} numbers in a pose")

    def row(arrays: dict[str, np.ndarray]) -> np.ndarray:
        numbers = [arrays[name].reshape(size) for name, size in sizes.items()]
        return np.concatenate([*numbers, np.zeros(-total % 3)]).reshape(-1, 3)

    rows: list[list[Seen]] = [[(who, row(arrays)) for who, arrays in frame] for frame in frames]
    points, people, told = main_person(rows, person, path)
    flat = np.nan_to_num(points.reshape(len(points), -1)[:, :total])
    places = np.split(flat, np.cumsum([*sizes.values()])[:-1], axis=1)
    return dict(zip(sizes, places, strict=True)), people, told
