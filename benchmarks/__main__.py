"""`python -m benchmarks`: run the suite, show its tables, write them as JSON and Markdown."""

import importlib
import json
import time
from pathlib import Path

import click

from benchmarks.machine import describe_machine
from benchmarks.rows import Table, markdown

PARTS = ("objectives", "codebook", "stage_one", "answering", "video", "compiling", "llama_8b")
RESULTS = "## Results"


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--quick", is_flag=True, help="Small sizes, one round: to see that everything runs.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("runs/bench"), help="Gets results.json and .md."
)
@click.option("--readme", type=click.Path(path_type=Path, exists=True), help="Write the results into this file, too.")
def main(parts: tuple[str, ...], quick: bool, output: Path, readme: Path | None) -> None:
    """Measure the parts of the suite, by default all of them; without a GPU not llama_8b, which takes 20 minutes."""
    import torch

    from humocon_cli.console import quiet_libraries

    quiet_libraries()
    machine = describe_machine()
    tables: list[Table] = []
    lines = [", ".join(f"{name} {value}" for name, value in machine.items())]
    click.echo(f"{lines[0]}\n")
    for part in parts or (PARTS if torch.cuda.is_available() else PARTS[:-1]):
        begin = time.perf_counter()
        for table in importlib.import_module(f"benchmarks.{part}").run(quick):
            tables.append(table)
            click.echo(markdown(table))
        click.echo(f"({part}: {time.perf_counter() - begin:.0f} s)\n")
        # After each part: a run that is stopped keeps what it has measured.
        write(output, machine, tables)
    if readme is not None:
        before = readme.read_text(encoding="utf-8").partition(RESULTS)[0]
        readme.write_text(before + report(machine, tables), encoding="utf-8")
    click.echo(f"{output / 'results.json'}, {output / 'results.md'}")


def write(folder: Path, machine: dict[str, str], tables: list[Table]) -> None:
    """Write `results.json` and `results.md`."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine, "tables": [table.plain() for table in tables]}
    (folder / "results.json").write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "results.md").write_text(report(machine, tables), encoding="utf-8")


def report(machine: dict[str, str], tables: list[Table]) -> str:
    """The results as a section of Markdown."""
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    return "\n".join([f"{RESULTS}\n\n{facts}\n", *(markdown(table) for table in tables)])


if __name__ == "__main__":
    main()
