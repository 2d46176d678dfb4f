"""One person looked at closely: what if they were in or out, and why they are or are not."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.conflicts import show_conflicts
from talentmap.app.components.html import escape, facts, note, reasons
from talentmap.app.components.solving import solved
from talentmap.app.components.team_card import team_card
from talentmap.app.components.team_form import ask_again
from talentmap.app.services.one_person import Turned, Why, turned_facts
from talentmap.app.services.people import Names, initials, people_options
from talentmap.app.services.proposals import carried
from talentmap.app.services.team import TeamChoices
from talentmap.app.services.why import grouped
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.teams import TeamResult
from talentmap.vocabulary import text

_MEMBER, _OTHER, _WANTED = "team_member", "team_other", "team_because_wanted"


def one_person(data: Dataset, choices: TeamChoices, result: TeamResult) -> None:
    """Draw the choice of a person, and what is asked about them."""
    person = _chosen(data, result)
    if person is None:
        return
    inside = person in result.best.members
    _head(data, person, inside=inside)
    with st.container(border=True, key="team_turned"):
        _turned(data, Turned(choices, person, inside, result), result)
    with st.container(border=True, key="team_because"):
        _why(data, Why(choices, person, result))


def _chosen(data: Dataset, result: TeamResult) -> str | None:
    """The member clicked, or the other person looked up; choosing one lets go of the other."""
    options, members = people_options(data), result.best.members
    names = Names.of(data).people
    for key, allowed in ((_MEMBER, set(members)), (_OTHER, set(options) - set(members))):
        if remembered(key) not in allowed:
            st.session_state.pop(key, None)  # chosen on an earlier answer
    with st.container(border=True, key="team_person"):
        st.subheader(text("teams_app.person"), anchor=False)
        note(text("teams_app.person_note"))
        member = st.pills(
            text("teams_app.member"),
            members,
            format_func={one: names[one] for one in members}.__getitem__,
            key=_MEMBER,
            on_change=lambda: st.session_state.update({_OTHER: None}),
        )
        other = st.selectbox(
            text("teams_app.other"),
            [one for one in options if one not in members],
            index=None,
            format_func=options.__getitem__,
            key=_OTHER,
            placeholder=text("teams_app.other_choose"),
            on_change=lambda: st.session_state.update({_MEMBER: None}),
        )
    return member or other


def _head(data: Dataset, person: str, *, inside: bool) -> None:
    row = data.frames["people"].set_index("person_id").loc[person]
    where = text("teams_app.inside" if inside else "teams_app.outside")
    st.html(
        f'<div class="tm-person"><div class="tm-mark" aria-hidden="true">{escape(initials(str(row["name"])))}</div>'
        f"<div><b>{escape(str(row['name']))}</b><p>{escape(str(row['unit']))} · {escape(where)}</p></div></div>"
    )


def _turned(data: Dataset, asked: Turned, result: TeamResult) -> None:
    """What the best team is with this person the other way."""
    names = Names.of(data)
    name = names.people[asked.person]
    key = "teams_app.without" if asked.inside else "teams_app.with"
    st.subheader(text(key, name=name), anchor=False)
    answer = solved("team_turned", data, asked if remembered("team_turned_asked") != asked else None)
    if answer is None or answer[0] != asked:
        return
    other: TeamResult = answer[1]
    if not other.status.has_solution:
        show_conflicts(other.conflicts, [names.say(reason) for reason in other.reasons], names)
        return
    facts(turned_facts(asked, other, names))
    with st.grid(2, min_column_width=240, border=True):
        for one, title, than, mark in (
            (result, text("teams_app.as_proposed"), other.best, text("teams_app.leave")),
            (other, text(key, name=name), result.best, text("teams_app.come")),
        ):
            with st.container():
                team_card(data, one.problem, one.best, carried(one)[0], title=title, than=than, mark=mark.lower())
    with st.container(horizontal=True):
        st.button(
            text("teams_app.back"),
            key="team_back",
            icon=":material/undo:",
            on_click=lambda: st.session_state.update({_MEMBER: None, _OTHER: None}),
        )
        st.button(
            text("teams_app.keep_out" if asked.inside else "teams_app.keep_in"),
            key="team_keep",
            icon=":material/check:",
            on_click=ask_again,
            args=(asked.asked_so(),),
        )


def _why(data: Dataset, asked: Why) -> None:
    """The reasons, when asked for: they take solving."""
    names = Names.of(data)
    st.subheader(text("teams_app.why", name=names.people[asked.person]), anchor=False)
    if remembered(_WANTED) != asked:
        note(text("teams_app.why_note"))
        st.button(
            text("app.explain.ask"),
            key="team_because_ask",
            icon=":material/help:",
            on_click=remember,
            args=(_WANTED, asked),
        )
        return
    answer = solved("team_because", data, asked if remembered("team_because_asked") != asked else None)
    if answer is None or answer[0] != asked:
        return
    for heading, sentences in grouped(answer[1], names):
        st.html(f'<p class="tm-line"><b>{escape(heading)}</b></p>')
        reasons(sentences)
