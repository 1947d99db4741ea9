"""`humocon data label`: what is understood of a folder of one's own clips."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from humocon_cli.console import show_line, show_progress, show_table

if TYPE_CHECKING:
    from humocon.data.labelled_folder import LabelledFolder, Rule

_TOLD = 10
_EXAMPLES = 3


def rule_of(context: click.Context, parameter: click.Parameter, value: str | None) -> "Rule | None":
    """Where the labels are, from the option `--labels`; a file that is not there is told by whoever reads it."""
    return value if value in (None, "names", "folders") else Path(value)  # pyright: ignore[reportReturnType]


labels_option = click.option(
    "--labels",
    "rule",
    metavar="names|folders|FILE",
    callback=rule_of,
    help="Where the labels are: in the names of the files, of the folders around them, or in a table.",
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@labels_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write it as a table, to be corrected by hand.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option("--body-model", type=click.Path(path_type=Path), help="Your SMPL, SMPL-H or SMPL-X model file or folder.")
def label(folder: Path, rule: "Rule | None", output: Path | None, as_json: bool, body_model: Path | None) -> None:
    """Show which clips of FOLDER have which label, and what is left out and why.

    Labels are in the names of the motion files and videos (jump_01.bvh), in those of their folders (jump/01.bvh), or in
    a table: labels.csv with lines of file,label[,begin_s,end_s], or labels.jsonl with {"file": .., "label": ..}.
    Prepared clips, labelled sets and open collections are understood as they are.
    """
    from humocon.data.labelled_folder import find_labels, without_unreadable

    found = find_labels(folder, rule)
    with show_progress("reading") as progress:
        found, seconds = without_unreadable(found, body_model=body_model, progress=progress)
    if output is not None:
        _write(found, output)
    if as_json:
        import json

        click.echo(json.dumps(_told(found, seconds), ensure_ascii=False, indent=2))
        return
    _show(found, seconds)
    if output is not None:
        show_line(f"written to {output}")


def _show(found: "LabelledFolder", seconds: list[float]) -> None:
    told = _told(found, seconds)
    rows = [
        [
            name + _otherwise(name, one["labels"]),
            "" if one["known"] else "new",
            one["clips"],
            f"{one['seconds']:.1f}",
            _examples(one["files"]),
        ]
        for name, one in told["actions"].items()
    ]
    whole = f"{len(found.clips)} clips, {sum(seconds):.0f} s, {len(rows)} action{'s' * (len(rows) != 1)}"
    show_table(f"{found.folder}: {whole}", ["action", "", "clips", "seconds", "such as"], rows)
    if left_out := told["left_out"]:
        rows = [[one["file"], one["reason"]] for one in left_out[:_TOLD]]
        more = f", the first {_TOLD}" if len(left_out) > _TOLD else ""
        show_table(f"left out: {len(left_out)}{more}", ["file", "why"], rows)
    show_line(
        f"Understood from {found.rule}. Otherwise: --labels names, --labels folders or --labels FILE; or write a table "
        "with -o labels.csv, correct it and leave it in the folder. Teach what is new:"
    )
    show_line(f"  humocon tune own --set own={shlex.quote(str(found.folder))}")


def _otherwise(action: str, labels: list[str]) -> str:
    """How an action is called in the labels, where that is not what it is taken for."""
    others = [words for words in labels if words != action]
    return f" ({', '.join(others[:_EXAMPLES])}{' ...' * (len(others) > _EXAMPLES)})" if others else ""


def _examples(files: list[str]) -> str:
    return ", ".join(files[:_EXAMPLES]) + (" ..." if len(files) > _EXAMPLES else "")


def _told(found: "LabelledFolder", seconds: list[float]) -> dict[str, Any]:
    actions: dict[str, dict[str, Any]] = {}
    for clip, length in zip(found.clips, seconds, strict=True):
        one = actions.setdefault(
            clip.action, {"known": clip.is_known, "clips": 0, "seconds": 0.0, "labels": [], "files": []}
        )
        one["clips"] += 1
        one["seconds"] = round(one["seconds"] + length, 3)
        one["labels"] += [clip.words] if clip.words not in one["labels"] else []
        name = clip.name if clip.joints is not None else _below(clip.file, found.folder)
        one["files"].append(name)
    return {
        "folder": str(found.folder),
        "rule": found.rule,
        "clips": len(found.clips),
        "seconds": round(sum(seconds), 3),
        "actions": dict(sorted(actions.items(), key=lambda item: (-item[1]["clips"], item[0]))),
        "left_out": [{"file": _below(one.file, found.folder), "reason": one.reason} for one in found.left_out],
    }


def _below(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else str(file)


def _write(found: "LabelledFolder", output: Path) -> None:
    """Write what was understood as a table that `find_labels` reads."""
    import csv
    import io
    import os

    from humocon.errors import DataError
    from humocon.files import check_output, write_text

    check_output(output, (".csv",))
    if any(clip.joints is not None for clip in found.clips):
        raise DataError(f"{found.folder}: prepared clips have no files of their own, so no table is written of them")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "label", "begin_s", "end_s"])
    for clip in found.clips:
        file = Path(os.path.relpath(clip.file, output.parent)).as_posix()
        writer.writerow([file, clip.words, clip.begin_s, clip.end_s])  # None is an empty cell
    write_text(output, text.getvalue())
