"""C3D files: markers of optical motion capture, in the floats or integers of Intel, DEC and SGI machines."""

import struct
from pathlib import Path
from typing import Any, Final

import numpy as np

from humocon.errors import DataError, one_line
from humocon.motion.readers.limits import check_places, check_text_size
from humocon.motion.readers.marker_files import read_markers
from humocon.motion.readers.raw import RawMotion

_BLOCK: Final = 512
_INTEL, _DEC, _SGI = 84, 85, 86
_MOST_FRAMES: Final = 65535


def read_c3d(path: Path, person: int | None = None) -> RawMotion:
    """Read the markers of a C3D file.

    Raises:
        DataError: The file is damaged, or its markers have no names known here.
    """
    check_text_size(path)
    data = path.read_bytes()
    try:
        file = _C3D(data)
        check_places(file.num_frames, file.num_points, path)
        points = file.points()
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, struct.error) as error:
        raise DataError(f"{path}: not a whole C3D file ({one_line(error)}); export it again") from error
    labels = file.labels[: file.num_points]
    return read_markers(points, labels, path, fps=file.fps, unit=file.unit, source="C3D", person=person)


class _C3D:
    """The header and the parameters of a C3D file.

    Attributes:
        num_points: Markers in each pose.
        num_frames: Poses.
        labels: Of markers; fewer than markers where some have none.
        fps: Poses per second.
        unit: Of length.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        start = (data[0] - 1) * _BLOCK
        self._machine = data[start + 3]
        if self._machine not in (_INTEL, _DEC, _SGI):
            raise ValueError(f"written by machine {self._machine}")
        self._order = ">" if self._machine == _SGI else "<"
        _, self.num_points, self._analog, first, last = struct.unpack_from(f"{self._order}5H", data, 0)
        self._scale = float(self._floats(data[12:16])[0])
        self._start = struct.unpack_from(f"{self._order}H", data, 16)[0]
        parameters = self._parameters(start + 4, start + _BLOCK * max(data[start + 2], 1))
        self.fps = float(self._floats(data[20:24])[0])
        rate = parameters.get("POINT:RATE")
        if isinstance(rate, np.ndarray) and rate.size and rate.flat[0] > 0:
            self.fps = float(rate.flat[0])
        texts = {name: value for name, value in parameters.items() if isinstance(value, list)}
        self.labels = [*texts.get("POINT:LABELS", []), *texts.get("POINT:LABELS2", [])]
        self.unit = next(iter(texts.get("POINT:UNITS", [])), "")
        self.num_frames = last - first + 1
        if self._start < 2:
            raise ValueError("its poses begin in the header")
        available = (len(data) - self._offset) // self._frame_bytes
        if last == _MOST_FRAMES or self.num_frames < 1:
            self.num_frames = available
        if self.num_points < 1 or not 0 < self.num_frames <= available:
            raise ValueError(
                f"{self.num_frames} poses of {self.num_points} markers are promised, {available} are there"
            )

    @property
    def _offset(self) -> int:
        return (self._start - 1) * _BLOCK

    @property
    def _frame_bytes(self) -> int:
        return (4 * self.num_points + self._analog) * (4 if self._scale < 0 else 2) or 1

    def points(self) -> np.ndarray:
        """(N, M, 3), NaN where a marker was not seen."""
        data = self._data[self._offset : self._offset + self.num_frames * self._frame_bytes]
        if self._scale < 0:
            numbers = self._floats(data)
        else:
            numbers = np.frombuffer(data, f"{self._order}i2").astype(np.float64)
        frames = numbers.reshape(self.num_frames, -1)[:, : 4 * self.num_points].reshape(self.num_frames, -1, 4)
        scale = 1.0 if self._scale < 0 else self._scale
        return np.where(frames[..., 3:] < 0, np.nan, frames[..., :3] * scale)

    def _floats(self, data: bytes) -> np.ndarray:
        if self._machine != _DEC:
            return np.frombuffer(data, f"{self._order}f4").astype(np.float64)
        # DEC stores the halves of a float the other way round, and its exponent counts two more.
        return np.frombuffer(data, "<u2").reshape(-1, 2)[:, ::-1].copy().view("<f4")[:, 0].astype(np.float64) / 4

    def _parameters(self, place: int, end: int) -> dict[str, Any]:
        """Values by "GROUP:NAME": texts as lists, numbers as arrays."""
        groups: dict[int, str] = {}
        values: list[tuple[int, str, Any]] = []
        data = self._data
        while place + 2 < min(end, len(data)):
            length, number = struct.unpack_from("<bb", data, place)
            if not length or not number:
                break
            name = data[place + 2 : place + 2 + abs(length)].decode("latin-1").strip().upper()
            following = place + 2 + abs(length)
            step = struct.unpack_from(f"{self._order}h", data, following)[0]
            if number < 0:
                groups[-number] = name
            else:
                values.append((number, name, self._value(following + 2)))
            if step <= 0:
                break
            place = following + step
        return {f"{groups.get(number, '')}:{name}": value for number, name, value in values}

    def _value(self, place: int) -> Any:
        kind, dimensions = struct.unpack_from("<bB", self._data, place)
        sizes = list(self._data[place + 2 : place + 2 + dimensions])
        begin = place + 2 + dimensions
        count = int(np.prod(sizes, dtype=np.int64)) if sizes else 1
        content = self._data[begin : begin + count * abs(kind)]
        if kind == -1:
            width = sizes[0] if sizes else 1
            texts = [content[at : at + width] for at in range(0, len(content), width)] if width else []
            return [text.decode("latin-1").strip(" \0") for text in texts]
        if len(content) < count * abs(kind):
            raise ValueError("parameters are cut off")
        if kind == 4:
            return self._floats(content)
        return np.frombuffer(content, f"{self._order}i2" if kind == 2 else "i1")
