import json
import subprocess
import sys
from pathlib import Path

import pytest

RECIPE = """
data: {data}
output: unused
sizes: {{width: 16, num_layers: 1, num_heads: 2, window: 8, num_codes: 24, hypernetwork_hidden: 16,
  classifier_hidden: 4, decoder_layers: 1}}
objective: {{discriminative: 0.1}}
num_poses: 16
reconstruct: {{steps: 8, learning_rate: 2e-3, warmup: 2}}
discover: {{steps: 32, learning_rate: 1e-3, warmup: 1}}
learning: {{batch_size: 8, log_every: 1, validate_every: 10, save_every: 1}}
device: cpu
"""
FILES = {
    "learn": {"metrics.jsonl", "model.safetensors"},
    "discover": {"metrics.jsonl", "concepts.json", "concepts.safetensors"},
}


def killed_run(folder: Path, stage: str, kills: int, repository: Path, data: Path) -> dict:
    (folder / "recipe.yaml").write_text(RECIPE.format(data=data))
    script = Path(__file__).parent / "kills.py"
    command = [sys.executable, str(script), str(folder), stage, str(kills), "7"]
    environment = {"PYTHONPATH": f"{repository}:{repository / 'models'}", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("stage", "kills"),
    [
        ("learn", 3),
        pytest.param("learn", 20, marks=pytest.mark.long),
        pytest.param("discover", 20, marks=pytest.mark.long),
    ],
)
def test_a_run_that_is_killed_again_and_again_writes_the_same_bytes_in_the_end(
    stage: str, kills: int, repository: Path, labelled_set: Path, tmp_path: Path
):
    found = killed_run(tmp_path, stage, kills, repository, labelled_set)
    assert found["kills"] == kills
    assert found["while_saving"] > 0
    assert max(found["steps"]) > 0
    assert found["equal"] == dict.fromkeys(sorted(FILES[stage]), True)
