"""Language models that reply to a conversation, on this machine or behind an OpenAI-compatible address."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import urlsplit, urlunsplit

from humocon.errors import CheckpointError, ConfigError, DataError, one_line
from humocon.files import model_sha256, parse_json

Message = dict[str, str]
"""`role` and `content` of one turn."""
MAX_NEW_TOKENS = 64
_FAILURES = (OSError, ValueError, KeyError, RuntimeError)


@dataclass(frozen=True)
class Reply:
    """What a model said, and which version of it, where it tells."""

    text: str
    version: str = ""
    probability: float | None = field(default=None, compare=False)
    """What the model gives to these very words; None where it does not tell. Its last digits depend on the batch."""


class Chat(Protocol):
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


def read_chat_tokenizer(name: str) -> Any:
    """The tokenizer of a model that can chat, padding on the left; its weights are not read.

    Raises:
        CheckpointError: there is no such language model, or it has no chat template.
    """
    from transformers import AutoConfig, AutoTokenizer

    from humocon.hub import NO_CODE, from_hub, quiet

    try:
        with quiet(), from_hub(name):
            AutoConfig.from_pretrained(name, **NO_CODE)
            tokenizer = AutoTokenizer.from_pretrained(name, padding_side="left", **NO_CODE)
    except _FAILURES as error:
        raise _cannot_chat(name, error) from error
    if not tokenizer.chat_template:
        raise CheckpointError(f"{name}: has no chat template; choose a model that was tuned for instructions")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def _cannot_chat(name: str, error: Exception) -> CheckpointError:
    return CheckpointError(
        f"{name}: not a language model that can chat ({one_line(error)}); give a model folder, a hub id, or an "
        "address that begins with http"
    )


@dataclass
class LocalChat:
    """A causal language model of transformers on this machine, which answers greedily.

    Attributes:
        name: folder or hub id.
        version: hash of the folder's weights, or the commit of the hub's model.
        model: in evaluation mode, on its device.
        tokenizer: of the same model, padding on the left.
        batch_size: conversations answered at once; the replies do not depend on it.
        max_new_tokens: length of a reply at most.
    """

    name: str
    version: str
    model: Any = field(repr=False)
    tokenizer: Any = field(repr=False)
    batch_size: int = 16
    max_new_tokens: int = MAX_NEW_TOKENS

    @classmethod
    def load(cls, name: str, *, device: str = "cpu", batch_size: int = 16, load_in_4bit: bool = False) -> Self:
        """Load a model from a folder or the hub.

        Raises:
            CheckpointError: there is no such language model, or it has no chat template.
        """
        import torch
        from transformers import AutoModelForCausalLM

        from humocon.hub import PLAIN_WEIGHTS, from_hub, quiet
        from humocon.model_folder import four_bits

        tokenizer = read_chat_tokenizer(name)
        dtype = torch.bfloat16 if torch.device(device).type == "cuda" else torch.float32
        packed = {"quantization_config": four_bits(), "device_map": {"": device}} if load_in_4bit else {}
        try:
            with quiet(), from_hub(name):
                model: Any = AutoModelForCausalLM.from_pretrained(name, dtype=dtype, **packed, **PLAIN_WEIGHTS)
                model = (model if load_in_4bit else model.to(device)).eval()
        except _FAILURES as error:
            raise _cannot_chat(name, error) from error
        version = model_sha256(Path(name)) or str(getattr(model.config, "_commit_hash", None) or "unknown")
        return cls(name, version, model, tokenizer, batch_size)

    @property
    def identity(self) -> dict[str, str]:
        """Name, version and where it runs."""
        return {"name": self.name, "version": self.version, "address": "local, transformers"}

    def reply(self, conversations: Sequence[Sequence[Message]]) -> list[Reply]:
        """Reply to each conversation; one that could change with its batch is answered alone.

        Raises:
            DataError: a conversation is longer than the model reads.
        """
        import torch

        replies: dict[int, Reply] = {}
        with torch.inference_mode():
            prompts = [self._prompt(conversation) for conversation in conversations]
            order = sorted(range(len(prompts)), key=lambda place: len(prompts[place]))
            for begin in range(0, len(order), self.batch_size):
                rows = order[begin : begin + self.batch_size]
                generated = self._generate([prompts[row] for row in rows])
                for row, (tokens, sure, probability) in zip(rows, generated, strict=True):
                    if not sure and len(rows) > 1:
                        tokens, _, probability = self._generate([prompts[row]])[0]
                    text = self.tokenizer.decode(tokens, skip_special_tokens=True)
                    replies[row] = Reply(text.strip(), self.version, probability)
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
            raise DataError(
                f"{self.name}: reads {self._context()} tokens and the prompt has {len(ids)}; take another model"
            )
        return ids

    def _write(self, messages: list[Message]) -> str:
        return str(self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))

    def _context(self) -> int:
        config = self.model.config.get_text_config(decoder=True)
        return getattr(config, "max_position_embeddings", None) or 1 << 30

    def _generate(self, prompts: Sequence[Sequence[int]]) -> list[tuple[list[int], bool, float]]:
        import torch

        from humocon.language.generation import generate

        longest, pad = max(map(len, prompts)), self.tokenizer.pad_token_id
        padded = [[pad] * (longest - len(prompt)) + list(prompt) for prompt in prompts]
        mask = [[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts]
        device = self.model.device
        inputs = {
            "input_ids": torch.tensor(padded, device=device),
            "attention_mask": torch.tensor(mask, device=device),
        }
        rows = generate(self.model, inputs, max_new_tokens=self.max_new_tokens, context=self._context())
        return [(row.tokens, row.sure, row.probability) for row in rows]


TRY_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
WAITS_S = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Between tries of a request that the server could not answer just then."""
_THIS_ALONE = frozenset({400, 413, 422})
"""What is said of one request, such as a conversation that is too long: another may be answered."""
_MOST_OF_BODY = 65536
"""Bytes of a refusal that are read for its reason."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirected request would carry the key to an address that the user did not name."""

    def redirect_request(self, *_: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None


@dataclass
class ServerChat:
    """A language model behind an address.

    Attributes:
        address: such as `http://localhost:8000/v1`, without credentials.
        model: the name that the server knows it by.
        key: sent as a bearer token; None where the server wants none.
        batch_size: requests under way at once.
        timeout_s: how long a reply may take.
        option: of the command line that named the address, as errors name it: `option-model` names the model.
        max_new_tokens: length of a reply at most.
        sleep: waits between tries; for tests.
    """

    address: str
    model: str
    key: str | None = field(default=None, repr=False)
    batch_size: int = 8
    timeout_s: float = 120.0
    option: str = "--judge"
    max_new_tokens: int = MAX_NEW_TOKENS
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    @property
    def identity(self) -> dict[str, str]:
        """Name and address; the version comes with each reply."""
        return {"name": self.model, "version": "as each reply says", "address": self.address}

    def reply(self, conversations: Sequence[Sequence[Message]]) -> list[Reply]:
        """Reply to each conversation, several at once.

        Raises:
            ConfigError: the server cannot be reached, refuses the key or the model, or replies with something else.
            DataError: it refuses one conversation, as one that is too long.
        """
        with ThreadPoolExecutor(max_workers=self.batch_size) as pool:
            return list(pool.map(self._reply, conversations))

    def _reply(self, messages: Sequence[Message]) -> Reply:
        body = {"model": self.model, "messages": list(messages), "temperature": 0, "max_tokens": self.max_new_tokens}
        content = self._request("/chat/completions", body)
        try:
            text = content["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            raise ConfigError(f"{self.address}: the reply holds no message; is it OpenAI-compatible?") from None
        told = [str(content[key]) for key in ("model", "system_fingerprint") if content.get(key)]
        return Reply(text if isinstance(text, str) else "", " ".join(told))

    def _request(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request, tried again where that may help."""
        reason = ""
        for wait in (*WAITS_S, None):
            try:
                return _send(self.address + path, body, self.key, self.timeout_s)
            except urllib.error.HTTPError as error:
                reason = self._said(error)
                if error.code not in TRY_AGAIN:
                    raise (DataError if error.code in _THIS_ALONE else ConfigError)(
                        self._refusal(error.code, reason)
                    ) from None
            except (OSError, HTTPException) as error:
                reason = str(getattr(error, "reason", None) or error) or type(error).__name__
                if isinstance(getattr(error, "reason", error), ConnectionRefusedError) and self._is_here():
                    break
            except ValueError:
                raise ConfigError(f"{self.address}: the reply is not JSON; an address ends like HOST/v1") from None
            if wait is not None:
                self.sleep(wait)
        raise ConfigError(
            f"{self.address}: does not answer ({self._without_key(reason)}); check the address, or, when it is back, "
            "give the same command: what was answered is kept"
        )

    def _is_here(self) -> bool:
        """Whether the address is of this machine, where a server that is not there does not come by waiting."""
        host = urlsplit(self.address).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")

    def _said(self, error: urllib.error.HTTPError) -> str:
        """`HTTP 400`, and the first line of what the server says of it, without the key."""
        with error:
            try:
                body = error.read(_MOST_OF_BODY)
            except (OSError, HTTPException):
                body = b""
        # The key goes before anything is cut: a cut would leave a part of it.
        lines = self._without_key(_reason(body)).splitlines()
        return f"HTTP {error.code}: {one_line(lines[0], 200)}" if lines else f"HTTP {error.code}"

    def _refusal(self, code: int, told: str) -> str:
        if code in (401, 403):
            key = "the key" if self.key else "a request without a key"
            name = _key_variable(self.address, self.option)
            return f"{self.address}: refuses {key} ({told}); set {name} to one that it accepts"
        if code == 404:
            return (
                f"{self.address}: has no chat completions or no model {self.model!r} ({told}); see {self.option}-model"
            )
        if 300 <= code < 400:
            return f"{self.address}: sends elsewhere ({told}); give the address that it sends to"
        return f"{self.address}: refuses the request ({told}); check {self.option} and {self.option}-model"

    def _without_key(self, text: str) -> str:
        return text.replace(self.key, "***") if self.key else text


def connect(address: str, model: str | None, key: str | None, option: str = "--judge") -> ServerChat:
    """A model behind an address; without a model's name, the one that the server lists.

    Raises:
        ConfigError: the address is not one, the key cannot be sent, or the server lists several models or none.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ConfigError(f"{option}: not an address; give one such as http://localhost:8000/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{option}: not an address; give one such as http://localhost:8000/v1")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = host if port is None else f"{host}:{port}"
    path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
    place_of_key = _key_variable(address, option) if key else f"{option}, the password in the address"
    _check_key(key or parts.password, place_of_key)
    chat = ServerChat(
        urlunsplit((parts.scheme, place, path, "", "")), model or "", key or parts.password, option=option
    )
    if model is None:
        listed = chat._request("/models").get("data")
        names = (
            [str(entry.get("id")) for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        )
        if len(names) != 1:
            known = ", ".join(names[:8]) or "none"
            raise ConfigError(f"{chat.address}: choose its model with {option}-model NAME (it lists: {known})")
        chat.model = names[0]
    return chat


def _key_variable(address: str, option: str) -> str:
    """Where a key comes from, as a user is told it: OpenAI's own address takes its usual variable, too."""
    name = f"HUMOCON_{option.removeprefix('--').upper()}_KEY"
    return f"{name} (or OPENAI_API_KEY)" if urlsplit(address).hostname == "api.openai.com" else name


def _check_key(key: str | None, place: str) -> None:
    """Refuse a key that no header can carry: http.client would send a line end with a space after it."""
    if key and not (key.isascii() and key.isprintable()):
        what = "a line end or another control character" if key.isascii() else "a character that is not ASCII"
        raise ConfigError(f"{place}: holds {what}, which an HTTP header cannot carry; set it to the key alone")


def _reason(body: bytes) -> str:
    """What a refusal says in JSON, as OpenAI has it or flatter, or in plain text; nothing of a web page."""
    try:
        text = body.decode("utf-8").strip()
        content = parse_json(text) if text[:1] in ("{", "[") else text
    except ValueError:
        return ""
    if isinstance(content, dict):
        content = content.get("error") or content
    if isinstance(content, dict):
        content = content.get("message") or content.get("detail")
    return content.strip() if isinstance(content, str) and not content.lstrip().startswith("<") else ""


def _send(url: str, body: dict[str, Any] | None, key: str | None, timeout_s: float) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    with urllib.request.build_opener(_NoRedirects).open(request, timeout=timeout_s) as response:
        content = parse_json(response.read())
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    return content
