"""Clips filmed and lifted again: which are chosen, and what comes of one with the real networks."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from humocon.data import preparing
from humocon.data.clip_store import StoredClip
from humocon.data.filming import LENGTHS, Take, draw_takes, film
from humocon.data.labels import Label, label_of
from humocon.data.mocap import LabelledClip, load_clips
from humocon.data.preparing import plan_work
from humocon.errors import DataError
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize
from humocon.video.lifting.weights import SHA256
from humocon_cli.main import cli


def clips_of(**numbers: int) -> list[LabelledClip]:
    """So many clips of 30 poses for each content."""
    joints = standard_body(synthesize("bow", seed=1).to_clip().joints)[:30]
    names = [(content.replace("_", " "), number) for content, count in numbers.items() for number in range(count)]
    return [LabelledClip(f"{name}{number}", joints, name, {"content": name}) for name, number in names]


def test_takes_are_spread_over_the_labels_the_common_ones_twice_as_often():
    clips = clips_of(bow=50, squat=3, rotate_arms_backward=50)
    contents = [take.label.action for take in draw_takes(clips, 12, seed=0)]
    assert {action: contents.count(action) for action in contents} == {"bow": 6, "rotate arms": 3, "squat": 3}
    assert len(draw_takes(clips, 1000, seed=0)) == 103
    one, same, other = (draw_takes(clips, 40, seed=seed) for seed in (0, 0, 1))
    assert [take.name for take in one] == [take.name for take in same] != [take.name for take in other]
    assert len({take.name for take in one}) == len({take.seed for take in one}) == 40
    too_short = LabelledClip("short", clips[0].joints[:15], "bow", {"content": "bow"})
    assert draw_takes([too_short], 3, seed=0) == []


@pytest.mark.usefixtures("pose_networks")
def test_a_filmed_wave_is_still_a_wave_with_other_errors():
    joints = standard_body(synthesize("wave left", seed=3).to_clip().joints)[:70]
    label = Label("wave", body_part="left hand", turns=False)
    filmed = film(Take("w", label, joints, (0, 4)))
    assert filmed.error is None
    assert label_of(filmed.row) == label
    assert (filmed.row["id"], filmed.row["split"], filmed.row["filmed"]) == ("w-filmed-4", "train", True)
    assert LENGTHS[0] - 6 <= len(filmed.joints) <= len(joints) + 2
    left, right = np.ptp(filmed.joints[:, [20, 21], 1] - filmed.joints[:, :1, 1], axis=0)
    assert left > 0.5 > 0.25 > right
    same = film(Take("w", label, joints, (0, 4)))
    np.testing.assert_array_equal(same.joints, filmed.joints)


def test_filmed_clips_stand_beside_the_set_they_were_made_from(
    labelled_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(preparing, "TAKES", 2)
    output = tmp_path / "prepared"
    work = plan_work(labelled_set, output, filmed=3)
    assert [len(shard) for shard in work.shards] == [1, 2, 1]
    takes = [piece for shard in work.shards for piece in shard if isinstance(piece, Take)]
    assert {take.name for take in takes} <= {clip.name for clip in load_clips(labelled_set, "train")}
    with pytest.raises(DataError, match=r"prepared from other data \(different: filmed\)"):
        plan_work(labelled_set, output, filmed=4)
    with pytest.raises(DataError, match=r"prepared from other data \(different: filmed, num_shards\)"):
        plan_work(labelled_set, output)


def test_prepare_takes_the_pose_networks_of_the_cache_that_the_system_names(
    labelled_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = tmp_path / "cache" / "humocon" / "pose"
    cache.mkdir(parents=True)
    for name in SHA256:
        (cache / name).write_bytes(b"damaged")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    result = CliRunner().invoke(
        cli, ["data", "prepare", str(labelled_set), "-o", str(tmp_path / "out"), "--filmed", "1"]
    )
    assert result.exit_code == 1
    assert f"{cache}/" in "".join(result.stderr.split())


@pytest.mark.usefixtures("pose_networks")
def test_prepare_films_and_a_take_that_nobody_can_be_followed_in_is_told(labelled_set: Path, tmp_path: Path):
    output = tmp_path / "prepared"
    result = CliRunner().invoke(cli, ["data", "prepare", str(labelled_set), "-o", str(output), "--filmed", "1"])
    assert result.exit_code == 0, result.output
    filmed = [clip for clip in load_clips(output, "train") if clip.row.get("filmed")]
    told = "1 filmed clips left out" in result.stdout and ", filmed: " in result.stderr
    assert len(filmed) == (0 if told else 1)
    assert len(load_clips(output, "train")) == len(load_clips(labelled_set, "train")) + len(filmed)
    folded = np.zeros((60, 22, 3), np.float32)  # nobody is to be seen in a point
    nobody = film(Take("n", Label("bow"), folded + np.float32(0.5), (0, 1)))
    assert isinstance(nobody, StoredClip)
    assert nobody.error is not None
    assert "n, filmed: " in nobody.error


def test_only_labelled_clips_are_filmed(tmp_path: Path):
    files = tmp_path / "files"
    files.mkdir()
    np.savez(files / "a.npz", joints=synthesize("bow", seed=1).to_clip().joints, fps=20.0)
    with pytest.raises(DataError, match="only labelled clips are filmed or performed; leave --filmed and --perf"):
        plan_work(files, tmp_path / "out", filmed=2)
