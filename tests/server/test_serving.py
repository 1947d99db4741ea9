"""`humocon serve` as a command: addresses, refusals in one line, and its end."""

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from humocon.errors import ConfigError
from humocon.server.serving import address_of, bind, is_loopback
from humocon_cli.main import cli


def test_a_port_that_is_taken_is_one_line():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = CliRunner().invoke(cli, ["serve", "--port", str(port)])
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        f"error: --port {port}: another program listens there; give another, or 0 for any"
    ]


def test_others_are_let_in_with_a_token_only():
    done = CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0", "--port", "0"])
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: --host 0.0.0.0 lets others in: give --token, such as ")
    done = CliRunner().invoke(cli, ["serve", "--token", "short"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(ConfigError, match="no address of this machine"):
        bind(host, 0)


def test_only_the_loopback_is_for_this_machine_alone():
    with bind("localhost", 0) as inner, bind("0.0.0.0", 0) as outer:
        assert (is_loopback(inner), is_loopback(outer)) == (True, False)
        assert address_of(inner, "localhost") == f"http://localhost:{inner.getsockname()[1]}/"
        assert socket.gethostname() in address_of(outer, "0.0.0.0")


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 0), pytest.param(signal.SIGTERM, -signal.SIGTERM, marks=pytest.mark.long)]
)
def test_it_ends_when_it_is_told_and_leaves_nothing(repository: Path, tmp_path: Path, sent: signal.Signals, code: int):
    command = [sys.executable, "-m", "humocon_cli", "serve", "--port", "0", "--device", "cpu"]
    paths = {"PYTHONPATH": f"{repository}:{repository / 'models'}", "TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=paths)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[0]
        data = (repository / "examples" / "jump.bvh").read_bytes()
        with urllib.request.urlopen(f"{address}api/clips?name=a.bvh", data) as response:
            assert response.status == 201
        assert list(tmp_path.glob("humocon-*/*"))
        server.send_signal(sent)
        told, complaint = server.communicate(timeout=200)
    finally:
        server.kill()
        server.communicate()
    assert (server.returncode, complaint) == (code, "")
    assert ("ended; the clips are removed" in told) == (sent == signal.SIGINT)
    assert not list(tmp_path.glob("humocon-*"))
