"""The options of `ask`, as one value."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from humocon.ask.asker import Asker, By
    from humocon.ask.models import ModelOptions
    from humocon.ask.take import TakeOptions


@dataclass(frozen=True, kw_only=True)
class AskOptions:
    """How to answer, from the command line."""

    model: "ModelOptions"
    files: "TakeOptions"
    by: "By" = "both"
    timeline: bool | None = None
    """Of the concepts: on the terminal only where it is True, in lines of JSON unless it is False."""
    overlay: Path | None = None

    def asker(self, model: "ModelOptions | None" = None, *, spins: bool = True) -> "Asker":
        """Who answers so: by another model if one is given, with or without a spinner while something takes long."""
        from humocon.ask.asker import Asker, unwatched
        from humocon_cli.console import show_status

        watch = show_status if spins else unwatched
        return Asker(
            (model or self.model).load, self.files, timeline=self.timeline is not False, by=self.by, watch=watch
        )
