"""The concepts of motion files, pose by pose, as a table: `humocon concepts dump`."""

import contextlib
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from humocon.atlas.coding import code_motions
from humocon.atlas.sources import Failure, read_motions
from humocon.atlas.survey import nothing_read
from humocon.errors import ConfigError
from humocon.files import check_output, whole_file
from humocon.model_folder import load_concepts

SUFFIXES: Final = (".parquet", ".csv", ".jsonl")
Columns = dict[str, list[Any]]
"""A chunk of a table: the values of each column, all of one length."""
_ROWS: Final = 20_000
_COLUMNS: Final = ("file", "time_s", "code", "distance", "confidence")


def write_table(chunks: Iterable[Columns], path: Path) -> int:
    """Write a table to a file; an interrupted or failed run leaves no file, and an older one as it was.

    Args:
        chunks: each with the same columns.
        path: ends in .parquet, .csv or .jsonl.

    Returns:
        The number of rows.

    Raises:
        ConfigError: the suffix is none of these, the folder is not there, or Parquet needs a package.
    """
    check_table(path)
    rows = 0
    with whole_file(path) as part, contextlib.ExitStack() as stack:
        write = _parquet(part, stack) if path.suffix == ".parquet" else _lines(part, stack)
        for columns in chunks:
            write(columns)
            rows += len(next(iter(columns.values()), []))
    return rows


def check_table(path: Path) -> None:
    """Refuse what cannot be written before anything is computed.

    Raises:
        ConfigError: as `write_table` says.
    """
    check_output(path, SUFFIXES)
    if path.suffix == ".parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ModuleNotFoundError:
            remedy = "run `pip install 'humocon[parquet]'` or `pip install pyarrow`, or name it .csv or .jsonl"
            raise ConfigError(f"{path}: Parquet needs the package pyarrow: {remedy}") from None


def format_csv(columns: Columns, *, heading: bool) -> str:
    """A chunk as lines of CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if heading:
        writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _lines(path: Path, stack: contextlib.ExitStack) -> Callable[[Columns], None]:
    file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))

    def write(columns: Columns) -> None:
        if path.suffix == ".csv":
            file.write(format_csv(columns, heading=not file.tell()))
        else:
            rows = zip(*columns.values(), strict=True)
            file.writelines(json.dumps(dict(zip(columns, row, strict=True))) + "\n" for row in rows)

    return write


def _parquet(path: Path, stack: contextlib.ExitStack) -> Callable[[Columns], None]:
    """Opened with the first chunk, whose types are the file's."""
    import pyarrow
    from pyarrow import parquet

    writers: list[parquet.ParquetWriter] = []

    def write(columns: Columns) -> None:
        table = pyarrow.table(columns)
        if not writers:
            writers.append(stack.enter_context(parquet.ParquetWriter(path, table.schema, compression="zstd")))
        writers[0].write_table(table)

    return write


def dump_codes(
    paths: Sequence[Path], model: Path | None = None, *, split: str | None = None, pose_models: Path | None = None
) -> Iterator[Columns | Failure]:
    """Tell which concept holds at which time. Memory does not grow with the data.

    Args:
        paths: see `read_motions`, as `split` and `pose_models`.
        model: folder of a model, or of `humocon pretrain`; by default the model that ships.
        split: of labelled sets only the clips of this split.
        pose_models: see `lift_video`.

    Yields:
        Chunks of a table with one row for each pose: file, time_s (into the file), code, distance (L2, of the state
        from the code vector) and confidence (of the concept's own classifier, in [0, 1]); and, for a file that cannot
        be read, why. Where there is no pose at all, one chunk without rows comes last.

    Raises:
        CheckpointError: there is no usable model.
        DataError: no motion is of the split.
    """
    concepts = load_concepts(model)
    columns: Columns = {name: [] for name in _COLUMNS}
    told = failed = False
    for coded in code_motions(concepts, read_motions(paths, split, pose_models)):
        if isinstance(coded, Failure):
            failed = True
            yield coded
            continue
        columns["file"] += [coded.motion.file] * len(coded.codes)
        columns["time_s"] += [round(time, 3) for time in coded.motion.times.tolist()]
        columns["code"] += coded.codes.tolist()
        columns["distance"] += [round(value, 4) for value in coded.distances.tolist()]
        columns["confidence"] += [round(value, 4) for value in coded.confidences.tolist()]
        if len(columns["code"]) >= _ROWS:
            yield columns
            columns, told = {name: [] for name in _COLUMNS}, True
    if not (columns["code"] or told or failed):
        raise nothing_read([])
    if columns["code"] or not told:
        yield columns
