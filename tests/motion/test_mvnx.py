import numpy as np
import pytest

from humocon.errors import DataError
from humocon.motion.clip import canonicalize
from humocon.motion.read import read_motion
from tests.motion.mvnx_files import mvnx, subject


@pytest.fixture
def read(tmp_path):
    def read(text, **options):
        (tmp_path / "take.mvnx").write_text(text)
        return read_motion(tmp_path / "take.mvnx", **options)

    return read


@pytest.mark.parametrize("options", [{}, {"labels": False}, {"tells": ("position",), "rate": ""}])
def test_segments_are_joints_in_metres_without_the_poses_of_a_calibration(read, walk, options):
    clip = read(mvnx(subject(walk.joints, walk.rotations, **options)))
    assert (clip.source.format, clip.source.unit, clip.source.up, clip.source.warnings) == ("MVNX", "m", "z", ())
    assert clip.source.fps == pytest.approx(30, abs=0.05)
    expected = canonicalize(walk.joints, clip.source.fps)
    kept = [0, *range(1, 3), *range(4, 6), 7, 8, *range(9, 22)]
    np.testing.assert_allclose(clip.joints[:, kept], expected[: clip.num_frames, kept], atol=1e-4)


def test_a_body_without_places_is_posed_by_its_turns_and_the_points_where_segments_join(read, walk):
    clip = read(mvnx(subject(walk.joints, walk.rotations, tells=("orientation",))))
    assert "told from the feet" in clip.source.warnings[0]
    shown, expected = (joints - joints[:, :1] for joints in (clip.joints, canonicalize(walk.joints, 30)))
    np.testing.assert_allclose(shown[:, [7, 8, 15, 20, 21]], expected[:, [7, 8, 15, 20, 21]], atol=1e-3)


def test_of_several_people_one_is_chosen(read, walk):
    text = mvnx(subject(walk.joints, walk.rotations), subject(walk.joints, walk.rotations))
    with pytest.raises(DataError, match=r"2 people.*--person"):
        read(text)
    assert read(text, person=2).num_frames > 2


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: text[: len(text) // 2], "not a whole MVNX"),
        (lambda text: text.replace("<mvnx", '<!DOCTYPE m [<!ENTITY a "a">]><mvnx'), "entities"),
        (lambda text: text.replace("position>", "velocity>").replace("connector", "c"), "with position"),
        (lambda text: text.replace('"normal"', '"npose"'), "without frames"),
        (lambda text: text.replace("</position>", " 1</position>", 2), "with position"),
        (lambda text: text.replace('frameRate="30"', 'frameRate="0"'), "at 0"),
        (lambda text: text.replace("LowerLeg", "Stick"), "left_knee"),
    ],
)
def test_what_is_no_whole_body_is_refused_in_one_line(read, walk, edit, words):
    with pytest.raises(DataError, match=words) as caught:
        read(edit(mvnx(subject(walk.joints, walk.rotations))))
    assert "\n" not in str(caught.value)
