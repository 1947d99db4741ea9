import io

import pytest
from rich.console import Console

from humocon.training.report import Report
from humocon_cli.display import LiveReport, sparkline


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=100, height=30, color_system=None)


def text_of(target: Console) -> str:
    assert isinstance(target.file, io.StringIO)
    return target.file.getvalue()


def test_without_a_terminal_a_plain_line_comes_now_and_then():
    clock = Clock()
    target = console(terminal=False)
    report: Report = LiveReport(target, every_s=10.0, clock=clock)
    report.start("pretrain mini", 20, {"processes": "1 process (cpu)", "num_processes": 1})
    for step in range(1, 21):
        clock.now += 2.0
        report.metrics(step, {"L_rec": 1.0 / step})
    report.metrics(20, {"L_rec": 0.125}, split="val")
    report.message("saved [1]")
    report.finish()
    assert text_of(target).splitlines() == [
        "pretrain mini: 20 steps; processes 1 process (cpu)",
        "step 1/20  2.0 s/step  0:38 left  L_rec 1",
        "step 6/20  2.0 s/step  0:28 left  L_rec 0.1667",
        "step 11/20  2.0 s/step  0:18 left  L_rec 0.09091",
        "step 16/20  2.0 s/step  0:08 left  L_rec 0.0625",
        "step 20/20  2.0 s/step  0:00 left  L_rec 0.05",
        "step 20/20  2.0 s/step  0:00 left  val  L_rec 0.125",
        "saved [1]",
    ]


def test_a_resumed_run_counts_its_rate_from_where_it_began():
    clock = Clock()
    target = console(terminal=False)
    report = LiveReport(target, clock=clock)
    report.start("toy", 8000, {}, 1000)
    clock.now = 10.0
    report.metrics(1100, {})
    assert "toy: step 1000 of 8000" in text_of(target)
    assert "step 1100/8000  10.0 steps/s  11:30 left" in text_of(target)


def test_in_a_terminal_the_display_holds_every_number_and_gives_the_cursor_back_on_an_interrupt():
    target = console(terminal=True)
    report = LiveReport(target)

    def interrupted() -> None:
        report.start("pretrain mini", 10, {"processes": "2 processes (gloo, cpu)"})
        try:
            for step in range(1, 4):
                report.metrics(step, {"L_rec": 1.0 / step, "L_dis": float("nan")})
            report.metrics(3, {"L_rec": 0.75}, split="val")
            raise KeyboardInterrupt
        finally:
            report.finish()
            report.finish()

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    text = text_of(target)
    for part in ("pretrain mini", "step 3/10", "2 processes (gloo, cpu)", "0.3333", "█▃▁", "val 0.75", "L_dis", "nan"):
        assert part in text
    assert all("L_rec" not in line for line in text.splitlines() if "━" in line)
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


def test_too_few_processes_are_said_at_the_start(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    target = console(terminal=False)
    LiveReport(target).start("toy", 1, {"num_processes": 1})
    assert "warning: WORLD_SIZE asks for 2 processes but 1 run" in text_of(target)


def test_a_sparkline_spans_lowest_to_highest():
    assert sparkline([0.0, 3.5, 7.0]) == "▁▅█"
    assert sparkline([2.0, 2.0]) == "▁▁"
    assert sparkline([float("nan"), 1.0]) == "·▁"
    assert sparkline([float("inf")]) == "·"
