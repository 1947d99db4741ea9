"""Files that are never opened, by what they really are: pickles under any name, archives, tables of other programs."""

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
_ARCHIVES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
)
_FBX: Final = (
    "an FBX, for which there is no free reader: save it as .glb in Blender (File, Import; File, Export), "
    "or run blender -b --python-expr \"import bpy; bpy.ops.import_scene.fbx(filepath='in.fbx'); "
    "bpy.ops.export_scene.gltf(filepath='out.glb')\""
)
_OLD_PYTORCH: Final = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19"
_OLD_PICKLES: Final = (b"(dp", b"(lp", b"ccopy_reg", b"(i__main__", b"cnumpy", b"}q", b"]q")


def refusal(path: Path, head: bytes) -> str | None:
    """Why a file is not opened and how to save it so that it is, or None for a file that may be a motion.

    Args:
        path: The file.
        head: Its first bytes, a few hundred at least.
    """
    if head.startswith(b"PK"):
        return _refused_zip(path)
    if head.startswith(_OLD_PYTORCH):
        return _pickled("PyTorch", path)
    if head[:2] in (b"x\x01", b"x\x9c", b"x\xda") or (head[:1] == b"\x80" and b"joblib" in head):
        return _pickled("joblib", path)
    if (head[:1] == b"\x80" and head[1:2] in b"\2\3\4\5") or head.startswith(_OLD_PICKLES):
        return _pickled("pickle", path)
    for magic, name in _ARCHIVES:
        if head.startswith(magic):
            return f"a {name} archive; unpack it and give the file of a motion in it"
    if head[257:262] == b"ustar":
        return "a tar archive; unpack it and give the file of a motion in it"
    if head.startswith(b"\x89HDF\r\n"):
        return "an HDF5 file; save its joints or poses once with numpy.savez (h5py opens it)"
    if head.startswith((b"Kaydara FBX", b"; FBX")):
        return _FBX
    if head[8:10] == b'{"' and b'"dtype"' in head:
        return "a safetensors file; save its arrays once with numpy.savez (safetensors.numpy.load_file opens it)"
    return None


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
    """Of a zip file without arrays: what it is. A damaged one is left to the reader of npz."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return None
    if any(name.endswith(".npy") for name in names) or not names:
        return None
    if any(name.rsplit("/", 1)[-1] == "data.pkl" for name in names):
        return _pickled("PyTorch", path)
    shown = ", ".join(name[:40] for name in names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"a zip archive of {shown}; unpack it and give the file of a motion in it"
