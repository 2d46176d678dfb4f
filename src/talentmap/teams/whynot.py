"""The smallest change that would put somebody in the best team, or out of it.

Smallest: fewest changes, then the smallest steps, then the order of names. Every set of one or two changes is either
tried or shown to fall short: widening rules and raising what one person brings never makes the other side worse off,
so when a whole block of changes at once does not close the gap, no set inside the block does. What is found is asked
again as a question of its own, from changed data, before it is told.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from talentmap.results import Status
from talentmap.teams.candidate_changes import gains_of, hours_of, losses_of, plain, rule_changes
from talentmap.teams.changes import ABOUT_DATA, Change, apply
from talentmap.teams.problem import TeamProblem
from talentmap.teams.propose import propose_teams
from talentmap.teams.result import Team, TeamResult
from talentmap.teams.trial import Changes, LateError, Trial, strongest

MOST = 2
"""Most changes together."""
SECONDS = 120.0
"""After so long the search ends without an answer, and says so."""

Key = tuple[int, tuple[tuple[int, str], ...]]


@dataclass(frozen=True)
class WhatIf:
    """A change, tried: the question with it, and the best team then."""

    changes: Changes
    problem: TeamProblem
    team: Team


@dataclass(frozen=True)
class Search:
    """What came of looking for the smallest change.

    Parameters
    ----------
    found
        The smallest change; None where there is none.
    complete
        Whether everything smaller (or, without an answer, everything) was tried or ruled out.
    n_candidates, n_solves
        Single changes that came into question, and teams that were looked for.
    """

    found: WhatIf | None
    complete: bool
    n_candidates: int
    n_solves: int


@dataclass(frozen=True)
class _Block:
    """Sets of changes that are looked at together: `own` and one of each list, on top of a question of its own."""

    own: Changes
    first: Changes
    second: Changes = ()

    def sets(self) -> Iterator[Changes]:
        """Every set of changes in the block; of one thing only one change, and each set once."""
        if not self.first:
            several: Iterable[Changes] = ((),)
        elif self.second:
            several = ((a, b) for a, b in product(self.first, self.second) if rank(a) < rank(b))
        else:
            several = ((one,) for one in self.first)
        for some in several:
            if len({c.thing for c in (*self.own, *some)}) == len(self.own) + len(some):
                yield some

    @property
    def empty(self) -> bool:
        """Whether no set can be in order."""
        return bool(self.second) and rank(self.first[0]) >= rank(self.second[-1])

    @property
    def key(self) -> Key:
        """No set of the block comes before this in the order: the lists stand in order themselves."""
        return key((*self.own, *self.first[:1], *self.second[:1]))

    def halves(self) -> Iterator[_Block]:
        """The block in two."""
        longer, other = (self.first, self.second) if len(self.first) >= len(self.second) else (self.second, self.first)
        middle = len(longer) // 2
        for half in (longer[:middle], longer[middle:]):
            yield _Block(self.own, half, other) if longer is self.first else _Block(self.own, other, half)


def rank(change: Change) -> tuple[int, str]:
    """Order of single changes: small steps first."""
    return change.step, change.name


def key(changes: Changes) -> Key:
    """Order of sets of equally many changes."""
    return sum(change.step for change in changes), tuple(sorted(rank(change) for change in changes))


class _Finder:
    """The search for one person."""

    def __init__(self, result: TeamResult, person: str, seconds: float) -> None:
        self.result, self.person = result, person
        self.until = time.perf_counter() + seconds
        self.inside = person in result.best.members
        self.trials: dict[tuple[str, ...], Trial] = {}
        trial = self.trial(())
        facts, p = trial.facts, trial.p
        own = losses_of(facts, p) if self.inside else gains_of(facts, p)
        every = [*rule_changes(facts, trial.rules), *own]
        self.needed: Changes = ()
        if p in facts.absent:  # without this nothing else can help
            self.needed = tuple(hours_of(facts, p))
        every = sorted(every, key=rank)
        self.plain = tuple(change for change in every if plain(facts, change))
        self.others = tuple(change for change in every if not plain(facts, change))
        self.n_candidates = len(every) + len(self.needed)

    def trial(self, own: Changes) -> Trial:
        """The question with changes that make it another question."""
        names = tuple(change.name for change in own)
        if names not in self.trials:
            problem = apply(self.result.problem, own, check=False) if own else self.result.problem
            trial = Trial(problem, self.person, self.result.proof.seed, self.until)
            if not own:
                best = self.result.best
                trial.know(best.members, round(best.objective * trial.facts.scale), inside=self.inside)
            self.trials[names] = trial
        return self.trials[names]

    def blocks(self, number: int) -> Iterator[_Block]:
        """All sets of so many changes, in as few blocks as there are questions."""
        base, rest = self.needed, number - len(self.needed)
        if rest == 0:
            yield _Block(base, ())
        elif rest == 1:
            yield _Block(base, self.plain)
            yield from (_Block((*base, other), ()) for other in self.others)
        elif rest == 2:
            yield _Block(base, self.plain, self.plain)
            for other in self.others:
                mates = tuple(c for c in self.plain if not _entangled(other, c))
                if mates:
                    yield _Block((other,), mates)
                yield from (_Block((other, c), ()) for c in self.plain if _entangled(other, c))
            yield from (_Block(pair, ()) for pair in combinations(self.others, 2))

    def search(self) -> WhatIf | None:
        """The smallest change, or None; LateError when time runs out."""
        for number in range(1, MOST + 1):
            heap: list[tuple[Key, int, _Block]] = []
            waiting, count = list(self.blocks(number)), 0
            while waiting or heap:
                for block in waiting:
                    if not block.empty:
                        count += 1
                        heapq.heappush(heap, (block.key, count, block))
                waiting = []
                if not heap:
                    break
                block = heapq.heappop(heap)[2]
                if not any(True for _ in block.sets()) or not self.possible(block):
                    continue
                if len(block.first) > 1 or len(block.second) > 1:
                    waiting = list(block.halves())
                    continue
                for some in block.sets():
                    found = self.tried(block.own, some)
                    if found is not None:
                        return found
        return None

    def possible(self, block: _Block) -> bool:
        """Whether some set of the block might do it, judged by all of its changes at once.

        Where the two sides are worth the same, the order of equal teams decides: if the answer stays what it was with
        all changes made, it does with some of them.
        """
        trial, every = self.trial(block.own), (*block.first, *block.second)
        ahead = _falls(trial, every) if self.inside else _reaches(trial, every)
        if ahead:
            return ahead > 0
        before = trial.answer(())
        return (trial.p in before) != self.inside or trial.answer(every) != before

    def tried(self, own: Changes, some: Changes) -> WhatIf | None:
        """The change made for real, where the two sides say it may turn the outcome; None where it does not."""
        trial, changes = self.trial(own), (*own, *some)
        with_them, without = trial.best(some, inside=True), trial.best(some, inside=False)
        ahead, behind = (without, with_them) if self.inside else (with_them, without)
        if ahead is None or (behind is not None and ahead < behind):
            return None
        if ahead == behind and (trial.p in trial.answer(some)) == self.inside:
            return None
        problem = apply(self.result.problem, changes)
        rest = max(1.0, self.until - time.perf_counter())
        answer = propose_teams(problem, alternatives=0, seed=self.result.proof.seed, time_limit=rest)
        if answer.status not in (Status.OPTIMAL, Status.INFEASIBLE):
            raise LateError
        if not answer.teams or (self.person in answer.best.members) == self.inside:
            return None
        return WhatIf(tuple(sorted(changes, key=rank)), problem, answer.best)


def _entangled(a: Change, b: Change) -> bool:
    """Whether one change of data may be `plain` or not according to the other: a level and a wish to learn."""
    return a.about == b.about and a.kind in ABOUT_DATA and b.kind in ABOUT_DATA


def _reaches(trial: Trial, every: Changes) -> int:
    """Whether teams with the person, all these changes made, fall behind the best without (-1), are level, or ahead.

    What data add is bounded first by what each can add at most, which needs no solve.
    """
    target = trial.best((), inside=False)
    if target is None:
        return 1
    added = [(change, trial.most_added(change)) for change in strongest(every)]
    hard = [change for change, most in added if most is None]
    soft = sum(most for _, most in added if most is not None)
    worth = trial.best(hard, inside=True)
    if worth is not None and worth <= target <= worth + soft:
        if trial.already(every, target):
            return 1
        worth = trial.best(every, inside=True)
    return -1 if worth is None else _sign(worth - target)


def _falls(trial: Trial, every: Changes) -> int:
    """Whether teams without the person, all these changes made, fall behind the team with them, are level, or ahead.

    That team must keep the rules as they were with all losses of data: a rule dropped beside may not be dropped in a
    smaller set of changes.
    """
    rival = trial.best(every, inside=False)
    if rival is None:
        return -1
    team = trial.found((), inside=True).team
    kept = trial.worth_after([c for c in every if c.kind in ABOUT_DATA], team) if team else None
    return 1 if kept is None else _sign(rival - kept)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def smallest_change(result: TeamResult, person: str, *, seconds: float = SECONDS) -> Search:
    """Look for the smallest change of a rule, or of the person's own shared data, that turns the outcome for them.

    Parameters
    ----------
    result
        Proven answer to the question.
    person
        Id.
    seconds
        Time for the search.
    """
    finder = _Finder(result, person, seconds)
    try:
        found, complete = finder.search(), True
    except LateError:
        found, complete = None, False
    return Search(found, complete, finder.n_candidates, sum(trial.solves for trial in finder.trials.values()))
