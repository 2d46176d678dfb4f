"""One quiet look for every figure, told apart by lightness as well as by colour."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

INK, SOFT, LINE, PAPER, WASH = "#1c2733", "#566472", "#dfe3e6", "#ffffff", "#f2f6f6"
MAIN, LIGHT, FAINT = "#0b6a6e", "#6fb3b3", "#d9ecec"
ACCENT, WARM, SLATE = "#e0a33b", "#b4551d", "#7d8fb3"
UNKNOWN = "#c3cad0"
WARM_FAINT = "#f9e8dc"
SEQUENCE = ("#e3f1f0", "#a9d3d1", "#6fb3b3", "#35898c", "#0b6a6e", "#07464a")
CATEGORIES = (MAIN, ACCENT, SLATE, WARM, "#5b8c5a", "#8a5a83")
FONT = "sans-serif"
"""The generic family only: vl-convert draws no text at all when the first family named is not installed."""
_TITLE = {
    "anchor": "start",
    "frame": "group",
    "fontSize": 16,
    "fontWeight": 600,
    "color": INK,
    "subtitleColor": SOFT,
    "subtitleFontSize": 12,
    "subtitlePadding": 4,
    "offset": 14,
}
_AXIS = {
    "labelColor": INK,
    "labelFontSize": 12,
    "titleColor": SOFT,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "gridColor": "#eef1f2",
    "domainColor": LINE,
    "tickColor": LINE,
    "labelLimit": 260,
}
_LEGEND = {
    "orient": "bottom",
    "titleColor": SOFT,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "labelColor": INK,
    "labelFontSize": 12,
    "symbolSize": 140,
    "offset": 10,
    "columnPadding": 18,
    "labelLimit": 320,
}
_CONFIG = {
    "font": FONT,
    "padding": {"left": 8, "top": 8, "right": 16, "bottom": 8},
    "title": _TITLE,
    "axis": _AXIS,
    "view": {"stroke": None},
    "legend": _LEGEND,
}
"""All at once: each of Altair's own steps copies the whole chart."""
ROW = 26
"""Height of one row of labels, in pixels."""


def styled(chart: Any, title: str, subtitle: str = "", *, width: int = 640, height: int | None = None) -> Any:
    """Give an Altair chart its title and the common look.

    Parameters
    ----------
    chart
        A single or layered chart.
    title, subtitle
        What it shows; what was left out or how to read it.
    width, height
        Pixels; the app stretches the width to the room there is.
    """
    import altair as alt  # late: half a second

    heading = alt.TitleParams(title, subtitle=_lines(subtitle, width) if subtitle else [])
    size = {"width": width} if height is None else {"width": width, "height": height}
    return chart.properties(title=heading, background=PAPER, config=deepcopy(_CONFIG), **size)


def empty(title: str, message: str) -> Any:
    """The figure of nothing: a title and the reason, so that a page or report never shows a bare frame."""
    import altair as alt

    words = alt.Chart(alt.Data(values=[{"message": message}])).mark_text(align="left", fontSize=13, color=SOFT, x=0)
    return styled(words.encode(text="message:N"), title, height=40)


def _lines(words: str, width: int) -> list[str]:
    """Break a sentence into lines that fit: a subtitle does not wrap by itself."""
    room, lines = max(int(width / 6.4), 62), [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
