"""What every model's folder has: a place, adapters' base, and weights that are held against what is stated beside them.

A folder may come from a stranger: only the heads of files are read, and a model is built without memory, until it is
known that both belong together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from humocon.errors import CheckpointError, one_line
from humocon.files import default_folder as default_folder
from humocon.files import read_json

REMEDY: Final = "copy the whole folder again, or give another"
ADAPTER_FILE: Final = "adapter_config.json"
BUILT_ON_FILE: Final = "built_on.json"
"""Of a model that is stored as what it learned; see `humocon.model_folder.built_on`."""
_Part = TypeVar("_Part", bound=nn.Module)
_Value = TypeVar("_Value")


class MisfitError(ValueError):
    """Weights are not those of the configuration beside them."""


def is_local(model: str | Path) -> bool:
    """Whether a model is named by a folder, there or not, rather than by an id on the hub (`name` or `owner/name`)."""
    text = str(model)
    return (
        isinstance(model, Path)
        or Path(text).expanduser().exists()
        or text.startswith((".", "/", "~"))
        or text.count("/") > 1
        or "\\" in text
    )


def adapters_base(folder: Path) -> str | Path | None:
    """The model that LoRA adapters were made for: a folder, or an id on the hub; None where the folder has none.

    Of a model that is built on named parts, the one whose concepts it has.

    Raises:
        CheckpointError: the adapters do not say.
    """
    path = folder / ADAPTER_FILE
    if (folder / BUILT_ON_FILE).is_file():
        return default_folder()
    if not path.is_file():
        return None
    base = str(read_json(path, REMEDY).get("base_model_name_or_path") or "")
    if not base:
        raise CheckpointError(f"{path}: does not name its base model; merge the adapters")
    return Path(base).expanduser() if is_local(base) else base


def weight_files(folder: Path) -> list[Path]:
    """The files that hold a whole model's weights.

    Raises:
        CheckpointError: one is not there, or the index names files outside of the folder.
    """
    names: list[Any] = ["model.safetensors"]
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        weight_map = read_json(index, REMEDY).get("weight_map")
        names = list(weight_map.values()) if isinstance(weight_map, dict) else [None]
        for name in names:
            if not isinstance(name, str) or Path(name).name != name or not name.endswith(".safetensors"):
                raise CheckpointError(f"{index}: {name!r} is no file of weights in this folder; {REMEDY}")
    for name in names:
        if not (folder / name).is_file():
            raise CheckpointError(f"{folder}: the model has no {name}; {REMEDY}")
    return [folder / name for name in sorted(set(names))]


def stored_shapes(files: Iterable[Path]) -> dict[str, tuple[int, ...]]:
    """Shapes of the tensors in safetensors files, by name.

    Raises:
        CheckpointError: a file is damaged, or does not hold what its head says.
    """
    return _from_each(files, lambda tensors, name: tuple(tensors.get_slice(name).get_shape()))


def stored_weights(files: Iterable[Path], prefix: str = "") -> dict[str, Tensor]:
    """Tensors whose names begin with the prefix, without it; floating point in float32.

    Raises:
        CheckpointError: as `stored_shapes`.
    """
    found = _from_each(files, lambda tensors, name: tensors.get_tensor(name), prefix)
    return {name: value.float() if value.is_floating_point() else value for name, value in found.items()}


def _from_each(files: Iterable[Path], take: Callable[[Any, str], _Value], prefix: str = "") -> dict[str, _Value]:
    found = {}
    for file in files:
        try:
            with safe_open(file, framework="pt") as tensors:
                names = [name for name in tensors.keys() if name.startswith(prefix)]
                found |= {name.removeprefix(prefix): take(tensors, name) for name in names}
        except (SafetensorError, OSError) as error:
            raise CheckpointError(f"{file}: damaged or cut short ({one_line(error)}); {REMEDY}") from error
    return found


def load_part(config: Path, sizes: Any, build: Callable[[], _Part], weights: Mapping[str, Tensor]) -> _Part:
    """A part of a model, in evaluation mode.

    Args:
        config: file that states its sizes, for the messages.
        sizes: their plain values.
        build: makes the part with any weights.
        weights: by their names in the part.

    Raises:
        CheckpointError: the sizes are none, or the weights are of others or not finite.
    """
    try:
        check_shapes(build, sizes, {name: tuple(value.shape) for name, value in weights.items()})
        part = build()
        if alone := sorted(part.state_dict().keys() ^ weights.keys()):
            raise MisfitError(f"{alone[0]} is stated or stored alone")
    except MisfitError as error:
        what = f"weights are not of the sizes that {config.name} states ({one_line(error)})"
        raise CheckpointError(f"{config.parent}: {what}; {REMEDY}") from error
    except (ValueError, TypeError, ArithmeticError, RuntimeError, AttributeError) as error:
        raise CheckpointError(f"{config}: not a concept configuration ({one_line(error)}); {REMEDY}") from error
    part.load_state_dict(weights)
    check_finite(config.parent, part)
    return part.eval()


def check_shapes(build: Callable[[], nn.Module], sizes: Any, stored: Mapping[str, tuple[int, ...]]) -> None:
    """Check that a model has the sizes of its weights; it is built on no device.

    Args:
        build: makes the model that the configuration states.
        sizes: the plain values of the configuration.
        stored: shapes of the weights, by their names in the model.

    Raises:
        MisfitError: they do not belong together.
    """
    for key, value in _numbers(sizes):
        if key.endswith("layers") and not -1 <= value <= len(stored):
            raise MisfitError(f"{key} is {value}, and there are {len(stored)} weights")
    with torch.device("meta"):
        wanted = {name: tuple(value.shape) for name, value in build().state_dict().items()}
    for name, shape in wanted.items():
        if stored.get(name, shape) != shape:
            raise MisfitError(f"{name} is {stored[name]}, the configuration states {shape}")
    # A tied weight is stored once; whatever else is not stored is missed when the weights are loaded.
    absent = [shape for name, shape in wanted.items() if name not in stored]
    if any(shape not in stored.values() for shape in absent) or len(absent) > len(stored):
        raise MisfitError(f"{len(absent)} of the weights that the configuration states are not there")


def _numbers(tree: Any, key: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(tree, Mapping):
        for name, child in tree.items():
            yield from _numbers(child, str(name))
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield key, tree


def check_finite(model: str | Path, loaded: nn.Module) -> None:
    """Refuse what a training that ran away leaves: weights that answer any question with the same word.

    Raises:
        CheckpointError: naming the first weight that is NaN or infinite.
    """
    for name, value in loaded.state_dict().items():
        if not value.is_floating_point() or value.itemsize < 2 or not value.numel():
            continue
        # The extremes need no copy of the weights, as `isfinite` would, and a NaN is both of them.
        if not all(bool(extreme.isfinite()) for extreme in value.detach().aminmax()):
            raise CheckpointError(
                f"{model}: weights are NaN or infinite, the first in {name}; take an earlier checkpoint of the training"
            )
