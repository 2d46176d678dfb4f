"""What an import would do: the difference between what stands somewhere and what is offered, under one set of rules.

The same rules make the plan that is carried out (against the whole store) and the difference that is shown (against
what the viewer may see): what an import shows depends on nothing that the viewer cannot see already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import Table, tables
from talentmap.vocabulary import VISIBILITIES

STAYS = frozenset(column.refers for table in tables().values() for column in table.columns if column.refers)
"""Tables whose rows others are about: an import never removes them, for somebody's own rows may hang on them."""
OWNED = frozenset({"claims", "sharing", "aspirations", "recognitions", "availability", "goals", "rounds"})
"""Tables in which a row that a person saved stands above what a file says."""
COLUMNS = ("table", "row", "what", "column", "before", "after")
WHAT = ("added", "changed", "narrowed", "kept", "gone", "stays", "refused")
"""What happens to a row or a cell. ``kept``: the file says otherwise, but the person's own or the narrower stands."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What to do in one table.

    Parameters
    ----------
    added
        Rows to add, with the columns of the table.
    changed
        ``row_key`` -> column -> new value.
    gone
        ``row_key`` of rows to remove.
    lines
        The same for a reader: one line per row or, for changes, per cell; columns as in :data:`COLUMNS`.
    """

    added: pd.DataFrame
    changed: Mapping[str, dict[str, object]] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    lines: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS), dtype=object))


def import_plan(
    standing: Mapping[str, pd.DataFrame], offered: Dataset, keys: Mapping[str, pd.Series]
) -> dict[str, Plan]:
    """Plan per table in which the file has rows; a table without rows in the file is left alone.

    Parameters
    ----------
    standing
        Table -> frame with the columns of the table, ``row_key`` and ``row_import``.
    offered
        What the file holds.
    keys
        Table -> ``row_key`` of each offered row.
    """
    known = set(standing["people"]["row_key"])
    return {
        name: _planned(table, standing[name].set_index("row_key"), _keyed(offered, name, keys), known)
        for name, table in tables().items()
        if len(offered.frames[name])
    }


def _keyed(offered: Dataset, name: str, keys: Mapping[str, pd.Series]) -> pd.DataFrame:
    return offered.frames[name].set_index(pd.Index(keys[name], name="row_key"))


def _planned(table: Table, here: pd.DataFrame, file: pd.DataFrame, known: set[str]) -> Plan:
    new = file[~file.index.isin(here.index)]
    lines = []
    if table.name == "sharing":
        lone = new["person_id"].isin(list(known)).to_numpy(dtype=bool)
        lines.append(_lines(table, new.index[lone], "refused"))  # only the person shares
        new = new[~lone]
    lines.append(_lines(table, new.index, "added"))
    changed, cells = _changes(table, here, file)
    lines.append(cells)
    gone, kept = _missing(table, here, file)
    lines += [_lines(table, gone, "gone"), _lines(table, kept, "stays" if table.name in STAYS else "kept")]
    return Plan(new.reset_index(drop=True), changed, tuple(gone), pd.concat(lines, ignore_index=True))


def _missing(table: Table, here: pd.DataFrame, file: pd.DataFrame) -> tuple[pd.Index, pd.Index]:
    """Rows the file does not have: those that go, and those that stay all the same."""
    missing = here[~here.index.isin(file.index)]
    if table.name in STAYS:
        return missing.index[:0], missing.index
    own = _own(table, missing)
    return missing.index[~own], missing.index[own]


def _changes(table: Table, here: pd.DataFrame, file: pd.DataFrame) -> tuple[dict[str, dict[str, object]], pd.DataFrame]:
    """Cells that differ in rows that stand here and in the file."""
    both = here.index.intersection(file.index, sort=False)
    before, after = here.loc[both], file.loc[both]
    own = _own(table, before)
    changed: dict[str, dict[str, object]] = {}
    lines = []
    extra = [name for name in dict.fromkeys([*here.columns, *file.columns]) if _is_attribute(table, name)]
    names = [*table.names, *extra] if len(both) else []
    for name in names:
        if name in table.keys:
            continue
        old, new = (frame[name].astype(object) if name in frame else _blanks(both) for frame in (before, after))
        differs = (~((old == new) | (old.isna() & new.isna()))).to_numpy(dtype=bool)
        narrow, wide = _direction(table, name, old, new)
        does = differs & (narrow | (~own & ~wide))
        for hit, what in ((does & narrow, "narrowed"), (does & ~narrow, "changed"), (differs & ~does, "kept")):
            if hit.any():
                lines.append(_lines(table, both[hit], what, name, old[hit], new[hit]))
        for key, value in zip(both[does], new[does], strict=True):
            changed.setdefault(key, {})[name] = None if pd.isna(value) else value
    return changed, pd.concat(lines, ignore_index=True) if lines else _lines(table, both[:0], "changed")


def _direction(table: Table, name: str, old: pd.Series, new: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Which cells make fewer people see the item, and which make more see it; both False for every other column."""
    none = np.zeros(len(old), dtype=bool)
    if (table.name, name) == ("claims", "visibility"):
        rank = {value: place for place, value in enumerate(VISIBILITIES)}
        was, wanted = old.map(rank).to_numpy(dtype=float), new.map(rank).to_numpy(dtype=float)
        return wanted < was, wanted > was
    if (table.name, name) == ("sharing", "until"):
        far = pd.Timestamp.max.normalize()
        before, after = (pd.to_datetime(one).fillna(far) for one in (old, new))
        return (after < before).to_numpy(), (after > before).to_numpy()
    return none, none


def _own(table: Table, rows: pd.DataFrame) -> np.ndarray:
    """Rows that a person saved and no import may overrule."""
    if table.name not in OWNED:
        return np.zeros(len(rows), dtype=bool)
    return rows["row_import"].isna().to_numpy(dtype=bool)


def _is_attribute(table: Table, name: str) -> bool:
    return table.name == "people" and name not in table.names and not name.startswith("row_")


def _blanks(index: pd.Index) -> pd.Series:
    return pd.Series([None] * len(index), index=index, dtype=object)


def _lines(
    table: Table,
    rows: pd.Index,
    what: str,
    column: str = "",
    before: pd.Series | None = None,
    after: pd.Series | None = None,
) -> pd.DataFrame:
    blank = [None] * len(rows)
    return pd.DataFrame(
        {
            "table": [table.name] * len(rows),
            "row": list(rows),
            "what": [what] * len(rows),
            "column": [column] * len(rows),
            "before": blank if before is None else list(before),
            "after": blank if after is None else list(after),
        },
        dtype=object,
    )
