"""The second pass: what a judge is asked, how its reply is read, and every reply on the disk, each case once.

Two protocols: HuMoCon's, a score from 0 to 1 after worked examples, for short answers about motion; Video-ChatGPT's,
yes or no and a whole number from 0 to 5, for ActivityNet-QA. The words are our own: their hash is in every result.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from humocon.chat import Chat, Message
from humocon.evaluation.question_set import Question
from humocon.files import parse_json
from humocon.journals import append, read_journal
from humocon.parallel import Team

JUDGEMENTS = "judgements"
MAX_ATTEMPTS = 3
REMINDER = "That could not be read. Reply with the JSON object alone, nothing before it and nothing after it."
_SHARE_RULES = (
    "You grade answers to questions about a person's motion. You get a question, the correct answer, and an answer to "
    "be graded. Grade how far the answer agrees in meaning with the correct one, with a number from 0 (wrong) to 1 "
    "(right). Other words for the same thing are right; an answer that is partly right, or right among other things, "
    'is worth something between. Reply with a JSON object alone: {"score": NUMBER}'
)
_SHARE_EXAMPLES = (
    ("What action does the person do before they jump?", "walk", "walk", 1.0),
    ("What action does the person do after they sit?", "run", "The person is jogging.", 0.8),
    ("What body part does the person use while they wave?", "left hand", "left arm", 0.5),
    ("What direction does the person move before they kick?", "forward", "backwards", 0.0),
    ("What action does the person do after they turn left?", "throw", "That cannot be told from the motion.", 0.0),
)
_YES_NO_RULES = (
    "You evaluate the answers of a model to questions about videos. Compare the predicted answer with the correct "
    "answer and decide whether they match in meaning. Synonyms and paraphrases match. Reply with a JSON object, whose "
    'key "pred" is "yes" or "no" and whose key "score" is a whole number from 0 to 5, 5 for the closest match, such as '
    '{"pred": "yes", "score": 4}'
)


@dataclass(frozen=True)
class Verdict:
    """What a judge said of one answer: how far it is right, 0 to 1, and points, 0 to 5, where the judge gives any."""

    score: float
    points: int | None = None


@dataclass(frozen=True)
class JudgeProtocol:
    """One way to judge an answer."""

    kind: Literal["share", "yes_no"]

    @property
    def name(self) -> str:
        """For titles and for the result."""
        if self.kind == "share":
            return "judge: a language model scores 0 to 1 after worked examples"
        return "judge: a language model says yes or no and gives 0 to 5 points"

    @property
    def sha256(self) -> str:
        """Hash over every word that a judge reads beside the question and the answers."""
        words = [*self.messages("QUESTION", ("ANSWER", "OTHER"), "PREDICTION"), {"role": "user", "content": REMINDER}]
        return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()

    def messages(self, question: str, answers: Sequence[str], prediction: str) -> list[Message]:
        """The conversation in which the judge speaks next. Several right answers are joined by "or"."""
        rules = _SHARE_RULES if self.kind == "share" else _YES_NO_RULES
        conversation = [{"role": "system", "content": rules}]
        if self.kind == "share":
            for example, answer, predicted, score in _SHARE_EXAMPLES:
                conversation.append({"role": "user", "content": _case(example, (answer,), predicted)})
                conversation.append({"role": "assistant", "content": json.dumps({"score": score})})
        return [*conversation, {"role": "user", "content": _case(question, answers, prediction)}]

    def again(self, messages: Sequence[Message], reply: str) -> list[Message]:
        """The conversation after a reply that could not be read."""
        said = {"role": "assistant", "content": reply.strip()[:500] or "."}
        return [*messages, said, {"role": "user", "content": REMINDER}]

    def read(self, reply: str) -> Verdict | None:
        """The verdict in a reply; None where it has not exactly one, or one out of range.

        Text around the object is allowed (models explain themselves), two objects that differ are not.
        """
        found = {verdict for verdict in map(self._read_object, _objects(reply)) if verdict is not None}
        return found.pop() if len(found) == 1 else None

    def _read_object(self, entry: dict) -> Verdict | None:
        score = entry.get("score")
        if isinstance(score, bool) or not isinstance(score, int | float):
            return None
        if self.kind == "share":
            return Verdict(float(score)) if 0 <= score <= 1 else None
        said = str(entry.get("pred")).strip().lower()
        if said not in ("yes", "no") or not 0 <= score <= 5 or score != int(score):
            return None
        return Verdict(1.0 if said == "yes" else 0.0, int(score))


def _case(question: str, answers: Sequence[str], prediction: str) -> str:
    """One answer to be judged; line ends inside it are taken away, so that it cannot pose as another part."""
    parts = (("Question", question), ("Correct answer", " or ".join(answers)), ("Predicted answer", prediction))
    return "\n".join(f"{name}: {' '.join(text.split()) or '(empty)'}" for name, text in parts)


def _objects(reply: str) -> list[dict]:
    """The flat JSON objects in a text; single quotes, which Video-ChatGPT's own prompt asks for, are accepted."""
    found = []
    for text in re.findall(r"\{[^{}]*\}", reply):
        for candidate in (text, text.replace("'", '"')):
            try:
                found.append(parse_json(candidate))
                break
            except ValueError:
                continue
    return found


