"""The keys of `recipes/tune/actions.yaml`."""

from dataclasses import dataclass, field
from pathlib import Path

from humocon.data.needs import missing_data, missing_folder
from humocon.training.configuration import LearningConfig


@dataclass(frozen=True, kw_only=True)
class NetworkConfig:
    """Sizes of the network.

    Attributes:
        towers: T, that stand beside one another, each of the sizes below; their scores are averaged.
        width: W, of every layer.
        dilations: of the convolutions, one block each.
        pools: how many ways there are to weigh the poses.
        embedding: E, numbers that a stretch becomes in each tower before it is named.
        dropout: of the embedding; elsewhere a third of it.
    """

    towers: int = 1
    width: int = 160
    dilations: tuple[int, ...] = (1, 2, 4)
    pools: int = 4
    embedding: int = 192
    dropout: float = 0.3


@dataclass(frozen=True, kw_only=True)
class ExamplesConfig:
    """How clips differ while actions are learned.

    Attributes:
        pool: so many stretches are made, each when it is first drawn, and kept.
        mirrored: share in which left and right change sides.
        cut: share of which up to a third is cut off at the ends.
        repeated: share in which the action is done again, as another clip shows it.
        rested: share before or after which people stand still; see `with_rests`.
        reach: in half of the clips, the least share of the angles by which limbs are lifted; see `vary_reach`.
        moved: share that another sensor sees; see `vary_sensor`.
        joined: share that show the end of one action and the beginning of another: those are something else.
        lifted: share with the errors of a motion lifted from a film; see `as_lifted`.
        sensed: share with the errors of a depth camera; see `as_sensed`.
        captured: share of a depth camera's clips whose own errors are taken away first; see `as_captured`.
        posture: degrees by which people are varied; see `vary_posture`.
        tempo: how much their tempo is varied; see `vary_tempo`.
        rarity: an action is drawn in proportion to its number of clips to this power; 0 draws all alike.
    """

    pool: int = 24_000
    mirrored: float = 0.5
    cut: float = 0.5
    repeated: float = 0.1
    rested: float = 0.35
    reach: float = 0.7
    moved: float = 0.5
    joined: float = 0.04
    lifted: float = 0.3
    sensed: float = 0.45
    captured: float = 0.6
    posture: float = 10.0
    tempo: float = 0.25
    rarity: float = 0.4


@dataclass(frozen=True, kw_only=True)
class ActionsConfig:
    """How to learn actions; the keys of `recipes/tune/actions.yaml`.

    Attributes:
        data: folders of labelled clips, see `humocon.data.mocap`: all their labelled sets are learned from.
        sets: names of the labelled sets wanted; all of them where empty.
        examples: how clips differ while training.
        model: a folder with a recogniser of the same sizes to go on from; from nothing where it is None.
        beside: a folder with a recogniser of the same actions beside which what is learned is laid, as one more tower.
        performed: so many clips made by rules of each action that rules can make; see `humocon.data.performing`.
        unnamed: so many clips made by rules of what has no name, which is something else.
        chimeras: so many motions made of the limbs of several clips, from which it learns to doubt at the end.
        network: its sizes.
    """

    data: tuple[Path, ...]
    output: Path
    examples: ExamplesConfig
    learning: LearningConfig
    sets: tuple[str, ...] = ()
    model: Path | None = None
    beside: Path | None = None
    performed: int = 40
    unnamed: int = 600
    chimeras: int = 1500
    network: NetworkConfig = field(default_factory=NetworkConfig)
    seed: int = 0
    resume: bool = True
    device: str | None = None


@dataclass(frozen=True, kw_only=True)
class OwnActionsConfig:
    """How to learn actions of one's own; the keys of `recipes/tune/own.yaml`.

    Attributes:
        own: folder of labelled clips; `humocon data label` shows what is understood of it.
        model: a folder with a recogniser; by default the model that ships.
        examples: how clips differ while they are shown; `pool` is how many stretches are made of them.
        steps: of the layer that names.
        pose_models: folder of the pose networks, for videos; by default in the user's cache.
    """

    own: Path
    output: Path
    examples: ExamplesConfig
    model: Path | None = None
    steps: int = 600
    batch_size: int = 256
    learning_rate: float = 2e-3
    pose_models: Path | None = None
    seed: int = 0
    resume: bool = True
    device: str | None = None


def missing_for_own(config: OwnActionsConfig) -> dict[str, str]:
    """What is not there that own actions need, by the key that names it."""
    remedy = "no such folder; name that of your labelled clips with --set own=FOLDER"
    found = {} if config.own.is_dir() else {"own": f"{config.own}: {remedy}"}
    return found | missing_folder("model", config.model, "humocon tune")


def missing(config: ActionsConfig) -> dict[str, str]:
    """What is not there that the stage needs, by the key that names it, with what to do about it."""
    found: dict[str, str] = {}
    for folder in config.data:
        found |= missing_data(folder, sets=config.sets)
    for key, folder in (("model", config.model), ("beside", config.beside)):
        found |= missing_folder(key, folder, "humocon tune")
    return found
