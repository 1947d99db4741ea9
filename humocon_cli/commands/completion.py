"""`humocon completion`: let a shell complete commands, options, recipes and files."""

import click
from click.shell_completion import get_completion_class

from humocon_cli.environment import shell_name


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), required=False)
def completion(shell: str | None) -> None:
    """Print what lets a shell complete commands, recipes and files.

    Of the shell that runs, if none is named. In ~/.bashrc, ~/.zshrc (after compinit) or ~/.config/fish/config.fish:

    \b
    eval "$(humocon completion bash)"
    eval "$(humocon completion zsh)"
    humocon completion fish | source
    """  # noqa: D301 - Click keeps the lines after a lone backslash-b as they are
    kind = get_completion_class(shell or shell_name())
    if kind is None:
        raise click.UsageError("name the shell: humocon completion bash, zsh or fish")
    root = click.get_current_context().find_root().command
    click.echo(kind(root, {}, "humocon", "_HUMOCON_COMPLETE").source())
