import base64
import json
import re

import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.read import read_motion
from tests.motion.gltf_files import glb, tree_of

EVERY = 6
"""A key to so many poses where keys are sparse."""


@pytest.mark.parametrize("component", [5126, 5122])
def test_an_animation_is_posed_in_metres(tmp_path, walk, component):
    (tmp_path / "walk.glb").write_bytes(glb(tree_of(walk, component=component)))
    clip = read_motion(tmp_path / "walk.glb")
    assert (clip.source.format, clip.source.unit, clip.source.up, clip.source.warnings) == ("glTF", "m", "y", ())
    assert clip.source.fps == pytest.approx(30)
    tolerance = 1e-4 if component == 5126 else 1e-3
    np.testing.assert_allclose(clip.joints, canonicalize(walk.joints, 30), atol=tolerance)


@pytest.mark.parametrize(("interpolation", "tolerance"), [("LINEAR", 0.05), ("CUBICSPLINE", 0.005), ("STEP", 0.6)])
def test_poses_between_keys_are_interpolated_as_the_file_says(tmp_path, walk, interpolation, tolerance):
    writer = tree_of(walk, every=EVERY, interpolation=interpolation)
    (tmp_path / "walk.glb").write_bytes(glb(writer))
    clip = read_motion(tmp_path / "walk.glb")
    expected = canonicalize(walk.joints, 30)[: clip.num_frames]
    error = np.abs(clip.joints - expected).max()
    assert tolerance / 20 < error < tolerance


def test_text_with_its_buffer_inside_or_beside_it_is_read_alike(tmp_path, walk):
    writer = tree_of(walk)
    (tmp_path / "a.glb").write_bytes(glb(writer))
    (tmp_path / "beside.bin").write_bytes(writer.data)
    inside = "data:application/octet-stream;base64," + base64.b64encode(writer.data).decode()
    for name, uri in (("inside", inside), ("outside", "beside.bin")):
        writer.tree["buffers"][0]["uri"] = uri
        (tmp_path / f"{name}.gltf").write_text(json.dumps(writer.tree))
        clip = read_motion(tmp_path / f"{name}.gltf")
        np.testing.assert_array_equal(clip.joints, read_motion(tmp_path / "a.glb").joints)


@pytest.mark.parametrize(
    "uri", ["../beside.bin", "..%2Fbeside.bin", "/etc/passwd", "missing.bin", "https://example.org/a.bin"]
)
def test_no_file_elsewhere_is_opened(tmp_path, walk, uri):
    writer = tree_of(walk)
    writer.tree["buffers"][0]["uri"] = uri
    (tmp_path / "a.gltf").write_text(json.dumps(writer.tree))
    with pytest.raises(DataError, match=r"its buffer .* is not beside it"):
        read_motion(tmp_path / "a.gltf")


def test_of_several_animations_the_longest_is_read_with_a_warning(tmp_path, walk):
    writer = tree_of(walk)
    times = writer.put([0.0, 0.1])
    output = writer.put(np.zeros((2, 3)))
    short = {"samplers": [{"input": times, "output": output}]}
    writer.tree["animations"].insert(
        0, short | {"channels": [{"sampler": 0, "target": {"node": 1, "path": "translation"}}]}
    )
    (tmp_path / "a.glb").write_bytes(glb(writer))
    clip = read_motion(tmp_path / "a.glb")
    assert clip.num_frames == 40
    assert clip.source.warnings == ("2 animations in the file; only the longest is read",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tree: tree.pop("animations"), "no animation"),
        (lambda tree: tree["nodes"][5].update(children=[1]), "ancestors"),
        (lambda tree: tree["bufferViews"][3].update(byteOffset=10**9), "cut off"),
        (lambda tree: tree["accessors"][3].update(count=10**9), "cut off"),
        (lambda tree: tree["bufferViews"][3].update(extensions={"EXT_meshopt_compression": {}}), "without meshopt"),
        (lambda tree: tree["skins"][0]["joints"].append(99), "no entry 99"),
    ],
)
def test_what_is_no_whole_animation_is_refused(tmp_path, walk, change, message):
    writer = tree_of(walk)
    change(writer.tree)
    (tmp_path / "a.glb").write_bytes(glb(writer))
    with pytest.raises(DataError, match=rf"a\.glb: no skeletal animation in glTF 2\.0 \(.*{message}"):
        read_motion(tmp_path / "a.glb")


@pytest.mark.parametrize("content", [b"Kaydara FBX Binary  \0\x1a\0", b"; FBX 7.3.0 project file\n"])
def test_fbx_is_refused_with_the_way_through_blender(tmp_path, content):
    (tmp_path / "a.fbx").write_bytes(content)
    with pytest.raises(DataError, match=r"a\.fbx: an FBX file; .* save it as \.glb in Blender .*export_scene\.gltf"):
        read_motion(tmp_path / "a.fbx")


@pytest.mark.parametrize("version", ["VRM", "VRMC_vrm_animation"])
def test_the_bones_that_an_avatar_names_count_whatever_its_nodes_are_called(tmp_path, walk, version):
    writer = tree_of(walk)
    own = re.compile(r"mixamorig:(Left|Right|)(.*)")
    words = {"UpLeg": "UpperLeg", "Leg": "LowerLeg", "ToeBase": "Toes", "Arm": "UpperArm", "ForeArm": "LowerArm"}
    bones = {}
    for node, entry in enumerate(writer.tree["nodes"][1:], 1):
        match = own.fullmatch(entry["name"])
        assert match is not None
        side, part = match.groups()
        name = side + words.get(part, part)
        bones[name[0].lower() + name[1:]] = {"node": node}
        entry["name"] = f"\u9aa8{node}"
    listed = [{"bone": name} | bone for name, bone in bones.items()]
    humanoid = {"humanBones": listed if version == "VRM" else bones}
    writer.tree["extensions"] = {version: {"humanoid": humanoid}}
    (tmp_path / "a.vrma").write_bytes(glb(writer))
    np.testing.assert_allclose(read_motion(tmp_path / "a.vrma").joints, canonicalize(walk.joints, 30), atol=0.01)
