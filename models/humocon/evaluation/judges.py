"""Judges: language models that reply to a conversation, here or behind an address."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from humocon.errors import CheckpointError, ConfigError, one_line
from humocon.evaluation.hashing import model_sha256
from humocon.evaluation.protocols import Message

MAX_NEW_TOKENS = 64
_FAILURES = (OSError, ValueError, KeyError, RuntimeError)


@dataclass(frozen=True)
class Reply:
    """What a judge said, and which version of it, where it tells."""

    text: str
    version: str = ""


class Judge(Protocol):
    """A language model that replies."""

    @property
    def identity(self) -> dict[str, str]:
        """Name, version and address: what a judged number belongs to. Never a key."""
        ...

    @property
    def batch_size(self) -> int:
        """How many conversations are worth giving at once."""
        ...

    def reply(self, conversations: Sequence[Sequence[Message]]) -> list[Reply]:
        """Reply to each conversation."""
        ...


def read_judge_tokenizer(name: str) -> Any:
    """The tokenizer of a model that can judge, padding on the left; its weights are not read.

    Raises:
        CheckpointError: there is no such language model, or it has no chat template.
    """
    from transformers import AutoConfig, AutoTokenizer

    from humocon.hub import NO_CODE, from_hub
    from humocon.language.loading import quiet

    try:
        with quiet(), from_hub(name):
            AutoConfig.from_pretrained(name, **NO_CODE)
            tokenizer = AutoTokenizer.from_pretrained(name, padding_side="left", **NO_CODE)
    except _FAILURES as error:
        raise _cannot_judge(name, error) from error
    if not tokenizer.chat_template:
        raise CheckpointError(f"{name}: has no chat template; choose a model that was tuned for instructions")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def _cannot_judge(name: str, error: Exception) -> CheckpointError:
    return CheckpointError(
        f"{name}: not a language model that can judge ({one_line(error)}); give a model folder, a hub id, or an "
        "address that begins with http"
    )


@dataclass
class LocalJudge:
    """A causal language model of transformers on this machine, which answers greedily.

    Attributes:
        name: folder or hub id.
        version: hash of the folder's weights, or the commit of the hub's model.
        model: in evaluation mode, on its device.
        tokenizer: of the same model, padding on the left.
        batch_size: conversations answered at once; the replies do not depend on it.
    """

    name: str
    version: str
    model: Any = field(repr=False)
    tokenizer: Any = field(repr=False)
    batch_size: int = 16

    @classmethod
    def load(cls, name: str, *, device: str = "cpu", batch_size: int = 16) -> Self:
        """Load a model from a folder or the hub.

        Raises:
            CheckpointError: there is no such language model, or it has no chat template.
        """
        import torch
        from transformers import AutoModelForCausalLM

        from humocon.hub import PLAIN_WEIGHTS, from_hub
        from humocon.language.loading import quiet

        tokenizer = read_judge_tokenizer(name)
        dtype = torch.bfloat16 if torch.device(device).type == "cuda" else torch.float32
        try:
            with quiet(), from_hub(name):
                model: Any = AutoModelForCausalLM.from_pretrained(name, dtype=dtype, **PLAIN_WEIGHTS)
                model = model.to(device).eval()
        except _FAILURES as error:
            raise _cannot_judge(name, error) from error
        version = model_sha256(Path(name)) or str(getattr(model.config, "_commit_hash", None) or "unknown")
        return cls(name, version, model, tokenizer, batch_size)

    @property
    def identity(self) -> dict[str, str]:
        """Name, version and where it runs."""
        return {"name": self.name, "version": self.version, "address": "local, transformers"}

    def reply(self, conversations: Sequence[Sequence[Message]]) -> list[Reply]:
        """Reply to each conversation; one that could change with its batch is answered alone.

        Raises:
            ConfigError: a conversation is longer than the model reads.
        """
        import torch

        replies: dict[int, Reply] = {}
        with torch.inference_mode():
            prompts = [self._prompt(conversation) for conversation in conversations]
            order = sorted(range(len(prompts)), key=lambda place: len(prompts[place]))
            for begin in range(0, len(order), self.batch_size):
                rows = order[begin : begin + self.batch_size]
                for row, (tokens, sure) in zip(rows, self._generate([prompts[row] for row in rows]), strict=True):
                    if not sure and len(rows) > 1:
                        tokens = self._generate([prompts[row]])[0][0]
                    text = self.tokenizer.decode(tokens, skip_special_tokens=True)
                    replies[row] = Reply(text.strip(), self.version)
        return [replies[row] for row in range(len(prompts))]

    def _prompt(self, conversation: Sequence[Message]) -> list[int]:
        messages = [dict(message) for message in conversation]
        try:
            text = self._write(messages)
        except Exception:  # jinja's errors have no common base here: a template without the role "system" raises
            rules = messages.pop(0)["content"]
            messages[0]["content"] = f"{rules}\n\n{messages[0]['content']}"
            text = self._write(messages)
        ids = list(self.tokenizer(text, add_special_tokens=False)["input_ids"])
        if len(ids) >= self._context():
            raise ConfigError(
                f"{self.name}: reads {self._context()} tokens and the judge's prompt has {len(ids)}; take another judge"
            )
        return ids

    def _write(self, messages: list[Message]) -> str:
        return str(self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))

    def _context(self) -> int:
        config = self.model.config.get_text_config(decoder=True)
        return getattr(config, "max_position_embeddings", None) or 1 << 30

    def _generate(self, prompts: Sequence[Sequence[int]]) -> list[tuple[list[int], bool]]:
        import torch

        from humocon.language.steady import generate

        longest, pad = max(map(len, prompts)), self.tokenizer.pad_token_id
        padded = [[pad] * (longest - len(prompt)) + list(prompt) for prompt in prompts]
        mask = [[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts]
        device = self.model.device
        inputs = {
            "input_ids": torch.tensor(padded, device=device),
            "attention_mask": torch.tensor(mask, device=device),
        }
        rows = generate(self.model, inputs, max_new_tokens=MAX_NEW_TOKENS, context=self._context())
        return [(row.tokens, row.sure) for row in rows]
