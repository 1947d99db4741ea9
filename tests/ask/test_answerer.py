import itertools
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from humocon.ask.answerer import Answerer, default_model
from humocon.errors import CheckpointError, ConfigError, DataError
from humocon.language.configuration import small_llama
from humocon.language.lora import add_lora, merge_lora
from humocon.motion.clip import ClipSource, MotionClip

QUESTIONS = ["Is the person jumping?", "Which way does the person turn?", "What does the person do after they wave?"]


@pytest.fixture
def folder(model, processor, tmp_path):
    path = tmp_path / "model"
    model.save_pretrained(path)
    processor.save_pretrained(path)
    return path


@pytest.fixture
def answerer(model, processor):
    return Answerer(model, processor)


def test_answers_do_not_depend_on_the_batch(model, processor, make_clip):
    clips = [make_clip(9 + 5 * seed, seed) for seed in range(6)]
    questions = QUESTIONS * 2
    alone = [Answerer(model, processor).answer([c], [q])[0] for c, q in zip(clips, questions, strict=True)]
    assert len({answer.text for answer in alone}) > 1
    for batch_size in (2, 6):
        assert Answerer(model, processor, batch_size).answer(clips, questions) == alone
    assert Answerer(model, processor).answer(clips[::-1], questions[::-1]) == alone[::-1]


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's of its own
@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a C++ compiler on the CPU")
def test_a_compiled_model_gives_the_same_answers(model, processor, make_clip, monkeypatch, tmp_path):
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))
    clips = [make_clip(9 + 5 * seed, seed) for seed in range(5)]
    questions = (QUESTIONS * 2)[:5]
    plain, compiled = Answerer(model, processor, 2), Answerer(model, processor, 2, compiled=True)
    torch._dynamo.utils.counters.clear()
    assert compiled.answer(clips, questions) == plain.answer(clips, questions)
    assert torch._dynamo.utils.counters["stats"]["unique_graphs"] > 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_model_that_cannot_be_compiled_is_told_in_one_line(model, processor, make_clip, monkeypatch, tmp_path):
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("torch._inductor.config.cpp.cxx", ("/nowhere/g++",))
    torch._dynamo.reset()
    with pytest.raises(ConfigError, match="cannot be compiled here .*; leave out --compile") as caught:
        Answerer(model, processor, 1, compiled=True).answer([make_clip(20)], QUESTIONS[:1])
    assert "\n" not in str(caught.value)


def test_a_conversation_of_one_question_is_the_question(answerer, make_clip):
    clip = make_clip(20)
    alone = answerer.answer([clip], QUESTIONS[:1], max_new_tokens=12)
    assert answerer.answer([clip], [[{"role": "user", "content": QUESTIONS[0]}]], max_new_tokens=12) == alone
    assert 0.0 < alone[0].probability < 1.0


def test_a_question_alone_is_answered_the_same_beside_others(answerer, make_clip):
    (alone,) = answerer.answer([None], QUESTIONS[:1], max_new_tokens=12)
    mixed = answerer.answer([make_clip(20), None], [QUESTIONS[1], QUESTIONS[0]], max_new_tokens=12)
    assert mixed[1] == alone
    first, second = answerer.choose([None, make_clip(20)], QUESTIONS[:2], [["yes", "no"]] * 2)
    assert {first.text, second.text} <= {"yes", "no"}


def test_old_questions_are_forgotten_when_the_conversation_grows_too_long(answerer, make_clip):
    turns = [{"role": "user", "content": QUESTIONS[0]}, {"role": "assistant", "content": "Yes. " * 10}] * 10
    last = {"role": "user", "content": QUESTIONS[1]}
    assert len(answerer.answer([make_clip(20)], [[*turns, last]])) == 1


def test_loaded_model_answers_the_same(answerer, folder, make_clip):
    clips, loaded = [make_clip(20, seed) for seed in range(3)], Answerer.load(folder, device="cpu")
    assert loaded.answer(clips, QUESTIONS) == answerer.answer(clips, QUESTIONS)
    assert loaded.unknown_words("Is the zebra jumping?") == ["zebra"]


@pytest.mark.parametrize("width", [64, 48], ids=["packed on the CPU", "of a width that cannot be packed"])
def test_four_bits_answer(make_model, processor, make_clip, tmp_path, width):
    make_model(small_llama(len(processor.tokenizer), width, 2, 2, 64, 128)).save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    loaded = Answerer.load(tmp_path, device="cpu", load_in_4bit=True)
    assert any(type(module).__name__ == "Linear4bit" for module in loaded.model.modules())
    assert len(loaded.answer([make_clip(20)], QUESTIONS[:1])) == 1


def test_adapters_answer_like_the_merged_model(folder, make_clip, processor, tmp_path):
    base = Answerer.load(folder, device="cpu").model
    adapted = add_lora(base, rank=2)
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_B" in name:
                parameter.normal_()
    adapted.save_pretrained(tmp_path / "adapters")
    merged = Answerer(merge_lora(adapted), processor)
    clips = [make_clip(20, seed) for seed in range(3)]
    assert Answerer.load(tmp_path / "adapters", device="cpu").answer(clips, QUESTIONS) == merged.answer(
        clips, QUESTIONS
    )


def test_timeline_covers_the_clip_in_order(answerer, make_clip):
    clip = make_clip(60)
    codes, distances, confidences = answerer.codes(clip)
    assert codes.shape == distances.shape == confidences.shape == (60,)
    assert ((confidences >= 0) & (confidences <= 1)).all()
    spans = answerer.timeline(clip)
    assert (spans[0].begin_s, spans[-1].end_s) == (0, clip.duration_s)
    assert all(a.end_s == b.begin_s and a.code != b.code for a, b in itertools.pairwise(spans))
    written = np.concatenate([[span.code] * round((span.end_s - span.begin_s) * clip.fps) for span in spans])
    assert written.tolist() == codes.tolist()


