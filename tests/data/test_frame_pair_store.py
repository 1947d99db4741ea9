from pathlib import Path

import numpy as np
import pytest

from humocon.data import frame_pair_store as pair_cache
from humocon.data.frame_pair_store import FramePair, PreparedFramePairs, cache_folder, prepare
from humocon.errors import ConfigError, DataError


def make(number: int) -> FramePair:
    frames, poses = 2 + number % 3, 4 * (number % 2)
    return FramePair(
        frames=np.full((frames, 4, 4, 3), number, np.uint8),
        flow=np.full((frames, 2, 2, 2), number / 2, np.float16),
        joints=np.full((poses, 22, 3), number, np.float32),
        align=np.arange(frames),
        row={"number": number},
    )


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pair_cache, "SHARD", 3)


def test_pairs_come_back_as_they_were_made(tmp_path: Path):
    prepare(tmp_path, 8, make)
    prepared = PreparedFramePairs(tmp_path, 8)
    assert len(prepared) == 8
    for number in range(8):
        got, wanted = prepared.pair(number), make(number)
        for name in ("frames", "flow", "joints", "align"):
            np.testing.assert_array_equal(getattr(got, name), getattr(wanted, name))
        assert got.row == prepared.row(number) == {"number": number}
    assert isinstance(prepared.pair(0).frames, np.memmap)


def test_an_interrupted_preparation_goes_on_where_it_was(tmp_path: Path):
    made: list[int] = []

    def interrupted(number: int) -> FramePair:
        if number == 4 and 4 not in made:
            made.append(4)
            raise KeyboardInterrupt
        made.append(number)
        return make(number)

    with pytest.raises(KeyboardInterrupt):
        prepare(tmp_path, 8, interrupted)
    assert made == [0, 1, 2, 3, 4]
    with pytest.raises(DataError, match="shard_00001: missing or damaged"):
        PreparedFramePairs(tmp_path, 8)
    told: list[tuple[int, int]] = []
    prepare(tmp_path, 8, interrupted, progress=lambda done, total: told.append((done, total)))
    assert made[5:] == [3, 4, 5, 6, 7], "the first shard was there"
    assert told == [(6, 8), (8, 8)]
    assert PreparedFramePairs(tmp_path, 8).pair(4).row == {"number": 4}


def test_a_kill_while_writing_leaves_no_shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        prepare(tmp_path, 2, make)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_processes_share_the_shards(tmp_path: Path):
    made: list[list[int]] = [[], []]
    for process in (0, 1):
        prepare(tmp_path, 8, lambda number: made[process].append(number) or make(number), share=(process, 2))  # noqa: B023
    assert made == [[0, 1, 2, 6, 7], [3, 4, 5]]
    assert len(PreparedFramePairs(tmp_path, 8)) == 8


def test_more_pairs_reuse_full_shards(tmp_path: Path):
    prepare(tmp_path, 4, make)
    made: list[int] = []
    prepare(tmp_path, 7, lambda number: made.append(number) or make(number))
    assert made == [3, 4, 5, 6]
    assert len(PreparedFramePairs(tmp_path, 4)) == 4


@pytest.mark.parametrize("damage", ["truncated", "gone", "rows"])
def test_a_damaged_shard_is_named(tmp_path: Path, damage: str):
    prepare(tmp_path, 3, make)
    shard = tmp_path / "shard_00000"
    if damage == "truncated":
        (shard / "frames.npy").write_bytes((shard / "frames.npy").read_bytes()[:-40])
    elif damage == "gone":
        (shard / "flow.npy").unlink()
    else:
        (shard / "rows.json").write_text("[]")
    with pytest.raises(DataError, match="shard_00000: .*remove it and prepare it again") as caught:
        PreparedFramePairs(tmp_path, 3)
    assert "\n" not in str(caught.value)


def test_other_settings_have_another_folder(tmp_path: Path):
    assert cache_folder(tmp_path, {"size": 1}) == cache_folder(tmp_path, {"size": 1})
    assert cache_folder(tmp_path, {"size": 1}) != cache_folder(tmp_path, {"size": 2})


def test_a_full_disk_is_one_line_and_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    prepare(tmp_path, 3, make)
    save, count = np.save, 0

    def fill(path: Path, array: np.ndarray) -> None:
        nonlocal count
        count += 1
        if count == 2:  # as numpy says it, without a number
            raise OSError("100000 requested and 109 written")
        save(path, array)

    monkeypatch.setattr(np, "save", fill)
    with pytest.raises(ConfigError, match=r"shard_00001: cannot be written \(100000 requested and 109 written\); free"):
        prepare(tmp_path, 6, make)
    assert [path.name for path in tmp_path.iterdir()] == ["shard_00000"]
    monkeypatch.undo()
    monkeypatch.setattr(pair_cache, "SHARD", 3)
    prepare(tmp_path, 6, make)
    assert len(PreparedFramePairs(tmp_path, 6)) == 6
