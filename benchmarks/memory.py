"""Peak memory of one case, in a process of its own: what other cases left behind would hide it.

`python -m benchmarks.memory MODULE CASE NUMBER...` is that process. It calls `MODULE.prepare(CASE, NUMBER...)`, which
gives a function, calls that, and prints by how many bytes the resident memory rose at most.
"""

import importlib
import os
import resource
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_PAGE_COUNTERS = Path("/proc/self/clear_refs")


def peak_bytes(module: str, case: str, *numbers: int, timeout_s: float = 600.0) -> int | None:
    """By how much one call raises the resident memory at most; None where the process failed (out of memory, mostly).

    Args:
        module: that has `prepare`.
        case: of it.
        numbers: sizes that `prepare` is given.
        timeout_s: a case that takes longer has failed.
    """
    command = [sys.executable, "-m", "benchmarks.memory", module, case, *map(str, numbers)]
    # One arena and no cache of freed pages, or the allocator's habits are measured; the sizes are those of tensors.
    environment = os.environ | {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "0", "MALLOC_MMAP_MAX_": "65536"}
    try:
        done = subprocess.run(
            command, cwd=_ROOT, env=environment, capture_output=True, text=True, timeout=timeout_s, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return int(done.stdout.split()[-1])


def available_bytes() -> int:
    """Memory that a new process can have."""
    import psutil

    return psutil.virtual_memory().available


def measure(module: str, case: str, numbers: list[int]) -> int:
    """The rise of this process's resident memory while it runs a case."""
    import psutil

    run = importlib.import_module(module).prepare(case, *numbers)
    before = psutil.Process().memory_info().rss
    forget_peak()
    run()
    return max(0, peak() - before)


def forget_peak() -> None:
    """Let the kernel's high-water mark begin at the present; other systems than Linux keep that of the imports."""
    try:
        _PAGE_COUNTERS.write_text("5")
    except OSError:
        pass


def peak() -> int:
    """The most resident memory that this process has had since, in bytes."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.stdout.write(f"{measure(sys.argv[1], sys.argv[2], [int(number) for number in sys.argv[3:]])}\n")
