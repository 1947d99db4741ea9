"""OpenAI's chat completions: other tools ask about a file that they attach, as they ask any model."""

import asyncio
import base64
import binascii
import json
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from humocon.ask.reply import check_question
from humocon.errors import DataError, HumoconError
from humocon.server.callers import error_content
from humocon.server.clips import Clip, Clips
from humocon.server.incoming import json_object, read_body
from humocon.server.options import RefusedError
from humocon.server.worker import Job

_MODEL: Final = "humocon"
_INLINE_BYTES: Final = 50_000_000
"""Of a file inside a request, as with OpenAI: it is held in memory, several times."""
_BEAT_S: Final = 1.0
_ATTACH: Final = (
    'attach a motion file or a video to a message: {"type": "file", "file": {"filename": "jump.bvh", "file_data": '
    '"data:application/octet-stream;base64,..."}} among its content parts'
)


@dataclass(frozen=True)
class Asked:
    """What is asked for.

    Attributes:
        messages: of the conversation about the file, alternately of user and assistant, a question last.
        name: of the file.
        data: its bytes.
        skeleton: those of the ASF file that is attached beside an AMC file.
        streams: whether the answer is to come in events.
    """

    messages: list[dict[str, str]]
    name: str
    data: bytes
    skeleton: bytes
    streams: bool


async def list_models(request: Request) -> Response:
    """The one model."""
    return JSONResponse({"object": "list", "data": [{"id": _MODEL, "object": "model", "owned_by": _MODEL}]})


async def complete(request: Request) -> Response:
    """Answer the last message of a conversation about the file attached to it."""
    clips: Clips = request.app.state.clips
    most = min(_INLINE_BYTES, clips.options.max_bytes)
    body = await read_body(request, most * 4 // 3 + 1_000_000)
    asked = await asyncio.to_thread(read_request, body)
    if len(asked.data) + len(asked.skeleton) > most:
        raise RefusedError(f"{asked.name[:80]}: larger than the {most / 1e6:,.6g} MB that are taken here", 413)
    clip = clips.take_bytes(asked.name, asked.data, asked.skeleton)
    if asked.streams:
        return StreamingResponse(_events(clips, clip, asked.messages), media_type="text/event-stream")
    line = await _answer(clips, clip, asked.messages)
    message = {"role": "assistant", "content": _content(line), "refusal": None, "humocon": line}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return JSONResponse(_head("chat.completion") | {"choices": [choice]})


def read_request(body: bytes) -> Asked:
    """Read the body of a request.

    Raises:
        DataError: it is none that can be answered.
    """
    content = json_object(body)
    messages = content.get("messages")
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise DataError('give JSON with "messages", as OpenAI\'s chat completions have them')
    if content.get("n") not in (None, 1):
        raise DataError("n: there is one answer to a question; leave it out")
    turns: list[dict[str, str]] = []
    files: list[Any] = []
    for message in messages:
        role, text, attached = message.get("role"), *_parts(message.get("content"))
        if attached:  # what was said before was about another file
            files, turns = attached, []
        if role not in ("user", "assistant") or not text or not (turns or role == "user"):
            continue
        if role == "assistant":
            text = text.partition("\n\n")[0]  # without the evidence
        if turns and turns[-1]["role"] == role:
            turns[-1] = {"role": role, "content": f"{turns[-1]['content']}\n{text}"}
        else:
            turns.append({"role": role, "content": text})
    if not files:
        raise DataError(_ATTACH)
    if not turns or turns[-1]["role"] != "user":
        raise DataError("the last message must be a question of the user")
    check_question(turns[-1]["content"])
    return Asked(turns, *_chosen(files), content.get("stream") is True)


def _parts(content: Any) -> tuple[str, list[Any]]:
    """The text of a message, and the files that are attached to it."""
    if not isinstance(content, list):
        return content.strip() if isinstance(content, str) else "", []
    parts = [part for part in content if isinstance(part, dict)]
    texts = [part["text"] for part in parts if part.get("type") == "text" and isinstance(part.get("text"), str)]
    files = [part.get("file") for part in parts if part.get("type") == "file"]
    strange = next((part.get("type") for part in parts if part.get("type") not in ("text", "file")), None)
    if strange is not None:
        raise DataError(f"a content part of the type {str(strange)[:40]!r} is not read here; {_ATTACH}")
    return "\n".join(texts).strip(), files


def _chosen(files: list[Any]) -> tuple[str, bytes, bytes]:
    """Name and bytes of the last motion or video of a message, and the bytes of the skeleton that an AMC file needs."""
    decoded = [_decoded(file) for file in files]
    skeletons = [one for one in decoded if one[0].lower().endswith(".asf")]
    name, data = ([one for one in decoded if one not in skeletons] or decoded)[-1]
    return name, data, skeletons[-1][1] if skeletons and name.lower().endswith(".amc") else b""


def _decoded(file: Any) -> tuple[str, bytes]:
    """Name and bytes of an attached file."""
    name, data = (file.get("filename"), file.get("file_data")) if isinstance(file, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(data, str):
        raise DataError(f"no file is kept here under an id; {_ATTACH}")
    encoded = data.partition(",")[2] if data.startswith("data:") else data
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise DataError(f"{name[:80]}: its file_data is no base64") from None
    if not decoded:
        raise DataError(f"{name[:80]}: is empty; attach another")
    return name, decoded


async def _answer(clips: Clips, clip: Clip, messages: list[dict[str, str]]) -> dict[str, Any]:
    assert clip.job is not None
    await clip.job.outcome()
    return await clips.reply(clip, messages).outcome()


async def _events(clips: Clips, clip: Clip, messages: list[dict[str, str]]) -> AsyncIterator[str]:
    """The answer in events; before it, comments that tell what is being done and keep the connection alive."""
    head = _head("chat.completion.chunk")
    answer = asyncio.ensure_future(_answer(clips, clip, messages))
    try:
        yield _event(head, {"role": "assistant", "content": ""})
        while not (await asyncio.wait({answer}, timeout=_BEAT_S))[0]:
            yield f": {_doing(clips, clip)}\n\n"
        line = answer.result()
    except HumoconError as error:
        yield f"data: {json.dumps(error_content(str(error), 400))}\n\n"
    else:
        yield _event(head, {"content": line["answer"]})
        rest = _content(line)[len(line["answer"]) :]
        if rest:
            yield _event(head, {"content": rest})
        yield _event(head, {"humocon": line}, "stop")
    finally:
        answer.cancel()
    yield "data: [DONE]\n\n"


def _doing(clips: Clips, clip: Clip) -> str:
    jobs: list[Job] = [job for job in clip.jobs if not job.future.done()]
    ahead = clips.worker.ahead(jobs[0]) if jobs else 0
    return f"{ahead} before this one" if ahead else clip.said(jobs[0].doing) if jobs else ""


def _head(kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": _MODEL,
    }


def _event(head: dict[str, Any], delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return f"data: {json.dumps(head | {'choices': [choice]}, ensure_ascii=False)}\n\n"


def _content(line: dict[str, Any]) -> str:
    """An answer, and after a blank line what speaks for it and against it."""
    return "\n\n".join(filter(None, (line["answer"], "\n".join(line.get("evidence", ())))))
