"""The concept model out of any folder that holds one; a language model beside it is left on the disk."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from humocon.concepts.model import CONFIG_FILE, ConceptConfig, ConceptModel, load_concepts
from humocon.concepts.shapes import MisfitError, check_shapes
from humocon.errors import CheckpointError, one_line
from humocon.json_text import read_json

REMEDY = "copy the whole folder again, or give another with --model"
_Part = TypeVar("_Part", bound=nn.Module)


def default_folder() -> Path:
    """Folder of the small model that ships in the package."""
    return Path(__file__).resolve().parent.parent / "weights" / "mini"


def load_concept_model(folder: Path | None = None) -> ConceptModel:
    """Read the concept model of motion.

    Args:
        folder: what `humocon pretrain` wrote, a whole model, or LoRA adapters of one; by default the model that ships.

    Raises:
        CheckpointError: there is no concept model in the folder, or a part of it is missing or damaged.
    """
    folder = whole_folder(folder)
    if (folder / CONFIG_FILE).is_file():
        return check_finite(load_concepts(folder), folder)
    config = read_json(folder / "config.json", REMEDY).get("concept_config")
    if not isinstance(config, dict):
        raise CheckpointError(f"{folder / 'config.json'}: not a model with concepts; give one of `humocon pretrain`")
    return load_part(folder, lambda: ConceptModel(ConceptConfig(**config)), "concepts.", config)


def check_finite(model: _Part, folder: Path) -> _Part:
    """The model, unless its weights say nothing.

    Raises:
        CheckpointError: a weight is NaN or infinite, as after a training that ran away.
    """
    if not all(bool(value.isfinite().all()) for value in model.state_dict().values()):
        raise CheckpointError(f"{folder}: weights are NaN or infinite; take an earlier checkpoint of the training")
    return model


def whole_folder(folder: Path | None) -> Path:
    """The folder that has the concepts: the one given, the one that adapters were made for, or the one that ships.

    Raises:
        CheckpointError: there is no such folder, or no model in it.
    """
    folder = default_folder() if folder is None else Path(folder).expanduser()
    if not folder.is_dir():
        raise CheckpointError(f"{folder}: no such model folder; give one that `humocon pretrain` or `tune` wrote")
    if (folder / "adapter_config.json").is_file():
        base = read_json(folder / "adapter_config.json", REMEDY).get("base_model_name_or_path")
        if not base or not Path(base).expanduser().is_dir():
            raise CheckpointError(f"{folder}: adapters of {base!r}, which is no folder here; give that model's folder")
        folder = Path(base).expanduser()
    if not any((folder / name).is_file() for name in (CONFIG_FILE, "config.json")):
        raise CheckpointError(f"{folder}: no model in this folder; give one that `humocon pretrain` or `tune` wrote")
    return folder


def load_part(folder: Path, build: Callable[[], _Part], prefix: str, sizes: Mapping[str, Any]) -> _Part:
    """One part of a whole model, in evaluation mode.

    Args:
        folder: of the whole model.
        build: makes the part with any weights.
        prefix: of the names of its weights in the whole model.
        sizes: the plain values of its configuration.

    Raises:
        CheckpointError: the sizes are none, or the weights are missing, damaged, of other sizes or not finite.
    """
    try:
        weights = _read_weights(folder, prefix)
        check_shapes(build, sizes, {name: tuple(value.shape) for name, value in weights.items()})
        model = build()
    except (OSError, SafetensorError, MisfitError) as error:
        what = f"weights damaged, or not of the sizes that config.json states ({one_line(error)})"
        raise CheckpointError(f"{folder}: {what}; {REMEDY}") from error
    except (ValueError, TypeError, ArithmeticError, RuntimeError, AttributeError) as error:
        what = f"not a concept configuration ({one_line(error)})"
        raise CheckpointError(f"{folder / 'config.json'}: {what}; {REMEDY}") from error
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        what = f"weights damaged, or not of the sizes that config.json states ({one_line(error)})"
        raise CheckpointError(f"{folder}: {what}; {REMEDY}") from error
    return check_finite(model.eval(), folder)


def _read_weights(folder: Path, prefix: str) -> dict[str, Tensor]:
    """Tensors whose names in the whole model begin with the prefix, without it."""
    files = ["model.safetensors"]
    if (folder / "model.safetensors.index.json").is_file():
        weight_map = read_json(folder / "model.safetensors.index.json", REMEDY).get("weight_map", {})
        if not isinstance(weight_map, dict) or not all(_is_here(file) for file in weight_map.values()):
            raise CheckpointError(f"{folder}: the index names files outside of the folder; {REMEDY}")
        files = sorted({file for name, file in weight_map.items() if name.startswith(prefix)})
    weights = {}
    for file in files:
        if not (folder / file).is_file():
            raise CheckpointError(f"{folder}: the model has no {file}; {REMEDY}")
        with safe_open(folder / file, framework="pt") as tensors:
            for name in tensors.keys():
                if name.startswith(prefix):
                    value = tensors.get_tensor(name)
                    weights[name.removeprefix(prefix)] = value.float() if value.is_floating_point() else value
    return weights


def _is_here(name: object) -> bool:
    return isinstance(name, str) and Path(name).name == name and name.endswith(".safetensors")
