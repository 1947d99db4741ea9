"""One model, and everything that is asked of it: files and clips, alone or in batches."""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from humocon.actions.segments import Recognition
from humocon.ask.conversation import Conversation
from humocon.ask.exact import Exact, Scene, Stretch, answer_from, is_protocol, not_understood, stretches_of
from humocon.ask.exact.known.events import Event
from humocon.ask.exact.known.names import Told
from humocon.ask.exact.known.scene import WHAT
from humocon.ask.models import ModelOptions
from humocon.ask.protocols import AnswersQuestions, Messages, Watch, unwatched
from humocon.ask.recognition import tell_name
from humocon.ask.reply import Reply, check_question, failure_line, find_evidence, refusal, reply_line
from humocon.ask.rewording import answer_by_meaning, find_reader, is_unclear, leans
from humocon.ask.take import SKELETON_ROAD, Take, TakeOptions, read_take, take_of
from humocon.ask.taught import taught_events
from humocon.errors import ConfigError, HumoconError
from humocon.motion.clip import MotionClip
from humocon.motion.kinematics.facts import Facts

if TYPE_CHECKING:
    from humocon.ask.ahead import LiftedAhead
    from humocon.ask.jobs import Job
    from humocon.ask.timeline import ConceptSpan

By = Literal["both", "model", "facts"]
"""What answers: the model and what the joints tell exactly, the model alone, or the joints alone."""


def load(model: str | Path | None = None, *, device: str | None = None, load_in_4bit: bool = False) -> "Asker":
    """Load a model to ask.

    Args:
        model: a folder or the id of a model on the hub; by default the small one that ships.
        device: such as "cpu" or "cuda:0"; by default the first GPU where there is one.
        load_in_4bit: quantize the language model to 4 bits (NF4).

    Raises:
        CheckpointError: the model is not there, incomplete or damaged.
        ConfigError: there is no such device.
    """
    options = ModelOptions(model=model, device=device, load_in_4bit=load_in_4bit)
    asker = Asker(options.load, language_models=options.language_models, ships=options.ships)
    assert asker.answerer is not None  # loaded now
    return asker


