"""The cycle of a made-up gait, whose steps are known."""

import re
from dataclasses import replace

import pytest

from humocon.ask.exact import Scene, answer_from
from humocon.ask.exact.known.names import Told
from tests.ask.exact.asking import ask, facts_of


def test_a_gait_cycle_is_two_steps():
    steps = len(facts_of("walk").steps)
    assert ask("walk", "How many gait cycles are there?").text == f"{steps // 2} gait cycles."


@pytest.mark.parametrize("side", ["left", "right"])
def test_stance_and_swing_of_a_foot_make_a_stride(side: str):
    times = [step.time_s for step in facts_of("walk").steps if step.foot == side]
    stride = (times[-1] - times[0]) / (len(times) - 1)
    stance = ask("walk", f"How long is the stance phase of the {side} foot?").text
    swing = ask("walk", f"What is the swing time of the {side} foot?").text
    total = sum(float(re.match(r"(\d+\.\d+) s", one)[1]) for one in (stance, swing))  # pyright: ignore[reportOptionalSubscript]
    assert total == pytest.approx(stride, abs=0.11)


def test_even_steps_are_alike_and_late_ones_are_not():
    question = "What is the step time asymmetry between left and right?"
    assert ask("walk", question).text.startswith("Alike on both sides")
    assert ask("walk", "Is the left step longer than the right?").text.startswith("No")
    known = facts_of("walk")
    late = tuple(replace(step, time_s=step.time_s + 0.1 * (step.foot == "left")) for step in known.steps)
    scene = Scene(replace(known, steps=late), lambda asked: [Told("The person walks.", 0.97)] * len(asked))
    told = answer_from(question, (), scene)
    assert told is not None
    assert "apart, more with the left foot" in told.text


def test_how_far_the_arms_swing_and_how_long_both_feet_are_down():
    assert re.search(r"left hand swings by 0\.[1-9]\d m", ask("walk", "How much do the arms swing?").text)
    assert "% of the time: both feet are on the floor" in ask("walk", "How long is the double support?").text


def test_who_takes_no_steps_has_no_cycle():
    assert "gait cycle" not in ask("wave left", "How many gait cycles are there?").text
    assert ask("wave left", "Does the left hand swing?").text.startswith("Yes")
