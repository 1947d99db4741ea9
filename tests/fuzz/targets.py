"""What is fuzzed: each target writes bytes as a stranger's file, reads it, and lets only one-line errors pass.

A target is called with the content of the file and a folder of its own. Where several files belong together, `SPLIT`
stands between their contents. A target imports what it needs: some of it takes seconds to load.
"""

import hashlib
import io
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np

from humocon.errors import HumoconError

Target = Callable[[bytes, Path], object]
SPLIT = b"\n%%%%\n"


def run(target: Target, data: bytes, folder: Path) -> HumoconError | None:
    """Run a target; the error that a user would see, which has one line."""
    try:
        target(data, folder)
    except HumoconError as error:
        if not str(error) or "\n" in str(error):
            raise AssertionError(f"not an error of one line: {error}") from error
        return error
    return None


def bvh(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.bvh")


def amc(data: bytes, folder: Path) -> None:
    skeleton, _, motion = data.partition(SPLIT)
    (folder / "01.asf").write_bytes(skeleton)
    _motion(motion, folder / "01_01.amc")


def npy(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.npy")


def npz(data: bytes, folder: Path) -> None:
    _motion(data, folder / "motion.npz")


def npz_members(data: bytes, folder: Path) -> None:
    """Members of an npz, `name.npy` and the bytes of an array in turn, so that the checksums are right."""

    from humocon.motion.read import read_motion

    parts = data.split(SPLIT)
    with zipfile.ZipFile(folder / "motion.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in dict(zip(parts[::2], parts[1::2], strict=False)).items():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of two members with one name, which is what a stranger may do
                archive.writestr(name.decode("latin-1").replace("\0", "") or "arr_0.npy", content)
    read_motion(folder / "motion.npz")


def joints(data: bytes, folder: Path) -> None:
    """Numbers of an array of joint positions (N, 22, 3)."""
    numbers = np.frombuffer(data[: len(data) // 264 * 264], dtype=np.float32)
    _motion(as_npy(numbers.reshape(-1, 22, 3)), folder / "motion.npy")


def humanml3d(data: bytes, folder: Path) -> None:
    """Numbers of HumanML3D's vectors (N, 263), the first two rows of them the statistics beside the file."""
    numbers = np.frombuffer(data[: len(data) // 1052 * 1052], dtype=np.float32).reshape(-1, 263)
    if len(numbers) > 4:
        np.save(folder / "Mean.npy", numbers[0])
        np.save(folder / "Std.npy", numbers[1])
    _motion(as_npy(numbers[2:]), folder / "motion.npy")


def video(data: bytes, folder: Path) -> None:
    from humocon.video.read import iterate_frames, probe, read_key_frames

    path = folder / "clip.mp4"
    path.write_bytes(data)
    probe(path)
    read_key_frames(path, 3, size=32)
    for number, _ in enumerate(iterate_frames(path, max_side=32)):
        if number == 8:
            break


def recipe(data: bytes, folder: Path) -> None:
    """A recipe, and overrides, one a line."""

    from humocon.config import config_to_dict, load_config
    from humocon.pretrain.settings import PretrainConfig
    from humocon.translate.settings import TranslateConfig
    from humocon.tune import TuneConfig

    content, _, overrides = data.partition(SPLIT)
    path = folder / "recipe.yaml"
    path.write_bytes(content)
    lines = overrides.decode("utf-8", errors="replace").splitlines()
    failure = None
    for config_class in (PretrainConfig, TranslateConfig, TuneConfig):
        try:
            json.dumps(config_to_dict(load_config(config_class, path, lines)))
        except HumoconError as error:
            failure = error
    if failure is not None:
        raise failure


def questions(data: bytes, folder: Path) -> None:
    from humocon.data.pairs import Pairs

    path = folder / "questions.jsonl"
    path.write_bytes(data)
    Pairs(path, folder, cast(Any, None), held_out=False, seed=0)


def answers(data: bytes, folder: Path) -> None:
    from humocon.report import read_answers

    path = folder / "answers.jsonl"
    path.write_bytes(data)
    read_answers(path)


def babel_qa(data: bytes, folder: Path) -> None:
    from humocon.evaluation.babel_qa import read_babel_qa

    asked, _, splits = data.partition(SPLIT)
    (folder / "questions.json").write_bytes(asked)
    (folder / "motion_concepts.json").write_text("{}")
    (folder / "split_question_ids.json").write_bytes(splits)
    (folder / "motion_sequences" / "7").mkdir(parents=True, exist_ok=True)
    (folder / "motion_sequences" / "7" / "joints.npy").touch()
    read_babel_qa(folder, "test")


def babel_qa_motion(data: bytes, folder: Path) -> None:
    from humocon.evaluation.babel_qa import read_clip

    path = folder / "joints.npy"
    path.write_bytes(data)
    read_clip(path)


def activitynet_qa(data: bytes, folder: Path) -> None:
    from humocon.evaluation.activitynet_qa import read_activitynet_qa

    asked, _, answered = data.partition(SPLIT)
    (folder / "test_q.json").write_bytes(asked)
    (folder / "test_a.json").write_bytes(answered)
    (folder / "v_a.mp4").touch()
    read_activitynet_qa(folder, folder, "test")


def captions(data: bytes, folder: Path) -> None:
    """The rows of VATEX or of VideoChatGPT; lines of HumanML3D."""

    from humocon.data.captions import Source, read_sources

    (folder / "rows.json").write_bytes(data)
    (folder / "train.txt").write_text("a\n")
    (folder / "texts").mkdir(exist_ok=True)
    (folder / "texts" / "a.txt").write_bytes(data)
    rows, texts = folder / "rows.json", folder / "texts"
    sources = (
        Source(kind="vatex", text=rows, media=folder, allow_missing=True),
        Source(kind="video-chatgpt", text=rows, media=folder, allow_missing=True),
        Source(kind="humanml3d", text=folder, media=folder, allow_missing=True),
        Source(kind="motion-x", text=texts, media=folder, allow_missing=True),
    )
    failure = None
    for source in sources:
        try:
            read_sources([source], "train")
        except HumoconError as error:
            failure = error
    if failure is not None:
        raise failure


def labelled_set(data: bytes, folder: Path) -> None:
    """The rows of a labelled set, and its npz."""

    from humocon.data.mocap import load_clips

    rows, _, arrays = data.partition(SPLIT)
    (folder / "toy.jsonl").write_bytes(rows)
    (folder / "toy.npz").write_bytes(arrays)
    load_clips(folder, "train")


def prepared_pairs(data: bytes, folder: Path) -> None:
    """The rows of a prepared shard, and its three arrays."""

    from humocon.data.pair_cache import PreparedPairs

    shard = folder / "shard_00000_2"
    shard.mkdir(exist_ok=True)
    names = ("rows.json", "frames.npy", "flow.npy", "joints.npy")
    parts = data.split(SPLIT)
    for name, content in zip(names, [*parts, b"", b"", b"", b""], strict=False):
        (shard / name).write_bytes(content)
    pairs = PreparedPairs(folder, 2)
    for number in range(len(pairs)):
        pairs.pair(number)


def results(data: bytes, folder: Path) -> None:
    """A result file and the lines of its scores."""

    from humocon.evaluation.reporting import make_report, save_report

    content, _, scores = data.partition(SPLIT)
    (folder / "results.json").write_bytes(content)
    (folder / "scores.jsonl").write_bytes(scores)
    report = make_report([folder])
    for suffix in (".md", ".json"):
        save_report(report, folder / f"report{suffix}")


def journal(data: bytes, folder: Path) -> None:
    """The lines of a journal, and what it says of its run."""

    from humocon.evaluation.journal import claim, read_journal

    lines, _, run_file = data.partition(SPLIT)
    (folder / "answers.jsonl").write_bytes(lines)
    (folder / "run.json").write_bytes(run_file)
    claim(folder, {"model": "mini"}, "answers")
    list(read_journal(folder, "answers", ("question_id", "answer")))


def checkpoint(data: bytes, folder: Path) -> None:
    """The manifest of a training checkpoint, and the nested state of a part, whose hash is right."""
    from humocon.training.checkpoint import resume
    from humocon.training.manifest import MANIFEST

    manifest, _, state = data.partition(SPLIT)
    path = folder / "step_00000001"
    path.mkdir(exist_ok=True)
    (path / "model.json").write_bytes(state)
    facts = {"sha256": hashlib.sha256(state).hexdigest(), "bytes": len(state)}
    (path / MANIFEST).write_bytes(manifest.replace(b'"FACTS"', json.dumps(facts).encode()))
    resume(folder, {"model": _Part()})


def concepts(data: bytes, folder: Path) -> None:
    """The sizes of a stage-1 model, beside weights that are right."""
    from humocon.concepts.branches import load_branches

    _fill(folder)
    (folder / "concepts.json").write_bytes(data)
    load_branches(folder)


def concept_weights(data: bytes, folder: Path) -> None:
    """The weights of a stage-1 model, beside sizes that are right."""
    from humocon.concepts.branches import load_branches

    _fill(folder)
    (folder / "concepts.safetensors").write_bytes(data)
    load_branches(folder)


def concept_names(data: bytes, folder: Path) -> None:
    import torch

    from humocon.concepts.names import read_names

    path = folder / "concept_names.json"
    path.write_bytes(data)
    read_names(path, torch.zeros(2, 2))


def model(data: bytes, folder: Path) -> None:
    """The configuration of a whole model, whose other files are right."""
    from humocon.language.loading import load_pretrained

    _fill(folder)
    (folder / "config.json").write_bytes(data)
    load_pretrained(folder)


def tokenizer(data: bytes, folder: Path) -> None:
    """The tokenizer of a whole model, and its settings."""
    from humocon.language.loading import load_pretrained

    _fill(folder)
    for name, content in zip(("tokenizer.json", "tokenizer_config.json"), data.split(SPLIT), strict=False):
        (folder / name).write_bytes(content)
    load_pretrained(folder)


def _fill(folder: Path) -> None:
    """Put a whole tiny model, and its stage 1, into a folder that has none yet."""
    if not (folder / "model.safetensors").is_file():
        from tests.fuzz.seeds import write_tiny_model

        write_tiny_model(folder)


class _Part:
    def state_dict(self) -> object:
        return {}

    def load_state_dict(self, state_dict: object, /) -> None:
        pass


def _motion(data: bytes, path: Path) -> None:
    from humocon.motion.read import read_motion

    path.write_bytes(data)
    read_motion(path)


def as_npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()
