"""What happens when."""

from dataclasses import replace

import pytest

from humocon.ask.exact import Scene, answer_from, stretches_of
from humocon.ask.exact.known.events import Event, events_of
from humocon.ask.exact.known.names import named_events, timed
from humocon.motion.kinematics.facts import facts
from humocon.motion.kinematics.path import Turn
from humocon.motion.kinematics.signals import Span
from humocon.motion.synthesis import synthesize_sequence
from tests.ask.exact.asking import facts_of, scene_of


def test_a_models_sentence_is_read_in_its_order():
    events = named_events("The person walks to the left, then kicks with the right leg, then lies down on the floor.")
    assert [(event.key, event.side, event.way) for event in events] == [
        ("walk", "", "left"),
        ("kick", "right", ""),
        ("lie", "", ""),
    ]


def test_who_walks_a_curve_goes_forward_as_the_evidence_says():
    known = facts(synthesize_sequence(["walk", "turn left"], seed=3).to_clip().joints)
    told = stretches_of(scene_of(known, "The person walks to the left."))
    assert told[0].words == "walks forward"


def test_who_goes_slowly_walks_all_the_time_and_not_where_a_hand_is_quick():
    known = facts_of("walk")
    (event,) = timed(named_events("The person walks."), [], known.measures, known.duration_s)
    assert event.span.begin_s < 0.3
    assert event.span.end_s > known.duration_s - 0.3


def film_of(action: str, says: str = "") -> Scene:
    return scene_of(facts_of(action), says, 0.97 if says else 0.1, is_film=True)


def test_a_figure_of_a_film_is_all_that_happens_as_the_answer_says(monkeypatch):
    monkeypatch.setattr("humocon.ask.exact.by_kind.telling.figures", lambda scene: {"golf": "both hands together"})
    scene = film_of("bow")
    (told,) = stretches_of(scene)
    assert told.words == "swings a golf club"
    assert (told.begin_s, told.end_s) == (scene.active.begin_s, scene.active.end_s)
    answer = answer_from("What is the person doing?", [], scene)
    assert answer is not None
    assert "swings a golf club" in answer.text


def test_what_nobody_names_in_a_film_is_told_by_its_bare_moves():
    assert [told.words for told in stretches_of(film_of("bow", "The person bows."))] == ["bows"]
    assert stretches_of(film_of("bow")) == []


def test_both_hands_swing_where_one_swings():
    known = facts_of("wave left")
    (wave,) = [move for move in known.arms if move.kind == "wave"]
    events = events_of(replace(known, arms=(wave, replace(wave, side="right"))), known.measures)
    assert [event.line for event in events if event.key == "wave"] == [
        f"both hands swing {wave.count} times, {wave.span.words}"
    ]


def test_a_name_takes_its_time_from_the_fact_that_fits():
    known = facts_of("jump")
    (jump,) = known.jumps
    (event,) = timed(
        named_events("The person jumps."), events_of(known, known.measures), known.measures, known.duration_s
    )
    assert event.span == jump.span
    assert event.line == f"both feet off the floor {jump.span.words}, {jump.height_m:.2f} m"


def test_a_name_without_a_fact_lies_between_its_neighbours():
    known = facts_of("walk")
    walks = [Event("walk", Span(0.0, 1.0), line="a"), Event("walk", Span(3.0, 4.0), line="b")]
    events = timed(named_events("The person walks, then dances, then walks."), walks, known.measures, 4.0)
    assert [event.key for event in events] == ["walk", "dance", "walk"]
    assert 1.0 <= events[1].span.begin_s < events[1].span.end_s <= 3.05


@pytest.mark.parametrize(("action", "key"), [("run on the spot", "run"), ("walk on the spot", "walk")])
def test_feet_that_go_up_in_turn_while_the_pelvis_stays_walk_or_run_on_the_spot(action: str, key: str):
    known = facts_of(action)
    spot = [event for event in events_of(known, known.measures) if event.way == "on the spot"]
    assert {event.key for event in spot} == {key}


def test_who_squats_or_stands_takes_no_step_on_the_spot():
    for action in ("squat", "bow"):
        known = facts_of(action)
        assert not [event for event in events_of(known, known.measures) if event.way == "on the spot"]


def test_a_bow_that_no_fact_tells_is_where_the_trunk_leans():
    facts = facts_of("bow")
    (bow,) = timed(named_events("The person bows."), [], facts.measures, facts.duration_s)
    lowest = facts.measures.extreme("trunk", "lean").time_s
    assert bow.span.begin_s < lowest < bow.span.end_s
    assert bow.span.duration_s < 0.8 * facts.duration_s


def test_a_name_for_walking_is_the_long_way_and_no_step_beside_it():
    facts = facts_of("walk")
    step, walk = Event("walk", Span(0.0, 0.4), value=0.3), Event("walk", Span(1.0, 3.0), value=4.0)
    (event,) = timed(named_events("The person walks."), [step, walk], facts.measures, facts.duration_s)
    assert event.span == walk.span


def test_a_trunk_that_twists_to_and_fro_does_not_turn():
    known = facts_of("walk")
    degrees = (70.0, -130.0, 140.0, -75.0)
    spans = [Span(1.5 * number, 1.5 * number + 1.0) for number in range(len(degrees))]
    turns = tuple(Turn(span, value) for span, value in zip(spans, degrees, strict=True))
    standing = replace(known, turns=turns, goings=(), repetitions=())
    keys = [event.key for event in events_of(standing, known.measures)]
    assert "turn" not in keys
    assert keys.count("twist") == len(degrees)