@dataclass(frozen=True)
class Case:
    """One answer to be judged; equal cases are judged once."""

    question: str
    answers: tuple[str, ...]
    prediction: str

    @property
    def key(self) -> str:
        """The same for equal cases alone."""
        words = json.dumps([self.question, self.answers, self.prediction])
        return hashlib.sha256(words.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Judgement:
    """What came of one case: the verdict, None where no reply could be read; which judge replied; how often asked."""

    verdict: Verdict | None
    version: str
    attempts: int


def cases_of(questions: Sequence[Question], predictions: Sequence[str]) -> list[Case]:
    """A case for each question."""
    pairs = zip(questions, predictions, strict=True)
    return [Case(question.question, question.answers, text) for question, text in pairs]


def read_judgements(folder: Path) -> dict[str, Judgement]:
    """What was judged already, by the key of the case.

    Raises:
        ConfigError: a line is damaged.
    """
    found = {}
    number = int | float | None
    kinds = {"case": str, "score": number, "points": number, "version": str, "attempts": int}
    for entry in read_journal(folder, JUDGEMENTS, kinds):
        verdict = None if entry["score"] is None else Verdict(entry["score"], entry["points"])
        found[entry["case"]] = Judgement(verdict, entry["version"], entry["attempts"])
    return found


def judge_cases(
    folder: Path,
    cases: Sequence[Case],
    judge: Chat,
    protocol: JudgeProtocol,
    team: Team,
    done: Callable[[int], None],
) -> dict[str, Judgement]:
    """Judge what was not judged yet; every reply that settles a case is on the disk before the next is asked for.

    Args:
        folder: of the judging pass.
        cases: any number of times each.
        judge: who is asked what the `protocol` says.
        protocol: that reads the replies, too.
        team: the processes that share the work.
        done: told how many cases a round settled.

    Returns:
        The judgement of every case, by key.

    Raises:
        ConfigError: the judge cannot be asked; what was judged is kept.
    """
    known = read_judgements(folder)
    team.wait()  # nobody writes before all have read
    pending = list({case.key: case for case in cases if case.key not in known}.values())
    if pending:
        size = judge.batch_size
        batches = [pending[begin : begin + size] for begin in range(0, len(pending), size)]
        team.work(team.shares(batches), lambda batch: _judge_batch(folder, batch, judge, protocol, team.process), done)
        team.wait()
        known = read_judgements(folder)
    return {case.key: known[case.key] for case in cases}


def _judge_batch(folder: Path, batch: Sequence[Case], judge: Chat, protocol: JudgeProtocol, process: int) -> int:
    """Ask, and ask again where a reply cannot be read; write a line for each case."""
    conversations = {case: protocol.messages(case.question, case.answers, case.prediction) for case in batch}
    for attempt in range(1, MAX_ATTEMPTS + 1):
        asked = list(conversations)
        settled = []
        for case, reply in zip(asked, judge.reply(list(conversations.values())), strict=True):
            verdict = protocol.read(reply.text)
            if verdict is None and attempt < MAX_ATTEMPTS:
                conversations[case] = protocol.again(conversations[case], reply.text)
                continue
            del conversations[case]
            told = asdict(verdict) if verdict is not None else {"score": None, "points": None}
            reply_told = {"reply": reply.text[:1000], "version": reply.version, "attempts": attempt}
            settled.append({"case": case.key, **asdict(case), **told, **reply_told})
        append(folder, JUDGEMENTS, process, settled)
        if not conversations:
            break
    return len(batch)
