"""What a message says of a key, of the type of its field, and of the value that was found there."""

import dataclasses
import difflib
import reprlib
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from humocon.errors import ConfigError, one_line

UNIONS: Final = (typing.Union, types.UnionType)
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 200


def check_known(name: str, parent: str, known: list[str], origin: str) -> None:
    """Refuse a key that no field has.

    Raises:
        ConfigError: naming the key and the likeliest one, or all known ones.
    """
    if name not in known:
        suggestion = did_you_mean(name, known) or f" (known: {', '.join(known)})"
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
