"""Anchors, boxes, crops, landmark decoding: what lies around the two networks, by hand-computed numbers."""

import warnings

import numpy as np
import pytest

from humocon.errors import CheckpointError
from humocon.video.lifting.detector import NUM_ANCHORS, SIDE, Person, anchors, decode_boxes, merge_boxes
from humocon.video.lifting.landmarks import MIRRORED, refine, to_picture
from humocon.video.lifting.network import Network, sigmoid
from humocon.video.lifting.pruning import prune
from humocon.video.lifting.regions import Region, cut_out, map_points
from humocon.video.lifting.tracking import most_prominent, nearest
from humocon.video.lifting.weights import load_pose_models


def test_anchors_lie_in_the_middles_of_the_cells_of_three_grids():
    centres = anchors()
    assert centres.shape == (NUM_ANCHORS, 2) == (28 * 28 * 2 + 14 * 14 * 2 + 7 * 7 * 6, 2)
    assert centres[0] == pytest.approx([0.5 / 28, 0.5 / 28])
    assert centres[2] == pytest.approx([1.5 / 28, 0.5 / 28])
    assert centres[1568] == pytest.approx([0.5 / 14, 0.5 / 14])
    assert centres[-1] == pytest.approx([6.5 / 7, 6.5 / 7])


def test_boxes_are_relative_to_their_anchor_but_sizes_are_not():
    values = np.array([[22.4, -22.4, 112.0, 56.0, 0, 0, 0, -112.0, 0, 0, 0, 0]])
    (box,) = decode_boxes(values, np.array([[0.5, 0.25]]))
    assert box[0] == pytest.approx([0.6, 0.15])
    assert box[1] == pytest.approx([0.5, 0.25])
    assert box[2] == pytest.approx([0.5, 0.25])
    assert box[3] == pytest.approx([0.5, -0.25])
    assert SIDE == 224


def box(x: float, y: float, side: float = 0.2) -> np.ndarray:
    return np.array([[x, y], [side, side], [x, y], [x, y - side], [0, 0], [0, 0]])


def test_overlapping_boxes_become_one_average_and_others_stay():
    boxes = np.stack([box(0.50, 0.5), box(0.8, 0.5), box(0.52, 0.5)])
    first, second = merge_boxes(boxes, np.array([0.9, 0.8, 0.6]))
    assert first[1] == pytest.approx(0.9)
    assert first[0][0] == pytest.approx([(0.9 * 0.50 + 0.6 * 0.52) / 1.5, 0.5])
    assert (second[1], *second[0][0]) == pytest.approx((0.8, 0.8, 0.5))
    assert merge_boxes(np.zeros((0, 6, 2)), np.zeros(0)) == []


def test_a_box_without_size_is_a_person_of_its_own():
    assert len(merge_boxes(np.stack([box(0.5, 0.5, 0.0), box(0.5, 0.5, 0.0)]), np.array([0.9, 0.8]))) == 2


def test_the_logistic_function_does_not_overflow():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = sigmoid(np.array([-1e6, 0.0, 1e6], np.float32))
    assert values == pytest.approx([0.0, 0.5, 1.0])


def test_a_region_stands_around_hips_and_top_with_a_margin():
    region = Region.around(np.array([100.0, 200.0]), np.array([100.0, 120.0]))
    assert (region.x, region.y, region.side, region.angle) == pytest.approx((100, 200, 200, 0))
    lying = Region.around(np.array([100.0, 200.0]), np.array([180.0, 200.0]))
    assert lying.angle == pytest.approx(np.pi / 2)


def test_the_matrix_of_a_region_maps_corners_and_turns():
    upright = Region(50, 40, 20).matrix(10)
    assert map_points(upright, np.array([[0, 0], [10, 10], [5, 5]])).tolist() == [[40, 30], [60, 50], [50, 40]]
    # Turned clockwise by a right angle, the top left corner of the cut-out is the top right one of the square.
    turned = Region(50, 40, 20, np.pi / 2).matrix(10)
    assert map_points(turned, np.array([[0.0, 0.0]]))[0] == pytest.approx([60, 30])


