"""How often the action of a labelled clip is done in it."""

from typing import Final

import numpy as np

from humocon.data.labels import Label
from humocon.motion.kinematics.facts import facts

_COUNTED: Final[dict[str, str]] = {
    "jump": "jump",
    "do jumping jacks": "jumping jack",
    "squat": "squat",
    "bow": "bow",
    "kick": "kick",
    "punch": "punch",
}
"""Actions, and what `humocon.motion.kinematics` calls their repetitions."""
_ONCE: Final = ("throw", "wave")
"""Actions of which a clip shows one: a wave is one, however often the hand goes to and fro."""
COUNTABLE: Final = (*_COUNTED, *_ONCE)
"""Actions that somebody can be asked to count."""


def times_done(label: Label, joints: np.ndarray) -> int | None:
    """How often the action of a label is done, by what the joints say; None where they say nothing of it.

    Args:
        label: of the motion.
        joints: (K, 22, 3) metres, y up, 20 Hz.
    """
    if label.action in _ONCE:
        return 1
    if label.action not in _COUNTED:
        return None
    return facts(joints).count(_COUNTED[label.action]) or None
