"""`humocon data render`."""

import shutil
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner, Result

from humocon_cli.main import cli


def render(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["data", "render", "--size", "48", *map(str, arguments)])


@pytest.fixture
def motions(tmp_path):
    from humocon.motion.synthesis import synthesize
    from humocon.motion.writers import write_joints_npz

    folder = tmp_path / "motions"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.npz", "deep/b.npz"):
        write_joints_npz(synthesize("wave left", seed=0).to_clip().joints[:12], folder / name)
    return folder


@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".webm"])
def test_a_motion_becomes_a_video_with_a_frame_for_each_pose(tmp_path, motions, suffix):
    from humocon.video.read import iterate_frames, probe

    output = tmp_path / f"wave{suffix}"
    result = render(motions / "a.npz", "-o", output)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{output}  0.6 s\n"
    assert len(list(iterate_frames(output))) == 12
    assert (probe(output).width, probe(output).fps) == (48, pytest.approx(20))


def test_another_rate_keeps_the_duration(tmp_path, motions):
    from humocon.video.read import probe

    render(motions / "a.npz", "-o", tmp_path / "fast.mp4", "--fps", 50)
    assert probe(tmp_path / "fast.mp4").fps == pytest.approx(50)
    assert probe(tmp_path / "fast.mp4").duration_s == pytest.approx(0.6, abs=0.06)


def test_processes_share_the_files_and_wait_for_each_other(tmp_path, motions):
    (motions / "broken.npz").write_bytes(b"PK")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    command += ["-m", "humocon_cli", "data", "render", "--size", "48", str(motions), "-o", str(tmp_path / "shared")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    told = [f"[1/3] {tmp_path}/shared/a.mp4  0.6 s", f"[3/3] {tmp_path}/shared/deep/b.mp4  0.6 s"]
    assert sorted(done.stdout.splitlines()) == told, done.stderr
    assert (done.returncode, "broken.npz" in done.stderr) == (1, True)


def test_a_folder_is_rendered_once_and_each_file_looks_different(tmp_path, motions):
    from humocon.video.read import read_key_frames

    output = tmp_path / "videos"
    first = render(motions, "-o", output, "--look", "random")
    assert first.exit_code == 0
    assert first.stdout.splitlines() == [f"[1/2] {output}/a.mp4  0.6 s", f"[2/2] {output}/deep/b.mp4  0.6 s"]
    one, two = (read_key_frames(output / name, 1).frames[0].astype(int) for name in ("a.mp4", "deep/b.mp4"))
    assert np.abs(one - two).mean() > 5
    (output / "a.mp4").unlink()
    again = render(motions, "-o", output, "--look", "random")
    assert again.stdout == f"[1/2] {output}/a.mp4  0.6 s\n"
    assert "already there" in again.stderr
    np.testing.assert_array_equal(read_key_frames(output / "a.mp4", 1).frames[0], one)
    assert len(render(motions, "-o", output, "--overwrite").stdout.splitlines()) == 2


def test_one_bad_file_does_not_stop_the_others(tmp_path, motions):
    (motions / "aa.bvh").touch()
    result = render(motions, "-o", tmp_path / "videos")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == f"error: {motions}/aa.bvh: the file is empty; copy or export it again\n"


@pytest.mark.parametrize(
    ("inputs", "output", "complaint"),
    [
        (["a.npz", "deep/b.npz"], "two.mp4", "2 motions do not fit into one file"),
        (["a.npz"], "x.avi", "cannot write this suffix"),
        (["a.npz", "a.npz"], "videos", "would both become"),
        (["absent.npz"], "x.mp4", "no such file"),
        (["empty"], "videos", "no motion file in this folder"),
        (["a.npz"], "own/a.mp4/x.mp4", "own/a.mp4: no folder can be made there (File exists); choose another"),
        (["own/a.mp4"], "own/a.mp4", "is what the video is made from; name another file"),
        (["own/a.mp4"], "own", "would be written over; render into another folder"),
        (["a.npz"], "no/x.mp4", ""),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(tmp_path, motions, inputs, output, complaint):
    (motions / "empty").mkdir()
    (tmp_path / "own").mkdir()
    (motions / "own").symlink_to(tmp_path / "own")
    shutil.copy(motions / "a.npz", tmp_path / "own" / "a.mp4")
    result = render(*(motions / name for name in inputs), "-o", tmp_path / output)
    assert result.exit_code == (1 if complaint else 0)
    assert complaint in result.stderr
    assert result.stderr.count("\n") == (1 if complaint else 0)
