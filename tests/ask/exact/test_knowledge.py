"""What is commonly known about an action."""

import pytest

from humocon.ask.exact.by_kind.knowledge import asks_knowledge, tell
from humocon.ask.exact.by_kind.lore import LORE, SPORTS
from humocon.ask.exact.words.vocabulary import BY_KEY


@pytest.mark.parametrize(
    ("question", "key", "begins"),
    [
        ("which muscles does this train?", "squat", "The thighs (quadriceps), glutes and hamstrings"),
        ("does this train the glutes?", "squat", "Yes, squatting"),
        ("does it train the biceps?", "squat", "No, squatting"),
        ("is this cardio rather than strength training?", "run", "Yes, running is cardio"),
        ("is this cardio or strength?", "squat", "Strength training"),
        ("which sport is this?", "golf", "Golf."),
        ("which sport is this?", "wave", "No sport"),
        ("is this boxing?", "punch", "Yes, this is punching"),
        ("is this boxing?", "walk", "No, this is walking"),
        ("what equipment do i need for this?", "squat", "No equipment"),
        ("is this a greeting?", "wave", "Yes"),
        ("is it an upper or lower body exercise?", "squat", "Lower body"),
        ("is it a warm-up?", "jack", "Yes"),
        ("what is this good for?", "squat", "Squatting is done to strengthen the legs"),
    ],
)
def test_what_is_known_begins_with_what_was_asked(question: str, key: str, begins: str):
    text = tell(asks_knowledge(question), question, key, BY_KEY[key].gerund)
    assert text is not None
    assert text.startswith(begins)


def test_what_is_not_known_is_not_told():
    assert tell("muscles", "which muscles?", "scratch", "scratching") is None
    assert asks_knowledge("how expensive is the equipment?") == ""


def test_every_sport_and_every_lore_belongs_to_an_action():
    games = {"basketball", "soccer"}
    assert {key for key in LORE if key not in BY_KEY} <= games
    assert {key for keys in SPORTS.values() for key in keys.split("|") if key and key not in BY_KEY} <= games
