"""One EVC track as the person and the assessor see it: goal, matrix, evidence, history, and the next steps."""

from __future__ import annotations

from functools import partial

import streamlit as st

from talentmap.access.evc import move_track
from talentmap.access.evc_result import EvcTrack
from talentmap.access.evc_rules import MOST_SIGNS
from talentmap.app.components.acting import act
from talentmap.app.components.html import escape, note, reasons, tags
from talentmap.app.services.evc import cells, history_lines, piece_lines, status_words, steps
from talentmap.app.services.words import day
from talentmap.app.who import workspace
from talentmap.vocabulary import text


def heading(name: str, status: str, level: int) -> None:
    """The line of a track: of what, to which level, and where it stands."""
    words = [text("evc_app.matrix.level", level=level), status_words(status)]
    st.html(f'<div class="tm-item"><b>{escape(name)}</b> {tags(words, "soft")}</div>')


def to_do(track: EvcTrack) -> None:
    """What still has to be done before the next step."""
    if track.next_steps():
        reasons(reason.text() for reason in track.next_steps())


def contents(track: EvcTrack) -> None:
    """What was asked, put forward and found."""
    if track.goal:
        note(text("evc_app.goal", goal=track.goal))
    if track.assessor:
        note(text("evc_app.assessor", name=track.assessor))
    lines, ahead = track.summary().splitlines(), len(track.next_steps())
    for line in lines[1 : len(lines) - ahead]:
        note(line)
    st.html(matrix(track))
    for title, words in piece_lines(track).values():
        st.html(f'<div class="tm-item"><b>{escape(title)}</b> {tags(words, "soft")}</div>')
    said = [reason for one in track.indicators["number"] for reason in track.explain(int(one)).reasons]
    remarks = [reason.text() for reason in said if reason.details.get("remark")]
    if remarks:
        reasons(remarks)
    if track.status == "certificate":
        end = track.valid_until
        note(text("evc_app.no_end") if end is None else text("evc_app.until", day=day(end)))


def matrix(track: EvcTrack) -> str:
    """Indicators down, pieces of evidence across, as a table in HTML."""
    numbers = [int(number) for number in track.evidence["number"]]
    said = {(cell.indicator, cell.piece): cell.judgement or "claimed" for cell in cells(track)}
    met = track.table().set_index("indicator")["met"]
    heads = [text("evc_app.matrix.indicator"), *(text("evc_app.matrix.piece", n=number) for number in numbers)]
    lines = []
    for row in track.indicators.to_dict("records"):
        one = int(row["number"])
        kind = [text("evc_app.matrix.level", level=row["level"])]
        kind.append(text(f"evc_app.matrix.{'required' if row['required'] else 'optional'}"))
        shown = tags([text("evc_app.matrix.met")]) if met[one] else ""
        words = f"<th scope=row>{one}. {escape(str(row['words']))}<br>{tags(kind, 'soft')}{shown}</th>"
        lines.append(words + "".join(_cell(said.get((one, number))) for number in numbers))
    top = "".join(f"<th scope=col>{escape(head)}</th>" for head in heads)
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    title = escape(text("evc_app.matrix"))
    swipe = f'<p class="tm-swipe">{escape(text("app.figure.swipe"))}</p>' if len(numbers) > 1 else ""
    return f'<div class="tm-matrix"><table><caption>{title}</caption><tr>{top}</tr>{rows}</table></div>{swipe}'


def _cell(judgement: str | None) -> str:
    if judgement is None:
        return f'<td class="none">{escape(text("evc_app.matrix.blank"))}</td>'
    return f'<td class="{judgement}">{escape(text(f"evc_app.cell.{judgement}"))}</td>'


def history(track: EvcTrack) -> None:
    """Which steps were taken."""
    st.markdown(f"**{text('evc_app.history_title')}**")
    reasons(history_lines(track))


def next_steps(track: EvcTrack, who: str) -> None:
    """A button per step that the person or the assessor may take from here, with a remark."""
    found = steps(track.status, who)
    if not found:
        return
    key = f"evc_move_{track.track_id}_{who}"
    with st.form(key, border=False):
        st.markdown(f"**{text('evc_app.next')}**")
        label = text("evc_app.remark_back" if who == "assessor" else "evc_app.remark")
        remark = st.text_input(label, key=f"{key}_remark", max_chars=MOST_SIGNS)
        with st.container(horizontal=True):
            pressed = [
                target
                for target in found
                if st.form_submit_button(text(f"evc_app.move.{track.status}.{target}"), key=f"{key}_{target}")
            ]
    for target in pressed:
        act(partial(move_track, workspace(), track.track_id, target, remark=remark))
