"""How much training data is varied, as recipes say it; `humocon.data.augmentation` does it."""

from dataclasses import dataclass
from typing import Final


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
            `humocon.language.text_training`.
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
