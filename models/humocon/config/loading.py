"""A recipe with overrides on top to a config, and a config to plain values."""

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from humocon.config.converting import build
from humocon.config.describing import UNIONS, check_known
from humocon.config.reading import parse_yaml, read_recipe
from humocon.errors import ConfigError

C = TypeVar("C")


def load_config(config_class: type[C], recipe: Path | None, overrides: Sequence[str] = ()) -> C:
    """Build a config from a recipe, with overrides on top and the class's defaults underneath.

    Args:
        config_class: a dataclass (frozen, keyword-only by convention); fields may be dataclasses themselves.
        recipe: a YAML file whose keys are the fields; None for the defaults alone.
        overrides: `key=value` texts, `a.b=value` for a field of a nested dataclass; the last one wins.

    Raises:
        ConfigError: the recipe cannot be read, a key is unknown, missing or given twice, or a value has the wrong type.
    """
    tree = {} if recipe is None else read_recipe(recipe)
    given = {}
    for override in overrides:
        key, equals, text = override.partition("=")
        key = key.strip()
        if not equals or not key:
            raise ConfigError(f"override {override!r} is not of the form key=value")
        _insert(tree, config_class, key, text.strip(), f"override {override!r}")
        given[key] = f"override {override!r}"
    recipe_name = "the configuration" if recipe is None else str(recipe)

    def origin(key: str) -> str:
        """Where the value of a key, or of one of the keys around it, came from."""
        parts = key.split(".")
        prefixes = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((given[prefix] for prefix in prefixes if prefix in given), recipe_name)

    return build(config_class, tree, "", origin)


def sets_key(key: str, recipe: Path, overrides: Sequence[str] = ()) -> bool:
    """Whether a recipe or an override says something about a key, or about one inside of it.

    Raises:
        ConfigError: the recipe cannot be read.
    """
    named = {override.partition("=")[0].strip().partition(".")[0] for override in overrides}
    return key in named or key in read_recipe(recipe)


def config_to_dict(config: Any) -> dict[str, Any]:
    """A config as plain JSON values: paths become text, tuples lists. `load_config` reads the result back."""
    return {field.name: _to_plain(getattr(config, field.name)) for field in dataclasses.fields(config)}


def _to_plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return config_to_dict(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_to_plain(item) for item in value]
    return value


def _insert(tree: dict[str, Any], config_class: type, key: str, text: str, origin: str) -> None:
    """Put the text of an override into the tree, walking the nested dataclasses (and mappings) that its key names."""
    parts = key.split(".")
    node, kind = tree, config_class
    for depth, part in enumerate(parts):
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            check_known(part, ".".join(parts[:depth]), [field.name for field in dataclasses.fields(kind)], origin)
            kind = _structure(hints[part])
        elif typing.get_origin(kind) is dict:
            kind = _structure(typing.get_args(kind)[1])
        else:
            raise ConfigError(f"{origin}: {'.'.join(parts[:depth])!r} has no keys of its own")
        if depth < len(parts) - 1:
            below = node.get(part)
            node[part] = dict(below) if isinstance(below, Mapping) else {}
            node = node[part]
    structured = dataclasses.is_dataclass(kind) or typing.get_origin(kind) in (tuple, dict)
    node[parts[-1]] = parse_yaml(text, origin) if structured else text


def _structure(kind: Any) -> Any:
    """The one type with parts (dataclass, tuple, dict) in a union such as `X | None`, else the type itself."""
    if typing.get_origin(kind) in UNIONS:
        for member in typing.get_args(kind):
            if dataclasses.is_dataclass(member) or typing.get_origin(member) in (tuple, dict):
                return member
    return kind
