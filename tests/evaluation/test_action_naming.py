"""`eval actions`: from a folder of labelled clips to the share that is named rightly."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from humocon.ask.take import TakeOptions, read_take
from humocon.data.label_words import label_of_words
from humocon.data.labelled_folder import FolderClip
from humocon.errors import DataError
from humocon.evaluation.action_naming import is_named, score_actions, tables_of
from humocon.motion.synthesis import synthesize
from humocon_cli.main import cli


def clip(words: str) -> FolderClip:
    return FolderClip(Path("a.bvh"), words, label_of_words(words), name="a")


@pytest.mark.parametrize(
    ("words", "answer", "expected"),
    [
        ("jump", "The person jumps forward, then jumps.", (True, True)),
        ("jump", "The person runs forward, then jumps.", (False, True)),
        ("jump", "The person walks.", (False, False)),
        ("jog", "The person runs on the spot.", (True, True)),
        ("squat", "The person crouches.", (True, True)),
        ("raise left arm", "The person raises the left arm.", (True, True)),
        ("rotate arms", "The person circles the arms.", (True, True)),
        ("cartwheel", "The person turns a cartwheel.", (True, True)),
        ("juggle", "The person is juggling.", (True, True)),
        ("limping walk", "The person walks forward.", (False, False)),
        ("juggle", "The person raises the right arm.", (False, False)),
    ],
)
def test_an_action_is_named_in_any_words_that_mean_it_and_first(words: str, answer: str, expected: tuple[bool, bool]):
    assert is_named(clip(words), answer) == expected


def test_shares_confusions_and_what_was_not_read():
    clips = [clip("jump"), clip("jump"), clip("kick"), clip("kick")]
    answers = ["The person jumps.", "The person walks.", "The person walks, then kicks."]
    lines = [{"answer": answer} for answer in answers] + [{"answer": None, "error": "damaged"}]
    result, rows = score_actions(clips, lines)
    assert result["metrics"]["overall"]["accuracy"] == pytest.approx(1 / 3)
    assert result["metrics"]["jump"]["accuracy"] == 0.5
    # Wilson's interval of 1 in 2: (k + z^2/2)/(n + z^2) -+ z/(n + z^2) sqrt(k(n-k)/n + z^2/4), z = 1.96
    assert result["metrics"]["jump"]["low"] == pytest.approx(0.0945, abs=1e-3)
    assert result["confusions"] == {"jump": {"jump": 1, "walking": 1}, "kick": {"walking": 1}}
    assert result["named_at_all"] == pytest.approx(2 / 3)
    assert result["blind"] == pytest.approx(2 / 3)
    assert result["unreadable"] == [{"file": "a.bvh", "reason": "damaged"}]
    assert [row["right"] for row in rows] == [True, False, False, False]
    assert tables_of(result)[0]["rows"][0][0] == "jump"


def test_a_folder_is_measured_by_the_facts_and_a_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for name, action in (("jump_1", "jump"), ("juggle_1", "walk")):
        Path("own").mkdir(exist_ok=True)
        np.savez(f"own/{name}.npz", joints=synthesize(action, seed=0).to_clip().joints, fps=20.0)
    Path("own/kick_1.npz").write_bytes(b"PK no archive")
    command = ["eval", "actions", "--data", "own", "--by", "facts", "--device", "cpu"]
    ran = CliRunner().invoke(cli, command)
    assert ran.exit_code == 0, ran.output
    run = Path("runs/eval/actions-own-mini-facts")
    result = json.loads((run / "results.json").read_text())
    assert (result["num_clips"], result["metrics"]["jump"]["correct"], result["metrics"]["juggle"]["correct"]) == (
        2,
        1,
        0,
    )
    assert [one["file"] for one in result["unreadable"]] == ["own/kick_1.npz"]
    asked = len((run / "answers.jsonl").read_text().splitlines())
    assert CliRunner().invoke(cli, command).exit_code == 0
    assert (
        len((run / "answers.jsonl").read_text().splitlines()) == asked + 1
    )  # the failure is tried again, nothing else


def test_a_part_of_a_file_is_asked_about_in_the_times_of_the_file(tmp_path: Path):
    path = tmp_path / "walk.npz"
    np.savez(path, joints=synthesize("walk", seed=0).to_clip().joints, fps=20.0)
    take = read_take(path, TakeOptions(span=(0.5, 1.5)))
    assert (take.duration_s, take.file_time(0.25)) == (1.0, 0.75)
    with pytest.raises(DataError, match="0 poses from 90 s to the end"):
        read_take(path, TakeOptions(span=(90.0, None)))


def test_data_label_shows_what_was_understood_and_writes_a_table_that_is_read_again(tmp_path: Path):
    joints = synthesize("jump", seed=0).to_clip().joints
    for name in ("jump_1.npz", "juggle.npz", "9.npz"):
        np.savez(tmp_path / name, joints=joints, fps=20.0)
    table = tmp_path / "labels.csv"
    ran = CliRunner().invoke(cli, ["data", "label", str(tmp_path), "--json", "-o", str(table)])
    told = json.loads(ran.output)
    assert {name: (one["known"], one["clips"]) for name, one in told["actions"].items()} == {
        "jump": (True, 1),
        "juggle": (False, 1),
    }
    assert told["left_out"] == [{"file": "9.npz", "reason": "its name holds no label"}]
    assert table.read_text() == "file,label,begin_s,end_s\njuggle.npz,juggle,,\njump_1.npz,jump,,\n"
    shown = CliRunner().invoke(cli, ["data", "label", str(tmp_path)])
    assert "the table labels.csv" in " ".join(shown.output.split())


def test_data_label_shows_the_words_that_a_known_action_is_called_by(tmp_path: Path):
    joints = synthesize("jump", seed=0).to_clip().joints
    for name in ("jumping fast_1.npz", "juggle.npz", "jump.npz"):
        np.savez(tmp_path / name, joints=joints, fps=20.0)
    shown = CliRunner().invoke(cli, ["data", "label", str(tmp_path)]).output
    assert "jump (jumping fast)" in " ".join(shown.split())
    assert "juggle (" not in shown


def test_data_label_fails_where_nothing_can_be_understood(tmp_path: Path):
    np.savez(tmp_path / "1.npz", joints=synthesize("jump", seed=0).to_clip().joints, fps=20.0)
    ran = CliRunner().invoke(cli, ["data", "label", str(tmp_path)])
    assert ran.exit_code == 1
    assert "1.npz" in ran.output
    assert "labels.csv" in ran.output
