"""The errors that a user can cause and can fix: one line that names the file or key, and the remedy."""


class HumoconError(Exception):
    """Base of every error that the command line shows as one line, without a traceback.

    Names out of a stranger's file may hold line ends, or what a terminal takes for a command: they are left out.
    """

    def __init__(self, message: str) -> None:
        letters = (letter if letter.isprintable() else " " if letter.isspace() else "\ufffd" for letter in message)
        super().__init__("".join(letters))


class ConfigError(HumoconError):
    """A recipe, a `key=value` or an option is wrong."""


class DataError(HumoconError):
    """A motion file, a data set or a question cannot be used."""


class CheckpointError(HumoconError):
    """A model folder or a training checkpoint is missing a part, is damaged, or belongs to something else."""


def one_line(error: object, limit: int = 160) -> str:
    """What another library's error says, on one line of at most `limit` characters; its type where it says nothing."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= limit else text[: limit - 3] + "..."
