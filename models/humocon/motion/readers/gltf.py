"""Skeletal animations in glTF 2.0, `.glb` and `.gltf`, posed by forward kinematics; joints are matched by name."""

import base64
import binascii
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import numpy as np

from humocon.errors import DataError, one_line
from humocon.file_kinds import plain_text
from humocon.files import parse_json
from humocon.motion.fitting import fit_smpl
from humocon.motion.readers.limits import check_places, check_text_size
from humocon.motion.readers.raw import RawMotion
from humocon.motion.rotations import unit_vectors

_MAGIC: Final = b"glTF"
_JSON_CHUNK, _BINARY_CHUNK = 0x4E4F534A, 0x004E4942
_TYPES: Final = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
_VRM: Final = ("VRM", "VRMC_vrm", "VRMC_vrm_animation")
_USUAL_FPS: Final = 30.0
_FASTEST_FPS: Final = 240.0


def is_gltf(head: bytes, path: Path) -> bool:
    """Whether a file is of glTF, by how it begins or, as text, by its name."""
    return head.startswith(_MAGIC) or (path.suffix.lower() == ".gltf" and head.lstrip()[:1] == b"{")


def read_gltf(path: Path) -> RawMotion:
    """Read the longest skeletal animation of a glTF file.

    Raises:
        DataError: The file is damaged, compressed, has no animation, or its skeleton is no body.
    """
    check_text_size(path)
    try:
        file = _open(path)
        joints, names, parents = _skeleton(file.tree)
        channels, others = _animation(file)
        times, fps = _clock(channels)
        check_places(len(times), 2 * len(file.tree.get("nodes", [])), path)
        places = _pose(file.tree, channels, times)[:, joints]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, struct.error) as error:
        raise DataError(f"{path}: no skeletal animation in glTF 2.0 ({one_line(error)}); export it again") from error
    fitted, has_toes, notes = fit_smpl(places, names, parents, {}, str(path))
    return RawMotion(
        joints=fitted,
        fps=fps,
        format="glTF",
        skeleton=f"{len(names)} joints, matched by name",
        metres=1.0,
        up="y",
        named=True,
        has_toes=has_toes,
        notes=tuple(notes),
        warnings=(f"{others + 1} animations in the file; only the longest is read",) if others else (),
    )


@dataclass(frozen=True)
class _File:
    """The tree of a glTF file, and its buffers."""

    tree: dict[str, Any]
    buffers: list[bytes]

    def array(self, accessor: int) -> np.ndarray:
        """Numbers (N, width) of an accessor; normalised integers as -1 to 1."""
        entry = _entry(self.tree["accessors"], accessor)
        if "sparse" in entry or "bufferView" not in entry:
            raise ValueError("sparse accessors")
        view = _entry(self.tree["bufferViews"], entry["bufferView"])
        if "extensions" in view:
            raise ValueError("compressed: export it without meshopt")
        kind, width, count = np.dtype(_TYPES[entry["componentType"]]), _WIDTHS[entry["type"]], int(entry["count"])
        begin = int(view.get("byteOffset", 0)) + int(entry.get("byteOffset", 0))
        stride = int(view.get("byteStride") or kind.itemsize * width)
        data = _entry(self.buffers, view.get("buffer", 0))
        if (
            begin < 0
            or count < 1
            or stride < kind.itemsize * width
            or begin + (count - 1) * stride + kind.itemsize * width > len(data)
        ):
            raise ValueError("a buffer is cut off")
        numbers = np.ndarray((count, width), kind, data, begin, (stride, kind.itemsize)).astype(np.float64)
        return numbers if kind.kind == "f" else np.maximum(numbers / np.iinfo(kind).max, -1.0)


@dataclass(frozen=True)
class _Channel:
    """How one node moves, turns or grows: values (N, 3 or 4) at times (N,)."""

    node: int
    path: str
    times: np.ndarray
    values: np.ndarray
    interpolation: str

    def at(self, times: np.ndarray) -> np.ndarray:
        """Values at (T,) times: (T, 3 or 4)."""
        after = np.clip(np.searchsorted(self.times, times, side="right"), 1, max(len(self.times) - 1, 1))
        after = np.minimum(after, len(self.times) - 1)
        before = np.maximum(after - 1, 0)
        span = np.maximum(self.times[after] - self.times[before], 1e-9)
        share = np.clip((times - self.times[before]) / span, 0.0, 1.0)[:, None]
        if self.interpolation == "CUBICSPLINE":
            return self._spline(before, after, share, span[:, None])
        if self.interpolation == "STEP":
            return np.where(share < 1.0, self.values[before], self.values[after])
        first, last = self.values[before], self.values[after]
        if self.path != "rotation":
            return (1 - share) * first + share * last
        return _slerp(first, last, share)

    def _spline(self, before: np.ndarray, after: np.ndarray, share: np.ndarray, span: np.ndarray) -> np.ndarray:
        """Each key holds the tangent before it, its value, and the tangent behind it."""
        keys = self.values.reshape(len(self.times), 3, -1)
        square, cube = share**2, share**3
        value = (2 * cube - 3 * square + 1) * keys[before, 1] + (3 * square - 2 * cube) * keys[after, 1]
        return value + span * ((cube - 2 * square + share) * keys[before, 2] + (cube - square) * keys[after, 0])


