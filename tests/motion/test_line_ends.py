"""Characters that Python takes for the end of a line, and that no format does."""

import json
from pathlib import Path

import numpy as np
import pytest

from humocon.motion.read import read_motion
from humocon.motion.synthesis import synthesize
from tests.motion.marker_files import PLUG_IN_GAIT, markers_of, write_trc
from tests.motion.table_files import optitrack
from tests.motion.test_amc import amc_text, asf_text

EXAMPLES = Path(__file__).parents[2] / "examples"


def bvh(folder: Path, mark: str) -> Path:
    text = (EXAMPLES / "jump.bvh").read_text(encoding="utf-8")
    (folder / "a.bvh").write_text(text.replace("LeftFoot", f"Left{mark}Foot"), encoding="utf-8")
    return folder / "a.bvh"


def trc(folder: Path, mark: str) -> Path:
    joints = synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)
    write_trc(folder / "a.trc", *markers_of(joints, PLUG_IN_GAIT))
    text = (folder / "a.trc").read_text(encoding="utf-8")
    (folder / "a.trc").write_text(text.replace("(X/Y/Z)", f"(X/Y/Z){mark}", 1), encoding="utf-8")
    return folder / "a.trc"


def table(folder: Path, mark: str) -> Path:
    joints = synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)
    text = optitrack(*markers_of(joints, PLUG_IN_GAIT))
    (folder / "a.csv").write_text(text.replace("Format Version", f"Format Version,{mark}", 1), encoding="utf-8")
    return folder / "a.csv"


def amc(folder: Path, mark: str) -> Path:
    (folder / "02.asf").write_text(f"# a body{mark}of mine\n{asf_text()}", encoding="utf-8")
    (folder / "02_01.amc").write_text(amc_text().replace(":DEGREES", f":DEGREES # in{mark}degrees"), encoding="utf-8")
    return folder / "02_01.amc"


def lines_of_json(folder: Path, mark: str) -> Path:
    joints = synthesize("wave left", seed=1).to_clip().joints.astype(np.float64)
    poses = [{"take": f"wave{mark}left", "joints": pose} for pose in joints.tolist()]
    (folder / "a.json").write_text("\n".join(json.dumps(pose, ensure_ascii=False) for pose in poses), encoding="utf-8")
    return folder / "a.json"


@pytest.mark.parametrize("write", [bvh, trc, table, amc, lines_of_json])
@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x1c", "\x0b", "\x0c"])
def test_a_mark_within_a_line_does_not_end_it(tmp_path, write, mark):
    (tmp_path / "marked").mkdir()
    if write is lines_of_json and mark in "\x1c\x0b\x0c":
        pytest.skip("JSON writes them as escapes")
    marked, plain = read_motion(write(tmp_path / "marked", mark)), read_motion(write(tmp_path, " "))
    np.testing.assert_array_equal(marked.joints, plain.joints)
