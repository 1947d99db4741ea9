import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import LlamaForCausalLM

import humocon.tune.loop as stage
from humocon.ask.answerer import Answerer
from humocon.concepts.names import NAMES_FILE, ConceptName, write_names
from humocon.config import load_config
from humocon.data.qa_pairs import load_conversations
from humocon.data.source import Source
from humocon.data.variety import Variety
from humocon.errors import CheckpointError, ConfigError
from humocon.language.lora import add_lora, computed_again
from humocon.model_folder import load_concepts, load_names, load_pretrained
from humocon.motion.synthesis import synthesize
from humocon.motion.writers import write_joints_npy
from humocon.training import learning
from humocon.training.configuration import LearningConfig
from humocon.training.report import SilentReport
from humocon.tune.config import TuneConfig
from humocon.tune.loop import tune
from humocon.tune.plan import plan

LEARNING = LearningConfig(
    steps=4, learning_rate=1e-2, batch_size=4, warmup=1, log_every=1, validate_every=2, save_every=2
)


class Losses(SilentReport):
    """Losses and norms by step; stops at a step if told so."""

    def __init__(self, stop: int | None = None) -> None:
        self.seen: dict[int, float] = {}
        self.norms: list[float] = []
        self.messages: list[str] = []
        self.stop = stop

    def message(self, text: str) -> None:
        assert not self.seen, "before step 1"
        self.messages.append(text)

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        if split == "train":
            self.seen[step] = values["loss"]
            self.norms.append(values["norm"])
            if self.stop == step:
                raise KeyboardInterrupt


@pytest.fixture(scope="module", autouse=True)
def short_validation() -> Iterator[None]:
    whole = learning.validate
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            learning, "validate", lambda model, data, device, **more: whole(model, data, device, **(more | {"num": 32}))
        )
        yield


@pytest.fixture
def config(labelled_set: Path, translated: Path, tmp_path: Path) -> TuneConfig:
    return TuneConfig(
        data=labelled_set,
        output=tmp_path / "out",
        model=translated,
        learning=LEARNING,
        num_turns=2,
        save_dtype="float32",
        device="cpu",
    )


@pytest.fixture
def moved(watch_learning: Callable[[ModuleType], dict[str, bool]]) -> dict[str, bool]:
    return watch_learning(stage)


def ask_model(folder: Path, **options: Any) -> str:
    clip = synthesize("squat").to_clip()
    answerer = Answerer.load(folder, device="cpu", **options)
    return answerer.answer([clip], ["What is the person doing?"], max_new_tokens=12)[0].text


def test_tune_moves_lora_alone_and_merges_it(config: TuneConfig, moved: dict[str, bool], translated: Path):
    from safetensors.torch import load_file

    folder = tune(config)
    assert {name for name, changed in moved.items() if changed} == {name for name in moved if "lora_" in name}
    before, after = load_file(translated / "model.safetensors"), load_file(folder / "model.safetensors")
    assert before.keys() == after.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all("language_model" in name and "_proj" in name for name in changed)
    assert not (folder / "adapter_config.json").exists()
    assert isinstance(ask_model(folder), str)


@pytest.mark.parametrize("merge", [True, False])
def test_the_names_of_concepts_are_carried_as_the_codebook_is_the_same(
    config: TuneConfig, translated: Path, tmp_path: Path, merge: bool
):
    shutil.copytree(translated, tmp_path / "named")
    vectors = load_concepts(translated).codebook.vectors
    write_names({3: ConceptName("a step", "labels", 0.9, 0.1, 1.0, ())}, tmp_path / "named" / NAMES_FILE, vectors)
    folder = tune(replace(config, model=tmp_path / "named", merge=merge))
    assert (folder / NAMES_FILE).is_file()
    assert load_names(folder, load_concepts(folder).codebook.vectors)[3].name == "a step"


def test_tune_moves_lora_alone_in_four_bits(config: TuneConfig, moved: dict[str, bool]):
    report = Losses()
    folder = tune(replace(config, load_in_4bit=True), report)
    assert {name for name, changed in moved.items() if changed} == {name for name in moved if "lora_" in name}
    assert any("quant_state" in name for name in moved)
    # After the first validation too: bitsandbytes must not have repacked the weights for inference.
    assert min(report.norms) > 0
    assert (folder / "adapter_model.safetensors").is_file()
    assert isinstance(ask_model(folder, load_in_4bit=True), str)


