"""The keys of `recipes/pretrain/*.yaml`."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from humocon.concepts.model import ConceptConfig
from humocon.concepts.objective import ObjectiveConfig
from humocon.concepts.video import VideoConceptConfig
from humocon.training.divergence import OnDivergence


@dataclass(frozen=True, kw_only=True)
class PhaseConfig:
    """One phase of the schedule."""

    steps: int
    learning_rate: float
    warmup: int = 100


@dataclass(frozen=True, kw_only=True)
class VideoBranchConfig:
    """The video branch: its sizes and its pairs.

    Pairs are windows of the videos in `folder`, each with the motion file of the same stem where there is one; or,
    without a folder, rendered from the motions. Either way they are prepared once, in `cache`. `pretrained` is a SigLIP
    checkpoint, an id on the hub or a folder, whose sizes replace those of `concepts.tower`; without it the tower is
    trained from scratch.

    `look` is that of rendered pairs: "random" shows another person, camera, place and light in each, "plain" the same
    ones from another side, which is far easier to learn. `size` is the side of rendered or read frames, that of the
    tower by default. `follow` cuts each clip to where something moves (see `humocon.language.processing`). `colours`,
    0 to 1, is how much light and colours are varied while training.

    In the first `warmup_steps` of the phase `discover` the video learns by regression alone, and its codebook starts
    after them: codes of a tower that tells nothing apart yet would hold it there. A pretrained tower needs none.
    """

    cache: Path
    concepts: VideoConceptConfig = field(default_factory=VideoConceptConfig)
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

    With `accumulate` above 1 the gradients are those of the whole batch, but the codebook's k-means start sees the
    first micro-batch only, its moving averages take a step with each, and with `alignment_negatives="batch"` a key
    frame is told from the poses of its own micro-batch.

    `on_divergence` and `norm_limit` say what to do with a step whose loss or gradients are infinite or not numbers, or
    whose gradients have a larger norm; see `humocon.training.divergence.Divergence`.

    `motion` names concepts discovered before, to go on from; `freeze_motion` keeps them as they are while the video
    branch learns to meet them.
    """

    data: Path
    output: Path
    sets: tuple[str, ...] = ()
    concepts: ConceptConfig = field(default_factory=ConceptConfig)
    motion: Path | None = None
    freeze_motion: bool = False
    video: VideoBranchConfig | None = None
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    num_poses: int = 64
    batch_size: int = 32
    accumulate: int = 1
    reconstruct: PhaseConfig
    discover: PhaseConfig
    optimizer: Literal["adamw", "muon"] = "adamw"
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    mixed_precision: Literal["no", "bf16", "fp16"] = "no"
    on_divergence: OnDivergence = "stop"
    norm_limit: float | None = None
    seed: int = 0
    log_every: int = 20
    validate_every: int = 250
    save_every: int = 250
    resume: bool = True
    device: str | None = None
