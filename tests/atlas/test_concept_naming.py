"""`humocon concepts name`: names from labels where most poses agree, from facts elsewhere."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from humocon.atlas.coding import CodedMotion
from humocon.atlas.concept_naming import TRUE_OF, Tally, adds_to, common_words, name_concepts, said_label
from humocon.atlas.sources import Label, Motion
from humocon.concepts.names import NAMES_FILE, read_names
from humocon.errors import DataError
from humocon.model_folder import load_concepts
from humocon.motion.features import pose_features
from humocon.motion.synthesis import synthesize
from humocon_cli.main import cli


def test_labels_of_sets_are_said_in_plain_words():
    assert said_label("raise-up-left-hand") == "raise left arm"
    assert said_label("wave-left-hand") == "wave left hand"
    assert said_label("playground - climb, swing") == ""
    assert said_label("swordplay - fast") == "swordplay"
    assert said_label("something new") == "something new"


def test_the_words_that_hold_together_at_as_many_poses_as_needed_are_chosen():
    counts = Counter({frozenset({"a", "b", "standing"}): 6, frozenset({"a", "standing"}): 3, frozenset({"c"}): 1})
    assert common_words(counts, 5, most=3) == (["a", "b", "standing"], 6)
    assert common_words(counts, 5) == (["a", "standing"], 9)
    assert common_words(counts, 9.5) == ([], 0)
    assert common_words(Counter({frozenset({"standing"}): 4}), 2) == (["standing"], 4)


def test_a_fact_is_told_beside_a_label_only_where_it_says_more():
    assert adds_to("left arm rises", "wave left hand")
    assert adds_to("turn left", "walk left")
    assert not adds_to("walk forward", "walk left")
    assert not adds_to("left hand waves", "wave left hand")
    assert not adds_to("standing", "wave left hand")


def coded_with(label: str) -> CodedMotion:
    """A person who stands for a second, one concept all the time."""
    joints = synthesize("stand", seed=1).to_clip().joints[:20]
    motion = Motion("file", "file", joints, (Label(label, 0, 20),))
    return CodedMotion(motion, np.zeros(20, dtype=np.int64), np.zeros(20), np.ones(20), pose_features(joints))


def test_a_label_names_a_concept_only_if_it_comes_from_several_clips():
    tally = Tally(2)
    for clip in range(3):
        name = tally.name(0)
        assert (name.name, name.source) == (("still, standing", "facts") if clip else ("unknown", "unknown"))
        tally.add(coded_with("throw"))
    tally.add(coded_with("kick"))
    assert (tally.name(0).name, tally.name(0).source, tally.name(0).purity) == ("throw, still", "labels", 0.75)
    assert tally.name(1).name == "unknown"


def test_every_concept_gets_a_name_whose_purity_is_the_share_of_its_poses(
    labelled_set: Path, tiny_concepts: Path, tmp_path: Path
):
    output = tmp_path / "names.json"
    naming = name_concepts([labelled_set], model=tiny_concepts, output=output)
    model = load_concepts(tiny_concepts)
    assert read_names(output, model.codebook.vectors) == naming.names
    assert set(naming.names) == set(range(8))
    assert sum(name.usage for name in naming.names.values()) == pytest.approx(1.0, abs=1e-4)
    assert naming.poses == 2 * 5 * 50
    for name in naming.names.values():
        assert (name.source == "unknown") == (name.name == "unknown") == (name.purity == 0.0)
        assert name.source == "unknown" or TRUE_OF <= name.purity <= 1.0
    assert naming.held_out is not None
    assert 0.0 <= naming.held_out <= 1.0


def test_motion_files_without_labels_are_named_by_facts(tiny_concepts: Path, tmp_path: Path, repository: Path):
    naming = name_concepts([repository / "examples" / "squat.bvh"], model=tiny_concepts, output=tmp_path / "n.json")
    assert {name.source for name in naming.names.values()} <= {"facts", "unknown"}
    assert "facts" in {name.source for name in naming.names.values()}
    assert naming.held_out is None


def test_without_any_motion_there_is_nothing_to_name(tiny_concepts: Path, tmp_path: Path):
    np.save(tmp_path / "empty.npy", np.zeros((0, 22, 3)))
    with pytest.raises(DataError, match="no motion to name the concepts by"):
        name_concepts([tmp_path], model=tiny_concepts, output=tmp_path / "n.json")


def test_the_command_writes_the_file_beside_the_weights_and_says_what_it_is_worth(
    labelled_set: Path, tiny_concepts: Path, tmp_path: Path
):
    folder = tmp_path / "model"
    folder.mkdir()
    for file in tiny_concepts.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    result = CliRunner().invoke(cli, ["concepts", "name", "--data", str(labelled_set), "--model", str(folder)])
    assert result.exit_code == 0, result.output
    assert "concepts named by labels" in result.output
    assert "on val:" in result.output
    assert len(json.loads((folder / NAMES_FILE).read_text())["concepts"]) == 8


def test_the_command_tells_in_one_line_what_is_missing(tmp_path: Path, tiny_concepts: Path):
    arguments = ["concepts", "name", "--data", str(tmp_path / "absent"), "--model", str(tiny_concepts)]
    result = CliRunner().invoke(cli, [*arguments, "-o", str(tmp_path / "n.json")])
    assert result.exit_code == 1
    assert "absent" in result.output
    assert "Traceback" not in result.output
