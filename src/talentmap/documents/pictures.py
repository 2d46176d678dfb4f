"""Charts as pictures that stand inside a page."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

MARGIN = 0.04
_FRAME = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="0 0 [\d.]+ [\d.]+"')
_CLIP = re.compile(r"\bclip\d+\b")
_UNHEARD = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')  # said in the picture's own words instead; a third of its size


@dataclass(frozen=True)
class Picture:
    """A drawing inside a page, and what it says for those who do not see it.

    Parameters
    ----------
    source
        The drawing as a data address: nothing is fetched, and as an image it can neither run a script nor clash with
        the names inside another drawing.
    says
        What stands in it, in a sentence.
    """

    source: str
    says: str


def can_draw() -> bool:
    """Whether the package that turns charts into drawings is installed (``pip install 'talentmap[report]'``)."""
    try:
        import vl_convert  # noqa: F401
    except ImportError:
        return False
    return True


def drawing(chart: Any, says: str) -> Picture | None:
    """An Altair chart as an SVG picture; None where ``vl-convert`` is absent."""
    if not can_draw():
        return None
    import vl_convert

    svg = _renumbered(_roomy(_UNHEARD.sub("", vl_convert.vegalite_to_svg(chart.to_json()))))
    encoded = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return Picture(f"data:image/svg+xml;base64,{encoded}", says)


def _roomy(svg: str) -> str:
    """The same drawing with a margin: the letters of who looks at it may be wider than those it was measured with."""
    found = _FRAME.search(svg)
    if found is None:
        return svg
    width, height = float(found[1]), float(found[2])
    more = round(width * MARGIN)
    frame = f'width="{width + 2 * more:g}" height="{height:g}" viewBox="{-more} 0 {width + 2 * more:g} {height:g}"'
    return svg.replace(found[0], frame, 1)


def _renumbered(svg: str) -> str:
    """The same drawing with its inner names counted from 0: they count on from drawing to drawing otherwise."""
    seen: dict[str, str] = {}
    return _CLIP.sub(lambda name: seen.setdefault(name[0], f"clip{len(seen)}"), svg)


def png(chart: Any, scale: float = 2.0) -> bytes | None:
    """An Altair chart as a PNG file of `scale` pixels per point; None where ``vl-convert`` is absent."""
    if not can_draw():
        return None
    import vl_convert

    found: bytes = vl_convert.vegalite_to_png(chart.to_json(), scale=scale)
    return found
