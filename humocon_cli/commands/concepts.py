"""`humocon concepts`: look at the discovered concepts."""

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click


@click.group()
def concepts() -> None:
    """Look at the discovered concepts."""


@concepts.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A .csv or .jsonl file; by default CSV on stdout."
)
@click.option("--model", help="Model folder; by default the model that ships.")
def dump(files: tuple[Path, ...], output: Path | None, model: str | None) -> None:
    """Write the concept of every pose: file, time_s, code, distance, confidence."""
    from humocon.dump import dump_codes
    from humocon.errors import ConfigError

    if output is not None and output.suffix not in {".csv", ".jsonl"}:
        raise ConfigError(f"{output}: name it .csv or .jsonl")
    rows = dump_codes(files, None if model is None else Path(model))
    if output is None:
        _write_csv(rows, sys.stdout)
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        if output.suffix == ".csv":
            _write_csv(rows, file)
        else:
            file.writelines(json.dumps(row) + "\n" for row in rows)


def _write_csv(rows: Iterable[dict], file: TextIO) -> None:
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(file, fieldnames=list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)
