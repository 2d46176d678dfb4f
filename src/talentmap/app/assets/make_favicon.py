"""Draw ``favicon.png``: four points and the lines between them. Standard library only; run it to draw it again."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

SIZE, FINER = 64, 4
BACKGROUND, INK, ACCENT = (11, 106, 110), (255, 255, 255), (224, 163, 59)
POINTS = (((20, 20), 7.5, INK), ((45, 17), 5.5, INK), ((42, 44), 8.5, ACCENT), ((17, 46), 5.5, INK))
LINES = ((0, 1), (0, 2), (1, 2), (2, 3), (0, 3))
CORNER, HALF_LINE = 14, 1.4


def colour(x: float, y: float) -> tuple[int, int, int, int]:
    """Colour and opacity of one spot."""
    dx, dy = max(CORNER - x, x - (SIZE - CORNER), 0), max(CORNER - y, y - (SIZE - CORNER), 0)
    if dx * dx + dy * dy > CORNER * CORNER:
        return (0, 0, 0, 0)
    for (px, py), radius, ink in POINTS:
        if (x - px) ** 2 + (y - py) ** 2 <= radius * radius:
            return (*ink, 255)
    if any(_distance(x, y, POINTS[a][0], POINTS[b][0]) <= HALF_LINE for a, b in LINES):
        return (*INK, 255)
    return (*BACKGROUND, 255)


def _distance(x: float, y: float, start: tuple[int, int], end: tuple[int, int]) -> float:
    (ax, ay), (bx, by) = start, end
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    along = min(1.0, max(0.0, along))
    return float(((x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2) ** 0.5)


def pixel(column: int, row: int) -> bytes:
    """Mean of the spots under one pixel, so that edges are smooth."""
    steps = [(n + 0.5) / FINER for n in range(FINER)]
    spots = [colour(column + dx, row + dy) for dx in steps for dy in steps]
    seen = [spot for spot in spots if spot[3]] or [(0, 0, 0, 0)]
    mixed = [sum(spot[part] for spot in seen) // len(seen) for part in range(3)]
    return bytes([*mixed, sum(spot[3] for spot in spots) // len(spots)])


def png() -> bytes:
    """The picture as a PNG file."""
    rows = b"".join(b"\0" + b"".join(pixel(column, row) for column in range(SIZE)) for row in range(SIZE))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    Path(__file__).with_name("favicon.png").write_bytes(png())
