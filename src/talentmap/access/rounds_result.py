"""The outcome of a feedback round, as the person it is about sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import pandas as pd

from talentmap.access.coded import CODED_SOURCES, LEAST_RATERS
from talentmap.access.rounds_window import STRONG_FROM, quadrant, severity
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.results import Explanation, Reason
from talentmap.results.reasons import Value
from talentmap.vocabulary import text


@dataclass(frozen=True, eq=False)
class RoundResult:
    """What one closed round brought. The same at every look: it was worked out once.

    Parameters
    ----------
    round_id, person_id
        Which round, and whom it is about.
    closed
        Day it closed.
    strengths
        Strength -> name, in the order asked.
    outcomes
        Per category: category, invited, handed_in, shown.
    codes
        strength_id, category (peer, client) and code (0-1, 2-3 or 4-5) where at least three answered.
    own
        Strength -> the person's own level on the closing day; left out where there was none.
    manager
        Strength -> level the manager gave; stands apart.
    texts
        Comments whose writers agreed, mixed. For the person alone: never shared, never in a calculation.
    manager_text
        The manager's comment; blank without one.
    cautions
        Words of caution to the person, see :func:`talentmap.access.rounds_caution.cautions`.
    """

    round_id: str
    person_id: str
    closed: pd.Timestamp
    strengths: Mapping[str, str]
    outcomes: pd.DataFrame
    codes: pd.DataFrame
    own: Mapping[str, int] = field(default_factory=dict)
    manager: Mapping[str, int] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    manager_text: str = ""
    cautions: tuple[Reason, ...] = ()

    def code(self, strength_id: str, category: str) -> str:
        """The coded median of a category; blank where fewer than three answered."""
        return self._codes.get((strength_id, category), "")

    @cached_property
    def _codes(self) -> dict[tuple[str, str], str]:
        keys = zip(self.codes["strength_id"], self.codes["category"], strict=True)
        return dict(zip(keys, self.codes["code"], strict=True))

    def quadrant(self, strength_id: str, *, least: int = STRONG_FROM) -> str:
        """Known, blind, hidden, unknown or divided; blank when one side is missing."""
        if least not in (2, 4):
            raise ProblemError(text("rounds.least", found=least))
        codes = [code for category in CODED_SOURCES if (code := self.code(strength_id, category))]
        return quadrant(self.own.get(strength_id), codes, least=least)

    def table(self, *, least: int = STRONG_FROM) -> pd.DataFrame:
        """One row per strength asked: strength_id, strength, own, peer, client, manager, quadrant.

        ``own`` and ``manager`` are levels (Int8), ``peer`` and ``client`` codes; missing where there is nothing.
        """
        asked = list(self.strengths)
        codes = {
            category: pd.array([self.code(strength, category) or None for strength in asked], dtype="str")
            for category in CODED_SOURCES
        }
        quadrants = [self.quadrant(strength, least=least) or None for strength in asked]
        return pd.DataFrame(
            {
                "strength_id": pd.array(asked, dtype="str"),
                "strength": pd.array(list(self.strengths.values()), dtype="str"),
                "own": pd.array([self.own.get(strength) for strength in asked], dtype="Int8"),
                **codes,
                "manager": pd.array([self.manager.get(strength) for strength in asked], dtype="Int8"),
                "quadrant": pd.array(quadrants, dtype="str"),
            }
        )

    def severity(self) -> pd.DataFrame:
        """How strict each category is beside the other voices; see ``rounds_window.severity``."""
        return severity(self.codes, self.manager)

    def explain(self, strength_id: str, *, least: int = STRONG_FROM) -> Explanation:
        """Why a strength has the outcome it has, or none.

        Raises
        ------
        UnknownLabelError
            Nothing was asked about it.
        """
        if strength_id not in self.strengths:
            known = ", ".join(self.strengths)
            raise UnknownLabelError(text("rounds.no_strength", found=strength_id, known=known), strength_id)
        reasons = []
        for category in self.outcomes["category"]:
            if category in CODED_SOURCES:
                reasons.append(self._voice(strength_id, category))
        if strength_id in self.manager:
            reasons.append(Reason("rounds.explain.manager", strength_id, self.manager[strength_id], "level"))
        own = self.own.get(strength_id)
        kind = "rounds.explain.no_own" if own is None else "rounds.explain.own"
        reasons.append(Reason(kind, strength_id, own, "level"))
        words = self._quadrant_words(strength_id, least)
        reasons.append(Reason("rounds.explain.quadrant", strength_id, details={"words": words, "least": least}))
        return Explanation(strength_id, tuple(reasons))

    def summary(self) -> str:
        """The round in a few lines: who handed in, what is shown, and words of caution."""
        lines = [text("rounds.summary.head", round=self.round_id, day=self.closed.date())]
        lines += [self._category_line(*row) for row in self.outcomes.itertuples(index=False, name=None)]
        if not len(self.outcomes):
            lines.append(text("rounds.summary.nobody"))
        if self.texts:
            lines.append(text("rounds.summary.texts", n=len(self.texts)))
        return "\n".join([*lines, *(reason.text() for reason in self.cautions)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        table = self.table()
        return {
            "round_id": self.round_id,
            "person_id": self.person_id,
            "closed": str(self.closed.date()),
            "outcomes": self.outcomes.to_dict("records"),
            "strengths": table.astype(object).where(table.notna(), None).to_dict("records"),
            "severity": self.severity().to_dict("records"),
            "texts": list(self.texts),
            "manager_text": self.manager_text,
            "cautions": [reason.to_dict() for reason in self.cautions],
        }

    def _voice(self, strength_id: str, category: str) -> Reason:
        code = self.code(strength_id, category)
        kind = "rounds.explain.code" if code else "rounds.explain.few"
        said = {"category": text(f"rounds.category.{category}"), "least": LEAST_RATERS}
        return Reason(kind, strength_id, code or None, "level", details=cast(dict[str, Value], said))

    def _quadrant_words(self, strength_id: str, least: int) -> str:
        found = self.quadrant(strength_id, least=least)
        if found:
            return text(f"rounds.quadrant.{found}")
        return text("rounds.quadrant.no_own" if strength_id not in self.own else "rounds.quadrant.no_others")

    def _category_line(self, category: str, invited: int, handed_in: int, shown: bool) -> str:
        kind = "shown" if shown else "few"
        return text(
            f"rounds.summary.{kind if category in CODED_SOURCES else 'category'}",
            category=text(f"rounds.category.{category}"),
            invited=invited,
            handed_in=handed_in,
            least=LEAST_RATERS,
            shown=int((self.codes["category"] == category).sum()),
            asked=len(self.strengths),
        )
