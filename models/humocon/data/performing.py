"""Clips that are made by rules in place of recorded, for actions of which few recordings show anything.

Of jumps forward, jumping jacks and waves with a whole arm the sets have hardly a clip, of skipping, falls, crawling,
golf and forty others none; `humocon.motion.synthesis` can perform them by any number of people.
"""

from dataclasses import dataclass, replace
from typing import Final

from humocon.data.labels import LABELS, Label, label_row
from humocon.data.mocap import LabelledClip
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize

_HOP = Label("jump", "forward", turns=False, unclear=("run",))
_RARE, _KNOWN, _SELDOM = 0.5, 0.25, 0.1
_ONE_OF_TWO = 0.5 * _KNOWN
"""How often they are drawn: of hardly a recording, of recordings that do it otherwise, and of enough recordings.

Skipping has no recording, but drawn as often as what is rare it is what runners are told to do; nor have the actions
of `_STAGED`, of which there are many. What is done with either side is drawn half as often with each."""

_BENT: Final = ("bend down", "squat", "bow")
_DOWN: Final = ("lie down", "kneel", "squat", "bend down")
_AT_HAND: Final = ("wave", "show the way")
_STAGED: Final[dict[str, Label]] = {
    "skip rope": Label("skip rope", turns=False, also=("jump",), unclear=("skip", "run", "jog")),
    "march": Label("march", turns=False, unclear=("walk",)),
    "climb stairs": Label("climb stairs", turns=False, unclear=("climb", "walk")),
    "fall": Label("fall", unclear=(*_DOWN, "lie", "sit", "crawl")),
    "get up": Label("get up", unclear=(*_DOWN, "stand up", "lie", "sit still", "crawl", "lunge", "stand")),
    "lie": Label("lie", turns=False, unclear=("lie down", "fall")),
    "crawl": Label("crawl", "forward", turns=False, unclear=("kneel", "walk")),
    "sit still": Label("sit still", turns=False, unclear=("sit",)),
    "stand up": Label("stand up", turns=False, unclear=("get up", "sit", "sit still", "bend down", "squat")),
    "kneel": Label("kneel", unclear=("squat", "lunge", "sit")),
    "push-up": Label("do push-ups", turns=False, unclear=("hold a plank", "lie", "lie down")),
    "sit-up": Label("do sit-ups", turns=False, unclear=("lie", "lie down", "sit", "sit still", "get up")),
    "plank": Label("hold a plank", turns=False, unclear=("lie", "lie down", "do push-ups")),
    "lunge": Label("lunge", turns=False, unclear=("squat", "walk", "kneel")),
    "golf swing": Label("swing a golf club", unclear=("bend down",)),
    "archery": Label("shoot an arrow"),
    "baseball swing": Label("swing a baseball bat", unclear=("slash",)),
    "tennis forehand": Label("hit a tennis forehand", unclear=("slash",)),
    "tennis serve": Label("serve in tennis", unclear=("throw",)),
    "box": Label("punch", turns=False, unclear=("punch",)),  # how many punches of a combination is not counted
    "front crawl": Label("swim", turns=False, unclear=("rotate arms", *_BENT)),
    "bowl": Label("bowl", unclear=("throw", "lunge", "walk", *_BENT)),
    "catch": Label("catch", turns=False, unclear=("take/pick something up",)),
    "shoot a basketball": Label("shoot a basketball", turns=False, also=("throw",), unclear=("jump", "dribble")),
    "carry": Label("carry something", "forward", turns=False, also=("walk",)),
    "push a cart": Label("push a cart", "forward", turns=False, also=("walk",), unclear=("push",)),
    "push": Label("push", turns=False),
    "type": Label("type", turns=False, unclear=("sit", "sit still", "stand")),
    "sweep": Label("sweep", unclear=("bend down",)),
    "pick up with two hands": Label("pick something up", body_part="both hands", unclear=(*_BENT, "place something")),
    "put on a jacket": Label("put on a jacket"),
    "take off a jacket": Label("take off a jacket"),
    "cross arms": Label("cross the arms", turns=False),
    "curl arms": Label("curl the arms", turns=False),
}
_STAGED_LEFT: Final[dict[str, Label]] = {
    "side step": Label("side step", "left", turns=False, unclear=("walk", "gallop")),
    "gallop": Label("gallop", "left", turns=False, unclear=("side step", "jump", "skip", "run")),
    "limp": Label("limp", body_part="left leg", turns=False, unclear=("walk",)),
    "lunge": Label("lunge", body_part="left leg", turns=False, unclear=("squat", "walk", "kneel")),
    "throw": Label("throw", body_part="left hand"),
    "drink": Label("drink", body_part="left hand", turns=False),
    "phone": Label("phone", body_part="left hand", turns=False, unclear=("walk",)),
    "knock": Label("knock", body_part="left hand", turns=False, unclear=_AT_HAND),
    "pick up with one hand": Label(
        "pick something up", body_part="left hand", turns=False, unclear=(*_BENT, "place something")
    ),
    "draw a circle": Label("draw a circle", body_part="left hand", turns=False, unclear=_AT_HAND),
    "draw an x": Label("draw an x", body_part="left hand", turns=False, unclear=_AT_HAND),
    "draw a triangle": Label("draw a triangle", body_part="left hand", turns=False, unclear=_AT_HAND),
    "point": Label("point", body_part="left hand", turns=False, unclear=_AT_HAND),
    "swipe": Label("swipe", turns=False, unclear=_AT_HAND),
    "salute": Label("salute", body_part="left hand", turns=False, unclear=("wave",)),
}
PERFORMED: Final[dict[str, Label]] = {
    action: replace(label, weight=weight)
    for weight, labels in (
        (
            _RARE,
            {
                "jump": LABELS["hop"],
                "jump forward": LABELS["forward jump"],
                "hop": _HOP,
                "stand": Label("stand", turns=False),
                "bend down": Label("bend down", turns=False, unclear=("bow", "squat", "place something")),
                "clap": Label("clap", turns=False, unclear=("wave",)),
                "hop on the spot": LABELS["hop"],
                "hop on left leg": _HOP,
                "hop on right leg": _HOP,
                "jumping jacks": Label("do jumping jacks", turns=False, also=("jump",), unclear=("wave", "clap")),
            },
        ),
        (
            _KNOWN,
            {
                "skip": Label("skip", "forward", turns=False, unclear=("jump", "run", "jog")),
                "skip on the spot": Label("skip", turns=False, also=("jump",), unclear=("run", "jog")),
                "wave left": LABELS["wave-left-hand"],
                "wave right": LABELS["wave-right-hand"],
                "wave both": LABELS["wave-both-hands"],
                "wave briefly left": LABELS["wave-left-hand"],
                "wave briefly right": LABELS["wave-right-hand"],
                "wave widely left": LABELS["wave-left-hand"],
                "wave widely right": LABELS["wave-right-hand"],
                "wave widely both": LABELS["wave-both-hands"],
                "walk on the spot": Label("walk", turns=False),
                "run on the spot": Label("run", turns=False, unclear=("jog",)),
                "jog on the spot": Label("jog", turns=False, unclear=("run",)),
                "sit down": Label("sit", turns=False, unclear=("squat",)),
            },
        ),
        (
            _SELDOM,
            {
                "walk": LABELS["walk"],
                "walk backwards": LABELS["walk-back"],
                "turn left": LABELS["walk-turn-left"],
                "turn right": LABELS["walk-turn-right"],
                "run": LABELS["run"],
                "jog": Label("jog", "forward", turns=False),
                "squat": LABELS["squat"],
                "bow": LABELS["bow"],
                "raise left arm": LABELS["raise-up-left-hand"],
                "raise right arm": LABELS["raise-up-right-hand"],
                "kick left": LABELS["kick to the front"],
                "kick right": LABELS["kick to the front"].mirrored(),
                "punch left": Label("punch", turns=False),
                "punch right": Label("punch", turns=False),
                "punch standing left": Label("punch", turns=False),
                "punch standing right": Label("punch", turns=False),
                "place": LABELS["deposit an object on the floor"],
            },
        ),
        (_KNOWN, _STAGED),
        (_ONE_OF_TWO, {f"{action} left": label for action, label in _STAGED_LEFT.items()}),
        (_ONE_OF_TWO, {f"{action} right": label.mirrored() for action, label in _STAGED_LEFT.items()}),
    )
    for action, label in labels.items()
}
"""What the actions of `humocon.motion.synthesis` are labelled, and how often they are drawn."""


UNNAMED: Final = "move aimlessly"
"""What `humocon.motion.synthesis` can perform that no label says."""


@dataclass(frozen=True)
class Performed:
    """A clip to be made: an action of `PERFORMED`, by the person of a seed."""

    action: str
    seed: int

    def clip(self) -> LabelledClip:
        """The clip on the standard body with its label, of the training split."""
        joints = standard_body(synthesize(self.action, seed=self.seed).to_clip().joints)
        name = f"performed-{self.action.replace(' ', '-')}-{self.seed}"
        row = {"id": name, "split": "train", "content": self.action, "set": "performed"}
        return LabelledClip(name, joints, self.action, {**row, "label": label_row(PERFORMED[self.action])})


def draw_performed(number: int) -> list[Performed]:
    """So many clips, each action in turn, each by a person of its own."""
    actions = list(PERFORMED)
    return [Performed(actions[place % len(actions)], place) for place in range(number)]
