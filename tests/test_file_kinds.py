"""A file that nothing here reads is told by its content."""

import io
import pickle
import zipfile

import numpy as np
import pytest
from PIL import Image

from humocon.errors import DataError
from humocon.file_kinds import READ_KINDS, kind_of
from humocon.motion.read import MOTION_SUFFIXES
from humocon.video.read import probe


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, kind)
    return file.getvalue()


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, b"content")
    return file.getvalue()


KINDS = {
    "a JPEG image": picture("JPEG"),
    "a PNG image": picture("PNG"),
    "a BMP image": picture("BMP"),
    "a TIFF image": picture("TIFF"),
    "a WebP image": picture("WEBP"),
    "a HEIC image": b"\0\0\0\x18ftypheic" + bytes(600),
    "a C3D file": b"\x02\x50" + bytes(600),
    "an FBX file": b"Kaydara FBX Binary  \0" + bytes(600),
    "a glTF file": b"glTF\x02\0\0\0" + bytes(600),
    "a TRC marker file": b"PathFileType\t4\t(X/Y/Z)\twalk.trc\n",
    "a PyTorch file": archive("results/data.pkl", "results/data/0"),
    "a zip archive": archive("walk.bvh"),
    "an Office document": archive("word/document.xml"),
    "a set of NumPy arrays (.npz)": archive("poses.npy"),
    "a damaged zip archive": archive("walk.bvh")[:40],
    "a pickle": pickle.dumps({"joints": np.zeros(3)}, protocol=4),
    "a joblib file": b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x13joblib.numpy_pickle" + bytes(600),
    "a web page": b"\n<!doctype html><title>Sign in</title>",
    "a VMD motion of MikuMikuDance": b"Vocaloid Motion Data 0002\0" + bytes(600),
    "a COLLADA file": b'<?xml version="1.0"?>\n<COLLADA version="1.4.1">',
    "an MVNX file of Xsens": b'<?xml version="1.0"?>\n<mvnx version="4">',
    "an XML file": b'\xef\xbb\xbf<?xml version="1.0"?>\n<plist>',
    "a USD scene": b"#usda 1.0\n(\n)\n",
    "an OpenSim file (.mot, .sto)": b"Coordinates\nversion=1\nnRows=3\nendheader\ntime\tpelvis_tilt\n",
    "an OptiTrack table (CSV)": b"Format Version,1.23,Take Name,Walk\n",
    "a Qualisys table (TSV)": "NO_OF_FRAMES\t20\n".encode("utf-16"),
    "a table of numbers (text)": b"0.1 0.2 -0.3 1e-3 5\n0.1 0.2 -0.3 1e-3 5\n",
    "a playlist": b"#EXTM3U\n#EXTINF:10,\nseg0.ts\n",
    "a raw H.264 stream": b"\0\0\0\1\x67\x64" + bytes(600),
    "a table (CSV)": b"frame,x,y,z\n0,0.1,0.2,0.3\n1,0.1,0.2,0.3\n",
    "sound without pictures": b"RIFF\0\0\0\0WAVEfmt " + bytes(600),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_called_what_it_is_whatever_its_name_says(tmp_path, kind):
    path = tmp_path / "film.mp4"
    path.write_bytes(KINDS[kind])
    assert kind_of(path) == kind
    with pytest.raises(DataError) as caught:
        probe(path)
    assert str(caught.value) == f"{path}: {kind}, not a video; give mp4, mov, webm, mkv, avi or gif"


def test_what_the_content_does_not_tell_has_no_kind(tmp_path):
    path = tmp_path / "notes"
    for content in (b"", b"Once upon a time", bytes(2000), b"BMW", b"P\x50" + bytes(600), b"\x80"):
        path.write_bytes(content)
        assert kind_of(path) is None


def test_the_table_of_the_page_on_files_is_the_list_of_kinds(repository):
    page = (repository / "docs" / "files.md").read_text(encoding="utf-8")
    table = page[page.index("| kind |") :].partition("\n\n")[0].splitlines()[2:]
    suffixes = [" ".join(f"`{suffix}`" for suffix in kind.suffixes) for kind in READ_KINDS]
    rows = zip(READ_KINDS, suffixes, strict=True)
    assert table == [f"| {kind.name} | {files} | {kind.content} | {kind.told} |" for kind, files in rows]


def test_what_is_looked_for_in_folders_is_a_kind_that_is_read():
    assert MOTION_SUFFIXES <= {suffix for kind in READ_KINDS for suffix in kind.suffixes}
