"""What the three training commands share: options, recipe, plan, and the reports of a run."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from humocon_cli.console import console, show_line, show_rows
from humocon_cli.environment import language_models_place, pose_models_place
from humocon_cli.options import complete_files, device_option, output_option

if TYPE_CHECKING:
    from humocon.training.report import Report


@dataclass(frozen=True)
class Stage:
    """One stage of the core: what it would do, and the run itself."""

    plan: Callable[[Any], Mapping[str, Mapping[str, str]]]
    run: Callable[[Any, "Report"], object]


def stage_command(
    name: str,
    load: Callable[[Path, tuple[str, ...]], tuple[Path, Any, Mapping[str, str]]],
    load_stage: Callable[[], Stage],
    description: str,
) -> click.Command:
    """The command of a training stage.

    Args:
        name: the command, which is also the folder of its recipes.
        load: makes the config of a recipe and overrides, and tells by which recipe, and what of its data and earlier
            stages is missing; imports nothing heavy, so that what is wrong shows at once.
        load_stage: imports the stage from the core; called once the config is known to be right.
        description: the help text.
    """

    def complete_recipes(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        names = sorted({file.stem for root in recipe_roots() for file in (root / name).glob("*.yaml")})
        known = [CompletionItem(one) for one in names if one.startswith(begun)]
        return known or complete_files(ctx, parameter, begun)

    @click.command(name, help=description)
    @click.argument("recipe", shell_complete=complete_recipes)
    @click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override one key of the recipe.")
    @output_option("Folder of the run; the recipe names one.")
    @click.option(
        "--resume/--no-resume", default=None, help="Continue from the newest checkpoint in the output folder."
    )
    @click.option("--dry-run", is_flag=True, help="Show what would be trained, on what and how large; train nothing.")
    @device_option
    def command(
        recipe: str,
        overrides: tuple[str, ...],
        output: Path | None,
        resume: bool | None,
        dry_run: bool,
        device: str | None,
    ) -> None:
        from humocon.config import find_recipe
        from humocon.errors import ConfigError

        chosen = {"output": output, "resume": resume, "device": device}
        options = tuple(f"{key}={value}" for key, value in chosen.items() if value is not None)
        path, config, missing = load(find_recipe(name, recipe, recipe_roots()), overrides + options)
        for key, place in (("language_models", language_models_place()), ("pose_models", pose_models_place())):
            if getattr(config, key, config) is None:
                config = replace(config, **{key: place})
        if dry_run:
            _show_plan(path, load_stage().plan(config), missing)
        elif missing:
            raise ConfigError("; ".join(missing.values()))
        else:
            _train(load_stage(), config)

    return command


def _show_plan(recipe: Path, plan: Mapping[str, Mapping[str, str]], missing: Mapping[str, str]) -> None:
    from humocon.config.recipe_head import read_head

    for title, rows in plan.items():
        show_rows(title, rows)
    if cost := read_head(recipe).cost:
        show_rows("cost, as the recipe tells it", {"": cost})
    if missing:
        show_rows("missing", missing)
        raise click.exceptions.Exit(1)


def recipe_roots() -> list[Path]:
    """Where recipes are looked up by name: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    return [folder for folder in (package / "recipes", package.parent / "recipes") if folder.is_dir()]


def _train(stage: Stage, config: Any) -> None:
    from humocon.parallel import leave_together

    report = _make_report(config.output)
    try:
        result = stage.run(config, report)
        leave_together()
    except KeyboardInterrupt:
        if is_main_process():
            report.message("the same command continues from the last checkpoint")
        raise
    finally:
        report.finish()
    if is_main_process():
        show_line(f"written to {result or config.output}")


def _make_report(output: Path) -> "Report":
    """Live display, metrics file and TensorBoard on the main process, silence on the others."""
    from humocon.training.report import MetricsFile, Reports, SilentReport, TensorBoardReport
    from humocon_cli.display import LiveReport

    if not is_main_process():
        return SilentReport()
    files = [MetricsFile(output / "metrics.jsonl"), TensorBoardReport(output / "tensorboard")]
    return Reports([LiveReport(console()), *files])


def is_main_process() -> bool:
    """Whether this is the process that speaks: the only one, or the first that `torchrun` or `accelerate` started."""
    return os.environ.get("RANK", "0") == "0"
