import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from humocon.data.labels import LABELS, VERBS, Label
from humocon.data.mocap import load_clips
from humocon.data.performing import PERFORMED
from humocon.data.questions import ask, describe, protocol_questions, script
from humocon.data.questions.free import CANNOT_TELL, yes_no
from humocon.data.questions.story import Absent, Story, balance, weigh_absent
from humocon.data.scenes import Scenes

WALK, WAVE, SQUAT = (
    Label("walk", "left", turns=True),
    Label("wave", body_part="right hand"),
    Label("squat", turns=False),
)
ABSENT = Absent({"walk": 0.5, "run": 0.35, "jump": 0.05, "kick": 0.05, "squat": 0.05}, frozenset({"walk", "run"}))
REAL = list(LABELS.values())


def conversations(
    labels: list[Label] | tuple[Label, ...], number: int = 400, protocol: float = 0.0
) -> set[tuple[str, str]]:
    """Everything that is asked about a sequence in many conversations."""
    rngs = (np.random.default_rng([7, index]) for index in range(number))
    return {turn for rng in rngs for turn in ask(labels, 6, rng, protocol=protocol)}


def test_the_verb_agrees_with_who_is_asked_about():
    asked = {question.lower() for question, _ in conversations([WALK, WAVE, SQUAT], 800)}
    assert any("after they wave" in question for question in asked)
    assert any("after the person waves" in question for question in asked)
    wrong = r"they (walks|waves|squats)\b|(does|is) they\b|(after|before) (he|she|the person) (walk|wave|squat)\b"
    assert not [question for question in asked if re.search(wrong, question)]


def drawn(number: int) -> list[list[Label]]:
    rng = np.random.default_rng(3)
    return [[REAL[i] for i in rng.integers(len(REAL), size=rng.integers(1, 7))] for _ in range(number)]


def test_protocol_by_hand():
    found = {question: (kind, answer) for kind, (question, answer) in protocol_questions([WALK, WAVE, SQUAT])}
    assert found["What action does the person do before they wave?"] == ("before", "walk")
    assert found["What action does the person do after they use their right hand?"] == ("after", "squat")
    assert found["What direction does the person move before they use their right hand?"] == ("before", "left")
    assert found["What body part does the person use while they wave?"] == ("no_relation", "right hand")
    between = "What action does the person do after they move left and before they squat?"
    assert found[between] == ("in_between", "wave")
    other = "What action does the person do before they squat and after they walk?"
    assert found[other] == ("in_between", "wave")
    assert not any("before they walk" in question for question in found)
    assert not any("What direction does the person move after" in question for question in found)


def test_a_filter_occurs_in_one_clip_only():
    questions = [question for _, (question, _) in protocol_questions([WALK, WAVE, WALK])]
    assert questions
    assert not any("they walk" in question or "they move left" in question for question in questions)


def test_every_stored_question_and_answer_is_of_the_protocol(shared_data: Path):
    folder = shared_data / "mocap_qa"
    concepts = json.loads((folder / "motion_concepts.json").read_text())
    by_sequence = defaultdict(list)
    for item in json.loads((folder / "questions.json").read_text()).values():
        by_sequence[item["babel_id"]].append(item)
    missing = []
    for name, items in by_sequence.items():
        attributes = [segment["attributes"] for segment in concepts[name]]
        clips = [given for given in attributes if given.get("action") != ["transition"]]
        labels = [Label(**{key: words[0] for key, words in given.items()}) for given in clips]
        known = {(kind, *turn) for kind, turn in protocol_questions(labels)}
        assert len({question for _, question, _ in known}) == len(known)
        keys = [(item["relation_type"], item["question"], item["answer"]) for item in items]
        missing += [key for key in keys if key not in known]
    assert missing == []


def test_a_conversation_depends_on_its_generator_alone():
    def talk(seed: int) -> list[tuple[str, str]]:
        return ask([WALK, WAVE], 6, np.random.default_rng(seed))

    assert talk(1) == talk(1)
    assert talk(1) != talk(2)
    assert len(dict(talk(1))) == len(talk(1)) == 6


