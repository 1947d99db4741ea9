"""How `humocon concepts` shows a codebook, the moments of a concept, and comparisons."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from humocon_cli.console import console, show_line, show_table

if TYPE_CHECKING:
    from humocon.atlas.fates import Comparison
    from humocon.atlas.listing import Listing
    from humocon.atlas.survey import ShownConcept
    from humocon.atlas.tracks import AlignedTracks
    from humocon.concepts.names import ConceptName

_FATES = ("survived", "split", "merged", "changed", "unused")
_MOST_FATES = 20


def sort_rows(rows: Sequence[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Rows of a listing in an order: the most first for numbers, names by the alphabet with the nameless last."""
    if key == "code":
        return sorted(rows, key=lambda row: row["code"])
    if key == "name":
        return sorted(rows, key=lambda row: (not row["name"] and not row["label"], row["name"] or row["label"] or ""))
    field = {"duration": "duration_s"}.get(key, key)
    return sorted(rows, key=lambda row: (-(row[field] or 0), row["code"]))


def show_listing(listing: "Listing", rows: Sequence[dict[str, Any]]) -> None:
    """Print the codebook as a table."""
    used = len(listing.rows) - len(listing.dead)
    cells = [_cells(row) for row in rows]
    shown = [name for name in cells[0] if any(row[name] for row in cells)]
    title = f"{len(listing.rows)} concepts in {listing.origin}"
    show_table(title, shown, [[row[name] for name in shown] for row in cells])
    dead = f"{len(listing.dead)} dead" if listing.dead else "none dead"
    show_line(f"{used} used, {dead}; perplexity {listing.perplexity:.1f}")


def show_found(words: str, found: "Mapping[int, ConceptName | None]") -> None:
    """Print the concepts that a name means."""
    rows = [
        (code, name.name, f"{100 * name.purity:.0f} %", f"{100 * name.usage:.2f} %")
        for code, name in found.items()
        if name is not None
    ]
    show_table(f"{len(rows)} concepts called {words!r}; show one by its code", ("code", "name", "true", "usage"), rows)


def show_moments(shown: "ShownConcept") -> None:
    """Print what a concept is, and its nearest moments as skeletons, as many to a line as there is room for."""
    from rich.columns import Columns
    from rich.text import Text

    from humocon.atlas.packing import face_forward
    from humocon_cli.sketch import COLUMNS, sketch_pose

    summary = shown.summary
    head = Text.assemble((f"concept {summary.code}", "bold"))
    if shown.title:
        head.append(f"  {shown.title}")
    facts = (
        f"{100 * summary.usage:.2f} % of the poses",
        f"{summary.spans} spans in {summary.clips} of {shown.clips} motions",
        f"{summary.duration_s:.2f} s each",
        f"{summary.speed:.2f} m/s",
        f"moves {', '.join(summary.parts)}" if summary.parts else "hardly moves",
    )
    show_line(head)
    show_line(Text("  " + " · ".join(facts), style="dim"))
    panels = []
    for moment in shown.moments:
        lines = sketch_pose(face_forward(moment.joints, moment.peak)[moment.peak])
        caption = (moment.name, f"{moment.time_s:.2f} s  off by {moment.distance:.2f}", moment.label)
        lines += [Text(words[:COLUMNS].ljust(COLUMNS), style="dim") for words in caption]
        panels.append(Text("\n").join(lines))
    console().print(Columns(panels, padding=(1, 2), width=COLUMNS))


def describe_comparison(comparison: "Comparison") -> dict[str, Any]:
    """A comparison as JSON."""
    return {
        "clips": comparison.clips,
        "poses": comparison.poses,
        "nmi": round(comparison.nmi, 4),
        "nmi_by_chance": round(comparison.chance, 4),
        "counts": {fate: comparison.counts[fate] for fate in _FATES},
        "concepts": [
            {
                "code": fate.code,
                "fate": fate.fate,
                "others": list(fate.others),
                "overlap": round(fate.overlap, 4),
                "poses": fate.poses,
            }
            for fate in comparison.fates
        ],
    }


