"""What a plan reaches, worked out from the data, beside what the solver said of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from talentmap.errors import VerificationError
from talentmap.groups.facts import Facts
from talentmap.groups.levels import Level
from talentmap.groups.result import Group, Term
from talentmap.groups.verify import Scorer
from talentmap.vocabulary import text

PAIR_KINDS = ("wish_with", "fresh")


def recomputed(facts: Facts, scorer: Scorer, groups: Sequence[Group]) -> dict[str, int | Fraction]:
    """Each term of the plan from the data: people, pairs, and shares as fractions; ``distance`` in millionths."""
    found: dict[str, int | Fraction] = {"wish_date": scorer.dates_met(groups)}
    for kind in PAIR_KINDS:
        found[kind] = scorer.pairs_met(kind, groups)
    if facts.problem.mix == "distance":
        at = facts.position
        found["distance"] = sum(
            int(facts.distances[at[a], at[b]])
            for group in groups
            for k, a in enumerate(group.members)
            for b in group.members[k + 1 :]
        )
        return found
    shares = [score for score in (scorer.mix(group.members) for group in groups) if score is not None]
    if shares:
        found["mix"] = sum(shares, Fraction(0)) if facts.problem.mix == "sum" else min(shares)
    return found


def shown(facts: Facts, level: Level, again: dict[str, int | Fraction], scorer: Scorer) -> Term:
    """A level of the solver as a term for people, with the figure of the data.

    Raises
    ------
    VerificationError
        The two differ.
    """
    unit, full = "people", 1
    if level.name in PAIR_KINDS:
        unit = "pairs"
    elif level.name == "distance":
        unit, full = "distance", 10**6
    elif level.name not in ("wish_date",):
        criteria = facts.layout.criteria
        assert criteria is not None
        unit, full = "share", criteria.scale * facts.mix_weight
    own = again.get(level.name)
    if own is not None:
        said = Fraction(abs(level.best), full) if unit in ("share",) else Fraction(abs(level.best))
        # Where sizes have no common denominator the units are rounded down, by less than a billionth per table.
        if abs(said - own) > (Fraction(1, 10**6) if unit == "share" else 0):
            raise VerificationError(text("groups.other_figure", name=level.name, said=float(said), own=float(own)))
    best, bound = abs(level.best) / full, abs(level.bound) / full
    return Term(level.name, best, bound, unit, _asked(level.name, facts, scorer), level.method)


def _asked(name: str, facts: Facts, scorer: Scorer) -> float | None:
    """The most there is to have of a term; None where nobody could say."""
    if name == "wish_date":
        return float(len(scorer.wished))
    if name in PAIR_KINDS:
        return float(len(scorer.pairs(name)))
    return None if name == "distance" or facts.problem.mix == "sum" else 1.0
