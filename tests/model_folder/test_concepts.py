"""Concepts by the folder of stage 1, of a whole model, of adapters, or by name; and the names that go with them."""

import json
from pathlib import Path

import pytest
import torch

from humocon.concepts.model import ConceptModel
from humocon.concepts.names import NAMES_FILE, ConceptName, write_names
from humocon.errors import CheckpointError
from humocon.model_folder import (
    STATISTICS_FILE,
    carry_concept_files,
    concept_file,
    concepts_folder,
    default_folder,
    load_concepts,
    load_names,
    save_concepts,
)

NAMES = {0: ConceptName("wave left hand", "labels", 0.8, 0.1, 0.02, ("left arm",))}


@pytest.fixture
def named(tiny_concepts: Path, tmp_path: Path) -> Path:
    """A folder of stage 1 with names."""
    save_concepts(load_concepts(tiny_concepts), tmp_path / "named")
    write_names(NAMES, tmp_path / "named" / NAMES_FILE, load_concepts(tiny_concepts).codebook.vectors)
    return tmp_path / "named"


def adapters_of(base: str | Path, folder: Path) -> Path:
    folder.mkdir()
    (folder / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": str(base)}))
    return folder


def test_concepts_are_found_by_stage_adapters_and_name(named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert concepts_folder() == concepts_folder("mini") == concepts_folder(Path("mini")) == default_folder()
    assert concepts_folder(adapters_of(named, tmp_path / "adapters")) == concepts_folder(str(named)) == named
    (tmp_path / "mini").mkdir()
    with pytest.raises(CheckpointError, match="mini: no model in this folder"):
        concepts_folder("mini")
    with pytest.raises(CheckpointError, match="adapters of somebody/model, which is no folder here"):
        concepts_folder(adapters_of("somebody/model", tmp_path / "others"))


def test_names_are_those_of_the_adapters_and_else_of_their_base(named: Path, tmp_path: Path):
    vectors = load_concepts(named).codebook.vectors
    adapters = adapters_of(named, tmp_path / "adapters")
    assert load_names(adapters, vectors) == NAMES
    assert concept_file(adapters, STATISTICS_FILE) == adapters / STATISTICS_FILE, "where nobody has written it"
    write_names({}, adapters / NAMES_FILE, vectors)
    assert load_names(adapters, vectors) == {}
    assert load_names("somebody/model", vectors) == {}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_names_go_along_with_the_codebook_in_any_precision(named: Path, tmp_path: Path, dtype: torch.dtype):
    (named / STATISTICS_FILE).write_text(json.dumps({"codebook": "of another", "concepts": []}))
    copy = load_concepts(named)
    copy.codebook.vectors.data = copy.codebook.vectors.to(dtype).float()
    save_concepts(copy, tmp_path / "copy")
    carry_concept_files(adapters_of(named, tmp_path / "adapters"), tmp_path / "copy")
    assert load_names(tmp_path / "copy", copy.codebook.vectors) == NAMES
    assert not (tmp_path / "copy" / STATISTICS_FILE).exists(), "of another codebook"


def test_names_of_another_codebook_and_damaged_ones_stay_behind(named: Path, tmp_path: Path):
    other = ConceptModel(load_concepts(named).config)
    other.codebook.vectors.data += 1
    save_concepts(other, tmp_path / "other")
    carry_concept_files(named, tmp_path / "other")
    (named / NAMES_FILE).write_text("{")
    carry_concept_files(named, named)
    carry_concept_files(named, tmp_path / "other")
    assert not (tmp_path / "other" / NAMES_FILE).exists()
