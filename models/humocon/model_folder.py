"""A model's folder: opened, checked and written in this one place; whatever is wrong is told in one line."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import torch
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from transformers import AutoTokenizer, BitsAndBytesConfig, PreTrainedTokenizerBase

from humocon.concepts.model import CONFIG_FILE, ConceptConfig, ConceptModel, load_concepts
from humocon.concepts.shapes import MisfitError, check_shapes, stored_shapes
from humocon.errors import CheckpointError, one_line
from humocon.files import check_positive, read_json
from humocon.hub import NO_CODE, PLAIN_WEIGHTS, from_hub, quiet
from humocon.language.configuration import HumoconConfig
from humocon.language.lora import leave_unpacked, no_checkpointing_warning
from humocon.language.modeling import HumoconForConditionalGeneration
from humocon.language.processing import HumoconProcessor

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


def check_finite(model: str | Path, loaded: HumoconForConditionalGeneration) -> None:
    """Refuse what a training that ran away leaves: weights that answer any question with the same word.

    Raises:
        CheckpointError: naming the first weight that is NaN or infinite.
    """
    for name, value in loaded.state_dict().items():
        if not value.is_floating_point() or value.itemsize < 2 or not value.numel():
            continue
        # The extremes need no copy of the weights, as `isfinite` would, and a NaN is both of them.
        if not all(bool(extreme.isfinite()) for extreme in value.detach().aminmax()):
            raise CheckpointError(
                f"{model}: weights are NaN or infinite, the first in {name}; take an earlier checkpoint of the training"
            )


def check_fit(
    model: str | Path, loaded: HumoconForConditionalGeneration, processor: HumoconProcessor, remedy: str
) -> None:
    """Refuse a model whose processor is of another, or has settings that cannot be.

    Raises:
        CheckpointError: naming the setting, and what to do.
    """
    config, rows = loaded.config, loaded.get_input_embeddings().get_parameter("weight").shape[0]
    settings = {
        "motion_token_id": (config.motion_token_id, processor.motion_token_id),
        "frames_per_token": (config.frames_per_token, processor.frames_per_token),
        "max_motion_tokens": (config.max_motion_tokens, processor.max_motion_tokens),
        "video_token_id": (config.video_token_id, processor.video_token_id),
        "frames_per_video_token": (config.frames_per_video_token, processor.frames_per_video_token),
        "max_video_tokens": (config.max_video_tokens, processor.max_video_tokens),
    }
    for name in ("fps", "video_fps", "video_size"):
        try:
            check_positive(name, getattr(processor, name), whole=name == "video_size")
        except ValueError as error:
            raise CheckpointError(f"{model}: {error} in processor_config.json; {remedy}") from None
    for name, (wanted, got) in settings.items():
        if wanted != got:
            raise CheckpointError(
                f"{model}: {name} is {wanted} in config.json and {got} for the processor; the files belong to "
                f"different models: {remedy}"
            )
    if len(processor.tokenizer) > rows:
        raise CheckpointError(
            f"{model}: the tokenizer has {len(processor.tokenizer)} tokens and the model {rows}; the files belong to "
            f"different models: {remedy}"
        )


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


REMEDY = "copy the whole folder again, or give another with --model"
_Part = TypeVar("_Part", bound=nn.Module)


def default_folder() -> Path:
    """Folder of the small model that ships in the package."""
    return Path(__file__).resolve().parent / "weights" / "mini"


def load_concept_model(folder: Path | None = None) -> ConceptModel:
    """Read the concept model of motion.

    Args:
        folder: what `humocon pretrain` wrote, a whole model, or LoRA adapters of one; by default the model that ships.

    Raises:
        CheckpointError: there is no concept model in the folder, or a part of it is missing or damaged.
    """
    folder = whole_folder(folder)
    if (folder / CONFIG_FILE).is_file():
        return finite_part(load_concepts(folder), folder)
    config = read_json(folder / "config.json", REMEDY).get("concept_config")
    if not isinstance(config, dict):
        raise CheckpointError(f"{folder / 'config.json'}: not a model with concepts; give one of `humocon pretrain`")
    return load_part(folder, lambda: ConceptModel(ConceptConfig(**config)), "concepts.", config)


def finite_part(model: _Part, folder: Path) -> _Part:
    """The model, unless its weights say nothing.

    Raises:
        CheckpointError: a weight is NaN or infinite, as after a training that ran away.
    """
    if not all(bool(value.isfinite().all()) for value in model.state_dict().values()):
        raise CheckpointError(f"{folder}: weights are NaN or infinite; take an earlier checkpoint of the training")
    return model


def whole_folder(folder: Path | None) -> Path:
    """The folder that has the concepts: the one given, the one that adapters were made for, or the one that ships.

    Raises:
        CheckpointError: there is no such folder, or no model in it.
    """
    folder = default_folder() if folder is None else Path(folder).expanduser()
    if not folder.is_dir():
        raise CheckpointError(f"{folder}: no such model folder; give one that `humocon pretrain` or `tune` wrote")
    if (folder / "adapter_config.json").is_file():
        base = read_json(folder / "adapter_config.json", REMEDY).get("base_model_name_or_path")
        if not base or not Path(base).expanduser().is_dir():
            raise CheckpointError(f"{folder}: adapters of {base!r}, which is no folder here; give that model's folder")
        folder = Path(base).expanduser()
    if not any((folder / name).is_file() for name in (CONFIG_FILE, "config.json")):
        raise CheckpointError(f"{folder}: no model in this folder; give one that `humocon pretrain` or `tune` wrote")
    return folder


def load_part(folder: Path, build: Callable[[], _Part], prefix: str, sizes: Mapping[str, Any]) -> _Part:
    """One part of a whole model, in evaluation mode.

    Args:
        folder: of the whole model.
        build: makes the part with any weights.
        prefix: of the names of its weights in the whole model.
        sizes: the plain values of its configuration.

    Raises:
        CheckpointError: the sizes are none, or the weights are missing, damaged, of other sizes or not finite.
    """
    try:
        weights = _read_weights(folder, prefix)
        check_shapes(build, sizes, {name: tuple(value.shape) for name, value in weights.items()})
        model = build()
    except (OSError, SafetensorError, MisfitError) as error:
        what = f"weights damaged, or not of the sizes that config.json states ({one_line(error)})"
        raise CheckpointError(f"{folder}: {what}; {REMEDY}") from error
    except (ValueError, TypeError, ArithmeticError, RuntimeError, AttributeError) as error:
        what = f"not a concept configuration ({one_line(error)})"
        raise CheckpointError(f"{folder / 'config.json'}: {what}; {REMEDY}") from error
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        what = f"weights damaged, or not of the sizes that config.json states ({one_line(error)})"
        raise CheckpointError(f"{folder}: {what}; {REMEDY}") from error
    return finite_part(model.eval(), folder)


def _read_weights(folder: Path, prefix: str) -> dict[str, Tensor]:
    """Tensors whose names in the whole model begin with the prefix, without it."""
    files = ["model.safetensors"]
    if (folder / "model.safetensors.index.json").is_file():
        weight_map = read_json(folder / "model.safetensors.index.json", REMEDY).get("weight_map", {})
        if not isinstance(weight_map, dict) or not all(_is_here(file) for file in weight_map.values()):
            raise CheckpointError(f"{folder}: the index names files outside of the folder; {REMEDY}")
        files = sorted({file for name, file in weight_map.items() if name.startswith(prefix)})
    weights = {}
    for file in files:
        if not (folder / file).is_file():
            raise CheckpointError(f"{folder}: the model has no {file}; {REMEDY}")
        with safe_open(folder / file, framework="pt") as tensors:
            for name in tensors.keys():
                if name.startswith(prefix):
                    value = tensors.get_tensor(name)
                    weights[name.removeprefix(prefix)] = value.float() if value.is_floating_point() else value
    return weights


def _is_here(name: object) -> bool:
    return isinstance(name, str) and Path(name).name == name and name.endswith(".safetensors")
