"""A whole model's folder, or its id on the hub: checked, opened and written; what is wrong is told in one line."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from safetensors import SafetensorError
from transformers import AutoTokenizer, BitsAndBytesConfig, PreTrainedTokenizerBase

from humocon.errors import CheckpointError, one_line
from humocon.files import check_positive, read_json, whole_files
from humocon.hub import NO_CODE, PLAIN_WEIGHTS, from_hub, quiet
from humocon.language.configuration import HumoconConfig
from humocon.language.lora import leave_unpacked, no_checkpointing_warning
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor
from humocon.model_folder.built_on import is_built_on_parts, load_built_on_parts
from humocon.model_folder.folder import (
    ADAPTER_FILE,
    REMEDY,
    adapters_base,
    check_finite,
    check_shapes,
    is_local,
    stored_shapes,
    weight_files,
)

_CODE_KEYS = frozenset({"auto_map", "custom_pipelines", "trust_remote_code", "megatron_config", "kernel_config"})
"""Settings of transformers and peft that name code to import."""
_ATTENTION_KEYS = frozenset({"attn_implementation", "_attn_implementation", "_attn_implementation_internal"})
_ADAPTER_WEIGHTS = "adapter_model.safetensors"
_NEEDED = ("config.json", "processor_config.json", "tokenizer.json", "tokenizer_config.json")
_SETTINGS = (
    *("config.json", "processor_config.json", "tokenizer_config.json", "generation_config.json"),
    *("preprocessor_config.json", "special_tokens_map.json"),
)
_FAILURES = (
    *(OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, IndexError, ArithmeticError),
    *(SafetensorError, HfHubHTTPError, HFValidationError),
)


def load_pretrained(
    model: str | Path,
    *,
    device: str = "cpu",
    dtype: torch.dtype = torch.float32,
    load_in_4bit: bool = False,
    language_models: Path | None = None,
) -> tuple[HumoconForConditionalGeneration, HumoconProcessor]:
    """Load a model for answering.

    Args:
        model: a folder, or the id of a model on the hub. LoRA adapters are put onto the model they were tuned from.
        device: where to put it, such as "cpu" or "cuda".
        dtype: of the language model's weights.
        load_in_4bit: quantize the language model to 4 bits (NF4).
        language_models: the cache's folder of base language models, for a model that names one.

    Raises:
        CheckpointError: there is no such model, or a part of it is missing, damaged or of another size.
    """
    adapter = None
    if is_local(model):
        model = Path(model).expanduser()
        if is_built_on_parts(model):
            if load_in_4bit:
                raise CheckpointError(f"{model}: its base is not read in 4 bits; leave out load_in_4bit")
            _check_settings_in(model)
            with quiet():
                return load_built_on_parts(model, device=device, dtype=dtype, place=language_models)
        if (base := adapters_base(model)) is not None:
            adapter, model = model, base
    if isinstance(model, Path):
        check_folder(model)
    quantization = four_bits() if load_in_4bit else None
    with quiet():
        loaded, processor = _load(model, device, dtype, quantization)
        if adapter is not None:
            loaded = _put_on(adapter, loaded)
    check_finite(adapter or model, loaded)
    return loaded.eval(), processor


def _check_settings_in(folder: Path) -> None:
    """Check every file of settings that is there."""
    for path in (folder / name for name in (*_SETTINGS, ADAPTER_FILE)):
        if path.is_file():
            check_settings(path, read_json(path, REMEDY))


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


def check_folder(folder: Path) -> None:
    """Check that every part of a model is in its folder, and that no file of weights was cut short.

    Raises:
        CheckpointError: naming the file and the remedy.
    """
    if not folder.is_dir():
        raise CheckpointError(
            f"{folder}: no such model folder; give one that `humocon tune` wrote, or the id of a hub model"
        )
    for name in _NEEDED:
        if not (folder / name).is_file():
            raise CheckpointError(f"{folder}: the model has no {name}; {REMEDY}")
    for path in (folder / name for name in _SETTINGS):
        if path.is_file():
            check_settings(path, read_json(path, REMEDY))
    config = read_json(folder / "config.json", REMEDY)
    if config.get("model_type") != "humocon":
        kind = f"a model of type {config.get('model_type')!r}, not 'humocon'"
        raise CheckpointError(f"{folder}: is {kind}; make one from it with `humocon translate`")
    stored = stored_shapes(weight_files(folder))
    try:
        with quiet():
            check_shapes(lambda: HumoconForConditionalGeneration(HumoconConfig.from_pretrained(folder)), config, stored)
    except Exception as error:  # a stranger's numbers can fail anywhere in transformers
        what = f"config.json and the weights belong to different models ({one_line(error)})"
        raise CheckpointError(f"{folder}: {what}; {REMEDY}") from error


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


def _load(
    model: str | Path, device: str, dtype: torch.dtype, quantization: BitsAndBytesConfig | None
) -> tuple[HumoconForConditionalGeneration, HumoconProcessor]:
    options: dict[str, Any] = {"dtype": dtype, "output_loading_info": True, **PLAIN_WEIGHTS}
    if quantization is not None:
        options |= {"quantization_config": quantization, "device_map": {"": device}}
    try:
        with from_hub(model):
            if not isinstance(model, Path):  # a folder's own files were checked before
                check_settings(Path(model), HumoconConfig.from_pretrained(model).to_dict())
            processor = HumoconProcessor.from_pretrained(model)
            loaded, report = HumoconForConditionalGeneration.from_pretrained(model, **options)  # pyright: ignore[reportGeneralTypeIssues]
    except CheckpointError:
        raise
    except _FAILURES as error:
        if isinstance(model, Path):
            raise CheckpointError(f"{model}: the model cannot be loaded ({one_line(error)}); {REMEDY}") from error
        raise CheckpointError(
            f"{model}: no such folder, and not a model that the hub gives ({one_line(error)}); "
            "check the name and the network"
        ) from error
    except ImportError as error:
        raise CheckpointError(f"{model}: {one_line(error)}; install it with `pip install bitsandbytes`") from error
    except Exception as error:  # the parser of tokenizer.json has no class of its own for what it cannot read
        raise CheckpointError(f"{model}: the model cannot be loaded ({one_line(error)}); {REMEDY}") from error
    for trouble in ("missing_keys", "mismatched_keys"):
        if report[trouble]:
            name = sorted(map(str, report[trouble]))[0]
            words = trouble.removesuffix("_keys")
            raise CheckpointError(
                f"{model}: {len(report[trouble])} weights are {words}, the first is {name}; config.json and the "
                f"weights belong to different models: {REMEDY}"
            )
    _check_fit(model, loaded, processor)
    if quantization is None:
        return loaded.to(device), processor
    leave_unpacked(loaded, for_training=False)
    return loaded, processor


def _put_on(adapter: Path, model: HumoconForConditionalGeneration) -> HumoconForConditionalGeneration:
    from peft import PeftModel

    check_settings(adapter / ADAPTER_FILE, read_json(adapter / ADAPTER_FILE, REMEDY))
    if not (adapter / _ADAPTER_WEIGHTS).is_file():
        raise CheckpointError(f"{adapter}: the adapters have no {_ADAPTER_WEIGHTS}; {REMEDY}")
    try:
        with no_checkpointing_warning():
            adapted = PeftModel.from_pretrained(model, adapter)
    except _FAILURES as error:
        raise CheckpointError(f"{adapter}: the adapters do not fit ({one_line(error)}); {REMEDY}") from error
    # The adapters live in the model itself; into 4-bit weights they are not merged, which would round them away.
    return model if getattr(model, "is_quantized", False) else adapted.merge_and_unload()  # pyright: ignore[reportCallIssue, reportReturnType]


def _check_fit(model: str | Path, loaded: HumoconForConditionalGeneration, processor: HumoconProcessor) -> None:
    """Refuse a model whose processor is of another, or has settings that cannot be."""
    config, rows = loaded.config, loaded.get_input_embeddings().get_parameter("weight").shape[0]
    for name in ("fps", "video_fps", "video_size"):
        try:
            check_positive(name, getattr(processor, name), whole=name == "video_size")
        except ValueError as error:
            raise CheckpointError(f"{model}: {error} in processor_config.json; {REMEDY}") from None
    apart = f"the files belong to different models: {REMEDY}"
    for kind in ("motion", "video"):
        frames = "frames_per_token" if kind == "motion" else "frames_per_video_token"
        for name in (f"{kind}_token_id", frames, f"max_{kind}_tokens"):
            wanted, got = getattr(config, name), getattr(processor, name)
            if wanted != got:
                raise CheckpointError(
                    f"{model}: {name} is {wanted} in config.json and {got} for the processor; {apart}"
                )
    if len(processor.tokenizer) > rows:
        raise CheckpointError(
            f"{model}: the tokenizer has {len(processor.tokenizer)} tokens and the model {rows}; {apart}"
        )


def save_for_shipping(
    model: HumoconForConditionalGeneration,
    processor: HumoconProcessor,
    folder: Path,
    dtype: torch.dtype = torch.float16,
) -> None:
    """Write a merged model small: matrices in `dtype`, everything else in float32; loads as float32.

    Vectors stay in float32, because a standard deviation of a feature may be too small for float16.
    """
    weights = {
        name: value.to(dtype) if value.is_floating_point() and value.ndim > 1 else value
        for name, value in model.state_dict().items()
        if name not in model.all_tied_weights_keys
    }
    with whole_files(folder) as partial:
        model.save_pretrained(partial, state_dict=weights)
        model.config.dtype = torch.float32
        model.config.get_text_config(decoder=True).name_or_path = ""  # no path of the machine that trained it
        model.config.save_pretrained(partial)
        processor.save_pretrained(partial)
        written = partial / "model.safetensors"
        if written.is_file():  # and not in several parts
            with written.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            (partial / "SHA256SUMS").write_text(f"{digest}  {written.name}\n", encoding="utf-8")
