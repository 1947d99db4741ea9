"""On what the figures were taken."""

import datetime
import os
import platform
from importlib import metadata
from pathlib import Path

PACKAGES = (
    "torch",
    "transformers",
    "bitsandbytes",
    "vector-quantize-pytorch",
    "av",
    "imageio",
    "opencv-python-headless",
    "ai-edge-litert",
    "numpy",
)


def describe_machine() -> dict[str, str]:
    """Date, processor, threads, memory, GPU, versions."""
    import psutil
    import torch

    facts = {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{_processor()}, {os.cpu_count()} cores, {torch.backends.cpu.get_cpu_capability()}",
        "threads": str(torch.get_num_threads()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "busy": f"load average {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else "unknown",
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else "none",
        "python": platform.python_version(),
    }
    return facts | {name: _version(name) for name in PACKAGES}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
