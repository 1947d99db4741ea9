import pytest

from humocon.evaluation.scoring import Accuracy
from humocon.evaluation.tables import (
    ACTIVITYNET_QA_TEST,
    BABEL_QA_TEST,
    HUMMAN_QA_TEST,
    accuracy_table,
    own_row,
    published_table,
    share,
)


def test_published_rows_name_their_protocol():
    assert {row.scoring for row in BABEL_QA_TEST} == {
        "classifier",
        "exact",
        "judge",
        "vocabulary",
        "10 options",
    }
    assert len({row.name for row in BABEL_QA_TEST}) == len(BABEL_QA_TEST) == 13
    assert [(row.scoring, row.overall) for row in HUMMAN_QA_TEST] == [("10 options", 0.901)]


def test_blind_rows_are_micro_averages_of_their_types():
    """The counts of the test split: action 261, direction 72, body part 60; before 124, after 124, other 145."""
    for row in BABEL_QA_TEST:
        if row.name.startswith("blind"):
            assert row.query_action is not None
            assert row.query_direction is not None
            assert row.query_body_part is not None
            by_query = (261 * row.query_action + 72 * row.query_direction + 60 * row.query_body_part) / 393
            assert by_query == pytest.approx(row.overall, abs=0.001)
            assert row.before is not None
            assert row.after is not None
            assert row.other is not None
            by_relation = (124 * row.before + 124 * row.after + 145 * row.other) / 393
            assert by_relation == pytest.approx(row.overall, abs=0.001)


def test_this_run_stands_above_the_published_rows():
    own = own_row("this run", "exact", {"overall": Accuracy(4, 3, 0.75, 0.5, 1.0)})
    table = published_table([own], BABEL_QA_TEST)
    assert table["rows"][0] == ["this run", "exact", ".750", "", "", "", "", "", ""]
    assert len(table["rows"]) == 14
    assert "Protocols differ" in table["title"]
    assert all(len(row) == len(table["columns"]) for row in table["rows"])


def test_accuracies_stand_beside_the_blind_ones():
    value, blind = Accuracy(4, 3, 0.75, 0.5, 1.0), Accuracy(4, 1, 0.25, 0.0, 0.75)
    table = accuracy_table("mocap-qa test", "exact", {"overall": value}, {"majority": {"overall": blind}})
    assert table["rows"] == [["overall", "4", ".750 (.500 to 1.000)", ".250"]]
    assert table["columns"][-1] == "blind: majority"


def test_shares_are_printed_as_in_papers():
    assert (share(0.0), share(0.8125), share(1.0), share(None)) == (".000", ".812", "1.000", "")


def test_points_stand_beside_the_shares_of_activitynet_qa():
    points = {"overall": Accuracy(4, 12, 3.0, 2.0, 4.0)}
    own = own_row("this run", "judge", {"overall": Accuracy(4, 3, 0.75, 0.5, 1.0)}, points)
    table = published_table([own], ACTIVITYNET_QA_TEST)
    assert table["columns"] == ["result", "scoring", "overall", "points"]
    assert table["rows"][0] == ["this run", "judge", ".750", "3.0"]
    assert table["rows"][5] == ["HuMoCon", "judge", ".542", "3.6"]