def test_a_cut_out_is_the_part_of_the_picture():
    frame = np.zeros((40, 60, 3), np.uint8)
    frame[10:20, 30:40] = 200
    assert (cut_out(frame, Region(35, 15, 10), 10, repeat_edge=False) == 200).all()
    outside = Region(100, 15, 10)
    frame[:, -1] = 90
    assert (cut_out(frame, outside, 4, repeat_edge=False) == 0).all()
    assert (cut_out(frame, outside, 4, repeat_edge=True) == 90).all()


def test_overlap_of_squares():
    assert Region(10, 10, 10).overlap(Region(15, 10, 10)) == pytest.approx(50 / 150)
    assert Region(10, 10, 10).overlap(Region(40, 10, 10)) == 0


def test_points_move_to_the_centre_of_their_warm_heat():
    heat = np.full((64, 64, 2), -60.0)
    heat[20, 30, 0], heat[20, 32, 0] = np.log(0.6 / 0.4), np.log(0.2 / 0.8)
    heat[5, 5, 1] = np.log(0.4 / 0.6)  # too cold
    points = np.array([[31.5 / 64, 20.5 / 64], [5.5 / 64, 5.5 / 64]])
    moved = refine(points, heat)
    assert moved[0] == pytest.approx([(0.6 * 30 + 0.2 * 32) / 0.8 / 64, 20 / 64])
    assert moved[1] == pytest.approx(points[1])
    outside = np.array([[1.2, -0.1], [0.99, 0.99]])
    assert refine(outside, np.full((64, 64, 2), 60.0))[0] == pytest.approx(outside[0])


def test_points_and_world_turn_back_with_the_region():
    region = Region(100, 100, 256, np.pi / 2)
    pixels, world = to_picture(np.array([[0.5, 0.0]]), np.array([[0.0, -1.0, 0.3]]), region)
    # The top of a square that is turned to the right lies on the right.
    assert pixels[0] == pytest.approx([228, 100])
    assert world[0] == pytest.approx([1.0, 0.0, 0.3])


def test_the_mirror_swaps_every_pair_and_keeps_the_nose():
    assert MIRRORED[0] == 0
    assert (MIRRORED[MIRRORED] == np.arange(33)).all()
    assert MIRRORED[[11, 13, 15, 23, 25, 27, 31]].tolist() == [12, 14, 16, 24, 26, 28, 32]


def test_the_person_in_the_middle_comes_before_a_larger_one_at_the_edge():
    middle, edge = Person(Region(320, 240, 200), 0.8), Person(Region(20, 240, 230), 0.8)
    assert most_prominent([edge, middle], 640, 480) is middle
    assert nearest([middle, edge], Region(40, 240, 220)) is edge


@pytest.mark.usefixtures("pose_networks")
def test_a_network_without_the_outputs_that_nobody_wants_gives_the_same_others():
    interpreter = pytest.importorskip("ai_edge_litert.interpreter")
    content = load_pose_models().landmarks
    sizes = (39 * 5, 1, 64 * 64 * 39, 39 * 3)
    picture = np.random.default_rng(0).random((1, 256, 256, 3), dtype=np.float32)
    outputs = []
    for file in (content, prune(content, sizes)):
        network = interpreter.Interpreter(model_content=file, num_threads=1)
        network.allocate_tensors()
        network.set_tensor(network.get_input_details()[0]["index"], picture)
        network.invoke()
        found = {int(np.prod(one["shape"])): one["index"] for one in network.get_output_details()}
        outputs.append({size: network.get_tensor(index) for size, index in found.items()})
    assert set(outputs[0]) - set(outputs[1]) == {256 * 256}  # the outline of the person
    for size in sizes:
        np.testing.assert_array_equal(outputs[1][size], outputs[0][size])


def test_what_is_no_network_is_pruned_to_itself():
    for content in (b"", b"nothing of the kind" * 10, bytes(100)):
        assert prune(content, (1,)) == content


def test_what_is_no_network_is_refused_in_one_line():
    pytest.importorskip("ai_edge_litert")
    with pytest.raises(CheckpointError, match="no TFLite network"):
        Network(b"nothing of the kind" * 10, 224, (2254,))
