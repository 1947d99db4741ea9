"""`humocon recipes`: the recipes of training, to look at and to copy."""

from pathlib import Path
from typing import Any

import click

from humocon_cli.console import show_line, show_table
from humocon_cli.groups import Group
from humocon_cli.stages import recipe_roots


@click.group(cls=Group, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.pass_context
def recipes(context: click.Context, as_json: bool) -> None:
    """List the recipes of training, with their purpose and cost; show or copy one.

    A recipe is called by its stage and name, such as tune/mini; its own name is enough where no other stage has it.
    """
    if context.invoked_subcommand is None:
        _list(as_json)


@recipes.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_them(as_json: bool) -> None:
    """List the recipes, with their purpose and cost."""
    _list(as_json)


@recipes.command()
@click.argument("name")
def show(name: str) -> None:
    """Print the recipe NAME."""
    from humocon.config.recipe_head import choose_recipe

    click.echo(choose_recipe(name, recipe_roots()).path.read_text(encoding="utf-8"), nl=False)


@recipes.command()
@click.argument("name")
@click.argument("destination", metavar="[DEST]", required=False, type=click.Path(path_type=Path))
def copy(name: str, destination: Path | None) -> None:
    """Copy the recipe NAME to DEST, a file or a folder, to be changed; by default into this folder.

    What is there already is left as it is.
    """
    from humocon.config.recipe_head import choose_recipe
    from humocon.errors import ConfigError
    from humocon.files import make_folder, write_text

    head = choose_recipe(name, recipe_roots())
    target = destination or Path(f"{head.name.replace('/', '-')}.yaml")
    if target.is_dir():
        target = target / f"{head.name.replace('/', '-')}.yaml"
    if target.suffix not in (".yaml", ".yml"):
        raise ConfigError(f"{target}: name it .yaml, or make that folder first")
    if target.exists():
        raise ConfigError(f"{target}: is there already; name another file")
    make_folder(target.parent)
    write_text(target, head.path.read_text(encoding="utf-8"))
    stage = "pretrain" if head.stage == "ablations" else head.stage
    told = "" if stage == "accelerate" else f"; run it with: humocon {stage} {target}"
    show_line(f"written to {target}{told}")


def _list(as_json: bool) -> None:
    from humocon.config.recipe_head import list_recipes

    heads = list_recipes(recipe_roots())
    if as_json:
        import json

        told: list[dict[str, Any]] = [
            {"name": head.name, "purpose": head.purpose, "cost": head.cost, "expected": head.expected} for head in heads
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    rows = [[head.name, _sentence(head.purpose), _sentence(head.cost)] for head in heads]
    show_table("recipes", ["name", "purpose", "cost"], rows)
    show_line(
        "humocon recipes show NAME prints one, humocon recipes copy NAME makes it yours; --dry-run with a stage tells "
        "what it would take here"
    )


def _sentence(text: str) -> str:
    """The first sentence, or clause, of a text."""
    for end in (". ", "; "):
        text = text.partition(end)[0]
    return text.rstrip(".")
