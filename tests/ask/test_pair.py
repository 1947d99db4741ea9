"""Two models as one: who is asked what."""

import pytest

from humocon.ask.asker import Asker
from humocon.ask.pair import Pair
from humocon.motion.synthesis import synthesize
from tests.stand_ins import SumAnswerer, Words


class Speaker(SumAnswerer):
    def answer(self, clips, questions, *, videos=None, facts=None):
        assert videos is None
        assert facts is not None
        self.asked += [(len(text), question) for text, question in zip(facts, questions, strict=True)]
        return [Words(f"spoken: {question}") for question in questions]


@pytest.fixture
def clip():
    return synthesize("squat").to_clip()


def test_only_what_the_rules_leave_open_is_spoken_to_and_then_it_is_loaded_once(clip):
    loads = []

    def load() -> Speaker:
        loads.append(Speaker(reads_facts=True))
        return loads[-1]

    asker = Asker(lambda: Pair(SumAnswerer(), load), timeline=False)
    take = asker.take(clip)
    assert asker.ask(take, "How long does it last?").text.endswith("s in all.")
    assert not loads
    for _ in range(2):
        assert asker.ask(take, "Leading foot?").text == "spoken: Leading foot?"
    assert len(loads) == 1
    assert all(length > 20 for length, _ in loads[0].asked)


def test_babel_qas_questions_and_motions_without_facts_are_answered_by_the_namer(clip):
    namer, speaker = SumAnswerer(), Speaker(reads_facts=True)
    pair = Pair(namer, lambda: speaker)
    protocol = "What action does the person do before they jump?"
    said = pair.answer([clip, clip, clip], [protocol, "Hm?", "And?"], facts=["Lasts 1 s."] * 2 + [""])
    assert said[1].text == "spoken: Hm?"
    assert [question for _, question in namer.asked] == [protocol, "And?"]
    assert [question for _, question in speaker.asked] == ["Hm?"]
