"""Other people, other tempos, other errors: what keeps a model from learning the few clips by heart."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation

from humocon.data.compose import ARMS, UPPER_BODY, bones_of, chain
from humocon.data.degrade import as_lifted
from humocon.data.scenes import Scene
from humocon.motion.clip import between_poses, heading, rotate_y
from humocon.motion.skeleton import FOOT_JOINTS, PARENTS

_ARMS, _UPPER = list(ARMS), list(UPPER_BODY)


@dataclass(frozen=True, kw_only=True)
class Variety:
    """How much scenes and conversations differ while training, so that little data goes far; by default not at all.

    Attributes:
        mirrored: share of scenes in which left and right change sides.
        turned: share of walks and runs that are bent to a side, or, where they turn, made straight: the way somebody
            goes is then told by nothing but the way itself.
        crossed: share of clips whose spine, head and arms are another clip's of the same label.
        filmed: share of scenes made of clips that were filmed and lifted again, where there are any; see
            `humocon.data.filming`.
        posture: how much the people are varied, degrees; see `vary_posture`.
        tempo: how much their tempo is varied; see `vary_tempo`.
        lifted: share of motions that get the errors of one lifted from a video; see `as_lifted`.
        blind: share of conversations without their motion: a model that was never asked blind does not know what is
            likely, and says anything.
        apart: share of conversations whose questions do not see one another, only the motion, each as if it were the
            first. What was answered before often tells what is asked next: who can read it there learns little from
            the motion, and is lost at a first question.
        told: share of the moments of a motion at which the model also learns to tell what came before; see
            `humocon.language.telling`.
        protocol: share of questions in BABEL-QA's own words.
    """

    mirrored: float = 0.0
    turned: float = 0.0
    crossed: float = 0.0
    filmed: float = 0.0
    posture: float = 0.0
    tempo: float = 0.0
    lifted: float = 0.0
    blind: float = 0.0
    apart: float = 0.0
    told: float = 0.0
    protocol: float = 0.4


NO_VARIETY: Final = Variety()


def vary(scene: Scene, rng: np.random.Generator, variety: Variety) -> tuple[Scene, np.ndarray]:
    """Show a scene in another tempo, by another person, and sometimes as if it were lifted from a video.

    Args:
        scene: on the standard body, 20 Hz, y up.
        rng: draws all of it.
        variety: how much.

    Returns:
        The scene in its own tempo, and what is seen of it, (K, 22, 3) float32 on the standard body.
    """
    scene = replace(scene, parts=tuple(vary_tempo(part, rng, variety.tempo) for part in scene.parts))
    joints = vary_posture(scene.joints(), rng, variety.posture)
    lifted = variety.lifted and not scene.filmed and rng.random() < variety.lifted
    return scene, as_lifted(joints, rng) if lifted else joints


def vary_tempo(joints: np.ndarray, rng: np.random.Generator, spread: float) -> np.ndarray:
    """Let it be done in another tempo, which changes on the way: who lifts an arm fast may yet hold it long.

    Args:
        joints: (K, 22, 3).
        rng: draws the tempo.
        spread: standard deviation of the logarithm of the tempo, for the clip as a whole and again along it. 0 changes
            nothing.

    Returns:
        (K', 22, 3) float32, between half and double as long.
    """
    num_poses = len(joints)
    if spread <= 0 or num_poses < 2:
        return joints
    lasting = rng.uniform(6, 20)
    noise = gaussian_filter1d(rng.normal(size=num_poses), lasting, mode="wrap")
    noise = noise * np.sqrt(2 * np.sqrt(np.pi) * lasting) + rng.normal()
    tempo = np.exp(np.clip(spread * noise, -np.log(2), np.log(2)))
    times = np.concatenate([[0.0], np.cumsum(1 / tempo[:-1])])
    places = np.interp(np.arange(int(times[-1]) + 1), times, np.arange(num_poses))
    return between_poses(joints.astype(np.float64), places).astype(np.float32)


def vary_posture(joints: np.ndarray, rng: np.random.Generator, degrees: float) -> np.ndarray:
    """Let another person do it: each bone, and the upper body as a whole, leans a little elsewhere throughout the clip.

    Args:
        joints: (K, 22, 3) on the standard body.
        rng: draws the leanings.
        degrees: their standard deviation for an arm; legs and spine get half of it. 0 changes nothing.

    Returns:
        (K, 22, 3) float32 on the standard body.
    """
    if degrees <= 0:
        return joints
    spread = np.where(np.isin(np.arange(len(PARENTS)), _ARMS), 1.0, 0.5) * np.deg2rad(degrees)
    leaning = rng.normal(size=(len(PARENTS), 3)) * spread[:, None]
    leaning[_UPPER] += rng.normal(size=3) * np.deg2rad(degrees / 2)
    turned = np.einsum("jab,kjb->kja", Rotation.from_rotvec(leaning).as_matrix(), bones_of(joints))
    out = rotate_y(chain(turned), heading(joints)) + joints[:, :1]
    out[..., 1] += (joints[:, FOOT_JOINTS, 1].min(1) - out[:, FOOT_JOINTS, 1].min(1))[:, None]
    return out.astype(np.float32)
