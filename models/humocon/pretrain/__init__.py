"""Stage 1: discover the concepts of motion, and of video that meets it."""

from humocon.pretrain.loop import pretrain
from humocon.pretrain.outline import plan
from humocon.pretrain.settings import PhaseConfig, PretrainConfig, VideoBranchConfig

__all__ = ["PhaseConfig", "PretrainConfig", "VideoBranchConfig", "plan", "pretrain"]
