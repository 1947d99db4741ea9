"""Lessons: what is asked in many wordings has one answer, and what is held out is not learned from."""

from pathlib import Path

import numpy as np
import pytest
import torch

from humocon.ask.exact import answer_from
from humocon.data.labels import LABELS
from humocon.data.questions.free import CANNOT_TELL
from humocon.data.variety import NO_VARIETY
from humocon.errors import ConfigError
from humocon.language import HumoconProcessor
from humocon.language.configuration import Reads
from humocon.language.tokenizer import IGNORED, build_tokenizer, with_facts
from humocon.lessons.haste import hurried
from humocon.lessons.lessons import Lessons, load_lessons, named
from humocon.lessons.wordings import ACTIONS, SUBJECTS, filled, meanings, put, unknowable


@pytest.fixture(scope="module")
def processor() -> HumoconProcessor:
    tokenizer = build_tokenizer(["Is the person jumping? Lasts 2.5 s."] * 5, vocab_size=300)
    return HumoconProcessor.from_base(tokenizer, frames_per_token=8)


def lessons(folder: Path, processor: HumoconProcessor, reads: Reads = "features+facts", **options) -> Lessons:
    settings = {"num_turns": 6, "num_scenes": 4, "longest": 400, "sets": (), "seed": 0, "variety": NO_VARIETY}
    read = lambda features: torch.zeros(1, features.shape[1], 4)  # noqa: E731
    return load_lessons(folder, "train", processor, reads=reads, read=read, **(settings | options))


def test_a_wording_takes_one_part_of_each_group_the_innermost_first():
    said = {put("(is it (so|right)|yes)(?|)", np.random.default_rng(seed)) for seed in range(40)}
    assert said == {"is it so?", "is it so", "is it right?", "is it right", "yes?", "yes"}


def test_slots_are_filled_and_none_is_left():
    assert filled("(does) {s} {base}, a {noun}?", "bow", "she") == "(does) she bow, a bow?"
    for file in ("wordings", "foreign"):
        for meaning in (*meanings(file, held_out=False), *meanings(file, held_out=True)):
            for text in (meaning.plain, *meaning.wordings):
                words = filled(put(text, np.random.default_rng(0)), "walk", "he")
                assert not set("{}()|") & set(words), text


def test_wordings_that_are_held_out_are_none_of_those_that_are_learned_from():
    for file in ("wordings", "foreign"):
        learned = {one for meaning in meanings(file, held_out=False) for one in meaning.wordings}
        held_out = {one for meaning in meanings(file, held_out=True) for one in meaning.wordings}
        assert len(learned) > 2 * len(held_out) > 0
        assert not learned & held_out
    assert not set(unknowable(held_out=False)) & set(unknowable(held_out=True))


def test_the_rules_answer_nearly_every_plain_question(labelled_set: Path, processor: HumoconProcessor):
    known = lessons(labelled_set, processor).lesson(0).known
    plain = [filled(meaning.plain, "walk", "the person") for meaning in meanings("wordings", held_out=False)]
    assert len(plain) >= 35
    unanswered = [question for question in plain if answer_from(question, (), known) is None]
    assert not unanswered


def test_a_lesson_is_made_from_seed_step_and_index_alone(labelled_set: Path, processor: HumoconProcessor):
    one, other = lessons(labelled_set, processor), lessons(labelled_set, processor)
    other.batch(7, [1])  # whatever was met before
    assert torch.equal(one.batch(3, [0, 1]).input_ids, other.batch(3, [0, 1]).input_ids)
    assert not torch.equal(one.batch(3, [0]).input_ids, one.batch(4, [0]).input_ids)


