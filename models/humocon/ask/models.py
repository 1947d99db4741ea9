"""Which model answers: one of HuMoCon's own, any causal language model, or one behind an address."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from humocon.errors import ConfigError

SMALL: Final = "small"
"""By this name: the model on SmolLM2-135M that ships as what it learned, beside `mini`."""
if TYPE_CHECKING:
    from humocon.ask.protocols import AnswersQuestions
    from humocon.concepts.configuration import Reads


@dataclass(frozen=True, kw_only=True)
class ModelOptions:
    """Which model, and where it runs.

    Attributes:
        model: a folder or the id of a model on the hub, HuMoCon's or any causal language model; None is the one that
            ships.
        device: such as "cpu" or "cuda:0"; by default the first GPU where there is one.
        load_in_4bit: quantize the language model to 4 bits (NF4).
        compiled: answer full batches by a compiled model.
        server: an OpenAI-compatible address whose model answers from the facts.
        server_model: its name there.
        server_key: what the server wants to see; told to nobody.
        language_models: the cache's folder of base language models such as that of `small`.
        reads: a part of what the model learned to read, that it is shown alone; all of it by default.
    """

    model: str | Path | None = None
    device: str | None = None
    load_in_4bit: bool = False
    compiled: bool = False
    server: str | None = None
    server_model: str | None = None
    server_key: str | None = field(default=None, repr=False)
    language_models: Path | None = None
    reads: "Reads | None" = None

    @property
    def is_small(self) -> bool:
        """Whether `small` is meant, and no folder of that name."""
        return str(self.model) == SMALL and not Path(SMALL).exists()

    @property
    def ships(self) -> bool:
        """Whether it is the model that ships."""
        return self.model is self.server is None

    @property
    def waits(self) -> bool:
        """Whether it may be loaded as late as an answer needs it: it is sure to be there and to run."""
        return self.ships and self.device is None and not self.load_in_4bit

    @property
    def folder(self) -> Path:
        """The model's folder, where it is one."""
        from humocon.model_folder.folder import default_folder

        own = default_folder().with_name(SMALL) if self.is_small else self.model or default_folder()
        return Path(own).expanduser()

    def check(self) -> None:
        """Refuse what does not go together.

        Raises:
            ConfigError: naming the option.
        """
        if self.server is None and self.server_model is not None:
            raise ConfigError("--server-model names a model behind an address: give --server URL, too")
        if self.server is not None and (self.model is not None or self.load_in_4bit or self.compiled):
            raise ConfigError("--server answers by its own model: leave out --model, --load-in-4bit and --compile")
        if self.reads is not None and (self.server is not None or self._is_plain):
            raise ConfigError("--reads: this language model is shown the facts alone; leave it out")

    def load(self) -> "AnswersQuestions":
        """Load the model.

        Raises:
            CheckpointError: there is none, or it is incomplete or damaged.
            ConfigError: there is no such device, or the server cannot be asked.
        """
        from humocon.ask.facts_answerer import MAX_NEW_TOKENS, FactsAnswerer

        self.check()
        if self.server is not None:
            from humocon.chat import connect

            chat = connect(self.server, self.server_model, self.server_key, "--server")
            chat.max_new_tokens = MAX_NEW_TOKENS
            return FactsAnswerer(chat)
        if self._is_plain:
            from humocon.chat import LocalChat

            device = choose_device(self.device)
            chat = LocalChat.load(str(self.model), device=device, load_in_4bit=self.load_in_4bit)
            chat.max_new_tokens = MAX_NEW_TOKENS
            return FactsAnswerer(chat)
        from humocon.ask.answerer import Answerer

        if self.is_small:
            from humocon.ask.pair import Pair
            from humocon.smollm2 import load_smollm2

            load_smollm2(self.language_models)  # what is not there is told before anything is asked
            place = {"device": self.device, "language_models": self.language_models}
            return Pair(
                Answerer.load(device=self.device), lambda: Answerer.load(self.folder, reads=self.reads, **place)
            )
        return Answerer.load(
            self.model,
            device=self.device,
            load_in_4bit=self.load_in_4bit,
            compiled=self.compiled,
            language_models=self.language_models,
            reads=self.reads,
        )

    @property
    def _is_plain(self) -> bool:
        """Whether it is a causal language model that knows nothing of motion."""
        return self.model is not None and not self.is_small and _is_plain(self.model)


def choose_device(device: str | None) -> str:
    """The device that is named, or the first GPU, or the CPU.

    Raises:
        ConfigError: it cannot be used here.
    """
    from humocon.parallel import find_device

    return str(find_device(device))


def _is_plain(model: str | Path) -> bool:
    """Whether a model is a causal language model that knows nothing of motion."""
    from humocon.files import read_json
    from humocon.model_folder.folder import is_local

    folder = Path(model).expanduser()
    if is_local(model):
        if (folder / "adapter_config.json").is_file() or not (folder / "config.json").is_file():
            return False
        kind = read_json(folder / "config.json", "copy the whole folder again").get("model_type")
    else:
        from humocon.language.configuration import read_config

        kind = read_config(str(model)).model_type
    return kind != "humocon"
