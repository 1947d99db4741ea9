"""The concepts of motion files, pose by pose: `humocon concepts dump`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from humocon.atlas.checkpoint import load_concept_model
from humocon.atlas.coding import CodedMotion, code_motions
from humocon.atlas.sources import Failure, read_motions
from humocon.atlas.survey import nothing_read
from humocon.atlas.tables import Columns

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
    concepts = load_concept_model(model)
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
