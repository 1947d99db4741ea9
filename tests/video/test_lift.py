"""A whole video to a motion and back onto the video, with the real networks where this machine has them."""

import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from humocon.errors import CheckpointError
from humocon.motion.clip import CANONICAL_FPS, ClipSource, MotionClip
from humocon.motion.kinematics.facts import facts
from humocon.video.clip import VideoSource
from humocon.video.lift import LiftedVideo, lift_video, plan_windows
from humocon.video.lifting.quality import Quality
from humocon.video.lifting.weights import SHA256, fetch_pose_models, load_pose_models, missing_files
from humocon.video.overlay import OverlaySpan, draw_timeline, landmarks_at, save_overlay
from humocon.video.read import probe
from humocon.video.write import write_video

JUMP = Path(__file__).parents[2] / "examples" / "jump.mp4"


@pytest.mark.usefixtures("pose_networks")
def test_a_rendered_jump_is_lifted_to_a_jump_and_drawn_over_its_video(tmp_path):
    said: list[float | str] = []
    lifted = lift_video(JUMP, progress=said.append)
    assert lifted.quality.refusal is None
    assert lifted.quality.detected > 0.9
    assert lifted.clip.joints.shape[1:] == (22, 3)
    assert lifted.clip.duration_s == pytest.approx(lifted.source.duration_s, abs=0.3)
    assert len(facts(lifted.clip.joints).jumps) == 1
    told = [one for one in said if isinstance(one, float)]
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0, abs=0.05)
    target = tmp_path / "seen.mp4"
    save_overlay(lifted, [OverlaySpan("concept 7", 0.0, 1.0)], target)
    seen = probe(target)
    assert seen.duration_s == pytest.approx(lifted.source.duration_s, abs=0.1)
    assert (seen.width, seen.height > lifted.source.height) == (lifted.source.width, True)


@pytest.mark.usefixtures("pose_networks")
def test_the_rate_at_which_a_video_was_filmed_shortens_its_motion():
    lifted = lift_video(JUMP, fps=40.0)  # plays at 20
    assert lifted.source.duration_s == pytest.approx(probe(JUMP).duration_s / 2)
    assert lifted.clip.duration_s == pytest.approx(lifted.source.duration_s, abs=0.3)
    assert lifted.clip.source.notes[0] == "read at 40 fps as asked; the file says 20"


@pytest.mark.usefixtures("pose_networks")
def test_a_video_without_a_person_is_refused(tmp_path):
    wall = np.full((144, 180, 3), 120, np.uint8)
    wall[100:, :, 1] = 60
    write_video(tmp_path / "wall.mp4", [wall] * 15, 15.0)
    lifted = lift_video(tmp_path / "wall.mp4")
    assert lifted.quality.refusal == "no person was found"
    assert (lifted.clip.source.skeleton, lifted.clip.source.notes) == ("", ())
    assert lifted.clip.num_frames == 0


def test_a_long_video_is_looked_at_in_windows_spread_over_it():
    assert plan_windows(12.0) == [(0.0, None)]
    windows = plan_windows(600.0)
    assert windows[0] == (48.0, 52.0)
    assert windows[-1] == (548.0, 552.0)
    assert len(windows) == 6


def test_networks_that_are_not_there_are_missed_with_a_remedy(tmp_path):
    assert missing_files(tmp_path) == list(SHA256)
    with pytest.raises(CheckpointError, match=r"there is no pose_detection.tflite; run `pip download"):
        load_pose_models(tmp_path, fetch=False)


def test_nothing_is_fetched_into_a_folder_of_other_files(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"a picture")
    with pytest.raises(CheckpointError, match=r"no pose_landmark_full.tflite in this folder, which holds holiday.jpg;"):
        load_pose_models(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["holiday.jpg"]


def test_damaged_networks_are_refused(tmp_path):
    for name in SHA256:
        (tmp_path / name).write_bytes(b"half a file")
    with pytest.raises(CheckpointError, match="damaged"):
        load_pose_models(tmp_path, fetch=False)


def test_networks_are_taken_from_a_bundle_of_the_users_own(tmp_path):
    bundle = tmp_path / "pose_landmarker_full.task"
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("pose_detector.tflite", b"finds")
        archive.writestr("pose_landmarks_detector.tflite", b"follows")
    models = load_pose_models(bundle)
    assert (models.detector, models.landmarks) == (b"finds", b"follows")
    bundle.write_bytes(b"no archive")
    with pytest.raises(CheckpointError, match=r"neither a mediapipe wheel nor a .task bundle"):
        load_pose_models(bundle)


def test_other_networks_than_the_pinned_ones_are_not_kept(tmp_path, monkeypatch):
    def pip(command, **_):
        with zipfile.ZipFile(Path(command[-1]) / "mediapipe-0.10.21.whl", "w") as wheel:
            for name in SHA256:
                wheel.writestr(f"mediapipe/modules/{name}", b"something else")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(CheckpointError, match="not the pinned one"):
        fetch_pose_models(tmp_path)
    assert list(tmp_path.iterdir()) == []


def lifted_at(times: list[float], landmarks: np.ndarray) -> LiftedVideo:
    clip = MotionClip(np.zeros((0, 22, 3), np.float32), CANONICAL_FPS, ClipSource("a.mp4", "", "", 25, "", ""))
    source = VideoSource(Path("a.mp4"), "mp4", "h264", 100, 50, 25.0, 1.0, 0)
    return LiftedVideo(clip, 0.0, 1.0, landmarks, np.array(times), Quality(1.0, 1.0), (), source)


def test_landmarks_between_two_pictures_are_interpolated():
    landmarks = np.stack([np.zeros((33, 3)), np.full((33, 3), 8.0), np.full((33, 3), np.nan)])
    lifted = lifted_at([0.0, 0.4, 0.8], landmarks)
    assert landmarks_at(lifted, 0.1) == pytest.approx(np.full((33, 3), 2.0))
    assert np.isnan(landmarks_at(lifted, 0.6)).all()


def test_the_strip_shows_each_span_in_its_place():
    spans, colours = [OverlaySpan("a", 0.0, 1.0), OverlaySpan("b", 1.0, 2.0)], {"a": (255, 0, 0), "b": (0, 0, 255)}
    strip = draw_timeline(spans, colours, 1.9, (0.0, 2.0), 640)
    assert strip.shape[1:] == (640, 3)
    assert strip[10, 100].tolist() == [255, 0, 0]
    assert strip[10, 400].tolist() == [0, 0, 255]
