"""`humocon ask --actions`: the actions that the recogniser knows by name."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from humocon_cli.console import show_line, show_table

if TYPE_CHECKING:
    from humocon.ask.models import ModelOptions


def show_actions(model: "ModelOptions", *, as_json: bool) -> None:
    """List the names, with how many clips each was learned from and how many test clips are named rightly.

    Raises:
        ConfigError: the model has no recogniser.
    """
    from humocon.actions.naming import OTHER, third_person
    from humocon.actions.recogniser import read_cards
    from humocon.errors import ConfigError

    cards = read_cards(model.folder)
    if cards is None:
        raise ConfigError(f"{model.folder}: has no recogniser of actions; `humocon tune actions` makes one")
    known = {name: card for name, card in cards.items() if name != OTHER}
    if as_json:
        for name, card in known.items():
            click.echo(json.dumps({"action": name, **asdict(card)}))
        return
    rows = []
    for name, card in known.items():
        right = f"{card.right} of {card.tested}" if card.tested else "not tested"
        rows.append([name, third_person(name), str(card.clips or "-"), str(card.made or "-"), right])
    columns = ["action", "the person ...", "clips", "by rules", "right of tested"]
    show_table(f"{len(known)} actions", columns, rows)
    own = "; of your own, those kept aside" if any(card.own for card in known.values()) else ""
    show_line(f"Test clips are recorded ones of other people; where there are none, clips made by rules{own}.")
