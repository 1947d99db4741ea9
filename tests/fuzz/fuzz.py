"""Coverage-guided fuzzing of one target, with atheris: `make fuzz TARGET=bvh MINUTES=30`.

What ends it (an error of another class, a hang of a minute, 3 GiB of memory) is written to `runs/fuzz/<target>/` as a
file `crash-*` or `timeout-*`; mended, it belongs into `tests/fuzz/crashes/<target>/`. The corpus there grows from run
to run.
"""

import argparse
import importlib
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 3 << 30
HANG_S = 60


def main() -> None:
    atheris: Any = importlib.import_module("atheris")  # of the extra "fuzz"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--corpus", type=Path, default=ROOT / "runs" / "fuzz")
    options = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "models")]
    from tests.fuzz import seeds, targets

    target = targets.TARGETS[options.target]
    corpus = options.corpus / options.target / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="fuzz_"))

    def one(data: bytes) -> None:
        targets.run(target, data, folder)

    # A target imports when it runs; what is loaded by then does not count as memory of an input.
    with atheris.instrument_imports(include=["humocon"]):
        for number, seed in enumerate(seeds.seeds(options.target)):
            (corpus / f"seed_{number}").write_bytes(seed)
            one(seed)
    own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (own + MEMORY_BYTES, own + MEMORY_BYTES))
    flags = [
        *(f"-max_total_time={round(options.minutes * 60)}", f"-timeout={HANG_S}", "-rss_limit_mb=0"),
        *(f"-artifact_prefix={corpus.parent}/", "-max_len=200000", "-print_final_stats=1", "-verbosity=0"),
    ]
    if (words := ROOT / "tests" / "fuzz" / "dictionary.txt").is_file():
        flags.append(f"-dict={words}")
    atheris.Setup([sys.argv[0], *flags, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
