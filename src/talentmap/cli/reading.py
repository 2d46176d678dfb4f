"""Reading the dataset a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset


def dataset(path: str, today: str | None) -> Dataset:
    """The checked dataset; its warnings are told on standard error."""
    from talentmap.cli.options import reference_date
    from talentmap.cli.output import say, working
    from talentmap.data.read import read_dataset

    day = reference_date(today)
    with working(text("cli.working.reading", path=path)):
        data = read_dataset(path, today=day)
    if len(data.warnings):
        say(text("cli.warned", n=len(data.warnings), path=path))
    return data


def facts(data: Dataset) -> dict[str, object]:
    """What an answer rests on: for its JSON."""
    return {"fingerprint": data.fingerprint, "reference_date": data.reference_date}
