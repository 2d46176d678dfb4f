"""Reasons gathered: why an outcome is as it is, and which rules cannot hold together."""

from __future__ import annotations

from dataclasses import dataclass

from talentmap.results.reasons import Reason


@dataclass(frozen=True)
class Explanation:
    """All reasons about one subject (a person, role, project or rule), most telling first."""

    subject: str
    reasons: tuple[Reason, ...]

    def text(self, lang: str | None = None) -> str:
        """The reasons as sentences, one per line."""
        return "\n".join(reason.text(lang) for reason in self.reasons)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {"subject": self.subject, "reasons": [reason.to_dict() for reason in self.reasons]}


@dataclass(frozen=True)
class Conflict:
    """Named rule instances that cannot hold together, while without any one of them the rest of the set can.

    Parameters
    ----------
    rules
        One reason per rule instance, with the ids it speaks of and its owner where it has one.
    relaxations
        Ways out that were tried and work, cheapest first, with what each costs.
    """

    rules: tuple[Reason, ...]
    relaxations: tuple[Reason, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Subjects of the rules in conflict."""
        return tuple(rule.subject for rule in self.rules)

    def text(self, lang: str | None = None) -> str:
        """The rules and the ways out as sentences, one per line."""
        return "\n".join(reason.text(lang) for reason in (*self.rules, *self.relaxations))

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "rules": [rule.to_dict() for rule in self.rules],
            "relaxations": [reason.to_dict() for reason in self.relaxations],
            "text": self.text(),
        }