def test_merged_and_unmerged_models_give_the_same_answer(config: TuneConfig):
    merged = tune(config)
    apart = tune(replace(config, merge=False, output=config.output.parent / "apart"))
    assert (apart / "adapter_model.safetensors").is_file()
    assert ask_model(apart) == ask_model(merged)


def test_with_rank_0_language_model_and_projector_learn_and_nothing_else(
    config: TuneConfig, moved: dict[str, bool], translated: Path
):
    from safetensors.torch import load_file

    folder = tune(replace(config, rank=0, merge=False))
    assert {name for name, changed in moved.items() if changed} == {
        name for name in moved if "language_model" in name or "projector" in name
    }
    before, after = load_file(translated / "model.safetensors"), load_file(folder / "model.safetensors")
    assert {name for name in before if not torch.equal(before[name], after[name])} == {
        name for name in before if name.startswith(("language_model.", "projector."))
    }
    assert isinstance(ask_model(folder), str)
    assert plan(replace(config, rank=0))["model"]["learns"].startswith("every weight of language model and projector: ")
    with pytest.raises(ConfigError, match="rank: 0 trains every weight, which those of 4 bits cannot; give a rank"):
        tune(replace(config, rank=0, load_in_4bit=True))


def test_words_of_the_questions_become_known_to_a_model_that_records_its_words(config: TuneConfig, translated: Path):
    _, processor = load_pretrained(translated)
    assert processor.known_words is not None
    processor.known_words = frozenset({"quidditch"})
    processor.save_pretrained(translated)
    _, processor = load_pretrained(tune(replace(config, resume=False)))
    assert processor.unknown_words("Is the person playing quidditch or chess?") == ["chess"]


def test_what_came_before_can_be_told_while_tuning(config: TuneConfig, moved: dict[str, bool]):
    plain, told = Losses(), Losses()
    tune(replace(config, output=config.output / "plain"), plain)
    folder = tune(replace(config, variety=Variety(told=1.0), told_layer=1), told)
    assert {name for name, changed in moved.items() if changed} == {name for name in moved if "lora_" in name}
    assert told.seen[1] > plain.seen[1] + 0.1
    assert isinstance(ask_model(folder), str)


def test_a_stopped_tuning_goes_on_as_if_nothing_had_happened(config: TuneConfig):
    config = replace(config, dropout=0.2, merge=False)
    whole, first, second = Losses(), Losses(stop=3), Losses()
    tune(replace(config, output=config.output / "whole"), whole)
    with pytest.raises(KeyboardInterrupt):
        tune(config, first)
    tune(config, second)
    assert list(second.seen) == [3, 4]
    assert {**first.seen, **second.seen} == whole.seen


def test_questions_about_motion_files(config: TuneConfig, tmp_path: Path):
    write_joints_npy(synthesize("bow").to_clip().joints[:30], tmp_path / "bow.npy")
    row = {"motion": "bow.npy", "question": "Is the person bowing?", "answer": "yes"}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row) + "\n")
    report = Losses()
    longer = replace(LEARNING, steps=25, validate_every=25, save_every=25)
    tune(replace(config, data=tmp_path, questions=tmp_path / "questions.jsonl", learning=longer), report)
    assert report.seen[25] < 0.9 * report.seen[1]


def test_sources_that_lack_files_are_told_one_by_one_and_whole_ones_are_not(config: TuneConfig, tmp_path: Path):
    sources = []
    for name, files in (("whole", ("one",)), ("half", ("one", "two")), ("other", ("one", "two", "three"))):
        for file in files:
            (tmp_path / name / "texts").mkdir(parents=True, exist_ok=True)
            (tmp_path / name / "texts" / f"{file}.txt").write_text("A person bows.")
        (tmp_path / name / "motions").mkdir()
        write_joints_npy(synthesize("bow").to_clip().joints[:30], tmp_path / name / "motions" / "one.npy")
        text, media = tmp_path / name / "texts", tmp_path / name / "motions"
        sources.append(Source(kind="motion-x", text=text, media=media, allow_missing=True))
    report = Losses()
    tune(replace(config, sources=tuple(sources)), report)
    assert report.messages == [
        f"motion-x at {sources[1].media}: 1 of 2 motions is missing and left out",
        f"motion-x at {sources[2].media}: 2 of 3 motions are missing and left out",
    ]


