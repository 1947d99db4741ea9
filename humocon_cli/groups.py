"""Groups of commands that guess what a misspelt command was meant to be."""

import difflib

import click


class Group(click.Group):
    """A group of commands."""

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
            ctx.fail(f"no command {name!r} here; {guess}")
        return super().resolve_command(ctx, args)
