"""Feedback rounds on the portfolio: open one, invite, follow, close; its outcome, and who else may see it."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from talentmap.access.rounds import close_round, handed_in, invite_raters, open_round, own_rounds
from talentmap.access.rounds_form import form_bytes
from talentmap.access.rounds_outcome import round_result, show_round
from talentmap.access.rounds_result import RoundResult
from talentmap.access.rounds_rules import CATEGORIES, Rater
from talentmap.app.components.acting import act
from talentmap.app.components.figure import figure
from talentmap.app.components.html import note, reasons
from talentmap.app.services.files import MIME
from talentmap.app.services.portfolio import quadrants_shown
from talentmap.app.services.words import day, person_names, strength_names
from talentmap.app.state import language, remember, remembered
from talentmap.app.who import today, workspace
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import VISIBILITIES, text

_FORMS = "portfolio_forms"
_WEEKS = 3


def rounds(data: Dataset) -> None:
    """Draw them: the one that runs, the outcomes, and a new one."""
    found = own_rounds(workspace()).to_dict("records")
    with st.container(border=True, key="portfolio_rounds"):
        st.subheader(text("portfolio.round.title"), anchor=False)
        note(text("portfolio.round.note"))
        for row in found:
            if row["closed"]:
                _outcome(round_result(workspace(), str(row["round_id"])))
            else:
                _running(row, data)
        if all(row["closed"] for row in found):
            with st.expander(text("portfolio.round.new"), icon=":material/add:"):
                _new(data)


def _new(data: Dataset) -> None:
    names = dict(strength_names(data))
    with st.form("portfolio_round", border=False):
        chosen = st.multiselect(
            text("portfolio.round.strengths"),
            list(names),
            format_func=names.__getitem__,
            key="portfolio_round_strengths",
            placeholder=text("portfolio.choose"),
        )
        closes = st.date_input(
            text("portfolio.round.closes"),
            today() + dt.timedelta(weeks=_WEEKS),
            min_value=today(),
            format="DD-MM-YYYY",
            key="portfolio_round_closes",
        )
        sent = st.form_submit_button(text("portfolio.round.open"), key="portfolio_round_open")
    if sent:
        act(partial(open_round, workspace(), chosen, closes))


def _running(row: dict, data: Dataset) -> None:
    round_id = str(row["round_id"])
    note(text("portfolio.round.running", day=day(row["closes"])))
    counts = handed_in(workspace(), round_id)
    reasons(
        text("portfolio.round.count", category=text(f"rounds.category.{one}"), invited=invited, done=done)
        for one, (invited, done) in counts.items()
    )
    with st.expander(text("portfolio.round.invite"), icon=":material/person_add:"):
        _invite(round_id, data)
    if st.button(text("portfolio.round.close"), key="portfolio_round_close"):
        act(partial(close_round, workspace(), round_id))


def _invite(round_id: str, data: Dataset) -> None:
    names = dict(person_names(data))
    categories = {one: text(f"portfolio.round.as.{one}") for one in CATEGORIES}
    with st.form("portfolio_invite", border=False, clear_on_submit=True):
        category = st.selectbox(
            text("portfolio.round.category"), list(categories), format_func=categories.__getitem__,
            key="portfolio_invite_category",
        )  # fmt: skip
        person = st.selectbox(
            text("portfolio.round.colleague"), list(names), format_func=names.__getitem__, index=None,
            key="portfolio_invite_person", placeholder=text("portfolio.choose"),
        )  # fmt: skip
        outside = st.text_input(text("portfolio.round.outside"), key="portfolio_invite_name", max_chars=100)
        sent = st.form_submit_button(text("portfolio.round.ask"), key="portfolio_invite_send")
    if sent and (person is not None or outside.strip()):
        rater = Rater(str(category), person) if person is not None else Rater(str(category), name=outside)
        act(partial(_invited, round_id, rater))
    for form in remembered(_FORMS) or ():
        note(text("portfolio.round.form", name=form.rater))
        st.download_button(
            text("portfolio.round.download"),
            form_bytes(form, ".xlsx", language()),
            file_name="feedback.xlsx",
            mime=MIME["xlsx"],
            key=f"portfolio_form_{form.token[:8]}",
            icon=":material/download:",
            on_click="ignore",
        )


def _invited(round_id: str, rater: Rater) -> None:
    """Ask, and keep the form for this visit: its code is shown once and stored nowhere."""
    made = invite_raters(workspace(), round_id, [rater])
    remember(_FORMS, (*(remembered(_FORMS) or ()), *made))


def _outcome(result: RoundResult) -> None:
    round_id = result.round_id
    figure(
        f"portfolio_round_{round_id}",
        text("portfolio.round.outcome", day=day(result.closed)),
        partial(_quadrants, result),
        result.table(),
        shown=quadrants_shown(result),
        meaning=text("portfolio.round.meaning"),
        code=f'result = tm.round_result(workspace, "{round_id}")\nresult.table()',
        first="list",
    )
    names = {one: text(f"portfolio.seen.{one}") for one in VISIBILITIES}
    with st.form(f"portfolio_show_{round_id}", border=False):
        chosen = st.segmented_control(
            text("portfolio.round.who"), VISIBILITIES, format_func=names.__getitem__, default="private",
            required=True, wrap=True, key=f"portfolio_show_{round_id}_to",
        )  # fmt: skip
        sent = st.form_submit_button(text("portfolio.round.show"), key=f"portfolio_show_{round_id}_send")
    if sent:
        act(partial(show_round, workspace(), round_id, str(chosen)))


def _quadrants(result: RoundResult) -> None:
    """Each quadrant with its strengths, what the counts are, comments, and words of caution to the owner."""
    for line in result.summary().splitlines()[1:]:
        note(line)
    table = result.table()
    for kind in ("known", "blind", "hidden", "unknown", "divided"):
        inside = table.loc[table["quadrant"] == kind, "strength"].tolist()
        if inside:
            st.markdown(f"**{text(f'rounds.quadrant.{kind}')}**")
            reasons(inside)
    if result.texts or result.manager_text:
        st.markdown(f"**{text('portfolio.round.texts')}**")
        reasons([*result.texts, *([result.manager_text] if result.manager_text else [])])
