"""The keys of `recipes/pretrain/*.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import ClassVar, Literal

from humocon.concepts.configuration import ConceptConfig, ObjectiveConfig, VideoConceptConfig
from humocon.data.needs import missing_data, missing_folder
from humocon.training.configuration import StepConfig
from humocon.training.schedule import learning_rate

_RECONSTRUCTION_ALONE = {"discriminative": 0.0, "actionable": 0.0, "alignment": 0.0, "regression": 0.0}
_REGRESSION_ALONE = {**_RECONSTRUCTION_ALONE, "reconstruction": 0.0, "commitment": 0.0, "regression": 1.0}


@dataclass(frozen=True, kw_only=True)
class PhaseConfig:
    """One phase of the schedule."""

    steps: int
    learning_rate: float
    warmup: int = 100


@dataclass(frozen=True, kw_only=True)
class DiscoveryConfig(StepConfig):
    """How a step of stage 1 is taken."""

    batch_size: int = 32
    weight_decay: float = 0.01
    validate_every: int = 250
    save_every: int = 250


@dataclass(frozen=True, kw_only=True)
class VideoBranchConfig:
    """The video branch: its sizes and its pairs.

    Pairs are windows of the videos in `folder`, each with the motion file of the same stem where there is one; or,
    without a folder, rendered from the motions. Either way they are prepared once, in `cache`. `pretrained` is a SigLIP
    checkpoint, an id on the hub or a folder, whose sizes replace those of `sizes.tower`; without it the tower is
    trained from scratch.

    `look` is that of rendered pairs: "random" shows another person, camera, place and light in each, "plain" the same
    ones from another side, which is far easier to learn. `size` is the side of rendered or read frames, that of the
    tower by default. `follow` cuts each clip to where something moves (see `humocon.language.processing`). `colours`,
    0 to 1, is how much light and colours are varied while training.

    In the first `warmup_steps` of the phase `discover` the video learns by regression alone, and its codebook starts
    after them: codes of a tower that tells nothing apart yet would hold it there. A pretrained tower needs none.
    """

    RENAMED: ClassVar[Mapping[str, str]] = {"concepts": "video.sizes"}

    cache: Path
    sizes: VideoConceptConfig = field(default_factory=VideoConceptConfig)
    pretrained: str | None = None
    freeze_tower: bool = False
    folder: Path | None = None
    num_pairs: int = 2000
    num_held_out: int = 128
    num_key_frames: int = 16
    batch_size: int = 8
    look: Literal["plain", "random"] = "random"
    size: int | None = None
    follow: bool = False
    colours: float = 1.0
    warmup_steps: int = 0


@dataclass(frozen=True, kw_only=True)
class PretrainConfig:
    """How to discover concepts.

    With `learning.accumulate` above 1 the gradients are those of the whole batch, but the codebook's k-means start sees
    the first micro-batch only, its moving averages take a step with each, and with `alignment_negatives="batch"` a key
    frame is told from the poses of its own micro-batch.

    `sizes` are those of the motion's concept model. `concepts` names concepts discovered before, to go on from;
    `freeze_motion` keeps them as they are while the video branch learns to meet them.
    """

    RENAMED: ClassVar[Mapping[str, str]] = {
        **{field.name: f"learning.{field.name}" for field in fields(DiscoveryConfig)},
        **{"motion": "concepts", "concepts": "sizes"},
    }
    """What keys were called, and are."""

    data: Path
    output: Path
    sets: tuple[str, ...] = ()
    sizes: ConceptConfig = field(default_factory=ConceptConfig)
    concepts: Path | None = None
    freeze_motion: bool = False
    video: VideoBranchConfig | None = None
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    num_poses: int = 64
    reconstruct: PhaseConfig
    discover: PhaseConfig
    learning: DiscoveryConfig = field(default_factory=DiscoveryConfig)
    seed: int = 0
    resume: bool = True
    device: str | None = None

    @property
    def num_steps(self) -> int:
        """Steps of both phases together."""
        return self.reconstruct.steps + self.discover.steps

    @property
    def first_of_all_terms(self) -> int:
        """The step from which on the total loss is taken: the video may have to learn to see first."""
        return self.reconstruct.steps + (0 if self.video is None else self.video.warmup_steps)

    def objective_at(self, step: int) -> ObjectiveConfig:
        """The weights of the terms in one step."""
        if step < self.reconstruct.steps:
            return replace(self.objective, **_RECONSTRUCTION_ALONE)
        if step < self.first_of_all_terms:
            return replace(self.objective, **_REGRESSION_ALONE)
        return self.objective

    def rate_at(self, step: int) -> float:
        """The learning rate of one step."""
        phase, step = (
            (self.reconstruct, step)
            if step < self.reconstruct.steps
            else (self.discover, step - self.reconstruct.steps)
        )
        return learning_rate(step, peak=phase.learning_rate, warmup=phase.warmup, total=phase.steps)


def missing(config: PretrainConfig) -> dict[str, str]:
    """What is not there that the stage needs, by the key that names it, with what to do about it."""
    found = missing_data(config.data, sets=config.sets)
    found |= missing_folder("concepts", config.concepts, "humocon pretrain mini")
    if config.video is not None and config.video.folder is not None and not config.video.folder.is_dir():
        found["video.folder"] = (
            f"{config.video.folder}: no such folder; name that of the videos with --set video.folder=DIR, or have them "
            "rendered with --set video.folder=null"
        )
    return found
