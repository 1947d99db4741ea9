"""A judge behind an OpenAI-compatible address: chat completions over HTTP, with the standard library alone.

A key goes into one header and nowhere else: it is in no result, no message and no representation, and is not sent on to
another address.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from humocon.errors import ConfigError, one_line
from humocon.evaluation.judges import MAX_NEW_TOKENS, Reply
from humocon.evaluation.protocols import Message
from humocon.json_text import parse_json

TRY_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
WAITS_S = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Between tries of a request that the server could not answer just then."""

_MOST_OF_BODY = 65536
"""Bytes of a refusal that are read for its reason."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirected request would carry the key to an address that the user did not name."""

    def redirect_request(self, *_: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None


@dataclass
class ServerJudge:
    """A language model behind an address.

    Attributes:
        address: such as `http://localhost:8000/v1`, without credentials.
        model: the name that the server knows it by.
        key: sent as a bearer token; None where the server wants none.
        batch_size: requests under way at once.
        timeout_s: how long a reply may take.
        sleep: waits between tries; for tests.
    """

    address: str
    model: str
    key: str | None = field(default=None, repr=False)
    batch_size: int = 8
    timeout_s: float = 120.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    @property
    def identity(self) -> dict[str, str]:
        """Name and address; the version comes with each reply."""
        return {"name": self.model, "version": "as each reply says", "address": self.address}

    def reply(self, conversations: Sequence[Sequence[Message]]) -> list[Reply]:
        """Reply to each conversation, several at once.

        Raises:
            ConfigError: the server cannot be reached, refuses the key or the model, or replies with something else.
        """
        with ThreadPoolExecutor(max_workers=self.batch_size) as pool:
            return list(pool.map(self._reply, conversations))

    def _reply(self, messages: Sequence[Message]) -> Reply:
        body = {"model": self.model, "messages": list(messages), "temperature": 0, "max_tokens": MAX_NEW_TOKENS}
        content = self._request("/chat/completions", body)
        try:
            text = content["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            raise ConfigError(f"{self.address}: the reply holds no message; is it OpenAI-compatible?") from None
        told = [str(content[key]) for key in ("model", "system_fingerprint") if content.get(key)]
        return Reply(text if isinstance(text, str) else "", " ".join(told))

    def _request(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request, tried again where that may help."""
        reason = ""
        for wait in (*WAITS_S, None):
            try:
                return _send(self.address + path, body, self.key, self.timeout_s)
            except urllib.error.HTTPError as error:
                reason = self._said(error)
                if error.code not in TRY_AGAIN:
                    raise ConfigError(self._refusal(error.code, reason)) from None
            except (OSError, HTTPException) as error:
                reason = str(getattr(error, "reason", None) or error) or type(error).__name__
            except ValueError:
                raise ConfigError(f"{self.address}: the reply is not JSON; an address ends like HOST/v1") from None
            if wait is not None:
                self.sleep(wait)
        raise ConfigError(
            f"{self.address}: the judge does not answer ({self._without_key(reason)}); when it is back, give the same "
            "command: what was judged is kept"
        )

    def _said(self, error: urllib.error.HTTPError) -> str:
        """`HTTP 400`, and the first line of what the server says of it, without the key."""
        with error:
            try:
                body = error.read(_MOST_OF_BODY)
            except (OSError, HTTPException):
                body = b""
        # The key goes before anything is cut: a cut would leave a part of it.
        lines = self._without_key(_reason(body)).splitlines()
        return f"HTTP {error.code}: {one_line(lines[0], 200)}" if lines else f"HTTP {error.code}"

    def _refusal(self, code: int, told: str) -> str:
        if code in (401, 403):
            key = "the key" if self.key else "a request without a key"
            return f"{self.address}: refuses {key} ({told}); set {_key_variable(self.address)} to one that it accepts"
        if code == 404:
            return f"{self.address}: has no chat completions or no model {self.model!r} ({told}); see --judge-model"
        if 300 <= code < 400:
            return f"{self.address}: sends elsewhere ({told}); give the address that it sends to"
        return f"{self.address}: refuses the request ({told}); check --judge and --judge-model"

    def _without_key(self, text: str) -> str:
        return text.replace(self.key, "***") if self.key else text


def connect(address: str, model: str | None, key: str | None) -> ServerJudge:
    """A judge behind an address; without a model's name, the one that the server lists.

    Raises:
        ConfigError: the address is not one, the key cannot be sent, or the server lists several models or none.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ConfigError("--judge: not an address; give one such as http://localhost:8000/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("--judge: not an address; give one such as http://localhost:8000/v1")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = host if port is None else f"{host}:{port}"
    path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
    _check_key(key or parts.password, _key_variable(address) if key else "--judge, the password in the address")
    judge = ServerJudge(urlunsplit((parts.scheme, place, path, "", "")), model or "", key or parts.password)
    if model is None:
        listed = judge._request("/models").get("data")
        names = (
            [str(entry.get("id")) for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        )
        if len(names) != 1:
            known = ", ".join(names[:8]) or "none"
            raise ConfigError(f"{judge.address}: choose its model with --judge-model NAME (it lists: {known})")
        judge.model = names[0]
    return judge


def _key_variable(address: str) -> str:
    """Where a judge's key comes from, as a user is told it: OpenAI's own address takes its usual variable, too."""
    own = urlsplit(address).hostname == "api.openai.com"
    return "HUMOCON_JUDGE_KEY (or OPENAI_API_KEY)" if own else "HUMOCON_JUDGE_KEY"


def _check_key(key: str | None, place: str) -> None:
    """Refuse a key that no header can carry: http.client would send a line end with a space after it."""
    if key and not (key.isascii() and key.isprintable()):
        what = "a line end or another control character" if key.isascii() else "a character that is not ASCII"
        raise ConfigError(f"{place}: holds {what}, which an HTTP header cannot carry; set it to the key alone")


def _reason(body: bytes) -> str:
    """What a refusal says in JSON, as OpenAI has it or flatter, or in plain text; nothing of a web page."""
    try:
        text = body.decode("utf-8").strip()
        content = parse_json(text) if text[:1] in ("{", "[") else text
    except ValueError:
        return ""
    if isinstance(content, dict):
        content = content.get("error") or content
    if isinstance(content, dict):
        content = content.get("message") or content.get("detail")
    return content.strip() if isinstance(content, str) and not content.lstrip().startswith("<") else ""


def _send(url: str, body: dict[str, Any] | None, key: str | None, timeout_s: float) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    with urllib.request.build_opener(_NoRedirects).open(request, timeout=timeout_s) as response:
        content = parse_json(response.read())
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    return content
