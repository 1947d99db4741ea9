"""Recipes: the file that a name means, its text without YAML's guesses at scalars, overrides, and both as a config."""

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

from humocon.config.values import UNIONS, build, check_known, check_takes_keys, did_you_mean, renamed_keys
from humocon.errors import ConfigError, one_line

C = TypeVar("C")
_STAGES: Final = frozenset({"pretrain", "translate", "tune"})
"""Whose recipes lie in a folder of their own, and are run by the command of that name."""


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
            known, renamed = [field.name for field in dataclasses.fields(kind)], renamed_keys(kind)
            check_known(part, ".".join(parts[:depth]), known, origin, renamed)
            if depth < len(parts) - 1:
                check_takes_keys(part, hints[part], origin, renamed)
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


class _TextLoader(yaml.BaseLoader):
    """YAML to text, lists and mappings only; a key that is given twice is an error instead of the last one winning.

    Aliases (`*name`) are refused: ten lines of them can stand for more text than a memory holds.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem="an alias (*name) is not taken: write it out", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        text = super().construct_scalar(node)
        text.encode("utf-8")  # half a character, such as "\\ud800", fits no file
        if "\0" in text:
            raise yaml.MarkedYAMLError(problem="a text holds a zero byte", problem_mark=node.start_mark)
        return text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"key {key.value!r} is given twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def find_recipe(stage: str, name: str, roots: Sequence[Path]) -> Path:
    """The file of a recipe that is given by its path or by its name.

    Args:
        stage: the folder of the stage, such as "pretrain".
        name: a path to a YAML file, or a name to look up as `<root>/<stage>/<name>.yaml`; with a folder of its own,
            such as "ablations/all", as `<root>/<name>.yaml`.
        roots: folders of recipes; the first one that has the name wins.

    Raises:
        ConfigError: there is no such file, no recipe of that name, or one of another stage; the message says which
            there are.
    """
    path = Path(name)
    if path.is_file():
        return path
    if path.suffix in {".yaml", ".yml"} or len(path.parts) > 2 or path.is_absolute() or ".." in path.parts:
        beside = [file.name for file in path.parent.glob("*.y*ml")]
        remedy = did_you_mean(path.name, beside) or "; `humocon recipes copy NAME` makes one"
        raise ConfigError(f"{name}: no such recipe file{remedy}")
    place = path if len(path.parts) == 2 else Path(stage, name)
    for root in roots:
        candidate = root / f"{place}.yaml"
        if candidate.is_file() and place.parts[0] in _STAGES - {stage}:
            raise ConfigError(f"{name}: a recipe of another stage; run it with `humocon {' '.join(place.parts)}`")
        if candidate.is_file():
            return candidate
    if place == path:
        named = sorted(
            file.relative_to(root).with_suffix("").as_posix() for root in roots for file in root.glob("*/*.yaml")
        )
        raise ConfigError(f"{name}: no such recipe{did_you_mean(name, named) or '; `humocon recipes` lists them'}")
    known = sorted({file.stem for root in roots for file in (root / stage).glob("*.yaml")})
    listing = f"known recipes: {', '.join(known)}" if known else "no recipe is installed: give the path of a YAML file"
    raise ConfigError(f"unknown {stage} recipe {name!r}{did_you_mean(name, known)} ({listing})")


def read_recipe(recipe: Path) -> dict[str, Any]:
    """A recipe's keys and values, all of them text.

    Raises:
        ConfigError: the file is not there, or not YAML of the form that recipes have.
    """
    try:
        text = recipe.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{recipe}: no such recipe file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{recipe}: cannot be read as a text file ({one_line(error, 500)})") from None
    tree = parse_yaml(text, str(recipe))
    if not tree:
        return {}
    if not isinstance(tree, dict):
        raise ConfigError(f"{recipe}: expected lines of the form 'key: value'")
    return tree


def parse_yaml(text: str, origin: str) -> Any:
    """Text, lists and mappings of a YAML text; "" of an empty one.

    Args:
        text: of a recipe, or of the value in an override.
        origin: where it came from, for the messages.

    Raises:
        ConfigError: it is not YAML of the form that recipes have.
    """
    try:
        tree = yaml.load(text, Loader=_TextLoader)
        return "" if tree is None else tree
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{origin}{line}: not valid YAML: {one_line(error.problem, 500)}") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two from escapes of no character
        raise ConfigError(f"{origin}: not valid YAML: {one_line(error, 500)}") from None
    except RecursionError:
        raise ConfigError(f"{origin}: nested too deeply; a recipe has a few levels") from None
