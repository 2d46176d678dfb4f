"""Every rule that data must meet, and the way from parsed tables to the frames of a Dataset.

A rule is a function ``(Tables) -> findings``. It stands in :data:`CHECKS` or it does not exist; a test walks the list
and fails on a rule without a case that breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from talentmap.data import checks_cells, checks_claims, checks_header, checks_links, checks_programme, checks_rows
from talentmap.data.cells import Tables, parsed
from talentmap.data.dictionary import tables
from talentmap.data.faults import Finding, data_error, finding_frame
from talentmap.data.frames import Origin, typed_frames
from talentmap.data.limits import Limits
from talentmap.data.raw import RawColumn, RawTable, encode_series

Check = Callable[[Tables], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    checks_header.headers_present,
    checks_header.headers_readable,
    checks_header.right_tables,
    checks_header.columns_present,
    checks_header.columns_once,
    checks_header.columns_known,
    checks_cells.cells_decoded,
    checks_cells.cells_without_hidden_characters,
    checks_cells.cells_short_enough,
    checks_cells.cells_without_spreadsheet_errors,
    checks_cells.formulas_with_values,
    checks_cells.required_cells_filled,
    checks_cells.blank_visibility,
    checks_cells.cells_of_their_type,
    checks_cells.numbers_finite,
    checks_cells.numbers_unambiguous,
    checks_cells.numbers_in_range,
    checks_cells.choices_known,
    checks_cells.dates_exist,
    checks_cells.dates_unambiguous,
    checks_cells.dates_plausible,
    checks_cells.text_decoded_well,
    checks_cells.ids_not_rounded,
    checks_rows.ids_once,
    checks_claims.claims_agree,
    checks_rows.rows_once,
    checks_rows.ties_once,
    checks_rows.rows_ordered,
    checks_claims.certificates_ordered,
    checks_claims.claims_from_their_source,
    checks_claims.rounds_known,
    checks_rows.rows_about_two,
    checks_links.columns_not_swapped,
    checks_links.linked_tables_given,
    checks_links.ids_known,
    checks_links.wishes_known,
    checks_links.goal_owners_known,
    checks_links.no_circles,
    checks_programme.pool_members_agree,
    checks_programme.phase_numbers_once,
    checks_programme.sessions_in_their_phase,
    checks_programme.session_days_in_phase,
    checks_programme.progress_says_of_what,
)


def findings(data: Tables) -> list[Finding]:
    """All findings of all rules; what stands in the wrong place is reported and then left out of account."""
    trusted = checks_links.without_swapped(checks_header.without_strangers(data))
    return [finding for check in CHECKS for finding in check(trusted)]


def checked_frames(
    frames: Mapping[str, pd.DataFrame], origins: dict[str, Origin] | None = None
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Frames in memory through the rules that files go through.

    Returns
    -------
    Every table of the dictionary, typed and in key order, and the warnings.

    Raises
    ------
    DataError
        With every fault; a row is the position in the frame plus 2, as if it stood in a spreadsheet.
    UnknownLabelError
        A name that is no table.
    """
    limits = Limits()
    read = {name: parsed(_raw(name, frame), limits) for name, frame in frames.items() if frame is not None}
    data = Tables({name: read[name] for name in tables() if name in read})
    found = findings(data)
    faults = [finding for finding in found if not finding.warning]
    if faults:
        raise data_error(finding_frame(faults))
    return typed_frames(data, origins), finding_frame(finding for finding in found if finding.warning)


_NO_ROWS = RawColumn(np.empty(0, dtype=np.int32), ())


def _raw(name: str, frame: pd.DataFrame) -> RawTable:
    if name not in tables():
        from talentmap.errors import UnknownLabelError
        from talentmap.vocabulary import text

        raise UnknownLabelError(text("data.error.no_table", table=name, known=", ".join(tables())), name)
    header = [str(column) for column in frame.columns]
    columns = [encode_series(values) for _, values in frame.items()] if len(frame) else [_NO_ROWS] * len(header)
    return RawTable(tables()[name], name, header, columns, np.arange(2, len(frame) + 2))
