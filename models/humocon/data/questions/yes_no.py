"""Questions that are answered with yes or no, each as often with the one as with the other."""

import numpy as np

from humocon.data.labels import BODY_PARTS, DIRECTIONS, VERBS
from humocon.data.questions.balance import weigh_absent
from humocon.data.questions.story import Story, Turn, draw, pick, travels


def yes_no(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Is the person doing an action? As many no as yes, for each action."""
    yes = rng.random() < 0.5
    chances = dict.fromkeys(sequence.occurring, 1.0) if yes else weigh_absent(sequence, sequence.absent)
    if not chances:
        return None
    action = draw(chances, rng)
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
    if label.direction and all(other.direction or not travels(other) for other in sequence.labels):
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
