"""Cut out of a TFLite file the part of a network whose outputs nobody wants, which else runs for every picture.

A TFLite file is a FlatBuffer: a table begins with the way back to its list of fields, a field holds a number or the way
ahead to a vector. Operators stand in the order in which they run, so the file is pruned by shortening two vectors.
"""

import struct
from collections.abc import Collection
from math import prod
from typing import Final

_SUBGRAPHS: Final = 2  # numbers of fields, as TFLite's schema has them
_TENSORS, _OUTPUTS, _OPERATORS = 0, 2, 3
_SHAPE: Final = 0
_OPERATOR_INPUTS, _OPERATOR_OUTPUTS = 1, 2


def prune(content: bytes, output_sizes: Collection[int]) -> bytes:
    """The same network with those outputs alone that are wanted, and without the operators that only others need.

    Args:
        content: of a TFLite file.
        output_sizes: numbers in each output that is wanted; outputs are told apart by their sizes.

    Returns:
        As many bytes; `content` itself where it is no such file.
    """
    file = bytearray(content)
    try:
        graph = _ahead(file, _vector(file, _ahead(file, 0), _SUBGRAPHS)[0])
        tensors, _ = _vector(file, graph, _TENSORS)
        operators, num_operators = _vector(file, graph, _OPERATORS)
        outputs, _ = _vector(file, graph, _OUTPUTS)
        kept = [
            output
            for output in _numbers(file, graph, _OUTPUTS)
            if prod(_numbers(file, _ahead(file, tensors + 4 * output), _SHAPE)) in output_sizes
        ]
        if len(kept) == len(_numbers(file, graph, _OUTPUTS)):
            return content
        needed, places = set(kept), []
        for number in reversed(range(num_operators)):
            operator = _ahead(file, operators + 4 * number)
            if needed.intersection(_numbers(file, operator, _OPERATOR_OUTPUTS)):
                needed.update(_numbers(file, operator, _OPERATOR_INPUTS))
                places.append(operator)
        struct.pack_into(f"<I{len(kept)}i", file, outputs - 4, len(kept), *kept)
        ways = [place - operators - 4 * number for number, place in enumerate(reversed(places))]
        struct.pack_into(f"<I{len(ways)}I", file, operators - 4, len(ways), *ways)
    except (struct.error, IndexError):
        return content
    return bytes(file)


def _ahead(file: bytearray, place: int) -> int:
    """Where the way that is stored at a place leads."""
    return place + struct.unpack_from("<I", file, place)[0]


def _vector(file: bytearray, table: int, field: int) -> tuple[int, int]:
    """Where the first element of a table's vector is, and how many it has; none where the field is left out."""
    fields = table - struct.unpack_from("<i", file, table)[0]
    (size,) = struct.unpack_from("<H", file, fields)
    (offset,) = struct.unpack_from("<H", file, fields + 4 + 2 * field) if 4 + 2 * field < size else (0,)
    if not offset:
        return 0, 0
    begin = _ahead(file, table + offset)
    return begin + 4, struct.unpack_from("<I", file, begin)[0]


def _numbers(file: bytearray, table: int, field: int) -> tuple[int, ...]:
    begin, count = _vector(file, table, field)
    return struct.unpack_from(f"<{count}i", file, begin)
