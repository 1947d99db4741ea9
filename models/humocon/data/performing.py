"""Clips that are made by rules in place of recorded, for actions of which few recordings show anything.

Of jumps forward, jumping jacks and waves with a whole arm the sets have hardly a clip; `humocon.motion.synthesis` can
perform them by any number of people.
"""

from dataclasses import dataclass, replace
from typing import Final

from humocon.data.labels import Label, label_row
from humocon.data.mocap import LabelledClip
from humocon.motion.features import standard_body
from humocon.motion.synthesis import synthesize

_HOP = Label("jump", "forward", turns=False, unclear=("run",))
_LEFT_WAVE, _WAVE = Label("wave", body_part="left hand", turns=False), Label("wave", turns=False)
_LEFT_TURN = Label("walk", "left", turns=True)
_LEFT_ARM = Label(body_part="left arm", turns=False, unclear=("wave",))
_RARE, _KNOWN, _SELDOM = 0.5, 0.25, 0.1
"""How often they are drawn: of hardly a recording, of recordings that do it otherwise, and of enough recordings."""

PERFORMED: Final[dict[str, Label]] = {
    action: replace(label, weight=weight)
    for weight, labels in {
        _RARE: {
            "jump": Label("jump", turns=False),
            "jump forward": Label("jump", "forward", turns=False),
            "hop": _HOP,
            "stand": Label("stand", turns=False),
            "bend down": Label("bend down", turns=False, unclear=("bow", "squat", "place something")),
            "clap": Label("clap", turns=False, unclear=("wave",)),
            "hop on the spot": Label("jump", turns=False),
            "hop on left leg": _HOP,
            "hop on right leg": _HOP,
            "jumping jacks": Label("do jumping jacks", turns=False, also=("jump",), unclear=("wave", "clap")),
        },
        _KNOWN: {
            "wave left": _LEFT_WAVE,
            "wave right": _LEFT_WAVE.mirrored(),
            "wave both": _WAVE,
            "wave widely left": _LEFT_WAVE,
            "wave widely right": _LEFT_WAVE.mirrored(),
            "wave widely both": _WAVE,
            "walk on the spot": Label("walk", turns=False),
            "run on the spot": Label("run", turns=False, unclear=("jog",)),
            "jog on the spot": Label("jog", turns=False, unclear=("run",)),
            "sit down": Label("sit", turns=False, unclear=("squat",)),
        },
        _SELDOM: {
            "walk": Label("walk", "forward", turns=False),
            "walk backwards": Label("walk", "backwards", turns=False),
            "turn left": _LEFT_TURN,
            "turn right": _LEFT_TURN.mirrored(),
            "run": Label("run", "forward", turns=False),
            "jog": Label("jog", "forward", turns=False),
            "squat": Label("squat", turns=False, unclear=("bend down",)),
            "bow": Label("bow", turns=False, unclear=("bend down",)),
            "raise left arm": _LEFT_ARM,
            "raise right arm": _LEFT_ARM.mirrored(),
            "kick left": Label("kick", body_part="left leg"),
            "kick right": Label("kick", body_part="right leg"),
            "punch left": Label("punch", turns=False),
            "punch right": Label("punch", turns=False),
            "place": Label("place something", body_part="right hand", unclear=("squat", "bow", "bend down")),
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
