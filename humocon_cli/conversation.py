"""A conversation about a file: the lines of stdin, questions and commands."""

import difflib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from humocon_cli.answers import show_answer, show_question, show_stretches, show_timeline
from humocon_cli.asking import open_take, show_new_warnings, show_what_happens
from humocon_cli.console import show_error, show_line, show_note
from humocon_cli.options import AskOptions

if TYPE_CHECKING:
    from humocon.ask.conversation import Conversation

COMMANDS: Final = {
    "/help": "this list",
    "/facts": "all that the joints tell, in words",
    "/timeline": "what happens when, and the concepts",
    "/open FILE": "go on with another file",
    "/reset": "forget what was said",
    "/quit": "end; so do exit, quit and Ctrl-D",
}
_NAMES: Final = tuple(command.split()[0] for command in COMMANDS)
_ENDS: Final = ("/quit", "/exit", "quit", "exit")


def converse(file: Path, options: AskOptions) -> bool:
    """Answer the lines of stdin, each with what was said before; returns whether one of a script failed."""
    return _Talk(options).go_on(file)


class _Talk:
    """A conversation, now about one file, now about another."""

    def __init__(self, options: AskOptions) -> None:
        self.options, self.asker = options, options.asker()
        self.interactive = sys.stdin.isatty()
        self.told: set[str] = set()
        self.conversation: Conversation | None = None

    def go_on(self, file: Path) -> bool:
        """Take all lines; returns whether one of a script failed."""
        from humocon.errors import HumoconError

        self.open(file, self.options)
        if self.conversation is None:
            return False
        heard = failed = False
        for line in _lines(self.interactive):
            heard = True
            if line.lower() in _ENDS:
                break
            try:
                self.take_line(self.conversation, line)
            except HumoconError as error:
                show_error(str(error))
                failed = True
        if not heard and not self.interactive:
            raise click.UsageError("no question: add one after the file, or with -q")
        return failed and not self.interactive

    def open(self, file: Path, options: AskOptions) -> None:
        """Begin to talk about a file; if nobody can be followed in it, that is told, and what was talked of stays.

        Raises:
            HumoconError: it cannot be read.
        """
        take = self.asker.take(file)
        self.told = open_take(self.asker, take)
        conversation = self.asker.converse(take)
        if take.refusal is not None:
            show_answer(conversation.ask("?"))
            return
        show_what_happens(self.asker, take, options)
        self.conversation = conversation

    def take_line(self, conversation: "Conversation", line: str) -> None:
        """Do what one line says.

        Raises:
            HumoconError: it cannot be done.
        """
        name, _, rest = line.partition(" ")
        if line == "help" or name == "/help":
            for command, does in COMMANDS.items():
                show_line(f"  {command:<11} {does}")
        elif name == "/reset":
            conversation.forget()
        elif name == "/facts":
            show_line(conversation.take.facts_text or "there is no motion to tell facts of")
        elif name == "/timeline":
            self.show_timelines(conversation)
        elif name == "/open":
            self.open(_file_of(rest), replace(self.options, overlay=None, subtitles=()))
        elif line.startswith("/"):
            raise _unknown(name)
        else:
            reply = conversation.ask(line)
            show_new_warnings(reply, self.told)
            if not self.interactive:
                show_question(line)
            show_answer(reply)

    def show_timelines(self, conversation: "Conversation") -> None:
        """Show what happens when, all of it, and the concepts."""
        take = conversation.take
        if take.motion is None:
            show_line("there is no motion to tell a timeline of")
            return
        if self.options.by != "model":
            show_stretches(self.asker.stretches(take), every=True)
        show_timeline(self.asker.answerer.timeline(take.motion), take)


def _file_of(words: str) -> Path:
    """The file that `/open` names, in quotes or without.

    Raises:
        ConfigError: it names none.
    """
    from humocon.errors import ConfigError

    name = words.strip().strip("'\"")
    if not name:
        raise ConfigError("/open: name a motion file or a video, such as /open walk.bvh")
    return Path(name).expanduser()


def _unknown(name: str) -> Exception:
    """What is said of a command that there is not."""
    from humocon.errors import ConfigError

    close = difflib.get_close_matches(name, _NAMES, n=1)
    guess = f"did you mean {close[0]}?" if close else f"there are {', '.join(_NAMES)}"
    return ConfigError(f"{name}: not a command here; {guess}")


def _lines(interactive: bool) -> Iterator[str]:
    """The lines that the user types, with a prompt on a terminal, until Ctrl-D; empty ones are left out."""
    if interactive:
        try:
            import readline  # noqa: F401 - editing and history in input()
        except ImportError:
            pass
        show_note("Ask about the motion; /help lists what else can be typed, Ctrl-D ends.")
    while True:
        try:
            line = input("? " if interactive else "").strip()
        except EOFError:
            if interactive:
                click.echo()
            return
        if line:
            yield line
