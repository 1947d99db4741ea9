"""The video branch of the model that ships: the renderer's plain films, which it learned from, and any others."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from humocon.ask.answerer import Answerer
from humocon.data.labels import VERBS, Label
from humocon.data.mocap import load_clips
from humocon.data.scenes import labelled_parts
from humocon.motion.clip import CANONICAL_FPS
from humocon.video.rendering import render_motion
from humocon.video.write import write_video
from humocon_cli.main import cli

JUMP = Path(__file__).parent.parent / "examples" / "jump.mp4"
WHAT = "What is the person doing?"


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer.load()


@pytest.fixture
def no_networks(tmp_path: Path) -> Path:
    path = tmp_path / "no.task"
    path.write_bytes(b"no networks")
    return path


def ask(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["ask", *map(str, arguments)])


def test_without_a_skeleton_the_frames_answer(no_networks: Path) -> None:
    result = ask(JUMP, "Is the person jumping?", "--pose-models", no_networks, "--json")
    line = json.loads(result.stdout)
    assert (result.exit_code, line["answer"], line["roads"]) == (0, "yes", ["video frames"])
    assert line["duration_s"] == pytest.approx(3.0, abs=0.1)
    assert any("only the video's frames are used" in warning for warning in line["warnings"])


@pytest.mark.usefixtures("pose_networks")
def test_both_roads_are_taken_and_told() -> None:
    result = ask(JUMP, "Is the person jumping?")
    assert result.exit_code == 0
    assert "answers come from: skeleton lifted from the video and video frames" in result.stdout
    assert "\nA Yes, the person jumps" in result.stdout


@pytest.mark.usefixtures("pose_networks")
def test_an_overlay_leaves_stdout_to_the_lines_of_json(tmp_path: Path) -> None:
    result = ask(JUMP, "Is the person jumping?", "--json", "--save-overlay", tmp_path / "seen.gif")
    assert json.loads(result.stdout)["answer"].startswith("Yes")
    assert (tmp_path / "seen.gif").stat().st_size > 10_000


@pytest.mark.usefixtures("pose_networks")
def test_a_video_with_nobody_in_it_has_its_length_and_no_overlay(tmp_path: Path) -> None:
    write_video(tmp_path / "empty.mp4", np.full((50, 64, 64, 3), 90, np.uint8), 25)
    result = ask(tmp_path / "empty.mp4", WHAT, "--save-overlay", tmp_path / "seen.mp4")
    assert "  2.0 s" in result.stdout.splitlines()[0]
    assert "No person could be followed" in result.stdout
    assert "seen.mp4: not written, as there is no skeleton" in result.stderr
    assert not (tmp_path / "seen.mp4").exists()


def test_a_film_of_another_kind_is_no_film_that_the_branch_can_read(tmp_path: Path, no_networks: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (20, 64, 64, 3), dtype=np.uint8)
    write_video(tmp_path / "noise.mp4", noise, 10)
    result = ask(tmp_path / "noise.mp4", WHAT, "--pose-models", no_networks)
    assert result.exit_code == 1
    assert "look unlike those that the model learned from" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_real_films_are_left_to_the_skeleton(answerer: Answerer, shared_data: Path) -> None:
    films = sorted((shared_data / "raw" / "video").glob("*.avi"))
    assert len(films) == 7
    assert [film.name for film in films if answerer.look(film) is not None] == []


@pytest.mark.long
def test_frames_alone_name_most_actions_of_test_clips(answerer: Answerer, shared_data: Path, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    films, labels = [], []
    for clip in load_clips(shared_data / "mocap", "test"):
        parts = [part for part in labelled_parts(clip) if part[0].action]
        if not parts or seen[clip.content]:
            continue
        seen[clip.content] += 1
        label, joints = parts[0]
        path = tmp_path / f"{len(films)}.mp4"
        write_video(path, render_motion(joints, size=96, fps=CANONICAL_FPS, look="plain"), CANONICAL_FPS)
        film = answerer.look(path)
        assert film is not None, clip.name
        films.append(film)
        labels.append(label)
    answers = answerer.answer([None] * len(films), [WHAT] * len(films), videos=films)
    right = [names(answer.text, label) for answer, label in zip(answers, labels, strict=True)]
    assert np.mean(right) >= 0.7, [a.text for a, ok in zip(answers, right, strict=True) if not ok]


def names(answer: str, label: Label) -> bool:
    """Whether an answer tells the action of a clip; of a run, "jogs" is as good."""
    alike = {"run", "jog"} if label.action in ("run", "jog") else set()
    return any(VERBS[action].third in answer for action in {label.action, *label.also, *alike} if action in VERBS)
