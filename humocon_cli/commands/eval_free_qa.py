"""`humocon eval free-qa`: questions as people ask them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from humocon_cli.console import console, error_console, show_table
from humocon_cli.environment import pose_models_place, server_key
from humocon_cli.options import AskOptions

if TYPE_CHECKING:
    from humocon.ask.asker import By


@click.command("free-qa")
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder with questions.jsonl, and the clips."
)
@click.option("--clips", type=click.Path(path_type=Path), help="Folder of the clips' files, if it is another.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the run; by default in runs/eval.")
@click.option("--model", metavar="DIR_OR_HUB_ID", help="The model; by default the one that ships.")
@click.option("--device", help="cpu, cuda, cuda:1 ...; by default the first GPU, else the CPU.")
@click.option("--load-in-4bit", is_flag=True, help="Load the language model in 4-bit NF4.")
@click.option("--pose-models", type=click.Path(path_type=Path), help="Folder, wheel or .task of the pose networks.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the intervals.")
@click.option(
    "--by",
    type=click.Choice(["both", "model", "facts"]),
    default="both",
    show_default=True,
    help="What answers: the model and what the joints tell exactly, or one of them alone.",
)
@click.option("--server", metavar="URL", help="Let a model behind an OpenAI-compatible address answer by the facts.")
@click.option("--server-model", metavar="NAME", help="Its name there.")
def free_qa(
    data: Path,
    clips: Path | None,
    output: Path | None,
    model: str | None,
    device: str | None,
    load_in_4bit: bool,
    pose_models: Path | None,
    seed: int,
    by: "By",
    server: str | None,
    server_model: str | None,
) -> None:
    """Questions in people's own words, about motions and videos, scored by what is accepted of each.

    Beside the accuracy of each kind stands that of the best constant answer; below, how far the answers can be trusted:
    refusals, answers that their own evidence refutes, and how many of those given with a probability of .9 are right.
    """
    from humocon.ask.batch import identity_of
    from humocon.ask.models import ModelOptions
    from humocon.ask.take import TakeOptions
    from humocon.evaluation.free_qa import evaluate_free_qa, tables_of
    from humocon.parallel import leave_together
    from humocon.training.launch import assemble
    from humocon_cli.display import LiveReport

    files = TakeOptions(pose_models=pose_models_place(pose_models))
    team = assemble(device, seed)
    chosen = ModelOptions(
        model=model,
        device=str(team.device),
        load_in_4bit=load_in_4bit,
        server=server,
        server_model=server_model,
        server_key=server_key(server),
    )
    chosen.check()
    options = AskOptions(model=chosen, files=files, by=by, timeline=False)
    name = Path(server_model or model or "mini").name + ("" if by == "both" else f"-{by}")
    output = output or Path("runs") / "eval" / f"free-qa-{name}"
    result = evaluate_free_qa(
        data,
        output,
        options.asker(spins=False),
        team,
        LiveReport(error_console(), unit="answer"),
        clips=clips,
        identity=identity_of(chosen, files, by=by, timeline=False),
        seed=seed,
    )
    leave_together()
    if result is not None:
        for table in tables_of(result):
            show_table(table["title"], table["columns"], table["rows"])
        console().print(f"written to {output}", markup=False, soft_wrap=True)
