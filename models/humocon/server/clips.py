"""The clips that are talked about: each a file in a folder of its own, what was read from it, and its conversation."""

import hashlib
import re
import secrets
import shutil
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from humocon.ask.asker import Asker
from humocon.ask.conversation import Conversation
from humocon.ask.exact import Stretch
from humocon.ask.reply import Reply, reply_line
from humocon.ask.take import Take
from humocon.errors import DataError, HumoconError
from humocon.server.options import RefusedError, ServerOptions
from humocon.server.time_links import pieces_of
from humocon.server.worker import Job, Worker

if TYPE_CHECKING:
    from humocon.ask.timeline import ConceptSpan

T = TypeVar("T")
_REMEMBERED: Final = 20
"""Turns that an answer may refer to."""
_KEPT: Final = 1000
"""Turns of a clip that can be exported."""
_JOBS: Final = 4
"""Jobs of one clip that may wait at once, so that no clip keeps the others from the model."""
_LONGEST_NAME: Final = 120


@dataclass(eq=False)
class Clip:
    """One file, and the talk about it.

    Attributes:
        key: by which it is asked for; nobody guesses it.
        name: as its owner calls it; never a path.
        path: where its bytes are.
        state: of its reading.
        error: why it cannot be talked about.
        job: the reading of it.
        jobs: what is done for it, or waits to be.
        conversation: with its take; None until it was read.
        stretches: what happens when in it.
        warnings: what may spoil every answer.
        spans: its concepts, once they were asked for.
        lines: what was answered, each as `humocon ask --json` tells it. The worker adds to them, so copy to look.
    """

    key: str
    name: str
    path: Path
    state: Literal["uploading", "reading", "ready", "failed"] = "uploading"
    error: str = ""
    job: Job[None] | None = None
    jobs: list[Job] = field(default_factory=list)
    conversation: Conversation | None = None
    stretches: list[Stretch] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    spans: "list[ConceptSpan] | None" = None
    lines: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT))

    @property
    def take(self) -> Take:
        """What was read.

        Raises:
            RefusedError: nothing was, or not yet.
        """
        if self.state == "failed":
            raise RefusedError(self.error, 422)
        if self.conversation is None:
            raise RefusedError(f"{self.name}: still being read; ask again when it is there", 409)
        return self.conversation.take

    @property
    def is_busy(self) -> bool:
        """Whether something is done for it, or waits to be."""
        self.jobs = [job for job in self.jobs if not job.future.done()]
        return self.state == "uploading" or bool(self.jobs)

    @property
    def duration_s(self) -> float:
        """Of the file: of a video also where nobody could be followed."""
        take = self.take
        return take.duration_s if take.lifted is None else take.lifted.source.duration_s

    def part_skeleton(self, size: str) -> None:
        """Put the first `size` bytes of an AMC file beside it: they are the ASF file of the body.

        Raises:
            RefusedError: there are none.
        """
        content = self.path.read_bytes()
        if not (size.isdecimal() and len(size) < 12 and 0 < int(size) < len(content)):
            raise RefusedError(f"{self.name}: give it together with its skeleton, the .asf of the same subject", 422)
        self.path.with_name("skeleton.asf").write_bytes(content[: int(size)])
        self.path.write_bytes(content[int(size) :])

    def said(self, text: str) -> str:
        """A text of the core's with the file's own name in place of its path here, and no other path of this place."""
        return text.replace(str(self.path), self.name).replace(f"{self.path.parent}/", "")

    def line(self, question: str, reply: Reply) -> dict[str, Any]:
        """An answer as `humocon ask --json` tells it."""
        line = reply_line(self.take, question, reply) | {"file": self.name}
        return line | {"warnings": [self.said(warning) for warning in reply.warnings]}

    def turn(self, line: dict[str, Any]) -> dict[str, object]:
        """An answer as the page shows it, with the moments that it names."""
        length = self.duration_s
        evidence = [
            {"against": text.startswith("but "), "pieces": pieces_of(text, length)} for text in line.get("evidence", ())
        ]
        answer = pieces_of(str(line["answer"]), length)
        return {"question": line["question"], "answer": answer, "evidence": evidence, "warnings": line["warnings"]}


