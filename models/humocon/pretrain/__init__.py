"""Stage 1: discover the concepts of motion, and of video that meets it."""

from humocon.pretrain.config import PhaseConfig, PretrainConfig, VideoBranchConfig
from humocon.pretrain.loop import pretrain
from humocon.pretrain.plan import plan

__all__ = ["PhaseConfig", "PretrainConfig", "VideoBranchConfig", "plan", "pretrain"]
