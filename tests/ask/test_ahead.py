"""Videos that several processes lift ahead."""

import multiprocessing
import shutil
from pathlib import Path

import numpy as np
import pytest

from humocon.ask.ahead import LiftedAhead
from humocon.ask.take import TakeOptions, read_take
from humocon.errors import DataError

JUMP = Path(__file__).parents[2] / "examples" / "jump.mp4"


@pytest.mark.usefixtures("pose_networks")
def test_several_processes_give_what_one_gives_and_end(tmp_path):
    files = [JUMP, Path(shutil.copy(JUMP, tmp_path / "again.mp4")), tmp_path / "gone.mp4"]
    with LiftedAhead(files, TakeOptions(), 2) as ahead:
        assert ahead.description == ", 2 videos at once by as many processes of 0.5 GB"
        first, second = (ahead.take(file) for file in files[:2])
        with pytest.raises(DataError, match="gone.mp4"):
            ahead.take(files[2])
        assert ahead.take(JUMP) is None  # given once
    assert not multiprocessing.active_children()
    alone = read_take(JUMP, TakeOptions())
    for take in (first, second):
        assert take is not None
        assert take.lifted is not None
        assert alone.lifted is not None
        np.testing.assert_array_equal(take.clip.joints, alone.clip.joints)
        np.testing.assert_array_equal(take.lifted.landmarks, alone.lifted.landmarks)
        assert take.lifted.quality == alone.lifted.quality


@pytest.mark.usefixtures("pose_networks")
def test_where_a_process_is_killed_this_one_goes_on(tmp_path):
    files = [JUMP, Path(shutil.copy(JUMP, tmp_path / "again.mp4"))]
    with LiftedAhead(files, TakeOptions(), 2) as ahead:
        for process in multiprocessing.active_children():
            process.kill()
        assert [ahead.take(file) for file in files] == [None, None]


@pytest.mark.parametrize("names", [["a.bvh", "b.npz"], ["a.bvh", "one.mp4"], ["one.mp4", "one.mp4"]])
def test_one_video_alone_starts_no_process(names):
    with LiftedAhead(map(Path, names), TakeOptions(), 8) as ahead:
        assert (ahead.processes, ahead.description, ahead.take(Path("one.mp4"))) == (1, "", None)
