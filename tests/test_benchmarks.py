import json
import time
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from benchmarks import answering, codebook, llama_8b
from benchmarks.__main__ import RESULTS, main
from benchmarks.clips import encode, repeat
from benchmarks.host_reads import HostReads, as_on_a_gpu
from benchmarks.measure import interleave
from benchmarks.memory import peak_bytes
from benchmarks.naive_stage import naive_losses
from benchmarks.objective_peers import Problem, all_pairs, all_pairs_closed, loop_over_codes, ours
from benchmarks.rows import Row, Table, markdown
from benchmarks.small_models import tiny
from benchmarks.stage_one import OURS, Step
from humocon.video.read import probe, read_key_frames


def test_cases_take_turns_and_ratios_are_to_the_first():
    order: list[str] = []

    def work(name: str, seconds: float) -> None:
        order.append(name)
        time.sleep(seconds)

    cases = {"short": lambda: work("short", 0.01), "long": lambda: work("long", 0.04)}
    timings = interleave(cases, rounds=2, clock="wall", least_s=0.0)
    assert order[-4:] == ["short", "long", "long", "short"]
    assert timings["short"].ratio == 1
    assert timings["long"].ratio == pytest.approx(4, rel=0.5)


def test_a_table_leaves_out_what_nobody_measured():
    table = Table(title="One", rows=[Row(case="a", seconds=0.5, ratio=1.0), Row(case="b", seconds=0.0015, ratio=0.003)])
    assert markdown(table).splitlines()[2:] == [
        "| case | time | × first (low–high) |",
        "|---|---|---|",
        "| a | 500 ms | 1.00 |",
        "| b | 1.50 ms | 0.003 |",
    ]


@pytest.mark.parametrize("peer", [loop_over_codes, all_pairs, all_pairs_closed])
def test_peers_give_the_losses_and_gradients_of_ours(peer):
    problem = Problem.draw(12, 3, num_codes=7, width=6, dtype=torch.float64)
    found = []
    for loss in (ours, peer):
        value = loss(problem)
        found.append([value, *torch.autograd.grad(value, problem.leaves())])
    for own, other in zip(*found, strict=True):
        torch.testing.assert_close(own, other)


def test_the_naive_step_takes_the_same_loss():
    step = Step(OURS, 2)
    step.model.codebook.dead_below = 0.0
    batch, state = step.batch, {name: value.clone() for name, value in step.model.state_dict().items()}
    own = step.model(batch.inputs, batch.velocity, batch.hidden, step.objective).total
    vectors = step.model.codebook.vectors.detach().clone()
    step.model.load_state_dict(state)
    other = naive_losses(step.model, batch.inputs, batch.velocity, batch.hidden, step.objective)
    assert other.item() == pytest.approx(own.item(), rel=1e-4)
    torch.testing.assert_close(step.model.codebook.vectors.detach(), vectors)


def test_a_step_of_stage_1_never_waits_for_a_gpu():
    step = Step(OURS, 2)
    step.learn()
    with HostReads() as reads, as_on_a_gpu():
        step.learn()
    assert not reads.lines
    with HostReads() as reads:
        step.learn()
    assert {line.partition(":")[0] for line in reads.lines} == {"hypernetwork.py"}  # of the groups, on a CPU


def test_reads_of_a_device_are_counted_by_line():
    values = torch.arange(4.0)
    with HostReads() as reads:
        assert float(values.sum()) == 6
        assert len(values[values > 1]) == 2
        values.add_(1)
        values.to("cpu", torch.float64)
        values.to("cpu", non_blocking=True).to(torch.float64).new_tensor(1.0)
        torch.tensor([1.0], device="cpu")
    assert sum(reads.lines.values()) == 5
    assert all(line.startswith("test_benchmarks.py:") for line in reads.lines)


def test_the_peak_memory_of_a_case_is_that_of_its_tensors():
    states = 16_384 * codebook.WIDTH * 4
    peak = peak_bytes("benchmarks.codebook", "ours", 16_384)
    assert peak is not None
    assert 2 * states < peak < 12 * states


def test_a_repeated_video_is_the_same_one_again(tmp_path: Path):
    once = encode(tmp_path / "once.mp4", width=64, height=64, seconds=1)
    thrice = repeat(once, tmp_path / "thrice.mp4", 3)
    assert probe(thrice).duration_s == pytest.approx(3 * probe(once).duration_s, abs=0.1)
    frames = read_key_frames(thrice, 3, size=32).frames.astype(int)
    assert abs(frames[0] - frames[2]).mean() < 2


@pytest.mark.long
def test_the_cases_of_an_8b_model_run_on_a_small_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(llama_8b, "llama_8b", tiny)
    monkeypatch.setattr(llama_8b, "LEAST_BYTES", 0)
    tables = list(llama_8b.run(quick=True))
    assert [table.title.rpartition(": ")[2].partition(" of")[0] for table in tables] == [
        *("prefill", "decode", "prefill", "decode", "one step")
    ]
    assert [row.case for row in tables[0].rows] == ["batch 1", "batch 8"]
    assert [row.case for row in tables[1].rows][:3] == ["ours", "ours, batch 8 (tokens of one row)", "plain generate"]
    assert all(row.seconds for table in tables for row in table.rows)
    assert all(table.rows[-1].memory or table.rows[0].memory for table in tables)


def test_a_model_is_saved_and_loaded_in_every_precision():
    tables = {table.title.partition(": ")[2]: table for table in answering.run(quick=True)}
    assert [row.case for row in tables["precisions"].rows] == ["fp32", "bf16", "NF4"]
    assert not any(note.startswith("skipped") for table in tables.values() for note in table.notes)


def test_an_8b_model_is_left_out_where_it_does_not_fit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(llama_8b, "LEAST_BYTES", 1e15)
    (table,) = llama_8b.run(quick=True)
    assert not table.rows
    assert table.notes[0].startswith("skipped: ")


def test_the_suite_writes_its_tables(tmp_path: Path):
    readme = tmp_path / "README.md"
    readme.write_text(f"# Title\n\n{RESULTS}\n\nold\n")
    done = CliRunner().invoke(main, ["codebook", "--quick", "--output", str(tmp_path), "--readme", str(readme)])
    assert done.exit_code == 0, done.output
    assert "| vector-quantize-pytorch |" in done.output
    content = json.loads((tmp_path / "results.json").read_text())
    assert content["machine"]["torch"] == torch.__version__
    assert [row["case"] for row in content["tables"][1]["rows"]][:2] == ["ours", "cdist and argmin"]
    assert readme.read_text().startswith("# Title\n\n## Results\n\n- date: ")
    assert "old" not in readme.read_text()
