"""Which file is meant by a recipe's name, and its text as lists and mappings, without YAML's guesses at scalars."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from humocon.config.describing import did_you_mean
from humocon.errors import ConfigError, one_line


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
        ConfigError: there is no such file, or no recipe of that name; the message lists the known ones.
    """
    path = Path(name)
    if path.is_file():
        return path
    if path.suffix in {".yaml", ".yml"} or len(path.parts) > 2 or path.is_absolute() or ".." in path.parts:
        raise ConfigError(f"{name}: no such recipe file")
    place = path if len(path.parts) == 2 else Path(stage, name)
    for root in roots:
        candidate = root / f"{place}.yaml"
        if candidate.is_file():
            return candidate
    if place == path:
        raise ConfigError(f"{name}: no such recipe file")
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
