"""Made-up motions, asked about with a model that says what was made."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from humocon.ask.exact import Exact, Scene, answer_from
from humocon.ask.exact.known.names import Told
from humocon.motion.clip import rotate_y
from humocon.motion.kinematics.facts import Facts, facts
from humocon.motion.kinematics.signals import ELBOWS, SHOULDERS, WRISTS
from humocon.motion.skeleton import rest_pose
from humocon.motion.synthesis import synthesize

SAID = {
    "squat": "The person squats.",
    "walk": "The person walks forward.",
    "wave left": "The person waves with the left hand.",
    "bow": "The person bows.",
    "jump": "The person jumps.",
    "kick left": "The person kicks with the left leg.",
    "punch right": "The person punches with the right hand.",
    "kneel": "The person kneels.",
    "lie": "The person lies down.",
}


@lru_cache
def facts_of(action: str) -> Facts:
    return facts(synthesize(action, seed=3).to_clip().joints)


def scene_of(known: Facts, said: str = "", probability: float = 0.97, *, is_film: bool = False) -> Scene:
    """A clip about which a model says one thing, whatever it is asked."""
    return Scene(known, lambda asked: [Told(said, probability)] * len(asked), True, known.duration_s, is_film)


def asked(
    action: str, question: str, *earlier: tuple[str, str], says: bool = True, is_film: bool = False
) -> Exact | None:
    """Ask about a made-up motion: the model says what was made and denies all else, or says nothing at all."""
    known = facts_of(action)

    def ask_model(questions: Sequence[str]) -> list[Told]:
        if not says:
            return [Told("", 0.0)] * len(questions)
        return [Told(SAID[action] if one.startswith("What") else "no", 0.97) for one in questions]

    return answer_from(question, earlier, Scene(known, ask_model, True, known.duration_s, is_film))


def ask(action: str, question: str, *earlier: tuple[str, str], says: bool = True, is_film: bool = False) -> Exact:
    """`asked`, where there must be an answer."""
    answer = asked(action, question, *earlier, says=says, is_film=is_film)
    assert answer is not None, question
    return answer


def moving(joints: np.ndarray, said: str = "") -> Scene:
    """A clip of joints (K, 22, 3), metres, y up, of which a model says what happens."""
    return scene_of(facts(joints.astype(np.float32)), said)


def joined(*actions: str) -> np.ndarray:
    """(K, 22, 3) made-up motions one after the other, each from where the one before it ends."""
    parts, end = list[np.ndarray](), np.zeros(3)
    for action in actions:
        joints = synthesize(action, seed=3).to_clip().joints.astype(float)
        joints = joints + (end - joints[0, 0]) * [1.0, 0.0, 1.0]
        parts.append(joints)
        end = joints[-1, 0]
    return np.concatenate(parts)


def standing() -> np.ndarray:
    """(22, 3) metres: somebody who stands on the floor at the middle of the room, facing ahead, with arms that hang."""
    pose = rest_pose().astype(float)
    for shoulder, elbow, wrist in zip(SHOULDERS, ELBOWS, WRISTS, strict=True):
        pose[elbow] = pose[shoulder] - [0.0, 0.27, 0.0]
        pose[wrist] = pose[shoulder] - [0.0, 0.52, 0.0]
    return pose - [0.0, pose[:, 1].min(), 0.0]


def gliding(ground: np.ndarray, facing: np.ndarray | float | None = None) -> np.ndarray:
    """(K, 22, 3) metres: somebody who is moved over the floor as he stands.

    Args:
        ground: (K, 2) metres, where: to the left and ahead of the middle of the room.
        facing: (K,) or one, radians that he is turned to the left; None where he faces the way that he goes.
    """
    if facing is None:
        going = np.gradient(ground, axis=0)
        facing = np.unwrap(np.arctan2(going[:, 0], going[:, 1]))
    turned = rotate_y(np.repeat(standing()[None], len(ground), axis=0), np.broadcast_to(facing, len(ground)))
    return turned + np.stack([ground[:, 0], np.zeros(len(ground)), ground[:, 1]], axis=-1)[:, None]


def along(*corners: tuple[float, float], speed: float = 1.2) -> np.ndarray:
    """(K, 2) metres at 20 Hz: a way from corner to corner at so many metres a second."""
    parts = [
        np.linspace(start, end, max(round(float(np.hypot(*np.subtract(end, start))) / speed * 20), 2), endpoint=False)
        for start, end in pairwise(corners)
    ]
    return np.concatenate([*parts, np.array(corners[-1:], dtype=float)])


def around(radius: float, degrees: float, speed: float = 1.2) -> np.ndarray:
    """(K, 2) metres at 20 Hz: a way on a circle, ahead at first and then to the left."""
    angles = np.linspace(0.0, np.radians(degrees), round(radius * np.radians(degrees) / speed * 20))
    return radius * np.stack([1 - np.cos(angles), np.sin(angles)], axis=-1)


def told(joints: np.ndarray, question: str, said: str = "") -> Exact:
    """What is told of joints (K, 22, 3), where there must be an answer."""
    answer = answer_from(question, (), moving(joints, said))
    assert answer is not None, question
    return answer
