"""`humocon eval concepts`, on a small question set made of synthesized motions."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from humocon.motion.synthesis import synthesize_sequence
from humocon_cli.main import cli

ACTIONS = ("walk", "wave left", "squat", "jump")


@pytest.fixture(scope="module")
def question_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meaning")
    concepts, questions, splits = {}, {}, {"train": [], "test": []}
    for number in range(8):
        pair = [ACTIONS[number % 4], ACTIONS[(number + 1) % 4]]
        joints = synthesize_sequence(pair, seed=number).to_joints()
        z_up = np.stack([joints[..., 0], -joints[..., 2], joints[..., 1]], axis=-1).astype(np.float32)
        name, half = str(number), len(z_up) // 2
        (folder / "motion_sequences" / name).mkdir(parents=True)
        np.save(folder / "motion_sequences" / name / "joints.npy", z_up)
        bounds = [(0, half - 5, pair[0]), (half - 5, half + 5, "transition"), (half + 5, len(z_up), pair[1])]
        concepts[name] = [{"start_f": a, "end_f": b, "attributes": {"action": [c]}} for a, b, c in bounds]
        questions[name] = {"babel_id": name}
        splits["test" if number >= 6 else "train"].append(name)
    for file, content in (("motion_concepts", concepts), ("questions", questions), ("split_question_ids", splits)):
        (folder / f"{file}.json").write_text(json.dumps(content))
    return folder


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["eval", "concepts", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


def test_codes_are_measured_beside_clusterings_and_another_checkpoint(
    question_set: Path, tiny_concepts: Path, tmp_path: Path
):
    output = tmp_path / "out" / "meaning.json"
    arguments = ("--data", question_set, "--model", tiny_concepts, "--against", f"twin={tiny_concepts}")
    code, words = run(*arguments, "--output", output)
    assert code == 0, words
    found = json.loads(output.read_text())
    rows = found["rows"]
    assert list(rows)[:2] == ["codes of the model", "twin"]
    assert rows["codes of the model"] == pytest.approx(rows["twin"], nan_ok=True)
    assert len(rows) == 5
    assert (found["motions"], found["codes"]) == (2, 8)
    for row in rows.values():
        assert 0.0 <= row["NMI"] <= 1.0
        assert 0.25 <= row["purity"] <= 1.0
        assert 0.0 <= row["boundary F1"] <= 1.0
    assert "k-means on poses" in words


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("motion_concepts.json", "{", "not valid JSON"),
        ("motion_concepts.json", "{}", "do not fit each other"),
        ("split_question_ids.json", '{"train": ["0"]}', "no split 'test'"),
    ],
)
def test_a_damaged_question_set_is_told_in_one_line(
    question_set: Path, tiny_concepts: Path, tmp_path: Path, file: str, content: str, complaint: str
):
    for name in ("motion_concepts.json", "questions.json", "split_question_ids.json"):
        (tmp_path / name).write_text((question_set / name).read_text())
    (tmp_path / "motion_sequences").symlink_to(question_set / "motion_sequences")
    (tmp_path / file).write_text(content)
    code, words = run("--data", tmp_path, "--model", tiny_concepts)
    assert code == 1
    assert complaint in " ".join(words.split())


def test_a_checkpoint_to_compare_with_needs_a_name(question_set: Path):
    code, words = run("--data", question_set, "--against", "runs/other")
    assert code == 2
    assert "NAME=DIR" in words


def test_processes_share_the_rows(question_set: Path, tiny_concepts: Path, tmp_path: Path):
    arguments = ["eval", "concepts", "--data", str(question_set), "--model", str(tiny_concepts), "--output"]
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    command += ["-m", "humocon_cli", *arguments, str(tmp_path / "two.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("written to") == 1
    assert "2 processes (gloo, cpu)" in done.stdout
    assert run(*arguments[2:], tmp_path / "one.json")[0] == 0
    one, two = (json.loads((tmp_path / name).read_text())["rows"] for name in ("one.json", "two.json"))
    assert list(one) == list(two)
    for name, row in one.items():
        assert row == pytest.approx(two[name], nan_ok=True, abs=1e-6)
