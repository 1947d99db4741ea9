"""Let a model that reads motion see video too."""

from dataclasses import asdict

import torch
from torch import Tensor, nn

from humocon.concepts.branches import Branches
from humocon.errors import CheckpointError
from humocon.language.modeling import HumoconForConditionalGeneration, fit_embeddings
from humocon.language.processing import HumoconProcessor


def add_video(
    model: HumoconForConditionalGeneration,
    processor: HumoconProcessor,
    branches: Branches,
    *,
    max_tokens: int = 64,
    fps: float = 5.0,
    follow: bool = False,
    frames_per_token: int = 1,
) -> None:
    """Put a video branch beside the motion's, with a new projector; what it says of motion stays the same.

    The projector starts as the motion's own would speak of poses that hold still from key frame to key frame, the poses
    being what the branches' linear map tells of the key frames: of use where they learned by regression, and else at
    random. So key frames should come as often as placeholders of motion, `frames_per_token` times.

    Args:
        model: of motion alone; changed in place.
        processor: of the same model; its tokenizer gets a placeholder.
        branches: of stage 1, with video.
        max_tokens: placeholders for a video at most.
        fps: key frames per second that the model learns from.
        follow: whether clips are cut to where something moves.
        frames_per_token: key frames that one placeholder stands for, the poses of a placeholder of motion at most.

    Raises:
        CheckpointError: the branches have no video, or their motion is not the model's.
    """
    if branches.video is None:
        raise CheckpointError("the concepts have no video branch; discover them with `humocon pretrain mini-video`")
    if branches.motion.config != model.concepts.config:
        raise CheckpointError("the concepts' motion branch is not of the model's sizes; take those it was made of")
    tower = branches.video.config.tower
    processor.add_video(
        size=tower.image_size, max_tokens=max_tokens, fps=fps, follow=follow, frames_per_token=frames_per_token
    )
    fit_embeddings(model.language_model, len(processor.tokenizer))
    config = model.config
    config.video_config, config.max_video_tokens = asdict(branches.video.config), max_tokens
    config.frames_per_video_token = frames_per_token
    config.video_token_id = processor.video_token_id
    config.get_text_config(decoder=True).vocab_size = model.language_model.config.get_text_config().vocab_size
    model.video_concepts = branches.video.float().to(model.projector.weight.device).eval()
    model.video_projector = _linear(*_projector(model, branches), model.projector.weight.device)


def _linear(weight: Tensor, bias: Tensor, device: torch.device) -> nn.Linear:
    """A layer of this weight and bias."""
    layer = nn.Linear(weight.shape[1], weight.shape[0], device=device)
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer


def _projector(model: HumoconForConditionalGeneration, branches: Branches) -> tuple[Tensor, Tensor]:
    """Weight (H, f D) and bias (H,) of the projector that a video starts with, of f key frames to a placeholder."""
    assert branches.to_motion is not None
    with torch.no_grad():
        poses = model.projector.weight.unflatten(1, (model.config.frames_per_token, -1)).float()
        still = [part.sum(dim=1) for part in poses.tensor_split(model.config.frames_per_video_token, dim=1)]
        told = branches.to_motion.float().to(poses.device)
        weight = torch.cat([part @ told.weight for part in still], dim=1)
        return weight, torch.stack(still).sum(dim=0) @ told.bias + model.projector.bias.float()


def learn_video_projector(model: HumoconForConditionalGeneration) -> None:
    """Let only the video's projector learn, as in modality translation."""
    assert model.video_projector is not None, "add_video comes first"
    model.requires_grad_(False)
    model.video_projector.requires_grad_(True)
