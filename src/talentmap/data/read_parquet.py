"""One Parquet file -> a raw table. Its footer is judged before anything is unpacked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from talentmap.data.cells import header_name
from talentmap.data.dictionary import Table
from talentmap.data.faults import excerpt
from talentmap.data.guard import refused
from talentmap.data.limits import Limits
from talentmap.data.raw import RawColumn, RawTable, encoded, spelled

_ROWS_PER_BYTE = 64
"""More rows than this per byte of the file cannot be people or claims, whose keys differ from row to row."""


def read_parquet(path: Path, table: Table, limits: Limits) -> RawTable:
    """Read a file as this table.

    Raises
    ------
    RefusedError
        The file as a whole is not read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    _marked(path)
    with pq.ParquetFile(path) as file:
        _bounded(file, path, limits)
        schema = file.schema_arrow
        wanted = [name for name in schema.names if header_name(name) in table.names or table.name == "people"]
    for field in schema:
        if pa.types.is_nested(field.type):
            raise refused("wrong-type", path.name, "nested", column=excerpt(header_name(field.name)))
    once = [name for name in dict.fromkeys(wanted) if schema.names.count(name) == 1]
    texts = [name for name in once if _is_text(schema.field(name).type)]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        content = file.read(columns=once)
    content.validate(full=True)  # bytes that are no text would otherwise surface much later
    blank = RawColumn(np.full(content.num_rows, -1), ())  # for columns that are left out or occur twice
    columns = [_column(content.column(name)) if name in once else blank for name in schema.names]
    return RawTable(table, path.name, list(schema.names), columns, np.arange(2, content.num_rows + 2))


def _marked(path: Path) -> None:
    """A Parquet file begins and ends with its mark."""
    size = path.stat().st_size
    if size == 0:
        raise refused("empty-file", path.name, "empty_file")
    with open(path, "rb") as handle:
        first = handle.read(4)
        handle.seek(max(size - 4, 0))
        last = handle.read(4)
    if first != b"PAR1":
        raise refused("wrong-format", path.name, "wrong_format")
    if last != b"PAR1" or size < 12:
        raise refused("damaged-file", path.name, "damaged")


def _bounded(file: Any, path: Path, limits: Limits) -> None:
    footer = file.metadata
    unpacked = sum(footer.row_group(place).total_byte_size for place in range(footer.num_row_groups))
    if unpacked > limits.parquet_bytes or unpacked < 0:
        raise refused("too-large", path.name, "unpacked")
    if footer.num_columns > limits.columns:
        raise refused("too-large", path.name, "columns")
    rows = footer.num_rows
    if rows > limits.rows or rows > 1_000 + _ROWS_PER_BYTE * path.stat().st_size:
        raise refused("too-large", path.name, "rows")


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind))


def _column(values: Any) -> RawColumn:
    """A column of any plain type as distinct texts."""
    import pyarrow as pa

    if pa.types.is_null(values.type):
        return RawColumn(np.full(len(values), -1), ())
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    if not values.num_chunks:
        return RawColumn(np.empty(0, dtype=np.int32), ())
    chunks = values.unify_dictionaries().chunks
    codes = np.concatenate([chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in chunks])
    return encoded(codes, _texts(chunks[0].dictionary))


def _texts(distinct: Any) -> list[str | None]:
    import pyarrow as pa

    if pa.types.is_floating(distinct.type):  # as numpy, so that 0.8 in 32 bits is spelled 0.8
        plain = distinct.to_numpy(zero_copy_only=False)
        return ["NaN" if value != value else spelled(value) for value in plain]
    if pa.types.is_binary(distinct.type):
        distinct = distinct.cast(pa.string())
    values = distinct.to_pylist()
    return values if pa.types.is_string(distinct.type) else [spelled(value) for value in values]
