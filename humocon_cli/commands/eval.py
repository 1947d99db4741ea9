"""`humocon eval`: score a model on a benchmark."""

from pathlib import Path
from typing import Literal

import click

from humocon_cli.console import console, show_table


@click.group("eval")
def evaluation() -> None:
    """Score a model on a benchmark, with the blind rows beside it."""


def _benchmark(task: Literal["mocap-qa", "babel-qa"], description: str) -> click.Command:
    @click.command(task, help=description)
    @click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder in BABEL-QA's layout.")
    @click.option("--split", default="test", show_default=True, help="Which questions: train, val or test.")
    @click.option("--output", required=True, type=click.Path(path_type=Path), help="Folder for results.json.")
    @click.option("--model", help="Model folder or hub id; by default the model that ships.")
    @click.option("--limit", type=click.IntRange(min=1), help="Only so many questions, for a first look.")
    @click.option("--batch-size", type=click.IntRange(min=1), default=32, show_default=True)
    @click.option("--device", help="cpu, cuda, cuda:1 ...; by default the first GPU, else the CPU.")
    @click.option("--load-in-4bit", is_flag=True, help="Load the language model in 4-bit NF4.")
    @click.option("--without-motion", is_flag=True, help="Ask blind: every motion is replaced by standing still.")
    @click.option("--seed", type=int, default=0, show_default=True, help="Of the intervals and of --limit.")
    def command(
        data: Path,
        split: str,
        output: Path,
        model: str | None,
        limit: int | None,
        batch_size: int,
        device: str | None,
        load_in_4bit: bool,
        without_motion: bool,
        seed: int,
    ) -> None:
        from humocon.evaluate import EvalConfig, evaluate
        from humocon_cli.display import LiveReport

        config = EvalConfig(
            task=task,
            data=data,
            split=split,
            output=output,
            model=model,
            limit=limit,
            batch_size=batch_size,
            device=device,
            load_in_4bit=load_in_4bit,
            without_motion=without_motion,
            seed=seed,
        )
        results = evaluate(config, LiveReport(console()))
        for table in results["tables"]:
            show_table(table["title"], table["columns"], table["rows"])
        console().print(f"written to {output / 'results.json'}", markup=False, soft_wrap=True)

    return command


evaluation.add_command(_benchmark("mocap-qa", "Questions about sequences of motion-captured actions (MoCap-QA)."))
evaluation.add_command(_benchmark("babel-qa", "BABEL-QA, in the folder that its authors publish."))
