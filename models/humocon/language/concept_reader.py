"""From motion and video to the embeddings that take the places of placeholders.

Legend: B samples, T tokens, K poses, F numbers for each pose, V key frames, S side of a frame, D width of a state,
G placeholders, H hidden size.
"""

from dataclasses import asdict

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from humocon.concepts.configuration import ConceptConfig
from humocon.concepts.model import ConceptModel
from humocon.concepts.video import VideoConceptModel, video_config
from humocon.language.configuration import HumoconConfig


class ConceptReader(PreTrainedModel):
    """The part of a model that reads: concept models, and one linear projector for each modality.

    Attributes:
        concepts: stage 1, always in float32.
        projector: one linear map from `frames_per_token` consecutive states to one embedding, always in float32.
        video_concepts, video_projector: the same for video, `frames_per_video_token` key frames to one embedding; None
            for motion alone.
    """

    config: HumoconConfig
    config_class = HumoconConfig

    def __init__(self, config: HumoconConfig) -> None:
        super().__init__(config)
        concept_config = ConceptConfig(**(config.concept_config or {}))
        self.concepts = ConceptModel(concept_config)
        hidden_size = config.get_text_config(decoder=True).hidden_size
        self.projector = nn.Linear(config.frames_per_token * concept_config.width, hidden_size)
        self.video_concepts = self.video_projector = None
        if config.video_config is not None:
            video = video_config(config.video_config)
            self.video_concepts = VideoConceptModel(video)
            self.video_projector = nn.Linear(config.frames_per_video_token * video.width, hidden_size)

    def _init_weights(self, module: nn.Module) -> None:
        # The concept models initialise themselves, the language model has its own method.
        if module is self.projector or module is self.video_projector:
            super()._init_weights(module)

    def read_by(self, concepts: ConceptModel) -> None:
        """Read motion by other concepts from now on; what the projector learned is lost where their width differs."""
        self.config.concept_config = asdict(concepts.config)
        self.concepts = concepts.float().to(self.device)
        taken = self.config.frames_per_token * concepts.config.width
        if taken != self.projector.in_features:
            self.projector = nn.Linear(taken, self.projector.out_features, device=self.device)

    def get_motion_states(self, motion_values: Tensor, motion_mask: Tensor | None = None) -> Tensor:
        """What the language model is to be told of each pose.

        Args:
            motion_values: (B, K, F) features of poses, in their units.
            motion_mask: (B, K) bool, True where a pose is real; None when all are.

        Returns:
            (B, K, D) float32: encoder features, or the vectors of their codes, as `config.reads` says.
        """
        return self._states(self.concepts, motion_values.float(), motion_mask)

    def get_motion_features(self, motion_values: Tensor, motion_mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Embeddings that take the places of the placeholders.

        Args:
            motion_values: (B, K, F) features of poses, in their units.
            motion_mask: (B, K) bool, True where a pose is real, all of them at the start of a row; None when all are.

        Returns:
            embeddings (ΣG, H), sample after sample, and the number G of each sample, (B,).
        """
        return self.project_motion(self.get_motion_states(motion_values, motion_mask), motion_mask)

    def project_motion(self, states: Tensor, motion_mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """As `get_motion_features`, of states (B, K, D) that were read before."""
        gathered, counts = self.gather_states(states, motion_mask)
        return self.projector(gathered), counts

    def gather_states(self, states: Tensor, motion_mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """What the projector is given: (ΣG, frames_per_token D), and the number G of each sample, (B,)."""
        return _groups(states, motion_mask, self.config.frames_per_token, self.config.max_motion_tokens)

    def get_video_states(self, video_values: Tensor, video_mask: Tensor | None = None) -> Tensor:
        """What the language model is to be told of each key frame.

        Args:
            video_values: (B, V, S, S, 3) uint8 RGB.
            video_mask: (B, V) bool, True where a key frame is real; None when all are.

        Returns:
            (B, V, D) float32: encoder features, or the vectors of their codes, as `config.reads` says.

        Raises:
            ValueError: the model sees no video.
        """
        concepts = self.video_concepts
        if concepts is None:
            raise ValueError(
                "this model sees no video; add the video branch with humocon.language.video_branch.add_video"
            )
        return self._states(concepts, video_values, video_mask)

    def _states(self, concepts: ConceptModel | VideoConceptModel, values: Tensor, mask: Tensor | None) -> Tensor:
        learning = torch.is_grad_enabled() and any(weight.requires_grad for weight in concepts.parameters())
        device = concepts.velocity_std.device
        mask = None if mask is None else mask.to(device).bool()
        with torch.set_grad_enabled(learning), torch.autocast(device.type, enabled=False):
            states = concepts.encode(values.to(device), mask)
            return (
                concepts.codebook.vectors[concepts.codes(states)] if self.config.reads.startswith("codes") else states
            )

    def get_video_features(self, video_values: Tensor, video_mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Embeddings that take the places of the video's placeholders.

        Args:
            video_values: (B, V, S, S, 3) uint8 RGB.
            video_mask: (B, V) bool, True where a key frame is real, all of them at the start of a row; None when all
                are.

        Returns:
            embeddings (ΣG, H), sample after sample, and the number G of each sample, (B,).
        """
        states = self.get_video_states(video_values, video_mask)
        limit = self.config.max_video_tokens
        gathered, counts = _groups(states, video_mask, self.config.frames_per_video_token, limit)
        assert self.video_projector is not None
        return self.video_projector(gathered), counts

    def embed(
        self,
        input_ids: Tensor,
        motion_states: Tensor | None,
        motion_mask: Tensor | None,
        video_values: Tensor | None,
        video_mask: Tensor | None,
    ) -> Tensor:
        """Word embeddings (B, T, H) of tokens (B, T), with what was read in the places of the placeholders.

        Raises:
            ValueError: a sample's placeholders are not as many as its motion or its video takes.
        """
        embeddings: Tensor = self.get_input_embeddings()(input_ids)
        if motion_states is not None:
            features, counts = self.project_motion(motion_states, motion_mask)
            embeddings = _put(embeddings, input_ids == self.config.motion_token_id, features, counts, "motion token")
        if video_values is not None:
            features, counts = self.get_video_features(video_values, video_mask)
            embeddings = _put(embeddings, input_ids == self.config.video_token_id, features, counts, "video token")
        return embeddings


def _groups(states: Tensor, mask: Tensor | None, frames: int, limit: int) -> tuple[Tensor, Tensor]:
    """States side by side as one placeholder stands for them.

    Args:
        states: (B, K, D) of poses or key frames.
        mask: (B, K) bool, True where a state is real, all of them at the start of a row; None when all are.
        frames: states of a placeholder.
        limit: placeholders of a sample at most; of more groups, so many are taken evenly.

    Returns:
        (ΣG, frames D), sample after sample, and the number G of each sample, (B,).
    """
    batch, most = states.shape[:2]
    if mask is None:
        lengths = torch.full((batch,), most, device=states.device)
    else:
        lengths = mask.to(states.device).long().sum(dim=1)
    groups = (lengths + frames - 1) // frames
    counts = groups.clamp(max=limit)
    token = torch.arange(int(counts.max()), device=states.device)[None]
    # Evenly spread over the groups where there are more groups than tokens.
    group = torch.where(groups[:, None] > limit, token * (groups[:, None] - 1) // max(limit - 1, 1), token)
    place = group[..., None] * frames + torch.arange(frames, device=states.device)
    place = torch.minimum(place, lengths[:, None, None] - 1).clamp(min=0)  # the last group repeats the last state
    gathered = states.gather(1, place.flatten(1)[..., None].expand(-1, -1, states.shape[-1]))
    return gathered.view(batch, token.shape[1], frames * states.shape[-1])[token < counts[:, None]], counts


def _put(embeddings: Tensor, places: Tensor, features: Tensor, counts: Tensor, kind: str) -> Tensor:
    """Put features (ΣG, H) into the True places (B, T) of embeddings (B, T, H)."""
    found = places.sum(dim=1).tolist()
    if found != counts.tolist():
        raise ValueError(f"expected {counts.tolist()} placeholders, one for each {kind}, got {found}")
    return embeddings.masked_scatter(places[..., None], features.to(embeddings.device, embeddings.dtype))