def test_there_is_always_something_to_ask():
    for labels in drawn(300):
        assert len(ask(labels, 1, np.random.default_rng(len(labels)))) == 1
    assert ask([WALK], 0, np.random.default_rng(0)) == []


def test_no_question_has_two_answers_about_the_same_sequence():
    for labels in drawn(12):
        answers = defaultdict(set)
        for question, answer in conversations(labels, 150, protocol=0.3):
            answers[question.lower().rstrip("?.")].add(answer)
        assert [(question, said) for question, said in answers.items() if len(said) > 1] == []


def test_yes_and_no_are_as_many_over_all_questions():
    said = Counter()
    rng = np.random.default_rng(0)
    for labels in drawn(1500):
        said.update(answer for _, answer in ask(labels, 3, rng, protocol=0.0) if answer in ("yes", "no"))
    assert sum(said.values()) > 1000
    assert said["yes"] / sum(said.values()) == pytest.approx(0.5, abs=0.05)


def test_each_action_is_denied_as_often_as_affirmed(shared_data: Path):
    scenes = Scenes(load_clips(shared_data / "mocap", "train"), seed=0)
    words = {word: name for name, verb in VERBS.items() for word in verb.gerund + verb.base}
    named = re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b")
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for index in range(3000):
        rng = np.random.default_rng([1, index])
        turn = yes_no(Story(scenes.scene(rng).labels, scenes.absent), rng)
        if turn is not None:
            word = max(named.findall(turn[0]), key=len)
            said[words[word]][turn[1]] += 1
    common = {action: count for action, count in said.items() if sum(count.values()) >= 100}
    assert len(common) >= 8
    for action, count in common.items():
        assert count["yes"] / sum(count.values()) == pytest.approx(0.5, abs=0.15), action


def test_chances_are_fitted_to_any_stories():
    jump, bow = Label("jump", unclear=("squat",)), Label("bow")
    stories = [Story((WALK,))] * 44 + [Story((WAVE,))] * 45 + [Story((jump,))] * 4 + [Story((bow, jump))] * 7
    absent = balance(stories)
    assert list(absent.chances) == ["walk", "wave", "jump", "bow"]
    assert sum(absent.chances.values()) == pytest.approx(1.0)
    assert absent.common == {"walk", "wave"}
    affirmed, denied = Counter(), Counter()
    for story in stories:
        affirmed.update({action: 1 / len(story.actions) for action in story.actions})
        weights = weigh_absent(story, absent)
        denied.update({action: weight / sum(weights.values()) for action, weight in weights.items()})
    for action, times in affirmed.items():
        assert denied[action] == pytest.approx(times, rel=0.1), action
    assert balance([]).chances == {}
    assert yes_no(Story((), Absent({})), np.random.default_rng(0)) is None


def test_what_is_part_of_an_action_is_affirmed_and_never_counted_or_denied():
    jacks = PERFORMED["jumping jacks"]
    said = conversations([jacks], 500)
    assert ("Is the person jumping?", "yes") in said
    assert ("Is the person doing jumping jacks?", "yes") in said
    assert not any(answer == "no" and "jump" in question for question, answer in said)
    assert not any(re.search(r"How many times .* jump\b", question) for question, _ in said)


def test_who_stands_still_is_asked_for_and_denied_only_where_somebody_travels():
    assert ("Is the person standing still?", "yes") in conversations([PERFORMED["stand"]])
    assert not any("stand still" in question.lower() for question, _ in conversations([WAVE]))
    assert ("Is the person standing still?", "no") in conversations([WALK], 800)


def test_who_goes_straight_is_told_not_to_turn():
    straight = Label("walk", "forward", turns=False)
    said = conversations([straight])
    assert ("Which way does the person turn?", "The person does not turn.") in said
    assert ("Which way does the person walk?", "forward") in said
    assert not any(answer == "The person does not turn." for _, answer in conversations([Label("walk", "forward")]))


