"""The second pass: a judge is shown what was answered, each case once, and every reply is kept."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from humocon.chat import Chat
from humocon.evaluation.protocols import JudgeProtocol, Verdict
from humocon.evaluation.question_set import Question
from humocon.files import append, read_journal
from humocon.parallel import Team

JUDGEMENTS = "judgements"
MAX_ATTEMPTS = 3


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
    """What came of one case.

    Attributes:
        verdict: None where no reply could be read.
        version: of the judge, as its replies told.
        attempts: how often it was asked.
    """

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
        judge: who is asked.
        protocol: what it is asked.
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
        shares = [batches[process :: team.size] for process in range(team.size)]
        team.work(shares, lambda batch: _judge_batch(folder, batch, judge, protocol, team.process), done)
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
            settled.append(
                {
                    "case": case.key,
                    "question": case.question,
                    "answers": list(case.answers),
                    "prediction": case.prediction,
                    "score": None if verdict is None else verdict.score,
                    "points": None if verdict is None else verdict.points,
                    "reply": reply.text[:1000],
                    "version": reply.version,
                    "attempts": attempt,
                }
            )
        append(folder, JUDGEMENTS, process, settled)
        if not conversations:
            break
    return len(batch)
