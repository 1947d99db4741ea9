"""What a HuMoCon model is made of: concept models, a causal language model, and how motion and video enter it."""

from typing import Any, ClassVar, Literal

from transformers import AutoConfig, PretrainedConfig
from transformers.configuration_utils import SubConfigSpec

from humocon.json_text import check_positive


class HumoconConfig(PretrainedConfig):
    """Configuration of `HumoconForConditionalGeneration`.

    Args:
        concept_config: keyword arguments of `humocon.concepts.model.ConceptConfig`.
        text_config: configuration of the language model, any causal one that transformers knows.
        motion_token_id: token that holds the place of motion in a prompt.
        frames_per_token: consecutive states that one placeholder token carries.
        max_motion_tokens: a longer motion is sampled down to so many tokens, evenly in time.
        reads: what the language model is given: the encoder's "features", or the vectors of their "codes".
        video_config: keyword arguments of `humocon.concepts.video.VideoConceptConfig`; None for motion alone.
        video_token_id: token that holds the place of key frames in a prompt; None for motion alone.
        frames_per_video_token: consecutive key frames that one placeholder of a video carries.
        max_video_tokens: placeholders of a video at most.
        video_surprise_limit: a video whose `VideoConceptModel.surprise` is larger looks unlike those that the model
            learned from; None to take any.
    """

    model_type = "humocon"
    sub_configs_defaults: ClassVar[dict[str, SubConfigSpec]] = {
        "text_config": SubConfigSpec(config_class=AutoConfig, model_type="llama")
    }

    concept_config: dict[str, Any] | None = None
    text_config: dict[str, Any] | PretrainedConfig | None = None
    motion_token_id: int = 4
    frames_per_token: int = 4
    max_motion_tokens: int = 256
    reads: Literal["features", "codes"] = "features"
    video_config: dict[str, Any] | None = None
    video_token_id: int | None = None
    frames_per_video_token: int = 1
    max_video_tokens: int = 64
    video_surprise_limit: float | None = None
    tie_word_embeddings: bool = False

    def __post_init__(self, **kwargs: Any) -> None:
        """Fill in the parts that were not given, as transformers does after `__init__`."""
        self.concept_config = dict(self.concept_config or {})
        super().__post_init__(**kwargs)
        for name in ("frames_per_token", "max_motion_tokens", "frames_per_video_token", "max_video_tokens"):
            check_positive(name, getattr(self, name), whole=True)
        if self.video_surprise_limit is not None:
            check_positive("video_surprise_limit", self.video_surprise_limit)
        if self.reads not in ("features", "codes"):
            raise ValueError(f"reads must be 'features' or 'codes', got {self.reads!r}")
        if (self.video_config is None) != (self.video_token_id is None):
            raise ValueError("video_config and video_token_id belong together: give both or neither")
