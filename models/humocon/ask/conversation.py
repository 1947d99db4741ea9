"""A conversation with memory about one take."""

from collections.abc import Callable, Sequence

from humocon.ask.reply import Reply
from humocon.ask.take import Take
from humocon.errors import HumoconError


class Conversation:
    """Questions about one take, each answered with what was said before.

    Args:
        take: what is asked about.
        reply: gives the answer to the last of some messages, or what is wrong with it.
    """

    def __init__(self, take: Take, reply: Callable[[Sequence[dict[str, str]]], Reply | HumoconError]) -> None:
        self.take, self._reply = take, reply
        self.messages: list[dict[str, str]] = []

    def ask(self, question: str) -> Reply:
        """Answer the next question; one that cannot be asked is forgotten.

        Raises:
            HumoconError: it is empty, or too long.
        """
        messages = [*self.messages, {"role": "user", "content": question}]
        reply = self._reply(messages)
        if isinstance(reply, HumoconError):
            raise reply
        self.messages = [*messages, {"role": "assistant", "content": reply.text}]
        return reply

    def forget(self) -> None:
        """Begin anew."""
        self.messages = []