def test_an_empty_question_is_refused(answerer, make_clip):
    for question in ("", "  \n"):
        with pytest.raises(DataError, match="question is empty"):
            answerer.answer([make_clip(20)], [question])
    with pytest.raises(DataError, match="question is empty"):
        answerer.answer([make_clip(20)], [[]])


def test_a_question_longer_than_the_context_is_refused_with_both_numbers(answerer, make_clip):
    with pytest.raises(DataError, match=r"the question takes \d{5} tokens, .* fewer than 123; ask a shorter question"):
        answerer.answer([make_clip(20)], ["jump " * 10_000])
    with pytest.raises(DataError, match="ask a shorter question"):
        answerer.answer([make_clip(20)], [[{"role": "user", "content": "jump " * 10_000}]])


def test_a_single_pose_is_refused(answerer):
    clip = MotionClip(np.zeros((1, 22, 3), np.float32), 20.0, ClipSource("one.npy", "joints", "SMPL", 20.0, "m", "y"))
    with pytest.raises(DataError, match=r"one.npy: the motion has 1 pose"):
        answerer.answer([clip], QUESTIONS[:1])


def test_long_clips_are_answered_with_a_warning(answerer, make_clip):
    clip = make_clip(500)
    assert "sampled evenly" in answerer.describe_length(clip)
    assert len(answerer.answer([clip], QUESTIONS[:1])) == 1


@pytest.mark.parametrize(
    "part", ["config.json", "processor_config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"]
)
def test_a_missing_part_is_named(folder, part):
    (folder / part).unlink()
    with pytest.raises(CheckpointError, match=part) as caught:
        Answerer.load(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("part", ["config.json", "model.safetensors"])
def test_a_part_cut_short_is_named(folder, part):
    content = (folder / part).read_bytes()
    (folder / part).write_bytes(content[: len(content) // 2])
    with pytest.raises(CheckpointError, match=part) as caught:
        Answerer.load(folder)
    assert "\n" not in str(caught.value)


def test_weights_that_lack_something_are_refused(folder):
    weights = load_file(folder / "model.safetensors")
    del weights["projector.bias"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match="1 weights are missing, the first is projector.bias"):
        Answerer.load(folder)


def test_weights_of_another_size_are_refused(folder):
    config = json.loads((folder / "config.json").read_text())
    config["concept_config"]["width"] = 32
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError) as caught:
        Answerer.load(folder)
    assert "\n" not in str(caught.value)


def test_processor_of_another_model_is_refused(folder):
    settings = json.loads((folder / "processor_config.json").read_text())
    settings["frames_per_token"] = 2
    (folder / "processor_config.json").write_text(json.dumps(settings))
    with pytest.raises(CheckpointError, match="frames_per_token is 4 in config.json and 2 for the processor"):
        Answerer.load(folder)


def test_a_model_of_another_kind_is_refused(folder, model):
    shutil.copy(folder / "config.json", folder / "kept.json")
    model.config.text_config.save_pretrained(folder)
    with pytest.raises(CheckpointError, match="type 'llama', not 'humocon'"):
        Answerer.load(folder)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    for name in (tmp_path / "nowhere", "./nowhere"):
        with pytest.raises(CheckpointError, match="no such model folder"):
            Answerer.load(name)


def test_a_hub_id_that_gives_nothing_is_one_line(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError, match="check the name and the network") as caught:
        Answerer.load("nobody/nothing")
    assert "\n" not in str(caught.value)


def test_a_device_that_is_not_there_is_refused(folder):
    with pytest.raises(ConfigError, match="device 'nonsense' is unknown; use cpu, gpu"):
        Answerer.load(folder, device="nonsense")


def test_default_model_is_in_the_package():
    assert default_model().parts[-3:] == ("humocon", "weights", "mini")


def test_an_answer_needs_neither_peft_nor_bitsandbytes(folder, tmp_path, repository):
    script = f"""
import sys
import numpy as np
from humocon.ask.answerer import Answerer
from humocon.motion.clip import ClipSource, MotionClip
joints = np.random.default_rng(0).normal(size=(20, 22, 3)).astype(np.float32)
clip = MotionClip(joints, 20.0, ClipSource("a", "b", "c", 20.0, "m", "y"))
Answerer.load({str(folder)!r}, device="cpu").answer([clip], ["Is the person jumping?"])
heavy = {{"peft", "bitsandbytes"}} & set(sys.modules)
assert not heavy, heavy
"""
    path = {"PYTHONPATH": str(repository / "models"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Loading" not in done.stderr + done.stdout, "loading a model writes nothing"


def test_the_timeline_shows_names_and_does_without_them(folder, make_clip):
    from humocon.concepts.names import NAMES_FILE, ConceptName, write_names

    clip = make_clip(20)
    plain = Answerer.load(folder, device="cpu")
    assert (plain.names, plain.names_warning) == ({}, None)
    spans = plain.timeline(clip)
    assert {span.name for span in spans} == {""}
    name = ConceptName("left arm rises", "facts", 0.9, 0.1, 0.0, ())
    write_names({spans[0].code: name}, folder / NAMES_FILE, plain.model.concepts.codebook.vectors)
    assert Answerer.load(folder, device="cpu").timeline(clip)[0].name == "left arm rises"
    (folder / NAMES_FILE).write_text("{")
    damaged = Answerer.load(folder, device="cpu")
    assert [span.code for span in damaged.timeline(clip)] == [span.code for span in spans]
    assert "concept_names.json" in str(damaged.names_warning)
