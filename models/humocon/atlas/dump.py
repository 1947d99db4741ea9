"""The concepts of motion files, pose by pose, as a table: `humocon concepts dump`."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Protocol

from humocon.atlas.coding import CodedMotion, code_motions
from humocon.atlas.sources import Failure, read_motions
from humocon.atlas.survey import nothing_read
from humocon.errors import ConfigError
from humocon.files import check_output
from humocon.model_folder import load_concepts

SUFFIXES: Final = (".parquet", ".csv", ".jsonl")
Columns = dict[str, list[Any]]
"""A chunk of a table: the values of each column, all of one length."""


class _Writer(Protocol):
    def write(self, columns: Columns) -> None: ...
    def close(self) -> None: ...


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
    with _atomic(path) as part:
        writer = _open(part, path.suffix)
        try:
            for columns in chunks:
                writer.write(columns)
                rows += len(next(iter(columns.values()), []))
        finally:
            writer.close()
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


@contextmanager
def _atomic(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _open(path: Path, suffix: str) -> _Writer:
    if suffix == ".parquet":
        return _Parquet(path)
    return _Lines(path.open("w", encoding="utf-8", newline=""), as_csv=suffix == ".csv")


class _Lines:
    def __init__(self, file: IO[str], *, as_csv: bool) -> None:
        self.file, self.as_csv, self.heading = file, as_csv, True

    def write(self, columns: Columns) -> None:
        if self.as_csv:
            self.file.write(format_csv(columns, heading=self.heading))
            self.heading = False
            return
        names: Sequence[str] = list(columns)
        rows = zip(*columns.values(), strict=True)
        self.file.writelines(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows)

    def close(self) -> None:
        self.file.close()


class _Parquet:
    """Opened with the first chunk, whose types are the file's."""

    def __init__(self, path: Path) -> None:
        self.path, self.writer = path, None

    def write(self, columns: Columns) -> None:
        import pyarrow
        from pyarrow import parquet

        table = pyarrow.table(columns)
        if self.writer is None:
            self.writer = parquet.ParquetWriter(self.path, table.schema, compression="zstd")
        self.writer.write_table(table)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


_ROWS = 20_000


def dump_codes(
    paths: Sequence[Path], model: Path | None = None, *, split: str | None = None
) -> Iterator[Columns | Failure]:
    """Tell which concept holds at which time. Memory does not grow with the data.

    Args:
        paths: motion files, folders of them, or labelled sets.
        model: folder of a model, or of `humocon pretrain`; by default the model that ships.
        split: of labelled sets only the clips of this split.

    Yields:
        Chunks of a table with one row for each pose: file, time_s (into the file), code, distance (L2, of the state
        from the code vector) and confidence (of the concept's own classifier, in [0, 1]); and, for a file that cannot
        be read, why.
        Where there is no pose at all, one chunk without rows comes last.

    Raises:
        CheckpointError: there is no usable model.
        DataError: no motion is of the split.
    """
    concepts = load_concepts(model)
    columns = _empty()
    told = failed = False
    for coded in code_motions(concepts, read_motions(paths, split)):
        if isinstance(coded, Failure):
            failed = True
            yield coded
            continue
        _append(columns, coded)
        if len(columns["code"]) >= _ROWS:
            yield columns
            columns, told = _empty(), True
    if not (columns["code"] or told or failed):
        raise nothing_read([])
    if columns["code"] or not told:
        yield columns


def _empty() -> Columns:
    return {"file": [], "time_s": [], "code": [], "distance": [], "confidence": []}


def _append(columns: Columns, coded: CodedMotion) -> None:
    count = len(coded.codes)
    columns["file"] += [coded.motion.file] * count
    columns["time_s"] += [round(time, 3) for time in coded.motion.times.tolist()]
    columns["code"] += coded.codes.tolist()
    columns["distance"] += [round(value, 4) for value in coded.distances.tolist()]
    columns["confidence"] += [round(value, 4) for value in coded.confidences.tolist()]
