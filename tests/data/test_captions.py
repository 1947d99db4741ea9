import json
from pathlib import Path

import pytest

from humocon.data.captions import DESCRIBE_MOTION, QAPair, describe_sources, read_sources
from humocon.data.source import Source
from humocon.errors import DataError


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


@pytest.fixture
def humanml3d(tmp_path) -> Source:
    text, media = tmp_path / "HumanML3D", tmp_path / "HumanML3D" / "new_joints"
    touch(media / "000000.npy", media / "M000001.npy")
    (text / "texts").mkdir()
    (text / "texts" / "000000.txt").write_text(
        "a man kicks.#a/DET man/NOUN kick/VERB#0.0#0.0\na man turns.#a/DET man/NOUN turn/VERB#1.5#3.0\n"
    )
    (text / "texts" / "M000001.txt").write_text("a person bows.#a/DET person/NOUN bow/VERB#0.0#0.0\n")
    (text / "train.txt").write_text("000000\n")
    (text / "val.txt").write_text("M000001\n")
    return Source(kind="humanml3d", text=text, media=media)


def test_humanml3d_tells_of_whole_motions_and_of_stretches(humanml3d):
    media = humanml3d.media / "000000.npy"
    assert read_sources([humanml3d], "train").pairs == [
        QAPair(media, DESCRIBE_MOTION, "a man kicks."),
        QAPair(media, DESCRIBE_MOTION, "a man turns.", 1.5, 3.0),
    ]
    assert [told.answer for told in read_sources([humanml3d], "val").pairs] == ["a person bows."]


def test_motion_x_captions_lie_in_the_tree_of_the_motions(tmp_path):
    touch(tmp_path / "motions" / "dance" / "one.npy")
    (tmp_path / "texts" / "dance").mkdir(parents=True)
    (tmp_path / "texts" / "dance" / "one.txt").write_text("A person\ndances.\n")
    source = Source(kind="motion-x", text=tmp_path / "texts", media=tmp_path / "motions")
    assert read_sources([source], "train").pairs == [
        QAPair(tmp_path / "motions" / "dance" / "one.npy", DESCRIBE_MOTION, "A person dances.")
    ]


def test_each_caption_of_vatex_is_a_pair_and_every_twentieth_video_is_held_out(tmp_path):
    names = [f"video{number:02d}" for number in range(40)]
    touch(*(tmp_path / f"{name}.mp4" for name in names))
    rows = [{"videoID": name, "enCap": ["Someone runs.", "A run."]} for name in names]
    (tmp_path / "vatex.json").write_text(json.dumps(rows))
    source = Source(kind="vatex", text=tmp_path / "vatex.json", media=tmp_path)
    train, held_out = read_sources([source], "train").pairs, read_sources([source], "val").pairs
    assert (len(train), len(held_out)) == (76, 4)
    assert {told.media.stem for told in held_out} == {"video19", "video39"}
    assert not {told.media for told in train} & {told.media for told in held_out}


@pytest.mark.parametrize(
    "row",
    [
        {"q": "What is done?", "a": "A jump.", "video_id": "v_1"},
        {
            "id": "v_1",
            "conversations": [
                {"from": "human", "value": "What is done?\n<video>"},
                {"from": "gpt", "value": "A jump."},
            ],
        },
    ],
)
def test_instructions_of_video_chatgpt_come_in_two_forms(tmp_path, row):
    touch(tmp_path / "v_1.mkv")
    (tmp_path / "instructions.json").write_text(json.dumps([row]))
    source = Source(kind="video-chatgpt", text=tmp_path / "instructions.json", media=tmp_path)
    assert read_sources([source], "train").pairs == [QAPair(tmp_path / "v_1.mkv", "What is done?", "A jump.")]


def test_missing_files_of_all_sources_are_told_together_or_left_out(humanml3d, tmp_path):
    (tmp_path / "vatex.json").write_text('[{"videoID": "gone", "enCap": ["Someone runs."]}]')
    vatex = Source(kind="vatex", text=tmp_path / "vatex.json", media=tmp_path)
    (humanml3d.media / "000000.npy").unlink()
    with pytest.raises(DataError, match=r"humanml3d: 1 files .*000000\.npy.*; vatex: 1 files .*gone\.mp4") as caught:
        read_sources([humanml3d, vatex], "train")
    assert "\n" not in str(caught.value)
    touch(humanml3d.media / "000000.npy")
    lenient = Source(kind="vatex", text=vatex.text, media=vatex.media, allow_missing=True)
    assert len(read_sources([humanml3d, lenient], "train").pairs) == 2
    assert describe_sources([vatex]) == {"source 1, vatex": "1 pairs about 1 files, 1 of them missing"}
    (told,) = describe_sources([vatex], sees_video=False).values()
    assert told == "is video, and this model sees none; give it a video branch first"


def test_files_that_are_left_out_are_counted_over_both_splits(tmp_path):
    names = [f"video{number:02d}" for number in range(40)]
    touch(*(tmp_path / f"{name}.mp4" for name in names if name not in ("video03", "video04", "video39")))
    # Two captions of a video are one file.
    (tmp_path / "vatex.json").write_text(json.dumps([{"videoID": name, "enCap": ["A.", "B."]} for name in names]))
    source = Source(kind="vatex", text=tmp_path / "vatex.json", media=tmp_path, allow_missing=True)
    train, held_out = read_sources([source], "train").files[0], read_sources([source], "val").files[0]
    assert [(len(files.named), len(files.missing)) for files in (train, held_out)] == [(38, 2), (2, 1)]
    assert str(train | held_out) == f"vatex at {tmp_path}: 3 of 40 videos are missing and left out"
    assert str(train | train) == f"vatex at {tmp_path}: 2 of 38 videos are missing and left out"


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("vatex", "[{", "not valid JSON"),
        ("vatex", '{"videoID": "x"}', "not a list of objects"),
        ("vatex", '[{"videoID": "x"}]', "not of the form"),
        ("video-chatgpt", '[{"q": "What?", "video_id": "x"}]', "not of the form"),
    ],
)
def test_other_files_are_one_line_that_names_them(tmp_path, kind, content, message):
    (tmp_path / "text.json").write_text(content)
    with pytest.raises(DataError, match=rf"text\.json: .*{message}"):
        read_sources([Source(kind=kind, text=tmp_path / "text.json", media=tmp_path)], "train")
