"""Read a model and its processor from a folder or the hub; whatever is wrong is told in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from safetensors import SafetensorError
from transformers import AutoTokenizer, BitsAndBytesConfig, PreTrainedTokenizerBase
from transformers.utils import logging

from humocon.concepts.shapes import check_shapes, stored_shapes
from humocon.errors import CheckpointError, one_line
from humocon.hub import NO_CODE, PLAIN_WEIGHTS, from_hub
from humocon.json_text import read_json
from humocon.language.adapting import leave_unpacked, no_checkpointing_warning
from humocon.language.checking import check_finite, check_fit
from humocon.language.configuration import HumoconConfig
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.language.strangers import check_file_names, check_settings

ADAPTER_FILE = "adapter_config.json"
ADAPTER_WEIGHTS = "adapter_model.safetensors"
_SETTINGS = (
    *("config.json", "processor_config.json", "tokenizer_config.json", "generation_config.json"),
    *("preprocessor_config.json", "special_tokens_map.json"),
)
_REMEDY = "copy the whole folder again, or give another with --model"
_FAILURES = (
    *(OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, IndexError, ArithmeticError),
    *(SafetensorError, HfHubHTTPError, HFValidationError),
)


def load_pretrained(
    model: str | Path, *, device: str = "cpu", dtype: torch.dtype = torch.float32, load_in_4bit: bool = False
) -> tuple[HumoconForConditionalGeneration, HumoconProcessor]:
    """Load a model for answering.

    Args:
        model: a folder, or the id of a model on the hub. LoRA adapters are put onto the model they were tuned from.
        device: where to put it, such as "cpu" or "cuda".
        dtype: of the language model's weights.
        load_in_4bit: quantize the language model to 4 bits (NF4).

    Raises:
        CheckpointError: there is no such model, or a part of it is missing, damaged or of another size.
    """
    adapter = None
    if is_local(model):
        folder = Path(model).expanduser()
        if (folder / ADAPTER_FILE).is_file():
            adapter, base = folder, str(read_json(folder / ADAPTER_FILE, _REMEDY).get("base_model_name_or_path") or "")
            if not base:
                raise CheckpointError(f"{folder / ADAPTER_FILE}: does not name its base model; merge the adapters")
            model = base if not is_local(base) else Path(base)
        if is_local(model):
            model = Path(model).expanduser()
            check_folder(model)
    quantization = four_bits() if load_in_4bit else None
    with quiet():
        loaded, processor = _load(model, device, dtype, quantization)
        if adapter is not None:
            loaded = _put_on(adapter, loaded)
    check_finite(adapter or model, loaded)
    return loaded.eval(), processor


def four_bits() -> BitsAndBytesConfig:
    """NF4; computing in bfloat16, because the default of float32 takes a slow path without saying so."""
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=torch.bfloat16,
        bnb_4bit_use_double_quant=False,
    )


def load_tokenizer(model: str | Path) -> PreTrainedTokenizerBase:
    """The tokenizer of any language model, from a folder or the hub.

    Raises:
        CheckpointError: there is no such model, or it has no tokenizer.
    """
    try:
        with quiet(), from_hub(model):
            return AutoTokenizer.from_pretrained(model, **NO_CODE)
    except _FAILURES as error:
        raise CheckpointError(
            f"{model}: no tokenizer to be had ({one_line(error)}); check the name and the network, or give a folder"
        ) from error


def is_local(model: str | Path) -> bool:
    """Whether a model is named by a folder, there or not, rather than by an id on the hub (`name` or `owner/name`)."""
    text = str(model)
    return (
        isinstance(model, Path)
        or Path(text).expanduser().exists()
        or text.startswith((".", "/", "~"))
        or text.count("/") > 1
        or "\\" in text
    )


def check_folder(folder: Path) -> None:
    """Check that every part of a model is in its folder, and that no file of weights was cut short.

    Raises:
        CheckpointError: naming the file and the remedy.
    """
    if not folder.is_dir():
        raise CheckpointError(
            f"{folder}: no such model folder; give one that `humocon tune` wrote, or the id of a hub model"
        )
    for name in ("config.json", "processor_config.json", "tokenizer.json", "tokenizer_config.json"):
        if not (folder / name).is_file():
            raise CheckpointError(f"{folder}: the model has no {name}; {_REMEDY}")
    for path in (folder / name for name in _SETTINGS):
        if path.is_file():
            check_settings(path, read_json(path, _REMEDY))
    config = read_json(folder / "config.json", _REMEDY)
    kind = config.get("model_type")
    if kind != "humocon":
        raise CheckpointError(
            f"{folder}: is a model of type {kind!r}, not 'humocon'; make one from it with `humocon translate`"
        )
    files = ["model.safetensors"]
    if (folder / "model.safetensors.index.json").is_file():
        path = folder / "model.safetensors.index.json"
        weight_map = read_json(path, _REMEDY).get("weight_map")
        files = check_file_names(path, weight_map.values() if isinstance(weight_map, dict) else [None])
    stored: dict[str, tuple[int, ...]] = {}
    for name in files:
        if not (folder / name).is_file():
            raise CheckpointError(f"{folder}: the model has no {name}; {_REMEDY}")
        try:
            stored |= stored_shapes(folder / name)
        except (SafetensorError, OSError) as error:
            raise CheckpointError(f"{folder / name}: damaged or cut short ({one_line(error)}); {_REMEDY}") from error
    try:
        with quiet():
            check_shapes(lambda: HumoconForConditionalGeneration(HumoconConfig.from_pretrained(folder)), config, stored)
    except Exception as error:  # a stranger's numbers can fail anywhere in transformers
        what = f"config.json and the weights belong to different models ({one_line(error)})"
        raise CheckpointError(f"{folder}: {what}; {_REMEDY}") from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from writing progress bars and load reports while a model is loaded."""
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity(50)  # above any message
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def _load(
    model: str | Path, device: str, dtype: torch.dtype, quantization: BitsAndBytesConfig | None
) -> tuple[HumoconForConditionalGeneration, HumoconProcessor]:
    options: dict[str, Any] = {"dtype": dtype, "output_loading_info": True, **PLAIN_WEIGHTS}
    if quantization is not None:
        options |= {"quantization_config": quantization, "device_map": {"": device}}
    try:
        with from_hub(model):
            if not is_local(model):  # a folder's own files were checked before
                check_settings(Path(model), HumoconConfig.from_pretrained(model).to_dict())
            processor = HumoconProcessor.from_pretrained(model)
            loaded, report = HumoconForConditionalGeneration.from_pretrained(model, **options)  # pyright: ignore[reportGeneralTypeIssues]
    except CheckpointError:
        raise
    except _FAILURES as error:
        if isinstance(model, Path):
            raise CheckpointError(f"{model}: the model cannot be loaded ({one_line(error)}); {_REMEDY}") from error
        raise CheckpointError(
            f"{model}: no such folder, and not a model that the hub gives ({one_line(error)}); "
            "check the name and the network"
        ) from error
    except ImportError as error:
        raise CheckpointError(f"{model}: {one_line(error)}; install it with `pip install bitsandbytes`") from error
    except Exception as error:  # the parser of tokenizer.json has no class of its own for what it cannot read
        raise CheckpointError(f"{model}: the model cannot be loaded ({one_line(error)}); {_REMEDY}") from error
    for trouble in ("missing_keys", "mismatched_keys"):
        if report[trouble]:
            name = sorted(map(str, report[trouble]))[0]
            words = trouble.removesuffix("_keys")
            raise CheckpointError(
                f"{model}: {len(report[trouble])} weights are {words}, the first is {name}; config.json and the "
                f"weights belong to different models: {_REMEDY}"
            )
    check_fit(model, loaded, processor, _REMEDY)
    if quantization is None:
        return loaded.to(device), processor
    leave_unpacked(loaded, for_training=False)
    return loaded, processor


def _put_on(adapter: Path, model: HumoconForConditionalGeneration) -> HumoconForConditionalGeneration:
    from peft import PeftModel

    check_settings(adapter / ADAPTER_FILE, read_json(adapter / ADAPTER_FILE, _REMEDY))
    if not (adapter / ADAPTER_WEIGHTS).is_file():
        raise CheckpointError(f"{adapter}: the adapters have no {ADAPTER_WEIGHTS}; {_REMEDY}")
    try:
        with no_checkpointing_warning():
            adapted = PeftModel.from_pretrained(model, adapter)
    except _FAILURES as error:
        raise CheckpointError(f"{adapter}: the adapters do not fit ({one_line(error)}); {_REMEDY}") from error
    # The adapters live in the model itself; into 4-bit weights they are not merged, which would round them away.
    return model if getattr(model, "is_quantized", False) else adapted.merge_and_unload()  # pyright: ignore[reportCallIssue, reportReturnType]
