"""Clips made by rules: what is performed, and where it joins the recorded clips."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from humocon.data.filming import Take
from humocon.data.labels import label_of
from humocon.data.mocap import load_clips
from humocon.data.performing import PERFORMED, Performed, draw_performed
from humocon.data.preparing import plan_work
from humocon.data.scenes import Scenes
from humocon.errors import DataError
from humocon.motion.kinematics.facts import facts
from humocon.motion.synthesis import ACTIONS
from humocon_cli.main import cli


def test_each_action_in_turn_by_people_of_their_own():
    drawn = draw_performed(2 * len(PERFORMED) + 1)
    assert [one.action for one in drawn] == [*PERFORMED, *PERFORMED, next(iter(PERFORMED))]
    assert len({one.seed for one in drawn}) == len(drawn)
    assert {*PERFORMED} <= {*ACTIONS}
    assert draw_performed(0) == []


@pytest.mark.parametrize("action", PERFORMED)
def test_a_row_spells_out_the_label(action: str):
    clip = Performed(action, 4).clip()
    assert label_of(clip.row) == PERFORMED[action]
    assert len(clip.joints) >= 24
    np.testing.assert_array_equal(clip.joints, Performed(action, 4).clip().joints)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_turn_is_to_the_side_of_its_label(side: str):
    assert PERFORMED[f"turn {side}"].direction == side
    (turn,) = facts(Performed(f"turn {side}", 1).clip().joints).turns
    assert turn.side == side


def test_a_command_lets_them_join_the_training_clips(labelled_set: Path, tmp_path: Path):
    output = tmp_path / "prepared"
    number = str(len(PERFORMED))
    result = CliRunner().invoke(cli, ["data", "prepare", str(labelled_set), "-o", str(output), "--performed", number])
    assert result.exit_code == 0, result.output
    recorded, clips = load_clips(labelled_set, "train"), load_clips(output, "train")
    assert len(clips) == len(recorded) + len(PERFORMED)
    assert [clip.name for clip in load_clips(output, "val")] == [clip.name for clip in load_clips(labelled_set, "val")]
    scenes = Scenes(clips, seed=1)
    drawn = {label for index in range(300) for label in scenes.scene(np.random.default_rng(index)).labels}
    assert {PERFORMED["stand"], PERFORMED["jumping jacks"]} <= {*drawn}
    with pytest.raises(DataError, match=r"prepared from other data \(different: num_shards, performed\)"):
        plan_work(labelled_set, output)


def test_they_are_filmed_too(labelled_set: Path, tmp_path: Path):
    work = plan_work(labelled_set, tmp_path / "prepared", performed=len(PERFORMED), filmed=2 * len(PERFORMED))
    names = {piece.name.rsplit("-", 1)[0] for shard in work.shards for piece in shard if isinstance(piece, Take)}
    assert {"performed-jump", "performed-jumping-jacks", "performed-bend-down"} <= names
