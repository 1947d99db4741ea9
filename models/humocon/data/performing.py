"""Clips that are made by rules in place of recorded, for actions of which few recordings show anything.

Of jumps forward, jumping jacks and waves with a whole arm the sets have hardly a clip, of skipping none;
`humocon.motion.synthesis` can perform them by any number of people.
"""

from dataclasses import dataclass, replace
from typing import Final

from humocon.data.labels import LABELS, Label, label_row
from humocon.data.mocap import LabelledClip
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize

_HOP = Label("jump", "forward", turns=False, unclear=("run",))
_RARE, _KNOWN, _SELDOM = 0.5, 0.25, 0.1
"""How often they are drawn: of hardly a recording, of recordings that do it otherwise, and of enough recordings.

Skipping has no recording, but drawn as often as what is rare it is what runners are told to do."""

PERFORMED: Final[dict[str, Label]] = {
    action: replace(label, weight=weight)
    for weight, labels in {
        _RARE: {
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
        _KNOWN: {
            "skip": Label("skip", "forward", turns=False, unclear=("jump", "run", "jog")),
            "skip on the spot": Label("skip", turns=False, also=("jump",), unclear=("run", "jog")),
            "wave left": LABELS["wave-left-hand"],
            "wave right": LABELS["wave-right-hand"],
            "wave both": LABELS["wave-both-hands"],
            "wave widely left": LABELS["wave-left-hand"],
            "wave widely right": LABELS["wave-right-hand"],
            "wave widely both": LABELS["wave-both-hands"],
            "walk on the spot": Label("walk", turns=False),
            "run on the spot": Label("run", turns=False, unclear=("jog",)),
            "jog on the spot": Label("jog", turns=False, unclear=("run",)),
            "sit down": Label("sit", turns=False, unclear=("squat",)),
        },
        _SELDOM: {
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
            "place": LABELS["deposit an object on the floor"],
        },
    }.items()
    for action, label in labels.items()
}
"""What the actions of `humocon.motion.synthesis` are labelled, and how often they are drawn."""


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
