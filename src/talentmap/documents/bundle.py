"""The report as a folder: the page in both languages, its tables and its pictures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talentmap.data.atomic import replaced_file
from talentmap.data.write import write_table
from talentmap.documents.pictures import png
from talentmap.documents.report import build_report
from talentmap.measures import capability_map, key_people
from talentmap.vocabulary import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from talentmap.data.dataset import Dataset
    from talentmap.matching import MatchResult
    from talentmap.teams import TeamResult


def write_report(
    data: Dataset,
    folder: str | os.PathLike[str],
    *,
    matches: MatchResult | None = None,
    teams: TeamResult | None = None,
    include_private: bool = False,
) -> list[str]:
    """Write the report as ``report_nl.html`` and ``report_en.html``, with its tables and pictures beside it.

    Parameters
    ----------
    data, matches, teams, include_private
        As in :func:`build_report`.
    folder
        Where; made when it is not there. Files of the same name are replaced, others are left alone.

    Returns
    -------
    What was written, one line per table or picture.

    Raises
    ------
    ExportError
        The place cannot be written.
    """
    target = Path(folder)
    written = []
    for lang in LANGUAGES:
        page = build_report(data, matches=matches, teams=teams or (), include_private=include_private, lang=lang)
        _put(target / f"report_{lang}.html", page.encode("utf-8", "replace"))
        written.append(f"report_{lang}.html")
    frames = _tables(data, matches, teams, include_private=include_private)
    for name, frame in frames.items():
        write_table(frame, target / f"{name}.csv", title=name)
        write_table(frame, target / f"{name}.xlsx", title=name)
        written.append(f"{name}.csv, {name}.xlsx")
    for name, chart in _charts(frames, data, matches, teams).items():
        image = png(chart)
        if image is not None:
            _put(target / f"{name}.png", image)
            written.append(f"{name}.png")
    return written


def _put(path: Path, content: bytes) -> None:
    with replaced_file(path) as file:
        file.write(content)


def _tables(
    data: Dataset, matches: MatchResult | None, teams: TeamResult | None, *, include_private: bool
) -> dict[str, pd.DataFrame]:
    frames = {
        "capability_map": capability_map(data, include_private=include_private),
        "key_people": key_people(data, include_private=include_private),
    }
    if matches is not None and matches.status.has_solution:
        frames["matches"] = matches.table()
    if teams is not None and teams.status.has_solution:
        frames["team"] = teams.table()
    return frames


def _charts(
    frames: dict[str, pd.DataFrame], data: Dataset, matches: MatchResult | None, teams: TeamResult | None
) -> dict[str, Any]:
    from talentmap import plots

    charts = {
        "capability_map": plots.plot_capability_map(frames["capability_map"]),
        "key_people": plots.plot_key_people(frames["key_people"]),
    }
    if "matches" in frames:
        charts["matches"] = plots.plot_matches(matches, data)
    if "team" in frames:
        charts["team"] = plots.plot_coverage(teams)
    return charts
