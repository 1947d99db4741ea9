"""What the server allows, and the errors of those who ask for more."""

from dataclasses import dataclass
from typing import Final

from humocon.errors import ConfigError, HumoconError

SHORTEST_TOKEN: Final = 16


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """What the server allows.

    Attributes:
        hosts: names by which browsers may call it, beside `localhost` and addresses in numbers.
        token: what everybody has to show; None where only this machine can reach the server.
        max_bytes: of an uploaded file.
        max_minutes: of a motion or a video.
        max_clips: kept at once; then the one that was not used for longest is dropped.
        max_waiting: jobs that wait for the model at once.
    """

    hosts: tuple[str, ...] = ()
    token: str | None = None
    max_bytes: int = 200_000_000
    max_minutes: float = 30.0
    max_clips: int = 20
    max_waiting: int = 32

    def check(self) -> None:
        """Refuse a token that can be guessed.

        Raises:
            ConfigError: it is short, or no header can carry it.
        """
        if self.token is not None and (len(self.token) < SHORTEST_TOKEN or not self.token.isascii()):
            raise ConfigError(f"--token: give {SHORTEST_TOKEN} or more plain letters and digits that nobody guesses")


class RefusedError(HumoconError):
    """A request that is not answered.

    Args:
        message: one line for the person who asked.
        status: of the response.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
