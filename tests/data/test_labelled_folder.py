"""A folder of people's own clips: where its labels are, what they mean, and what is left out."""

from pathlib import Path

import numpy as np
import pytest

from humocon.data.label_words import action_of, is_known, label_of_words, words_of_name
from humocon.data.labelled_folder import (
    FolderClip,
    LabelledFolder,
    LeftOut,
    _of_content,
    find_labels,
    labelled_clips,
    without_unreadable,
)
from humocon.data.performing import Performed
from humocon.errors import DataError
from humocon.motion.synthesis import synthesize


@pytest.fixture(scope="module")
def joints() -> np.ndarray:
    """2 s at 20 Hz."""
    return synthesize("jump", seed=0).to_clip().joints[:40]


@pytest.fixture
def folder(tmp_path: Path, joints: np.ndarray):
    def make(*names: str) -> Path:
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            np.savez(tmp_path / name, joints=joints, fps=20.0)
        return tmp_path

    return make


def understood(found: LabelledFolder) -> list[tuple[str, str]]:
    return [(clip.file.relative_to(found.folder).as_posix(), clip.action) for clip in found.clips]


@pytest.mark.parametrize(
    ("words", "action", "known"),
    [
        ("jumping", "jump", True),
        ("Walk", "walk", True),
        ("run_fast", "run", True),
        ("waving left hand", "wave", True),
        ("kick left", "kick", True),
        ("does jumping jacks", "do jumping jacks", True),
        ("picking something up", "pick something up", True),
        ("raise_right_hand", "raise an arm", True),
        ("limping walk", "limping walk", False),
        ("turn_left", "turn left", False),
        ("walk turn left", "walk", True),
        ("cartwheel", "cartwheel", False),
        ("paint a fence", "paint a fence", False),
        ("side kick", "side kick", False),
        ("kick to the side", "kick", True),
        ("side step", "side step", True),
    ],
)
def test_words_that_are_known_mean_the_known_action_and_others_a_new_one(words: str, action: str, known: bool):
    label = label_of_words(words)
    assert (action_of(label), is_known(label)) == (action, known)


def test_turns_that_were_prepared_stay_labelled_as_they_were_taught():
    row = Performed("turn left", 0).clip().row
    told = _of_content(row, np.zeros((20, 22, 3), np.float32), Path("prepared"))
    assert isinstance(told, FolderClip)
    assert (told.action, told.label.direction, told.label.turns) == ("walk", "left", True)


def test_a_side_and_a_way_stay_beside_the_action():
    assert label_of_words("waving the left hand").body_part == "left hand"
    assert label_of_words("walking slowly backwards").direction == "backwards"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("jump_01", "jump"),
        ("kick-left 3", "kick left"),
        ("JumpingJack07", "jumping jack"),
        ("s01_walk_take3", "walk"),
        ("subject3-cartwheel(2)", "cartwheel"),
        ("C3_-_run_poses", "run"),
        ("IMG_2041", ""),
        ("2023-05-01 recording 3", ""),
    ],
)
def test_numbers_and_words_of_filing_are_no_label(name: str, words: str):
    assert words_of_name(name) == words


def test_labels_are_found_in_the_names_of_files(folder):
    found = find_labels(folder("jump_01.npz", "kick-left 3.npz", "007.npz"))
    assert understood(found) == [("jump_01.npz", "jump"), ("kick-left 3.npz", "kick")]
    assert found.left_out == (LeftOut(found.folder / "007.npz", "its name holds no label"),)


def test_labels_are_found_in_the_names_of_folders_where_those_say_more(folder):
    place = folder("jump/01.npz", "cartwheel/anna_1.npz", "cartwheel/session 2/ben_2.npz")
    assert [action for _, action in understood(find_labels(place))] == ["cartwheel", "cartwheel", "jump"]
    with pytest.raises(DataError, match=r"call files \(jump_01.bvh\)"):
        find_labels(folder("jump/01.npz") / "jump", "folders")


def test_clips_that_only_a_table_can_tell_from_other_files_are_taken_where_it_names_them(tmp_path):
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(DataError, match=r"JSON, text or MATLAB files in a table labels\.csv with lines of file,label"):
        find_labels(tmp_path)
    (tmp_path / "labels.csv").write_text("file,label\na.json,juggle\n")
    assert understood(find_labels(tmp_path)) == [("a.json", "juggle")]


