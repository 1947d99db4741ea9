"""Questions as people ask them, in any words, with answers that can be checked: `humocon eval free-qa`.

A folder holds `questions.jsonl`, each line with `id`, `clip`, `kind`, `question` (a list is a conversation, whose last
turn is scored) and `accept` (see `humocon.evaluation.free_answers`), and the clips, `<clip>.npz`, `.bvh`, `.avi` ...
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from humocon import __version__
from humocon.ask.asker import Asker
from humocon.ask.batch import collect
from humocon.ask.jobs import Job
from humocon.errors import DataError
from humocon.evaluation.free_answers import is_right, says_the_same
from humocon.evaluation.result import write_result
from humocon.evaluation.scoring import INTERVAL, accuracy_of
from humocon.files import code_sha256, read_lines
from humocon.journals import read_journal
from humocon.parallel import Team
from humocon.training.report import Report

QUESTIONS: Final = "questions.jsonl"
SURE: Final = 0.9
_DEGREES, _STEPS = range(0, 181, 2), range(31)
_CONSTANTS: Final = (
    *("yes", "no", "left", "right", "both", "forward", "backward", "the first", "the second", "slow", "fast", "old"),
    *(f"the person {verb}" for verb in ("walks", "runs", "jumps", "squats", "waves", "stands")),
    *("walk, then bow", "squat, jump, kick", "it cannot be told", "heavy", "the legs"),
    *(f"{value / 20:g} s" for value in range(401)),
    *(f"{value / 20:g} {unit}" for unit in ("m", "m/s") for value in range(241)),
    *(f"{value} degrees" for value in _DEGREES),
    *map(str, _STEPS),
)
"""Answers of which the best for each kind is what can be had without looking."""


@dataclass(frozen=True)
class FreeQuestion:
    """One question.

    Attributes:
        identifier: its name in the set.
        clip: name of the clip.
        kind: when, how many, side, unanswerable ...
        turns: what is asked, one after the other.
        accepted: of the answer to the last turn.
        group: questions of one group are paraphrases of one another; "" where it is alone.
    """

    identifier: str
    clip: str
    kind: str
    turns: tuple[str, ...]
    accepted: Mapping[str, Any]
    group: str = ""


def read_free_qa(folder: Path) -> list[FreeQuestion]:
    """Read the questions of a folder.

    Raises:
        DataError: naming the line that is none.
    """
    path = folder / QUESTIONS
    questions = read_lines(path, _read_question, f"give a folder with {QUESTIONS}, a question on each line")
    if not questions:
        raise DataError(f"{path}: holds no question")
    return questions


def jobs_of_questions(questions: Sequence[FreeQuestion], clips: Path) -> list[Job]:
    """What is to be asked.

    Args:
        questions: of a set.
        clips: the folder of their files.

    Raises:
        DataError: files are missing.
    """
    files = {path.stem: path for path in sorted(clips.iterdir()) if path.is_file()} if clips.is_dir() else {}
    missing = sorted({question.clip for question in questions} - files.keys())
    if missing:
        raise DataError(f"{clips}: no file of the clip {missing[0]!r} and {len(missing) - 1} others; name their folder")
    return [
        Job(files[one.clip], one.turns, conversation=len(one.turns) > 1, beside={"id": one.identifier})
        for one in questions
    ]


def evaluate_free_qa(
    data: Path,
    output: Path,
    asker: Asker,
    team: Team,
    report: Report | None = None,
    *,
    clips: Path | None = None,
    identity: Mapping[str, object] | None = None,
    seed: int = 0,
) -> dict[str, Any] | None:
    """Ask the questions of a folder as `humocon ask` does, and score the answers.

    Args:
        data: the folder.
        output: folder of the run, for `answers.jsonl`, `scores.jsonl` and `results.json`; a run goes on there.
        asker: who is asked.
        team: the processes that share the work.
        report: is told how far they are.
        clips: the folder of the clips' files; by default the folder itself, or `clips` in it.
        identity: see `collect`.
        seed: of the intervals.

    Returns:
        The result, see `score_free_qa`; None in all processes but the first.

    Raises:
        DataError: the folder is incomplete or damaged.
        ConfigError: `output` belongs to another run, or cannot be written.
    """
    questions = read_free_qa(data)
    if clips is None:
        clips = data / "clips" if (data / "clips").is_dir() else data
    jobs = jobs_of_questions(questions, clips)
    answers = output / "answers.jsonl"
    collect(jobs, asker, answers, team, report, identity)
    if not team.leads:
        return None
    lines = list(read_journal(output, answers.stem, {"file": str, "question": str, "answer": str | None}))
    result, rows = score_free_qa(questions, lines, seed)
    result |= {"data": str(data), "model": str((identity or {}).get("model", "")), "folder": str(output)}
    write_result(output, result, rows)
    return result


def score_free_qa(
    questions: Sequence[FreeQuestion], lines: Sequence[Mapping[str, Any]], seed: int = 0
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the answers are worth.

    Args:
        questions: of a set.
        lines: of `humocon ask` with `id`; of a conversation, the last turn's counts.
        seed: of the intervals.

    Returns:
        the result: accuracies by kind beside the best constant answer, refusals, consistency, and how far answers can
        be trusted; and one row for each question.
    """
    said = {str(line["id"]): line for line in lines if line["question"] == _last(questions, str(line["id"]))}
    rows = [_score(question, said.get(question.identifier, {})) for question in questions]
    kinds: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        kinds[row["kind"]].append(float(row["right"]))
    blind = {kind: _best_constant([one for one in questions if one.kind == kind]) for kind in kinds}
    metrics = {kind: asdict(accuracy_of(scores, seed)) for kind, scores in sorted(kinds.items())}
    overall = accuracy_of([float(row["right"]) for row in rows], seed)
    result = {
        "task": "free-qa",
        "interval": INTERVAL,
        "version": __version__,
        "code_sha256": code_sha256(),
        "num_questions": len(rows),
        "metrics": {"overall": asdict(overall), **metrics},
        "macro": sum(one["accuracy"] for one in metrics.values()) / len(metrics),
        "blind": {kind: {"accuracy": share, "answer": answer} for kind, (share, answer) in blind.items()},
        "blind_overall": sum(blind[row["kind"]][0] for row in rows) / len(rows),
        **_trust(rows),
        "consistent": _consistency(rows),
    }
    return result, rows


