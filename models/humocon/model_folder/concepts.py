"""The concepts in a model's folder: those of stage 1, of a whole model, or of the model that LoRA adapters are for."""

import json
import math
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import torch
from safetensors.torch import save_file
from torch import Tensor

from humocon.concepts.configuration import ConceptConfig
from humocon.concepts.model import ConceptModel
from humocon.concepts.names import NAMES_FILE, ConceptName, codebook_sha256, read_names
from humocon.errors import CheckpointError
from humocon.files import check_positive, read_json, whole_file, whole_files, write_json
from humocon.model_folder.folder import (
    REMEDY,
    adapters_base,
    default_folder,
    is_local,
    load_part,
    stored_weights,
    weight_files,
)

if TYPE_CHECKING:  # which import transformers
    from humocon.concepts.branches import Branches
    from humocon.concepts.video import VideoConceptModel

CONFIG_FILE, WEIGHTS_FILE = "concepts.json", "concepts.safetensors"
STATISTICS_FILE: Final = "concept_statistics.json"
ACTION_WEIGHTS_FILE, ACTION_CARD_FILE = "actions.safetensors", "actions.json"
ACTION_MEMORY_FILE: Final = "actions_memory.safetensors"
"""The recogniser of actions: see `humocon.actions.recogniser`."""
_OTHERS = ("video.", "alignment.", "to_motion.")
"""Weights beside those of the motion in the file of stage 1."""
_ROUNDING = 2.0**-8
"""Of a number in half precision, as a share of it."""


def concepts_folder(model: str | Path | None = None) -> Path:
    """The folder that a model's concepts lie in.

    Args:
        model: a folder of stage 1, of a whole model, or of LoRA adapters; None, or `mini` where no folder is called so,
            for the model that ships.

    Raises:
        CheckpointError: there is no such folder, or no model in it.
    """
    folder = named_folder(model)
    if not folder.is_dir():
        raise CheckpointError(f"{folder}: no such model folder; give one that `humocon pretrain` or `tune` wrote")
    base = adapters_base(folder) or folder
    if not Path(base).is_dir():
        raise CheckpointError(f"{folder}: adapters of {base}, which is no folder here; give that model's folder")
    folder = Path(base)
    if not any((folder / name).is_file() for name in (CONFIG_FILE, WEIGHTS_FILE, "config.json")):
        raise CheckpointError(f"{folder}: no model in this folder; give one that `humocon pretrain` or `tune` wrote")
    return folder


def named_folder(model: str | Path | None) -> Path:
    """A folder of a model as it was named; `mini`, as None, and `small` ship, where no folder is called so."""
    folder = default_folder() if model is None else Path(model).expanduser()
    shipped = default_folder().with_name(folder.name)
    return shipped if str(model) == folder.name and shipped.is_dir() and not folder.is_dir() else folder


def load_concepts(model: str | Path | None = None) -> ConceptModel:
    """Read the concept model of motion, in evaluation mode.

    Args:
        model: see `concepts_folder`.

    Raises:
        CheckpointError: there is no concept model in the folder, or a part of it is missing or damaged.
    """
    stored = _stored(concepts_folder(model))
    weights = stored_weights(stored.files, stored.prefix)
    weights = {name: value for name, value in weights.items() if stored.prefix or not name.startswith(_OTHERS)}
    return load_part(stored.config, stored.motion, lambda: ConceptModel(ConceptConfig(**stored.motion)), weights)


def load_branches(folder: Path) -> "Branches":
    """Read both branches of stage 1; a folder without video gives motion alone.

    Raises:
        CheckpointError: a file is missing or damaged, or the weights are of other sizes than the configuration states.
    """
    from humocon.concepts.branches import Branches
    from humocon.concepts.video import video_config

    stored = _stored_stage(folder)
    weights = stored_weights(stored.files)
    weights = {name if name.startswith(_OTHERS) else f"motion.{name}": value for name, value in weights.items()}

    def build() -> "Branches":
        video = None if stored.video is None else video_config(stored.video)
        return Branches(ConceptModel(ConceptConfig(**stored.motion)), video)

    return load_part(stored.config, stored.motion | {"video": stored.video}, build, weights)


def save_concepts(model: "ConceptModel | Branches", folder: Path) -> None:
    """Write `concepts.json` and `concepts.safetensors` of the motion, and of the video where there is one."""
    from humocon.concepts.branches import Branches

    branches = model if isinstance(model, Branches) else Branches(model)
    config: dict[str, Any] = asdict(branches.motion.config)
    weights = dict(branches.motion.state_dict())
    if branches.video is not None:
        config["video"] = asdict(branches.video.config)
        weights |= {name: value for name, value in branches.state_dict().items() if name.startswith(_OTHERS)}
    with whole_files(folder) as partial:
        (partial / CONFIG_FILE).write_text(json.dumps(config, indent=2) + "\n")
        save_file({name: value.contiguous() for name, value in weights.items()}, partial / WEIGHTS_FILE)


class _Stored(NamedTuple):
    """What a folder states of its concepts, and where their weights are."""

    config: Path
    motion: dict[str, Any]
    video: dict[str, Any] | None
    files: list[Path]
    prefix: str = ""
    video_prefix: str = "video."


