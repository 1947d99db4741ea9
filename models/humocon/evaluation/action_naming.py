"""Whether the actions of labelled clips are named rightly, people's own clips included: `humocon eval actions`.

Each clip is asked about as `humocon ask` does it. Its action is named rightly where it is the first that the answer
names: an answer that lists whatever there is does not pass.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from scipy.stats import binomtest

from humocon import __version__
from humocon.ask.asker import Asker
from humocon.ask.exact.words.question import understand
from humocon.ask.exact.words.vocabulary import ACTIONS
from humocon.ask.reply import Reply
from humocon.ask.take import Take, read_take, take_of
from humocon.data.label_words import stems_of
from humocon.data.labelled_folder import FolderClip, LabelledFolder, LeftOut
from humocon.data.labels import RAISE_ARM, VERBS
from humocon.errors import DataError, HumoconError
from humocon.evaluation.result import write_result
from humocon.evaluation.scoring import Accuracy
from humocon.evaluation.tables import share, with_interval
from humocon.files import code_sha256
from humocon.journals import append, claim, hold, join_journal, read_journal
from humocon.parallel import Team
from humocon.training.report import Report, SilentReport

QUESTION: Final = "What is the person doing?"
_ANSWERS: Final = "answers"
_AT_ONCE: Final = 16
_INTERVAL: Final = "95% Wilson intervals over clips"
"""Of an action there may be few clips, which the bootstrap of larger benchmarks would be too sure of."""
_GERUNDS: Final = {action.key: action.gerund for action in ACTIONS}


def evaluate_actions(
    found: LabelledFolder,
    output: Path,
    asker: Asker,
    team: Team,
    report: Report | None = None,
    *,
    split: str | None = None,
    identity: Mapping[str, object] | None = None,
) -> dict[str, Any] | None:
    """Ask what is done in each clip of a folder, and score the answers.

    Args:
        found: of `humocon.data.labelled_folder.find_labels`.
        output: folder of the run, for `answers.jsonl`, `scores.jsonl` and `results.json`; a run goes on there, and what
            failed is tried again.
        asker: who is asked.
        team: the processes that share the work.
        report: is told how far they are.
        split: of sets that have splits, the one to measure on; all clips where it is None.
        identity: what the answers depend on beside the clips.

    Returns:
        The result, see `score_actions`; None in all processes but the first.

    Raises:
        DataError: there is no clip of this split.
        ConfigError: `output` belongs to another run, or cannot be written.
    """
    clips = [clip for clip in found.clips if split is None or clip.split in ("", split)]
    if not clips:
        raise DataError(f"{found.folder}: no clip of split {split!r}; leave --split out, or name train, val or test")
    report = report if report is not None and team.leads else SilentReport()
    if not team.leads:
        _ask(clips, output, asker, team, report, team.tell(lambda: []))
        return None
    with hold(output):
        claim(output, {"folder": str(found.folder), **(identity or {})}, _ANSWERS)
        join_journal(output, _ANSWERS)
        done = {key for key, line in _read(output).items() if line["answer"] is not None}
        pending = team.tell(lambda: [place for place, clip in enumerate(clips) if _key(clip) not in done])
        _ask(clips, output, asker, team, report, pending)
        known = _read(output)
    result, rows = score_actions(clips, [known.get(_key(clip), {}) for clip in clips])
    result |= {"folder": str(found.folder), "labels": found.rule, "model": str((identity or {}).get("model", ""))}
    result["left_out"] = [{"file": str(one.file), "reason": one.reason} for one in found.left_out]
    write_result(output, result, rows)
    return result


def score_actions(
    clips: Sequence[FolderClip], lines: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the answers are worth.

    Args:
        clips: that were asked about.
        lines: for each its `answer`; {} or None for the answer where it was not read. Such a clip is not scored.

    Returns:
        The result: the share named rightly, of all and for each action, beside the best constant answer, and what is
        taken for what; and one row for each clip.
    """
    rows = [_score(clip, line) for clip, line in zip(clips, lines, strict=True)]
    scored = [row for row in rows if row["answer"] is not None]
    right: dict[str, list[bool]] = defaultdict(list)
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for row in scored:
        right[row["action"]].append(row["right"])
        said[row["action"]][row["action"] if row["right"] else row["said"]] += 1
    result: dict[str, Any] = {
        "task": "actions",
        "question": QUESTION,
        "interval": _INTERVAL,
        "version": __version__,
        "code_sha256": code_sha256(),
        "num_clips": len(scored),
        "unreadable": [{"file": row["file"], "reason": row["error"]} for row in rows if row["answer"] is None],
        "metrics": {},
    }
    if scored:
        result["metrics"] = {
            "overall": asdict(_accuracy([row["right"] for row in scored])),
            **{action: asdict(_accuracy(scores)) for action, scores in sorted(right.items())},
        }
        result["mean_of_actions"] = sum(sum(scores) / len(scores) for scores in right.values()) / len(right)
        result["blind"] = max(map(len, right.values())) / len(scored)
        result["named_at_all"] = sum(row["named"] for row in scored) / len(scored)
        result["confusions"] = {action: dict(counts.most_common()) for action, counts in sorted(said.items())}
    return result, rows


