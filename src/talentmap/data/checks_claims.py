"""Rules on claims: who said what, about whom, and when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from talentmap.data.cells import ReadTable, Tables
from talentmap.data.faults import Finding
from talentmap.data.keys import above, first_of, key_groups, keys_twice, repeated_rows, same_as
from talentmap.vocabulary import text


def claims_agree(data: Tables) -> Iterator[Finding]:
    """One assessor says one thing about one strength of one person on one day; we do not choose between two."""
    read = data.read.get("claims")
    if read is None:
        return
    groups = key_groups(data, read)
    rows = np.setdiff1d(keys_twice(data, read), repeated_rows(data, read), assume_unique=True)
    if not len(rows):
        return
    first = first_of(groups)
    columns = np.array([_differing(read, int(first[row]), int(row)) for row in rows])
    for column in dict.fromkeys(columns.tolist()):
        yield read.finding(
            "conflicting-claims",
            rows[columns == column],
            column,
            expected=text("data.expected.one_claim"),
            hint=same_as(read, groups, rows, "conflicting_claims"),
        )


def certificates_ordered(data: Tables) -> Iterator[Finding]:
    """A certificate that had ended when it was claimed counts for nothing; worth a look."""
    pair = data.cells("claims", "date", "valid_until")
    if pair:
        rows = np.flatnonzero(above(*pair))
        if len(rows):
            hint = text("data.hint.ended_before")
            yield data.read["claims"].finding("contradiction", rows, "valid_until", hint=hint, warning=True)


def claims_from_their_source(data: Tables) -> Iterator[Finding]:
    """A claim by the person has no other assessor, a claim by a peer or manager is not the person's own."""
    found = data.cells("claims", "person_id", "source", "assessor_id")
    if not found:
        return
    person, source, assessor = found
    about = assessor.places_in({value: rank for rank, value in enumerate(person.values)})
    places = {name: place for place, name in enumerate(("self", "peer", "manager"))}
    by = source.places_in(places)
    given = (assessor.ranks >= 0) & (person.ranks >= 0)
    own = about == person.ranks
    read = data.read["claims"]
    for rows, hint in (
        (given & (by == 0) & ~own, "self_by_other"),
        (given & (by > 0) & own, "other_by_self"),
    ):
        if rows.any():
            yield read.finding(
                "contradiction",
                np.flatnonzero(rows),
                "assessor_id",
                expected=text(f"data.expected.{hint}"),
                hint=text(f"data.hint.{hint}"),
            )


def rounds_known(data: Tables) -> Iterator[Finding]:
    """A claim given in a round about somebody stands in one of theirs, where there is a table of rounds."""
    found, rounds = data.cells("claims", "person_id", "round_id"), data.cells("rounds", "person_id", "round_id")
    if not found or not rounds or not len(rounds[0].ranks):
        return
    person, round_ = found
    at = [{value: place for place, value in enumerate(cells.values)} for cells in rounds]
    width = len(at[1]) + 1
    known = rounds[0].ranks.astype(np.int64) * width + rounds[1].ranks
    known = known[(rounds[0].ranks >= 0) & (rounds[1].ranks >= 0)]
    whose, which = person.places_in(at[0]), round_.places_in(at[1])
    there = (whose >= 0) & (which >= 0) & np.isin(whose * width + which, known)
    rows = np.flatnonzero((round_.ranks >= 0) & (person.ranks >= 0) & ~there)
    if len(rows):
        yield data.read["claims"].finding(
            "unknown-id",
            rows,
            "round_id",
            expected=text("data.expected.round"),
            hint=text("data.hint.round"),
        )


def _differing(read: ReadTable, first: int, row: int) -> str:
    names = [name for name in read.cells if name not in read.table.keys]
    return next(
        (name for name in names if read.cells[name].ranks[first] != read.cells[name].ranks[row]), read.table.keys[-1]
    )
