"""The answer of the staffing page: what is staffed and how well, who works where, who is full and who is scarce."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from talentmap.app.components.chart import drawing, show_chart
from talentmap.app.components.conflicts import show_conflicts
from talentmap.app.components.figure import figure
from talentmap.app.components.html import escape, facts, note, proof, tags
from talentmap.app.components.proof import proof_lines
from talentmap.app.components.team_card import COLOURS
from talentmap.app.services.people import Names
from talentmap.app.services.staffing import staffing_terms
from talentmap.app.services.staffing_answer import (
    ProjectCard,
    loads_shown,
    plan_facts,
    plan_shown,
    project_cards,
    scarce_shown,
)
from talentmap.app.services.words import number
from talentmap.data.dataset import Dataset
from talentmap.plots import plot_staffing
from talentmap.results import Status
from talentmap.staffing import StaffingResult
from talentmap.vocabulary import text


def staffing_answer(data: Dataset, result: StaffingResult, code: str) -> None:
    """Draw the answer."""
    names = Names.of(data)
    st.subheader(text("staffing_app.answer", n=len(result.problem.asked)), anchor=False)
    if not result.status.has_solution:
        show_conflicts(result.conflicts, names.say_all(result.reasons), names)
        return
    proof(proof_lines(result.proof, "staffing_app.optimal"), warm=result.status is not Status.OPTIMAL)
    facts(plan_facts(result))
    for sentence in names.say_all(result.reasons):
        note(sentence)
    weights = {text(f"staffing.term.{name}"): COLOURS[name] for name in staffing_terms()}
    cards = "".join(_card(card, weights) for card in project_cards(result, names))
    st.html(f'<div class="tm-groups tm-projects">{cards}</div>')
    note(text("staffing_app.cards_note"))
    _tables(result, names, code)


def _card(card: ProjectCard, colours: Mapping[str, str]) -> str:
    head = f"<div><h3>{escape(card.title)}</h3><p>{escape(card.id)} · {escape(card.when)}</p></div>"
    if card.why:
        sentences = "".join(f"<li>{escape(sentence)}</li>" for sentence in card.why)
        mark = tags([text("staffing_app.not_staffed")], "warm")
        return (
            f'<article class="tm-group"><header>{head}<div>{mark}</div></header>'
            f'<ul class="tm-why">{sentences}</ul></article>'
        )
    total = sum(weight for _, _, weight in card.terms) or 1
    bar = "".join(
        f'<i style="width:{100 * value * weight / total:.2f}%;background:{colours[name]}"></i>'
        for name, value, weight in card.terms
    )
    key = "".join(
        f'<span><i style="background:{colours[name]}"></i>{escape(name)} {number(100 * value)}%</span>'
        for name, value, _ in card.terms
    )
    people = "".join(
        f"<li>{escape(name)}<small>{escape(', '.join(met) or text('staffing_app.no_need'))}</small></li>"
        for name, met in card.people
    )
    return (
        f'<article class="tm-group"><header>{head}<div><p><b>{escape(card.worth)}</b></p>'
        f'<div class="tm-bar" aria-hidden="true">{bar}</div><div class="tm-key">{key}</div></div></header>'
        f'<div class="tm-subs flat"><ul>{people}</ul></div></article>'
    )


def _tables(result: StaffingResult, names: Names, code: str) -> None:
    calendar = drawing(plot_staffing, result)
    figure(
        "staffing_plan",
        text("staffing_app.plan"),
        lambda: show_chart("staffing_plan_picture", calendar),
        result.table(),
        shown=plan_shown(result, names),
        meaning=text("staffing_app.plan_meaning"),
        code=code,
    )
    figure(
        "staffing_loads",
        text("staffing_app.loads"),
        None,
        result.load_table(),
        shown=loads_shown(result, names),
        meaning=text("staffing_app.loads_meaning"),
        code=f"{code}\nplan.load_table()",
    )
    if result.scarce:
        figure(
            "staffing_scarce",
            text("staffing_app.scarce"),
            None,
            result.scarce_table(),
            shown=scarce_shown(result, names),
            meaning=text("staffing_app.scarce_meaning"),
            code=f"{code}\nplan.scarce_table()",
        )
