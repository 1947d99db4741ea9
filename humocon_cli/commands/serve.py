"""`humocon serve`: a page on this machine to talk to motions, and an API for other tools."""

from typing import TYPE_CHECKING

import click

from humocon_cli.options import AskOptions, by_option, takes_files, takes_model

if TYPE_CHECKING:
    from humocon.ask.asker import By
    from humocon.ask.models import ModelOptions
    from humocon.ask.take import TakeOptions


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; beyond this machine, with --token."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--token", envvar="HUMOCON_TOKEN", help="What everybody has to show; or the variable HUMOCON_TOKEN.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A name by which this machine is called.")
@click.option("--max-mb", type=click.FloatRange(0.001), default=200.0, show_default=True, help="Of a file.")
@click.option("--max-minutes", type=click.FloatRange(0.01), default=30.0, show_default=True, help="Of a clip.")
@click.option("--max-clips", type=click.IntRange(1, 1000), default=20, show_default=True, help="Kept at once.")
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@by_option
@takes_model
@takes_files
def serve(
    host: str,
    port: int,
    token: str | None,
    hosts: tuple[str, ...],
    max_mb: float,
    max_minutes: float,
    max_clips: int,
    opens: bool,
    by: "By",
    model: "ModelOptions",
    files: "TakeOptions",
) -> None:
    """Show a page to talk to motions and videos, until Ctrl-C.

    Nothing leaves this machine. Other tools ask at /v1/chat/completions, as they ask OpenAI.
    """
    import secrets
    import socket
    from dataclasses import replace

    from humocon.errors import ConfigError
    from humocon.server.options import ServerOptions
    from humocon_cli.console import show_line, show_status

    own = () if token is None else (host, socket.gethostname(), socket.getfqdn())
    allowed = ServerOptions(
        hosts=(*hosts, *own), token=token, max_bytes=round(max_mb * 1e6), max_minutes=max_minutes, max_clips=max_clips
    )
    allowed.check()
    with show_status("loading the model"):
        from humocon.server.serving import address_of, bind, is_loopback, serve
    with bind(host, port) as taken:
        if token is None and not is_loopback(taken):
            raise ConfigError(f"--host {host} lets others in: give --token, such as {secrets.token_urlsafe(12)}")
        asker = AskOptions(model=model, files=replace(files, one_of_many=True), by=by, timeline=True).asker(spins=False)
        with show_status("loading the model"):
            asker.answerer  # noqa: B018 - a model that is not there is told now
        address = f"{address_of(taken, host)}{f'?token={token}' if token else ''}"
        show_line(f"{address}  (Ctrl-C ends)")
        if opens:
            click.launch(address)
        serve(asker, taken, allowed)
    show_line("ended; the clips are removed")