def _slerp(first: np.ndarray, last: np.ndarray, share: np.ndarray) -> np.ndarray:
    first, last = (unit_vectors(one) for one in (first, last))
    dot = (first * last).sum(axis=-1, keepdims=True)
    last, dot = np.where(dot < 0, -last, last), np.minimum(np.abs(dot), 1.0)
    angle = np.arccos(dot)
    sine = np.sin(angle)
    near = sine < 1e-4
    sine = np.where(near, 1.0, sine)
    weights = (np.sin((1 - share) * angle) / sine, np.sin(share * angle) / sine)
    return np.where(near, (1 - share) * first + share * last, weights[0] * first + weights[1] * last)


def _open(path: Path) -> _File:
    data = path.read_bytes()
    binary = b""
    if data.startswith(_MAGIC):
        version, _ = struct.unpack_from("<2I", data, 4)
        if version != 2:
            raise ValueError(f"version {version}")
        place, text = 12, b""
        while place + 8 <= len(data):
            length, kind = struct.unpack_from("<2I", data, place)
            chunk = data[place + 8 : place + 8 + length]
            text = chunk if kind == _JSON_CHUNK else text
            binary = chunk if kind == _BINARY_CHUNK else binary
            place += 8 + length
    else:
        text = data
    tree = parse_json(plain_text(text))
    if not isinstance(tree, dict):
        raise ValueError("no object")
    return _File(tree, [_buffer(entry, binary, path) for entry in tree.get("buffers", [])])


def _buffer(entry: dict[str, Any], binary: bytes, path: Path) -> bytes:
    """The bytes of a buffer: in the file itself, in its text, or in a file beside it."""
    uri = entry.get("uri")
    if uri is None:
        return binary
    if uri.startswith("data:"):
        try:
            return base64.b64decode(uri.partition(",")[2], validate=False)
        except binascii.Error as error:
            raise ValueError("a buffer is damaged") from error
    name = unquote(uri)
    file = path.parent / Path(name).name
    if Path(name).name != name or not file.is_file():
        raise DataError(
            f"{path}: its buffer {uri[:80]!r} is not beside it; copy both into one folder, or export a .glb"
        )
    check_text_size(file)
    return file.read_bytes()


def _entry(entries: Any, index: Any) -> Any:
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(entries):
        raise ValueError(f"no entry {index!r}")
    return entries[index]


def _parents(nodes: list[dict[str, Any]]) -> list[int]:
    parents = [-1] * len(nodes)
    for number, node in enumerate(nodes):
        for child in node.get("children", []):
            _entry(nodes, child)
            parents[child] = number
    return parents


def _order(parents: list[int]) -> list[int]:
    """Nodes, each behind its parent.

    Raises:
        ValueError: Nodes are their own ancestors.
    """
    children: dict[int, list[int]] = {}
    for child, parent in enumerate(parents):
        children.setdefault(parent, []).append(child)
    order = list(children.get(-1, []))
    for node in order:
        order += children.get(node, [])
    if len(order) != len(parents):
        raise ValueError("nodes that are their own ancestors")
    return order


def _skeleton(tree: dict[str, Any]) -> tuple[list[int], list[str], list[int]]:
    """Nodes of the largest skin, or all that have a name, in order; their names, and parents among them."""
    nodes = tree["nodes"]
    parents = _parents(nodes)
    skins = [skin["joints"] for skin in tree.get("skins", [])]
    chosen = (
        {_entry(nodes, joint) is not None and joint for joint in max(skins, key=len)} if skins else range(len(nodes))
    )
    joints = [node for node in _order(parents) if node in chosen]
    place = {node: number for number, node in enumerate(joints)}
    above = []
    for node in joints:
        parent = parents[node]
        while parent >= 0 and parent not in place:
            parent = parents[parent]
        above.append(place.get(parent, -1))
    names = {node: str(nodes[node].get("name", ""))[:200] for node in joints} | _names_of_vrm(tree)
    return joints, [names[node] for node in joints], above


