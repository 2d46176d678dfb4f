"""The invented municipality: sizes, structure, portfolios, and the stories it must hold."""

from __future__ import annotations

import filecmp
import os
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.read import read_dataset
from talentmap.data.write import write_dataset
from talentmap.evidence import profiles
from talentmap.examples import municipality, organisation
from talentmap.matching import match_roles
from talentmap.measures.fit import fit_matrix
from talentmap.teams.problem import TeamProblem, TeamWeights
from talentmap.teams.propose import propose_teams
from talentmap.vocabulary import SOURCES, VISIBILITIES
from tests.shared import ROOT

COMMITTED = ROOT / "data" / "municipality"


@cache
def example() -> Dataset:
    return municipality()


def levels(data: Dataset, *, include_private: bool = False) -> pd.DataFrame:
    """Level by person (rows) and strength (columns), NaN where unknown."""
    found = profiles(data, include_private=include_private)
    found = found.assign(level=found["level"].astype("float64"))
    table = found.pivot_table(index="person_id", columns="strength_id", values="level", aggfunc="first", observed=True)
    return table.reindex(index=data.people["person_id"], columns=data.strengths["strength_id"])


def test_committed_example_is_what_the_generator_writes(tmp_path: pytest.TempPathFactory) -> None:
    folder = tmp_path / "municipality"
    write_dataset(example(), folder)
    written = sorted(path.name for path in folder.iterdir())
    assert written == sorted(path.name for path in COMMITTED.iterdir() if path.suffix == ".csv")
    different = filecmp.cmpfiles(folder, COMMITTED, written, shallow=False)[1:]
    assert different == ([], []), "run: python -m talentmap.examples data/municipality"


def test_committed_example_reads_back_as_the_generator_made_it() -> None:
    data = read_dataset(COMMITTED)
    assert data.fingerprint == example().fingerprint
    assert len(data.warnings) == 0


def test_municipality_has_the_size_asked() -> None:
    data = example()
    counts = {name: len(data.table(name)) for name in ("people", "strengths", "roles", "projects")}
    assert counts == {"people": 400, "strengths": 120, "roles": 40, "projects": 6}
    assert len(data.warnings) == 0


def test_same_seed_gives_the_same_dataset_and_another_seed_another() -> None:
    assert municipality().fingerprint == example().fingerprint
    assert organisation(60, seed=1).fingerprint != organisation(60, seed=2).fingerprint


@pytest.mark.parametrize("n_people", [1, 2, 3, 5, 6, 7, 13, 20, 21, 50, 133, 400, 801])
@pytest.mark.parametrize("seed", range(8) if os.environ.get("TALENTMAP_FULL") else range(2))
def test_any_size_is_valid_with_teams_of_6_to_20(n_people: int, seed: int) -> None:
    data = organisation(n_people, seed)
    people = data.people
    assert len(people) == n_people
    assert people["person_id"].is_unique
    sizes = people.groupby("unit").size()
    assert sizes.max() <= 20
    assert sizes.min() >= min(6, n_people)
    assert len(data.roles) >= 1
    assert len(data.projects) >= 1
    assert (data.projects["max_size"] <= n_people).all()
    assert len(data.warnings) == 0


@pytest.mark.parametrize(("n_people", "seed"), [(0, 1), (-3, 1), (10, -1)])
def test_impossible_size_or_seed_is_refused(n_people: int, seed: int) -> None:
    with pytest.raises(ValueError, match=str(n_people)):
        organisation(n_people, seed)


def test_units_are_a_tree_and_people_work_in_its_leaves() -> None:
    parents = _parents(example().units, "unit", "parent_unit")
    assert [unit for unit, parent in parents.items() if parent is None] == ["Gemeente Waterrijk"]
    for unit in parents:
        assert len(_up(unit, parents)) <= 3, f"{unit}: organisation, directorate, team"
    inner = {parent for parent in parents.values() if parent}
    assert set(example().people["unit"]) == set(parents) - inner


