import json

import numpy as np
import pytest

from humocon.evaluation.babel_qa import read_questions
from humocon.evaluation.blind import lookup_predictions, majority_predictions, standing_clip
from humocon.evaluation.scoring import accuracy_by_group, is_correct


@pytest.mark.parametrize(
    ("predict", "expected"), [(majority_predictions, 0.260), (lookup_predictions, 0.301)], ids=["majority", "lookup"]
)
def test_blind_rows_of_mocap_qa(shared_data, predict, expected):
    folder = shared_data / "mocap_qa"
    entries = json.loads((folder / "questions.json").read_text())
    splits = json.loads((folder / "split_question_ids.json").read_text())
    train, test = (read_questions(folder, entries, splits, split) for split in ("train", "test"))
    outcomes = [is_correct(text, q.answers) for text, q in zip(predict(train, test), test, strict=True)]
    found = accuracy_by_group(test, outcomes)
    assert found["overall"].n == 2501
    assert found["overall"].accuracy == pytest.approx(expected, abs=0.0005)
    assert (found["query_action"].n, found["before"].n, found["other"].n) == (1571, 714, 630 + 421)


def test_the_standing_person_stands_still_on_the_floor_with_hanging_arms():
    clip = standing_clip()
    assert clip.joints.shape == (80, 22, 3)
    assert np.array_equal(clip.joints[0], clip.joints[-1])
    assert clip.joints[0, :, 1].min() == pytest.approx(0, abs=0.01)
    assert (clip.joints[0, [20, 21], 1] < clip.joints[0, [16, 17], 1] - 0.4).all()
