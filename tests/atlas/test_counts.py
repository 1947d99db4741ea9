"""Counts over coded motions, compared with numbers worked out by hand."""

import numpy as np
import pytest

from humocon.atlas.counts import ConceptCounts, joint_speeds
from humocon.atlas.sources import Label
from humocon.motion.features import pose_features
from humocon.motion.skeleton import rest_pose


def test_a_concept_is_counted_by_poses_spans_and_clips(coded):
    counts = ConceptCounts(4)
    counts.add(coded([0, 0, 0, 1, 1, 0]))
    counts.add(coded([1, 1]))
    zero, one, two = (counts.summary(code) for code in (0, 1, 2))
    assert (zero.poses, zero.spans, zero.clips, zero.usage) == (4, 2, 1, 0.5)
    assert (one.poses, one.spans, one.clips, one.usage) == (4, 2, 2, 0.5)
    assert zero.duration_s == pytest.approx(4 / 20 / 2)
    assert (two.poses, two.duration_s, two.label, two.parts) == (0, 0.0, "", ())


def test_the_perplexity_counts_concepts_that_are_used_equally(coded):
    counts = ConceptCounts(8)
    counts.add(coded([0, 1, 2, 3]))
    assert counts.perplexity == pytest.approx(4)
    counts.add(coded([0, 0, 0, 0]))
    assert counts.perplexity == pytest.approx(np.exp(-(5 / 8 * np.log(5 / 8) + 3 / 8 * np.log(1 / 8))))


def test_the_best_label_is_that_of_most_poses_and_the_purity_its_share(coded):
    counts = ConceptCounts(2)
    labels = [Label("walk", 0, 3), Label("bow", 3, 4)]
    counts.add(coded([0, 0, 0, 0, 0, 1], labels=labels))
    assert (counts.summary(0).label, counts.summary(0).purity) == ("walk", 0.75)
    assert (counts.summary(1).label, counts.summary(1).purity) == ("", 0.0)


def test_neighbours_in_time_are_counted_once_for_each_change(coded):
    counts = ConceptCounts(3)
    counts.add(coded([0, 0, 1, 0, 1, 2]))
    assert counts.followed == {0: {1: 2}, 1: {0: 1, 2: 1}}
    assert counts.preceded == {1: {0: 2}, 0: {1: 1}, 2: {1: 1}}


def test_a_span_is_counted_under_its_own_length(coded):
    counts = ConceptCounts(2)
    counts.add(coded([0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1]))  # 0.05, 0.1, 0.15 and 0.25 s
    assert counts.durations[0].tolist()[:5] == [1, 0, 1, 0, 0]
    assert counts.durations[1].tolist()[:5] == [0, 1, 0, 0, 1]


def test_what_moves_is_told_beside_the_pelvis(coded):
    still = np.repeat(rest_pose()[None].astype(np.float32), 10, axis=0)
    still[..., 1] += 1
    ahead = np.array([0.0, 0.0, 0.05], dtype=np.float32)
    moving = still + np.arange(10)[:, None, None] * ahead  # the whole body, 1 m/s
    moving[:, 20, 1] += np.linspace(0, 0.18, 10, dtype=np.float32)
    speeds = joint_speeds(pose_features(moving))
    assert speeds[5, 0] == pytest.approx(1.0, abs=0.15)  # on a body with other legs
    assert speeds[5, 20] > 0.2
    assert speeds[5, 21] == pytest.approx(0, abs=1e-4)
