"""The mean of models."""

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from humocon.ask.answerer import Answerer
from humocon.average import average_models
from humocon.concepts.names import NAMES_FILE, ConceptName, write_names
from humocon.errors import ConfigError
from humocon.model_folder import load_concepts, load_names, load_pretrained, save_for_shipping
from humocon.motion.synthesis import synthesize
from humocon_cli.main import cli


@pytest.fixture
def moved(translated: Path, tmp_path: Path) -> Path:
    """The model `translated` with every weight of its language model moved by 0.5, and a word more."""
    model, processor = load_pretrained(translated)
    with torch.no_grad():
        for value in model.language_model.parameters():
            value += 0.5
    processor.known_words = frozenset({*(processor.known_words or ()), "hopscotch"})
    save_for_shipping(model, processor, tmp_path / "moved", torch.float32)
    return tmp_path / "moved"


def test_each_weight_is_the_mean_and_the_words_are_those_of_all(translated: Path, moved: Path, tmp_path: Path):
    output = tmp_path / "mean"
    result = CliRunner().invoke(cli, ["average", str(translated), str(moved), str(moved), "-o", str(output)])
    assert result.exit_code == 0, result.output
    assert result.output.replace("\n", "").endswith(f"written to {output}")
    (tmp_path / "usual").touch()
    assert {path.stat().st_mode for path in output.iterdir()} == {(tmp_path / "usual").stat().st_mode}
    (first, _), (mean, processor) = load_pretrained(translated), load_pretrained(output)
    assert "hopscotch" in (processor.known_words or ())
    before, after = first.state_dict(), mean.state_dict()
    for name, value in after.items():  # matrices are kept in float16
        if name.startswith("language_model.") and value.is_floating_point():
            torch.testing.assert_close(
                value, before[name] + 1 / 3, atol=2e-3, rtol=1e-3
            )  # matrices are kept in float16
        elif value.is_floating_point():
            torch.testing.assert_close(value, before[name], atol=2e-3, rtol=1e-3)
    answer = Answerer.load(str(output)).answer([synthesize("walk").to_clip()], ["Is the person walking?"])
    assert len(answer) == 1


def test_the_names_of_concepts_are_carried_as_the_codebook_is_the_same(translated: Path, moved: Path, tmp_path: Path):
    vectors = load_concepts(moved).codebook.vectors
    write_names({3: ConceptName("a step", "labels", 0.9, 0.1, 1.0, ())}, moved / NAMES_FILE, vectors)
    average_models([moved, translated], tmp_path / "mean")
    assert load_names(tmp_path / "mean", load_concepts(tmp_path / "mean").codebook.vectors)[3].name == "a step"


def test_what_has_no_mean_is_told_in_one_line(translated: Path, moved: Path, tmp_path: Path):
    for models, output, words in (
        ([moved], tmp_path / "mean", "at least two models"),
        ([moved, translated], moved, "is one of the models"),
    ):
        with pytest.raises(ConfigError, match=words):
            average_models(models, output)
    from humocon.ask.answerer import default_model

    with pytest.raises(ConfigError, match="other sizes"):
        average_models([moved, default_model()], tmp_path / "mean")
    assert not (tmp_path / "mean").exists()