def test_management_is_a_line_of_three_levels() -> None:
    people = example().people
    managers = _parents(people, "person_id", "manager_id")
    assert sum(manager is None for manager in managers.values()) == 1
    depth = pd.Series({person: len(_up(person, managers)) - 1 for person in managers})
    assert depth.max() == 3, "member, team manager, director, top"
    spans = people["manager_id"].value_counts()
    assert spans.max() <= 19


def _parents(frame: pd.DataFrame, key: str, parent: str) -> dict[str, str | None]:
    return {name: None if pd.isna(above) else above for name, above in zip(frame[key], frame[parent], strict=True)}


def _up(start: str, parents: dict[str, str | None]) -> list[str]:
    chain: list[str] = []
    step: str | None = start
    while step is not None:
        assert step not in chain, f"cycle at {step}"
        chain.append(step)
        step = parents[step]
    return chain


def test_three_places_hold_60_30_and_10_percent() -> None:
    shares = example().people["location"].value_counts(normalize=True)
    assert shares.to_list() == pytest.approx([0.6, 0.3, 0.1], abs=0.005)
    place = example().people.groupby("unit")["location"].agg(lambda found: found.value_counts(normalize=True).iloc[0])
    assert place.median() > 0.8, "a team mostly works in one place"


def test_names_are_rarely_shared() -> None:
    duplicated = example().people["name"].duplicated(keep=False).sum()
    assert 0 < duplicated <= 8, "a name is no id, and the example shows it"


def test_strengths_have_four_kinds_two_languages_and_a_hierarchy() -> None:
    strengths = example().strengths
    assert set(strengths["kind"]) == {"talent", "skill", "knowledge", "competency"}
    for column in ("name", "name_nl"):
        assert strengths[column].notna().all()
        assert strengths[column].is_unique
    broader = _parents(strengths, "strength_id", "broader_id")
    assert all(len(_up(strength, broader)) <= 3 for strength in broader)
    assert sum(parent is None for parent in broader.values()) < len(broader) / 4


def test_claims_come_from_every_source_at_every_visibility_over_three_years() -> None:
    claims = example().claims
    assert set(claims["source"]) == set(SOURCES)
    shares = claims["visibility"].value_counts(normalize=True)
    assert set(shares.index) == set(VISIBILITIES)
    assert shares.min() > 0.05
    assert shares["organisation"] == shares.max()
    span = (claims["date"].max() - claims["date"].min()).days
    assert 700 < span < 3 * 366
    assert claims["date"].dt.day_of_week.max() == 4, "nobody rates at the weekend"
    today = example().reference_date
    ends = claims["valid_until"].dropna()
    assert (ends < today).any()
    assert (ends >= today).any()


def test_claims_are_made_by_those_whose_source_they_name() -> None:
    data = example()
    claims = data.claims.merge(data.people[["person_id", "manager_id", "unit"]], on="person_id")
    own = claims["source"] == "self"
    assert (claims.loc[own, "assessor_id"] == claims.loc[own, "person_id"]).all()
    by_manager = claims[claims["source"] == "manager"]
    assert (by_manager["assessor_id"] == by_manager["manager_id"]).all()
    peers = claims[claims["source"] == "peer"]
    unit = data.people.set_index("person_id")["unit"]
    assert (peers["assessor_id"] != peers["person_id"]).all()
    assert (peers["assessor_id"].map(unit) == peers["unit"]).all()
    assert (peers.groupby(["person_id", "round_id"])["assessor_id"].nunique() >= 3).all()
    assert claims.loc[claims["source"].isin(["client", "evc", "certificate"]), "assessor_id"].isna().all()
    assert claims.loc[~own, "energy"].isna().all(), "energy is the person's own"


