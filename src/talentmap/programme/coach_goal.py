"""What a good coaching plan is, as one sum of whole numbers: coached first, then wishes, then even loads, then ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talentmap.programme.coach_pairs import Pairs
from talentmap.programme.loads import Work


@dataclass(frozen=True, order=True)
class Score:
    """What a plan reaches; of two plans the one with more coached is better, then the one with more first wishes, ...

    Parameters
    ----------
    coached
        People with a coach.
    wishes
        How many got the coach they wished first, second, ...
    squares
        Sum over coaches of the squared number of people; the lower the more even.
    """

    coached: int
    wishes: tuple[int, ...]
    squares: int


def score_of(pairs: Pairs, wishes: Mapping[str, Sequence[str]], given: Mapping[str, str]) -> Score:
    """Score of a plan (participant -> coach), counted anew."""
    longest = max((len(wished) for wished in wishes.values()), default=0)
    counts = [0] * longest
    loads: dict[str, int] = {}
    for person, coach in given.items():
        loads[coach] = loads.get(coach, 0) + 1
        if coach in wishes.get(person, ()):
            counts[list(wishes[person]).index(coach)] += 1
    return Score(len(given), tuple(counts), sum(n * n for n in loads.values()))


def work_of(
    pairs: Pairs, wishes: Mapping[str, Sequence[str]], *, only: Mapping[str, str] | None = None, ties: bool = True
) -> Work:
    """The plan to make as jobs and workers.

    Each unit of what comes first is worth more than everything after it together: ties under 1 square, squares under
    1 wish of the last rank, (people + 1) wishes of a rank under 1 of the rank before (rank-maximal matching: Irving,
    Kavitha, Mehlhorn, Michail and Paluch, 2006, doi:10.1145/1198513.1198520), and all of it under 1 person coached.

    Parameters
    ----------
    only
        Participant -> the one coach that may be theirs; to find out what another choice would cost.
    ties
        False leaves out the preference for coaches low in id.
    """
    n, n_coaches = len(pairs.people), len(pairs.coaches)
    longest = max((len(wished) for wished in wishes.values()), default=0)
    unit = (n_coaches + 1) ** n if ties else 1
    wish = unit * (n * n + 1)
    person_worth = 2 * wish * ((n + 1) ** longest + 1)
    most, cost = {}, {}
    for i, person in enumerate(pairs.people):
        rank = {coach: place for place, coach in reversed(list(enumerate(wishes.get(person, ()), start=1)))}
        for j, coach in enumerate(pairs.coaches):
            if not pairs.allowed(person, coach.id) or (only or {}).get(person, coach.id) != coach.id:
                continue
            most[i, j] = 1
            cost[i, j] = (j - n_coaches) * (n_coaches + 1) ** (n - 1 - i) if ties else 0  # nobody comes last
            if coach.id in rank:
                cost[i, j] -= wish * (n + 1) ** (longest - rank[coach.id])
    return Work([1] * n, [coach.capacity for coach in pairs.coaches], most, cost, person_worth, unit)
