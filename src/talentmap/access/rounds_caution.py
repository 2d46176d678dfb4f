"""Praise that goes both ways or round in a ring, pointed out to the person without a word about anybody's answers.

Whether a rater really gave fives back is not used. A person who knows that one colleague got fives from them, and reads
that "fives went both ways", would know that colleague's answers. What is used is known to the person already: whom they
invited, whom they rated themself and what they gave. For a ring it is also used who rated whom, never what they gave;
and it is said only where at least three raters could be the last link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from talentmap.access.coded import LEAST_RATERS
from talentmap.results import Reason

LONGEST_RING = 5
"""People in the longest ring that is looked for; longer ones say nothing about an agreement."""


def cautions(
    owner: str, raters: Collection[str], only_fives: Collection[str], rated: Iterable[tuple[str, str]]
) -> tuple[Reason, ...]:
    """Words of caution to the person about their own round.

    Parameters
    ----------
    owner
        Whom the round is about.
    raters
        Colleagues invited in categories of which 4-5 was published: only there praise may have mattered.
    only_fives
        Colleagues to whom the person gave nothing but fives within the last year.
    rated
        Pairs (rater, about whom) of all rounds of the last year.

    Returns
    -------
    At most one reason: ``rounds.caution.mutual`` with the number of raters to whom the person gave nothing but fives,
    or ``rounds.caution.ring`` when a chain of at most five people leads from such a person back to the raters.
    """
    mutual = sorted(set(raters) & set(only_fives))
    if mutual:
        return (Reason("rounds.caution.mutual", owner, len(mutual), "people"),)
    if len(set(raters) - {owner}) >= LEAST_RATERS and _ring(owner, set(raters), set(only_fives), rated):
        return (Reason("rounds.caution.ring", owner),)
    return ()


def _ring(owner: str, raters: set[str], praised: set[str], rated: Iterable[tuple[str, str]]) -> bool:
    """Whether a chain leads from somebody the owner praised to one of the owner's raters, not through the owner."""
    goes: dict[str, set[str]] = {}
    for rater, about in rated:
        if owner not in (rater, about):
            goes.setdefault(rater, set()).add(about)
    reached, edge = set(praised), set(praised)
    for _ in range(LONGEST_RING - 2):
        edge = {about for rater in edge for about in goes.get(rater, ())} - reached
        if edge & raters:
            return True
        reached |= edge
    return False
