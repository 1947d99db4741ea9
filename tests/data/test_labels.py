import json
from pathlib import Path

import pytest

from humocon.data.labels import BODY_PARTS, DIRECTIONS, LABELS, VERBS, Label, label_of, label_row
from humocon.data.mocap import load_clips
from humocon.data.scenes import labelled_parts
from humocon.errors import DataError


@pytest.mark.parametrize("name", LABELS)
def test_labels_use_known_words_only(name: str):
    label = LABELS[name]
    assert not label.action or label.action in VERBS
    assert label.direction in ("", *DIRECTIONS)
    assert label.body_part in ("", *BODY_PARTS)
    assert set(label.unclear) <= VERBS.keys()
    assert label.action not in label.unclear
    assert label.words
    assert 0 < label.weight <= 1


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS.keys())
def test_mirroring_twice_changes_nothing(label: Label):
    assert label.mirrored().mirrored() == label


def test_mirroring_swaps_sides_and_leaves_the_rest():
    assert Label("wave", body_part="left hand").mirrored() == Label("wave", body_part="right hand")
    assert Label("walk", "right", turns=True).mirrored() == Label("walk", "left", turns=True)
    assert Label("walk", "forward").mirrored() == Label("walk", "forward")
    assert Label(body_part="both arms").mirrored() == Label(body_part="both arms")


def test_labels_of_single_rows():
    assert label_of({"set": "cmu", "content": "walk"}) == Label("walk")
    assert label_of({"set": "bandai1", "content": "walk"}) == Label("walk", "forward", turns=False)
    assert label_of({"set": "sie", "content": "run", "direction": "left"}) == Label("run", "left", turns=True)
    assert label_of({"set": "sie", "content": "punch", "direction": "forward"}) == Label("punch")
    playground = label_of({"set": "cmu", "content": "playground - climb, go under"})
    assert playground is not None
    assert playground.action == "climb"
    assert label_of({"set": "cmu", "content": "basketball signals (referee)"}) is None
    assert label_of({"set": "cmu", "content": "no such thing"}) is None


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS.keys())
def test_a_label_spelled_out_in_a_row_is_read_back(label: Label):
    row = json.loads(json.dumps({"set": "cmu", "content": "walk", "label": label_row(label)}))
    assert label_of(row) == label


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"verb": "walk"}, "clip 'c7': a label has no 'verb'; it has action"),
        ({"action": "fly"}, "clip 'c7': action 'fly' is not one of walk"),
        ({"action": "walk", "direction": "up"}, "direction 'up' is not one of forward"),
        ({"body_part": "tail"}, "body_part 'tail' is not one of left hand"),
        ({"action": ["walk"]}, "action .* is not one of"),
        ({"action": "walk", "weight": "much"}, "weight 'much' is not a number above 0"),
        ({"action": "walk", "weight": -1}, "weight -1 is not a number above 0"),
        ({"action": "walk", "turns": "left"}, "turns 'left' is neither true nor false"),
        ({"action": "walk", "unclear": 3}, "unclear 3 is not a list of actions"),
        ({}, "clip 'c7': a label needs an action, a direction or a body_part"),
    ],
)
def test_a_label_in_strange_words_is_told_with_its_clip(fields: dict, message: str):
    with pytest.raises(DataError, match=message):
        label_of({"id": "c7", "label": fields})


def test_almost_every_clip_of_the_real_sets_has_a_label(shared_data: Path):
    clips = load_clips(shared_data / "mocap", "val")
    labelled = sum(any(True for _ in labelled_parts(clip)) for clip in clips)
    assert labelled / len(clips) > 0.99


def test_labels_agree_with_the_stored_sequences(shared_data: Path):
    folder = shared_data / "mocap_qa"
    concepts = json.loads((folder / "motion_concepts.json").read_text())
    rows = {}
    for manifest in sorted((shared_data / "mocap").glob("*.jsonl")):
        rows |= {row["id"]: {**row, "set": manifest.stem} for row in map(json.loads, manifest.read_text().splitlines())}
    seen, wrong = 0, {}
    for line in (folder / "sequences.jsonl").read_text().splitlines():
        sequence = json.loads(line)
        stored = [s["attributes"] for s in concepts[sequence["id"]] if s["attributes"].get("action") != ["transition"]]
        for (name, *_), attributes in zip(sequence["clips"], stored, strict=True):
            label = label_of(rows[name])
            if label is None:
                continue
            named = {"action": label.action, "direction": label.direction, "body_part": label.body_part}
            seen += 1
            if {key: [word] for key, word in named.items() if word} != attributes:
                wrong[rows[name]["set"], rows[name]["content"], str(attributes)] = label.words
    assert seen > 10_000
    assert wrong == {}
