"""What a stranger may give beside recordings: recipes, questions and answers, data sets, results."""

import json
from pathlib import Path
from typing import Any, cast

import numpy as np

from humocon.errors import HumoconError
from tests.fuzz.files import SPLIT


def recipe(data: bytes, folder: Path) -> None:
    """A recipe, and overrides, one a line."""

    from humocon.config import config_to_dict, load_config
    from humocon.pretrain.config import PretrainConfig
    from humocon.translate.config import TranslateConfig, VideoTranslateConfig
    from humocon.tune.config import TuneConfig

    content, _, overrides = data.partition(SPLIT)
    path = folder / "recipe.yaml"
    path.write_bytes(content)
    lines = overrides.decode("utf-8", errors="replace").splitlines()
    failure = None
    for config_class in (PretrainConfig, TranslateConfig, VideoTranslateConfig, TuneConfig):
        try:
            json.dumps(config_to_dict(load_config(config_class, path, lines)))
        except HumoconError as error:
            failure = error
    if failure is not None:
        raise failure


def questions(data: bytes, folder: Path) -> None:
    from humocon.data.qa_pairs import QAPairs

    path = folder / "questions.jsonl"
    path.write_bytes(data)
    QAPairs(path, folder, cast(Any, None), held_out=False, seed=0)


def answers(data: bytes, folder: Path) -> None:
    from humocon.atlas.pages import read_answers

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

    from humocon.data.captions import read_sources
    from humocon.data.source import Source

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
    from humocon.data.scenes import labelled_parts

    rows, _, arrays = data.partition(SPLIT)
    (folder / "toy.jsonl").write_bytes(rows)
    (folder / "toy.npz").write_bytes(arrays)
    for clip in load_clips(folder, "train"):
        list(labelled_parts(clip))


def prepared_clips(data: bytes, folder: Path) -> None:
    """What tells of prepared clips, and the rows and poses of a shard."""

    from humocon.data.clip_store import read_store

    (folder / "shard_00000").mkdir(exist_ok=True)
    names = ("prepared.json", "shard_00000/rows.jsonl", "shard_00000/joints.npy")
    for name, content in zip(names, [*data.split(SPLIT), b"", b""], strict=False):
        (folder / name).write_bytes(content)
    for clip in read_store(folder):
        np.asarray(clip.joints).sum()


def prepared_pairs(data: bytes, folder: Path) -> None:
    """The rows of a prepared shard, and its three arrays."""

    from humocon.data.frame_pair_store import PreparedFramePairs

    shard = folder / "shard_00000_2"
    shard.mkdir(exist_ok=True)
    names = ("rows.json", "frames.npy", "flow.npy", "joints.npy")
    parts = data.split(SPLIT)
    for name, content in zip(names, [*parts, b"", b"", b"", b""], strict=False):
        (shard / name).write_bytes(content)
    pairs = PreparedFramePairs(folder, 2)
    for number in range(len(pairs)):
        pairs.pair(number)


def results(data: bytes, folder: Path) -> None:
    """A result file and the lines of its scores."""

    from humocon.evaluation.comparison import make_report, save_report

    content, _, scores = data.partition(SPLIT)
    (folder / "results.json").write_bytes(content)
    (folder / "scores.jsonl").write_bytes(scores)
    report = make_report([folder])
    for suffix in (".md", ".json"):
        save_report(report, folder / f"report{suffix}")


def journal(data: bytes, folder: Path) -> None:
    """The lines of a journal, and what it says of its run."""

    from humocon.journals import claim, read_journal

    lines, _, run_file = data.partition(SPLIT)
    (folder / "answers.jsonl").write_bytes(lines)
    (folder / "run.json").write_bytes(run_file)
    claim(folder, {"model": "mini"}, "answers")
    list(read_journal(folder, "answers", {"question_id": str, "answer": str}))
