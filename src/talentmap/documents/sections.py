"""What the sections of the report show, as plain rows: the templates only set them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from talentmap.access import for_others
from talentmap.data.in_force import employed
from talentmap.documents.naming import Names
from talentmap.evidence import profiles
from talentmap.measures import capability_map, key_people
from talentmap.measures.names import strength_names
from talentmap.vocabulary import message_keys, text

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset
    from talentmap.matching import MatchResult
    from talentmap.results import Explanation
    from talentmap.teams import Team, TeamResult

Rows = list[dict[str, Any]]
MICRO = 1_000_000


def overview(data: Dataset) -> dict[str, Any]:
    """How much there is, and of which day."""
    counted = ("people", "strengths", "claims", "roles", "projects")
    day = data.reference_date
    return {
        "facts": [(text(f"report.fact.{name}"), len(data.frames[name])) for name in counted],
        "date": None if day is None else day.date().isoformat(),
        "fingerprint": data.fingerprint,
    }


def capability(data: Dataset, *, include_private: bool) -> dict[str, Any]:
    """Strengths over the whole organisation: those asked for first, what is short before what is there."""
    counts = capability_map(data, by=None, include_private=include_private)
    counts["short"] = counts["needed"].fillna(0) - counts["strong"]
    counts = counts.sort_values(["short", "needed", "strength_id"], ascending=[False, False, True], kind="stable")
    asked = counts[counts["needed"].fillna(0) > 0]
    return {
        "asked": records(asked.head(15)),
        "n_asked": len(asked),
        "everything": records(counts.sort_values("strength")),
        "n_absent": int((counts["present"] == 0).sum()),
        "n_wanted": int((counts["wished"] > 0).sum()),
    }


def hanging(data: Dataset, *, include_private: bool, most: int = 12) -> dict[str, Any]:
    """Strengths that hang on one or two people."""
    found = key_people(data, include_private=include_private)
    together = found.groupby("strength_id", sort=False)["person"].agg(", ".join)
    first = found.drop_duplicates("strength_id").assign(holders=lambda frame: frame["strength_id"].map(together))
    return {"rows": records(first.head(most)), "n": len(first), "n_people": int(found["person_id"].nunique())}


def unknowns(data: Dataset, *, include_private: bool) -> dict[str, Any]:
    """What was left out and what nobody has said anything about."""
    shared = for_others(data, include_private=include_private)
    here = set(data.frames["people"]["person_id"][employed(data).to_numpy()])
    found = profiles(shared, include_private=include_private)
    heard = {person for person in found["person_id"] if person in here}
    pairs = len(here) * len(data.frames["strengths"])
    known = int(found["person_id"].isin(here).sum())
    spoken = set(found["strength_id"])
    names = strength_names(data)
    silent = [str(names[strength]) for strength in names.index if strength not in spoken]
    return {
        "n_here": len(here),
        "n_silent": len(here) - len(heard),
        "n_private": len(data.frames["claims"]) - len(shared.frames["claims"]),
        "share_known": known / pairs if pairs else None,
        "silent_strengths": silent[:12],
        "n_silent_strengths": len(silent),
    }


def match(result: MatchResult, data: Dataset) -> dict[str, Any]:
    """Role matches with their parts, what stayed open and why, and who was left."""
    people, roles = person_names(data), data.frames["roles"].set_index("role_id")
    seats = [
        {
            **row,
            "title": str(roles.loc[row["role_id"], "title"]),
            "unit": roles["unit"].fillna("")[row["role_id"]],
            "name": people[row["person_id"]],
            "parts": [(name, row[f"{name}_part"] / MICRO) for name in ("can", "wants", "known")],
        }
        for row in records(result.seats)
    ]
    names, facts = Names(data), result.facts
    still_open = [
        {
            **row,
            "title": str(roles.loc[row["role_id"], "title"]),
            "reason": names.reason(facts.unfilled[row["role_id"]]).text(),
            "ways": [names.reason(way).text() for way in reversed(facts.relaxations.get(row["role_id"], ()))],
        }
        for row in records(result.unfilled)
    ]
    left = result.unplaced["reason"].value_counts()
    return {
        "found": result.status.has_solution,
        "summary": result.summary().splitlines()[:-1] if result.status.has_solution else [],
        "proof": proof(result),
        "seats": seats,
        "known_counts": any(row["known_part"] for row in seats),
        "open": still_open,
        "n_open": sum(row["open"] for row in still_open),
        "left": [(str(reason), int(n)) for reason, n in left.items() if n],
        "blocking": len(result.blocking_pairs),
        "conflicts": [names.sentences(conflict) for conflict in result.conflicts],
    }


def team(result: TeamResult) -> dict[str, Any]:
    """A project team: need, members, proof, reasons and alternatives."""
    problem = result.problem
    row, names = problem.project_row, Names(problem.data)
    view: dict[str, Any] = {
        "project": problem.project,
        "title": str(row["title"]),
        "dates": " – ".join(f"{day:%Y-%m-%d}" for day in (row["start_date"], row["end_date"]) if not pd.isna(day)),
        "sizes": problem.sizes,
        "found": result.status.has_solution,
        "proof": proof(result),
        "remarks": [names.reason(reason).text() for reason in result.reasons],
        "conflicts": [names.sentences(conflict) for conflict in result.conflicts],
    }
    if result.status.has_solution:
        view |= {
            "members": _members(result),
            "needs": _needs(result),
            "sum": terms_sum(result, result.best),
            "alternatives": _alternatives(result),
            "reasons": [names.sentences(explained) for explained in _explanations(result)],
        }
    return view


@lru_cache(maxsize=4)
def _explanations(result: TeamResult) -> tuple[Explanation, ...]:
    """Why each member of the best team is in it. Kept, because each solves once and the report has two languages."""
    return tuple(result.explain(person) for person in result.best.members)


def proof(result: Any) -> dict[str, Any]:
    """The proof record in words and figures."""
    record = result.proof
    return {
        "line": record.text(),
        "good": record.status.has_solution,
        "verified": record.verified,
        "method": text(record.method) if record.method in message_keys() else record.method,
        "solver": f"{record.solver} {record.version}".strip(),
        "seed": record.seed,
        "rules": list(record.rules),
        "problem": record.problem,
    }


def _members(result: TeamResult) -> Rows:
    people = result.problem.data.frames["people"].set_index("person_id")
    names = strength_names(result.problem.data)
    table = result.table()
    table = table[(table["team"] == 1) & table["meets"]].sort_values(["part", "level"], ascending=False, kind="stable")
    rows: Rows = []
    for person in result.best.members:
        own = table[table["person_id"] == person]
        brings = [
            {"strength": str(names[need]), "level": int(level), "energy": None if pd.isna(energy) else int(energy)}
            for need, level, energy in zip(own["requirement"], own["level"], own["energy"], strict=True)
        ]
        row = {"person_id": person, "name": people.loc[person, "name"], "unit": people.loc[person, "unit"]}
        known = [part for part in result.best.parts if part.term == "cohesion" and person in dict(part.carriers)]
        rows.append({**row, "brings": brings, "ties": len(known)})
    return rows


def _needs(result: TeamResult) -> Rows:
    """Each requirement with who carries it and who else meets it."""
    table = result.table()
    table = table[table["team"] == 1]
    names, people = strength_names(result.problem.data), person_names(result.problem.data)
    rows: Rows = []
    for need, part in table.groupby("requirement", sort=True):
        carried = part[part["part"] > 0]
        rows.append(
            {
                "strength": str(names[need]),
                "need": int(part["need"].iloc[0]),
                "met": bool(part["meets"].any()),
                "carriers": [
                    f"{people[person]} ({level})"
                    for person, level in zip(carried["person_id"], carried["level"], strict=True)
                ],
                "n_unknown": int(part["level"].isna().sum()),
                "part": float(part["part"].sum()),
            }
        )
    return rows


def _alternatives(result: TeamResult) -> Rows:
    people = person_names(result.problem.data)
    best = result.best
    return [
        {
            "number": number,
            "value": other.objective,
            "less": other.objective - best.objective,
            "leaves": [people[person] for person in best.members if person not in other.members],
            "joins": [people[person] for person in other.members if person not in best.members],
            "sum": terms_sum(result, other),
        }
        for number, other in enumerate(result.teams[1:], 2)
    ]


def terms_sum(result: TeamResult, chosen: Team) -> list[tuple[str, float]]:
    """The terms that have weight, by name, adding up to the value of the team."""
    weights = dict(result.problem.weights.items())
    return [(text(f"teams.term.{name}"), value) for name, value in chosen.terms.items() if weights[name]]


def person_names(data: Dataset) -> dict[str, str]:
    """Person id -> name."""
    people = data.frames["people"]
    return dict(zip(people["person_id"], people["name"], strict=True))


def records(frame: pd.DataFrame) -> Rows:
    """Rows as plain objects; what is missing is None."""
    rows: Iterable[Mapping[Any, Any]] = frame.to_dict("records")
    return [{str(name): None if pd.isna(value) else value for name, value in row.items()} for row in rows]
