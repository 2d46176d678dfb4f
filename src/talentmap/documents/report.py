"""The report: what an organisation holds, who fits where, a team with its proof, and what is unknown, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from talentmap.documents import sections
from talentmap.documents.page import render_page
from talentmap.documents.pictures import Picture, can_draw, drawing
from talentmap.measures import capability_map, key_people
from talentmap.vocabulary import current_language, text, use_language

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset
    from talentmap.matching import MatchResult
    from talentmap.teams import TeamResult


def build_report(
    data: Dataset,
    *,
    matches: MatchResult | None = None,
    teams: TeamResult | Sequence[TeamResult] = (),
    title: str | None = None,
    include_private: bool = False,
    pictures: bool = True,
    lang: str | None = None,
) -> str:
    """Make a page in HTML that opens anywhere, prints well and asks nothing from outside.

    Parameters
    ----------
    data
        What the capability map, the key people and the unknowns are made from.
    matches, teams
        Answers made from the same data, shown with their parts, proof and reasons. Teams that could not be formed
        are shown with their conflicts.
    title
        Heading; "What we hold" if not said.
    include_private
        As in ``capability_map``; the page says so on top.
    pictures
        Whether to draw; without the package ``vl-convert`` the page has its tables and says what is missing.
    lang
        ``"nl"`` or ``"en"``; the current language if not said.

    Returns
    -------
    One HTML document. Text from the data is escaped: markup in a name is shown as it was typed.
    """
    from talentmap import __version__

    answers = list(teams) if isinstance(teams, Sequence) else [teams]
    with use_language(lang or current_language()):
        return render_page(
            "report.html.j2",
            title=title or text("report.title"),
            overview=sections.overview(data),
            map=sections.capability(data, include_private=include_private),
            key=sections.hanging(data, include_private=include_private),
            matches=None if matches is None else sections.match(matches, data),
            teams=[sections.team(one) for one in answers],
            unknown=sections.unknowns(data, include_private=include_private),
            pictures=_pictures(data, matches, answers, include_private=include_private) if pictures else _Missing(),
            drawn=pictures and can_draw(),
            include_private=include_private,
            version=__version__,
        )


class _Missing(dict[str, Picture | None]):
    """Pictures by place in the page; None for a place without one."""

    def __missing__(self, place: str) -> None:
        return None


def _pictures(
    data: Dataset, matches: MatchResult | None, teams: Sequence[TeamResult], *, include_private: bool
) -> Mapping[str, Picture | None]:
    drawn = _Missing()
    if not can_draw() or not len(data.frames["people"]):
        return drawn
    from talentmap.plots import plot_capability_map, plot_coverage, plot_key_people, plot_matches

    counts = capability_map(data, include_private=include_private)
    drawn["map"] = drawing(plot_capability_map(counts), text("report.map.picture"))
    holders = key_people(data, include_private=include_private)
    if len(holders):
        drawn["key"] = drawing(plot_key_people(holders), text("report.key.picture"))
    if matches is not None and matches.status.has_solution:
        drawn["match"] = drawing(plot_matches(matches, data), text("report.match.picture"))
    for place, answer in enumerate(teams, 1):
        if answer.status.has_solution:
            drawn[f"team-{place}"] = drawing(plot_coverage(answer), text("report.team.picture"))
    return drawn
