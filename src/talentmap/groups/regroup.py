"""Subgroups after a change of their group: everybody stays in theirs as far as even sizes allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, islice
from math import comb

from talentmap.groups.result import Subgroup
from talentmap.groups.subgroups import even
from talentmap.groups.verify import Scorer

MOST = 2000
"""So many ways with equally few changes are scored; after that the first of those seen will do."""

Parts = tuple[tuple[str, ...], ...]


def regroup(
    scorer: Scorer, name: str, members: Sequence[str], former: Sequence[Subgroup], depths: Sequence[int]
) -> tuple[Subgroup, ...]:
    """Part a group that has changed, with the fewest people changing subgroup, depth by depth.

    Whoever must leave an overfull subgroup is a matter of sizes: subgroup k of c_k people that may keep s_k loses
    max(0, c_k - s_k), and the larger sizes go where they save most. Among the ways with so few changes the worst
    subgroup is made as good as it can be, then the next worst.

    Parameters
    ----------
    scorer
        Of the question.
    name
        Id of the group; subgroups keep their numbers.
    members
        Ids of those who are in the group now.
    former
        The subgroups as they were; people who left are passed over.
    depths
        Number of subgroups per depth.
    """
    if not depths:
        return ()
    kept = _kept(members, former, min(depths[0], len(members)))
    here = set(members)
    parts = [[person for person in part.members if person in here] for part in kept]
    loose = sorted(here - {person for part in parts for person in part})
    best = min(islice(_ways(parts, loose, len(members)), MOST), key=lambda way: _worth(scorer, way))
    found = []
    for k, part in enumerate(best):
        own, ids = f"{name}.{k + 1}", tuple(sorted(part))
        found.append(Subgroup(own, ids, regroup(scorer, own, ids, kept[k].subgroups, depths[1:])))
    return tuple(found)


def exchanged(parts: Sequence[Subgroup], old: str, new: str) -> tuple[Subgroup, ...]:
    """The same subgroups with one person in the place of another, at every depth."""
    return tuple(
        Subgroup(
            part.id, tuple(sorted(new if p == old else p for p in part.members)), exchanged(part.subgroups, old, new)
        )
        for part in parts
    )


def _kept(members: Sequence[str], former: Sequence[Subgroup], number: int) -> list[Subgroup]:
    """So many of the former subgroups, the largest, and empty ones where there were fewer."""
    here = set(members)
    order = sorted(range(len(former)), key=lambda k: (-len(here & set(former[k].members)), k))
    kept = [former[k] for k in sorted(order[:number])]
    return kept + [Subgroup("", ())] * (number - len(kept))


def _ways(parts: Sequence[list[str]], loose: Sequence[str], n: int) -> Iterator[Parts]:
    """Every parting into even sizes with the fewest people leaving their part, the same order each time."""
    sizes = even(n, len(parts))
    larger = sizes.count(sizes[0]) if sizes[0] != sizes[-1] else 0
    choices = _larger(parts, sizes[-1], larger)
    for chosen in choices:
        asked = [sizes[-1] + (k in chosen) for k in range(len(parts))]
        for stay, gone in _leave(parts, asked):
            for filled in _fill(stay, asked, sorted([*gone, *loose])):
                yield tuple(tuple(part) for part in filled)


def _larger(parts: Sequence[list[str]], least: int, larger: int) -> list[tuple[int, ...]]:
    """Which parts get one more, so that the fewest people leave."""
    every = range(len(parts))
    if comb(len(parts), larger) > MOST:
        return [tuple(sorted(sorted(every, key=lambda k: (-len(parts[k]), k))[:larger]))]
    choices = list(combinations(every, larger))
    leaving = [sum(max(0, len(parts[k]) - least - (k in chosen)) for k in every) for chosen in choices]
    return [chosen for chosen, lost in zip(choices, leaving, strict=True) if lost == min(leaving)]


def _leave(parts: Sequence[list[str]], asked: Sequence[int]) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Every choice of who leaves the parts that are too large."""
    if not parts:
        yield [], []
        return
    for stay in combinations(parts[0], min(asked[0], len(parts[0]))):
        gone = [person for person in parts[0] if person not in stay]
        for others, more in _leave(parts[1:], asked[1:]):
            yield [list(stay), *others], [*gone, *more]


def _fill(stay: Sequence[list[str]], asked: Sequence[int], loose: Sequence[str]) -> Iterator[list[list[str]]]:
    """Every way to put those without a part into the places that are free."""
    if not stay:
        yield []
        return
    for come in combinations(loose, asked[0] - len(stay[0])):
        rest = [person for person in loose if person not in come]
        for others in _fill(stay[1:], asked[1:], rest):
            yield [[*stay[0], *come], *others]


def _worth(scorer: Scorer, way: Parts) -> tuple[Fraction, ...]:
    """Scores of the parts, worst first, negated: the smallest is the best."""
    scores = [scorer.mix(part) for part in way]
    return tuple(-score for score in sorted(score for score in scores if score is not None))
