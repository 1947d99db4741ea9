import numpy as np
import pytest
import torch

from humocon.ask.answerer import Answerer
from humocon.language.generation import answer_ids, choose, generate
from humocon.motion.features import pose_features

ALLOWED = ("Yes.", "No.", "walk to the left", "right", "12 steps")
QUESTIONS = ["Is the person jumping?", "Which way does the person turn?", "What does the person do after they wave?"]


def literal_mean(model, processor, clip, question: str, answer: str) -> float:
    """Log-likelihood of an answer, read as one sequence without padding or cache."""
    prompt = processor.encode_prompt(
        [{"role": "user", "content": question}], processor.num_motion_tokens(clip.num_frames)
    )
    ids = answer_ids(processor, answer)
    arrays = processor.pad([prompt + ids], [pose_features(clip.joints)])
    inputs = {name: torch.from_numpy(array) for name, array in arrays.items()}
    logs = model(**inputs).logits[0].double().log_softmax(-1)
    places = range(len(prompt) - 1, len(prompt) + len(ids) - 1)
    return float(np.mean([float(logs[place, token].detach()) for place, token in zip(places, ids, strict=True)]))


def test_an_answer_ends_with_the_token_that_ends_it(processor):
    ids = answer_ids(processor, "left")
    assert processor.tokenizer.decode(ids) == "left<|end|>"


def test_the_likelihood_is_that_of_the_whole_sequence(model, processor, make_clip):
    clips = [make_clip(30, 1), make_clip(12, 2), make_clip(44, 3)]
    chosen = Answerer(model, processor).choose(clips, QUESTIONS, [ALLOWED] * 3)
    for clip, question, choice in zip(clips, QUESTIONS, chosen, strict=True):
        means = {answer: literal_mean(model, processor, clip, question, answer) for answer in ALLOWED}
        ranked = sorted(means.values(), reverse=True)
        assert choice.text == max(means, key=means.__getitem__)
        assert choice.margin == pytest.approx(ranked[0] - ranked[1], abs=1e-4)


def test_choices_do_not_depend_on_the_batch(model, processor, make_clip):
    clips = [make_clip(10 + 7 * seed, seed) for seed in range(6)]
    questions = [QUESTIONS[seed % 3] for seed in range(6)]
    together = Answerer(model, processor, batch_size=6).choose(clips, questions, [ALLOWED] * 6)
    alone = Answerer(model, processor, batch_size=1).choose(clips, questions, [ALLOWED] * 6)
    assert [choice.text for choice in together] == [choice.text for choice in alone]


def test_of_equally_likely_answers_the_first_is_taken_and_settled_alone(model, processor, make_clip, monkeypatch):
    from humocon.ask import answerer as module

    sizes = []

    def counting(model, processor, prompts, features, allowed):
        sizes.append(len(prompts))
        return choose(model, processor, prompts, features, allowed)

    monkeypatch.setattr(module, "choose", counting)
    twice = [("Yes.", "Yes."), ("left",)]
    chosen = Answerer(model, processor).choose([make_clip(20), make_clip(24)], QUESTIONS[:2], twice)
    assert [choice.text for choice in chosen] == ["Yes.", "left"]
    assert (chosen[0].margin, chosen[1].margin) == (0.0, float("inf"))
    assert sizes == [2, 1]


def test_a_near_tie_is_not_sure_and_is_answered_alone(model, processor, make_clip, monkeypatch):
    from humocon.ask import answerer as module

    sizes = []

    def counting(model, inputs, **options):
        sizes.append(len(inputs["input_ids"]))
        return [row._replace(sure=False) for row in generate(model, inputs, **options)]

    monkeypatch.setattr(module, "generate", counting)
    answers = Answerer(model, processor).answer([make_clip(20), make_clip(24)], QUESTIONS[:2], max_new_tokens=3)
    assert sizes == [2, 1, 1]
    assert len(answers) == 2


def test_equal_logits_are_a_tie(model, processor, make_clip):
    arrays = processor.pad([processor.encode_prompt([{"role": "user", "content": "Is the person jumping?"}], 0)], [])
    inputs = {name: torch.from_numpy(array) for name, array in arrays.items()}
    ((_, sure, _),) = generate(model, inputs, max_new_tokens=2, context=128)
    assert sure
    with torch.no_grad():
        model.get_output_embeddings().weight.zero_()
    ((_, sure, probability),) = generate(model, inputs, max_new_tokens=2, context=128)
    assert not sure
    assert probability == pytest.approx(1.0 / model.get_output_embeddings().weight.shape[0] ** 2)
