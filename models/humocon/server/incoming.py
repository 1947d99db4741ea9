"""What strangers send: read piece by piece, and never more than is allowed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request

from humocon.errors import DataError, one_line
from humocon.files import parse_json
from humocon.server.options import RefusedError

_PATIENCE_S: Final = 600.0


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request.

    Raises:
        RefusedError: it has more bytes than `most`, or does not come.
    """
    return b"".join([piece async for piece in _pieces(request, most)])


def json_object(body: bytes) -> dict[str, Any]:
    """A body that is to be a JSON object.

    Raises:
        DataError: it is none.
    """
    try:
        content = parse_json(body)
    except ValueError as error:
        raise DataError(f"the body is no JSON ({one_line(error)})") from None
    if not isinstance(content, dict):
        raise DataError("the body is no JSON object")
    return content


async def store_body(request: Request, path: Path, most: int) -> None:
    """Write the body of a request to a new file.

    Raises:
        RefusedError: it has more bytes than `most`, or none, or does not come.
    """
    with path.open("xb") as file:
        async for piece in _pieces(request, most):
            await asyncio.to_thread(file.write, piece)
        if not file.tell():
            raise RefusedError("the file is empty: drop another", 400)


async def _pieces(request: Request, most: int) -> AsyncIterator[bytes]:
    told, size = request.headers.get("content-length", ""), 0
    too_large = RefusedError(f"larger than the {most / 1e6:,.6g} MB that are taken here", 413)
    if told.isdigit() and int(told) > most:
        raise too_large
    try:
        async with asyncio.timeout(_PATIENCE_S):
            async for piece in request.stream():
                size += len(piece)
                if size > most:
                    raise too_large
                yield piece
    except TimeoutError:
        raise RefusedError(f"did not arrive within {_PATIENCE_S / 60:.0f} minutes", 408) from None
