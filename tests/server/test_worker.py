"""The queue: one after the other, and whatever goes wrong with one is nothing to the next."""

import threading

import pytest

from humocon.errors import DataError
from humocon.server.options import RefusedError
from humocon.server.worker import Worker


@pytest.fixture
def worker():
    worker = Worker(max_waiting=3)
    yield worker
    worker.stop()


@pytest.fixture
def gate(worker):
    """A job that runs until the event is set."""
    begun, opened = threading.Event(), threading.Event()
    worker.submit(lambda: (begun.set(), opened.wait(10)))
    assert begun.wait(10)
    yield opened
    opened.set()


def test_jobs_are_done_in_their_order_by_one_thread(worker):
    jobs = [worker.submit(lambda number=number: (number, threading.get_ident())) for number in range(3)]
    done = [job.future.result(10) for job in jobs]
    assert [number for number, _ in done] == [0, 1, 2]
    assert len({thread for _, thread in done} | {threading.get_ident()}) == 2


def test_a_job_knows_how_many_are_served_before(worker, gate):
    first, second = worker.submit(int), worker.submit(int)
    assert [worker.ahead(first), worker.ahead(second)] == [1, 2]
    gate.set()
    second.future.result(10)
    assert worker.ahead(second) == 0


def test_too_many_are_sent_away(worker, gate):
    for _ in range(3):
        worker.submit(int)
    with pytest.raises(RefusedError, match="3 others are waiting") as refused:
        worker.submit(int)
    assert refused.value.status == 503


def test_what_breaks_is_told_to_its_own_and_the_next_is_done(worker, caplog):
    broken = worker.submit(lambda: 1 / 0)
    refused = worker.submit(lambda: open_nothing())
    fine = worker.submit(lambda: 7)
    assert fine.future.result(10) == 7
    assert "ZeroDivisionError" in str(broken.future.exception(10))
    assert str(refused.future.exception(10)) == "nothing: cannot be read"
    assert caplog.text.count("Traceback") == 1


def open_nothing() -> None:
    raise DataError("nothing: cannot be read")


def test_what_nobody_wants_any_more_is_not_begun_and_not_gone_on_with(worker, gate):
    done = []
    job = worker.submit(lambda: done.append(1))
    job.dropped = True
    gate.set()
    assert isinstance(job.future.exception(10), RefusedError)
    assert not done

    def long() -> None:
        with worker.watch("looking") as update:
            assert job.doing == "looking"
            job.dropped = True
            update("looking (50%)")
            done.append(1)

    job = worker.submit(long)
    assert isinstance(job.future.exception(10), RefusedError)
    assert not done


def test_who_waits_when_it_ends_is_told(gate, worker):
    waiting = worker.submit(int)
    gate.set()
    worker.stop()
    assert waiting.future.done()
