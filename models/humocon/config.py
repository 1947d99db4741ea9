"""A YAML recipe and `key=value` overrides to a frozen dataclass, checked by the types of its fields.

Scalars are read as text and converted by the field's type, never by YAML's own guess: `1e-4` is a number where the
field is a float, and `no` stays the word "no" where the field is one of several words.
"""

import dataclasses
import difflib
import math
import reprlib
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml

from humocon.errors import ConfigError, one_line

C = TypeVar("C")

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 200
_NONE_WORDS = frozenset({"", "~", "null", "none"})
_UNIONS = (typing.Union, types.UnionType)
_BOOL_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


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


def load_config(config_class: type[C], recipe: Path | None, overrides: Sequence[str] = ()) -> C:
    """Build a config from a recipe, with overrides on top and the class's defaults underneath.

    Args:
        config_class: a dataclass (frozen, keyword-only by convention); fields may be dataclasses themselves.
        recipe: a YAML file whose keys are the fields; None for the defaults alone.
        overrides: `key=value` texts, `a.b=value` for a field of a nested dataclass; the last one wins.

    Raises:
        ConfigError: the recipe cannot be read, a key is unknown, missing or given twice, or a value has the wrong type.
    """
    tree = {} if recipe is None else _read_recipe(recipe)
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

    return _build(config_class, tree, "", origin)


def config_to_dict(config: Any) -> dict[str, Any]:
    """A config as plain JSON values: paths become text, tuples lists. `load_config` reads the result back."""
    return {field.name: _to_plain(getattr(config, field.name)) for field in dataclasses.fields(config)}


def find_recipe(stage: str, name: str, roots: Sequence[Path]) -> Path:
    """The file of a recipe that is given by its path or by its name.

    Args:
        stage: the folder of the stage, such as "pretrain".
        name: a path to a YAML file, or a name to look up as `<root>/<stage>/<name>.yaml`.
        roots: folders of recipes; the first one that has the name wins.

    Raises:
        ConfigError: there is no such file, or no recipe of that name; the message lists the known ones.
    """
    path = Path(name)
    if path.is_file():
        return path
    if path.suffix in {".yaml", ".yml"} or len(path.parts) != 1:
        raise ConfigError(f"{name}: no such recipe file")
    for root in roots:
        candidate = root / stage / f"{name}.yaml"
        if candidate.is_file():
            return candidate
    known = sorted({file.stem for root in roots for file in (root / stage).glob("*.yaml")})
    listing = f"known recipes: {', '.join(known)}" if known else "no recipe is installed: give the path of a YAML file"
    raise ConfigError(f"unknown {stage} recipe {name!r}{_suggestion(name, known)} ({listing})")


def _read_recipe(recipe: Path) -> dict[str, Any]:
    try:
        text = recipe.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{recipe}: no such recipe file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{recipe}: cannot be read as a text file ({one_line(error, 500)})") from None
    tree = _parse_yaml(text, str(recipe))
    if not tree:
        return {}
    if not isinstance(tree, dict):
        raise ConfigError(f"{recipe}: expected lines of the form 'key: value'")
    return tree


def _parse_yaml(text: str, origin: str) -> Any:
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


def _insert(tree: dict[str, Any], config_class: type, key: str, text: str, origin: str) -> None:
    """Put the text of an override into the tree, walking the nested dataclasses (and mappings) that its key names."""
    parts = key.split(".")
    node, kind = tree, config_class
    for depth, part in enumerate(parts):
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            _check_known(part, ".".join(parts[:depth]), [field.name for field in dataclasses.fields(kind)], origin)
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
    node[parts[-1]] = _parse_yaml(text, origin) if structured else text


def _structure(kind: Any) -> Any:
    """The one type with parts (dataclass, tuple, dict) in a union such as `X | None`, else the type itself."""
    if typing.get_origin(kind) in _UNIONS:
        for member in typing.get_args(kind):
            if dataclasses.is_dataclass(member) or typing.get_origin(member) in (tuple, dict):
                return member
    return kind


def _build(config_class: type[C], tree: Any, key: str, origin: Callable[[str], str]) -> C:
    if not isinstance(tree, Mapping):
        raise ConfigError(f"{origin(key)}: {key!r} expects keys of its own, got {_show(tree)}")
    fields = {field.name: field for field in dataclasses.fields(config_class) if field.init}  # pyright: ignore[reportArgumentType]
    hints = typing.get_type_hints(config_class)
    for name in tree:
        _check_known(name, key, list(fields), origin(_join(key, name)))
    for name, field in fields.items():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and name not in tree:
            raise ConfigError(f"{origin(key)}: the key {_join(key, name)!r} is missing ({_describe(hints[name])})")
    values = {name: _coerce(value, hints[name], _join(key, name), origin) for name, value in tree.items()}
    try:
        return config_class(**values)
    except ValueError as error:
        raise ConfigError(f"{origin(key)}: {one_line(error, 500)}") from None
    except ConfigError as error:
        raise ConfigError(f"{origin(key)}: {error}") from None


