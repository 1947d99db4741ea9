"""The moments that show a concept best."""

from dataclasses import replace
from types import SimpleNamespace

from humocon.atlas.sources import Label
from humocon.atlas.survey import Moments


def test_the_nearest_moments_are_kept_one_from_each_motion(coded):
    moments = Moments(2)
    moments.add(coded([0, 0, 1], name="a", distances=[3, 2, 1]))
    moments.add(coded([0, 0], name="b", distances=[5, 4]))
    moments.add(coded([1, 0], name="c", distances=[9, 1]))
    assert [(moment.name, moment.pose, moment.distance) for moment in moments.of(0)] == [("c", 1, 1), ("a", 1, 2)]
    assert [moment.name for moment in moments.of(1)] == ["a", "c"]
    assert moments.of(2) == []


def test_a_moment_shows_the_poses_around_it_and_its_label(coded):
    labels = [Label("stand", 0, 20), Label("bow", 20, 40)]
    moments = Moments(1, codes=[1])
    moments.add(coded([0] * 24 + [1] + [0] * 15, name="a", labels=labels))
    (moment,) = moments.of(1)
    assert (moment.label, moment.begin, len(moment.joints), moment.time_s) == ("bow", 14, 25, 1.2)
    assert moments.of(0) == []


def test_a_moment_of_a_video_is_told_in_the_time_of_the_video(coded):
    moments, motion = Moments(1), coded([0, 0, 1, 0])
    # The person comes into sight at 2.5 s.
    seen = SimpleNamespace(video_time=lambda time: 2.5 + time)
    moments.add(replace(motion, motion=replace(motion.motion, lifted=seen)))
    (moment,) = moments.of(1)
    assert (moment.time_s, moment.clip_s) == (2.6, 0.1)