def kept_for_backward(config: TuneConfig, *, again: bool) -> tuple[float, dict[str, Tensor], int]:
    """Loss and gradients of LoRA on one batch, and how many numbers were kept for the backward pass."""
    model, processor = load_pretrained(config.model, device="cpu", dtype=torch.float32)
    torch.manual_seed(0)
    adapted = add_lora(model, dropout=0.2)
    learner = stage.Teller(adapted, model.language_model, 0.5, 1).train()
    # At first LoRA gives nothing, and half of its weights have no gradient.
    for name, value in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(value)
    batch = load_conversations(config.data, "train", processor, num_turns=2, variety=Variety(told=1.0)).batch(
        0, range(2)
    )
    kept: list[int] = []

    def keep(value: Tensor) -> Tensor:
        kept.append(value.numel())
        return value

    torch.manual_seed(1)
    with computed_again(model) if again else nullcontext():
        with torch.autograd.graph.saved_tensors_hooks(keep, lambda value: value):
            loss = learner(**batch.inputs()).loss
        loss.backward()
    gradients = {name: value.grad for name, value in adapted.named_parameters() if value.requires_grad}
    assert model.language_model.config.use_cache
    return float(loss.detach()), {name: value for name, value in gradients.items() if value is not None}, sum(kept)


def test_layers_that_are_computed_again_give_the_same_gradients_and_keep_less(config: TuneConfig):
    loss, gradients, kept = kept_for_backward(config, again=False)
    loss_again, gradients_again, kept_again = kept_for_backward(config, again=True)
    assert loss_again == loss
    assert len(gradients) == 2 * 2 * 7  # two matrices for each of seven linear layers in each of two layers
    assert gradients.keys() == gradients_again.keys()
    assert all(torch.equal(value, gradients_again[name]) for name, value in gradients.items())
    assert min(float(value.abs().max()) for value in gradients.values()) > 0
    assert kept_again < 0.5 * kept


def test_a_recipe_can_ask_for_layers_to_be_computed_again(config: TuneConfig, repository: Path):
    asked = load_config(TuneConfig, repository / "recipes/tune/paper.yaml", ["gradient_checkpointing=true"])
    assert asked.gradient_checkpointing
    needs = [plan(replace(config, gradient_checkpointing=own))["model"]["memory"] for own in (False, True)]
    assert needs[0] != needs[1]


def test_a_language_model_that_cannot_compute_layers_again_is_named(config: TuneConfig, monkeypatch):
    monkeypatch.setattr(LlamaForCausalLM, "supports_gradient_checkpointing", False)
    with pytest.raises(ConfigError, match="gradient_checkpointing: LlamaForCausalLM does not offer it"):
        tune(replace(config, gradient_checkpointing=True))


def test_unknown_targets_and_a_missing_model_are_told_in_one_line(config: TuneConfig, tmp_path: Path):
    with pytest.raises(ConfigError, match="no 'wq'"):
        tune(replace(config, targets=("wq",)))
    with pytest.raises(CheckpointError, match="no such model folder"):
        tune(replace(config, model=tmp_path / "gone"))


def test_the_plan_tells_sizes_without_writing(config: TuneConfig):
    rows = plan(config)
    assert not config.output.exists()
    assert rows["model"]["learns"] == "LoRA of rank 8: 17.4K parameters"
    assert "computed" in rows["model"]["memory"]
    assert rows["schedule"]["batch"] == "4"


def test_the_plan_says_which_command_makes_a_missing_model(config: TuneConfig, tmp_path: Path):
    assert "`humocon translate` makes it" in plan(replace(config, model=tmp_path / "gone"))["model"]["model"]
