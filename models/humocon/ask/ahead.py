"""Videos lifted ahead of their questions, by several processes of this machine."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Final, Self

from humocon.ask.protocols import Watch, unwatched
from humocon.ask.take import Take, TakeOptions, read_take
from humocon.errors import CheckpointError
from humocon.file_kinds import VIDEO_SUFFIXES
from humocon.video.lifting.weights import load_pose_models

MEGABYTES_EACH: Final[int] = 500
"""Memory of a process that lifts."""


class LiftedAhead:
    """Lifts the videos among files in their order, each in one process, and a few ahead of what was taken.

    What is taken is what `read_take` gives in this process. Enter it; the processes end when it is left.

    Args:
        files: those that will be asked about; others than videos are left aside.
        watch: shows that what is needed is fetched.
        options: how they are read.
        processes: at most so many; by default as many as the cores and the free memory allow. One lifts nothing ahead.
    """

    def __init__(
        self, files: Iterable[Path], options: TakeOptions, processes: int | None = None, watch: Watch = unwatched
    ) -> None:
        # By their names: to look into thousands of files would take long. What is none is read as the others are.
        videos = [file for file in dict.fromkeys(files) if file.suffix.lower() in VIDEO_SUFFIXES]
        self.processes = min(len(videos), processes or _most_processes()) if len(videos) > 1 else 1
        self._options, self._rest, self._watch = options, iter(videos), watch
        self._futures: dict[Path, Future[Take]] = {}
        self._pool: ProcessPoolExecutor | None = None

    @property
    def description(self) -> str:
        """How many processes lift, and the memory that each takes, in words; "" for none."""
        if self._pool is None:
            return ""
        return f", {self.processes} videos at once by as many processes of {MEGABYTES_EACH / 1000:.1f} GB"

    def __enter__(self) -> Self:
        """Start the processes, if several are of use."""
        if self.processes < 2:
            return self
        try:
            with self._watch("loading the pose models") as tell:
                load_pose_models(self._options.pose_networks, tell=tell)  # fetched once, not by each
        except CheckpointError:
            return self  # told of each file when it is read
        context = multiprocessing.get_context("spawn")  # the library that runs the networks does not survive a fork
        self._pool = ProcessPoolExecutor(self.processes, context, _begin)
        for _ in range(2 * self.processes):
            self._submit()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes; what nobody took is not lifted any more."""
        if self._pool is not None:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

    def take(self, file: Path) -> Take | None:
        """What a video gives, once; None for what is not lifted ahead.

        Raises:
            HumoconError: it cannot be read, naming the file and the remedy.
        """
        future = self._futures.pop(file, None)
        if future is None:
            return None
        self._submit()
        try:
            return future.result()
        except BrokenProcessPool:  # one of the processes was killed, such as for memory: this one does the work
            self._futures, self._rest = {}, iter(())
            return None

    def _submit(self) -> None:
        file = next(self._rest, None)
        if file is not None and self._pool is not None:
            with _starting():
                self._futures[file] = self._pool.submit(read_take, file, self._options)


@contextmanager
def _starting() -> Iterator[None]:
    """While entered, processes may start: they do not run the program of this one, and Ctrl-C waits for `_begin`."""
    program = sys.modules["__main__"]  # which may have no guard against being run once more
    sys.modules["__main__"] = ModuleType("__main__")
    _hold_interruptions(True)
    try:
        yield
    finally:
        _hold_interruptions(False)
        sys.modules["__main__"] = program


def _hold_interruptions(held: bool) -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK if held else signal.SIG_UNBLOCK, {signal.SIGINT})


def _most_processes() -> int:
    """How many processes the cores and the free memory allow."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # a system that does not tell
        return cores
    return max(1, min(cores, free // (MEGABYTES_EACH << 20)))


def _begin() -> None:
    """In a new process: end at once, without a word, when Ctrl-C is pressed or the process that asked is gone."""
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(130))
    _hold_interruptions(False)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
