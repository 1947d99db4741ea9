"""The queue: one thread does all that needs the model, one job after the other."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from humocon.errors import HumoconError
from humocon.server.options import RefusedError

T = TypeVar("T")
_LONGEST_S: Final = 600.0
_STOP_S: Final = 10.0
_log = logging.getLogger(__name__)


class Job(Generic[T]):
    """One thing to do, which may wait for others.

    Args:
        work: does it.

    Attributes:
        future: its outcome.
        doing: what is being done, in words; "" while it waits.
        dropped: whether nobody wants it any more.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work, self.future = work, Future[T]()
        self.doing, self.dropped, self._begin_s = "", False, 0.0

    def run(self) -> None:
        """Do it; whatever goes wrong is the outcome, so that others are still served."""
        self._begin_s = time.monotonic()
        try:
            self.update("")
            self.future.set_result(self._work())
        except HumoconError as error:
            self.future.set_exception(error)
        except Exception as error:
            _log.exception("a job failed")
            kind = type(error).__name__
            self.future.set_exception(
                RefusedError(f"this failed inside the server ({kind}); its terminal says where", 500)
            )

    async def outcome(self) -> T:
        """What it comes to."""
        # Whoever stops waiting does not stop it: others may wait for the same.
        return await asyncio.shield(asyncio.wrap_future(self.future))

    def update(self, text: str) -> None:
        """Tell what is being done.

        Raises:
            RefusedError: it is not to go on.
        """
        self.doing = text
        if self.dropped:
            raise RefusedError("stopped, as the clip was removed or the server ends", 410)
        if time.monotonic() - self._begin_s > _LONGEST_S:
            raise RefusedError(f"stopped after {_LONGEST_S / 60:.0f} minutes: give a shorter clip", 422)


class Worker:
    """Does jobs in their order, in a thread of its own: a model answers one at a time.

    Args:
        max_waiting: how many may wait.
    """

    def __init__(self, max_waiting: int) -> None:
        self._most, self._changed = max_waiting, threading.Condition()
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._stops = False
        self._thread = threading.Thread(target=self._run, name="humocon-model", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], T]) -> Job[T]:
        """Let something be done when its turn comes.

        Raises:
            RefusedError: too many wait.
        """
        job = Job(work)
        with self._changed:
            if len(self._waiting) >= self._most:
                raise RefusedError(f"{self._most} others are waiting for the model: try again in a minute", 503)
            self._waiting.append(job)
            self._changed.notify()
        return job

    def ahead(self, job: Job) -> int:
        """How many are served before a job; 0 when it is its turn."""
        with self._changed:
            place = self._waiting.index(job) if job in self._waiting else -1
            return 0 if place < 0 else place + (self._running is not None)

    @contextmanager
    def watch(self, text: str) -> Iterator[Callable[[str], None]]:
        """Keeps what the running job does in words: the `watch` of an `Asker`."""
        job = self._running
        update = job.update if job is not None else lambda text: None
        update(text)
        yield update

    def stop(self) -> None:
        """Give up what waits, and what runs as soon as it looks up."""
        with self._changed:
            self._stops = True
            for job in (*self._waiting, *filter(None, (self._running,))):
                job.dropped = True
            self._changed.notify()
        self._thread.join(_STOP_S)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stops)
                if not self._waiting:
                    return
                self._running = self._waiting.popleft()
            self._running.run()
            self._running = None
