"""``talentmap check``: every fault and warning of a dataset in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talentmap.cli.options import DataPath, Json, Lang, Out

if TYPE_CHECKING:
    import pandas as pd


def command(path: DataPath, as_json: Json = False, out: Out = None, lang: Lang = None) -> int:
    """Read and check; 0 when there is no fault, else 2."""
    from talentmap.cli import output, tables
    from talentmap.data.read import check_dataset
    from talentmap.vocabulary import text

    output.checked_out(out)
    with output.working(text("cli.working.reading", path=path)):
        report = check_dataset(path)
    good = len(report.faults) == 0
    data = report.dataset
    answer = {
        "status": "ok" if good else "faults",
        "faults": output.rows(report.faults),
        "warnings": output.rows(report.warnings),
        "rows": {} if data is None else {name: len(frame) for name, frame in data.frames.items() if len(frame)},
        "fingerprint": None if data is None else data.fingerprint,
        "reference_date": None if data is None else data.reference_date,
    }
    if as_json:
        output.print_json(answer)
    else:
        if not good:
            tables.heading(text("cli.check.faults", n=len(report.faults)))
            tables.print_faults(report.faults)
        if len(report.warnings):
            tables.heading(text("cli.check.warnings", n=len(report.warnings)))
            tables.print_faults(report.warnings)
        if good and data is not None:
            tables.line(text("cli.check.good"), "bold")
            tables.print_rows(
                (("cli.column.table", "id"), ("cli.column.rows", "number")),
                [(name, len(frame)) for name, frame in data.frames.items() if len(frame)],
            )
            tables.line(text("cli.check.fingerprint", fingerprint=data.fingerprint), "dim")
    output.write_answer(out, answer, lambda: _findings(report.faults, report.warnings), title=text("cli.check.title"))
    return 0 if good else 2


def _findings(faults: pd.DataFrame, warnings: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([faults.assign(severity="fault"), warnings.assign(severity="warning")], ignore_index=True)
