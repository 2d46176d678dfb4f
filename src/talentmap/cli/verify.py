"""``talentmap verify``: check the record of a team proposal without a solver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from talentmap.cli.options import Json, Lang, Today
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.teams.check_record import RecordCheck

RecordFile = Annotated[str, typer.Argument(metavar="FILE", help="cli.option.record_file")]
Data = Annotated[str | None, typer.Argument(metavar="[DATA]", help="cli.option.record_data")]
Work = Annotated[str, typer.Option("--work", metavar="N", help="cli.option.work")]
_STYLES = {"right": "green", "wrong": "bold red", "open": "yellow"}


def command(
    file: RecordFile,
    data: Data = None,
    work: Work = "20000",
    as_json: Json = False,
    today: Today = None,
    lang: Lang = None,
) -> int:
    """Check; 0 when nothing is wrong, 1 when something is, 2 when the record or the data cannot be read."""
    from talentmap.cli import options, output, reading
    from talentmap.teams.check_record import check_record
    from talentmap.teams.record import read_record

    parts = options.whole("--work", work, 1)
    record = read_record(file)
    dataset = None if data is None else reading.dataset(data, today or record["today"])
    with output.working(text("cli.working.verify")):
        check = check_record(record, dataset, work=parts)
    if as_json:
        output.print_json({"status": _status(check), **check.to_dict()})
    else:
        _show(check)
    return 0 if check.ok else 1


def _status(check: RecordCheck) -> str:
    if not check.ok:
        return "wrong"
    return "right" if check.complete else "open"


def _show(check: RecordCheck) -> None:
    from talentmap.cli import tables

    tables.line(text(f"cli.verify.{_status(check)}"), _STYLES[_status(check)])
    tables.print_rows(
        (("cli.column.what", "id"), ("cli.column.state", "id"), ("cli.column.how", "text")),
        [
            (text(f"cli.verify.what.{one.what}"), text(f"cli.verify.state.{one.state}"), one.reason.text())
            for one in check.findings
        ],
    )
    tables.line(text("cli.verify.stated"), "dim")
