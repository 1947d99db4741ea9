"""Text, lists and mappings of text to the types of a dataclass's fields, and what to say of what does not fit."""

import dataclasses
import difflib
import math
import reprlib
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from humocon.errors import ConfigError, one_line

C = TypeVar("C")
UNIONS: Final = (typing.Union, types.UnionType)
_NONE_WORDS = frozenset({"", "~", "null", "none"})
_BOOL_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SAME_WORDS: Final = {word: "no" for word in (*_NONE_WORDS - {""}, "false", "off", "fp32", "float32")} | {
    "bfloat16": "bf16",
    "float16": "fp16",
}
"""What people write for a choice of another name: YAML's own words for no, and precisions as torch calls them."""
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 200


def build(config_class: type[C], tree: Any, key: str, origin: Callable[[str], str]) -> C:
    """Make a config of a mapping of text.

    Args:
        config_class: a dataclass.
        tree: values by key, as `parse_yaml` gives them.
        key: under which the mapping stands, "" for a whole recipe.
        origin: says of a key where its value came from.

    Raises:
        ConfigError: a key is unknown or missing, or a value has the wrong type.
    """
    if not isinstance(tree, Mapping):
        raise ConfigError(f"{origin(key)}: {key!r} expects keys of its own, got {show(tree)}")
    fields = {field.name: field for field in dataclasses.fields(config_class) if field.init}  # pyright: ignore[reportArgumentType]
    hints = typing.get_type_hints(config_class)
    for name, value in tree.items():
        check_known(name, key, list(fields), origin(join_keys(key, name)), renamed_keys(config_class))
        if isinstance(value, Mapping):
            check_takes_keys(name, hints[name], origin(join_keys(key, name)), renamed_keys(config_class))
    for name, field in fields.items():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and name not in tree:
            raise ConfigError(
                f"{origin(key)}: the key {join_keys(key, name)!r} is missing ({describe_type(hints[name])})"
            )
    values = {name: _coerce(value, hints[name], join_keys(key, name), origin) for name, value in tree.items()}
    try:
        return config_class(**values)
    except ValueError as error:
        raise ConfigError(f"{origin(key)}: {one_line(error, 500)}") from None
    except ConfigError as error:
        raise ConfigError(f"{origin(key)}: {error}") from None


def _coerce(value: Any, kind: Any, key: str, origin: Callable[[str], str]) -> Any:
    """Convert a text, list or mapping of text to the type of its field."""
    structure, args = typing.get_origin(kind), typing.get_args(kind)
    if structure in UNIONS:
        return _coerce_union(value, kind, key, origin)
    if structure is Literal:
        word = value.lower() if isinstance(value, str) else ""
        for choice in args:
            if value == str(choice) or str(choice) in (word, _SAME_WORDS.get(word)):
                return choice
        raise wrong_type(value, kind, key, origin, did_you_mean(str(value), [str(choice) for choice in args]))
    if structure is tuple:
        return _coerce_tuple(value, kind, key, origin)
    if structure is dict and isinstance(value, Mapping):
        return {name: _coerce(item, args[1], join_keys(key, name), origin) for name, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return build(typing.cast(type, kind), value, key, origin)
    if isinstance(value, str):
        try:
            return _from_text(value, kind)
        except ValueError:
            pass
    raise wrong_type(value, kind, key, origin)


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
    raise wrong_type(value, kind, key, origin)


def _coerce_tuple(value: Any, kind: Any, key: str, origin: Callable[[str], str]) -> tuple[Any, ...]:
    args = typing.get_args(kind)
    if isinstance(value, str):  # `a, b` as well as `[a, b]`
        value = [part.strip() for part in value.split(",")] if value else []
    if not isinstance(value, list):
        raise wrong_type(value, kind, key, origin)
    kinds = args[:1] * len(value) if args[1:] == (Ellipsis,) else args
    if len(kinds) != len(value):
        raise wrong_type(value, kind, key, origin)
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


def renamed_keys(config_class: Any) -> Mapping[str, str]:
    """What the keys of a config were called, and what they are called now; see `check_known`."""
    return getattr(config_class, "RENAMED", {})


def check_takes_keys(name: str, kind: Any, origin: str, renamed: Mapping[str, str]) -> None:
    """Refuse keys below a key that has none of its own any more, as its name went to something else.

    Raises:
        ConfigError: telling the new name.
    """
    kinds = typing.get_args(kind) if typing.get_origin(kind) in UNIONS else (kind,)
    takes = any(dataclasses.is_dataclass(one) or typing.get_origin(one) is dict for one in kinds)
    if name in renamed and not takes:
        raise ConfigError(f"{origin}: the keys of {name!r} are now those of {renamed[name]!r}")


def check_known(name: str, parent: str, known: list[str], origin: str, renamed: Mapping[str, str]) -> None:
    """Refuse a key that no field has.

    Args:
        name: of the key.
        parent: under which it stands, "" for a whole recipe.
        known: the fields.
        origin: where it came from.
        renamed: the new keys of old names.

    Raises:
        ConfigError: naming the key and the new or likeliest one, or all known ones.
    """
    if name not in known and name in renamed:
        raise ConfigError(f"{origin}: the key {join_keys(parent, name)!r} is now {renamed[name]!r}")
    if name not in known:
        near = did_you_mean(join_keys(parent, name), [join_keys(parent, one) for one in known])
        suggestion = near or f" (known: {', '.join(known)})"
        raise ConfigError(f"{origin}: unknown key {join_keys(parent, name)[:200]!r}{suggestion}")


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """The known name that is most like one that is not, as the end of a message; "" where none is."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def wrong_type(value: Any, kind: Any, key: str, origin: Callable[[str], str], hint: str = "") -> ConfigError:
    """The error of a value that does not fit its field."""
    return ConfigError(f"{origin(key)}: {key!r} expects {describe_type(kind)}, got {show(value)}{hint}")


def describe_type(kind: Any) -> str:
    """What a field of a type expects: "a whole number or null"."""
    args = typing.get_args(kind)
    structure = typing.get_origin(kind)
    if structure in UNIONS:
        return " or ".join(describe_type(member) for member in args)
    if structure is Literal:
        return f"one of {', '.join(repr(choice) for choice in args)}"
    if structure is tuple:
        if args[1:] == (Ellipsis,):
            return f"a list, each {describe_type(args[0])}"
        return f"a list of {len(args)} ({', '.join(describe_type(member) for member in args)})"
    if structure is dict:
        return f"keys, each with {describe_type(args[1])}"
    if dataclasses.is_dataclass(kind):
        return f"the keys {', '.join(field.name for field in dataclasses.fields(kind))}"
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "a text", Path: "a path"}
    return "null" if kind is type(None) else words.get(kind, "a value")


def show(value: Any) -> str:
    """A value that was found, cut short; of a mapping its keys alone."""
    if isinstance(value, Mapping):
        return f"keys ({one_line(', '.join(map(str, value)), 200)})"
    return _SHORT.repr(value)


def join_keys(parent: str, name: str) -> str:
    """The whole key of a field of a nested dataclass: "optim.lr"."""
    return f"{parent}.{name}" if parent else str(name)
