import copy
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers.models.llama.modeling_llama import LlamaMLP

import humocon.translate.loop as stage
from humocon.ask.answerer import Answerer
from humocon.concepts.model import ConceptModel
from humocon.config import load_config
from humocon.data.conversations import ReadScenes
from humocon.data.mocap import load_clips
from humocon.data.scenes import Scenes
from humocon.data.source import Source
from humocon.data.variety import NO_VARIETY
from humocon.errors import CheckpointError, ConfigError
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.model_folder import load_concepts, load_names, save_concepts
from humocon.motion.synthesis import synthesize
from humocon.motion.writers import write_joints_npy
from humocon.training.configuration import LearningConfig
from humocon.training.report import SilentReport
from humocon.translate.beginning import begin_at_words, shown
from humocon.translate.config import BaseConfig, TranslateConfig, VideoTranslateConfig, load_translate_config
from humocon.translate.loop import translate
from humocon.translate.plan import plan

LEARNING = LearningConfig(
    steps=4, learning_rate=1e-2, batch_size=4, warmup=1, log_every=1, validate_every=2, save_every=2
)


class Losses(SilentReport):
    """Losses by stage; stops a stage at a step if told so."""

    def __init__(self, stop: tuple[str, int] | None = None) -> None:
        self.seen: dict[tuple[str, int], float] = {}
        self.norms: list[float] = []
        self.messages: list[str] = []
        self.name, self.stop = "", stop

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        self.name = name

    def message(self, text: str) -> None:
        assert not any(name == "translate" for name, _ in self.seen), "before step 1"
        self.messages.append(text)

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        if split == "train":
            self.seen[self.name, step] = values["loss"]
            self.norms.append(values["norm"])
            if self.stop == (self.name, step):
                raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def short_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    from humocon.training import learning

    whole = learning.validate
    monkeypatch.setattr(
        learning, "validate", lambda model, data, device, **more: whole(model, data, device, **(more | {"num": 32}))
    )


@pytest.fixture
def config(labelled_set: Path, tiny_concepts: Path, tiny_base: BaseConfig, tmp_path: Path) -> TranslateConfig:
    return TranslateConfig(
        data=labelled_set,
        output=tmp_path / "out",
        concepts=tiny_concepts,
        base=replace(tiny_base, learning=LEARNING),
        learning=LEARNING,
        num_turns=2,
        device="cpu",
    )


@pytest.fixture
def moved(watch_learning: Callable[[ModuleType], dict[str, bool]]) -> dict[str, bool]:
    return watch_learning(stage)


