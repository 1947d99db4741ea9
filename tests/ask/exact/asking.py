"""Made-up motions, asked about with a model that says what was made."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from humocon.ask.exact import Exact, Scene, answer_from
from humocon.ask.exact.known.names import Told
from humocon.motion.kinematics.facts import Facts, facts
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
