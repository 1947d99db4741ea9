import shutil
from pathlib import Path

import numpy as np
import pytest

from humocon.actions.config import ExamplesConfig, OwnActionsConfig
from humocon.actions.own import learn_own_actions, plan
from humocon.actions.recogniser import load_memory, load_recogniser
from humocon.actions.segments import Recognition
from humocon.ask.exact.known.names import OWN, named_events
from humocon.ask.taught import taught_in
from humocon.data.compose import with_upper_body
from humocon.errors import ConfigError, DataError
from humocon.model_folder import default_folder
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize

EXAMPLES = ExamplesConfig(pool=400, mirrored=0.0, repeated=0.0, rested=0.0, moved=0.2, joined=0.0)


def curl_squat(seed: int) -> np.ndarray:
    """The legs of somebody who squats, the arms of somebody who curls them."""
    legs, arms = (standard_body(synthesize(name, seed=seed).to_clip().joints) for name in ("squat", "curl arms"))
    return with_upper_body(legs, arms)


def write(folder: Path, label: str, count: int) -> None:
    (folder / label).mkdir(parents=True)
    for seed in range(count):
        np.savez(folder / label / f"{seed}.npz", joints=curl_squat(seed), fps=20.0)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The recogniser that ships, alone in a folder."""
    folder = tmp_path / "model"
    folder.mkdir()
    for file in default_folder().glob("actions*"):
        shutil.copy(file, folder)
    return folder


def test_a_new_action_is_named_after_a_few_clips_and_what_was_known_stays_known(model: Path, tmp_path: Path) -> None:
    write(tmp_path / "own", "curl squat", 10)
    config = OwnActionsConfig(
        own=tmp_path / "own", output=tmp_path / "out", model=model, examples=EXAMPLES, steps=200, device="cpu"
    )
    assert plan(config)["data"] == {"curl squat": "10 clips"}
    learn_own_actions(config)
    before, after = load_recogniser(model), load_recogniser(tmp_path / "out")
    assert before is not None
    assert after is not None
    assert [*after.actions] == [*before.actions, "curl squat"]
    new = [after.whole(standard_body(curl_squat(100 + seed)))[0].action for seed in range(4)]
    assert new.count("curl squat") >= 3
    parts = [standard_body(synthesize("walk", seed=9).to_clip().joints), standard_body(curl_squat(100))]
    assert [(one.action, one.end) for one in taught_in(Recognition(parts[1], after))] == [("curl squat", len(parts[1]))]
    (part,) = taught_in(Recognition(np.concatenate([parts[0], parts[1], parts[0]]), after))
    assert part.action == "curl squat"
    assert abs(part.begin - len(parts[0])) < 0.5 * len(parts[1])
    assert taught_in(Recognition(parts[0], after)) == taught_in(Recognition(parts[1], before)) == []
    known = [standard_body(synthesize(name, seed=9).to_clip().joints) for name in ("walk", "jump", "squat", "plank")]
    assert [before.whole(one)[0].action for one in known] == [after.whole(one)[0].action for one in known]
    memory = load_memory(tmp_path / "out")
    assert memory is not None
    assert int(memory[1].max()) == len(before.actions)  # the next lesson remembers this one


def test_too_few_clips_are_refused(model: Path, tmp_path: Path) -> None:
    write(tmp_path / "own", "curl squat", 2)
    config = OwnActionsConfig(own=tmp_path / "own", output=tmp_path / "out", model=model, examples=EXAMPLES)
    with pytest.raises(DataError, match=r"own: 'curl squat' has 2 clips, and takes 3 or more"):
        learn_own_actions(config)
    assert not (tmp_path / "out").exists()


def test_a_model_without_a_recogniser_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "own", "curl squat", 3)
    (tmp_path / "empty").mkdir()
    config = OwnActionsConfig(
        own=tmp_path / "own", output=tmp_path / "out", model=tmp_path / "empty", examples=EXAMPLES
    )
    with pytest.raises(ConfigError, match="empty: has no recogniser"):
        learn_own_actions(config)


def test_a_taught_action_is_said_as_it_was_labelled() -> None:
    (event,) = named_events("The person does “curl squat”.")
    assert (event.key, event.words) == (OWN, "does “curl squat”")
