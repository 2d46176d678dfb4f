"""Recognition of prior learning (EVC): its five steps, who may take which, and what the evidence adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from talentmap.vocabulary import text

STEPS = ("goal", "evidence", "assessment", "recognition", "certificate")
"""The steps of a Dutch EVC track, in order: doel, bewijs, beoordeling, erkenning, ervaringscertificaat."""

STATUSES = (*STEPS, "stopped")

KINDS = ("product", "statement", "diploma", "observation", "interview")
"""Kinds of evidence: something made, what somebody declares, a diploma, an observation at work, an interview."""

JUDGEMENTS = ("convinces", "partly", "not")
"""What an assessor makes of one piece of evidence for one indicator."""

MOST = 60
"""Indicators, and pieces of evidence, in one track."""
MOST_SIGNS = 2_000


@dataclass(frozen=True)
class Step:
    """An allowed change of status, and who takes it: the person or the assessor."""

    source: str
    target: str
    who: str


TRANSITIONS = (
    Step("goal", "evidence", "person"),
    Step("evidence", "goal", "person"),
    Step("evidence", "assessment", "person"),
    Step("assessment", "evidence", "assessor"),
    Step("assessment", "recognition", "assessor"),
    Step("recognition", "evidence", "person"),
    Step("recognition", "certificate", "assessor"),
    Step("goal", "stopped", "person"),
    Step("evidence", "stopped", "person"),
    Step("assessment", "stopped", "person"),
    Step("recognition", "stopped", "person"),
)
"""All changes of status there are. A certificate and a stopped track are final."""


@dataclass(frozen=True)
class Indicator:
    """Something that shows somebody has the strength at a level.

    Parameters
    ----------
    words
        What must be shown, from the standard the track goes by.
    level
        Level 1-5 that needs it.
    required
        Whether that level cannot be had without it.
    """

    words: str
    level: int
    required: bool = True


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence; the piece itself stays with the person, here stands what and where it is.

    Parameters
    ----------
    title
        What it is.
    kind
        One of :data:`KINDS`.
    made
        When it came about; older evidence may convince less. None when not known.
    reference
        Where it can be found or asked for.
    """

    title: str
    kind: str = "product"
    made: object = None
    reference: str = ""


def checked_indicators(indicators: Sequence[Indicator], level: int) -> tuple[Indicator, ...]:
    """Indicators for a track that aims at this level.

    Raises
    ------
    ProblemError
        None or too many, one without words, a level outside 1-5 or above the aim, or none that is required for the aim.
    """
    if isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= 5:
        raise ProblemError(text("evc.wrong.level", found=repr(level)[:60]))
    if not 1 <= len(indicators) <= MOST:
        raise ProblemError(text("evc.wrong.indicators", found=len(indicators), most=MOST))
    for indicator in indicators:
        if not indicator.words.strip() or len(indicator.words) > MOST_SIGNS:
            raise ProblemError(text("evc.wrong.words", most=MOST_SIGNS))
        if isinstance(indicator.level, bool) or not isinstance(indicator.level, int):
            raise ProblemError(text("evc.wrong.level", found=repr(indicator.level)[:60]))
        if not 1 <= indicator.level <= level:
            raise ProblemError(text("evc.wrong.beyond", found=indicator.level, level=level))
    if not any(indicator.required and indicator.level == level for indicator in indicators):
        raise ProblemError(text("evc.wrong.no_aim", level=level))
    return tuple(indicators)


