"""The answer of the team builder: proposals side by side with their parts and reasons, or what stands in the way."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.chart import show_chart
from talentmap.app.components.conflicts import show_conflicts
from talentmap.app.components.figure import figure
from talentmap.app.components.html import as_typed, escape, note, proof, tags
from talentmap.app.components.proof import proof_lines
from talentmap.app.services.people import Names, initials
from talentmap.app.services.proposals import Carried, carried, coverage_shown
from talentmap.app.services.words import number
from talentmap.data.dataset import Dataset
from talentmap.plots import plot_coverage
from talentmap.teams import Team, TeamResult
from talentmap.vocabulary import text

COLOURS = {"coverage": "#0b6a6e", "energy": "#e0a33b", "cohesion": "#7d8fb3", "balance": "#b4551d"}
"""Colour of each term, the same here as in the report."""


def team_answer(data: Dataset, result: TeamResult, code: str) -> None:
    """Draw the answer."""
    names = Names.of(data)
    asked = result.problem
    title = names.projects.get(asked.project or "", asked.project or "")
    low, high = asked.sizes
    heading = text("app.team.answer", project=as_typed(title), low=low, high=high)
    none = text("app.team.no_answer", project=as_typed(title), low=low, high=high)
    st.subheader(heading if result.status.has_solution else none, anchor=False)
    if not result.status.has_solution:
        show_conflicts(result.conflicts, [names.say(reason) for reason in result.reasons], names)
        return
    proof(proof_lines(result.proof))
    for reason in result.reasons:
        note(names.say(reason))
    brought = carried(result)
    with st.grid(len(result.teams), min_column_width=225, border=True):
        for place, team in enumerate(result.teams):
            with st.container():
                _proposal(data, names, result, team, place, brought[place])
    note(text("app.team.tie"))
    chart = plot_coverage(result)
    figure(
        "team_coverage",
        text("app.team.coverage_figure"),
        lambda: show_chart("team_coverage_picture", chart),
        result.table(),
        shown=coverage_shown(result, names),
        meaning=text("app.team.meaning"),
        code=code,
    )


def _proposal(
    data: Dataset, names: Names, result: TeamResult, team: Team, place: int, brought: dict[str, list[Carried]]
) -> None:
    """One proposal: what it is worth and of which parts, who is in it and what each carries."""
    label = tags([text("app.team.best") if place == 0 else text("app.team.alternative")], "" if place == 0 else "soft")
    st.html(
        f'<p class="tm-kicker tm-inside">{escape(text("app.team.proposal", n=place + 1))}</p>'
        f'<p class="tm-score">{number(team.objective, 3)} {label}</p>{_terms(result, team)}'
    )
    units = data.frames["people"].set_index("person_id")["unit"]
    st.html(
        "".join(
            _member(names.people[person], str(units[person]), brought.get(person, []), names) for person in team.members
        )
    )


def _terms(result: TeamResult, team: Team) -> str:
    """The parts that add up to the worth of a team, as a bar with its key."""
    total = sum(weight for _, weight in result.problem.weights.items())
    shown = [(name, team.terms[name]) for name, weight in result.problem.weights.items() if weight]
    bar = "".join(f'<i style="width:{100 * points / total:.2f}%;background:{COLOURS[n]}"></i>' for n, points in shown)
    key = "".join(
        f'<span><i style="background:{COLOURS[name]}"></i>{escape(text(f"teams.term.{name}"))} '
        f"{number(points, 3)}</span>"
        for name, points in shown
    )
    return f'<div class="tm-bar" aria-hidden="true">{bar}</div><div class="tm-key">{key}</div>'


def _member(name: str, unit: str, brought: list[Carried], names: Names) -> str:
    what = [text("app.team.carries", strength=names.strengths[one.strength], level=one.level) for one in brought]
    shown = tags(what) if what else tags([text("app.team.brings_no_need")], "soft")
    return (
        f'<div class="tm-person"><div class="tm-mark" aria-hidden="true">{escape(initials(name))}</div>'
        f"<div><b>{escape(name)}</b><p>{escape(unit)}</p>{shown}</div></div>"
    )