def test_a_rare_action_is_denied_where_another_rare_one_happens_rather_than_where_people_walk():
    def denied_jumps(label: Label) -> int:
        rngs = (np.random.default_rng([2, index]) for index in range(600))
        turns = [yes_no(Story((label,), ABSENT), rng) for rng in rngs]
        return sum(turn is not None and turn[1] == "no" and "jump" in turn[0] for turn in turns)

    assert denied_jumps(SQUAT) > 2 * denied_jumps(WALK)


def test_before_and_after_are_asked_three_times_as_often_as_what_happens_at_once():
    said = Counter()
    labels = [WALK, WAVE, SQUAT]
    kinds = {question: kind for kind, (question, _) in protocol_questions(labels)}
    for index in range(600):
        ((question, _),) = ask(labels, 1, np.random.default_rng([3, index]), protocol=1.0)
        said[
            next(kind for text, kind in kinds.items() if text.lower().rstrip("?") == question.lower().rstrip("?"))
        ] += 1
    assert said["before"] / said["no_relation"] == pytest.approx(3, rel=0.4)
    assert said["after"] / said["no_relation"] == pytest.approx(3, rel=0.4)


def test_what_may_or_may_not_happen_is_not_asked_yes_or_no():
    dance = LABELS["dance-short"]
    for question, answer in conversations([dance]):
        if answer in ("yes", "no") or answer.isdigit():
            words = {word: name for name in dance.unclear for word in VERBS[name].gerund + VERBS[name].base}
            said = question.replace("jumping jacks", "")
            asked = [name for word, name in words.items() if re.search(rf"\b{word}\b", said)]
            assert asked == [], (question, answer)


def test_yes_and_no_are_true():
    for label, other in ((LABELS["bow"], "kick"), (LABELS["kick"], "bow")):
        for question, answer in conversations([label]):
            words = question.lower().replace("taking a bow", "bowing").replace("bowl", "roll")
            if answer in ("yes", "no") and not {"left", "right"} & set(words.rstrip("?").split()):
                asked = re.search(rf"\b{label.action}", words) is not None  # an elbow is no bow
                assert answer == ("yes" if asked else "no"), question
                assert other not in words or answer == "no"


def test_mirrored_labels_swap_the_sides_of_the_answers():
    def sides(labels: list[Label]) -> dict[str, str]:
        turns = conversations(labels, 200, protocol=0.2)
        return {q: a for q, a in turns if a in ("left", "right", "left hand", "right hand")}

    plain, mirrored = sides([WALK]) | sides([WAVE]), sides([WALK.mirrored()]) | sides([WAVE.mirrored()])
    assert len(plain) > 10
    assert set(plain.values()) == {"left", "right hand"}
    assert set(mirrored.values()) == {"right", "left hand"}


def test_questions_that_no_motion_answers_are_declined():
    answers = dict(conversations([WALK], 2000))
    for question in ("What is the person wearing?", "Where is the person?", "What is the capital of France?"):
        assert answers[question] == CANNOT_TELL


def test_the_order_is_that_of_the_labels():
    turns = dict(conversations([WALK, WAVE, SQUAT], 1500))
    assert turns["What does the person do first?"] == "The person walks to the left."
    assert turns["What does the person do last?"] == "The person squats."
    assert turns["What does the person do after waving?"] == "The person squats."
    assert turns["Does the person walk before they squat?"] == "yes"
    assert turns["Does the person squat before they walk?"] == "no"


def test_a_sequence_is_described_in_one_sentence():
    raised = Label(body_part="left arm")
    assert describe([WALK, WALK, WAVE, raised]) == (
        "The person walks to the left, then waves with the right hand, then raises the left arm."
    )
    assert script([WALK, WAVE, raised]) == "walk left, wave right hand, left arm"