def _trust(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How far answers can be trusted: what is refused, what their own evidence refutes, what is sure and yet wrong."""
    told = [row for row in rows if row["probability"] is not None]
    sure = [row for row in told if row["probability"] >= SURE]
    open_ones = [row for row in rows if row["accept"] != "refuse"]
    closed = [row for row in rows if row["accept"] == "refuse"]
    return {
        "unanswerable_refused": _share([row["right"] for row in closed]),
        "answerable_refused": _share([row["refused"] for row in open_ones]),
        "refuted_by_own_evidence": _share([row["refuted"] for row in rows]),
        "sure": len(sure),
        "sure_and_wrong": _share([row["probability"] >= SURE and not row["right"] for row in told]),
        "right_of_sure": _share([row["right"] for row in sure]),
    }


def tables_of(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The result as tables (title, columns, rows)."""
    kinds = [(kind, one) for kind, one in result["metrics"].items() if kind != "overall"]
    kinds.sort(key=lambda item: -item[1]["n"])
    rows = [[kind, one["n"], *_numbers(one), *_blind(result, kind)] for kind, one in kinds]
    overall = result["metrics"]["overall"]
    rows.append(["all", overall["n"], *_numbers(overall), f"{result['blind_overall']:.3f}", ""])
    names = ("unanswerable_refused", "answerable_refused", "refuted_by_own_evidence", "right_of_sure", "sure_and_wrong")
    trust = [["mean of kinds", f"{result['macro']:.3f}"]]
    trust += [[name.replace("_", " "), _shown(result[name])] for name in (*names, "consistent")]
    return [
        {
            "title": "free-qa: right answers by kind",
            "columns": ["kind", "n", "right", "95%", "blind", "best constant answer"],
            "rows": rows,
        },
        {"title": "how far they can be trusted", "columns": [], "rows": trust},
    ]


def _read_question(entry: Any) -> FreeQuestion:
    turns = entry["question"]
    turns = (turns,) if isinstance(turns, str) else tuple(map(str, turns))
    if not turns or not all(turn.strip() for turn in turns):
        raise ValueError("it asks nothing")
    try:
        is_right("Yes, 1.0 m at 2 s.", entry["accept"], str(entry["kind"]))  # whatever is wrong with it shows now
    except re.error as error:
        raise ValueError(f"a pattern that is none: {error}") from None
    return FreeQuestion(
        str(entry["id"]), str(entry["clip"]), str(entry["kind"]), turns, entry["accept"], str(entry.get("group", ""))
    )


def _last(questions: Sequence[FreeQuestion], identifier: str) -> str | None:
    return next((one.turns[-1] for one in questions if one.identifier == identifier), None)


def _score(question: FreeQuestion, line: Mapping[str, Any]) -> dict[str, Any]:
    answer = str(line.get("answer") or "")
    accept = question.accepted["type"]
    right = is_right(answer, question.accepted, question.kind)
    if line.get("refusal") and accept != "refuse":
        right = False
    return {
        "id": question.identifier,
        "clip": question.clip,
        "kind": question.kind,
        "question": list(question.turns),
        "accept": accept,
        "answer": answer,
        "right": right,
        "refused": is_right(answer, {"type": "refuse"}),
        "refuted": any(str(one).startswith("but") for one in line.get("evidence") or ()),
        "probability": line.get("probability"),
        "group": question.group,
    }


def _best_constant(questions: Sequence[FreeQuestion]) -> tuple[float, str]:
    """The share of questions of one kind that the best constant answer is right for, and that answer."""
    scores = {text: sum(is_right(text, one.accepted, one.kind) for one in questions) for text in _CONSTANTS}
    best = max(scores, key=lambda text: scores[text])
    return scores[best] / len(questions), best


def _consistency(rows: Sequence[Mapping[str, Any]]) -> float | None:
    """The share of paraphrases whose answer says what the most in their group say, all rightly or all wrongly."""
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["group"]:
            groups[row["group"]].append(row)
    several = [group for group in groups.values() if len(group) > 1]
    alike = [max(sum(_alike(one, other) for other in group) for one in group) for group in several]
    return sum(alike) / sum(map(len, several)) if several else None


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one["right"] == other["right"] and says_the_same(one["answer"], other["answer"])


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _numbers(one: Mapping[str, float]) -> list[str]:
    return [f"{one['accuracy']:.3f}", f"{one['low']:.3f} to {one['high']:.3f}"]


def _blind(result: Mapping[str, Any], kind: str) -> list[str]:
    return [f"{result['blind'][kind]['accuracy']:.3f}", result["blind"][kind]["answer"]]
