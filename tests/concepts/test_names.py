"""The file of names: written and read back, and what is wrong with it told in one line."""

import json
from pathlib import Path

import pytest
import torch

from humocon.concepts.names import ConceptName, read_names, write_names
from humocon.errors import CheckpointError, ConfigError

VECTORS = torch.arange(6.0).view(3, 2)
NAMES = {
    0: ConceptName("wave left hand", "labels", 0.8, 0.1, 0.02, ("left arm",)),
    2: ConceptName("unknown", "unknown", 0.0, 0.0, 0.0, ()),
}


def test_names_are_read_as_they_were_written(tmp_path: Path):
    write_names(NAMES, tmp_path / "names.json", VECTORS)
    assert read_names(tmp_path / "names.json", VECTORS) == NAMES
    assert [path.name for path in tmp_path.iterdir()] == ["names.json"]


def test_no_file_means_no_names(tmp_path: Path):
    assert read_names(tmp_path / "names.json", VECTORS) == {}


def test_names_of_another_codebook_are_refused(tmp_path: Path):
    write_names(NAMES, tmp_path / "names.json", VECTORS)
    with pytest.raises(CheckpointError, match=r"names\.json: the names of another codebook; make it again"):
        read_names(tmp_path / "names.json", VECTORS + 1)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot be written"):
        write_names(NAMES, tmp_path / "absent" / "names.json", VECTORS)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"codebook": "x"}', '{"codebook": "x", "concepts": {"a": {}}}'])
def test_a_damaged_file_is_told_in_one_line(tmp_path: Path, content: str):
    (tmp_path / "names.json").write_text(content)
    with pytest.raises(CheckpointError, match=r"names\.json: not the names of concepts") as told:
        read_names(tmp_path / "names.json", VECTORS)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("change", [{"source": "guess"}, {"name": " "}, {"purity": "much"}, {"parts": None}])
def test_an_entry_that_makes_no_sense_is_told(tmp_path: Path, change: dict):
    write_names(NAMES, tmp_path / "names.json", VECTORS)
    content = json.loads((tmp_path / "names.json").read_text())
    content["concepts"]["0"] |= change
    (tmp_path / "names.json").write_text(json.dumps(content))
    with pytest.raises(CheckpointError, match="not the names of concepts"):
        read_names(tmp_path / "names.json", VECTORS)


def test_a_code_outside_the_codebook_is_told(tmp_path: Path):
    write_names({7: NAMES[0]}, tmp_path / "names.json", VECTORS)
    with pytest.raises(CheckpointError, match="names concept 7, the codebook has 3"):
        read_names(tmp_path / "names.json", VECTORS)