def test_some_people_have_shared_nothing() -> None:
    data = example()
    with_claims = set(data.claims["person_id"])
    without = set(data.people["person_id"]) - with_claims
    only_private = data.claims.groupby("person_id")["visibility"].agg(lambda found: (found == "private").all()).sum()
    assert 10 <= len(without) <= 50
    assert 10 <= only_private <= 40


def test_some_strengths_hang_on_one_or_two_people() -> None:
    strong = (levels(example()) >= 4).sum()
    assert ((strong == 1) | (strong == 2)).sum() >= 10
    assert strong["K37"] in (1, 2), "sign language, which project P06 asks"
    assert (strong >= 20).sum() >= 10, "while others are common"


def test_holders_meet_their_own_role_better_than_a_random_colleague() -> None:
    data = example()
    fit = fit_matrix(data)
    rows = {person: k for k, person in enumerate(fit.people)}
    columns = {role: k for k, role in enumerate(fit.roles)}
    held = [(rows[p], columns[r]) for p, r in data.holdings[["person_id", "role_id"]].itertuples(index=False)]
    own = np.array([fit.can_low[pair] for pair in held])
    others = np.array([np.delete(fit.can_low[:, column], row).mean() for row, column in held])
    assert own.mean() > 0.5
    assert own.mean() > 4 * others.mean()
    assert (own == 1).any()
    assert (own < 0.5).any(), "not everybody fits their role on paper"


def test_teams_differ_in_what_they_know_and_colleagues_resemble_each_other() -> None:
    data = example()
    table = levels(data)
    unit = data.people.set_index("person_id")["unit"]
    for strength, team in (("K22", "Burgerzaken"), ("S32", "Groen"), ("S09", "Data en informatie")):
        able = (table[strength] >= 3).groupby(unit).mean()
        assert able.idxmax() == team
        assert able[team] > 5 * able.drop(team).mean()


def test_some_people_are_under_used() -> None:
    """Strong and with energy in what neither their team nor their role asks, while another role does."""
    data = example()
    found = profiles(data)
    strong = found[(found["level"] >= 4) & (found["energy"] >= 1)].merge(data.holdings, on="person_id")
    asked = data.role_requirements.rename(columns={"role_id": "asking"})[["asking", "strength_id"]]
    wanted = strong[strong["strength_id"].str.startswith(("K", "S"))].merge(asked, on="strength_id")
    own = data.role_requirements[["role_id", "strength_id"]].assign(own=True)
    unused = wanted.merge(own, on=["role_id", "strength_id"], how="left")
    unused = unused[unused["own"].isna()]
    assert unused["person_id"].nunique() >= 15


def test_roles_are_open_filled_and_to_come_with_3_to_7_requirements() -> None:
    data = example()
    roles = data.roles
    assert set(roles["status"]) == {"open", "filled", "future"}
    assert data.role_requirements.groupby("role_id").size().between(3, 7).all()
    assert data.role_requirements["mandatory"].sum() >= 10
    held = data.holdings.groupby("role_id").size().reindex(roles["role_id"]).fillna(0).to_numpy()
    seats = roles["headcount"].to_numpy(dtype="int64")
    assert (held <= seats).all()
    assert (held[roles["status"] == "filled"] == seats[roles["status"] == "filled"]).all()
    assert (held < seats)[roles["status"] == "open"].all()
    assert 20 <= (seats - held).sum() <= 40
    assert data.holdings["person_id"].is_unique


def test_some_roles_can_be_filled_and_one_cannot_for_a_clear_reason() -> None:
    data = example()
    table = levels(data)
    needs = data.role_requirements
    gates = needs[needs["mandatory"]]
    passes = {
        role: (table[list(group["strength_id"])] >= group["level"].to_numpy()).all(axis=1).sum()
        for role, group in gates.groupby("role_id", observed=True)
    }
    assert passes["R39"] == 0
    ecologists = table.index[table["K15"] >= 3]
    assert passes["R36"] == len(ecologists) > 0
    assert set(ecologists) <= set(data.holdings["person_id"]), "R36 can only be filled from another seat"
    either = [int((table[strength] >= level).sum()) for strength, level in (("K36", 5), ("K26", 4))]
    assert all(count >= 1 for count in either), "each half exists, nobody is known to combine them"
    assert sum(count > 0 for count in passes.values()) >= len(passes) - 2


