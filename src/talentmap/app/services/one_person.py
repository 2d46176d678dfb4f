"""Questions about one person in a proposal: what if they were the other way, and why are they as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from talentmap.app.services.people import Names
from talentmap.app.services.team import TeamChoices
from talentmap.app.services.words import number
from talentmap.data.dataset import Dataset
from talentmap.results import Explanation
from talentmap.scenarios import with_person, without_person
from talentmap.teams import TeamResult, propose_teams
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.optimise.options import Progress


@dataclass(frozen=True)
class Turned:
    """What if somebody in the best team had to stay out, or somebody outside had to be in?

    Parameters
    ----------
    choices, result
        The question as it was asked, and its answer.
    person, inside
        Who, and whether they are in the best team now.
    """

    choices: TeamChoices
    person: str
    inside: bool
    result: TeamResult = field(compare=False)

    def solve(self, data: Dataset, listen: Callable[[Progress], bool] | None = None) -> TeamResult:
        """The best team with the person forced the other way."""
        change = without_person(self.person) if self.inside else with_person(self.person)
        return propose_teams(
            change.apply(self.result.problem),
            alternatives=0,
            time_limit=self.choices.time_limit,
            progress=listen,
        )

    def asked_so(self) -> TeamChoices:
        """The question with this as one of its rules."""
        wanted, unwanted = set(self.choices.include), set(self.choices.exclude)
        (unwanted if self.inside else wanted).add(self.person)
        (wanted if self.inside else unwanted).discard(self.person)
        return replace(self.choices, include=tuple(sorted(wanted)), exclude=tuple(sorted(unwanted)))


@dataclass(frozen=True)
class Why:
    """Why is somebody in the best team, or not?"""

    choices: TeamChoices
    person: str
    result: TeamResult = field(compare=False)

    def solve(self, data: Dataset, listen: Any = None) -> Explanation:
        """The reasons."""
        return self.result.explain(self.person)


def turned_facts(asked: Turned, other: TeamResult, names: Names) -> list[tuple[str, object, str, str]]:
    """The price of the other choice and who changes, as figures."""
    before, after = asked.result.best, other.best
    price = before.objective - after.objective
    people = {
        "teams_app.leave": [p for p in before.members if p not in after.members],
        "teams_app.come": [p for p in after.members if p not in before.members],
    }
    worth = text("teams_app.of_worth", best=number(before.objective, 3))
    free = text("teams_app.free") if abs(price) < 5e-7 else worth
    return [(text("teams_app.price"), number(abs(price), 3), free, "warm" if price > 5e-7 else "")] + [
        (text(key), len(who), ", ".join(names.people[one] for one in who), "soft") for key, who in people.items()
    ]
