"""What a snapshot keeps so that the next one gives nobody away: on whom each figure rests."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ABSENT = -2
"""Stands for a person who is not there; -1 is a person of whom nothing is known."""

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Name = tuple[str, str, str]


def person_tokens(ids: list[bytes], key: bytes) -> NDArray[np.object_]:
    """Names for people that tell nothing without the key: what a snapshot keeps instead of ids."""
    return np.array(
        [hashlib.blake2b(b"person" + each, key=key, digest_size=12).hexdigest() for each in ids], dtype=object
    )


@dataclass(frozen=True, eq=False)
class Basis:
    """The people, groups and values that figures of one snapshot rest on.

    Parameters
    ----------
    people
        Shape (n_people,), tokens.
    groups
        Names of the groups, in the order of `members`.
    members
        Shape (n_groups, n_people), bool.
    figures
        Names of the figures.
    values
        Shape (n_people, n_figures), int8: 1, 0, or -1 for unknown.
    contributes
        Shape (n_people,), bool.
    """

    people: NDArray[np.object_]
    groups: tuple[Name, ...]
    members: Flags
    figures: tuple[str, ...]
    values: NDArray[np.int8]
    contributes: Flags

    def forget(self, token: str) -> Basis:
        """The same without one person: whom a figure rests on is then one person less."""
        keep = self.people != token
        return Basis(
            self.people[keep],
            self.groups,
            self.members[:, keep],
            self.figures,
            self.values[keep],
            self.contributes[keep],
        )

    def to_dict(self) -> dict[str, object]:
        """Plain values for the store."""
        return {
            "people": self.people.tolist(),
            "groups": [list(name) for name in self.groups],
            "members": _packed(self.members.astype(np.int8)),
            "figures": list(self.figures),
            "values": _packed(self.values),
            "contributes": self.contributes.tolist(),
        }

    @classmethod
    def from_dict(cls, kept: Mapping) -> Basis:
        """What :meth:`to_dict` gave."""
        n, groups, figures = len(kept["people"]), kept["groups"], kept["figures"]
        return cls(
            np.array(kept["people"], dtype=object),
            tuple((name[0], name[1], name[2]) for name in groups),
            _unpacked(kept["members"], (len(groups), n)).astype(bool),
            tuple(figures),
            _unpacked(kept["values"], (n, len(figures))),
            np.array(kept["contributes"], dtype=bool),
        )


def changes(before: Basis, now: Basis) -> Ints:
    """How many people differ between two snapshots, for the groups and figures that both hold, in the order of `now`.

    Returns
    -------
    Shape (n_groups, n_figures): people who joined, left, or of whom the value changed; -1 where `before` lacks the
    group or the figure.
    """
    tokens = np.array(sorted({*before.people.tolist(), *now.people.tolist()}), dtype=object)
    place = {name: g for g, name in enumerate(before.groups)}
    rows = np.array([place.get(name, -1) for name in now.groups], dtype=np.int64)
    number = {name: f for f, name in enumerate(before.figures)}
    columns = np.array([number.get(name, -1) for name in now.figures], dtype=np.int64)
    in_before = _placed(before.members.T, before.people, tokens, 0).T[rows].astype(bool)
    in_now = _placed(now.members.T, now.people, tokens, 0).T.astype(bool)
    old = _placed(before.values, before.people, tokens, _ABSENT)[:, columns]
    differs = old != _placed(now.values, now.people, tokens, _ABSENT)
    moved = (in_before != in_now).sum(axis=1)
    people: Ints = moved[:, None] + (in_before & in_now).astype(np.float32) @ differs.astype(np.float32)
    people = people.astype(np.int64)
    people[:, columns < 0] = -1
    people[rows < 0] = -1
    return people


def _placed(values: NDArray, people: NDArray[np.object_], tokens: NDArray[np.object_], blank: int) -> NDArray:
    """Rows of people put in the order of the tokens; those who are not there get `blank`."""
    place = {token: k for k, token in enumerate(tokens.tolist())}
    made = np.full((len(tokens), values.shape[1]), blank, dtype=np.int8)
    made[[place[token] for token in people.tolist()]] = values
    return made


def _packed(values: NDArray[np.int8]) -> str:
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values).tobytes(), 6)).decode()


def _unpacked(packed: str, shape: tuple[int, int]) -> NDArray[np.int8]:
    return np.frombuffer(zlib.decompress(base64.b64decode(packed)), dtype=np.int8).reshape(shape).copy()