def test_every_project_has_a_team_that_meets_its_gates() -> None:
    data = example()
    table = levels(data)
    for project, needs in data.project_requirements.groupby("project_id", observed=True):
        gates = needs[needs["mandatory"]]
        asked = gates["strength_id"], gates["level"]
        able = [(table[strength] >= level).sum() for strength, level in zip(*asked, strict=True)]
        places = data.projects.set_index("project_id").loc[project, "max_size"]
        assert len(gates) >= 1
        assert all(count >= people for count, people in zip(able, gates["min_people"], strict=True))
        assert gates["min_people"].sum() <= places, "even with a person for every gate"
    assert (data.project_requirements["min_people"] > 1).sum() >= 3


def test_ties_are_dense_in_teams_and_sparse_between() -> None:
    data = example()
    unit = data.people.set_index("person_id")["unit"]
    inside = data.ties["person_a"].map(unit) == data.ties["person_b"].map(unit)
    sizes = unit.value_counts()
    pairs_inside = (sizes * (sizes - 1) // 2).sum()
    pairs_between = 400 * 399 // 2 - pairs_inside
    assert inside.sum() / pairs_inside > 0.4
    assert 0 < (~inside).sum() / pairs_between < 0.02
    assert (data.ties["person_a"] < data.ties["person_b"]).all()
    assert data.ties["weight"].nunique() > 4


def test_people_wish_for_roles_strengths_and_projects_in_order() -> None:
    wishes = example().aspirations
    assert set(wishes["target_kind"]) == {"role", "strength", "project"}
    ranks = wishes.groupby(["person_id", "target_kind"], observed=True)["rank"].agg(list)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in ranks)
    share = wishes["person_id"].nunique() / 400
    assert 0.3 < share < 0.9


def test_numbers_run_on_over_the_districts_of_a_large_organisation() -> None:
    data = organisation(1500, seed=3)
    people = data.people["person_id"].to_list()
    assert people == sorted(people)
    assert all(int(b[1:]) == int(a[1:]) + 1 for a, b in pairwise(people))
    districts = data.units[data.units["parent_unit"] == "Gemeente Waterrijk"]["unit"]
    assert len(districts) == 3
    assert data.people["unit"].str.startswith("Stadsdeel").all()
    assert len(data.roles) == 120
    assert data.people["manager_id"].isna().sum() == 1, "one line of management over all districts"


def test_ways_to_match_differ_so_that_there_is_something_to_choose() -> None:
    optimal, stable = (match_roles(example(), method) for method in ("optimal", "stable"))
    assert 3 <= optimal.unfilled["open"].sum() <= 8, "most seats are filled, some cannot be"
    assert len(optimal.seats) > len(stable.seats), "stability costs a seat"
    assert len(optimal.blocking_pairs) > 0
    assert len(stable.blocking_pairs) == 0
    seats = [result.seats[["role_id", "person_id"]].to_numpy().tolist() for result in (optimal, stable)]
    assert seats[0] != seats[1]
    assert optimal.list_order["seats_lost"] > 0, "taking the roles one by one leaves a seat open"


def test_a_covered_team_and_a_close_team_are_not_the_same() -> None:
    """Project P05 can be covered by people who hardly know each other, or half as close with less covered."""
    data = example()
    covered, close = (
        propose_teams(TeamProblem(data, project="P05", weights=weights), alternatives=1).teams[0]
        for weights in (TeamWeights(coverage=1.0), TeamWeights(coverage=1.0, cohesion=1.0))
    )
    assert covered.terms["coverage"] == pytest.approx(1.0)
    assert close.terms["coverage"] < 1.0
    assert close.terms["cohesion"] > 0.3
