"""A server on this machine that speaks the protocol of chat completions, and fails as it is told."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Behaviour:
    """What the server is to do, and what it was sent."""

    status: list[int] = field(default_factory=list)
    """Of the next requests, 200 after them; 0 hangs up."""
    models: tuple[str, ...] = ("tiny-judge",)
    key: str | None = None
    content: Any = '{"score": 0.5}'
    refusal: str = ""
    """The body of what is neither 200 nor 302, in place of JSON."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    address: str = ""


class Handler(BaseHTTPRequestHandler):
    behaviour: Behaviour

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        self.answer({"data": [{"id": name} for name in self.behaviour.models]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.behaviour.bodies.append(body)
        message = {"role": "assistant", "content": self.behaviour.content}
        self.answer({"model": body["model"] + "-2026", "system_fingerprint": "fp", "choices": [{"message": message}]})

    def answer(self, content: dict[str, Any]) -> None:
        behaviour = self.behaviour
        behaviour.keys.append(self.headers["Authorization"])
        status = behaviour.status.pop(0) if behaviour.status else 200
        if status == 0:
            self.connection.close()
            return
        if behaviour.key and self.headers["Authorization"] != f"Bearer {behaviour.key}":
            status, content = 401, {"error": f"wrong key {self.headers['Authorization']}"}
        self.send_response(status)
        if status == 302:
            self.send_header("Location", behaviour.address + "/elsewhere")
        self.end_headers()
        refused = behaviour.refusal and status not in (200, 302)
        self.wfile.write((behaviour.refusal if refused else json.dumps(content)).encode())


@pytest.fixture
def server() -> Iterator[Behaviour]:
    behaviour = Behaviour()
    handler = type("Bound", (Handler,), {"behaviour": behaviour})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        behaviour.address = f"http://127.0.0.1:{running.server_port}/v1"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield behaviour
        running.shutdown()
        thread.join()