def checked_evidence(evidence: Evidence, supports: Sequence[int], n_indicators: int, today: pd.Timestamp) -> None:
    """Refuse evidence that says nothing, comes from the future or supports what is not asked.

    Raises
    ------
    ProblemError, UnknownLabelError
        What is wrong with it.
    """
    if not evidence.title.strip() or len(evidence.title) > MOST_SIGNS or len(evidence.reference) > MOST_SIGNS:
        raise ProblemError(text("evc.wrong.words", most=MOST_SIGNS))
    if evidence.kind not in KINDS:
        found, known = str(evidence.kind), ", ".join(KINDS)
        raise UnknownLabelError(text("evc.wrong.kind", found=found, known=known), found)
    if evidence.made is not None and pd.Timestamp(evidence.made) > today:  # type: ignore[arg-type]
        raise ProblemError(text("evc.wrong.future"))
    if not supports:
        raise ProblemError(text("evc.wrong.supports"))
    for number in supports:
        if number not in range(1, n_indicators + 1):
            raise UnknownLabelError(text("evc.wrong.indicator", found=number, most=n_indicators), str(number))


def refuse_assessor(person: str, assessor: str, managers: Mapping[str, str | None]) -> None:
    """An assessor is somebody here who is not the person and has no line relation with them.

    Parameters
    ----------
    managers
        Person -> direct manager, of everybody who works here.

    Raises
    ------
    AccessError
        It is the person, their manager, or somebody they manage. Our definition: who depends on the other in the line
        cannot judge freely; the request names the first two, the third is the same dependence the other way round.
    UnknownLabelError
        Nobody of that id works here.
    """
    if assessor not in managers:
        raise UnknownLabelError(text("evc.assessor.unknown", found=assessor), assessor)
    if assessor == person:
        raise AccessError(text("evc.assessor.self"))
    if managers.get(person) == assessor:
        raise AccessError(text("evc.assessor.manager"))
    if managers[assessor] == person:
        raise AccessError(text("evc.assessor.report"))


def checked_step(source: str, target: str, who: str) -> Step:
    """The change of status, if it is allowed to who asks.

    Raises
    ------
    UnknownLabelError
        No such status.
    AccessError
        There is no such step, or it is not theirs to take. Says which steps are.
    """
    if target not in STATUSES:
        raise UnknownLabelError(text("evc.wrong.status", found=target, known=", ".join(STATUSES)), target)
    for step in TRANSITIONS:
        if (step.source, step.target, step.who) == (source, target, who):
            return step
    mine = [step.target for step in TRANSITIONS if step.source == source and step.who == who]
    raise AccessError(
        text(
            "evc.step.not_allowed",
            source=text(f"evc.status.{source}"),
            target=text(f"evc.status.{target}"),
            who=text(f"evc.who.{who}"),
            known=", ".join(text(f"evc.status.{one}") for one in mine) or "-",
        )
    )


def missing_evidence(indicators: pd.DataFrame, matrix: pd.DataFrame) -> tuple[int, ...]:
    """Numbers of required indicators that no piece of evidence supports.

    Parameters
    ----------
    indicators
        number, level, required.
    matrix
        evidence, indicator, judgement (blank until judged).
    """
    required = indicators.loc[indicators["required"], "number"]
    return tuple(int(number) for number in sorted(set(required) - set(matrix["indicator"])))


def unjudged(matrix: pd.DataFrame) -> int:
    """Cells of the matrix that the assessor has yet to judge."""
    return int(matrix["judgement"].isna().sum())


def met_indicators(indicators: pd.DataFrame, matrix: pd.DataFrame) -> dict[int, bool]:
    """Indicator number -> whether at least one piece of evidence convinces.

    Our definition: pieces that convince partly do not add up to one that does; the assessor who sees them add up says
    that one of them convinces.
    """
    convinced = set(matrix.loc[matrix["judgement"] == "convinces", "indicator"])
    return {int(number): number in convinced for number in indicators["number"]}


def recognised_level(indicators: pd.DataFrame, matrix: pd.DataFrame) -> int | None:
    """The highest level all of whose required indicators are met, and those of every level below; None without one.

    Levels are ordinal, so nothing is averaged, and a level is not skipped: a step that is not met stops the climb. A
    level without required indicators of its own goes with the next level that has them. Our definition.
    """
    met = met_indicators(indicators, matrix)
    reached = None
    for level, numbers in indicators[indicators["required"]].groupby("level")["number"]:
        if not all(met[int(number)] for number in numbers):
            break
        reached = int(str(level))
    return reached
