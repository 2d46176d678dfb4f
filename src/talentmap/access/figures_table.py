"""Figures as published: counts and sizes in fives, and on each hidden one the reason."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.figures_earlier import Basis, person_tokens
from talentmap.access.figures_groups import CELL, LOCATION, OTHER, SHOWN, UNIT
from talentmap.errors import UnknownLabelError
from talentmap.results import Reason
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False, repr=False)
class PublishedTable:
    """Group figures of one snapshot. Made by :func:`~talentmap.access.figures.publish`.

    What a reader may have comes from :meth:`table`, :meth:`explain` and :meth:`to_dict`. The rest is for the next
    snapshot and for the store: :meth:`state`.

    Parameters
    ----------
    kind, unit, location
        Shape (n_groups,): ``cell`` (unit and location), ``other`` (what is too small of a unit and below), ``unit``
        (with all below it), ``location`` and ``whole``; blank where it does not apply.
    figures
        Names of the figures.
    k
        Contributors a group needs.
    """

    kind: Texts
    unit: Texts
    location: Texts
    figures: tuple[str, ...]
    k: int
    count: Ints = field(repr=False)
    size: Ints = field(repr=False)
    why: Texts = field(repr=False)
    bases: tuple[Basis, ...] = field(repr=False)
    rests_on: Ints = field(repr=False)
    gates_on: Ints = field(repr=False)
    gate_open: NDArray[np.bool_] = field(repr=False)

    def __repr__(self) -> str:
        shown = int((self.why == SHOWN).sum())
        return f"PublishedTable({len(self.kind)} groups, {len(self.figures)} figures, {shown} of {self.why.size} shown)"

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """Kind, unit and location of each group."""
        return list(zip(self.kind.tolist(), self.unit.tolist(), self.location.tolist(), strict=True))

    def table(self) -> pd.DataFrame:
        """A row per group and figure.

        Returns
        -------
        ``kind``, ``unit``, ``location``, ``group`` (its name in the current language), ``figure``, ``shown``, ``count``
        and ``size`` (people, in fives; missing where not shown) and ``reason`` (why it is not shown, in the current
        language; blank where it is).
        """
        n = len(self.figures)
        shown = (self.why == SHOWN).ravel()
        words = {code: self._why(code) for code in dict.fromkeys(self.why.ravel().tolist())}
        return pd.DataFrame(
            {
                "kind": pd.Series(np.repeat(self.kind, n), dtype="str"),
                "unit": pd.Series(np.repeat(self.unit, n), dtype="str"),
                "location": pd.Series(np.repeat(self.location, n), dtype="str"),
                "group": pd.Series(np.repeat(self._names(), n), dtype="str"),
                "figure": pd.Series(np.tile(np.array(self.figures, dtype=object), len(self.kind)), dtype="str"),
                "shown": shown,
                "count": pd.Series(self.count.ravel(), dtype="Int64").mask(~shown),
                "size": pd.Series(self.size.ravel(), dtype="Int64").mask(~shown),
                "reason": pd.Series([words[code] for code in self.why.ravel()], dtype="str"),
            }
        )

    def to_dict(self) -> dict[str, object]:
        """The same as plain values, for JSON; nothing of what is hidden."""
        shown = self.why == SHOWN
        return {
            "k": self.k,
            "base": 5,
            "groups": [
                {
                    "kind": kind,
                    "unit": unit,
                    "location": location,
                    "figures": {
                        figure: {"shown": True, "count": int(self.count[g, f]), "size": int(self.size[g, f])}
                        if shown[g, f]
                        else {"shown": False, "reason": self.why[g, f]}
                        for f, figure in enumerate(self.figures)
                    },
                }
                for g, (kind, unit, location) in enumerate(self.keys)
            ],
        }

    def explain(self, figure: str, *, unit: str = "", location: str = "", other: bool = False) -> Reason:
        """What a figure says, or why it is hidden.

        Parameters
        ----------
        figure
            Name of the figure.
        unit, location
            Both: the cell. One: its total. None: the whole.
        other
            The rest of `unit` instead.

        Raises
        ------
        UnknownLabelError
            There is no such figure or group.
        """
        if figure not in self.figures:
            known = ", ".join(self.figures)
            raise UnknownLabelError(text("figures.unknown_figure", name=figure, known=known), figure)
        kind = OTHER if other else CELL if unit and location else UNIT if unit else LOCATION if location else "whole"
        name = (kind, unit, location)
        if name not in self.keys:
            raise UnknownLabelError(text("figures.unknown_group", unit=unit, location=location), unit or location)
        g, f = self.keys.index(name), self.figures.index(figure)
        subject = str(self._names()[g])
        if self.why[g, f] == SHOWN:
            count, size = int(self.count[g, f]), int(self.size[g, f])
            return Reason("figures.says", subject, count, "people", size, {"figure": figure})
        return Reason(f"figures.why.{self.why[g, f]}", subject, None, "people", None, {"k": self.k, "figure": figure})

    def state(self) -> dict[str, object]:
        """Everything, for the store and the next snapshot; no reader may have it. Ids are replaced by tokens."""
        return {
            "version": 1,
            "k": self.k,
            "figures": list(self.figures),
            "groups": [list(name) for name in self.keys],
            "count": _packed(self.count),
            "size": _packed(self.size),
            "why": [list(row) for row in self.why],
            "rests_on": _packed(self.rests_on),
            "gates_on": self.gates_on.tolist(),
            "gate_open": self.gate_open.tolist(),
            "bases": [basis.to_dict() for basis in self.bases],
        }

    @classmethod
    def from_state(cls, kept: Mapping) -> PublishedTable:
        """What :meth:`state` gave."""
        shape = len(kept["groups"]), len(kept["figures"])
        names = np.array(kept["groups"], dtype=object).reshape(-1, 3)
        return cls(
            kind=names[:, 0],
            unit=names[:, 1],
            location=names[:, 2],
            figures=tuple(kept["figures"]),
            k=int(kept["k"]),
            count=_unpacked(kept["count"], shape),
            size=_unpacked(kept["size"], shape),
            why=np.array(kept["why"], dtype=object).reshape(shape),
            bases=tuple(Basis.from_dict(each) for each in kept["bases"]),
            rests_on=_unpacked(kept["rests_on"], shape),
            gates_on=np.array(kept["gates_on"], dtype=np.int64),
            gate_open=np.array(kept["gate_open"], dtype=bool),
        )

    def for_readers(self) -> PublishedTable:
        """The same without anything that is hidden and without what the next snapshot needs."""
        hidden, none = self.why != SHOWN, np.zeros(self.count.shape, dtype=np.int64)
        return replace(
            self,
            count=np.where(hidden, 0, self.count),
            size=np.where(hidden, 0, self.size),
            bases=(),
            rests_on=none,
            gates_on=none[:, :1].ravel(),
        )

    def holds(self, person_id: str, key: bytes) -> bool:
        """Whether anything is kept of this person for the next snapshot."""
        token = person_tokens([person_id.encode()], key)[0]
        return any((basis.people == token).any() for basis in self.bases)

    def forget(self, person_id: str, key: bytes) -> PublishedTable:
        """The same figures without what is kept of one person, for erasure."""
        token = person_tokens([person_id.encode()], key)[0]
        return replace(self, bases=tuple(basis.forget(token) for basis in self.bases))

    def _names(self) -> Texts:
        return np.array([_name(*key) for key in self.keys], dtype=object)

    def _why(self, code: str) -> str:
        return "" if code == SHOWN else text(f"figures.why.{code}", k=self.k)


def _name(kind: str, unit: str, location: str) -> str:
    if kind == CELL:
        return text("figures.group.cell", unit=unit or "–", location=location or "–")
    if kind == OTHER:
        return text("figures.group.other", unit=unit or text("figures.group.whole"))
    return text("figures.group.whole") if kind not in (UNIT, LOCATION) else unit or location or "–"


def _packed(values: Ints) -> str:
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values, dtype="<i4").tobytes(), 6)).decode()


def _unpacked(packed: str, shape: tuple[int, int]) -> Ints:
    return np.frombuffer(zlib.decompress(base64.b64decode(packed)), dtype="<i4").astype(np.int64).reshape(shape)
