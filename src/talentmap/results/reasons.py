"""A reason is data first and a sentence second, so that people, programs and tests read the same one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from talentmap.vocabulary import text

Value = str | float | int | bool | None


@dataclass(frozen=True)
class Reason:
    """One fact that explains an outcome.

    Parameters
    ----------
    kind
        Key of the sentence in the message catalogue, such as ``matching.unfilled.nobody``.
    subject
        Id of the person, role, project, strength or rule it speaks of.
    value, unit, compared_to
        The figure, its unit (``fit``, ``level``, ``people`` ...) and what it is held against; None where there is none.
    details
        Further placeholders of the sentence. Plain values only.
    """

    kind: str
    subject: str
    value: Value = None
    unit: str = ""
    compared_to: Value = None
    details: Mapping[str, Value] = field(default_factory=dict)

    def text(self, lang: str | None = None) -> str:
        """The reason as a sentence."""
        values = {"subject": self.subject, "value": self.value, "unit": self.unit, "compared_to": self.compared_to}
        return text(self.kind, lang=lang, **{**values, **self.details})

    def to_dict(self) -> dict[str, object]:
        """Plain values, and the sentence in the current language."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "value": self.value,
            "unit": self.unit,
            "compared_to": self.compared_to,
            **self.details,
            "text": self.text(),
        }
