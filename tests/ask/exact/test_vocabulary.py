"""The words of what people ask about."""

import pytest

from humocon.ask.exact.words.vocabulary import ACTIONS, actions_in

# What somebody who names actions may call them, and the action that is meant.
NAMES = {
    "fall": "fall down",
    "get up": "stand up|get up from the floor",
    "lie": "lie down",
    "pushup": "push-ups",
    "situp": "sit-ups",
    "lunge": "lunges",
    "golf": "golf swing",
    "baseball": "baseball swing",
    "tennis": "tennis serve",
    "bowling": "bowling|bowl a ball",
    "carry": "carry|carry a box|carries something",
    "push": "push|push a box",
    "pull": "pull",
    "drink": "drink",
    "phone": "talk on the phone|phone",
    "type": "typing|types on a keyboard",
    "sweep": "sweep the floor|mop",
    "knock": "knock on the door",
    "put on": "put on a jacket|put on jacket",
    "take off": "take off a jacket|takes his coat off",
    "swipe": "swipe left",
    "draw": "draw a circle|draw in the air|draw triangle",
    "side step": "side step|steps sideways",
    "gallop": "gallop",
    "march": "march on the spot",
    "limp": "limp",
    "climb stairs": "climb stairs|walks up the stairs",
    "take": "pick up|picks something up",
    "shake hands": "shake hands",
    "cross arms": "cross arms|arms crossed",
    "curl": "arm curl",
    "skip": "jump rope",
    "bow": "first a bow|takes a bow",
    "archery": "fires an arrow|draws the bow",
}


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, names in NAMES.items() for name in names.split("|")])
def test_every_name_of_an_action_means_that_action_alone(key: str, name: str) -> None:
    assert [action.key for _, _, action in actions_in(name)] == [key]


def test_no_two_actions_share_a_key() -> None:
    keys = [action.key for action in ACTIONS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("text", ["what type of movement is this", "what kind of exercise", "how many in a row"])
def test_words_that_only_look_like_actions_are_none(text: str) -> None:
    assert not actions_in(text)
