"""Finished evaluations side by side: `humocon eval report`.

One table for each benchmark, split, protocol and set of questions, paired comparisons, and the published rows. What a
run's folder tells is checked as the work of a stranger.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest

from humocon.errors import DataError, one_line
from humocon.evaluation.result import RESULTS, SCORES
from humocon.evaluation.scoring import GROUPS, Accuracy, bootstrap
from humocon.evaluation.tables import (
    LABELS,
    PUBLISHED,
    Table,
    beside_name,
    draw_results,
    own_row,
    published_table,
    share,
    with_interval,
)
from humocon.files import parse_json, write_json, write_text, writing


@dataclass(frozen=True)
class Result:
    """One result: its name, the content of `results.json`, and scores by question id, None where none could be read."""

    name: str
    content: dict[str, Any]
    scores: dict[str, float | None]

    @property
    def metrics(self) -> dict[str, Accuracy]:
        """Accuracies of each group."""
        return {key: Accuracy(**value) for key, value in self.content["metrics"].items()}

    @property
    def points(self) -> dict[str, Accuracy]:
        """Mean points out of 5 of each group, where a judge gave them."""
        return {key: Accuracy(**value) for key, value in self.content.get("points", {}).items()}

    @property
    def label(self) -> str:
        """Its name, with the number of its questions where they are not all of the split."""
        asked, every = int(self.content["num_questions"]), int(self.content["num_in_split"])
        return self.name if asked == every else f"{self.name}, {asked:,} of {every:,} questions"

    @property
    def subject(self) -> tuple[str, ...]:
        """What has to be the same for two results to stand in one table."""
        ids = hashlib.sha256("\n".join(sorted(self.scores)).encode()).hexdigest()
        told = [self.content.get(key) for key in ("judge", "judge_versions", "prompt_sha256")]
        judge = json.dumps(told, sort_keys=True)
        keys = ("task", "split", "data_sha256", "files_sha256", "protocol")
        return (*(str(self.content[key]) for key in keys), judge, ids)


def read_result(folder: Path, run: Path, name: str) -> Result:
    """Read a result, of a run's own folder or of that of a judge in it, and the score of each question.

    Raises:
        DataError: a file is missing or damaged.
    """
    try:
        content = parse_json((folder / RESULTS).read_text(encoding="utf-8"))
        if content.get("task") == "actions":
            raise DataError(f"{folder}: of `humocon eval actions`, which shows its own tables; leave it out")
        lines = (folder / SCORES).read_text(encoding="utf-8").split("\n")
        rows = [parse_json(line) for line in lines if line]
        scores = {str(row["question_id"]): _score(row["score"]) for row in rows}
        name = name if folder == run else f"{name} ({content['judge']['name']})"
        result = Result(name, content, scores)
        _check(result)
        return result
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        reason = one_line(f"{type(error).__name__}: {error}")
        raise DataError(
            f"{folder}: {RESULTS} or {SCORES} is missing, damaged or of an older version "
            f"({reason}); give the eval command again, which answers nothing twice"
        ) from None


def _score(value: object) -> float | None:
    if value is not None and not isinstance(value, int | float):
        raise TypeError(f"a score is {value!r}")
    return None if value is None else float(value)


def _check(result: Result) -> None:
    """Look at everything that a table shows, whose types a stranger may have mixed up."""
    content = result.content
    if content["metrics"]:
        _ = content["metrics"]["overall"]
    groups = [content["metrics"], content.get("points", {}), *content["blind"].values()]
    for accuracy in (Accuracy(**value) for group in groups for value in group.values()):
        if not all(isinstance(value, int | float) for value in vars(accuracy).values()):
            raise TypeError(f"an accuracy is {accuracy}")
        _ = int(accuracy.n)
    words = [content[key] for key in ("task", "split", "protocol", "scoring", "interval")]
    if not all(isinstance(word, str) for word in words):
        raise TypeError("task, split, protocol, scoring and interval must be texts")
    counts = [content[key] for key in ("num_questions", "num_in_split", "unparsable")]
    counts.append(content["coverage"]["selected"])
    if not all(isinstance(count, int) for count in counts):
        raise TypeError(f"counts are {counts}")
    _ = result.subject, result.label
    if "judge" in content:
        _ = content["judge"]["name"], ", ".join(content["judge_versions"])


@dataclass(frozen=True)
class Comparison:
    """How much better the second run is than the first, question by question.

    Attributes:
        n: questions that both runs have a score for.
        first, second: accuracy of each run on them.
        difference: second less first.
        low, high: ends of the difference's 95% interval (paired percentile bootstrap).
        better, worse: questions that the second run scores higher on, and lower.
        p_value: two-sided sign test on these two counts, which is McNemar's exact test where scores are 0 or 1.
    """

    n: int
    first: float
    second: float
    difference: float
    low: float
    high: float
    better: int
    worse: int
    p_value: float


def compare(first: Mapping[str, float | None], second: Mapping[str, float | None], seed: int = 0) -> Comparison | None:
    """Compare the scores of two runs by question id; None where no question has a score in both."""
    both = [(first[name], second[name]) for name in sorted(first.keys() & second.keys())]
    scores = np.array([pair for pair in both if None not in pair], dtype=np.float64)
    if not len(scores):
        return None
    differences = scores[:, 1] - scores[:, 0]
    low, high = bootstrap(differences, seed)
    better, worse = int((differences > 0).sum()), int((differences < 0).sum())
    return Comparison(
        n=len(scores),
        first=float(scores[:, 0].mean()),
        second=float(scores[:, 1].mean()),
        difference=float(differences.mean()),
        low=low,
        high=high,
        better=better,
        worse=worse,
        p_value=float(binomtest(better, better + worse).pvalue) if better + worse else 1.0,
    )


@dataclass(frozen=True)
class Report:
    """Results that may be compared, in groups; of each group pairs of names and what came of them; tables of all."""

    groups: list[list[Result]]
    comparisons: list[list[tuple[str, str, Comparison]]]
    tables: list[Table]


def make_report(runs: Sequence[Path], seed: int = 0) -> Report:
    """Read runs and set them side by side.

    Args:
        runs: output folders; the results of judges in them are found.
        seed: of the comparisons' intervals.

    Raises:
        DataError: a folder holds no result, or a damaged one.
    """
    groups: dict[tuple[str, ...], list[Result]] = {}
    for run, name in short_names(runs).items():
        folders = [run, *sorted(path.parent for path in run.glob(f"judge-*/{RESULTS}"))]
        found = [read_result(folder, run, name) for folder in folders if (folder / RESULTS).is_file()]
        if not found:
            raise DataError(f"{run}: no {RESULTS} there; give the output folder of a finished `humocon eval`")
        for result in found:
            groups.setdefault(result.subject, []).append(result)
    tables, comparisons = [], []
    for results in groups.values():
        tables.append(_side_by_side(results))
        pairs = [
            (first.name, second.name, found)
            for place, first in enumerate(results)
            for second in results[place + 1 :]
            if (found := compare(first.scores, second.scores, seed)) is not None
        ]
        comparisons.append(pairs)
        if pairs:
            tables.append(_comparison_table(pairs))
    every = [result for results in groups.values() for result in results if result.metrics]
    for key, published in PUBLISHED.items():
        own = [result for result in every if (result.content["task"], result.content["split"]) == key]
        if own:
            rows = [own_row(one.label, one.content["scoring"], one.metrics, one.points) for one in own]
            tables.append(published_table(rows, published))
    return Report(list(groups.values()), comparisons, tables)


def short_names(runs: Sequence[Path]) -> dict[Path, str]:
    """Each run once, with as many of the last parts of its path as tell it from the others."""
    parts = {run: run.absolute().parts for run in runs}
    for depth in range(1, max(map(len, parts.values()), default=1)):
        names = {run: "/".join(own[-depth:]) for run, own in parts.items()}
        if len({*names.values()}) == len(names):
            return names
    return {run: str(run) for run in parts}


def save_report(report: Report, path: Path) -> None:
    """Write a report as markdown, JSON or a picture, by the suffix of the file.

    Raises:
        DataError: the suffix is another.
        ConfigError: the file cannot be written.
    """
    if path.suffix not in (".md", ".json", ".png"):
        raise DataError(f"{path}: a report is written as .md, .json or .png; choose one of them")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".md":
        write_text(path, "\n".join(to_markdown(table) for table in report.tables))
    elif path.suffix == ".json":
        write_json(path, to_json(report))
    else:
        draw_results([[(result.name, result.content) for result in results] for results in report.groups], path)


def to_markdown(table: Table) -> str:
    """A table as GitHub shows it, under its title."""

    def line(cells: Sequence[object]) -> str:
        return "| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |"

    columns = table["columns"]
    body = [line(row) for row in table["rows"]]
    return "\n".join([f"### {table['title']}", "", line(columns), line(["---"] * len(columns)), *body, ""])


def to_json(report: Report) -> dict[str, Any]:
    """Everything in a report, with the results as they are on disk."""
    groups = []
    for results, pairs in zip(report.groups, report.comparisons, strict=True):
        compared = [{"first": first, "second": second, **asdict(found)} for first, second, found in pairs]
        groups.append({"runs": {result.name: result.content for result in results}, "comparisons": compared})
    return {"groups": groups, "tables": report.tables}


def _side_by_side(results: Sequence[Result]) -> Table:
    """One row for each group of questions, one column for each run, the blind rows of the first run beside."""
    content = results[0].content
    blind = {beside_name(name): {k: Accuracy(**v) for k, v in row.items()} for name, row in content["blind"].items()}
    if len(results) > 1 and "blind: model without motion" in blind:
        del blind["blind: model without motion"]
        for result in results:
            own = result.content["blind"].get("model without motion", {})
            blind[f"blind: {result.name} without motion"] = {k: Accuracy(**v) for k, v in own.items()}
    metrics = [result.metrics for result in results]
    rows = []
    for key in (key for key in GROUPS if any(key in own for own in metrics)):
        cells = [with_interval(own.get(key)) for own in metrics]
        counts = sorted({own[key].n for own in metrics if key in own})
        beside = [share(row[key].accuracy) if key in row else "" for row in blind.values()]
        rows.append([LABELS[key], " / ".join(map(str, counts)), *cells, *beside])
    judge = f", judge {content['judge']['name']}" if "judge" in content else ""
    if versions := content.get("judge_versions"):
        judge += f" ({', '.join(versions)})"
    title = f"{content['task']} {content['split']} ({content['protocol']}{judge}; {content['interval']})"
    left_out = content["coverage"]["selected"] - content["num_questions"]
    title += f"; {left_out:,} questions are left out, whose videos are missing or unreadable" if left_out else ""
    for result in results:
        if unread := int(result.content["unparsable"]):
            title += f"; {result.name}: {unread:,} replies of the judge could not be read and are no part of the score"
    return {"title": title, "columns": ["questions", "n", *(r.name for r in results), *blind], "rows": rows}


def _comparison_table(pairs: Sequence[tuple[str, str, Comparison]]) -> Table:
    rows = []
    for first, second, found in pairs:
        numbers = [f"{found.difference:+.3f}", f"{found.low:+.3f} to {found.high:+.3f}"]
        numbers += [f"{found.better} / {found.worse}", f"{found.p_value:.2g}"]
        rows.append([f"{second} less {first}", str(found.n), *numbers])
    columns = ["compared", "n", "difference", "95% interval", "better / worse", "p (sign test)"]
    return {"title": "The same questions, pair by pair", "columns": columns, "rows": rows}
