"""Rules in a file of their own, in the form of the table ``rules``; every fault with the row it stands in."""

from __future__ import annotations

import os

from talentmap.data.faults import data_error, finding_frame
from talentmap.data.limits import Limits
from talentmap.data.read_table import TableFile, read_table
from talentmap.groups.orders import read_rows
from talentmap.groups.problem import GroupProblem
from talentmap.vocabulary import text


def read_rules(path: str | os.PathLike[str], *, limits: Limits = Limits()) -> TableFile:  # noqa: B008
    """Read rules from a CSV file or from the sheet ``rules`` of a workbook; ``.frame`` is the table.

    Parameters
    ----------
    path
        The file; its columns are those of the table ``rules`` in the data dictionary.
    limits
        Bounds that hold before anything is unpacked or parsed.

    Raises
    ------
    DataError
        With every fault of the file in ``.faults``.
    """
    return read_table(path, "rules", limits=limits)


def check_rules(problem: GroupProblem, read: TableFile) -> None:
    """Refuse rules that say nothing about these data, with file, row, column, what was found and what was expected.

    Parameters
    ----------
    problem
        The question, asked with the rules of this file.
    read
        The file, for the rows.

    Raises
    ------
    DataError
        A kind that does not exist, an id that is nobody's, a value of another form: all of them at once.
    """
    _, faults = read_rows(problem)
    if faults:
        hint = text("groups.wrong.rule_hint")
        found = [
            read.finding(fault.rule_id, fault.column, fault.found, fault.expected.rstrip("."), hint) for fault in faults
        ]
        raise data_error(finding_frame(found))
