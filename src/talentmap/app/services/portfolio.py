"""What a portfolio shows: strengths with their band and energy, and the evidence for each."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.access.rounds_result import RoundResult
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
    """Each claim in words: who says what, when, how far it can be seen, until when it holds, its note. Newest first."""
    people = dict(zip(data.frames["people"]["person_id"], data.frames["people"]["name"], strict=True))
    said = []
    for row in claims.sort_values("date", ascending=False).to_dict("records"):
        source = str(row["source"])
        coded = source in ("peer", "client") and pd.isna(row["assessor_id"])
        level = str(row["note"]) if coded and not pd.isna(row["note"]) else str(row["level"])
        who = "" if coded or source == "self" else people.get(str(row["assessor_id"]), "")
        name = text(f"portfolio.source.{source}")
        words = [
            text(
                "portfolio.evidence",
                source=f"{name}, {who}" if who else name,
                level=level,
                day=day(row["date"]),
                seen=text(f"portfolio.seen.{row['visibility']}"),
            )
        ]
        words += [] if pd.isna(row["valid_until"]) else [text("portfolio.evidence_until", day=day(row["valid_until"]))]
        words += [] if coded or pd.isna(row["note"]) else [text("portfolio.evidence_note", note=row["note"])]
        said.append(" ".join(words))
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


def quadrants_shown(result: RoundResult) -> pd.DataFrame:
    """The outcome of a feedback round with headers and quadrants in the current language."""
    table = result.table().drop(columns="strength_id")
    words = {kind: text(f"rounds.quadrant.{kind}") for kind in ("known", "blind", "hidden", "unknown", "divided")}
    table["quadrant"] = table["quadrant"].map(words)
    return table.rename(columns={name: text(f"portfolio.column.{name}") for name in table.columns})


def looked_shown(found: pd.DataFrame) -> pd.DataFrame:
    """Who looked, with headers and days in the current language."""
    return found.assign(day=["" if pd.isna(one) else day(one) for one in found["day"]]).rename(
        columns={name: text(f"portfolio.looked.{name}") for name in ("day", "who", "purpose")}
    )


_OWN = {"people": "person_id", "claims": "person_id", "sharing": "person_id", "rounds": "person_id"}
_OWN |= {"holdings": "person_id", "aspirations": "person_id", "availability": "person_id", "progress": "person_id"}


def own_dataset(data: Dataset, person: str) -> Dataset:
    """The rows about one person in their own view, and the strengths they name; nothing about anybody else."""
    kept = {name: frame[frame[_OWN[name]] == person] for name, frame in data.frames.items() if name in _OWN}
    named = pd.concat([kept["claims"]["strength_id"], kept["sharing"]["strength_id"]])
    strengths = data.frames["strengths"]
    kept["strengths"] = strengths[strengths["strength_id"].isin(named)].assign(broader_id=None)
    kept["people"] = kept["people"].assign(manager_id=None)
    kept["claims"] = kept["claims"].assign(
        assessor_id=kept["claims"]["assessor_id"].where(kept["claims"]["assessor_id"] == person)
    )
    held = {name: frame.iloc[:0] for name, frame in data.frames.items()}
    roles = data.frames["roles"]
    held["roles"] = roles[roles["role_id"].isin(kept["holdings"]["role_id"])]
    return data.replace(**{**held, **{name: frame.reset_index(drop=True) for name, frame in kept.items()}})