def _names_of_vrm(tree: dict[str, Any]) -> dict[int, str]:
    """What avatars (VRM 0 and 1) and their animations say of nodes, whose own names may be of any language."""
    names: dict[int, str] = {}
    for key in _VRM:
        bones = tree.get("extensions", {}).get(key, {}).get("humanoid", {}).get("humanBones", [])
        named = bones.items() if isinstance(bones, dict) else ((bone["bone"], bone) for bone in bones)
        names |= {bone["node"]: str(name)[:200] for name, bone in named}
    return names


def _animation(file: _File) -> tuple[list[_Channel], int]:
    """Channels of the longest animation, and how many others there are."""
    animations = [_channels(file, animation) for animation in file.tree.get("animations", [])]
    animations = [channels for channels in animations if channels]
    if not animations:
        raise ValueError("no animation")
    longest = max(animations, key=lambda channels: max(channel.times[-1] - channel.times[0] for channel in channels))
    return longest, len(animations) - 1


def _channels(file: _File, animation: dict[str, Any]) -> list[_Channel]:
    found = []
    for channel in animation["channels"]:
        node, path = channel["target"].get("node"), channel["target"]["path"]
        if node is None or path not in ("translation", "rotation", "scale"):
            continue
        _entry(file.tree["nodes"], node)
        sampler = _entry(animation["samplers"], channel["sampler"])
        times, values = file.array(sampler["input"])[:, 0], file.array(sampler["output"])
        interpolation = sampler.get("interpolation", "LINEAR")
        keys = 3 * len(times) if interpolation == "CUBICSPLINE" else len(times)
        if values.shape != (keys, 4 if path == "rotation" else 3) or (np.diff(times) < 0).any():
            raise ValueError(f"values of shape {values.shape} at {len(times)} times")
        if not (np.isfinite(times).all() and np.isfinite(values).all()):
            raise ValueError("NaN or infinity")
        found.append(_Channel(node, path, times, values, interpolation))
    return found


def _clock(channels: list[_Channel]) -> tuple[np.ndarray, float]:
    """Evenly spaced times from the first key to the last, and poses per second: those of the densest channel."""
    first, last = min(channel.times[0] for channel in channels), max(channel.times[-1] for channel in channels)
    dense = max((channel.times for channel in channels), key=len)
    steps = np.diff(dense)
    step = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
    fps = 1.0 / step if 1.0 / _FASTEST_FPS <= step <= 0.1 else _USUAL_FPS
    if not last - first < 1e6:
        raise ValueError(f"{last - first:.3g} s long")
    return first + np.arange(int((last - first) * fps + 1.01)) / fps, fps


def _pose(tree: dict[str, Any], channels: list[_Channel], times: np.ndarray) -> np.ndarray:
    """Places of all nodes in the world, (T, nodes, 3)."""
    nodes = tree["nodes"]
    parents = _parents(nodes)
    moving = {(channel.node, channel.path): channel.at(times) for channel in channels}
    world: dict[int, np.ndarray] = {}
    places = np.zeros((len(times), len(nodes), 3))
    for node in _order(parents):
        local = _local(nodes[node], {path: values for (who, path), values in moving.items() if who == node}, len(times))
        world[node] = local if parents[node] < 0 else world[parents[node]] @ local
        places[:, node] = world[node][:, :3, 3]
    return places


def _local(node: dict[str, Any], moving: dict[str, np.ndarray], count: int) -> np.ndarray:
    """Matrices (T, 4, 4) of a node in its parent."""
    from scipy.spatial.transform import Rotation  # slow to import, and needed for this kind of file alone

    out = np.broadcast_to(np.eye(4), (count, 4, 4)).copy()
    if "matrix" in node and not moving:
        out[:] = np.array(node["matrix"], dtype=np.float64).reshape(4, 4).T
        return out
    usual = {"translation": (0.0, 0.0, 0.0), "rotation": (0.0, 0.0, 0.0, 1.0), "scale": (1.0, 1.0, 1.0)}
    still = {path: np.array(node.get(path, value), dtype=np.float64) for path, value in usual.items()}
    values = {path: moving.get(path, still[path].reshape(1, len(usual[path]))) for path in usual}
    turns = values["rotation"]
    turns = np.where(np.linalg.norm(turns, axis=-1, keepdims=True) < 1e-6, [0.0, 0.0, 0.0, 1.0], turns)
    out[:, :3, :3] = Rotation.from_quat(turns).as_matrix() * values["scale"][:, None, :]
    out[:, :3, 3] = values["translation"]
    return out
