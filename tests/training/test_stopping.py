import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from humocon.training.report import SilentReport
from humocon.training.stopping import StoppedError, StopSignal


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """The handlers of a program at a terminal: in the background, shells let programs ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def killer(toy: ModuleType, number: signal.Signals):
    """A report that sends this process a signal after the second step."""
    recorder = toy.Recorder()
    told = recorder.metrics

    def metrics(step: int, values: dict[str, float], split: str = "train") -> None:
        told(step, values, split)
        if step == 2 and split == "train":
            os.kill(os.getpid(), number)

    recorder.metrics = metrics
    return recorder


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_asked_to_stop_saves_and_goes_on_as_if_nothing_had_happened(
    toy: ModuleType, tmp_path: Path, number: signal.Signals
):
    whole, second = toy.Recorder(), toy.Recorder()
    toy.learn_toy(tmp_path / "whole", whole, dropout=0.3)
    before = signal.getsignal(number)
    with pytest.raises(StoppedError, match=r"step 2 is saved, the same command goes on") as caught:
        toy.learn_toy(tmp_path / "parts", killer(toy, number), dropout=0.3, every=100)
    assert caught.value.signal == number
    assert signal.getsignal(number) == before
    toy.learn_toy(tmp_path / "parts", second, dropout=0.3)
    assert list(second.train) == [3, 4, 5, 6]
    assert {step: whole.train[step] for step in second.train} == second.train


def test_a_second_signal_ends_the_process_at_once():
    with StopSignal(SilentReport()) as signals:
        os.kill(os.getpid(), signal.SIGINT)
        assert signals.wanted()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_an_ignored_signal_stays_ignored():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with StopSignal(SilentReport()) as signals:
        os.kill(os.getpid(), signal.SIGINT)
        assert not signals.wanted()


def test_a_thread_without_handlers_trains_too():
    seen = []

    def run() -> None:
        with StopSignal(SilentReport()) as signals:
            seen.append(signals.wanted())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [False]


def test_a_scheduler_sees_the_exit_code_of_sigterm(monkeypatch: pytest.MonkeyPatch):
    import click

    from humocon_cli.main import cli

    @click.command()
    def stop() -> None:
        raise StoppedError(7, signal.SIGTERM)

    monkeypatch.setitem(cli.commands, "stop", stop)
    result = CliRunner().invoke(cli, ["stop"])
    assert result.exit_code == 143
    assert result.stderr == "error: stopped by SIGTERM; step 7 is saved, the same command goes on from there\n"
