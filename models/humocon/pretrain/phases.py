"""The schedule of stage 1: which terms of the total loss count in a step, and how fast it learns."""

from dataclasses import replace

from humocon.concepts.objective import ObjectiveConfig
from humocon.pretrain.config import PhaseConfig, PretrainConfig
from humocon.training.optimizer import learning_rate

_RECONSTRUCTION_ALONE = {"discriminative": 0.0, "actionable": 0.0, "alignment": 0.0, "regression": 0.0}
_REGRESSION_ALONE = {**_RECONSTRUCTION_ALONE, "reconstruction": 0.0, "commitment": 0.0, "regression": 1.0}


def num_steps(config: PretrainConfig) -> int:
    """Steps of all phases together."""
    return config.reconstruct.steps + config.discover.steps


def objective_at(config: PretrainConfig, step: int) -> ObjectiveConfig:
    """The weights of the terms in one step."""
    if step < config.reconstruct.steps:
        return replace(config.objective, **_RECONSTRUCTION_ALONE)
    if step < first_of_all_terms(config):
        return replace(config.objective, **_REGRESSION_ALONE)
    return config.objective


def rate_at(config: PretrainConfig, step: int) -> float:
    """The learning rate of one step."""
    if step < config.reconstruct.steps:
        return _rate(config.reconstruct, step)
    return _rate(config.discover, step - config.reconstruct.steps)


def first_of_all_terms(config: PretrainConfig) -> int:
    """The step from which on the total loss is taken: the video may have to learn to see first."""
    return config.reconstruct.steps + (0 if config.video is None else config.video.warmup_steps)


def _rate(phase: PhaseConfig, step: int) -> float:
    return learning_rate(step, peak=phase.learning_rate, warmup=phase.warmup, total=phase.steps)