def _stored(folder: Path) -> _Stored:
    path = folder / "config.json"
    if (folder / CONFIG_FILE).is_file() or not path.is_file():
        return _stored_stage(folder)
    config = read_json(path, REMEDY)
    motion = config.get("concept_config")
    if not isinstance(motion, dict):
        raise CheckpointError(f"{path}: not a model with concepts; give one of `humocon pretrain`")
    return _Stored(path, motion, config.get("video_config"), weight_files(folder), "concepts.", "video_concepts.")


def _stored_stage(folder: Path) -> _Stored:
    for name in (CONFIG_FILE, WEIGHTS_FILE):
        if not (folder / name).is_file():
            raise CheckpointError(f"{folder}: no {name}; give a folder that `humocon pretrain` wrote")
    sizes = read_json(folder / CONFIG_FILE, REMEDY)
    return _Stored(folder / CONFIG_FILE, sizes, sizes.pop("video", None), [folder / WEIGHTS_FILE])


@dataclass(frozen=True)
class VideoBranch:
    """The concept model of video, and what its key frames are."""

    concepts: "VideoConceptModel"
    fps: float = 5.0
    """Key frames per second that it learned from."""
    most: int = 64
    """Key frames of a video at most."""
    follows: bool = False
    """Whether clips are cut to where something moves, see `humocon.language.key_frames.follow`."""
    limit: float | None = None
    """Videos that it explains less of look unlike those that it learned from; see `VideoConceptModel.surprise`."""


def load_video_branch(model: str | Path | None = None) -> VideoBranch | None:
    """Read the concept model of video; None where the model has none.

    Args:
        model: see `concepts_folder`.

    Raises:
        CheckpointError: there is no model in the folder, or a part of it is missing or damaged.
    """
    from humocon.concepts.video import VideoConceptModel, video_config

    stored = _stored(concepts_folder(model))
    if stored.video is None:
        return None
    video, folder = stored.video, stored.config.parent
    settings = _key_frames(folder) if stored.prefix else {}  # stage 1 does not tell how its frames were cut
    weights = stored_weights(stored.files, stored.video_prefix)
    return VideoBranch(
        load_part(stored.config, video, lambda: VideoConceptModel(video_config(video)), weights), **settings
    )


def _key_frames(folder: Path) -> dict[str, Any]:
    """What a whole model says of its key frames, in the words of `VideoBranch`."""
    config, frames = (read_json(folder / name, REMEDY) for name in ("config.json", "processor_config.json"))
    fps, limit = frames.get("video_fps", VideoBranch.fps), config.get("video_surprise_limit")
    usual = {"max_video_tokens": VideoBranch.most, "frames_per_video_token": 1}
    counts = {name: config.get(name, number) for name, number in usual.items()}
    try:
        for name, count in counts.items():
            check_positive(name, count, whole=True)
        check_positive("video_fps", fps)
        if limit is not None:
            check_positive("video_surprise_limit", limit)
    except ValueError as error:
        raise CheckpointError(f"{folder}: {error}; {REMEDY}") from None
    follows = bool(frames.get("video_follow", VideoBranch.follows))
    return {"fps": fps, "most": math.prod(counts.values()), "follows": follows, "limit": limit}


def concept_file(model: str | Path | None, name: str) -> Path:
    """Where the names or the statistics of a model's concepts lie, or are to lie where nobody has written them.

    Of LoRA adapters their own folder comes first, then that of the model which they were made for.
    """
    folder = named_folder(model)
    base = adapters_base(folder)
    if isinstance(base, Path) and (base / name).is_file() and not (folder / name).is_file():
        return base / name
    return folder / name


def load_names(model: str | Path | None, vectors: Tensor) -> dict[int, ConceptName]:
    """What the concepts of a model with the code vectors (C, D) are called, by code; empty where nobody has named them.

    Raises:
        CheckpointError: the file is damaged, or names another codebook.
    """
    return read_names(concept_file(model, NAMES_FILE), vectors)


def carry_concept_files(source: str | Path, target: Path) -> None:
    """Give a model that was made from another its recogniser, and what its concepts are called where they are the same.

    What is damaged stays behind: nobody shall lose a training to it.

    Args:
        source: the other; from the hub nothing is fetched.
        target: folder of a model, which is there whole.

    Raises:
        ConfigError: a file cannot be written.
    """
    if not is_local(source):
        return
    for file in (concept_file(source, name) for name in (ACTION_WEIGHTS_FILE, ACTION_CARD_FILE, ACTION_MEMORY_FILE)):
        if file.is_file():
            with whole_file(target / file.name) as partial:
                shutil.copyfile(file, partial)
    files = [concept_file(source, name) for name in (NAMES_FILE, STATISTICS_FILE)]
    files = [file for file in files if file.is_file()]
    if not files:
        return
    try:
        contents = {file.name: read_json(file, REMEDY) for file in files}
        before, after = (load_concepts(model).codebook.vectors for model in (source, target))
    except CheckpointError:
        return
    # A model may be stored in half precision, whose codes mean the same.
    if before.shape == after.shape and torch.allclose(before, after, rtol=_ROUNDING, atol=_ROUNDING / 256):
        for name, content in contents.items():
            if content.get("codebook") == codebook_sha256(before):
                write_json(target / name, content | {"codebook": codebook_sha256(after)})
