"""What actions are called: from what a set says of a clip to one of the names that the network learns."""

from typing import Final

import numpy as np

from humocon.data.labels import LABELS, RAISE_ARM, VERBS, Label, label_of

OTHER: Final = "something else"
"""What is between two actions, or neither."""
RAISE_BOTH: Final = "raise both arms"
_BY_BOTH_HANDS: Final = "pick something up with both hands"
_THIRD: Final = {
    RAISE_ARM: "raises an arm",
    RAISE_BOTH: "raises both arms",
    _BY_BOTH_HANDS: "picks something up from the floor with both hands",
    "take/pick something up": "takes something from a high place",
    "swipe left": "swipes to the left",
    "swipe right": "swipes to the right",
}
_MIRRORED: Final = {
    "swipe left": "swipe right",
    "draw a circle clockwise": "draw a circle counterclockwise",
}
MIRRORED: Final = _MIRRORED | {other: one for one, other in _MIRRORED.items()}
"""Names that change when left and right change sides; all others stay."""
LONGEST: Final = 160
"""Poses of a motion that is named as a whole: 8 seconds."""
_WAYS: Final = ("walk", "run", "jog")
_ON_THE_SPOT: Final = " on the spot"
SPOT_M: Final = 0.6
"""Who stays within so many metres of the middle of their way walks or runs on the spot."""


def action_of(row: dict[str, object]) -> str | None:
    """What a clip of a labelled set shows, by its row; None where nobody says, or where it may be one of several.

    Raises:
        DataError: its label is spelled out in words that are not known.
    """
    label = label_of(row)
    return None if label is None else name_of(label)


def name_of(label: Label) -> str | None:
    """The name of a label: its action; with the way of a swipe, and the hands that raise or pick up."""
    if not label.action:
        if label.body_part in ("both arms", "both hands"):
            return RAISE_BOTH
        return RAISE_ARM if label.body_part.endswith(("arm", "hand")) else None
    if label.action == "swipe":
        return f"swipe {label.direction}" if label.direction in ("left", "right") else None
    if label.action == "draw a circle":
        return None  # which way round is not told
    if label.action == "pick something up" and label.body_part == "both hands":
        return _BY_BOTH_HANDS
    return label.action


def third_person(action: str) -> str:
    """What stands behind "the person": "walks", "swipes to the left"; a name of a user's own stands as it is."""
    if action in _THIRD:
        return _THIRD[action]
    verb = VERBS.get(action)
    return verb.third if verb is not None else f"does “{action}”"


def phrase_of(action: str, joints: np.ndarray) -> str:
    """What stands behind "the person" of somebody (K, 22, 3) who walks or runs on the spot, too."""
    return f"{third_person(action)}{_ON_THE_SPOT if action in _WAYS and stays(joints) else ''}"


def sentence_of(action: str, joints: np.ndarray) -> str:
    """A whole sentence of a name; who walks or runs without getting anywhere does so on the spot.

    Args:
        action: one of the names.
        joints: (K, 22, 3) metres, y up.
    """
    return f"The person {phrase_of(action, joints)}."


def stays(joints: np.ndarray) -> bool:
    """Whether somebody (K, 22, 3) does not get anywhere."""
    way = joints[:, 0, [0, 2]]
    return bool(np.linalg.norm(way - (way.min(axis=0) + way.max(axis=0)) / 2, axis=-1).max() < SPOT_M)


_TOLD_ANYWAY: Final = {label.action for label in LABELS.values()} | {"skip", "jog", "stand", "bend down", "clap"}
RECOGNISED: Final = frozenset(
    [third_person(action) for action in (*VERBS, *MIRRORED, _BY_BOTH_HANDS) if action not in _TOLD_ANYWAY]
    + [third_person(action) + _ON_THE_SPOT for action in _WAYS]
)
"""How actions are said that a language model of motion capture has no words for."""
