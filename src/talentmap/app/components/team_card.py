"""One team as a card: what it is worth and of which parts, who is in it and what each carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from talentmap.app.components.html import escape, tags
from talentmap.app.services.people import Names, initials
from talentmap.app.services.proposals import Carried
from talentmap.app.services.words import number
from talentmap.data.dataset import Dataset
from talentmap.teams import Team, TeamProblem
from talentmap.vocabulary import text

COLOURS = {"coverage": "#0b6a6e", "energy": "#e0a33b", "cohesion": "#7d8fb3", "balance": "#b4551d", "growth": "#5c8a3a"}
"""Colour of each term, the same here as in the report."""

Brought = Mapping[str, Sequence[Carried]]


def team_card(
    data: Dataset,
    problem: TeamProblem,
    team: Team,
    brought: Brought,
    *,
    title: str,
    label: str = "",
    quiet: bool = True,
    than: Team | None = None,
    mark: str = "",
) -> None:
    """Draw it.

    Parameters
    ----------
    brought
        Person -> the requirements they meet.
    title, label, quiet
        Heading, a word beside the worth, and whether that word is in a soft colour.
    than, mark
        The team to tell this one apart from: who is not in that one is marked with this word.
    """
    names = Names.of(data)
    word = tags([label], "soft" if quiet else "") if label else ""
    units = data.frames["people"].set_index("person_id")["unit"]
    known = team.members if than is None else than.members
    people = "".join(
        _member(names, person, str(units[person]), brought.get(person, ()), mark if person not in known else "")
        for person in team.members
    )
    st.html(
        f'<p class="tm-kicker tm-inside">{escape(title)}</p><p class="tm-score">{number(team.objective, 3)} {word}</p>'
        f"{_terms(problem, team)}{people}"
    )


def _terms(problem: TeamProblem, team: Team) -> str:
    """The parts that add up to the worth of a team, as a bar with its key."""
    total = sum(weight for _, weight in problem.weights.items())
    shown = [(name, team.terms[name]) for name, weight in problem.weights.items() if weight]
    bar = "".join(f'<i style="width:{100 * points / total:.2f}%;background:{COLOURS[n]}"></i>' for n, points in shown)
    key = "".join(
        f'<span><i style="background:{COLOURS[name]}"></i>{escape(text(f"teams.term.{name}"))} '
        f"{number(points, 3)}</span>"
        for name, points in shown
    )
    return f'<div class="tm-bar" aria-hidden="true">{bar}</div><div class="tm-key">{key}</div>'


def _member(names: Names, person: str, unit: str, brought: Sequence[Carried], mark: str) -> str:
    name = names.people[person]
    what = [text("app.team.carries", strength=names.strengths[one.strength], level=one.level) for one in brought]
    shown = tags(what) if what else tags([text("app.team.brings_no_need")], "soft")
    word = tags([mark], "warm") if mark else ""
    return (
        f'<div class="tm-person"><div class="tm-mark" aria-hidden="true">{escape(initials(name))}</div>'
        f"<div><b>{escape(name)}</b> {word}<p>{escape(unit)}</p>{shown}</div></div>"
    )
