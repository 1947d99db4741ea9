import json

import pytest

from humocon.evaluation.babel_qa import find_files, read_questions
from humocon.evaluation.question_set import lookup_predictions, majority_predictions
from humocon.evaluation.scoring import accuracy_by_group, is_correct


@pytest.mark.parametrize(
    ("predict", "expected"), [(majority_predictions, 0.260), (lookup_predictions, 0.301)], ids=["majority", "lookup"]
)
def test_blind_rows_of_mocap_qa(shared_data, predict, expected):
    folder = shared_data / "mocap_qa"
    entries = json.loads((folder / "questions.json").read_text())
    splits = json.loads((folder / "split_question_ids.json").read_text())
    train, test = (read_questions(find_files(folder), entries, splits, split) for split in ("train", "test"))
    outcomes = [is_correct(text, q.answers) for text, q in zip(predict(train, test), test, strict=True)]
    found = accuracy_by_group(test, outcomes)
    assert found["overall"].n == 2501
    assert found["overall"].accuracy == pytest.approx(expected, abs=0.0005)
    assert (found["query_action"].n, found["before"].n, found["other"].n) == (1571, 714, 630 + 421)
