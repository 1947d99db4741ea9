"""What a stage needs: what is missing is told with its remedy, and nothing else."""

from pathlib import Path

import pytest

from humocon.data.needs import missing_data, missing_folder
from humocon.data.source import Source


def test_data_that_is_there_is_not_missing_and_an_empty_folder_is(labelled_set: Path, tmp_path: Path):
    assert missing_data(labelled_set) == {}
    assert list(missing_data(labelled_set, sets=("other",))) == ["sets"]
    assert "no motion file in this folder" in missing_data(tmp_path)["data"]
    assert "humocon data prepare RECORDINGS" in missing_data(tmp_path / "gone")["data"]


def test_questions_and_published_sets_are_looked_for_where_they_are_wanted(labelled_set: Path, tmp_path: Path):
    assert list(missing_data(labelled_set, questions=tmp_path / "gone.jsonl")) == ["questions"]
    source = Source(kind="vatex", text=tmp_path, media=tmp_path / "videos")
    assert list(missing_data(tmp_path / "gone", sources=(source,))) == ["sources, vatex: media"]


@pytest.mark.parametrize("folder", [None, "mini", "an-owner/a-model"])
def test_what_ships_or_may_be_on_the_hub_is_not_missing(folder: str | None):
    assert missing_folder("model", folder, "humocon tune") == {}


@pytest.mark.parametrize("folder", ["runs/tuned", "runs/mini/tune", "/gone/model", "gone"])
def test_the_folder_of_an_earlier_stage_is_missing_until_it_is_made(folder: str):
    told = missing_folder("model", Path(folder), "humocon translate")
    assert told == {
        "model": f"{folder}: not there yet; `humocon translate` makes it, or name another with --set model=DIR"
    }
