"""How much a reader takes in before it refuses: bounds that hold before anything is unpacked or parsed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on one dataset. Raise them for data you trust; the defaults take an organisation of a million people.

    Parameters
    ----------
    file_bytes
        Size of any one file.
    json_bytes
        Size of a JSON file, which is parsed as a whole in memory.
    json_depth
        Brackets within brackets in a JSON file; a dataset needs 3.
    unpacked_bytes
        Size of a workbook when unpacked, from its own table of contents.
    unpacked_ratio
        Unpacked over packed size of one part of a workbook of more than 10 MB unpacked.
    members
        Number of parts in a workbook.
    sheet_cells
        Rows times columns of a sheet, up to its farthest cell.
    parquet_bytes
        Size of a Parquet file when unpacked, from its own footer.
    rows, columns
        Of one table.
    text_length, id_length
        Characters in one cell of text, and in one id. 32,767 is what a spreadsheet cell holds.
    findings
        Faults listed per rule and column; the last one says how many more there are.
    """

    file_bytes: int = 2_000_000_000
    json_bytes: int = 400_000_000
    json_depth: int = 8
    unpacked_bytes: int = 2_000_000_000
    unpacked_ratio: int = 200
    members: int = 2_000
    sheet_cells: int = 40_000_000
    parquet_bytes: int = 8_000_000_000
    rows: int = 50_000_000
    columns: int = 500
    text_length: int = 32_767
    id_length: int = 255
    findings: int = 1_000
