"""The answers of a survey, row by row, and what they mean by its profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from talentmap.data.cells import ReadTable, header_name
from talentmap.data.imports.survey_cells import Mates, Week, answer_level, free_times, named_mates
from talentmap.data.imports.survey_header import SurveyColumns
from talentmap.data.imports.survey_profile import AnswerColumn, SurveyProfile, spaced

NAMES = ("first_name", "last_name", "full_name")


@dataclass(frozen=True, eq=False)
class Survey:
    """The answers, row by row, and what they mean by the profile."""

    read: ReadTable
    form: SurveyProfile
    columns: SurveyColumns

    def cell(self, header: str, row: int) -> str:
        """One answer as text; blank where there is none."""
        cells = self.read.cells[header_name(header)]
        rank = cells.ranks[row]
        return "" if rank < 0 else str(cells.values[rank])

    def said(self, what: str, row: int) -> str:
        """One answer by what the column is; blank where there is no such column."""
        return self.cell(self.columns.of[what], row) if what in self.columns.of else ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name of who answered in each row, with single blanks."""
        every = range(self.read.n_rows)
        return tuple(" ".join(" ".join(self.said(what, row) for what in NAMES).split()) for row in every)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Rows that count: one that says exactly what an earlier one says is read once."""
        cells = self.read.cells.values()
        seen: dict[tuple[int, ...], int] = {}
        for row in range(self.read.n_rows):
            seen.setdefault(tuple(int(each.ranks[row]) for each in cells), row)
        return tuple(seen.values())

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of the people: their own, or numbers in the order of the rows."""
        if "id_column" in self.columns.of:
            return tuple(self.said("id_column", row) for row in self.rows)
        width = max(2, len(str(len(self.rows))))
        return tuple(f"P{k + 1:0{width}d}" for k in range(len(self.rows)))

    @cached_property
    def known(self) -> Mapping[str, tuple[int, ...]]:
        """Name -> positions of those who have it."""
        found: dict[str, tuple[int, ...]] = {}
        for k, row in enumerate(self.rows):
            if self.names[row]:
                found[spaced(self.names[row])] = (*found.get(spaced(self.names[row]), ()), k)
        return found

    def mates(self, what: str) -> Iterator[tuple[int, Mates]]:
        """Per person whom they named in a column."""
        for k, row in enumerate(self.rows):
            yield k, named_mates(self.said(what, row), k, self.known, self.form.separator)

    def level(self, each: AnswerColumn, row: int) -> int | None:
        """Level of one answer; None where there is none."""
        return answer_level(self.said(f"answer {each.strength_id}", row), each.levels)

    def week(self, row: int) -> Week:
        """Weekly times of one person; only where the survey has a schedule."""
        assert self.form.schedule is not None
        ticked = {day: self.cell(header, row) for day, header in self.columns.week.items()}
        return free_times(ticked, self.form.schedule)
