"""Groups of commands that guess what a misspelt command was meant to be, and whose help fits into the terminal."""

import difflib

import click

from humocon_cli.help import HelpContext

_WHOLE = 1000
"""Letters that no sentence has."""


class Group(click.Group):
    """A group of commands."""

    context_class = HelpContext

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with a name."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.context_class = HelpContext
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names.

        Raises:
            click.UsageError: there is none of that name; it tells which may have been meant.
        """
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            close = difflib.get_close_matches(name.lower(), known, n=1)
            guess = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(known)}"
            if "ask" in known and (" " in name or "." in name):
                guess = 'a file and a question go to `ask`: humocon ask clip.bvh "Is the person jumping?"'
            ctx.fail(f"no command {name!r} here; {guess}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first sentence of each command, however long it is."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, one.get_short_help_str(_WHOLE)) for name, one in commands.items() if one and not one.hidden]
            )
