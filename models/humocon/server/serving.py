"""The server itself: its address, and its life until Ctrl-C."""

import contextlib
import errno
import ipaddress
import socket

from humocon.ask.asker import Asker
from humocon.errors import ConfigError
from humocon.server.app import build_app
from humocon.server.options import ServerOptions

_GRACE_S = 3


def bind(host: str, port: int) -> socket.socket:
    """Take an address, before anything that lasts is begun.

    Args:
        host: a name or an address of this machine.
        port: 0 takes a free one.

    Raises:
        ConfigError: it cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ConfigError(f"--host {host}: no address of this machine ({error.strerror or error})") from None
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen()  # whoever calls while the model is loaded waits for it
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(f"--port {port}: another program listens there; give another, or 0 for any") from None
        if error.errno == errno.EACCES:
            raise ConfigError(f"--port {port}: the system keeps it; give one from 1024 on") from None
        raise ConfigError(f"--host {host}: no address of this machine ({error.strerror})") from None
    return taken


def is_loopback(taken: socket.socket) -> bool:
    """Whether only this machine reaches an address."""
    return ipaddress.ip_address(taken.getsockname()[0].partition("%")[0]).is_loopback


def address_of(taken: socket.socket, host: str) -> str:
    """Where a browser finds it."""
    name = f"[{host}]" if ":" in host else {"0.0.0.0": socket.gethostname()}.get(host, host)
    return f"http://{name}:{taken.getsockname()[1]}/"


def serve(asker: Asker, taken: socket.socket, options: ServerOptions) -> None:
    """Answer until Ctrl-C or SIGTERM."""
    import uvicorn

    config = uvicorn.Config(
        build_app(asker, options),
        log_level="warning",
        access_log=False,  # addresses may hold the token
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        ws="none",
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[taken])
