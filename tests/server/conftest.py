"""A server with a tiny model, and who calls it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from humocon.ask.asker import Asker
from humocon.ask.models import ModelOptions
from humocon.ask.take import TakeOptions
from humocon.server.app import build_app
from humocon.server.clips import Clips
from humocon.server.options import ServerOptions

HOME = "http://127.0.0.1:8765"


class Caller(TestClient):
    """Who calls a server from this machine, and may look behind it."""

    @property
    def clips(self) -> Clips:
        """What is behind the server."""
        return self.app.state.clips  # pyright: ignore[reportAttributeAccessIssue]

    def upload(self, data: bytes | Path, name: str = "clip.bvh") -> dict[str, Any]:
        """What is told of a file after it was read."""
        content = data.read_bytes() if isinstance(data, Path) else data
        response = self.post("/api/clips", params={"name": name}, content=content)
        assert response.status_code == 201, response.text
        return self.wait(response.json()["id"])

    def wait(self, key: str) -> dict[str, Any]:
        """What is told of a clip that nothing is done for any more."""
        end = time.monotonic() + 200
        while (told := self.get(f"/api/clips/{key}").json()).get("state") in ("uploading", "reading"):
            assert time.monotonic() < end
            time.sleep(0.01)
        return told

    def ask(self, key: str, question: str) -> dict[str, Any]:
        """An answer as the page gets it."""
        response = self.post(f"/api/clips/{key}/questions", json={"question": question})
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture(scope="session")
def asker() -> Asker:
    """Answers from the joints alone, so that no test waits for a language model; concepts are those that ship."""
    asker = Asker(ModelOptions(device="cpu").load, TakeOptions(one_of_many=True), by="facts", timeline=True)
    asker.answerer  # noqa: B018 - loaded before anybody waits for it
    return asker


@pytest.fixture
def serve(asker: Asker) -> Iterator[Callable[..., Caller]]:
    """Starts a server with options; it ends with the test."""
    with ExitStack() as stack:

        def start(**options: Any) -> Caller:
            app = build_app(asker, ServerOptions(**options))
            return stack.enter_context(Caller(app, base_url=HOME, raise_server_exceptions=False))

        yield start


@pytest.fixture
def caller(serve: Callable[..., Caller]) -> Caller:
    """Who calls a server as it is by default."""
    return serve()


@pytest.fixture
def jump(repository: Path) -> Path:
    """A motion file in which a person jumps once."""
    return repository / "examples" / "jump.bvh"
