"""The atlas of a codebook: `humocon concepts report` writes a folder of pages that open from the disk."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from humocon.atlas.checkpoint import whole_folder
from humocon.atlas.pages import Pages
from humocon.atlas.sources import Failure
from humocon.atlas.survey import load_named, survey
from humocon.errors import ConfigError, DataError, one_line
from humocon.json_text import parse_json

_MARK = 'content="humocon concepts report"'


@dataclass(frozen=True)
class AtlasFacts:
    """What an atlas has become."""

    clips: int
    used: int
    num_codes: int
    num_bytes: int
    failures: list[Failure]


def write_atlas(
    paths: Sequence[Path],
    output: Path,
    *,
    model: Path | None = None,
    split: str | None = None,
    answers: Sequence[Path] = (),
    progress: Callable[[int], None] | None = None,
) -> AtlasFacts:
    """Write the atlas; a failed or interrupted run leaves an older one as it was.

    Args:
        paths: see `read_motions`.
        output: folder to write; an atlas that is there is replaced, anything else is left alone.
        model: folder of a model; by default the one that ships.
        split: of labelled sets only the clips of this split.
        answers: files of `humocon ask --json` lines, whose questions are shown with their clips.
        progress: told the number of clips seen so far.

    Raises:
        ConfigError: `output` holds something else.
        CheckpointError: there is no usable model.
        DataError: no motion could be read, or a file of answers is damaged.
    """
    _check_output(output)
    asked = [line for path in answers for line in read_answers(path)]
    concepts, names = load_named(model)
    part = output.with_name(f".{output.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        pages = Pages(part, progress)
        found = survey(concepts, names, paths, split=split, visit=pages.add_clip)
        pages.finish(found, model=whole_folder(model).resolve().name, answers=asked, failures=found.failures)
        num_bytes = sum(file.stat().st_size for file in part.rglob("*") if file.is_file())
        _replace(part, output)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return AtlasFacts(found.counts.clips, found.num_used, found.num_codes, num_bytes, found.failures)


def read_answers(path: Path) -> list[dict[str, str]]:
    """Lines of `humocon ask --json` that have an answer.

    Raises:
        DataError: the file is not there, or a line is not such an object.
    """
    remedy = "give what `humocon ask --json` wrote"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [parse_json(line) for line in lines if line.strip()]
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); {remedy}") from error
    except ValueError as error:
        raise DataError(f"{path}: not one JSON object for each line ({one_line(error)}); {remedy}") from error
    wanted = ("file", "question", "answer")
    for number, row in enumerate(rows, 1):
        absent = [key for key in wanted if not isinstance(row, dict) or key not in row]
        if absent:
            raise DataError(f"{path}: line {number} has no {absent[0]!r}; {remedy}")
    return [{key: str(row[key]) for key in wanted} for row in rows if row["answer"] is not None]


def _check_output(output: Path) -> None:
    if output.is_file():
        raise ConfigError(f"{output}: a file; name a folder with -o")
    if output.name in ("", ".."):
        raise ConfigError(f"{output}: cannot be replaced by an atlas; name a folder inside it with -o")
    if not output.absolute().parent.is_dir():
        raise ConfigError(f"{output}: no folder {output.parent}; make it first")
    if output.is_dir() and any(output.iterdir()):
        index = output / "index.html"
        if not index.is_file() or _MARK not in index.read_text(encoding="utf-8", errors="replace")[:1000]:
            raise ConfigError(f"{output}: holds something that is not an atlas; name another folder with -o")


def _replace(part: Path, output: Path) -> None:
    old = output.with_name(f".{output.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if output.exists():
        output.rename(old)
    part.rename(output)
    shutil.rmtree(old, ignore_errors=True)
