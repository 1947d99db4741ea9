"""What a stage of training needs before it can begin: what of it is missing, and how to get it.

Nothing is read but names, so that this is known before anything heavy is imported.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from humocon.data.source import Source
from humocon.errors import DataError

_RUNS: Final = "runs"
"""Where recipes put what they make."""
_SHIPPED: Final = frozenset({"mini", "small"})
"""The model that ships, by its name."""


def missing_data(
    data: Path, *, sets: Sequence[str] = (), questions: Path | None = None, sources: Sequence[Source] = ()
) -> dict[str, str]:
    """What is missing of the data of a recipe, by its key.

    Args:
        data: folder of the motions.
        sets: labelled sets in it.
        questions: file of questions and answers about them.
        sources: published sets in their place.
    """
    if sources:
        remedy = "not there; name in the recipe where the set lies"
        texts = {f"sources, {one.kind}: text": one.text for one in sources}
        media = {f"sources, {one.kind}: media": one.media for one in sources}
        return {key: f"{path}: {remedy}" for key, path in (texts | media).items() if not path.exists()}
    found = {}
    if not data.is_dir():
        found["data"] = (
            f"{data}: no such folder; get recordings (docs/training.md) and prepare them with `humocon data prepare "
            f"RECORDINGS -o {data}`, or name yours with --set data=DIR"
        )
    else:
        found |= _missing_motions(data, sets)
    if questions is not None and not questions.is_file():
        found["questions"] = (
            f'{questions}: no such file; write lines of {{"motion": .., "question": .., "answer": ..}}, or let them be '
            "made of the labels with --set questions=null"
        )
    return found


def holds_own_clips(data: Path) -> bool:
    """Whether a folder holds clips of one's own, of which no set was prepared."""
    if not data.is_dir():
        return False
    from humocon.data.clip_store import is_store
    from humocon.data.mocap import file_rows, labelled_sets
    from humocon.motion.read import find_motions
    from humocon.video.sniff import find_videos

    if is_store(data) or labelled_sets(data):
        return False
    motions = find_motions(data)
    return not any(row["content"] for row in file_rows(motions)) and bool(motions or find_videos(data))


def missing_folder(key: str, folder: Path | str | None, maker: str) -> dict[str, str]:
    """What is to be done where a folder that an earlier stage makes is not there; nothing of what may be on the hub.

    Args:
        key: of the recipe.
        folder: that it names; None where it names none.
        maker: the command that makes it.
    """
    if folder is None or str(folder) in _SHIPPED or Path(folder).is_dir():
        return {}
    owner, *rest = Path(folder).parts
    if len(rest) == 1 and owner not in (_RUNS, "/", "..") and not Path(owner).exists():
        return {}  # has the form of an id on the hub
    return {key: f"{folder}: not there yet; `{maker}` makes it, or name another with --set {key}=DIR"}


def _missing_motions(data: Path, sets: Sequence[str]) -> dict[str, str]:
    from humocon.data.clip_store import is_store
    from humocon.data.mocap import labelled_sets
    from humocon.motion.read import find_motions

    try:
        if is_store(data) or labelled_sets(data, sets) or find_motions(data):
            return {}
    except DataError as error:
        return {"sets": str(error)}
    return {"data": f"{data}: no motion file in this folder; name another with --set data=DIR"}
