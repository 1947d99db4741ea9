"""The application: what is answered under which address."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from humocon.ask.asker import Asker
from humocon.ask.reply import check_question
from humocon.atlas.pages import STATIC as ATLAS_STATIC
from humocon.errors import DataError, HumoconError
from humocon.server import views
from humocon.server.callers import Guard, failure
from humocon.server.chat_completions import complete, list_models
from humocon.server.clips import Clip, Clips
from humocon.server.incoming import json_object, read_body, store_body
from humocon.server.options import RefusedError, ServerOptions
from humocon.server.worker import Worker

T = TypeVar("T")
_STATIC: Final = Path(__file__).resolve().parent / "static"
_ASSETS: Final = {
    **{name: ATLAS_STATIC / name for name in ("atlas.css", "skeleton.js", "player.js")},
    **{name: _STATIC / name for name in ("serve.css", "serve.js")},
}
_QUESTION_BYTES: Final = 20_000


def build_app(asker: Asker, options: ServerOptions) -> Starlette:
    """The application, for any ASGI server; its folder and its thread live from its start to its end.

    Args:
        asker: reads files and answers.
        options: what is allowed.
    """

    @asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        worker = Worker(options.max_waiting)
        with tempfile.TemporaryDirectory(prefix="humocon-", ignore_cleanup_errors=True) as folder:
            app.state.clips = Clips(Path(folder), asker, worker, options)
            try:
                yield
            finally:
                await asyncio.to_thread(worker.stop)

    clip = "/api/clips/{key}"
    routes = [
        Route("/", show_page),
        Route("/assets/{name}", show_asset),
        Route("/api/limits", show_limits),
        Route("/api/clips", take_clip, methods=["POST"]),
        Route(clip, show_clip),
        Route(clip, remove_clip, methods=["DELETE"]),
        Route(f"{clip}/motion", show_motion),
        Route(f"{clip}/concepts", show_concepts),
        Route(f"{clip}/video", show_video),
        Route(f"{clip}/film", show_film),
        Route(f"{clip}/overlay", show_overlay),
        Route(f"{clip}/questions", answer_question, methods=["POST"]),
        Route(f"{clip}/conversation.txt", export_text),
        Route(f"{clip}/conversation.jsonl", export_lines),
        Route("/v1/models", list_models),
        Route("/v1/chat/completions", complete, methods=["POST"]),
    ]
    handlers: Any = {HumoconError: _tell, HTTPException: _tell_http, ClientDisconnect: _tell_nobody}
    guard = Middleware(Guard, options)
    return Starlette(routes=routes, middleware=[guard], exception_handlers=handlers, lifespan=live)


async def _tell(request: Request, error: Exception) -> Response:
    return failure(str(error), error.status if isinstance(error, RefusedError) else 400)


async def _tell_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return failure(f"{request.method} {request.url.path[:80]}: {error.detail.lower()}", error.status_code)


async def _tell_nobody(request: Request, error: Exception) -> Response:
    return Response(status_code=400)


async def show_page(request: Request) -> Response:
    """The page."""
    return FileResponse(_STATIC / "index.html")


async def show_asset(request: Request) -> Response:
    """What the page is made of."""
    path = _ASSETS.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path)


async def show_limits(request: Request) -> Response:
    """What may be dropped."""
    options = _clips(request).options
    return JSONResponse({"max_bytes": options.max_bytes, "max_clips": options.max_clips})


async def take_clip(request: Request) -> Response:
    """Take a file, the bytes of the request, called as `name` says; it is then read when its turn comes.

    The first `skeleton` bytes of an AMC file's are those of the ASF file that was dropped with it.
    """
    clips = _clips(request)
    clip = clips.open(request.query_params.get("name", ""))
    try:
        await store_body(request, clip.path, clips.options.max_bytes)
        if clip.path.suffix == ".amc":
            await asyncio.to_thread(clip.part_skeleton, request.query_params.get("skeleton", ""))
        clips.read(clip)
    except BaseException:
        clips.remove(clip.key)
        raise
    return JSONResponse(views.describe(clip, clips), 201)


async def show_clip(request: Request) -> Response:
    """How far a clip is, and what was said about it."""
    return JSONResponse(views.describe(_clip(request), _clips(request)))


async def remove_clip(request: Request) -> Response:
    """Forget a clip."""
    _clips(request).remove(_clip(request).key)
    return Response(status_code=204)


async def show_motion(request: Request) -> Response:
    """The motion of a clip."""
    return JSONResponse(await asyncio.to_thread(views.motion_of, _clip(request)))


async def show_concepts(request: Request) -> Response:
    """The concepts of a clip over time."""
    clip, clips = _clip(request), _clips(request)
    return JSONResponse(await _done(request, clip, lambda: views.concepts_of(clip, clips)))


async def show_video(request: Request) -> Response:
    """The video of a clip, as it came."""
    clip = _clip(request)
    return FileResponse(clip.path, media_type=views.media_type(clip))


async def show_film(request: Request) -> Response:
    """The video of a clip in a form that every browser plays."""
    clip = _clip(request)
    return FileResponse(await _done(request, clip, lambda: views.write_film(clip)), media_type="video/mp4")


async def show_overlay(request: Request) -> Response:
    """The video of a clip with what was seen drawn over it."""
    clip = _clip(request)
    path = await _done(request, clip, lambda: views.write_overlay(clip))
    return FileResponse(path, media_type="video/mp4", filename=f"{_stem(clip)}-overlay.mp4")


async def answer_question(request: Request) -> Response:
    """Answer the next question about a clip."""
    clip = _clip(request)
    question = json_object(await read_body(request, _QUESTION_BYTES)).get("question")
    if not isinstance(question, str):
        raise DataError('give JSON such as {"question": "What is the person doing?"}')
    check_question(question)
    line = await _clips(request).ask(clip, question).outcome()
    return JSONResponse(clip.turn(line) | {"line": line})


async def export_text(request: Request) -> Response:
    """A conversation as text."""
    clip = _clip(request)
    clip.take  # noqa: B018 - refuses what was not read
    return _attached(PlainTextResponse(views.transcript(clip)), f"{_stem(clip)}-conversation.txt")


async def export_lines(request: Request) -> Response:
    """A conversation as lines of JSON, as `humocon ask --json` writes them."""
    clip = _clip(request)
    clip.take  # noqa: B018 - refuses what was not read
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in list(clip.lines))
    return _attached(Response(text, media_type="application/jsonl"), f"{_stem(clip)}-conversation.jsonl")


def _clips(request: Request) -> Clips:
    return request.app.state.clips


def _clip(request: Request) -> Clip:
    return _clips(request).get(request.path_params["key"])


def _stem(clip: Clip) -> str:
    return Path(clip.name).stem or "clip"


async def _done(request: Request, clip: Clip, work: Callable[[], T]) -> T:
    clip.take  # noqa: B018 - refuses what was not read
    return await _clips(request).submit(clip, work).outcome()


def _attached(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    return response
