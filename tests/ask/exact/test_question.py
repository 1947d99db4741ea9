"""What a question asks for, however it is put."""

import time

import pytest

from humocon.ask.exact.words.question import understand
from tests.ask.exact.held_out import HELD_OUT
from tests.ask.exact.phrasings import PHRASINGS


@pytest.mark.parametrize("kind", PHRASINGS)
def test_every_phrasing_is_taken_for_its_kind(kind: str):
    assert {question: understand(question).kind for question in PHRASINGS[kind]} == dict.fromkeys(PHRASINGS[kind], kind)


def test_of_questions_that_nobody_looked_at_95_in_100_are_taken_for_their_kind():
    right = [understand(question).kind == kind for kind, questions in HELD_OUT.items() for question in questions]
    assert sum(right) / len(right) > 0.95


def test_a_question_is_understood_in_less_than_five_milliseconds():
    questions = [question for several in PHRASINGS.values() for question in several]
    understand("Is the person jumping?")
    begin = time.process_time()
    for question in questions:
        understand(question)
    assert (time.process_time() - begin) / len(questions) < 0.005


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("Is he jumping?", False),
        ("He doesn't jump, does he?", False),  # "no" says that he does not
        ("Doesn't he jump?", False),
        ("He jumps, doesn't he?", False),
        ("Isn't there any jump?", True),
        ("Nobody jumps, right?", True),
        ("Does he never jump?", True),
        ("It's not true that he jumps, right?", True),
        ("Is it true that he doesn't jump?", True),
        ("He doesn't jump, right?", True),
        ("He isn't jumping, is that right?", True),
        ("Isn't it true that he never jumps?", True),
        ("It's false that he jumps, isn't it?", True),
        ("No leg is lifted, correct?", True),
        ("Can you tell me whether he jumps, yes or no?", False),
    ],
)
def test_yes_denies_what_is_denied(question: str, negated: bool):
    assert understand(question).negated == negated


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("I'm buying shoes for her, so how long are the steps?", "how long are the steps?"),
        ("For my report, which foot takes the last step?", "which foot takes the last step?"),
        ("To cut the film, when does the jump begin?", "when does the jump begin?"),
        ("I can't tell which of the hands is higher", "which of the hands is higher"),
        ("I can't decide if she jumps", "she jumps"),
        ("For the first half, how fast is he?", "for the first half, how fast is he?"),  # says which half
        ("To begin with, what does the left arm do?", "to begin with, what does the left arm do?"),
        ("To the left, does he turn at all?", "to the left, does he turn at all?"),  # says which way
        ("I have seen a jump, how high is it?", "i have seen a jump, how high is it?"),  # leans on it
    ],
)
def test_what_somebody_needs_an_answer_for_is_not_asked(question: str, asked: str):
    assert understand(question).text == asked


@pytest.mark.parametrize(
    ("question", "mentions"),
    [
        ("Does he walk and turn to the right?", [("walk", ""), ("turn", "right")]),
        ("does she kick with her left leg?", [("kick", "left")]),
        ("Is he wlaking or runing?", [("walk", ""), ("run", "")]),
        ("Dreht er sich nach links?", [("turn", "left")]),
        ("¿Saluda con la mano derecha?", [("wave", "right")]),
        ("He turns right, right?", [("turn", "right")]),
        ("right after the jump, does he wave?", [("jump", ""), ("wave", "")]),
    ],
)
def test_actions_are_found_with_their_sides(question: str, mentions: list[tuple[str, str]]):
    assert [(mention.action.key, mention.side) for mention in understand(question).mentions] == mentions


@pytest.mark.parametrize(
    ("earlier", "question", "kind", "keys"),
    [
        ("Does the person turn?", "Which way?", "way", ("turn",)),
        ("Is he running?", "how fast?", "how fast", ("run",)),
        ("Does he wave?", "with which hand?", "side", ("wave",)),
        ("How many squats?", "and jumps?", "how many", ("jump",)),
        ("Does he jump?", "when?", "when", ("jump",)),
    ],
)
def test_a_question_leans_on_the_one_before(earlier: str, question: str, kind: str, keys: tuple[str, ...]):
    asked = understand(question, [(earlier, "yes")])
    assert (asked.kind, asked.keys) == (kind, keys)


def test_and_then_asks_for_the_next_place():
    first = ("What does he do first?", "The person walks.")
    assert understand("And then?", [first]).place == 2
    assert understand("and after that?", [first, ("And then?", "The person bows.")]).place == 3


@pytest.mark.parametrize(
    ("question", "threshold"),
    [
        ("Does he do more than 3 squats?", ("more than", 3.0, "")),
        ("are there at least two jumps?", ("at least", 2.0, "")),
        ("Is he faster than 7 km/h?", ("faster than", 7.0, "km/h")),
        ("does he jump higher than 30 cm", ("higher than", 30.0, "cm")),
    ],
)
def test_numbers_to_compare_with_are_read(question: str, threshold: tuple[str, float, str]):
    assert understand(question).threshold == threshold


@pytest.mark.parametrize(
    ("question", "stretch"),
    [
        ("what is he doing at 8 s?", (8.0, 8.0)),
        ("Is he running at the 11 second mark?", (11.0, 11.0)),
        ("what happens between 7 and 9.5 seconds?", (7.0, 9.5)),
        ("what does she do in the first five seconds", (0.0, 5.0)),
        ("does he wave in the last 2 seconds?", (-2.0, 0.0)),
        ("At what second does he jump?", None),
        ("Is he faster than 2 m/s?", None),
    ],
)
def test_the_seconds_that_are_asked_about_are_read(question: str, stretch: tuple[float, float] | None):
    assert understand(question).stretch == stretch


def test_a_number_behind_a_noun_is_a_place():
    assert [understand(f"When is jump {words}?").place for words in ("number two", "no. 3", "#1")] == [2, 3, 1]


@pytest.mark.parametrize(
    ("question", "kind", "keys"),
    [
        ("Someone said he kicks. Does he?", "yesno", ("kick",)),
        ("They claim that she turns, is that true?", "yesno", ("turn",)),
        ("I'd love to know how far she walks.", "how far", ("walk",)),
        ("Is it just me or is he walking?", "yesno", ("walk",)),
        ("Say whether she jumps.", "yesno", ("jump",)),
        ("State when the jump occurs.", "when", ("jump",)),
        ("I want you to count the kicks.", "how many", ("kick",)),
        ("It would be nice to know when he jumps.", "when", ("jump",)),
        ("kicks, total?", "how many", ("kick",)),
        ("At what speed is the distance covered?", "how fast", ()),
        ("backwards?", "yesno", ()),
        ("higher hand?", "side", ()),
        ("The clip ends with him in some posture. Which one?", "posture", ()),
        ("Which posture is held at the end?", "posture", ()),
        ("He must have a reason, what is it?", "unanswerable", ()),
        ("What does she have on?", "unanswerable", ()),
        ("how many reps of squats are we looking at here, would you say?", "how many", ("squat",)),
        ("hey coach, is he turning to the left there or to the right?", "way", ("turn",)),
        ("For how many seconds does the recording run?", "how long", ()),
        ("Fait-elle un saut ou un squat ?", "comparison", ("jump", "squat")),
        ("Hinkt er?", "yesno", ("limp",)),
        ("¿Cojea?", "yesno", ("limp",)),
    ],
)
def test_a_question_is_understood_however_it_is_put(question: str, kind: str, keys: tuple[str, ...]):
    read = understand(question)
    assert (read.kind, tuple(key for key in read.keys if key not in ("move", "stand"))) == (kind, keys)
