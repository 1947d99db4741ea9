"""What the settings in a model folder must not ask for: running code, fetching more, or reading outside the folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from humocon.errors import CheckpointError

_CODE_KEYS = frozenset({"auto_map", "custom_pipelines", "trust_remote_code", "megatron_config", "kernel_config"})
"""Settings of transformers and peft that name code to import."""
_ATTENTION_KEYS = frozenset({"attn_implementation", "_attn_implementation", "_attn_implementation_internal"})


def check_settings(path: Path, tree: Any) -> None:
    """Refuse settings that could make a library run code which came with the model.

    Args:
        path: of the settings, for the message.
        tree: what they hold.

    Raises:
        CheckpointError: there are such settings.
    """
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            code = key in _CODE_KEYS and value not in (None, False)
            fetched = key in _ATTENTION_KEYS and "/" in str(value)  # a kernel from the hub
            if code or fetched:
                raise CheckpointError(
                    f"{path}: {key!r} asks for code that came with the model, which is never run; take the key out, "
                    "or give another model"
                )
            check_settings(path, value)
    elif isinstance(tree, list):
        for value in tree:
            check_settings(path, value)


def check_file_names(path: Path, names: Any) -> list[str]:
    """Names of files of weights, each in the folder of the index itself.

    Args:
        path: of the index, for the message.
        names: what the index says.

    Raises:
        CheckpointError: a name leads elsewhere, or is none.
    """
    for name in names:
        if not isinstance(name, str) or Path(name).name != name or not name.endswith(".safetensors"):
            raise CheckpointError(f"{path}: {name!r} is no file of weights in this folder; copy the folder again")
    return sorted(set(names))