def tables_of(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The result as tables (title, columns, rows)."""
    metrics = {name: Accuracy(**one) for name, one in result["metrics"].items()}
    if not metrics:
        return []
    overall = metrics.pop("overall")
    rows = []
    for action, one in sorted(metrics.items(), key=lambda item: (-item[1].n, item[0])):
        others = [f"{said} {count}" for said, count in result["confusions"][action].items() if said != action]
        rows.append([action, str(one.n), with_interval(one), ", ".join(others[:3])])
    rows.append(["all", str(overall.n), with_interval(overall), ""])
    more = [
        ["mean of the actions", share(result["mean_of_actions"])],
        ["named, but not first", share(result["named_at_all"] - overall.accuracy)],
        ["blind: always the most frequent action", share(result["blind"])],
    ]
    title = f"actions named rightly ({result['interval']})"
    return [
        {"title": title, "columns": ["action", "clips", "right (95%)", "taken for"], "rows": rows},
        {"title": "all clips", "columns": [], "rows": more},
    ]


def is_named(clip: FolderClip, answer: str) -> tuple[bool, bool]:
    """Whether the action of a clip is the first that an answer names, and whether it is named at all.

    A known action may be named in any words that mean it; a new one by its own words, in any form.
    """
    keys, meant = understand(answer).keys, _keys_of(clip.action) if clip.is_known else set[str]()
    if meant:
        return keys[:1] != () and keys[0] in meant, not meant.isdisjoint(keys)
    forms = (clip.words,) if not clip.is_known else (clip.action, *VERBS[clip.action].gerund)
    is_there = any(_holds(answer, words) for words in forms)
    return is_there, is_there


def _holds(answer: str, words: str) -> bool:
    """Whether all words are in an answer, in any form."""
    said = stems_of(answer)
    return all(any(word.startswith(stem) for word in said) for stem in stems_of(words))


def _keys_of(action: str) -> set[str]:
    """How `humocon.ask.exact` calls a known action; empty where it has no name for it."""
    if action == RAISE_ARM:
        return {"raise"}
    verb = VERBS[action]
    forms = [f"is the person {gerund}?" for gerund in verb.gerund] + [f"the person {verb.third}"]
    return {keys[0] for form in forms if (keys := understand(form).keys)}


def _accuracy(scores: Sequence[bool]) -> Accuracy:
    interval = binomtest(sum(scores), len(scores)).proportion_ci(method="wilson")
    return Accuracy(len(scores), sum(scores), sum(scores) / len(scores), float(interval.low), float(interval.high))


def _score(clip: FolderClip, line: Mapping[str, Any]) -> dict[str, Any]:
    answer = line.get("answer")
    right, named = is_named(clip, answer) if answer else (False, False)
    keys = understand(answer).keys if answer else ()
    return {
        **_row(clip),
        "action": clip.action,
        "label": clip.words,
        "answer": answer,
        "said": _GERUNDS.get(keys[0], keys[0]) if keys else "no action",
        "right": right,
        "named": named,
        "probability": line.get("probability"),
        "error": line.get("error") or ("" if line else "not asked"),
    }


def _ask(
    clips: Sequence[FolderClip], output: Path, asker: Asker, team: Team, report: Report, pending: Sequence[int]
) -> None:
    """Let each process ask about its share of the clips that are pending."""
    batches = [pending[begin : begin + _AT_ONCE] for begin in range(0, len(pending), _AT_ONCE)]
    count = len(clips) - len(pending)
    facts = {"processes": team.description, "num_processes": team.size, "already there": count}
    report.start("actions", len(clips), facts, count)

    def answer(batch: Sequence[int]) -> int:
        append(output, _ANSWERS, team.process, _lines([clips[place] for place in batch], asker))
        return len(batch)

    def done(more: int) -> None:
        nonlocal count
        count += more
        report.metrics(count, {})

    try:
        team.work(team.shares(batches), answer, done)
        team.first(lambda: join_journal(output, _ANSWERS))
    finally:
        report.finish()


def _lines(clips: Sequence[FolderClip], asker: Asker) -> list[dict[str, Any]]:
    takes = [_take(clip, asker) for clip in clips]
    asked = [(take, [{"role": "user", "content": QUESTION}]) for take in takes if isinstance(take, Take)]
    replies = iter(asker.replies(asked))
    lines = []
    for clip, take in zip(clips, takes, strict=True):
        reply = next(replies) if isinstance(take, Take) else take
        if isinstance(reply, Reply):
            lines.append({**_row(clip), "answer": reply.text, "probability": reply.probability})
        else:
            lines.append({**_row(clip), "answer": None, "error": LeftOut.unread(clip, reply).reason})
    return lines


def _take(clip: FolderClip, asker: Asker) -> Take | HumoconError:
    """What a clip gives, as `humocon ask` takes it."""
    try:
        if clip.joints is not None:
            return take_of(clip.read())
        take = read_take(clip.file, replace(asker.options, span=(clip.begin_s, clip.end_s), one_of_many=True))
        return take if take.refusal is not None else take.shown_to(asker.answerer)
    except HumoconError as error:
        return error


def _row(clip: FolderClip) -> dict[str, Any]:
    return {"file": str(clip.file), "name": clip.name, "begin_s": clip.begin_s, "end_s": clip.end_s}


def _key(entry: FolderClip | Mapping[str, Any]) -> str:
    row = _row(entry) if isinstance(entry, FolderClip) else entry
    return json.dumps([row[name] for name in ("file", "name", "begin_s", "end_s")])


def _read(output: Path) -> dict[str, dict[str, Any]]:
    """The lines so far by clip; of several about one, that with an answer counts."""
    lines = list(read_journal(output, _ANSWERS, {"file": str, "name": str, "answer": str | None}))
    return {_key(line): line for line in sorted(lines, key=lambda line: line["answer"] is not None)}
