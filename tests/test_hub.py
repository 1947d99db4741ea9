"""Models of the hub: where it cannot be reached, that is known at once."""

import socket
import time
import urllib.request
from pathlib import Path

import pytest
from huggingface_hub import constants

from humocon.errors import CheckpointError
from humocon.hub import from_hub, hub_trouble
from humocon.language.configuration import read_config
from humocon.model_folder import load_pretrained


@pytest.fixture
def unreached(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that nobody listens at, in place of the hub."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


@pytest.mark.usefixtures("unreached")
def test_a_model_that_is_nowhere_is_told_at_once(capfd: pytest.CaptureFixture[str]):
    begin = time.monotonic()
    assert "refused" in str(hub_trouble())
    with pytest.raises(CheckpointError, match="nobody/nothing: no such folder.*is not reached: .*check the name"):
        load_pretrained("nobody/nothing")
    with pytest.raises(CheckpointError, match=r"nobody/nothing: no folder here, and its conf.*is not reached"):
        read_config("nobody/nothing")
    assert time.monotonic() - begin < 10
    assert capfd.readouterr().err == ""
    assert not constants.HF_HUB_OFFLINE


@pytest.mark.usefixtures("unreached")
def test_a_folder_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(urllib.request, "urlopen", None)
    with from_hub(tmp_path):
        assert not constants.HF_HUB_OFFLINE
    with pytest.raises(ValueError, match="its own"), from_hub(tmp_path):
        raise ValueError("its own")
