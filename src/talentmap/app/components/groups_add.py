"""Adding a rule: a kind, and the fields that this kind asks for."""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.html import note, proof
from talentmap.app.services.group_rules import Rows, RuleRow, added, faults_of, item
from talentmap.app.services.people import Names, people_options
from talentmap.app.services.words import strength_names
from talentmap.app.state import remember, remembered
from talentmap.data.dataset import Dataset
from talentmap.groups.kinds import KIND, KINDS, Kind
from talentmap.vocabulary import text

_NAMES = tuple(kind.name for kind in KINDS)


def add_rule(data: Dataset, names: Names) -> None:
    """Draw the choice of a kind and its form; a rule that cannot be used is told why and not added."""
    with st.expander(text("groups_app.add.title"), icon=":material/add:", key="groups_add"):
        shown = {name: text(f"groups_app.kind.{name}") for name in _NAMES}
        name = str(
            st.selectbox(text("groups_app.add.kind"), _NAMES, format_func=shown.__getitem__, key="groups_add_kind")
        )
        kind = KIND[name]
        note(text(f"groups_app.about.{name}"))
        said = (_subjects(data, kind), _attribute(data, kind, names), _value(data, kind))
        row = RuleRow("", name, *said, *_why())
        if st.button(text("groups_app.add.do"), key="groups_add_do", icon=":material/add:"):
            wrong = faults_of(data, row)
            if wrong:
                proof(wrong, warm=True)
                return
            rows: Rows = remembered("groups_rules")
            remember("groups_rules", added(rows, row))
            st.rerun()


def _subjects(data: Dataset, kind: Kind) -> str:
    if not kind.subjects:
        return ""
    people = kind.subjects.startswith("people")
    options = people_options(data) if people else strength_names(data)
    chosen = st.multiselect(
        text("groups_app.add.people" if people else "groups_app.add.strengths"),
        list(options),
        format_func=dict(options).__getitem__,
        key=f"groups_add_{kind.name}_subjects",
        placeholder=text("groups_app.add.everybody" if kind.subjects.endswith("?") else "groups_app.add.choose"),
    )
    return " ".join(chosen)


def _attribute(data: Dataset, kind: Kind, names: Names) -> str:
    key = f"groups_add_{kind.name}_attribute"
    columns = [name for name in data.frames["people"].columns if name not in ("person_id", "name")]
    if kind.attribute == "level":
        return str(st.number_input(text("groups_app.add.level"), 0, 5, 4, key=key))
    if kind.attribute == "part":
        parts = {part: text(f"groups_app.part.{part}") for part in ("day", "morning", "afternoon")}
        return str(st.selectbox(text("groups_app.add.part"), list(parts), format_func=parts.__getitem__, key=key))
    if kind.attribute == "place":
        places = {place: text(f"groups_app.add.place.{place}") for place in ("date", "group")}
        return str(st.selectbox(text("groups_app.add.place"), list(places), format_func=places.__getitem__, key=key))
    if kind.attribute == "item":
        items = [*columns, *(f"strength:{one}" for one in names.strengths)]
        shown = {one: item(one, names) for one in items}
        return str(st.selectbox(text("groups_app.add.item"), items, format_func=shown.__getitem__, key=key))
    if kind.attribute == "column=value":
        shown = {one: item(one, names) for one in columns}
        column = str(st.selectbox(text("groups_app.add.column"), columns, format_func=shown.__getitem__, key=key))
        values = sorted(data.frames["people"][column].dropna().astype(str).unique())
        held = st.selectbox(
            text("groups_app.add.held"),
            values,
            index=None,
            key=f"{key}_{column}",
            placeholder=text("groups_app.add.each"),
        )
        return column if held is None else f"{column}={held}"
    return ""


def _value(data: Dataset, kind: Kind) -> str:
    key = f"groups_add_{kind.name}_value"
    if kind.value.startswith("number"):
        name = "weight" if not kind.hard else "n"
        return str(st.number_input(text(f"groups_app.add.{name}"), 0 if kind.hard else 1, 1000, 1, key=key))
    if kind.value == "dates":
        rows: Rows = remembered("groups_rules")
        known = sorted({date for row in rows if row.rule == "date" for date in row.value.split()})
        chosen = st.multiselect(
            text("groups_app.add.dates"),
            known,
            key=key,
            accept_new_options=True,
            placeholder=text("groups_app.add.dates_how"),
            help=text("groups_app.add.dates_help"),
        )
        return " ".join(chosen)
    if kind.value == "place":
        return st.text_input(
            text("groups_app.add.value"), key=key, max_chars=60, help=text("groups_app.add.value_help")
        )
    return ""


def _why() -> tuple[str, str]:
    """Who asks for the rule, and why."""
    with st.grid(2, min_column_width=220):
        owner = st.text_input(text("groups_app.rule.owner"), key="groups_add_owner", max_chars=120)
        reason = st.text_input(text("groups_app.rule.reason"), key="groups_add_reason", max_chars=300)
    return owner.strip(), reason.strip()
