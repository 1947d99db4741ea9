"""A model that is stored as what it learned: no weights of the base or of the concepts are copied."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import LlamaForCausalLM

from humocon.ask.answerer import Answerer
from humocon.concepts.names import codebook_sha256
from humocon.data.variety import Variety
from humocon.errors import CheckpointError, ConfigError
from humocon.language.configuration import small_llama
from humocon.language.tokenizer import build_tokenizer
from humocon.model_folder import (
    concepts_folder,
    default_folder,
    is_built_on_parts,
    load_concepts,
    load_pretrained,
    named_folder,
)
from humocon.motion.synthesis import synthesize
from humocon.smollm2 import GGUF, SMOLLM2_FILES, find_smollm2, load_smollm2
from humocon.training.configuration import LearningConfig
from humocon.translate.config import TranslateConfig
from humocon.translate.loop import translate
from humocon.tune import loop as tune_stage
from humocon.tune.config import TuneConfig
from humocon.tune.loop import tune

LEARNING = LearningConfig(steps=2, learning_rate=1e-2, batch_size=2, warmup=1, log_every=1, validate_on=2)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with a tiny Llama in the place of SmolLM2."""
    folder = tmp_path_factory.mktemp("language")
    texts = ["Is the person jumping? Yes. Lasts 2.5 s.", "What does the person do? The person waves, then bows."]
    tokenizer = build_tokenizer(texts * 5, vocab_size=320)
    torch.manual_seed(0)
    LlamaForCausalLM(small_llama(len(tokenizer), 32, 2, 2, 32, 4096)).save_pretrained(folder / "smollm2")
    tokenizer.save_pretrained(folder / "smollm2")
    return folder


@pytest.fixture(scope="module")
def projected(labelled_set: Path, place: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("small") / "translate"
    config = TranslateConfig(
        data=labelled_set,
        output=output,
        concepts=Path("mini"),
        language_model="smollm2",
        language_models=place,
        reads="features+facts",
        frames_per_token=8,
        learning=LEARNING,
        device="cpu",
    )
    return translate(config)


@pytest.fixture
def config(labelled_set: Path, projected: Path, place: Path, tmp_path: Path) -> TuneConfig:
    return TuneConfig(
        data=labelled_set,
        output=tmp_path / "tune",
        model=projected,
        language_models=place,
        lessons=True,
        num_scenes=3,
        num_turns=3,
        variety=Variety(mirrored=0.3),
        learning=LEARNING,
        save_dtype="float32",
        device="cpu",
    )


def test_what_was_learned_is_stored_and_what_it_stands_on_is_named(projected: Path, config: TuneConfig):
    folder = tune(config)
    for one, adapters in ((projected, 0), (folder, 1)):
        assert is_built_on_parts(one)
        assert len(list(one.glob("adapter_model.safetensors"))) == adapters
        assert not (one / "model.safetensors").exists()
        parts = json.loads((one / "built_on.json").read_text())
        assert (parts["language_model"], parts["concepts"]) == ("smollm2", "mini")
        assert str(config.language_models) not in "".join(path.read_text() for path in one.glob("*.json"))
    assert concepts_folder(folder) == default_folder()


def test_tuning_with_facts_moves_lora_alone(config: TuneConfig, watch_learning, place: Path):
    moved = watch_learning(tune_stage)
    folder = tune(replace(config, first_layer=1))
    changed = {name for name, did in moved.items() if did}
    assert changed == {name for name in moved if "lora_" in name}
    assert all(".layers.1." in name for name in changed)
    before, _ = load_pretrained(config.model, language_models=place)
    after, _ = load_pretrained(folder, language_models=place)
    assert torch.equal(before.projector.weight, after.projector.weight)
    differ = {
        name
        for name, value in before.language_model.state_dict().items()
        if not torch.equal(value, after.language_model.state_dict()[name])
    }
    assert differ
    assert all("layers.1." in name and "_proj" in name for name in differ)


def test_what_is_loaded_answers_as_what_was_trained(config: TuneConfig, place: Path, monkeypatch):
    kept: dict[str, Any] = {}
    learn = tune_stage.learn

    def keep(model, *args, **options):
        kept["model"] = model
        return learn(model, *args, **options)

    monkeypatch.setattr(tune_stage, "learn", keep)
    folder = tune(config)
    loaded = Answerer.load(folder, device="cpu", language_models=place)
    assert loaded.reads_facts
    clip = synthesize("squat").to_clip()
    trained = kept["model"].get_base_model()
    prompts = loaded._prompter.questions([clip], ["Is the person jumping?"], None, ["Lasts 2.5 s."])
    inputs = loaded._prompter.inputs(prompts, [loaded._prompter.features(clip)], [loaded._prompter.frames(None)])
    with torch.no_grad():
        assert torch.allclose(trained(**inputs).logits, loaded.model(**inputs).logits, atol=1e-4)


def test_what_is_read_can_be_another_in_tuning(config: TuneConfig, place: Path):
    folder = tune(replace(config, reads="facts"))
    answerer = Answerer.load(folder, device="cpu", language_models=place)
    clip, other = synthesize("squat").to_clip(), synthesize("walk").to_clip()
    told = answerer.answer([clip, other], ["What now?"] * 2, facts=["Lasts 2.5 s."] * 2, max_new_tokens=4)
    assert told[0].text == told[1].text  # the motion itself is not seen
    with pytest.raises(ConfigError, match="lessons=true"):
        tune(replace(config, lessons=False))


def test_it_can_go_on_with_concepts_that_were_discovered_again(
    projected: Path, config: TuneConfig, place: Path, labelled_set: Path, tmp_path: Path
):
    renewed = TranslateConfig(
        data=labelled_set,
        output=tmp_path / "renewed",
        concepts=Path("mini"),
        earlier=projected,
        language_models=place,
        num_scenes=3,
        learning=LEARNING,
        device="cpu",
    )
    loaded = Answerer.load(translate(renewed), device="cpu", language_models=place)
    assert loaded.reads_facts
    assert named_folder("small") == default_folder().with_name("small")


def test_a_part_of_what_was_learned_can_be_shown_alone(config: TuneConfig, place: Path):
    folder = tune(config)
    clip, other = synthesize("squat").to_clip(), synthesize("walk").to_clip()
    shown = {"language_models": place, "device": "cpu"}
    by_facts = Answerer.load(folder, reads="facts", **shown)
    assert not len(by_facts._prompter.features(clip))
    by_motion = Answerer.load(folder, reads="features", **shown)
    assert len(by_motion._prompter.features(clip))
    prompts = [by_motion._prompter.questions([clip], ["What now?"], None, [facts])[0] for facts in ("", "Lasts 2.5 s.")]
    assert prompts[0] == prompts[1]  # the facts are not seen
    told = by_facts.answer([clip, other], ["What now?"] * 2, facts=["Lasts 2.5 s."] * 2, max_new_tokens=4)
    assert told[0].text == told[1].text  # the motion itself is not seen
    with pytest.raises(ConfigError, match=r"--reads codes: the model learned to read features\+facts"):
        Answerer.load(folder, reads="codes", **shown)


def test_facts_alone_leave_no_projector_to_learn(labelled_set: Path, tmp_path: Path, place: Path):
    config = TranslateConfig(
        data=labelled_set,
        output=tmp_path,
        concepts=Path("mini"),
        language_model="smollm2",
        language_models=place,
        reads="facts",
        learning=LEARNING,
    )
    with pytest.raises(ConfigError, match="reads=facts for `humocon tune`"):
        translate(config)


def test_a_base_that_is_not_there_is_told_with_the_remedy(projected: Path, tmp_path: Path):
    with pytest.raises(CheckpointError, match=r"smollm2 is not there; run `humocon doctor --fetch`"):
        load_pretrained(projected, language_models=tmp_path)


def test_other_parts_than_it_was_made_for_are_refused(projected: Path, place: Path, tmp_path: Path):
    import shutil

    for key in ("language_model_sha256", "codebook_sha256"):
        folder = tmp_path / key
        shutil.copytree(projected, folder, ignore=shutil.ignore_patterns("checkpoints"))
        parts = json.loads((folder / "built_on.json").read_text())
        (folder / "built_on.json").write_text(json.dumps(parts | {key: "0" * 64}))
        with pytest.raises(CheckpointError, match=str(folder)):
            load_pretrained(folder, language_models=place)


def test_a_base_that_was_cut_short_is_not_taken(place: Path, tmp_path: Path):
    import shutil

    shutil.copytree(place, tmp_path / "cache")
    (tmp_path / "cache" / "smollm2" / ".partial").mkdir()
    assert find_smollm2(place) == load_smollm2(place) == place / "smollm2"
    assert find_smollm2(tmp_path / "nothing") is None


def test_settings_that_name_code_are_refused(config: TuneConfig, place: Path):
    path = tune(config) / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"megatron_config": {"a": 1}}))
    with pytest.raises(CheckpointError, match="never run"):
        load_pretrained(path.parent, language_models=place)


