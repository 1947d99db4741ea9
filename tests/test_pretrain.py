import json
import math
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.host_reads import HostReads, as_on_a_gpu
from humocon.concepts.configuration import ConceptConfig, ObjectiveConfig
from humocon.config import load_config
from humocon.errors import ConfigError, DataError
from humocon.model_folder import load_concepts
from humocon.motion.synthesis import synthesize
from humocon.pretrain.config import PhaseConfig, PretrainConfig
from humocon.pretrain.loop import pretrain
from humocon.pretrain.parts import motion_windows
from humocon.pretrain.plan import plan
from humocon.training import prefetch
from humocon.training.report import SilentReport
from humocon.training.states import capture_generators, encode_state

UNIT = 0.001
RECIPE = """
data: {data}
output: {output}
sizes: {{width: 16, num_layers: 1, num_heads: 2, window: 8, num_codes: 24, hypernetwork_hidden: 16,
  classifier_hidden: 4, decoder_layers: 1}}
objective: {{discriminative: 0.1}}
num_poses: 16
reconstruct: {{steps: 5, learning_rate: 2e-3, warmup: 2}}
discover: {{steps: 7, learning_rate: 1e-3, warmup: 1}}
learning: {{batch_size: 8, log_every: 1, validate_every: 100, save_every: 4}}
device: cpu
"""


class Recorder(SilentReport):
    """Keeps what a run tells; may interrupt it."""

    def __init__(self, interrupt_at: int | None = None) -> None:
        self.interrupt_at = interrupt_at
        self.facts: dict[str, object] = {}
        self.numbers: dict[str, dict[int, dict[str, float]]] = {"train": {}, "val": {}, "skipped": {}}

    def start(self, name: str, total_steps: int, facts: Mapping[str, object], first_step: int = 0) -> None:
        self.facts = {**facts, "total": total_steps, "first": first_step}

    def metrics(self, step: int, values: Mapping[str, float], split: str = "train") -> None:
        if step == self.interrupt_at:
            raise KeyboardInterrupt
        self.numbers[split][step] = dict(values)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A labelled set of six short clips."""
    folder = tmp_path_factory.mktemp("data")
    actions = ("walk", "bow", "squat", "wave left", "turn left", "jump")
    clips = [synthesize(action, seed=1).to_clip().joints[:50] for action in actions]
    counts = [np.round(clip / UNIT).astype(np.int16) for clip in clips]
    start = np.cumsum([0, *map(len, counts)])
    np.savez(folder / "toy.npz", positions=np.concatenate(counts), start=start, unit=UNIT)
    rows = [
        {"id": action, "split": "val" if index > 3 else "train", "content": action}
        for index, action in enumerate(actions)
    ]
    (folder / "toy.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def recipe(data: Path, folder: Path) -> Path:
    path = folder / "recipe.yaml"
    path.write_text(RECIPE.format(data=data, output=folder / "run"))
    return path


def tiny(data: Path, folder: Path, **changes: object) -> PretrainConfig:
    """The recipe with other values, of `learning` by their own names."""
    config = load_config(PretrainConfig, recipe(data, folder))
    learning = {name: changes.pop(name) for name in [*changes] if hasattr(config.learning, name)}
    return replace(config, learning=replace(config.learning, **learning), **changes)


def test_losses_fall_and_the_concepts_can_be_loaded(data: Path, tmp_path: Path):
    phases = {
        "reconstruct": PhaseConfig(steps=50, learning_rate=4e-3, warmup=5),
        "discover": PhaseConfig(steps=40, learning_rate=4e-3, warmup=5),
    }
    report = Recorder()
    folder = pretrain(tiny(data, tmp_path, save_every=1000, **phases), report)
    train, held_out = report.numbers["train"], report.numbers["val"][90]
    assert report.facts == {
        "processes": "1 process (cpu)",
        "num_processes": 1,
        "clips": "4",
        "total": 90,
        "first": 0,
    }
    assert train[90]["reconstruction"] < 0.6 * train[1]["reconstruction"]
    assert train[90]["discriminative"] < 0.8 * train[51]["discriminative"]
    assert set(train[1]) == {*("total", "commitment", "reconstruction", "perplexity", "unused", "dead", "norm", "rate")}
    assert set(train[90]) - set(train[1]) == {"discriminative", "actionable"}
    assert set(held_out) == {
        *("commitment", "reconstruction", "discriminative", "actionable", "mean_pose", "hidden"),
        *("velocity", "velocity_zero", "velocity_last", "perplexity", "unused"),
    }
    assert len(set(held_out.values())) == len(held_out)
    assert all(math.isfinite(value) for value in held_out.values())
    assert held_out["reconstruction"] < held_out["mean_pose"]
    assert held_out["velocity"] < held_out["velocity_zero"]
    model = load_concepts(folder)
    assert model.config.num_codes == 24
    assert model.feature_std.min() > 0
    assert model.velocity_std > 0


def test_a_resumed_run_is_that_without_interruption(data: Path, tmp_path: Path):
    whole, first, second = Recorder(), Recorder(interrupt_at=11), Recorder()
    pretrain(tiny(data, tmp_path, output=tmp_path / "whole"), whole)
    parted = tiny(data, tmp_path, output=tmp_path / "parted")
    with pytest.raises(KeyboardInterrupt):
        pretrain(parted, first)
    pretrain(parted, second)
    assert second.facts["first"] == 8
    assert first.numbers["train"] == {step: whole.numbers["train"][step] for step in range(1, 11)}
    assert second.numbers["train"] == {step: whole.numbers["train"][step] for step in range(9, 13)}
    assert second.numbers["val"] == whole.numbers["val"]
    weights = [load_concepts(tmp_path / name).state_dict() for name in ("whole", "parted")]
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())


def test_batches_that_are_built_ahead_change_nothing_and_draw_from_no_global_generator(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    windows = motion_windows(tiny(data, tmp_path), "train")
    before = encode_state(capture_generators(), "random")
    windows.batch(0, range(8))
    after = encode_state(capture_generators(), "random")
    assert after[0] == before[0]
    assert all(torch.equal(value, after[1][name]) for name, value in before[1].items())
    plain, built_ahead = Recorder(), Recorder()
    pretrain(tiny(data, tmp_path, accumulate=2, output=tmp_path / "plain"), plain)
    monkeypatch.setattr(prefetch, "pays_on", lambda device: True)
    pretrain(tiny(data, tmp_path, accumulate=2, output=tmp_path / "ahead"), built_ahead)
    assert built_ahead.numbers == plain.numbers
    weights = [load_concepts(tmp_path / name).state_dict() for name in ("plain", "ahead")]
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())


def resumed_twice(data: Path, folder: Path, config: PretrainConfig) -> tuple[Recorder, Recorder]:
    """The same run after step 4, in one part and with two micro-batches to a step."""
    with pytest.raises(KeyboardInterrupt):
        pretrain(config, Recorder(interrupt_at=5))
    shutil.copytree(config.output, folder / "copy")
    reports = (Recorder(), Recorder())
    pretrain(config, reports[0])
    learning = replace(config.learning, accumulate=2)
    pretrain(replace(config, output=folder / "copy", learning=learning), reports[1])
    return reports


def test_two_micro_batches_are_one_batch(data: Path, tmp_path: Path):
    # Codes that learn by gradient: moving averages would take a step with each micro-batch.
    sizes = replace(tiny(data, tmp_path).sizes, learning="gradient", dead_below=0.0)
    config = tiny(data, tmp_path, sizes=sizes, objective=ObjectiveConfig(negatives=6))
    whole, parts = resumed_twice(data, tmp_path, config)
    for step in range(5, 13):
        assert parts.numbers["train"][step] == pytest.approx(whole.numbers["train"][step], rel=2e-3), step


def test_with_moving_averages_two_micro_batches_stay_close_to_one_batch(data: Path, tmp_path: Path):
    whole, parts = resumed_twice(data, tmp_path, tiny(data, tmp_path))
    assert parts.numbers["train"][5]["total"] == pytest.approx(whole.numbers["train"][5]["total"], rel=0.05)
    assert parts.numbers["train"][12]["total"] == pytest.approx(whole.numbers["train"][12]["total"], rel=0.2)


TWO_PROCESSES = """
import json, os, sys
from pathlib import Path
from humocon.config import load_config
from humocon.pretrain.config import PretrainConfig
from humocon.pretrain.loop import pretrain
from humocon.parallel import leave_together
from humocon.training.report import SilentReport

