"""A model folder from a stranger: nothing outside of it is read, nothing in it is run, nothing is believed."""

import json
import resource
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from humocon.errors import CheckpointError
from humocon.model_folder import check_folder, load_concepts, load_pretrained
from tests.fuzz.seeds import write_tiny_model


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    write_tiny_model(folder)
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy of the model, to change."""
    for path in original.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_a_model_as_it_was_written_passes(folder: Path):
    check_folder(folder)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_weights_of_a_training_that_ran_away_are_refused(folder: Path, value: float):
    weights = load_file(folder / "model.safetensors")
    weights["projector.weight"][0, 0] = value
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(CheckpointError, match=r"weights are NaN or infinite, the first in projector\.weight; take an"):
        load_pretrained(folder)


@pytest.mark.parametrize("name", ["../model.safetensors", "/etc/passwd", "model.bin", 7])
def test_weights_outside_of_the_folder_are_not_opened(folder: Path, name: object):
    index = {"metadata": {}, "weight_map": {"projector.weight": name}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "concepts.json").unlink()
    for read in (check_folder, load_concepts):
        with pytest.raises(CheckpointError, match=r"is no file of weights in this folder"):
            read(folder)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("config.json", {"auto_map": {"AutoConfig": "evil.Config"}}),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["evil.Tokenizer", None]}}),
        ("config.json", {"attn_implementation": "somebody/kernel"}),
        ("processor_config.json", {"deep": [{"trust_remote_code": True}]}),
    ],
)
def test_code_that_came_with_a_model_is_never_run(folder: Path, name: str, values: dict[str, Any]):
    change(folder / name, **values)
    with pytest.raises(CheckpointError, match=rf"{name}: .* asks for code that came with the model"):
        check_folder(folder)


@pytest.mark.parametrize(
    "values",
    [
        {"hidden_size": 2_000_000},
        {"vocab_size": 2_000_000_000},
        {"num_hidden_layers": 1_000_000_000},
        {"intermediate_size": "wide"},
    ],
)
def test_sizes_are_held_against_the_weights_before_memory_is_taken(folder: Path, values: dict[str, Any]):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    config = json.loads((folder / "config.json").read_text())
    change(folder / "config.json", text_config=config["text_config"] | values)
    with pytest.raises(CheckpointError, match=r"config\.json and the weights belong to different models") as caught:
        check_folder(folder)
    assert "\n" not in str(caught.value)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


@pytest.mark.parametrize("values", [{"width": 8_000_000}, {"num_codes": 10**12}, {"num_layers": 10**9}])
def test_stage_one_is_held_against_its_weights_too(folder: Path, values: dict[str, int]):
    change(folder / "concepts.json", **values)
    with pytest.raises(CheckpointError, match=r"weights are not of the sizes that concepts\.json states"):
        load_concepts(folder)
