"""Stage 2, modality translation: a projector learns to put motion, or video, into the language model's own space.

Encoders and language model are frozen. Where the recipe has no ready language model, a small one is first trained on
the task's text alone.
"""

from humocon.translate.config import (
    BaseConfig,
    TranslateConfig,
    VideoConfig,
    VideoTranslateConfig,
    load_translate_config,
)
from humocon.translate.loop import translate
from humocon.translate.plan import plan

__all__ = [
    "BaseConfig",
    "TranslateConfig",
    "VideoConfig",
    "VideoTranslateConfig",
    "load_translate_config",
    "plan",
    "translate",
]
