"""The concepts of motion files, pose by pose: `humocon concepts dump`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from humocon.language.answerer import Answerer
from humocon.motion.read import find_motions, read_motion


def dump_codes(paths: Sequence[Path], model: Path | None = None) -> Iterator[dict[str, str | float | int]]:
    """Tell which concept holds at which time.

    Args:
        paths: motion files, or folders of them.
        model: folder of the model; by default the one that ships.

    Yields:
        One row for each pose: file, time_s, code, distance (L2, of the state from the code vector) and confidence (of
        the concept's own classifier, in [0, 1]).

    Raises:
        DataError, CheckpointError: as their messages say.
    """
    answerer = Answerer.load(model)
    files = [file for path in paths for file in (find_motions(path) if path.is_dir() else [path])]
    for file in files:
        clip = read_motion(file)
        for place, (code, distance, confidence) in enumerate(zip(*answerer.codes(clip), strict=True)):
            yield {
                "file": str(file),
                "time_s": round(place / clip.fps, 3),
                "code": int(code),
                "distance": round(float(distance), 4),
                "confidence": round(float(confidence), 4),
            }
