"""How long what is kept, and on which ground: ``retention.csv``, one row per table in which people stand."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from talentmap.access.day import day
from talentmap.access.persons import ways
from talentmap.data.store import Reading
from talentmap.data.store.layout import all_tables
from talentmap.vocabulary import current_language

GROUNDS = ("contract", "consent", "interest", "person", "none")
"""Agreement of work, consent, legitimate interest, the person's own choice; none: it says nothing of a person."""


@dataclass(frozen=True)
class Keeping:
    """One row of ``retention.csv``: a table, and until how many months after the day in a column its rows are kept.

    ``months`` is None for rows that are kept as long as their person is there. Parts of a row go with it.
    """

    table: str
    months: int | None
    column: str
    ground: str
    meaning_nl: str
    meaning_en: str

    def meaning(self, lang: str | None = None) -> str:
        """The row in plain words, in the current or the given language."""
        return self.meaning_nl if (lang or current_language()) == "nl" else self.meaning_en


@lru_cache(maxsize=1)
def load_retention() -> tuple[Keeping, ...]:
    """The rows in the order of the file."""
    content = files("talentmap.access").joinpath("retention.csv").read_text(encoding="utf-8")
    return tuple(
        Keeping(
            row["table"],
            int(row["months"]) if row["months"] else None,
            row["column"],
            row["ground"],
            row["meaning_nl"],
            row["meaning_en"],
        )
        for row in csv.DictReader(io.StringIO(content, newline=""))
    )


def unkept() -> list[str]:
    """Tables in which people stand and of which nobody said how long they are kept; parts go with their whole."""
    said = {keeping.table for keeping in load_retention()}
    personal = {way.table for way in ways() if way.how not in ("part", "no", "named")}
    return [name for name in all_tables() if name in personal - said]


def due(reading: Reading, today: object) -> pd.DataFrame:
    """Rows that have been kept long enough on a day; nothing is removed by asking.

    A row without the day from which its time runs is not due. Of a person who is due everything is: they are erased
    as a whole, so their other rows are not listed apart.

    Parameters
    ----------
    today
        The day; never the clock.

    Returns
    -------
    table, row (its key), since (the day from which its time ran), until (last day it was to be kept) and ground.

    Raises
    ------
    ProblemError
        No day was given.
    """
    now = day(today)
    found = []
    leaving: set[str] = set()
    for keeping in load_retention():
        if keeping.months is None:
            continue
        rows = reading.frame(keeping.table, marks=True)
        since = rows[keeping.column]
        until = since + pd.DateOffset(months=keeping.months)
        own = [way.column for way in ways() if way.table == keeping.table and way.how == "own"]
        for place in (until < now).to_numpy(dtype=bool).nonzero()[0]:
            whose = {str(value) for value in rows.loc[place, own].dropna()}
            if keeping.table == "people":
                leaving |= whose
            elif whose & leaving:
                continue
            found.append((keeping.table, rows["row_key"][place], since[place], until[place], keeping.ground))
    return pd.DataFrame(found, columns=["table", "row", "since", "until", "ground"])
