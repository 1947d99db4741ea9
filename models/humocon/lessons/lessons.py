"""Conversations about scenes that show the facts, the motion, or both, with questions in people's own wordings.

What a question is answered with is known: by the exact rules, from the facts and with the labels for names of actions;
or, of BABEL-QA's questions, by the labels alone. So a model learns the rules' answers to questions that no rule parses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from humocon.ask.exact import Exact, answer_from
from humocon.ask.exact import Scene as KnownScene
from humocon.ask.exact.known.names import Told
from humocon.concepts.configuration import Reads
from humocon.data.augmentation import vary
from humocon.data.conversations import ConversationBatch, Reader, motion_batch, text_batch
from humocon.data.labels import VERBS, Label
from humocon.data.mocap import load_clips
from humocon.data.questions import Turn, ask, describe
from humocon.data.questions.free import CANNOT_TELL
from humocon.data.questions.story import Story, draw, pick
from humocon.data.scenes import Scene, Scenes
from humocon.data.variety import NO_VARIETY, Variety
from humocon.errors import ConfigError
from humocon.language.processing import HumoconProcessor
from humocon.lessons.haste import hurried
from humocon.lessons.wordings import ACTIONS, SUBJECTS, filled, meanings, put, unknowable
from humocon.motion.features import FEATURE_DIM, pose_features
from humocon.motion.kinematics.facts import facts
from humocon.motion.kinematics.text import facts_text, num_tokens

LEAST_TRUST: Final = 0.8
"""Answers of the rules that are less sure are not taught."""
_SURE: Final = 0.99
_SHOWN: Final = {"both": 0.55, "facts": 0.3, "motion": 0.15}
"""How often a model that reads both is shown both, or one alone: so that it learns to read each."""
_SORTS: Final = {"wording": 0.5, "plain": 0.1, "labels": 0.2, "unknowable": 0.14, "foreign": 0.06}
_PRESENT: Final = 0.6
"""How often an action is asked about that occurs."""
_TRIES: Final = 8


@dataclass(frozen=True)
class Lesson:
    """A scene as a model is shown it, and what is known about it."""

    scene: Scene
    known: KnownScene
    text: str
    """The facts in words."""
    states: Tensor
    """(K, D) half, of the encoder"""


class Lessons:
    """Any number of conversations, each made from (seed, step, index) alone; the questions do not see one another.

    Args:
        scenes: what is asked about.
        processor: writes conversations as token ids.
        reads: what the model is given; see `HumoconConfig`.
        read: a frozen encoder.
        num_turns: questions about each scene.
        num_scenes: so many scenes are made, read once and asked about again and again.
        longest: facts of more words, digits and signs are left out, as long prompts learn slowly; see `num_tokens`.
        variety: of motions.
        held_out: whether the wordings are those that are held out.
    """

    def __init__(
        self,
        scenes: Scenes,
        processor: HumoconProcessor,
        *,
        reads: Reads,
        read: Reader,
        num_turns: int,
        num_scenes: int,
        longest: int,
        variety: Variety,
        held_out: bool,
    ) -> None:
        self.scenes, self.processor, self.reads, self.read = scenes, processor, reads, read
        self.num_turns, self.num_scenes, self.longest = num_turns, num_scenes, longest
        self.variety, self.held_out = variety, held_out
        self._known: dict[int, Lesson] = {}

    def batch(self, step: int, indices: Iterable[int]) -> ConversationBatch:
        """The conversations with the given indices of the global batch of one step."""
        motions, turns, texts = [], [], []
        for index in indices:
            rng = np.random.default_rng([self.scenes.seed, step, index])
            lesson = self.lesson(int(rng.integers(self.num_scenes)))
            shown = (
                draw(_SHOWN, rng) if self.reads.endswith("+facts") else "facts" if self.reads == "facts" else "motion"
            )
            motions.append(lesson.states[:0] if shown == "facts" else lesson.states)
            texts.append("" if shown == "motion" else lesson.text)
            turns.append(self.turns(lesson, rng, has_facts=shown != "motion"))
        if self.reads == "facts":
            return text_batch(self.processor, [0] * len(turns), turns, [True] * len(turns), texts)
        return motion_batch(self.processor, motions, turns, [True] * len(turns), read=True, facts=texts)

    def lesson(self, number: int) -> Lesson:
        """The scene with a number; the first of a few tries whose facts are short enough, else the shortest."""
        if number not in self._known:
            tries = []
            for attempt in range(_TRIES):
                rng = np.random.default_rng([self.scenes.seed, 1 << 46, number, attempt])
                scene, joints = vary(self.scenes.scene(rng), rng, self.variety)
                found = facts(joints)
                text = facts_text(found)
                tries.append((num_tokens(text), scene, joints, found, text))
                if tries[-1][0] <= self.longest:
                    break
            _, scene, joints, found, text = min(tries, key=lambda one: one[0])
            known = KnownScene(found, lambda asked: named(scene.labels, asked), True, found.duration_s, False)
            states = torch.zeros(0, FEATURE_DIM)
            if self.reads != "facts":
                with torch.no_grad():
                    states = self.read(torch.from_numpy(pose_features(joints))[None])[0].to("cpu", torch.float16)
            self._known[number] = Lesson(scene, known, text, states)
        return self._known[number]

    def turns(self, lesson: Lesson, rng: np.random.Generator, *, has_facts: bool) -> list[Turn]:
        """Questions about a scene and their answers; without facts, those alone that its labels decide."""
        turns: dict[str, str] = {}
        for _ in range(6 * self.num_turns):
            if len(turns) >= self.num_turns:
                break
            sort = draw(_SORTS, rng) if has_facts else draw({"labels": 0.9, "unknowable": 0.1}, rng)
            turn = self._turn(sort, lesson, rng)
            if turn is not None:
                turns.setdefault(*turn)
        return list(turns.items()) or [self._unknowable(rng)]

    def _turn(self, sort: str, lesson: Lesson, rng: np.random.Generator) -> Turn | None:
        if sort == "labels":
            scene = lesson.scene
            own = ask(scene.labels, 1, rng, protocol=0.85, absent=self.scenes.absent, times=scene.times)
            return own[0] if own else None
        if sort == "unknowable":
            return self._unknowable(rng)
        file = "foreign" if sort == "foreign" else "wordings"
        meaning = pick(meanings(file, held_out=self.held_out), rng)
        action = self._action(lesson, rng) if meaning.needs_action else ""
        plain = filled(meaning.plain, action, "the person")
        wording = meaning.plain if sort == "plain" else pick(meaning.wordings, rng)
        question = filled(put(wording, rng), action, pick(SUBJECTS, rng))
        return _taught(hurried(question[0].upper() + question[1:], rng), plain, lesson)

    def _unknowable(self, rng: np.random.Generator) -> Turn:
        question = filled(put(pick(unknowable(held_out=self.held_out), rng), rng), "", pick(SUBJECTS, rng))
        return hurried(question, rng), CANNOT_TELL

    def _action(self, lesson: Lesson, rng: np.random.Generator) -> str:
        """An action to ask about, more often one that occurs."""
        occurring = [event.key for event in lesson.known.events if event.key in ACTIONS]
        return pick(occurring, rng) if occurring and rng.random() < _PRESENT else pick(list(ACTIONS), rng)


def load_lessons(
    folder: Path,
    split: str,
    processor: HumoconProcessor,
    *,
    reads: Reads,
    read: Reader,
    num_turns: int,
    num_scenes: int,
    longest: int,
    sets: tuple[str, ...],
    seed: int,
    variety: Variety,
) -> Lessons:
    """Lessons about the labelled clips of one split; of another than "train", as they are and in held-out wordings.

    Raises:
        ConfigError: there is no number of scenes.
        DataError: as `load_clips`.
    """
    if num_scenes < 1:
        raise ConfigError("num_scenes: lessons are about scenes that are read once; set how many")
    mirrored, is_train = variety.mirrored, split == "train"
    varied = variety if is_train else NO_VARIETY
    found = load_clips(folder, split, sets=sets)
    ways = {"turned": varied.turned, "crossed": varied.crossed, "filmed": varied.filmed}
    scenes = Scenes(found, seed=seed, mirrored=mirrored, **ways)
    return Lessons(
        scenes,
        processor,
        reads=reads,
        read=read,
        num_turns=num_turns,
        num_scenes=num_scenes,
        longest=longest,
        variety=varied,
        held_out=not is_train,
    )


def _taught(question: str, plain: str, lesson: Lesson) -> Turn | None:
    """A question with the answer of the rules to the plain one; None where they have none that is sure."""
    found: Exact | None = answer_from(plain, (), lesson.known)
    if found is None or found.probability < LEAST_TRUST:
        return None
    return question, CANNOT_TELL if found.source == "refusal" else found.text


def named(labels: Sequence[Label], questions: Sequence[str]) -> list[Told]:
    """What somebody who knows the labels says: whether an action occurs, or what happens, each with a probability."""
    story = Story(tuple(labels))
    happening = {gerund for action in story.occurring for gerund in VERBS[action].gerund}
    doubtful = {gerund for action in story.unclear for gerund in VERBS[action].gerund}
    said = []
    for question in questions:
        if question.startswith("Is the person "):
            asked = question.removeprefix("Is the person ").rstrip("?")
            said.append(Told("yes" if asked in happening else "no", 0.5 if asked in doubtful else _SURE))
        else:
            said.append(Told(describe(labels), _SURE))
    return said
