"""One EVC track as the person or the assessor sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from talentmap.access.evc_rules import met_indicators, missing_evidence, recognised_level, unjudged
from talentmap.errors import UnknownLabelError
from talentmap.results import Explanation, Reason
from talentmap.results.reasons import Value
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class EvcTrack:
    """A track towards recognition of one strength.

    Parameters
    ----------
    track_id, person_id, strength_id, strength
        Which track, whose, and of what; ``strength`` is the name.
    level
        Level aimed at.
    goal
        What it is for, in the person's words.
    status
        goal, evidence, assessment, recognition, certificate or stopped.
    assessor
        Name of the assessor; blank until there is one.
    indicators
        number, words, level, required.
    evidence
        number, title, kind, made, reference.
    matrix
        evidence, indicator, judgement, remark: a row where a piece is said to support an indicator.
    history
        number, status, day, who, remark.
    valid_until
        Last day of the certificate; None without one, or without an end.
    """

    track_id: str
    person_id: str
    strength_id: str
    strength: str
    level: int
    goal: str
    status: str
    assessor: str
    indicators: pd.DataFrame
    evidence: pd.DataFrame
    matrix: pd.DataFrame
    history: pd.DataFrame
    valid_until: pd.Timestamp | None = None

    @property
    def recognised(self) -> int | None:
        """Level that the judgements add up to; None before recognition, or when they reach none."""
        if self.status not in ("recognition", "certificate"):
            return None
        return recognised_level(self.indicators, self.matrix)

    def table(self) -> pd.DataFrame:
        """The evidence x indicator matrix: one row per indicator, one column per piece of evidence.

        Index columns ``indicator``, ``words``, ``level``, ``required`` and ``met``; a cell is blank (does not support
        it), ``claimed`` (not judged yet) or the judgement.
        """
        met = met_indicators(self.indicators, self.matrix)
        cells = {
            (int(piece), int(indicator)): "claimed" if pd.isna(judgement) else str(judgement)
            for piece, indicator, judgement in self.matrix[["evidence", "indicator", "judgement"]].itertuples(
                index=False
            )
        }
        columns = {
            f"{number} {title}": pd.array(
                [cells.get((int(number), int(one))) for one in self.indicators["number"]], dtype="str"
            )
            for number, title in zip(self.evidence["number"], self.evidence["title"], strict=True)
        }
        rows = self.indicators.rename(columns={"number": "indicator"})[["indicator", "words", "level", "required"]]
        return rows.assign(met=[met[int(number)] for number in rows["indicator"]]).assign(**columns)

    def explain(self, indicator: int) -> Explanation:
        """What supports an indicator and what was made of it.

        Raises
        ------
        UnknownLabelError
            No such indicator.
        """
        if indicator not in set(self.indicators["number"]):
            most = len(self.indicators)
            raise UnknownLabelError(text("evc.wrong.indicator", found=indicator, most=most), str(indicator))
        titles = dict(zip(self.evidence["number"], self.evidence["title"], strict=True))
        words = dict(zip(self.indicators["number"], self.indicators["words"], strict=True))
        here = self.matrix[self.matrix["indicator"] == indicator]
        reasons = [
            Reason(
                f"evc.explain.{'claimed' if pd.isna(judgement) else judgement}",
                str(titles[piece]),
                details=cast(Mapping[str, Value], {"remark": "" if pd.isna(remark) else str(remark)}),
            )
            for piece, judgement, remark in here[["evidence", "judgement", "remark"]].itertuples(index=False)
        ]
        if not reasons:
            reasons = [Reason("evc.explain.nothing", str(words[indicator]))]
        return Explanation(str(words[indicator]), tuple(reasons))

    def next_steps(self) -> tuple[Reason, ...]:
        """What still has to be done before the next step can be taken."""
        reasons = []
        if self.status in ("goal", "evidence"):
            missing = missing_evidence(self.indicators, self.matrix)
            if missing:
                reasons.append(Reason("evc.todo.evidence", self.strength_id, ", ".join(map(str, missing))))
            if not self.assessor:
                reasons.append(Reason("evc.todo.assessor", self.strength_id))
        if self.status == "assessment" and unjudged(self.matrix):
            reasons.append(Reason("evc.todo.judge", self.strength_id, unjudged(self.matrix)))
        return tuple(reasons)

    def summary(self) -> str:
        """The track in a few lines."""
        met, status = met_indicators(self.indicators, self.matrix), text(f"evc.status.{self.status}")
        lines = [
            text("evc.summary.head", strength=self.strength, level=self.level, status=status),
            text("evc.summary.indicators", met=sum(met.values()), n=len(met), pieces=len(self.evidence)),
        ]
        if self.recognised is not None:
            lines.append(text("evc.summary.recognised", level=self.recognised))
        elif self.status == "recognition":
            lines.append(text("evc.summary.nothing"))
        return "\n".join([*lines, *(reason.text() for reason in self.next_steps())])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        table = self.table()
        return {
            "track_id": self.track_id,
            "person_id": self.person_id,
            "strength_id": self.strength_id,
            "strength": self.strength,
            "level": self.level,
            "goal": self.goal,
            "status": self.status,
            "assessor": self.assessor,
            "recognised": self.recognised,
            "valid_until": None if self.valid_until is None else str(self.valid_until.date()),
            "matrix": table.astype(object).where(table.notna(), None).to_dict("records"),
            "next_steps": [reason.to_dict() for reason in self.next_steps()],
        }