def test_projector_files_that_are_damaged_are_told(projected: Path, place: Path, tmp_path: Path):
    import shutil

    folder = tmp_path / "damaged"
    shutil.copytree(projected, folder, ignore=shutil.ignore_patterns("checkpoints"))
    (folder / "projector.safetensors").write_bytes(b"half")
    with pytest.raises(CheckpointError, match=r"projector.safetensors"):
        load_pretrained(folder, language_models=place)


def test_the_facts_are_read_once_for_all_questions_about_a_clip(projected: Path, place: Path):
    answerer = Answerer.load(projected, device="cpu", language_models=place)
    clip, read = synthesize("squat").to_clip(), []
    questions = ["Is the person jumping?", "Is it long?", "What does the person do?"]
    alone = [answerer.answer([clip], [one], facts=["Lasts 2.5 s."], max_new_tokens=6)[0] for one in questions]
    answerer.model.projector.register_forward_hook(lambda *_: read.append(1))
    together = answerer.answer([clip] * 3, questions, facts=["Lasts 2.5 s."] * 3, max_new_tokens=6)
    assert together == alone
    assert [one.probability for one in together] == pytest.approx([one.probability for one in alone], rel=1e-3)
    assert len(read) == 1


def test_the_small_model_that_ships_stands_on_the_pinned_base_and_on_mini():
    folder = default_folder().with_name("small")
    parts = json.loads((folder / "built_on.json").read_text())
    assert parts["language_model_sha256"] == SMOLLM2_FILES.sha256[GGUF]
    assert parts["codebook_sha256"] == codebook_sha256(load_concepts().codebook.vectors)
    assert json.loads((folder / "config.json").read_text())["reads"] == "features+facts"
    assert max(path.stat().st_size for path in folder.iterdir()) < 16 * 2**20
