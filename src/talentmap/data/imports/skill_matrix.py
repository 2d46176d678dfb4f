"""A matrix of people x strengths, as surveys and spreadsheets hold it -> a Dataset of people, strengths and claims."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from talentmap.data.cells import ReadTable, Tables, header_name
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import Column
from talentmap.data.faults import Finding, excerpt, finding_frame
from talentmap.data.frames import typed
from talentmap.data.imports.profile import MatrixProfile, StrengthColumn, read_profile
from talentmap.data.imports.reading import foreign_column, raise_faults, read_foreign, read_header
from talentmap.data.keys import repeated_rows
from talentmap.data.limits import Limits
from talentmap.errors import UnknownLabelError
from talentmap.vocabulary import VISIBILITIES, text


def read_skill_matrix(
    path: str | os.PathLike[str],
    profile: str | os.PathLike[str] | MatrixProfile,
    *,
    visibility: str,
    date: object,
    limits: Limits = Limits(),  # noqa: B008
) -> Dataset:
    """Read a matrix of people (rows) x strengths (columns of levels) as claims.

    Levels are kept as they are, never rescaled: ``2.0`` is 2, ``2.5`` is a fault. A blank cell is no claim, so that
    level stays unknown. Who may see the claims and when they were made is not in such a file: the caller says so.

    Parameters
    ----------
    path
        A CSV file with a header: comma, semicolon or tab; UTF-8 or Windows-1252; ``.gz`` is unpacked.
    profile
        What the columns are: a :class:`MatrixProfile`, a TOML file, or the name of one that comes with the package.
    visibility
        Who may see the claims: private, manager, team or organisation.
    date
        Day on which the claims were made, anything ``pd.Timestamp`` takes.
    limits
        Bounds that hold before anything is parsed.

    Returns
    -------
    A Dataset with people (attributes of the profile as extra columns), strengths and claims; no roles. Columns that
    the profile does not name are among its warnings.

    Raises
    ------
    DataError
        With every fault of the file, with row and column as a spreadsheet shows them.
    UnknownLabelError
        The visibility or the name of the profile is not one of those known.
    """
    if visibility not in VISIBILITIES:
        known = ", ".join(VISIBILITIES)
        raise UnknownLabelError(text("imports.visibility", visibility=visibility, known=known), visibility)
    form, place = read_profile(profile), Path(path)
    header, findings = read_header(place, limits)
    if not header:
        raise_faults(findings)
    form = replace(form, strengths=form.strengths or _every_other(header, form))
    read, findings = read_foreign(place, _columns(form), limits)
    found = raise_faults([*findings, *_not_named(read, header, form)])
    assert read is not None  # without one there is a fault
    day = pd.Timestamp(date).normalize()  # type: ignore[arg-type]
    data = Dataset.from_frames(_frames(read, form, visibility, day))
    return replace(data, warnings=finding_frame(found))


def _columns(form: MatrixProfile) -> list[Column]:
    texts = [form.name_column, form.unit_column, *form.attributes]
    return [
        foreign_column(form.id_column, "id", key=True),
        *(foreign_column(name, "text") for name in dict.fromkeys(texts) if name),
        *(foreign_column(each.header, "level", low=form.low, high=form.high, end=True) for each in form.strengths),
    ]


def _every_other(header: list[str], form: MatrixProfile) -> tuple[StrengthColumn, ...]:
    """Strengths from the headers that the profile gives no other meaning, numbered in order."""
    taken = {form.id_column, form.name_column, form.unit_column, *form.attributes, *form.ignored}
    left = [name for name in dict.fromkeys(header) if name and name not in taken]
    width = max(2, len(str(len(left))))
    return tuple(StrengthColumn(name, f"S{k + 1:0{width}d}", name) for k, name in enumerate(left))


def _not_named(read: ReadTable | None, header: list[str], form: MatrixProfile) -> list[Finding]:
    if read is None:
        return []
    named = {*read.table.names, *(header_name(name) for name in form.ignored)}
    hint = text("imports.hint.not_named")
    return [
        read.finding_at("unknown-value", read.raw.header_row, excerpt(name), excerpt(name), "", hint, warning=True)
        for name in header
        if name and header_name(name) not in named
    ]


def _frames(read: ReadTable, form: MatrixProfile, visibility: str, day: pd.Timestamp) -> dict[str, pd.DataFrame]:
    once = np.setdiff1d(np.arange(read.n_rows), repeated_rows(Tables({read.table.name: read}), read))

    def column(header: str) -> pd.Series:
        cells = read.cells[header_name(header)]
        return typed(cells, cells.ranks[once])

    ids = column(form.id_column)
    n = len(ids)
    people = pd.DataFrame({"person_id": ids})
    people["name"] = form.name_label + " " + ids
    if form.name_column:
        people["name"] = column(form.name_column).fillna(people["name"])
    people["unit"] = column(form.unit_column).fillna(form.unit) if form.unit_column else pd.Series([form.unit] * n)
    people["fte"] = form.fte
    for header, name in form.attributes.items():
        people[name] = column(header)
    return {
        "people": people,
        "strengths": pd.DataFrame(
            {
                "strength_id": [each.strength_id for each in form.strengths],
                "name": [each.name for each in form.strengths],
                "name_nl": [each.name_nl or each.name for each in form.strengths],
                "kind": [each.kind for each in form.strengths],
            }
        ),
        "claims": pd.concat([_claims(read, form, each, ids, once, visibility, day) for each in form.strengths]),
    }


def _claims(
    read: ReadTable,
    form: MatrixProfile,
    strength: StrengthColumn,
    ids: pd.Series,
    once: np.ndarray,
    visibility: str,
    day: pd.Timestamp,
) -> pd.DataFrame:
    """Claims of one column; a blank cell is none."""
    cells = read.cells[header_name(strength.header)]
    ranks = cells.ranks[once]
    given = ranks >= 0
    return pd.DataFrame(
        {
            "person_id": ids[given].to_numpy(),
            "strength_id": strength.strength_id,
            "level": typed(cells, ranks[given]).to_numpy(),
            "source": form.source,
            "assessor_id": ids[given].to_numpy() if form.source == "self" else None,
            "date": day,
            "visibility": visibility,
        }
    )