def test_names_of_files_win_where_folders_are_people(folder):
    found = find_labels(folder("anna/jump_1.npz", "ben/kick_1.npz"))
    assert [action for _, action in understood(found)] == ["jump", "kick"]
    assert [action for _, action in understood(find_labels(found.folder, "folders"))] == ["anna", "ben"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.csv", "file,label\na.npz,juggle\nsub/b.npz,Jumping\n"),
        ("labels.csv", "a.npz,juggle\nb.npz,jump\n"),
        ("clips.csv", "\ufeffAction;File Name;Begin;End\njuggle;a.npz;;\n jump ;b;0,5;1,5\n"),
        ("labels.csv", "sep=;\nfile;label\na.npz;juggle\nb.npz;jump\n"),
        ("mine.tsv", 'path\tclass\n"a.npz"\t"juggle"\nsub\\b.npz\tjumps\n'),
        (
            "labels.jsonl",
            '{"file": "a.npz", "label": "juggle"}\n\n{"file": "b.npz", "label": "jump", "begin_s": 0.5}\n',
        ),
    ],
)
def test_a_table_is_read_as_people_and_spreadsheets_write_it(folder, name: str, text: str):
    place = folder("a.npz", "sub/b.npz")
    (place / name).write_text(text, encoding="utf-8")
    assert understood(find_labels(place)) == [("a.npz", "juggle"), ("sub/b.npz", "jump")]


def test_a_table_that_a_spreadsheet_wrote_in_utf_16_is_read(folder):
    place = folder("a.npz")
    (place / "labels.csv").write_text("file\tlabel\na.npz\tjuggle\n", encoding="utf-16")
    assert understood(find_labels(place)) == [("a.npz", "juggle")]


def test_rows_and_files_that_do_not_fit_are_named_with_their_line(folder):
    place = folder("a.npz", "b.npz", "c.npz")
    rows = ["file,label,begin_s,end_s", "a.npz,jump,,", "b.npz,kick,2,1", "no.npz,kick,,", "b.npz,3,,", "b.npz,kick,x,"]
    (place / "labels.csv").write_text("\n".join(rows))
    left = find_labels(place).left_out
    assert [one.reason.split(";")[0] for one in left] == [
        "line 3: ends at 1 s, before it begins",
        "line 4: 'no.npz' is not there, or there several times",
        "line 5: its label '3' is no word",
        "line 6: 'x' is no time in seconds",
        "not named in labels.csv",
    ]


def test_two_tables_are_told_apart_by_the_user(folder):
    place = folder("a.npz")
    for name in ("one.csv", "two.csv"):
        (place / name).write_text(f"a.npz,{name.removesuffix('.csv')} step\n")
    with pytest.raises(DataError, match=r"one.csv, two.csv.*--labels FILE"):
        find_labels(place)
    assert understood(find_labels(place, place / "two.csv")) == [("a.npz", "two step")]


def test_clips_are_read_in_parts_and_what_cannot_be_read_is_left_out(folder, joints: np.ndarray):
    place = folder("a.npz")
    (place / "b.npz").write_bytes(b"PK\x03\x04 no archive")
    (place / "labels.csv").write_text("a.npz,jump,0.5,1.5\na.npz,juggle\nb.npz,kick\na.npz,late,7,8\n")
    left: list[LeftOut] = []
    clips = list(labelled_clips(place, leave_out=left.append))
    assert [(clip.action, len(read), clip.begin_s, clip.end_s) for clip, read in clips] == [
        ("jump", 20, 0.5, 1.5),
        ("juggle", len(joints), None, None),
    ]
    assert [one.file.name for one in left] == ["b.npz", "a.npz"]
    found, seconds = without_unreadable(find_labels(place))
    assert (len(found.clips), len(found.left_out), seconds) == (2, 2, [1.0, 2.0])


def test_a_part_begins_at_the_origin_and_faces_ahead(folder):
    place = folder("a.npz")
    (place / "labels.csv").write_text("a.npz,jump,0.5,1.5\n")
    ((_, joints),) = labelled_clips(place)
    np.testing.assert_allclose(joints[0, 0, [0, 2]], 0.0, atol=1e-5)


def test_labelled_and_prepared_sets_are_understood_with_their_splits(labelled_set: Path, tmp_path: Path):
    from humocon.data.preparing import plan_work, prepare_shard

    found = find_labels(labelled_set)
    assert {(clip.action, clip.split) for clip in found.clips} >= {("wave", "train"), ("jump", "test")}
    work = plan_work(labelled_set, tmp_path / "store")
    for number in work.pending:
        prepare_shard(work, number)
    prepared = find_labels(tmp_path / "store")
    assert [clip.action for clip in prepared.clips] == [clip.action for clip in found.clips]


def test_what_synth_writes_is_understood_as_known_actions_throughout():
    from humocon.data.performing import UNNAMED
    from humocon.motion.synthesis import ACTIONS

    unknown = [action for action in ACTIONS if not is_known(label_of_words(words_of_name(action.replace(" ", "_"))))]
    assert unknown == ["turn left", "turn right", UNNAMED]  # who turns need not walk
