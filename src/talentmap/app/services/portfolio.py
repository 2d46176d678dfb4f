"""What a portfolio shows: strengths with their band and energy, and the evidence for each."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.words import day, strength_names
from talentmap.data.dataset import Dataset
from talentmap.evidence import profiles
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Item:
    """One strength of the owner: id, name, level in words, lowest and highest statement, energy, evidence in words."""

    strength_id: str
    name: str
    level: int | None
    band: str
    energy: int | None
    evidence: tuple[str, ...]


def items(data: Dataset, person: str) -> list[Item]:
    """The strengths of a person as their own view shows them, strongest first."""
    own = data.frames["claims"]
    own = own[own["person_id"] == person]
    names = strength_names(data)
    found = profiles(data.replace(claims=own), include_private=True)
    found = found[found["person_id"] == person]
    made = []
    for row in found.to_dict("records"):
        strength = str(row["strength_id"])
        level, energy = _whole(row["level"]), _whole(row["energy"])
        evidence = tuple(_sentences(data, own[own["strength_id"] == strength]))
        band = _band(level, _whole(row["low"]), _whole(row["high"]))
        made.append(Item(strength, names[strength], level, band, energy, evidence))
    return sorted(made, key=lambda item: (-(item.level if item.level is not None else -1), item.name))


def _band(level: int | None, low: int | None, high: int | None) -> str:
    if level is None:
        return text("portfolio.level.unknown")
    if low is None or high is None or low == high:
        return text("portfolio.level.one", level=level, words=text(f"portfolio.level.{level}"))
    return text("portfolio.level.band", level=level, words=text(f"portfolio.level.{level}"), low=low, high=high)


def _sentences(data: Dataset, claims: pd.DataFrame) -> list[str]:
    """Each claim as a sentence: who says what, when, and how far it can be seen. Newest first."""
    people = dict(zip(data.frames["people"]["person_id"], data.frames["people"]["name"], strict=True))
    said = []
    for row in claims.sort_values("date", ascending=False).to_dict("records"):
        source = str(row["source"])
        coded = source in ("peer", "client") and pd.isna(row["assessor_id"])
        level = str(row["note"]) if coded and not pd.isna(row["note"]) else str(row["level"])
        who = "" if coded or source == "self" else people.get(str(row["assessor_id"]), "")
        name = text(f"portfolio.source.{source}")
        said.append(
            text(
                "portfolio.evidence",
                source=f"{name}, {who}" if who else name,
                level=level,
                day=day(row["date"]),
                seen=text(f"portfolio.seen.{row['visibility']}"),
            )
        )
    return said


def evidence_table(data: Dataset, person: str) -> pd.DataFrame:
    """The claims behind the portfolio, as they are downloaded."""
    claims = data.frames["claims"]
    own = claims[claims["person_id"] == person].drop(columns="person_id").reset_index(drop=True)
    own.insert(1, "strength", own["strength_id"].map(strength_names(data)))
    return own


def energy_word(energy: int | None) -> str:
    """What a strength gives or takes, in words; blank when nobody said."""
    return "" if energy is None else text(f"portfolio.energy.{energy}")


def _whole(value: object) -> int | None:
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]