def weights(folder: Path) -> dict[str, Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors")


def test_translate_moves_the_projector_alone(config: TranslateConfig, moved: dict[str, bool]):
    folder = translate(config)
    assert {name for name, changed in moved.items() if changed} == {"projector.weight", "projector.bias"}
    clip = synthesize("squat").to_clip()
    assert len(Answerer.load(folder, device="cpu").answer([clip], ["What is the person doing?"])) == 1


def test_a_base_whose_weights_were_not_yet_in_place_is_finished_first(
    config: TranslateConfig, monkeypatch: pytest.MonkeyPatch
):
    put = os.replace

    def killed(source: Path, target: Path) -> None:
        if Path(target) == config.output / "base" / "model.safetensors":
            raise KeyboardInterrupt
        put(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            translate(config)
    assert (config.output / "base" / "config.json").is_file()
    report = Losses()
    translate(config, report)
    assert (config.output / "base" / "model.safetensors").is_file()
    assert not any("is there already" in message for message in report.messages)


def test_the_concepts_that_ship_go_under_another_language_model_with_their_names(config: TranslateConfig):
    mini = replace(config, concepts=Path("mini"))
    shipped = load_concepts("mini").codebook.vectors
    assert plan(mini)["model"]["learns"] == f"the projector, {4 * shipped.shape[1]} x 64: 65.6K parameters"
    vectors = load_concepts(translate(mini)).codebook.vectors
    torch.testing.assert_close(vectors, shipped)
    assert load_names(mini.output, vectors) == load_names("mini", shipped) != {}


def test_translate_moves_the_projector_alone_in_four_bits(config: TranslateConfig, moved: dict[str, bool]):
    base = translate(config) / "base"
    report = Losses()
    again = replace(config, base=None, language_model=str(base), output=config.output / "nf4", load_in_4bit=True)
    translate(again, report)
    assert {name for name, changed in moved.items() if changed} == {"projector.weight", "projector.bias"}
    assert any("quant_state" in name for name in moved)
    # After the first validation too: bitsandbytes must not have repacked the weights for inference.
    assert min(report.norms) > 0


def test_a_stopped_translation_goes_on_as_if_nothing_had_happened(config: TranslateConfig):
    whole = Losses()
    expected = weights(translate(replace(config, output=config.output / "whole"), whole))
    parts = {}
    for stop in (("base language model", 3), ("translate", 3), None):
        report = Losses(stop)
        if stop is None:
            translate(config, report)
        else:
            with pytest.raises(KeyboardInterrupt):
                translate(config, report)
        parts |= report.seen
    assert len(parts) == 8
    assert parts == whole.seen
    found = weights(config.output)
    assert all(torch.equal(value, found[name]) for name, value in expected.items())


def test_the_loss_falls(config: TranslateConfig, tiny_base: BaseConfig):
    report = Losses()
    longer = replace(LEARNING, steps=30, validate_every=30, save_every=30)
    base = replace(tiny_base, learning=longer)
    translate(replace(config, base=base, learning=longer), report)
    assert report.seen["base language model", 30] < 0.9 * report.seen["base language model", 1]


def test_captions_of_motion_files_in_half_precision(config: TranslateConfig, tmp_path: Path):
    base = translate(config) / "base"
    motions = tmp_path / "motions"
    motions.mkdir()
    write_joints_npy(synthesize("bow").to_clip().joints[:30], motions / "bow.npy")
    row = {"motion": "bow.npy", "question": "Describe the motion.", "answer": "A person bows."}
    (tmp_path / "captions.jsonl").write_text(json.dumps(row) + "\n")
    report = Losses()
    folder = translate(
        replace(
            config,
            data=motions,
            questions=tmp_path / "captions.jsonl",
            base=None,
            language_model=str(base),
            output=tmp_path / "captions",
            dtype="bfloat16",
            reads="codes",
        ),
        report,
    )
    assert len(report.seen) == 4
    assert weights(folder)["projector.weight"].dtype == torch.float32


def captions_with_a_gap(folder: Path) -> Source:
    """HumanML3D's layout, in which one of three motions is missing."""
    (folder / "texts").mkdir(parents=True)
    (folder / "new_joints").mkdir()
    for name in ("one", "two", "gone"):
        (folder / "texts" / f"{name}.txt").write_text("a person bows.#a/DET person/NOUN bow/VERB#0.0#0.0\n")
    for name in ("one", "two"):
        write_joints_npy(synthesize("bow").to_clip().joints[:30], folder / "new_joints" / f"{name}.npy")
    (folder / "train.txt").write_text("one\ngone\n")
    (folder / "val.txt").write_text("two\n")
    return Source(kind="humanml3d", text=folder, media=folder / "new_joints", allow_missing=True)


def test_motions_that_are_missing_and_left_out_are_told_before_the_first_step(config: TranslateConfig, tmp_path: Path):
    source, report = captions_with_a_gap(tmp_path / "HumanML3D"), Losses()
    translate(replace(config, sources=(source,)), report)
    assert report.messages == [f"humanml3d at {source.media}: 1 of 3 motions is missing and left out"]


def test_a_recipe_with_video_takes_no_key_of_motion_and_one_without_none_of_video(repository: Path):
    video, motion = (repository / "recipes/translate" / f"{name}.yaml" for name in ("mini-video", "mini"))
    assert isinstance(load_translate_config(video), VideoTranslateConfig)
    assert isinstance(load_translate_config(motion), TranslateConfig)
    for key in ("load_in_4bit=true", "begin_at_words=true", "questions=a.jsonl", "base=null", "sources=[]"):
        with pytest.raises(ConfigError, match=f"unknown key '{key.partition('=')[0]}'"):
            load_translate_config(video, [key])
    with pytest.raises(ConfigError, match="unknown key 'model'"):
        load_translate_config(motion, ["model=runs/mini/tune"])
    with pytest.raises(ConfigError, match="unknown key 'base'"):
        load_translate_config(motion, ["video.cache=pairs"])


def test_layers_that_are_computed_again_give_the_same_losses(
    config: TranslateConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    plain, again, passes = Losses(), Losses(), []
    whole = LlamaMLP.forward

    def counted(self: LlamaMLP, x: Tensor) -> Tensor:
        passes.append(torch.is_grad_enabled())
        return whole(self, x)

    base = str(translate(config, plain) / "base")
    monkeypatch.setattr(LlamaMLP, "forward", counted)
    times = []
    for name, own in (("kept", False), ("again", True)):
        passes.clear()
        report = again if own else plain
        report.seen.clear()
        report.norms.clear()
        asked = replace(config, base=None, language_model=base, output=tmp_path / name, gradient_checkpointing=own)
        translate(asked, report)
        times.append(sum(passes))
    assert times[1] == 2 * times[0]  # every layer of every step is passed twice, but for validation
    assert again.seen == plain.seen
    assert again.norms == plain.norms


def test_a_recipe_needs_a_language_model(config: TranslateConfig):
    for act in (translate, plan):
        with pytest.raises(ConfigError, match="language_model and base are both missing"):
            act(replace(config, base=None))


def test_concepts_that_are_not_there_are_told_in_one_line(config: TranslateConfig, tmp_path: Path):
    with pytest.raises(CheckpointError, match="gone"):
        translate(replace(config, concepts=tmp_path / "gone"))


def test_the_plan_of_an_own_language_model(config: TranslateConfig):
    rows = plan(config)
    assert not config.output.exists()
    assert "own, trained first on text alone" in rows["model"]["language model"]
    assert rows["model"]["learns"] == "the projector, 64 x 64: 4.16K parameters"
    assert "computed" in rows["model"]["memory"]
    assert rows["model"]["steps on text"] == "4 of 4 conversations at 0.01"
    assert rows["schedule"]["steps"] == "4"


def test_the_plan_says_what_is_not_there(repository: Path, tmp_path: Path):
    recipe = repository / "recipes" / "translate" / "paper.yaml"
    config = load_config(TranslateConfig, recipe, [f"concepts={tmp_path}", "language_model=./no-such-model"])
    model = plan(config)["model"]
    assert "`humocon pretrain` makes it" in model["concepts"]
    assert "cannot be read" in model["language model"]
    assert model["learns"] == "the projector, 1024 x hidden size of the language model"


def test_the_projector_can_begin_at_the_words_of_the_labels(config: TranslateConfig, tmp_path: Path):
    def misses(folder: Path) -> float:
        """How far the projector's embeddings lie from those of the words, at the moments of the scenes."""
        model = HumoconForConditionalGeneration.from_pretrained(folder)
        processor = HumoconProcessor.from_pretrained(folder)
        begun = copy.deepcopy(model)
        scenes = Scenes(load_clips(config.data, "train"), seed=0, mirrored=0.0)
        read = ReadScenes(scenes, NO_VARIETY, 8, model.get_motion_states)
        begin_at_words(begun, processor, read)
        given = torch.cat([model.gather_states(read.scene(place).states[None])[0] for place in range(8)]).float()
        with torch.no_grad():
            return float((model.projector(given) - begun.projector(given)).square().mean())

    still = replace(config, learning=replace(LEARNING, steps=1, learning_rate=1e-9), num_scenes=8)
    begun = translate(replace(still, begin_at_words=True, output=tmp_path / "begun"))
    chance = translate(replace(still, output=tmp_path / "chance"))
    assert misses(begun) < 1e-3 * misses(chance)


def test_beginning_at_words_needs_scenes(config: TranslateConfig):
    with pytest.raises(ConfigError, match="set num_scenes"):
        translate(replace(config, begin_at_words=True))


def test_an_earlier_model_goes_on_with_other_concepts(config: TranslateConfig, tmp_path: Path, moved: dict[str, bool]):
    earlier = translate(config)
    others = ConceptModel(load_concepts(config.concepts).config)
    for buffer in ("feature_mean", "feature_std"):
        setattr(others, buffer, getattr(load_concepts(config.concepts), buffer))
    save_concepts(others, tmp_path / "others")
    still = replace(
        config, base=None, earlier=earlier, num_scenes=8, learning=replace(LEARNING, steps=1, learning_rate=1e-9)
    )
    again = translate(replace(still, output=tmp_path / "again"))
    renewed = translate(replace(still, concepts=tmp_path / "others", output=tmp_path / "renewed"))

    assert {name for name, changed in moved.items() if changed} <= {"projector.weight", "projector.bias"}
    before, after = weights(earlier), weights(renewed)
    language = [name for name in before if name.startswith("language_model.")]
    assert language
    assert all(torch.equal(before[name], after[name]) for name in language)
    stored = dict(others.named_parameters())
    assert all(torch.equal(after[f"concepts.{name}"], stored[name].detach()) for name in stored)
    read = ReadScenes(
        Scenes(load_clips(config.data, "train"), seed=0, mirrored=0.0),
        NO_VARIETY,
        8,
        HumoconForConditionalGeneration.from_pretrained(earlier).get_motion_states,
    )
    told = [shown(HumoconForConditionalGeneration.from_pretrained(folder), read) for folder in (earlier, again)]
    assert (told[0] - told[1]).square().mean() < 0.05 * told[0].var(), "the same concepts are shown as they were"


def test_a_plan_tells_the_language_model_of_the_earlier_model(config: TranslateConfig):
    earlier = translate(config)
    assert plan(replace(config, base=None, earlier=earlier, num_scenes=8))["model"]["language model"].startswith(
        str(earlier)
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"num_scenes": 0}, "set num_scenes"), ({"begin_at_words": True}, "leave out language_model, base and")],
)
def test_an_earlier_model_needs_scenes_and_brings_its_own_beginning(
    config: TranslateConfig, changed: dict[str, Any], message: str
):
    earlier = translate(config)
    with pytest.raises(ConfigError, match=message):
        translate(replace(config, **{"base": None, "earlier": earlier, "num_scenes": 8} | changed))
