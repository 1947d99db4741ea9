"""The options of `ask`, as one value."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from humocon.ask.asker import Asker
    from humocon.ask.take import TakeOptions


@dataclass(frozen=True)
class AskOptions:
    """How to answer, from the command line."""

    model: str | None
    device: str | None
    load_in_4bit: bool
    compiled: bool
    timeline: bool
    overlay: Path | None
    files: "TakeOptions"

    def asker(self, *, device: str | None = None, spins: bool = True) -> "Asker":
        """Who answers so: on another device if one is given, with or without a spinner while something takes long."""
        from humocon.ask.asker import Asker, unwatched
        from humocon_cli.console import show_status

        return Asker.of(
            self.model,
            self.files,
            device=device or self.device,
            load_in_4bit=self.load_in_4bit,
            compiled=self.compiled,
            timeline=self.timeline,
            watch=show_status if spins else unwatched,
        )
