"""Files that are never opened, and what to do with them: pickles under any name, archives, other programs' tables."""

import zipfile
from pathlib import Path
from typing import Final

_UNPICKLED: Final = "which could run code and is never loaded"
_PAGE: Final = "docs/files.md has the lines for WHAM, GVHMR, 4D-Humans, TRAM and others"
_LOADERS: Final[dict[str, tuple[str, str]]] = {
    "PyTorch": ("torch", "torch.load({name!r}, map_location='cpu', weights_only=True)"),
    "joblib": ("joblib", "joblib.load({name!r})"),
    "pickle": ("pickle", "pickle.load(open({name!r}, 'rb'))"),
    "NumPy": ("numpy", "numpy.load({name!r}, allow_pickle=True).item()"),
}
_PICKLED: Final = {"a PyTorch file": "PyTorch", "a joblib file": "joblib", "a pickle": "pickle"}
_FBX_LINE: Final = (
    "import bpy; bpy.ops.import_scene.fbx(filepath='in.fbx'); bpy.ops.export_scene.gltf(filepath='out.glb')"
)
_THROUGH_BLENDER: Final = "import it in Blender and export it as .glb or .bvh"
_REMEDIES: Final[dict[str, str]] = {
    "an HDF5 file": "save its joints or poses once with numpy.savez (h5py opens it)",
    "a safetensors file": "save its arrays once with numpy.savez (safetensors.numpy.load_file opens it)",
    "a MATLAB file of format 7.3": "save it again in MATLAB with save(..., '-v7')",
    "a VMD motion of MikuMikuDance": f"{_THROUGH_BLENDER} (the add-on MMD Tools reads it)",
    "a COLLADA file": _THROUGH_BLENDER,
    "a USD scene": _THROUGH_BLENDER,
    "an Alembic cache": "its meshes have no skeleton: export the animated skeleton as .glb or .bvh",
    "a Maya scene": "export the skeleton from Maya as .fbx, and turn that into .glb in Blender",
    "a Unity asset": "export the animation from Unity as .glb or .bvh (UniGLTF, FBX Exporter and Blender)",
    "an XML file": "not a motion known here; export the motion as BVH",
    "an OpenSim file (.mot, .sto)": "angles or forces without a skeleton: give the .trc of the markers that it was "
    "made from (OpenCap's is in its folder MarkerData)",
    "a web page": "not the file that was to be downloaded; open its address in a browser, and save the file itself",
    "a pointer of Git LFS": "fetch the file that it stands for with `git lfs pull`",
    "an RTF document": "save it again as plain text",
    "a playlist": "give the video that it names",
    "a raw H.264 stream": "put it into a file that has times: ffmpeg -r 30 -i IN -c copy OUT.mp4",
    "a raw H.265 stream": "put it into a file that has times: ffmpeg -r 30 -i IN -c copy OUT.mp4",
    "a Parquet table": "save its joints once as an array (frames, joints, 3) with numpy.save",
    "an FBX file": "there is no free reader of it: save it as .glb in Blender (File, Import; File, Export), or run "
    f'blender -b --python-expr "{_FBX_LINE}"',
}


def refusal(path: Path, kind: str | None) -> str | None:
    """Why a file is not opened and how to save it so that it is, or None for a file that may be a motion.

    Args:
        path: The file.
        kind: What `kind_of` says that it is.

    Raises:
        OSError: It cannot be read.
    """
    if kind in _PICKLED:
        return _pickled(_PICKLED[kind], path)
    if kind in ("a zip archive", "an Office document"):
        return _refused_zip(path)
    if kind is not None and kind.endswith("archive") and not kind.startswith("a damaged"):
        return f"{kind}; unpack it and give the file of a motion in it"
    return f"{kind}; {_REMEDIES[kind]}" if kind in _REMEDIES else None


def pickle_remedy(kind: str, path: Path) -> str:
    """The line that saves what lies in a pickle as an npz: PyTorch, joblib, pickle or NumPy."""
    module, load = _LOADERS[kind]
    trust = "run once" if kind == "PyTorch" else "if you trust who made it, run once"
    lines = f"import numpy, {module}" if module != "numpy" else "import numpy"
    lines += f"; d = {load.format(name=path.name)}"
    inner = {"PyTorch": "'smpl_params_global'", "joblib": "0"}.get(kind)  # GVHMR's parameters, WHAM's first person
    lines += f"; d = d.get({inner}, d)" if inner else ""
    lines += f"; numpy.savez({path.stem + '.npz'!r}, **{{k: v for k, v in d.items() if hasattr(v, 'shape')}})"
    return f'{trust}: python -c "{lines}" ({_PAGE})'


def _pickled(kind: str, path: Path) -> str:
    what = {"PyTorch": "a PyTorch file, in fact a pickle", "joblib": "a joblib file, in fact a pickle"}.get(
        kind, "a pickle"
    )
    return f"{what}, {_UNPICKLED}; {pickle_remedy(kind, path)}"


def _refused_zip(path: Path) -> str | None:
    """Of a zip file without arrays: what is in it. An empty one is left to the reader of npz."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    shown = ", ".join(name[:40] for name in names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"a zip archive of {shown}; unpack it and give the file of a motion in it" if names else None