class Asker:
    """Reads files, asks the model, and holds its answers against what the joints say.

    Args:
        load: gives the model; called when it is first needed.
        options: how files are read.
        timeline: whether lines tell the concepts over time; by default where a model answers.
        by: what answers.
        watch: shows what takes long.
        processes: by how many processes the videos of `lifting_ahead` are lifted; None for as many as cores and memory
            allow.
        language_models: the cache's folder of the sentence encoder, by which wordings that no rule knows are read; by
            default the user's.
        ships: whether the model is the one that ships, which names actions and was taught none by a user.
        waits: whether it is loaded only when an answer needs it.
    """

    def __init__(
        self,
        load: Callable[[], AnswersQuestions],
        options: TakeOptions | None = None,
        *,
        timeline: bool | None = None,
        by: By = "both",
        watch: Watch = unwatched,
        processes: int | None = 1,
        language_models: Path | None = None,
        ships: bool = False,
        waits: bool = False,
    ) -> None:
        self._load, self.ships, self.waits, self.by, self.processes = load, ships, waits, by, processes
        self._answerer: AnswersQuestions | None = None
        self._ahead: LiftedAhead | None = None
        self.timeline = by != "facts" if timeline is None else timeline
        self.options, self.watch = options or TakeOptions(), watch
        self.language_models = language_models

    @property
    def answerer(self) -> AnswersQuestions:
        """The model."""
        if self._answerer is None:
            with self.watch("loading the model"):
                self._answerer = self._load()
        return self._answerer

    def take(self, source: str | Path | MotionClip) -> Take:
        """What a file gives, ready to be asked about; nothing of a video in which nobody could be followed.

        Raises:
            HumoconError: it cannot be read, naming the file and the remedy.
        """
        take = self.read(source)
        return take.shown_to(self._onlooker(take))

    def ask(self, source: str | Path | MotionClip | Take, question: str) -> Reply:
        """Answer one question about a motion file, a video, or a motion that was read before.

        Raises:
            HumoconError: the file cannot be read, or the question cannot be asked.
        """
        take = source if isinstance(source, Take) else self.take(source)
        (reply,) = self.replies([(take, [{"role": "user", "content": question}])])
        if isinstance(reply, HumoconError):
            raise reply
        return reply

    def converse(self, source: str | Path | MotionClip | Take) -> Conversation:
        """A conversation with memory about one file; see `take`."""
        take = source if isinstance(source, Take) else self.take(source)
        return Conversation(take, lambda messages: self.replies([(take, messages)])[0])

    def replies(self, asked: Sequence[tuple[Take, Messages]]) -> list[Reply | HumoconError]:
        """Answers to the last messages of conversations about takes, made together; or what is wrong with each."""
        found: dict[int, Reply | HumoconError] = {}
        for place, (take, messages) in enumerate(asked):
            try:
                check_question(messages[-1]["content"])
                if take.refusal is not None:
                    found[place] = refusal(take)
            except HumoconError as error:
                found[place] = error
        rest = [place for place in range(len(asked)) if place not in found]
        found |= {place: reply for place in rest if (reply := self._exact(*asked[place])) is not None}
        rest = [place for place in rest if place not in found]
        found |= zip(rest, self._ask_model([asked[place] for place in rest]), strict=True)
        return [found[place] for place in range(len(asked))]

    def takes(self, jobs: "Sequence[Job]") -> dict[Path, Take | HumoconError]:
        """What the files of jobs give, each read once, or what is wrong with them; see `try_take`."""
        return {file: self.try_take(file) for file in dict.fromkeys(job.file for job in jobs)}

    def lines(
        self, jobs: "Sequence[Job]", known: Mapping[Path, Take | HumoconError] | None = None
    ) -> list[dict[str, object]]:
        """What is told of each question of each job, in their order; `answer` is None where there is an error.

        Args:
            jobs: files and questions.
            known: what `takes` gave of them; read now if left out.

        Raises:
            HumoconError: the model cannot be loaded, or cannot be asked any more.
        """
        known = self.takes(jobs) if known is None else known
        over_time = {file: self.spans(take) if isinstance(take, Take) else None for file, take in known.items()}
        takes, spans = [known[job.file] for job in jobs], [over_time[job.file] for job in jobs]
        replies: list[list[Reply | HumoconError]] = [[] for _ in jobs]
        for turn in range(max((len(job.questions) for job in jobs), default=0)):
            # Of a conversation, one turn at a time; of single questions, all at once.
            asked = [
                (row, take, messages)
                for row, (job, take) in enumerate(zip(jobs, takes, strict=True))
                if isinstance(take, Take)
                for messages in job.messages(turn, replies[row])
            ]
            for (row, _, _), reply in zip(asked, self.replies([pair[1:] for pair in asked]), strict=True):
                replies[row].append(reply)
        told = []
        for job, take, shown, answers in zip(jobs, takes, spans, replies, strict=True):
            for place, question in enumerate(job.questions):
                reply = take if isinstance(take, HumoconError) else answers[place]
                if isinstance(take, Take) and isinstance(reply, Reply):
                    line = reply_line(take, question, reply, None if reply.refused else shown)
                else:
                    line = failure_line(job.file, question, str(reply))
                told.append(line | job.extra(place))
        return told

    def spans(self, take: Take) -> "list[ConceptSpan] | None":
        """The concepts of a take over time, where they are wanted and there is a motion to tell them of."""
        if not self.timeline or take.motion is None or take.refusal is not None:
            return None
        return self.answerer.timeline(take.motion)

    def stretches(self, take: Take) -> list[Stretch]:
        """What happens when in a take, in words that agree with its answers; nothing without a motion."""
        if take.facts is None or take.refusal is not None:
            return []
        return stretches_of(self._scene(take, take.facts))

    def word_warnings(self, question: str) -> list[str]:
        """What may spoil the answer to a question."""
        words = [] if self.by == "facts" else self.answerer.unknown_words(question)
        return [f"the model never learned {', '.join(map(repr, words))}: take the answer with care"] if words else []

    def clip_warnings(self, take: Take) -> list[str]:
        """What may spoil every answer about a take."""
        if self._answerer is None:  # what was not needed spoils nothing
            return list(take.warnings)
        length = self.answerer.describe_length(take.clip) if self.by != "facts" else None
        names = self.answerer.names_warning if self.timeline else None
        return [*take.warnings, *(warning for warning in (length, names) if warning)]

    def read(self, source: str | Path | MotionClip) -> Take:
        """What a file gives without the model: as `take`, less the key frames of a video."""
        if isinstance(source, MotionClip):
            return take_of(source)
        ahead = self._ahead
        with self.watch(f"looking at {source}{ahead.description if ahead else ''}") as update:
            if ahead is not None and (take := ahead.take(Path(source))) is not None:
                return take

            def tell(done: float | str) -> None:
                update(done if isinstance(done, str) else f"looking at {source} ({done:.0%})")

            return read_take(Path(source), self.options, tell)

    @contextlib.contextmanager
    def lifting_ahead(self, files: Iterable[Path]) -> Iterator[None]:
        """While entered, the videos among files are lifted by `processes`, a few ahead of what is read."""
        from humocon.ask.ahead import LiftedAhead

        with LiftedAhead(files, self.options, self.processes, self.watch) as self._ahead:
            try:
                yield
            finally:
                self._ahead = None

    def try_take(self, file: Path) -> Take | HumoconError:
        """As `take`, or what is wrong with the file.

        Raises:
            HumoconError: the model cannot be loaded, which is no fault of the file and the same for all others.
        """
        try:
            take = self.read(file)
        except HumoconError as error:
            return error
        onlooker = self._onlooker(take)
        try:
            return take.shown_to(onlooker)
        except HumoconError as error:
            return error

    def _onlooker(self, take: Take) -> AnswersQuestions | None:
        """The model that will be asked, once there is something to ask it about: before anything is told of it."""
        waits = self.waits and not take.is_video
        return None if take.refusal is not None or self.by == "facts" or waits else self.answerer

    def _exact(self, take: Take, messages: Messages) -> Reply | None:
        """What the joints tell exactly, with the model's names for actions; None where the model is to be asked."""
        if self.by == "model" or take.facts is None:
            return None
        if self.by == "both" and not self.ships and self.answerer.namer is None:
            return None
        begin, question = time.perf_counter(), messages[-1]["content"]
        told = [message["content"] for message in messages[:-1]]
        turns = list(zip(told[::2], told[1::2], strict=True))
        scene = self._scene(take, take.facts)
        found = answer_from(question, turns, scene)
        if self._reads_meanings(question, turns, found):
            found = self._by_meaning(question, found, scene) or found
        if found is None:
            if self.by == "both" and (is_protocol(question) or self._knows(question)):
                return None
            found = not_understood(question, scene)
        seconds = time.perf_counter() - begin
        return Reply(found.text, found.probability, seconds, found.evidence, tuple(self.clip_warnings(take)))

    def _reads_meanings(self, question: str, turns: Sequence[tuple[str, str]], found: Exact | None) -> bool:
        """Whether it is looked for what a question means: not of one that leans on others or that a model may know."""
        if self.by == "facts" or is_protocol(question) or (found is None and self._knows(question)):
            return False
        return not turns or not leans(question)

    def _by_meaning(self, question: str, found: Exact | None, scene: Scene) -> Exact | None:
        """A better answer than that of the rules, to the plain question that is meant; None where there is none."""
        with self.watch("reading the question") as update:
            reader = find_reader(self.language_models, update, fetch=is_unclear(found))
        return None if reader is None else answer_by_meaning(question, found, scene, reader)

    def _knows(self, question: str) -> bool:
        """Whether a question that the rules do not understand may be in the ken of the model.

        The one that ships was taught few forms, which the rules all know: its answer to another one is a stray word.
        """
        return not self.ships and not self.answerer.unknown_words(question)

    def _scene(self, take: Take, facts: Facts) -> Scene:
        """A take as natural questions are answered about it, found once for all questions."""
        if self not in take.scenes:
            is_film = SKELETON_ROAD in take.roads
            seen = cache(partial(self._recognition, take))
            names, taught = partial(self._names, take, seen), partial(self._taught, seen, facts)
            take.scenes[self] = Scene(
                facts, names, take.legs_seen, take.duration_s, is_film, taught, take.clip.source.fps
            )
        return take.scenes[self]

    def _recognition(self, take: Take) -> Recognition | None:
        """What the recogniser sees in a take; None without one."""
        namer = None if self.by == "facts" else self.answerer.namer
        if namer is None or namer.recogniser is None or take.motion is None:
            return None
        return Recognition(take.motion.joints, namer.recogniser)

    def _names(self, take: Take, seen: Callable[[], Recognition | None], asked: Sequence[str]) -> list[Told]:
        """What the model says in its own words, once for each take."""
        namer = None if self.by == "facts" else self.answerer.namer
        if namer is None:
            return [Told("", 0.0) for _ in asked]
        known = take.said
        missing = [question for question in dict.fromkeys(asked) if question not in known]
        if missing:
            beside: dict[str, Any] = {} if take.video is None else {"videos": [take.video] * len(missing)}
            if namer.reads_facts:
                beside["facts"] = [take.facts_text] * len(missing)
            said = namer.answer([take.motion] * len(missing), missing, **beside)
            told = {
                question: Told(one.text, one.probability or 0.0) for question, one in zip(missing, said, strict=True)
            }
            if WHAT in told and (recognition := seen()) is not None:
                falls = take.facts is not None and any(change.kind == "falls" for change in take.facts.changes)
                told[WHAT] = tell_name(told[WHAT], recognition, falls=falls)
            known |= told
        return [known[question] for question in asked]

    def _taught(self, seen: Callable[[], Recognition | None], facts: Facts) -> dict[str, list[Event]]:
        """What a user has taught the recogniser, each with when it sees it in a take."""
        recognition = None if self.ships else seen()
        return {} if recognition is None else taught_events(recognition, facts.measures)

    def _ask_model(self, asked: Sequence[tuple[Take, Messages]]) -> list[Reply | HumoconError]:
        """Answers of the model, made together; where one cannot be answered, each alone.

        Raises:
            ConfigError: the model behind an address cannot be asked any more: nor can it be asked the others.
        """
        if not asked:
            return []
        begin = time.perf_counter()
        videos = [take.video for take, _ in asked]
        beside: dict[str, Any] = {"videos": videos} if any(video is not None for video in videos) else {}
        if self.answerer.reads_facts:
            beside["facts"] = [take.facts_text for take, _ in asked]
        try:
            questions = [turns if len(turns) > 1 else turns[0]["content"] for _, turns in asked]
            said = self.answerer.answer([take.motion for take, _ in asked], questions, **beside)
        except ConfigError:
            raise
        except HumoconError as error:
            if len(asked) == 1:
                return [error]
            return [self._ask_model([pair])[0] for pair in asked]
        seconds = (time.perf_counter() - begin) / len(asked)
        return [
            self._reply(take, messages[-1]["content"], answer.text, answer.probability, seconds)
            for (take, messages), answer in zip(asked, said, strict=True)
        ]

    def _reply(self, take: Take, question: str, text: str, probability: float | None, seconds: float) -> Reply:
        return Reply(
            text,
            probability,
            seconds,
            find_evidence(take, question, text, probability),
            (*self.clip_warnings(take), *self.word_warnings(question)),
        )
