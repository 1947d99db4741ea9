"""glTF files of the project's own motions."""

import json
import struct

import numpy as np
from scipy.spatial.transform import Rotation

from humocon.motion.skeleton import MEAN_OFFSETS, NUM_JOINTS, PARENTS
from humocon.motion.writers import bvh_names


class Writer:
    """A glTF tree whose buffer grows with what is put into it."""

    def __init__(self):
        self.data = b""
        self.tree = {"asset": {"version": "2.0"}, "bufferViews": [], "accessors": []}

    def put(self, numbers, component=5126):
        numbers = np.asarray(numbers, {5126: np.float32, 5122: np.int16}[component])
        kind = {1: "SCALAR", 3: "VEC3", 4: "VEC4"}[1 if numbers.ndim == 1 else numbers.shape[1]]
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": numbers.nbytes}
        self.tree["bufferViews"].append(view)
        entry = {"bufferView": len(self.tree["bufferViews"]) - 1, "componentType": component, "count": len(numbers)}
        self.tree["accessors"].append(entry | {"type": kind})
        self.data += numbers.tobytes()
        return len(self.tree["accessors"]) - 1


def animation(writer, walk, *, every=1, interpolation="LINEAR", component=5126):
    times = writer.put(np.arange(0, len(walk.root), every) / walk.fps)
    samplers, channels = [], []

    def add(node, path, values, component=5126):
        keys = values[::every]
        if interpolation == "CUBICSPLINE":
            tangents = np.gradient(values, 1 / walk.fps, axis=0)[::every]
            keys = np.stack([tangents, keys, tangents], axis=1).reshape(-1, values.shape[1])
        output = writer.put(keys, component)
        samplers.append({"input": times, "output": output, "interpolation": interpolation})
        channels.append({"sampler": len(samplers) - 1, "target": {"node": node, "path": path}})

    add(1, "translation", walk.root * 100)
    for joint in range(NUM_JOINTS):
        turns = Rotation.from_matrix(walk.rotations[:, joint]).as_quat(canonical=True)
        add(joint + 1, "rotation", np.round(turns * 32767) if component == 5122 else turns, component)
    return {"samplers": samplers, "channels": channels}


def tree_of(walk, **options):
    """The walk under an armature that shrinks centimetres to metres, as exporters write it."""
    writer = Writer()
    nodes = [{"name": "Armature", "scale": [0.01] * 3, "children": [1]}]
    for joint, name in enumerate(bvh_names("mixamo")):
        children = [child + 1 for child in range(NUM_JOINTS) if PARENTS[child] == joint]
        offset = (MEAN_OFFSETS[joint] * 100).tolist()
        nodes.append({"name": name, "translation": offset, **({"children": children} if children else {})})
    writer.tree |= {"nodes": nodes, "skins": [{"joints": list(range(1, NUM_JOINTS + 1))}]}
    writer.tree["animations"] = [animation(writer, walk, **options)]
    writer.tree["buffers"] = [{"byteLength": len(writer.data)}]
    return writer


def glb(writer):
    text = json.dumps(writer.tree).encode()
    chunks = [(0x4E4F534A, text.ljust(-(-len(text) // 4) * 4)), (0x004E4942, writer.data)]
    body = b"".join(struct.pack("<2I", len(data), kind) + data for kind, data in chunks)
    return b"glTF" + struct.pack("<2I", 2, 12 + len(body)) + body
