"""Questions that are answered with yes or no, each as often with the one as with the other."""

import numpy as np

from humocon.data.labels import BODY_PARTS, DIRECTIONS, VERBS, Label
from humocon.data.questions.story import Story, Turn, draw, pick

_NO_CHANCES = {
    **{"walk": 37.4, "run": 28.3, "wave": 11.9, "kick": 4.2, "jog": 3.4, "jump": 2.8, "bow": 1.7, "squat": 1.7},
    **{"punch": 1.5, "place something": 1.2, "take/pick something up": 1.2, "throw": 1.1, "dance": 0.5, "climb": 0.4},
    **{"rotate arms": 0.5, "lie down": 0.4, "sneak": 0.4, "touch elbow to knee": 0.4, "dribble": 0.3, "slash": 0.2},
    **{"show the way": 0.3, "wash windows": 0.1, "do jumping jacks": 0.1},
}
"""How often an absent action is asked for: chosen so that each action gets as many no as yes in scenes of the sets."""
_RARE, _RARE_BESIDE_RARE, _RARE_BESIDE_COMMON = 10.0, 2.0, 0.3


def yes_no(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Is the person doing an action? As many no as yes, for each action."""
    present, yes = sequence.actions, rng.random() < 0.5
    if yes and not present:
        return None
    if yes:
        action = pick(present, rng)
    else:
        hidden = {*present, *sequence.unclear, *(("run", "jog") if {"run", "jog"} & {*present} else ())}
        # What is rare is asked for where something else that is rare happens: a squat is more like a jump than a walk.
        unusual = any(_NO_CHANCES.get(name, 0.0) < _RARE for name in present) or not present
        factor = _RARE_BESIDE_RARE if unusual else _RARE_BESIDE_COMMON
        chances = {name: chance * (factor if chance < _RARE else 1) for name, chance in _NO_CHANCES.items()}
        action = draw({name: chance for name, chance in chances.items() if name not in hidden}, rng)
    verb = VERBS[action]
    index = 0 if rng.random() < 0.6 else int(rng.integers(len(verb.gerund)))
    gerund, base = verb.gerund[index], verb.base[min(index, len(verb.base) - 1)]
    form = pick(
        (
            f"Is {{s}} {gerund}?",
            f"Is {{s}} {gerund}?",
            f"Does {{s}} {base}?",
            f"Does {{s}} {base} at any point?",
            f"Is {{s}} {gerund} in this clip?",
            f"Is there any {gerund} here?",
            f"Do you see {{s}} {gerund}?",
            f"Did {{s}} {base}?",
        ),
        rng,
    )
    return form, "yes" if yes else "no"


def yes_no_side(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Does the person use a side, go a way?"""
    label = pick(sequence.labels, rng)
    yes = rng.random() < 0.5
    if label.body_part in BODY_PARTS[:6] and all(
        other.body_part or other.action != label.action for other in sequence.labels
    ):
        part = label.body_part if yes else label.mirrored().body_part
        if not yes and any(other.body_part in (part, "both hands", "both arms") for other in sequence.labels):
            return None
        act = f"{VERBS[label.action].base[0]} with" if label.action else "raise"
        going = f"{VERBS[label.action].gerund[0]} with" if label.action else "raising"
        return pick((f"Does {{s}} {act} the {part}?", f"Is {{s}} {going} the {part}?"), rng), "yes" if yes else "no"
    if label.direction and all(other.direction or not _travels(other) for other in sequence.labels):
        present = {other.direction for other in sequence.labels}
        choices = sorted(present) if yes else [way for way in DIRECTIONS if way not in present]
        if not choices:
            return None
        way = pick(choices, rng)
        if way in ("left", "right"):
            form = pick((f"Does {{s}} turn {way}?", f"Is {{s}} turning {way}?", f"Does {{s}} turn to the {way}?"), rng)
        else:
            form = pick((f"Does {{s}} move {way}?", f"Is {{s}} moving {way}?", f"Does {{s}} go {way}?"), rng)
        return form, "yes" if yes else "no"
    return None


def _travels(label: Label) -> bool:
    return label.action in ("walk", "run", "jog", "dribble", "dance", "climb", "sneak", "slash")
