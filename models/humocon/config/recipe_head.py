"""What a recipe says about itself in the comment at its top: purpose, cost, and what to expect."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from humocon.config.values import did_you_mean
from humocon.errors import ConfigError

_PARTS: Final = ("Cost", "Expected")
_STAGES: Final = ("pretrain", "translate", "tune", "ablations", "accelerate")
"""Folders of recipes, in the order in which they are of use."""


@dataclass(frozen=True)
class RecipeHead:
    """A recipe, by what it says about itself.

    Attributes:
        name: with its folder, such as "tune/mini".
        path: of its file.
        purpose: what it is for.
        cost: time and memory, as measured or computed.
        expected: what comes of it.
    """

    name: str
    path: Path
    purpose: str
    cost: str
    expected: str

    @property
    def stage(self) -> str:
        """The folder that it is in."""
        return self.name.partition("/")[0]


def read_head(path: Path) -> RecipeHead:
    """The head of a recipe; parts that it does not have are empty.

    Raises:
        ConfigError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"{path}: cannot be read as a text file; name a recipe") from None
    parts: dict[str, list[str]] = {"": []}
    part = ""
    for line in lines:
        if not line.startswith("#"):
            break
        text = line.lstrip("# ").rstrip()
        if match := re.match(rf"({'|'.join(_PARTS)})\b[^:]*:", text):
            part, text = match[1], text.removeprefix(match[1]).lstrip(",: ")
        elif part == _PARTS[-1]:
            break  # hints follow
        parts.setdefault(part, []).append(text)
    purpose, cost, expected = (" ".join(parts.get(name, [])) for name in ("", *_PARTS))
    return RecipeHead(f"{path.parent.name}/{path.stem}", path, purpose, cost, expected)


def list_recipes(roots: Sequence[Path]) -> list[RecipeHead]:
    """The recipes of some folders, stage by stage; of several with one name the first.

    Args:
        roots: folders of recipes.
    """
    found: dict[str, Path] = {}
    for root in roots:
        for path in sorted(root.glob("*/*.yaml")):
            found.setdefault(f"{path.parent.name}/{path.stem}", path)
    order = {stage: place for place, stage in enumerate(_STAGES)}
    heads = [read_head(path) for path in found.values()]
    return sorted(heads, key=lambda head: (order.get(head.stage, len(order)), head.name))


def choose_recipe(name: str, roots: Sequence[Path]) -> RecipeHead:
    """The recipe that a name means: "tune/mini", or "ablation" where one stage alone has it.

    Raises:
        ConfigError: there is none, or there are several.
    """
    heads = list_recipes(roots)
    name = name.removesuffix(".yaml")
    found = [head for head in heads if name in (head.name, head.path.stem)]
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigError(f"several recipes are called {name!r}: {', '.join(head.name for head in found)}; name one")
    close = did_you_mean(name, [head.name for head in heads] + [head.path.stem for head in heads])
    raise ConfigError(f"no recipe is called {name!r}{close or '; `humocon recipes` lists them'}")