def show_comparison(comparison: "Comparison") -> None:
    """Print how many concepts had which fate, and that of the most used."""
    names, others = comparison.titles
    told = f"{comparison.poses:,} poses of {comparison.clips:,} motions"
    rows = []
    for fate in _FATES:
        own = [entry for entry in comparison.fates if entry.fate == fate]
        poses = sum(entry.poses for entry in own) / max(comparison.poses, 1)
        back = sum(entry.fate == fate for entry in comparison.back)
        rows.append((fate, len(own), f"{100 * poses:.1f} %", back))
    show_table(f"concepts of the first in the second, on {told}", ("", "concepts", "poses", "and back"), rows)
    largest = sorted(comparison.fates, key=lambda entry: -entry.poses)[:_MOST_FATES]
    shown = [
        (
            _titled(entry.code, names),
            f"{100 * entry.poses / max(comparison.poses, 1):.2f} %",
            entry.fate,
            ", ".join(_titled(code, others) for code in entry.others[:4]) + " ..." * (len(entry.others) > 4),
            f"{entry.overlap:.2f}",
        )
        for entry in largest
        if entry.poses
    ]
    show_table("the most used", ("concept", "poses", "fate", "in the second", "overlap"), shown)
    show_line(f"normalised mutual information {comparison.nmi:.3f}; by chance {comparison.chance:.3f}")


def describe_tracks(tracks: "AlignedTracks") -> dict[str, Any]:
    """Aligned recordings as JSON."""
    return {
        "first": {"file": tracks.first.file, "kind": tracks.first.kind, "lifted": tracks.first.lifted},
        "second": {"file": tracks.second.file, "kind": tracks.second.kind, "lifted": tracks.second.lifted},
        "offset_s": tracks.offset_s,
        "stretch": tracks.stretch,
        "speeds_correlation": None if tracks.correlation is None else round(tracks.correlation, 4),
        "agreement": None if tracks.agreement is None else round(tracks.agreement, 4),
        "agreement_by_chance": None if tracks.chance is None else round(tracks.chance, 4),
        "rows": tracks.rows,
    }


def show_tracks(tracks: "AlignedTracks") -> None:
    """Print two recordings side by side, one line for each stretch in which neither changes."""
    from rich.text import Text

    for which, track in (("first", tracks.first), ("second", tracks.second)):
        kind = "motion of the video" if track.lifted else track.kind
        show_line(f"{which}: {track.file} ({kind})")
    if tracks.correlation is not None:
        told = (
            f"the second begins {tracks.offset_s:+.2f} s after the first and takes {tracks.stretch:.2f} times as long"
        )
        show_line(f"{told}: there the speeds correlate by {tracks.correlation:.2f}")
    rows = []
    for row in tracks.rows:
        same = (
            row["first_code"] is not None and row["first_code"] == row["second_code"] and tracks.agreement is not None
        )
        cells: list[object] = [f"{row['begin_s']:.2f} – {row['end_s']:.2f}"]
        for which, track in (("first", tracks.first), ("second", tracks.second)):
            code = row[f"{which}_code"]
            names = tracks.names if track.kind == "motion" else {}
            cells.append(Text("" if code is None else _titled(int(code), names), style="green" if same else ""))
        rows.append(cells)
    show_table("concepts over time", ("seconds", "first", "second"), rows)
    if tracks.agreement is None or tracks.chance is None:
        show_line("the video's codes are concepts of its own codebook: their numbers are not the motion's")
    else:
        told = f"the same concept in {100 * tracks.agreement:.0f} % of the common time"
        show_line(f"{told}; {100 * tracks.chance:.0f} % by chance")


def _titled(code: int, names: Mapping[int, str]) -> str:
    return f"{code} {names[code]}" if code in names else str(code)


def _cells(row: dict[str, Any]) -> dict[str, str]:
    """A row of a listing as it is shown, "" where there is nothing to say."""
    named = row["name"] and row["name"] != "unknown"
    return {
        "code": str(row["code"]),
        "usage": f"{100 * row['usage']:.2f} %" if row["usage"] else "dead",
        "mean s": _number(row["duration_s"]),
        "name": f"{row['name']} ({100 * row['purity']:.0f} %)" if named else "",
        "best label": f"{row['label']} ({100 * row['label_purity']:.0f} %)" if row["label"] else "",
        "m/s": _number(row["speed"]) if row["usage"] else "",
        "moves": ", ".join(row["parts"]),
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
