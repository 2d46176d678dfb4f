"""Own view beside that of others: four quadrants in bands, and how strict a category is. From what is published alone.

Everything here is worked out from coded medians, the manager's named answers and the own claims. It can therefore tell
nothing of a rater that those do not tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from talentmap.access.coded import CODED_SOURCES, CODES, code_of, lowest_level

QUADRANTS = ("known", "blind", "hidden", "unknown", "divided", "")
"""Blank: the own claim or the others' coded medians are missing. Nothing is filled in for them."""

STRONG_FROM = 4
LEAST_COMPARED = 3


def quadrant(own: int | None, codes: Sequence[str], *, least: int = STRONG_FROM) -> str:
    """The Johari quadrant of one strength.

    A side sees the strength when its band lies at `least` or higher. The own band is the code of the own claim; the
    others' band runs from the lowest to the highest coded median of the categories.

    ========== ==================== ====================
    quadrant   the person           others
    ========== ==================== ====================
    known      sees it              see it
    blind      does not             see it
    hidden     sees it              do not
    unknown    does not             do not
    divided    either               one category sees it and another does not
    ========== ==================== ====================

    Parameters
    ----------
    own
        Own claim, level 0-5; None without one.
    codes
        Coded medians of peers and clients, as far as published.
    least
        Where seeing begins: 2 (present) or 4 (strong), the lowest levels of the upper two codes.

    Returns
    -------
    One of :data:`QUADRANTS`; blank when one side is missing, for unknown is not low.

    References
    ----------
    Luft, J. and Ingham, H. (1955), The Johari window, a graphic model of interpersonal awareness, Proceedings of the
    Western Training Laboratory in Group Development, UCLA. The bands instead of points are our definition: a coded
    median is no point.
    """
    if own is None or not codes:
        return ""
    low, high = min(map(lowest_level, codes)), max(map(lowest_level, codes))
    if low < least <= high:
        return "divided"
    mine, theirs = lowest_level(code_of(own)) >= least, low >= least
    return {(True, True): "known", (False, True): "blind", (True, False): "hidden", (False, False): "unknown"}[
        mine, theirs
    ]


def severity(codes: pd.DataFrame, manager: Mapping[str, int]) -> pd.DataFrame:
    """How strict each category is beside the other voices. Never of a rater, only of a category.

    A category and another voice (the other category, the manager) are compared on every strength that both have a code
    for. The person's own claims do not count.

    Parameters
    ----------
    codes
        strength_id, category and code, as published.
    manager
        Strength -> level the manager gave, by name.

    Returns
    -------
    category, lower, same, higher (comparisons) and verdict: ``stricter`` when lower outnumbers higher, ``milder`` when
    higher outnumbers lower, ``alike`` when neither does, and ``unknown`` with fewer than three comparisons.

    References
    ----------
    Severity of raters: Linacre, J. M. (1989), Many-Facet Rasch Measurement, MESA Press. Counting the sign of the
    difference of codes is our definition: levels are ordinal, and a model per rater would give raters away.
    """
    voices: dict[str, dict[str, str]] = {source: {} for source in CODED_SOURCES}
    for strength, category, code in zip(codes["strength_id"], codes["category"], codes["code"], strict=True):
        voices[category][strength] = code
    voices["manager"] = {strength: code_of(level) for strength, level in manager.items()}
    rows = []
    for category in CODED_SOURCES:
        mine = voices[category]
        steps = [
            CODES.index(mine[strength]) - CODES.index(other[strength])
            for voice, other in voices.items()
            if voice != category
            for strength in other
            if strength in mine
        ]
        if mine:
            rows.append(_counted(category, steps))
    return pd.DataFrame(rows, columns=["category", "lower", "same", "higher", "verdict"])


def _counted(category: str, steps: Sequence[int]) -> tuple[str, int, int, int, str]:
    lower, higher = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
    if len(steps) < LEAST_COMPARED:
        verdict = "unknown"
    else:
        verdict = "stricter" if lower > higher else "milder" if higher > lower else "alike"
    return category, lower, len(steps) - lower - higher, higher, verdict
