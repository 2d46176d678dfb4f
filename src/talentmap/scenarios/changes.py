"""Changes to a team question: each a small frozen object with a name that says what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.teams.problem import TeamProblem, TeamWeights
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Change:
    """One change to a question.

    Parameters
    ----------
    kind
        ``without_person``, ``with_weights`` ...
    arguments
        Names and values of what was asked, as plain values in order.
    """

    kind: str
    arguments: tuple[tuple[str, object], ...] = ()

    def apply(self, problem: TeamProblem) -> TeamProblem:
        """The question with this change.

        Raises
        ------
        ProblemError, UnknownLabelError
            The change does not fit the question.
        """
        return _APPLY[self.kind](problem, dict(self.arguments))

    def text(self, lang: str | None = None) -> str:
        """What changes, in words."""
        said = {name: _shown(value) for name, value in self.arguments}
        return text(
            f"scenarios.{self.kind}", lang=lang, **{**said, "all": ", ".join(f"{k} {v}" for k, v in said.items())}
        )

    def __str__(self) -> str:
        return self.text()


def without_person(person_id: str) -> Change:
    """What if this person were not in the team (and were not asked to be)?"""
    return Change("without_person", (("person", person_id),))


def with_person(person_id: str) -> Change:
    """What if this person had to be in the team?"""
    return Change("with_person", (("person", person_id),))


def with_weights(**weights: float) -> Change:
    """What if the terms counted differently? Weights that are not named stay as they are.

    Raises
    ------
    UnknownLabelError
        No term of that name.
    """
    known = [f.name for f in fields(TeamWeights)]
    for name in weights:
        if name not in known:
            raise UnknownLabelError(text("scenarios.wrong.term", name=name, known=", ".join(known)), name, known)
    if not weights:
        raise ProblemError(text("scenarios.wrong.no_weights", known=", ".join(known)))
    return Change("with_weights", tuple((name, float(weights[name])) for name in known if name in weights))


def with_size(low: int, high: int | None = None) -> Change:
    """What if the team had this size, or a size from `low` to `high`?"""
    return Change("with_size", (("low", low), ("high", low if high is None else high)))


def without_rule(name: str) -> Change:
    """What if this rule did not hold? The name is as the proof and the conflicts give it: ``apart:P01 P02``."""
    return Change("without_rule", (("rule", name),))


def _leave_out(problem: TeamProblem, said: dict[str, object]) -> TeamProblem:
    person = str(said["person"])
    include = tuple(p for p in problem.include if p != person)
    return problem.replace(include=include, exclude=(*problem.exclude, person))


def _put_in(problem: TeamProblem, said: dict[str, object]) -> TeamProblem:
    person = str(said["person"])
    exclude = tuple(p for p in problem.exclude if p != person)
    return problem.replace(include=(*problem.include, person), exclude=exclude)


def _weigh(problem: TeamProblem, said: dict[str, object]) -> TeamProblem:
    return problem.replace(weights=replace(problem.weights, **said))  # type: ignore[arg-type]


def _resize(problem: TeamProblem, said: dict[str, object]) -> TeamProblem:
    return problem.replace(size=(said["low"], said["high"]))


def _drop(problem: TeamProblem, said: dict[str, object]) -> TeamProblem:
    return problem.replace(waive=(*problem.waive, str(said["rule"])))


_APPLY: dict[str, Callable[[TeamProblem, dict[str, object]], TeamProblem]] = {
    "without_person": _leave_out,
    "with_person": _put_in,
    "with_weights": _weigh,
    "with_size": _resize,
    "without_rule": _drop,
}


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
