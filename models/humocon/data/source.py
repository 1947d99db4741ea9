"""A published set of captions or instructions, as recipes name it; `humocon.data.captions` reads it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Source:
    """One published set; an entry of the recipe's `sources`.

    Attributes:
        kind: whose layout it has.
        text: the file or folder of captions.
        media: the folder of motions or videos.
        allow_missing: go on without files that are missing, such as videos that were taken down; their number is told.
    """

    kind: Literal["humanml3d", "motion-x", "vatex", "video-chatgpt"]
    text: Path
    media: Path
    allow_missing: bool = False

    @property
    def holds_video(self) -> bool:
        """Whether the media are videos."""
        return self.kind in ("vatex", "video-chatgpt")
