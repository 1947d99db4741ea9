import json
from pathlib import Path

import pytest

from humocon.errors import ConfigError
from humocon.training.report import MetricsFile, Report, Reports, SilentReport, TensorBoardReport


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def write_run(path: Path, steps: range, first_step: int) -> None:
    report = MetricsFile(path)
    report.start("toy", 10, {}, first_step)
    for step in steps:
        report.metrics(step, {"loss": 1.0 / step})
    report.finish()


def test_metrics_are_one_json_object_a_line(tmp_path: Path):
    path = tmp_path / "run" / "metrics.jsonl"
    report = MetricsFile(path)
    report.start("toy", 2, {})
    report.metrics(1, {"L_rec": 0.5, "dead": 3})
    report.metrics(1, {"L_rec": float("nan")}, split="validation")
    assert read_lines(path) == [
        {"step": 1, "split": "train", "L_rec": 0.5, "dead": 3},
        {"step": 1, "split": "validation", "L_rec": None},
    ]
    report.finish()
    report.finish()


def test_a_resumed_file_reads_like_an_uninterrupted_one(tmp_path: Path):
    write_run(tmp_path / "whole.jsonl", range(1, 11), 0)
    write_run(tmp_path / "cut.jsonl", range(1, 8), 0)
    with (tmp_path / "cut.jsonl").open("a") as file:
        file.write('{"step": 8, "spl')
    write_run(tmp_path / "cut.jsonl", range(6, 11), 5)
    assert (tmp_path / "cut.jsonl").read_text() == (tmp_path / "whole.jsonl").read_text()


def test_a_run_from_the_start_drops_the_metrics_of_the_run_before(tmp_path: Path):
    path = tmp_path / "metrics.jsonl"
    write_run(path, range(1, 8), 0)
    write_run(path, range(1, 3), 0)
    assert [line["step"] for line in read_lines(path)] == [1, 2]


def test_a_metrics_file_that_cannot_be_written_is_one_line_with_its_name(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ConfigError, match=r"file/metrics.jsonl: cannot be written .*another output folder") as caught:
        MetricsFile(tmp_path / "file" / "metrics.jsonl").start("toy", 1, {})
    assert "\n" not in str(caught.value)


def test_tensorboard_holds_the_numbers(tmp_path: Path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    report = TensorBoardReport(tmp_path)
    report.start("toy", 2, {"processes": "1 process (cpu)"})
    report.metrics(1, {"loss": 0.5})
    report.metrics(2, {"loss": 0.25}, split="validation")
    report.finish()
    events = EventAccumulator(str(tmp_path))
    events.Reload()
    assert [(event.step, event.value) for event in events.Scalars("train/loss")] == [(1, 0.5)]
    assert [(event.step, event.value) for event in events.Scalars("validation/loss")] == [(2, 0.25)]


def test_reports_hand_everything_to_each():
    told: list[tuple] = []

    class Recorder:
        def start(self, name, total_steps, facts, first_step=0):
            told.append(("start", name, total_steps, dict(facts), first_step))

        def metrics(self, step, values, split="train"):
            told.append(("metrics", step, dict(values), split))

        def message(self, text):
            told.append(("message", text))

        def finish(self):
            told.append(("finish",))

    report: Report = Reports([Recorder(), SilentReport(), Recorder()])
    report.start("toy", 3, {"a": 1}, 2)
    report.metrics(3, {"x": 1.0}, split="validation")
    report.message("saved")
    report.finish()
    assert told[::2] == told[1::2]
    assert told[::2] == [
        ("start", "toy", 3, {"a": 1}, 2),
        ("metrics", 3, {"x": 1.0}, "validation"),
        ("message", "saved"),
        ("finish",),
    ]
