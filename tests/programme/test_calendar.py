"""Calendars: hand-worked events, the format by a strict parser, and nothing in them that is not for the reader."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.errors import ExportError
from talentmap.programme.calendar import COLUMNS, times
from talentmap.programme.cohort import ProgrammeResult, plan_programme
from talentmap.programme.ics import calendar_text, escaped, file_name, folded, write_calendars
from talentmap.vocabulary import use_language
from tests.programme.cohorts import dataset, groups, table

PROGRAMME = {
    "programmes": "programme_id title start_date\nQ Honderd~dagen 2026-05-01",
    "phases": "phase_id programme_id number title\nF1 Q 1 Een",
    "sessions": "session_id programme_id phase_id kind title date day part minutes group reference\n"
    "N1 Q F1 talk Praten - 3 morning 45 - -\n"
    "N2 Q F1 theory Lezen,~kort;~goed - 2 - 30 - Boek~1\n"
    "N3 Q F1 online Samen - 5 afternoon - G02 -\n"
    "N4 Q - film Ooit - - - - - -",
}
POOLS = """
pool member_id name
actor A1 Aad
facilitator F1 Fenna
coach C1 Cor
room Z1 Zaal~1
"""


def cohort(n: int = 2, **more: object) -> Dataset:
    return dataset(n, today="2026-04-01", pools=POOLS, **{**PROGRAMME, **more})


PLAN = groups(("2026-05-11", "morning", 1), ("2026-05-12", "day", 1))


@pytest.fixture(scope="module")
def found() -> ProgrammeResult:
    return plan_programme(cohort(), PLAN)


def parsed(content: str) -> list[dict[str, str]]:
    """Events of an iCalendar object, read strictly: line ends, folding, order, and what each event must have."""
    assert content.endswith("\r\n")
    assert "\n" not in content.replace("\r\n", "")
    raw = content.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode("utf-8")) <= 75 for line in raw)
    lines: list[str] = []
    for line in raw:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    head = lines[1 : lines.index("BEGIN:VEVENT")] if "BEGIN:VEVENT" in lines else lines[1:-1]
    assert {line.partition(":")[0] for line in head} == {"VERSION", "PRODID", "CALSCALE", "METHOD"}
    assert "VERSION:2.0" in head
    events: list[dict[str, str]] = []
    inside: dict[str, str] | None = None
    for line in lines[1 + len(head) : -1]:
        name, colon, value = line.partition(":")
        assert colon, line
        if name == "BEGIN":
            assert (value, inside) == ("VEVENT", None)
            inside = {}
        elif name == "END":
            assert value == "VEVENT"
            assert inside is not None
            events.append(inside)
            inside = None
        else:
            assert inside is not None
            assert re.fullmatch(r"[A-Z]+(;VALUE=DATE)?", name), name
            assert name not in inside
            inside[name] = unescaped(value) if name in ("SUMMARY", "DESCRIPTION", "LOCATION") else value
    assert inside is None
    for event in events:
        assert {"UID", "DTSTAMP", "SUMMARY"} <= set(event)
        assert re.fullmatch(r"\d{8}T000000Z", event["DTSTAMP"])
        first, last = span(event)
        assert first < last
    assert len({event["UID"] for event in events}) == len(events)
    return events


def unescaped(value: str) -> str:
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", value), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def span(event: dict[str, str]) -> tuple[date, date]:
    if "DTSTART" in event:
        form = "%Y%m%dT%H%M%S"
        return datetime.strptime(event["DTSTART"], form), datetime.strptime(event["DTEND"], form)
    days = event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]
    return date.fromisoformat(days[0]), date.fromisoformat(days[1])


def test_the_calendar_of_a_participant_by_hand(found: ProgrammeResult) -> None:
    own = found.table()[lambda frame: frame["owner_id"] == "P01"]
    shown = own[["date", "start", "end", "kind", "title", "place"]].to_numpy().tolist()
    assert shown == [
        ["2026-05-02", "", "", "theory", "Lezen, kort; goed", ""],
        ["2026-05-03", "09:00", "09:45", "talk", "Praten", ""],
        ["2026-05-11", "09:00", "12:30", "workshop", "Workshop, group G01", "Zaal 1"],
        ["2026-05-25", "", "", "phase", "Last day of phase 1: Een", ""],
    ]
    assert own["details"].tolist() == [
        "Minutes: 30\nMaterial: Boek 1",
        "With Cor",
        "Subgroup: G01.1\ntrainer-actor: Aad\nfacilitator: Fenna",
        "The phase closes with number of plans 1 and number of actions carried out 1.",
    ]
    other = found.table()[lambda frame: frame["owner_id"] == "P02"]
    assert "2026-05-05" in set(other["date"])  # the online session of group G02
    assert "2026-05-05" not in set(own["date"])


def test_the_calendar_of_a_coach_and_of_staff(found: ProgrammeResult) -> None:
    calendar = found.table()
    coach = calendar[calendar["owner_id"] == "C1"]
    assert coach[["date", "kind", "details"]].to_numpy().tolist() == [
        ["2026-05-03", "talk", "With Mens 1"],
        ["2026-05-03", "talk", "With Mens 2"],
    ]
    actor = calendar[calendar["owner_id"] == "A1"]
    assert actor["date"].tolist() == ["2026-05-11", "2026-05-12"]
    assert "Participants: Mens 1" in actor["details"].iloc[0]
    assert set(actor["role"]) == {"actor"}


def test_times_of_parts_and_minutes() -> None:
    assert times("day", 60) == ("", "")
    assert times("", None) == ("", "")
    assert times("morning", None) == ("09:00", "12:30")
    assert times("afternoon", 90) == ("13:00", "14:30")
    assert times("afternoon", 10_000) == ("13:00", "23:59")


def test_an_event_by_hand() -> None:
    with use_language("nl"):
        calendar = plan_programme(cohort(), PLAN).table()
    own = calendar[calendar["owner_id"] == "P01"]
    content = calendar_text(own[own["date"] == "2026-05-02"], "2026-04-01")
    uid = re.search(r"UID:([0-9a-f]{32}@talentmap)\r\n", content)
    assert uid is not None
    assert content.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//talentmap//talentmap//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid[1]}",
        "DTSTAMP:20260401T000000Z",
        "DTSTART;VALUE=DATE:20260502",
        "DTEND;VALUE=DATE:20260503",
        r"SUMMARY:Lezen\, kort\; goed",
        r"DESCRIPTION:Minuten: 30\nMateriaal: Boek 1",
        "CATEGORIES:theory",
        "CLASS:PUBLIC",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_files_read_back_as_they_were_meant(found: ProgrammeResult, tmp_path: Path) -> None:
    calendar = found.table()
    files = write_calendars(calendar, tmp_path / "kalenders", stamp=found.today)
    assert [path.name for path in files] == [f"calendar_{one}.ics" for one in ("A1", "C1", "F1", "P01", "P02")]
    for path, (_, own) in zip(files, calendar.groupby("owner_id"), strict=True):
        events = parsed(path.read_bytes().decode("utf-8"))
        assert [event["SUMMARY"] for event in events] == own["title"].tolist()
        assert [event.get("DESCRIPTION", "") for event in events] == own["details"].tolist()
        assert [span(event)[0].strftime("%Y-%m-%d") for event in events] == own["date"].tolist()
        assert all((event["CLASS"] == "PRIVATE") == (event["CATEGORIES"] == "talk") for event in events)
    again = write_calendars(
        calendar.sample(frac=1, random_state=2).sort_values(["owner_id", "date", "start", "source"]),
        tmp_path / "weer",
        stamp=found.today,
    )
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_an_event_that_moves_keeps_its_uid(found: ProgrammeResult) -> None:
    one = parsed(calendar_text(own(found, "P01"), "2026-04-01"))
    moved = groups(("2026-05-18", "morning", 1), ("2026-05-12", "day", 1))
    two = parsed(calendar_text(own(plan_programme(cohort(), moved), "P01"), "2026-04-01"))
    workshop = [next(e for e in events if e["CATEGORIES"] == "workshop") for events in (one, two)]
    assert workshop[0]["UID"] == workshop[1]["UID"]
    assert span(workshop[0]) != span(workshop[1])


def own(found: ProgrammeResult, owner: str) -> pd.DataFrame:
    calendar = found.table()
    return calendar[calendar["owner_id"] == owner]


@pytest.mark.parametrize("line", ["kort", "x" * 75, "x" * 76, "é" * 80, "SUMMARY:" + "ⓐ🎈" * 60, "a" * 74 + "é"])
def test_lines_are_folded_between_letters(line: str) -> None:
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(len(piece.encode()) >= 71 for piece in pieces[:-1])  # as full as whole letters allow


def test_text_is_escaped_and_cannot_start_a_property() -> None:
    assert escaped("a;b,c\\d\r\ne\rf") == r"a\;b\,c\\d\ne\nf"
    nasty = "x\r\nEND:VEVENT\nATTACH:file"
    assert "\n" not in escaped(nasty)
    assert unescaped(escaped(nasty)) == "x\nEND:VEVENT\nATTACH:file"
    assert escaped("a\x00b\x1b[2J\u202e") == "ab[2J"


def test_ids_make_safe_and_different_file_names(tmp_path: Path) -> None:
    assert file_name("../P1") == "calendar_~2e~2e~2fP1"
    assert len(file_name("ü" * 500)) < 60
    events = pd.DataFrame(
        [{**dict.fromkeys(COLUMNS, ""), "owner_id": name, "date": "2026-05-01"} for name in ("p1", "P1")]
    )
    names = [path.name.casefold() for path in write_calendars(events, tmp_path, stamp="2026-05-01")]
    assert len(set(names)) == 2
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="no folder"):
        write_calendars(events, tmp_path / "file", stamp="2026-05-01")


def test_no_note_ever_reaches_a_calendar() -> None:
    claims = table("person_id strength_id level energy source assessor_id date visibility note")
    secret = {"person_id": "P01", "strength_id": "S1", "level": 2, "energy": -2, "source": "self", "assessor_id": None,
              "date": "2026-03-01", "visibility": "organisation", "note": "GEHEIM uitgeput"}  # fmt: skip
    claims = pd.concat([claims, pd.DataFrame([secret])], ignore_index=True)
    rules = "rule_id rule subjects reason\nR1 refuse P02~C1 GEHEIM~ruzie"
    talks = "person_id partner_id date status\nP01 P02 2026-03-01 GEHEIM"
    data = cohort(2, claims=claims, rules=rules, conversations=talks)
    found = plan_programme(data, PLAN)
    for owner in sorted(set(found.table()["owner_id"])):
        assert "GEHEIM" not in calendar_text(own(found, owner), "2026-04-01")
    assert "GEHEIM" not in str(found.to_dict())
    for name in ("pools", "programmes", "phases", "sessions", "progress"):
        assert not {"note", "remark", "vitality", "text", "comment", "score"} & set(tables()[name].names)
    assert not {"note", "vitality", "energy"} & set(COLUMNS)