def _coerce(value: Any, kind: Any, key: str, origin: Callable[[str], str]) -> Any:
    """Convert a text, list or mapping of text to the type of its field."""
    structure, args = typing.get_origin(kind), typing.get_args(kind)
    if structure in _UNIONS:
        return _coerce_union(value, kind, key, origin)
    if structure is Literal:
        for choice in args:
            if value == str(choice):
                return choice
        raise _wrong_type(value, kind, key, origin, _suggestion(str(value), [str(choice) for choice in args]))
    if structure is tuple:
        return _coerce_tuple(value, kind, key, origin)
    if structure is dict and isinstance(value, Mapping):
        return {name: _coerce(item, args[1], _join(key, name), origin) for name, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return _build(typing.cast(type, kind), value, key, origin)
    if isinstance(value, str):
        try:
            return _from_text(value, kind)
        except ValueError:
            pass
    raise _wrong_type(value, kind, key, origin)


def _coerce_union(value: Any, kind: Any, key: str, origin: Callable[[str], str]) -> Any:
    members = typing.get_args(kind)
    if type(None) in members and isinstance(value, str) and value.lower() in _NONE_WORDS:
        return None
    others = [member for member in members if member is not type(None)]
    if len(others) == 1 and not isinstance(value, str):
        return _coerce(value, others[0], key, origin)  # its own message names the key inside
    for member in sorted(others, key=lambda member: member is str):  # text fits anything: the narrower types first
        try:
            return _coerce(value, member, key, origin)
        except ConfigError:
            continue
    raise _wrong_type(value, kind, key, origin)


def _coerce_tuple(value: Any, kind: Any, key: str, origin: Callable[[str], str]) -> tuple[Any, ...]:
    args = typing.get_args(kind)
    if isinstance(value, str):  # `a, b` as well as `[a, b]`
        value = [part.strip() for part in value.split(",")] if value else []
    if not isinstance(value, list):
        raise _wrong_type(value, kind, key, origin)
    kinds = args[:1] * len(value) if args[1:] == (Ellipsis,) else args
    if len(kinds) != len(value):
        raise _wrong_type(value, kind, key, origin)
    return tuple(_coerce(item, item_kind, key, origin) for item, item_kind in zip(value, kinds, strict=True))


def _from_text(text: str, kind: Any) -> Any:
    if kind is str:
        return text
    if kind is Path:
        if not text:
            raise ValueError(text)
        try:
            return Path(text).expanduser()
        except RuntimeError as error:  # ~name of nobody
            raise ValueError(text) from error
    if kind is bool:
        if text.lower() not in _BOOL_WORDS:
            raise ValueError(text)
        return _BOOL_WORDS[text.lower()]
    if kind is float:
        number = float(text)
        if math.isnan(number):
            raise ValueError(text)
        return number
    if kind is int:
        try:
            return int(text)
        except ValueError:
            number = float(text)  # 6e4 is a whole number too
            if not number.is_integer():
                raise
            return int(number)
    raise TypeError(f"a config field cannot have the type {kind!r}")


def _check_known(name: str, parent: str, known: list[str], origin: str) -> None:
    if name not in known:
        suggestion = _suggestion(name, known) or f" (known: {', '.join(known)})"
        raise ConfigError(f"{origin}: unknown key {_join(parent, name)[:200]!r}{suggestion}")


def _suggestion(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _wrong_type(value: Any, kind: Any, key: str, origin: Callable[[str], str], hint: str = "") -> ConfigError:
    return ConfigError(f"{origin(key)}: {key!r} expects {_describe(kind)}, got {_show(value)}{hint}")


def _describe(kind: Any) -> str:
    args = typing.get_args(kind)
    structure = typing.get_origin(kind)
    if structure in _UNIONS:
        return " or ".join(_describe(member) for member in args)
    if structure is Literal:
        return f"one of {', '.join(repr(choice) for choice in args)}"
    if structure is tuple:
        if args[1:] == (Ellipsis,):
            return f"a list, each {_describe(args[0])}"
        return f"a list of {len(args)} ({', '.join(_describe(member) for member in args)})"
    if structure is dict:
        return f"keys, each with {_describe(args[1])}"
    if dataclasses.is_dataclass(kind):
        return f"the keys {', '.join(field.name for field in dataclasses.fields(kind))}"
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "a text", Path: "a path"}
    return "null" if kind is type(None) else words.get(kind, "a value")


def _show(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"keys ({one_line(', '.join(map(str, value)), 200)})"
    return _SHORT.repr(value)


def _join(parent: str, name: str) -> str:
    return f"{parent}.{name}" if parent else str(name)


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
