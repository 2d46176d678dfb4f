"""Calendars as files that every calendar program reads (iCalendar, RFC 5545), written without a library.

Times are on the clock of the reader ("floating", section 3.3.5): a workshop at nine is at nine. ``DTSTAMP`` is the
reference date and a ``UID`` hashes owner and event, so that the same plan gives the same bytes on any machine, and an
event that is moved replaces itself.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from talentmap.data.atomic import replaced_file
from talentmap.errors import ExportError
from talentmap.programme.pools import checked_date
from talentmap.vocabulary import text

FOLD = 75
"""Octets in a line, its end not counted (RFC 5545, section 3.1)."""
_FREE = ("theory", "film", "assignment", "phase")
"""Kinds that do not make somebody unavailable."""


def calendar_text(events: pd.DataFrame, stamp: object) -> str:
    """The events of one owner as an iCalendar object, lines ended by CRLF.

    Parameters
    ----------
    events
        Rows of :func:`~talentmap.programme.calendar.calendar_table`.
    stamp
        Date that counts as the day of writing.
    """
    stamped = f"{checked_date(stamp):%Y%m%d}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//talentmap//talentmap//NL", "CALSCALE:GREGORIAN"]
    lines.append("METHOD:PUBLISH")
    for row in events.to_dict("records"):
        lines += _event({str(key): str(value) for key, value in row.items()}, stamped)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def write_calendars(calendar: pd.DataFrame, folder: str | os.PathLike[str], *, stamp: object) -> tuple[Path, ...]:
    """Write a file per owner, each in one step: ``calendar_P017.ics``.

    Parameters
    ----------
    calendar
        From :func:`~talentmap.programme.calendar.calendar_table`.
    folder
        Made where it is not there; files of the same name are replaced, others are left alone.
    stamp
        Date that counts as the day of writing: the reference date of the data.

    Returns
    -------
    The files, in order of owner.

    Raises
    ------
    ExportError
        The folder or a file cannot be written.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(text("programme.bad.folder", path=target)) from error
    written, taken = [], set()
    for owner, events in calendar.groupby("owner_id", sort=True):
        name = file_name(str(owner))
        if name.casefold() in taken:  # two ids that a file system may take for one
            name = f"{name}_{hashlib.sha256(str(owner).encode()).hexdigest()[:8]}"
        taken.add(name.casefold())
        path = target / f"{name}.ics"
        with replaced_file(path) as handle:
            handle.write(calendar_text(events, stamp).encode("utf-8"))
        written.append(path)
    return tuple(written)


def file_name(owner: str) -> str:
    """A name any file system takes: letters, digits, dash and underscore stay, all else becomes its number."""
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else f"~{ord(sign):x}" for sign in owner)
    return f"calendar_{safe[:80]}" if len(safe) <= 80 else f"calendar_{hashlib.sha256(owner.encode()).hexdigest()[:32]}"


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; all but the first begin with a blank. No letter is cut in two."""
    piece, size = "", 0
    for sign in line:
        width = len(sign.encode("utf-8"))
        if size + width > FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    yield piece


def escaped(value: str) -> str:
    """A text value (section 3.3.11): backslash, semicolon, comma and line break escaped, other control signs gone."""
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in plain if sign.isprintable() or sign == "\u00a0")


def _event(row: Mapping[str, str], stamped: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(row)}"
    yield f"DTSTAMP:{stamped}"
    day = pd.Timestamp(row["date"])
    if row["start"]:
        yield f"DTSTART:{day:%Y%m%d}T{row['start'].replace(':', '')}00"
        yield f"DTEND:{day:%Y%m%d}T{row['end'].replace(':', '')}00"
    else:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + pd.Timedelta(days=1):%Y%m%d}"  # the day after: the end is not included
    yield f"SUMMARY:{escaped(row['title'])}"
    if row["details"]:
        yield f"DESCRIPTION:{escaped(row['details'])}"
    if row["place"]:
        yield f"LOCATION:{escaped(row['place'])}"
    yield f"CATEGORIES:{escaped(row['kind'])}"
    yield "CLASS:PRIVATE" if row["kind"] == "talk" else "CLASS:PUBLIC"
    yield "TRANSP:TRANSPARENT" if row["kind"] in _FREE else "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _uid(row: Mapping[str, str]) -> str:
    """The same for the same owner and event, whatever its date, and no name of a machine in it."""
    told = "\x1f".join((row["owner_id"], row["kind"], row["source"]))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@talentmap"
