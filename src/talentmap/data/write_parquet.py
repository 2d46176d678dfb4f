"""One table as Parquet: text, small integers and real dates, without anything only pandas understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import pandas as pd

from talentmap.data.dictionary import Table

if TYPE_CHECKING:
    import pyarrow as pa


def parquet_into(table: Table, frame: pd.DataFrame, handle: BinaryIO) -> None:
    """Write the frame with the types of the dictionary; extra columns are text. Text is kept as it is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: _column(frame[name], _type(table, str(name))) for name in frame.columns}
    pq.write_table(pa.table(columns), handle)


def _type(table: Table, name: str) -> Any:
    import pyarrow as pa

    types = {
        "level": pa.int8(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    return types.get(table[name].type, pa.string()) if name in table.names else pa.string()


def _column(values: pd.Series, kind: pa.DataType) -> Any:
    import pyarrow as pa

    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype("str")
    if pa.types.is_date32(kind):
        return pa.array(values, type=pa.timestamp("us"), from_pandas=True).cast(kind)
    return pa.array(values, type=kind, from_pandas=True)