def test_the_prompt_that_is_learned_is_the_one_that_is_answered(labelled_set: Path, processor: HumoconProcessor):
    data = lessons(labelled_set, processor)
    lesson, rng = data.lesson(1), np.random.default_rng(0)
    ((question, _),) = data.turns(lesson, rng, has_facts=True)[:1]
    for count in (0, 3):
        ids, labels = processor.encode_conversation(count, [(question, "Yes.")], facts=lesson.text)
        asked = with_facts([{"role": "user", "content": question}], lesson.text)
        prompt = processor.encode_prompt(asked, count)
        assert ids[: len(prompt)] == prompt
        assert set(labels[: len(prompt)]) == {IGNORED}
        assert labels[len(prompt) :] == ids[len(prompt) :]


@pytest.mark.parametrize(("reads", "shows_motion", "shows_facts"), [("facts", False, True), ("features", True, False)])
def test_what_is_not_read_is_not_shown(
    labelled_set: Path, processor: HumoconProcessor, reads, shows_motion, shows_facts
):
    batch = lessons(labelled_set, processor, reads).batch(0, range(3))
    assert bool((batch.input_ids == processor.motion_token_id).any()) == shows_motion
    text = processor.tokenizer.decode(batch.input_ids[0])
    assert ("Lasts" in text) == shows_facts


def test_questions_do_not_see_one_another_behind_facts_alone(labelled_set: Path, processor: HumoconProcessor):
    batch = lessons(labelled_set, processor, "facts").batch(0, [0])
    sees = batch.attention_mask[0, 0]
    begins = [place for place in range(1, len(sees)) if not sees[place, place - 1]]
    assert len(begins) == 5  # of the second to the last of six questions
    shared = int(sees[begins[0]].sum()) - 1
    assert sees[-1, :shared].all()
    assert not sees[-1, shared : begins[-1]].any()
    assert batch.position_ids is not None
    assert batch.position_ids[0, begins[0]] == shared


def test_labels_say_what_happens_and_how_sure_it_is():
    labels = [LABELS["bow"]]
    said = named(labels, ["What is the person doing?", "Is the person bowing?", "Is the person dancing?"])
    assert [one.text for one in said] == ["The person bows.", "yes", "no"]
    (doubtful,) = named(labels, ["Is the person bending down?"])
    assert doubtful.probability == 0.5  # a bow may be called so


def test_what_cannot_be_told_is_refused_in_one_way(labelled_set: Path, processor: HumoconProcessor):
    data = lessons(labelled_set, processor, num_turns=40)
    turns = dict(data.turns(data.lesson(0), np.random.default_rng(0), has_facts=True))
    assert CANNOT_TELL in turns.values()
    assert not any(answer.startswith("That cannot be told") and answer != CANNOT_TELL for answer in turns.values())


def test_haste_keeps_the_first_letters_and_most_of_the_rest():
    rng = np.random.default_rng(0)
    typed = {hurried("Which leg does the person kick with?", rng, chance=1.0) for _ in range(60)}
    assert len(typed) > 30
    assert any(one.isupper() for one in typed)
    assert all("?" in one or not one.endswith(".") for one in typed)
    assert hurried("Which leg?", rng, chance=0.0) == "Which leg?"


def test_facts_that_are_too_long_make_way_for_shorter_ones(labelled_set: Path, processor: HumoconProcessor):
    from humocon.motion.kinematics.text import num_tokens

    long, short = (lessons(labelled_set, processor, longest=number) for number in (10_000, 60))
    lengths = [[num_tokens(data.lesson(number).text) for number in range(4)] for data in (long, short)]
    assert sum(lengths[1]) < sum(lengths[0])


def test_lessons_need_a_number_of_scenes(labelled_set: Path, processor: HumoconProcessor):
    with pytest.raises(ConfigError, match="num_scenes"):
        lessons(labelled_set, processor, num_scenes=0)


def test_every_action_that_is_asked_about_is_known_to_the_rules():
    from humocon.ask.exact.words.vocabulary import BY_KEY

    assert ACTIONS.keys() <= BY_KEY.keys()
    assert "they" not in SUBJECTS  # verbs are of one person