class Clips:
    """All clips, the last used last; each in a folder of its own below one.

    Args:
        folder: an empty one that nobody else reads.
        asker: reads files and answers; only ever called by the worker.
        worker: the one thread that calls it.
        options: how many there may be, and of what length.
    """

    def __init__(self, folder: Path, asker: Asker, worker: Worker, options: ServerOptions) -> None:
        self.folder, self.asker, self.worker, self.options = folder, asker, worker, options
        asker.watch = worker.watch
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._salt = secrets.token_bytes(16)  # so that nobody who has a file can guess whether it was asked about

    def __len__(self) -> int:
        return len(self._clips)

    def __iter__(self) -> Iterator[Clip]:
        return iter(self._clips.values())

    def find(self, key: str) -> Clip | None:
        """A clip, which is thereby used."""
        if key in self._clips:
            self._clips.move_to_end(key)
        return self._clips.get(key)

    def get(self, key: str) -> Clip:
        """A clip, which is thereby used.

        Raises:
            RefusedError: it is not there, or no longer.
        """
        clip = self.find(key)
        if clip is None:
            kept = f"the {self.options.max_clips} clips used last are kept (--max-clips)"
            raise RefusedError(f"this clip is no longer here: only {kept}; drop its file again", 410)
        return clip

    def open(self, name: str, key: str | None = None) -> Clip:
        """Make room for a file that is about to come, dropping the clip that was not used for longest if need be.

        Args:
            name: as its owner calls it; only its suffix has a say in how it is read.
            key: by which it is asked for; by default one that nobody guesses.

        Raises:
            RefusedError: all clips are at work.
        """
        while len(self._clips) >= self.options.max_clips:
            idle = next((clip for clip in self if not clip.is_busy), None)
            if idle is None:
                raise RefusedError(f"{len(self)} clips are being read or asked about: try again in a minute", 503)
            self.remove(idle.key)
        key = key or secrets.token_urlsafe(16)
        name = "".join(letter for letter in re.split(r"[/\\]", name)[-1] if letter.isprintable()).strip()
        name = name[-_LONGEST_NAME:] or "clip"
        suffix = re.search(r"\.[A-Za-z0-9]{1,8}\Z", name)
        place = self.folder / secrets.token_hex(8)
        place.mkdir(mode=0o700)
        clip = Clip(key, name, place / f"clip{suffix[0].lower() if suffix else ''}")
        self._clips[key] = clip
        return clip

    def read(self, clip: Clip) -> None:
        """Let a clip be read whose file is complete.

        Raises:
            RefusedError: too many wait.
        """
        clip.state = "reading"
        clip.job = self.submit(clip, lambda: self._read(clip))

    def ask(self, clip: Clip, question: str) -> Job[dict[str, Any]]:
        """Let the next question of a clip's conversation be answered; the outcome is a line as `--json` tells it.

        Raises:
            RefusedError: too many wait, or the clip cannot be asked about.
        """
        conversation = clip.take and clip.conversation
        assert conversation is not None

        def answer() -> dict[str, Any]:
            reply = conversation.ask(question)
            conversation.messages = conversation.messages[-2 * _REMEMBERED :]
            clip.lines.append(clip.line(question, reply))
            return clip.lines[-1]

        return self.submit(clip, answer)

    def take_bytes(self, name: str, data: bytes, skeleton: bytes = b"") -> Clip:
        """The clip of a file that is all there, read now, or before if these very bytes came before.

        Args:
            name: as its owner calls it.
            data: its bytes.
            skeleton: those of an AMC file's ASF file.

        Raises:
            RefusedError: too many wait, or all clips are at work.
        """
        key = hashlib.sha256(b"%b%b\0%d:%b%b" % (self._salt, name.encode(), len(skeleton), skeleton, data)).hexdigest()
        clip = self.find(key)
        if clip is None or clip.state == "failed":
            self.remove(key)
            clip = self.open(name, key)
            clip.path.write_bytes(skeleton + data)
            try:
                if clip.path.suffix == ".amc":
                    clip.part_skeleton(str(len(skeleton)))
                self.read(clip)
            except HumoconError:
                self.remove(key)
                raise
        return clip

    def reply(self, clip: Clip, messages: Sequence[dict[str, str]]) -> Job[dict[str, Any]]:
        """Let the last message of a conversation be answered that is remembered elsewhere.

        Raises:
            RefusedError: too many wait, or the clip cannot be asked about.
        """
        take = clip.take

        def answer() -> dict[str, Any]:
            (reply,) = self.asker.replies([(take, messages[-2 * _REMEMBERED - 1 :])])
            if isinstance(reply, HumoconError):
                raise reply
            return clip.line(messages[-1]["content"], reply)

        return self.submit(clip, answer)

    def submit(self, clip: Clip, work: Callable[[], T]) -> Job[T]:
        """Let something be done for a clip.

        Raises:
            RefusedError: too many wait.
        """
        if clip.is_busy and len(clip.jobs) >= _JOBS:
            raise RefusedError(f"{clip.name}: {_JOBS} questions about it are waiting already", 429)

        def named() -> T:
            try:
                return work()
            except HumoconError as error:
                raise RefusedError(clip.said(str(error)), getattr(error, "status", 422)) from error

        job = self.worker.submit(named)
        clip.jobs.append(job)
        return job

    def remove(self, key: str) -> None:
        """Forget a clip and its file."""
        clip = self._clips.pop(key, None)
        if clip is not None:
            for job in clip.jobs:
                job.dropped = True
            shutil.rmtree(clip.path.parent, ignore_errors=True)

    def _read(self, clip: Clip) -> None:
        """Read a clip, in the worker's thread."""
        try:
            self._check_length(clip, _video_seconds(clip.path))
            take = self.asker.take(clip.path)
            conversation = self.asker.converse(take)
            self._check_length(clip, take.duration_s)
            clip.stretches = self.asker.stretches(take)
            clip.warnings = tuple(map(clip.said, self.asker.clip_warnings(take)))
        except BaseException as error:
            told = clip.said(str(error)) if isinstance(error, HumoconError) else f"{clip.name}: could not be read"
            clip.state, clip.error = "failed", told
            clip.path.unlink(missing_ok=True)
            raise
        if take.lifted is None and take.failure is None:
            clip.path.unlink(missing_ok=True)  # a motion is in memory; only a video is shown again
        clip.conversation = conversation
        clip.state = "ready"

    def _check_length(self, clip: Clip, seconds: float) -> None:
        if seconds > 60 * self.options.max_minutes:
            allowed = f"{self.options.max_minutes:g} (--max-minutes)"
            raise DataError(f"{clip.name}: lasts {seconds / 60:.1f} minutes; cut it to {allowed}")


def _video_seconds(path: Path) -> float:
    """How long a video lasts, before anything else is done with it; 0 of what is none."""
    from humocon.video.read import probe
    from humocon.video.sniff import is_video

    return probe(path).duration_s if is_video(path) else 0.0
