"""Look at a draw again: rules and worths from the data, chances counted by ticket, the ticket from the seed."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import accumulate

from talentmap.errors import VerificationError
from talentmap.teams.lottery_result import Draw
from talentmap.teams.units import exact
from talentmap.teams.verify import Scorer, verify_team
from talentmap.vocabulary import text

_TICKET = Fraction(1, 1_000_000)
"""A chance rounded to whole tickets of a million may be so far off the smallest."""


def verify_draw(draw: Draw) -> None:
    """Check a draw against the data.

    Raises
    ------
    VerificationError
        A team breaks a rule, is worth something else or too little, the smallest chance or the draw is not what is
        said: a defect of talentmap.
    """
    scorer = Scorer(draw.problem)
    floor = round(draw.best * scorer.scale) * (1 - exact(draw.within))
    for lot in draw.lots:
        verify_team(draw.problem, lot.members, lot.objective, scorer)
        if round(lot.objective * scorer.scale) < floor or lot.tickets < 1:
            raise VerificationError(text("lottery.wrong.team", team=", ".join(lot.members)))
    ends = list(accumulate(lot.tickets for lot in draw.lots))
    people = {p for lot in draw.lots for p in lot.members}
    counted = {
        p: Fraction(sum(lot.tickets for lot in draw.lots if p in lot.members), ends[-1]) + draw.before.get(p, 0)
        for p in draw.eligible
    }
    least = min(counted.values())
    if (
        not people <= set(draw.eligible)
        or abs(float(least) - draw.proof.best) > 1e-9
        or draw.proof.bound < least - _TICKET
    ):
        raise VerificationError(text("lottery.wrong.chance", said=draw.proof.best, found=float(least)))
    fraction = Fraction(int.from_bytes(hashlib.sha256(draw.seed.encode()).digest(), "big"), 2**256)
    right = next(lot for lot, end in zip(draw.lots, ends, strict=True) if fraction * ends[-1] < end)
    if right.members != draw.drawn:
        raise VerificationError(text("lottery.wrong.drawn", said=", ".join(draw.drawn), found=", ".join(right.members)))
