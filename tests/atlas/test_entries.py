"""Concepts and clips as the pages refer to them: which concepts are alike, which answers belong to which clip."""

import numpy as np

from humocon.atlas.entries import ClipEntry, flat_map, match_answers, nearest_codes, order_by_likeness


def test_like_codes_stand_side_by_side_and_unused_ones_last():
    vectors = np.array([[0.0], [10.0], [1.0], [11.0], [5.0]])
    order = order_by_likeness(vectors, np.array([True, True, True, True, False]))
    assert order[-1] == 4
    assert {frozenset(order[:2]), frozenset(order[2:4])} == {frozenset({0, 2}), frozenset({1, 3})}


def test_a_codebook_of_one_or_two_codes_has_an_order():
    assert order_by_likeness(np.zeros((1, 4)), np.array([True])) == [0]
    assert order_by_likeness(np.zeros((2, 4)), np.array([False, True])) == [1, 0]


def test_neighbours_are_the_nearest_codes_in_use():
    vectors = np.array([[0.0], [1.0], [2.0], [9.0]])
    assert nearest_codes(vectors, 0, 2, np.array([True, False, True, True])) == [(2, 2.0), (3, 9.0)]


def test_the_map_keeps_distances_of_vectors_that_are_flat_already():
    vectors = np.random.default_rng(0).normal(size=(20, 2)) @ np.array([[1.0, 0, 2, 0], [0, 1, 0, -1]])
    places = flat_map(vectors)
    assert np.allclose(np.linalg.norm(places[3] - places[7]), np.linalg.norm(vectors[3] - vectors[7]))
    assert flat_map(np.ones((1, 3))).shape == (1, 2)


def test_questions_about_one_of_two_files_of_a_name_stay_with_it(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    clips = [
        ClipEntry(file, "walk", stem, 1.0, np.zeros(1, np.int32), np.array([0, 20]), (), "")
        for file, stem in (("a/walk.bvh", "0-walk"), ("b/walk.bvh", "1-walk"))
    ]
    about = {"file": str(tmp_path / "a" / "walk.bvh"), "question": "What?", "answer": "walking"}
    assert match_answers(clips, [about]) == {"0-walk": [about], "1-walk": []}
    elsewhere = about | {"file": "walk.npz"}
    assert match_answers(clips[1:], [elsewhere]) == {"1-walk": [elsewhere]}