class Recorder(SilentReport):
    told = []
    def start(self, name, total_steps, facts, first_step=0):
        self.told.append(facts)
    def metrics(self, step, values, split="train"):
        self.told.append([step, split, values])

recipe, folder = map(Path, sys.argv[1:3])
pretrain(load_config(PretrainConfig, recipe, [f"output={folder / 'run'}", *sys.argv[3:]]), Recorder())
(folder / f"{os.environ['RANK']}.json").write_text(json.dumps(Recorder.told))
leave_together()
"""


@pytest.mark.parametrize(
    "changes",
    [
        [],
        pytest.param(
            ["reconstruct.steps=3", "discover.steps=0", "learning.on_divergence=skip", "learning.norm_limit=1e-9"],
            marks=pytest.mark.long,
        ),
    ],
)
def test_two_processes_learn_and_skip_what_one_does(
    data: Path, tmp_path: Path, repository: Path, monkeypatch, changes: list[str]
):
    monkeypatch.setenv("PYTHONPATH", str(repository / "models"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    script = tmp_path / "two.py"
    script.write_text(TWO_PROCESSES)
    path = recipe(data, tmp_path)
    (tmp_path / "two").mkdir()
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    command = [*launcher, str(script), str(path), str(tmp_path / "two"), *changes]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    one = Recorder()
    pretrain(load_config(PretrainConfig, path, changes), one)
    for rank in (0, 1):
        facts, *told = json.loads((tmp_path / "two" / f"{rank}.json").read_text())
        assert facts["processes"] == "2 processes (gloo, cpu)"
        assert facts["num_processes"] == 2
        assert len(told) == sum(map(len, one.numbers.values())) == (7 if changes else 13)
        for step, split, values in told:
            assert values == pytest.approx(one.numbers[split][step], rel=2e-4, abs=1e-6), (step, split)


def test_a_run_that_diverges_stops_and_saves_nothing(data: Path, tmp_path: Path):
    config = tiny(data, tmp_path, reconstruct=PhaseConfig(steps=9, learning_rate=1e30, warmup=0), save_every=1)
    with pytest.raises(ConfigError, match=r"^step [23]: the loss is (nan|inf)"):
        pretrain(config)
    assert not (config.output / "concepts.json").exists()


def test_a_step_that_is_passed_over_leaves_the_codebook_alone_too(data: Path, tmp_path: Path):
    weights = []
    for steps in (1, 3):
        folder = tmp_path / str(steps)
        folder.mkdir()
        phases = {
            "reconstruct": PhaseConfig(steps=steps, learning_rate=1e-2, warmup=0),
            "discover": PhaseConfig(steps=0, learning_rate=1e-2, warmup=0),
        }
        config = tiny(data, folder, on_divergence="skip", norm_limit=1e-9, save_every=1000, **phases)
        weights.append(load_concepts(pretrain(config)).state_dict())
    assert all(torch.equal(weights[0][name], value) for name, value in weights[1].items())


def test_of_most_steps_nothing_is_read_but_whether_the_one_before_diverged(data: Path, tmp_path: Path):
    lines = []
    for steps in (4, 7):
        folder = tmp_path / str(steps)
        folder.mkdir()
        discover = PhaseConfig(steps=steps, learning_rate=1e-3, warmup=0)
        with HostReads() as reads, as_on_a_gpu():
            pretrain(tiny(data, folder, discover=discover, log_every=100, save_every=100))
        lines.append(reads.lines)
    assert {line.partition(":")[0]: count for line, count in (lines[1] - lines[0]).items()} == {"prefetch.py": 3}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"batch_size": 9, "accumulate": 2}, "batch of 9 cannot be cut into 2"),
        ({"sizes": ConceptConfig(width=15)}, "sizes: .* got 15 / 8; change sizes.width"),
    ],
)
def test_sizes_that_cannot_be_are_named(data: Path, tmp_path: Path, changes: dict, named: str):
    with pytest.raises(ConfigError, match=named):
        pretrain(tiny(data, tmp_path, **changes))


def test_data_that_is_not_there_stops_a_run_but_not_its_plan(tmp_path: Path):
    config = tiny(tmp_path / "absent", tmp_path)
    with pytest.raises(DataError, match=r"absent: no such folder; name that of the motion data") as caught:
        pretrain(config)
    assert "\n" not in str(caught.value)
    assert plan(config)["data"]["train"].startswith("not found: no folder")
    assert not config.output.exists()


def test_a_plan_says_what_would_be_trained(data: Path, tmp_path: Path):
    shown = plan(tiny(data, tmp_path))
    assert shown["data"]["train"] == "4 clips, 0.00 hours"
    assert shown["model"]["total"].endswith("learn")
    assert "codebook" in shown["model"]
    assert shown["schedule"]["seen"].startswith("96 windows")
    assert all(isinstance(value, str) for rows in shown.values() for value in rows.values())


def test_scoring_all_pairs_in_blocks_is_what_the_plan_counts(data: Path, tmp_path: Path):
    config = tiny(data, tmp_path, sizes=ConceptConfig(), batch_size=64)
    objectives = {
        "all": ObjectiveConfig(),
        "softmax": ObjectiveConfig(discriminative_form="softmax"),
        "none": ObjectiveConfig(discriminative=0.0, actionable=0.0),
    }
    memory = {
        name: plan(replace(config, objective=objective))["memory of one process"]["activations"]
        for name, objective in objectives.items()
    }
    assert memory["softmax"].endswith("GB") or float(memory["softmax"].split()[0]) > float(memory["all"].split()[0])
    assert len(set(memory.values())) == 3


@pytest.mark.parametrize("name", ["mini", "paper"])
def test_the_recipes_are_the_papers_motion_model(name: str, repository: Path):
    config = load_config(PretrainConfig, repository / "recipes" / "pretrain" / f"{name}.yaml")
    sizes = config.sizes
    assert (sizes.num_layers, sizes.width, sizes.num_codes, sizes.decoder_layers) == (4, 256, 512, 2)
    assert config.objective.mask_share == 0.4
    shown = {"model", "data", "memory of one process", "schedule"}
    assert set(plan(config)) == shown | ({"video"} if name == "paper" else set())
    if name == "paper":
        phases = [(phase.steps, phase.learning_rate) for phase in (config.reconstruct, config.discover)]
        assert phases == [(60_000, 1e-4), (8_000, 1e-5)]
