"""The answer to a matching problem: plain values, ready to show, keep and argue with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from talentmap.errors import NoSolutionError
from talentmap.matching.explain import Facts, explained, reason_text
from talentmap.results import Conflict, Explanation, Proof, Reason, Status
from talentmap.vocabulary import text

MICRO = 1_000_000


@dataclass(frozen=True, eq=False)
class MatchResult:
    """Who gets which seat, what stayed open and why, and the proof.

    Parameters
    ----------
    method, status, proof
        ``optimal``, ``stable`` or ``leximin``; how it ended; the proof record. ``proof.best`` is the total fit of the
        seats filled and ``proof.bound`` the highest total with as many seats filled that the prices allow. For stable
        and leximin the definition leaves one total, which ``bound`` repeats once verified.
    seats
        One row per seat filled, by role_id and seat: role_id, seat (from 1), person_id, fit (in [0, 1] when the weights
        add up to 1), fit_micro and its parts can_part, wants_part, known_part (in units of 1e-6: they add up exactly),
        person_rank (place of the role in the person's own order, from 1) and role_rank (place of the person in the
        role's order).
    blocking_pairs
        role_id, person_id: acceptable pairs in which the person has no seat or likes this role better than theirs, and
        the role has a free seat or prefers the person to its worst newcomer. None when stable.
    list_order
        What roles by id, each taking its best free person, would have given: ``seats``, ``fit``, and the difference
        ``seats_lost``, ``fit_lost``.
    conflicts
        Where nothing can be filled, or not everything that must be: rules that cannot hold together.
    open_seats, left_out
        What :attr:`unfilled` and :attr:`unplaced` are made of, without the sentences.
    facts
        What explanations are made of.
    timing
        Seconds per step.
    """

    method: str
    status: Status
    proof: Proof
    seats: pd.DataFrame
    blocking_pairs: pd.DataFrame
    list_order: Mapping[str, float]
    conflicts: tuple[Conflict, ...]
    open_seats: pd.DataFrame
    left_out: pd.DataFrame
    facts: Facts
    timing: Mapping[str, float] = field(default_factory=dict)

    @property
    def unfilled(self) -> pd.DataFrame:
        """Roles with seats that stay open, one row each.

        role_id, open (seats), seats, acceptable (candidates who may have one), reason (a sentence), relaxation (the
        smallest easing that fills one more, a sentence; missing where there is none), person_id (who would get it), and
        the price of that: seats_gained and fit_gained.
        """
        frame = self.open_seats.drop(columns="kind").copy()
        reasons = [self.facts.unfilled[role] for role in frame["role_id"]]
        eased = [self.facts.relaxations.get(role, ()) for role in frame["role_id"]]
        frame.insert(4, "reason", pd.Series([each.text() for each in reasons], dtype="str"))
        sentences = [_sentences(each) for each in eased]
        frame.insert(5, "relaxation", pd.Series(sentences, dtype="str"))
        return frame

    @property
    def unplaced(self) -> pd.DataFrame:
        """People without a new seat, one row each: person_id, reason (a sentence), role_id (the role they came closest
        to, missing where none is allowed) and fit_needed (how much more fit they needed there)."""
        frame = self.left_out
        kinds = frame["kind"].cat.categories
        reason = frame["kind"].cat.rename_categories({kind: reason_text(kind) for kind in kinds}).astype("str")
        return pd.DataFrame(
            {
                "person_id": frame["person_id"],
                "reason": reason,
                "role_id": frame["role_id"],
                "fit_needed": frame["fit_needed"],
            }
        )

    def table(self) -> pd.DataFrame:
        """The seats filled, as a frame of its own.

        Raises
        ------
        NoSolutionError
            There is no matching; the conflicts say why.
        """
        self._checked()
        return self.seats.copy()

    def terms(self) -> dict[str, float]:
        """Total of each part of the fit; they add up to ``proof.best``."""
        self._checked()
        return {name: int(self.seats[f"{name}_part"].sum()) / MICRO for name in ("can", "wants", "known")}

    def explain(self, label: str) -> Explanation:
        """Why a person got that seat or none, or how a role's seats were filled and what one more would bring.

        Raises
        ------
        UnknownLabelError
            No person or role of this matching.
        """
        return explained(self, label)

    def summary(self, lang: str | None = None) -> str:
        """The answer in a few lines."""
        method = text(f"matching.method.{self.method}", lang=lang)
        if not self.status.has_solution:
            lines = [text("matching.impossible", lang=lang, method=method)]
            lines += [conflict.text(lang) for conflict in self.conflicts]
            return "\n".join([*lines, self.proof.text(lang)])
        filled, total = len(self.seats), len(self.seats) + int(self.open_seats["open"].sum())
        lines = [
            text(
                "matching.summary",
                lang=lang,
                method=method,
                filled=filled,
                seats=total,
                fit=self.proof.best,
                open=total - filled,
                unplaced=len(self.left_out),
                blocking=len(self.blocking_pairs),
            )
        ]
        order = self.list_order
        lines.append(
            text(
                "matching.list_order",
                lang=lang,
                filled=int(order["seats"]),
                fit=order["fit"],
                seats_lost=int(order["seats_lost"]),
                fit_lost=order["fit_lost"],
            )
        )
        return "\n".join([*lines, self.proof.text(lang)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON; a missing number is None."""
        proof = self.proof.to_dict()
        return {
            "method": self.method,
            "status": self.status.value,
            "best": proof["best"],
            "bound": proof["bound"],
            "gap": proof["gap"],
            "terms": self.terms() if self.status.has_solution else {},
            "seats": [_seat(row) for row in _records(self.seats)],
            "unfilled": _records(self.unfilled),
            "unplaced": _records(self.unplaced),
            "blocking_pairs": _records(self.blocking_pairs),
            "list_order": dict(self.list_order),
            "proof": proof,
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "timing": dict(self.timing),
        }

    def _checked(self) -> None:
        if not self.status.has_solution:
            why = "; ".join(conflict.text().replace("\n", "; ") for conflict in self.conflicts)
            raise NoSolutionError(text("matching.no_solution", why=why))


def _sentences(reasons: tuple[Reason, ...]) -> str | None:
    """Easings first, then what they bring."""
    return "; ".join(reason.text() for reason in (*reasons[1:], *reasons[:1])) or None


def _seat(row: dict[str, object]) -> dict[str, object]:
    parts = {name: int(str(row[f"{name}_part"])) / MICRO for name in ("can", "wants", "known")}
    kept = ("role_id", "seat", "person_id", "fit", "fit_micro", "person_rank", "role_rank")
    return {**{name: row[name] for name in kept}, "parts": parts}


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
