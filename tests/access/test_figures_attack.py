"""Attack on figures: from all cells, bounds, sums, earlier snapshots and what a viewer sees, nobody is found.

Sizes in full with TALENTMAP_FULL=1; otherwise fewer strengths and viewers of the same three organisations.
"""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from talentmap.access import figures as figures_module
from talentmap.access.figures import publish
from talentmap.access.figures_groups import FigureGroups
from tests.access.attacker import Attack, Snapshot, isolated
from tests.access.figures_data import KEY, Organisation, example

FULL = os.environ.get("TALENTMAP_FULL") == "1"
SIZES = {150: 11, 400: 2026, 1200: 7}
STRENGTHS = {150: 12, 400: 6, 1200: 3} if FULL else {150: 2, 400: 1, 1200: 1}
VIEWERS = {150: 6, 400: 4, 1200: 3} if FULL else {150: 2, 400: 1, 1200: 0}


def usual(size: int) -> int:
    """What a trusting reader takes a figure to be off at most."""
    return 4


def sure(size: int) -> int:
    """What a figure can be off at all: the longest draw of 64 bits, and rounding."""
    return 34 if size < 50 else 66


def organisation(n_people: int) -> Organisation:
    wanted = STRENGTHS[n_people]
    return example(n_people, SIZES[n_people], range(5, 120, 120 // wanted)[:wanted])


def viewers(organisation: Organisation) -> list[str | None]:
    """Nobody in particular (HR, an analyst), people of the floor, and managers."""
    wanted = VIEWERS[min(SIZES, key=lambda n: abs(n - len(organisation.groups.people)))]
    rng = np.random.default_rng(3)
    managers = sorted({m for m in organisation.managers.values() if isinstance(m, str)})
    everybody = sorted(organisation.groups.people["person_id"])
    return [None, *rng.choice(everybody, wanted), *rng.choice(managers, wanted)]


def attacks(organisation: Organisation, snapshots: list[Snapshot], margin) -> list[tuple]:
    """Everything that any of the viewers finds, in any figure."""
    found = []
    small = small_rests(organisation, snapshots[-1])
    for chain in organisation.chains:
        for viewer in viewers(organisation):
            attack = Attack(snapshots, chain, organisation.seen_by(viewer, chain), margin)
            while attack.contradicted():
                assert attack.drop_contradictions() > 0
            found += [(viewer, *each) for each in attack.found()]
            if viewer is None:
                found += [(viewer, *each) for each in attack.fixed_sums(small)]
    return found


def small_rests(organisation: Organisation, snapshot: Snapshot) -> list[set[str]]:
    """For each unit: the people of its cells that are too small, where they are fewer than k contributors."""
    giving = organisation.giving()
    small = {
        (g["unit"], g["location"])
        for g in snapshot.published["groups"]
        if g["kind"] == "cell" and not any(f["shown"] for f in g["figures"].values())
    }
    rests: dict[str, set[str]] = {}
    for person, place in snapshot.places.items():
        if place in small:
            rests.setdefault(place[0], set()).add(person)
    return [people for _, people in sorted(rests.items()) if len(people & giving) < 5]


@pytest.mark.parametrize(
    ("margin", "n_people"),
    # The weaker bounds are tried on the small organisation, and on all in full.
    [(usual, n) for n in SIZES] + [(sure, n) for n in (SIZES if FULL else [150])],
)
def test_nobody_is_found(margin, n_people: int) -> None:
    made = organisation(n_people)
    assert attacks(made, [made.snapshot(made.publish())], margin) == []


@pytest.mark.parametrize("n_people", SIZES if FULL else [150, 400])
def test_linear_algebra_fixes_no_group_under_k(n_people: int) -> None:
    """Sums and differences single groups under k out, as exact figures would give them away; these do not."""
    made = organisation(n_people)
    snapshot = made.snapshot(made.publish())
    singled_out = 0
    for figure in made.chains[0] if FULL else made.chains[0][1:2]:
        for people, mix, figures in isolated(snapshot, figure, below=5, giving=made.giving()):
            singled_out += 1
            middle = sum(c * f["count"] for c, f in zip(mix, figures, strict=True))
            spread = 4 * np.abs(mix).sum()
            least, most = max(0, np.ceil(middle - spread)), min(len(people), np.floor(middle + spread))
            assert least != most
    assert singled_out > 0


@pytest.mark.parametrize("n_people", SIZES)
def test_nearly_all_cells_with_k_contributors_stay_visible(n_people: int) -> None:
    made = example(n_people, SIZES[n_people], range(0, 120, 1 if FULL else 20))
    published = made.publish()
    giving = made.groups.people["person_id"].isin(made.giving())
    people = made.groups.people[giving].fillna("").groupby(["unit", "location"]).size()
    enough = {("cell", *cell) for cell, number in people.items() if number >= 5}
    rows = [g for g, name in enumerate(published.keys) if name in enough]
    assert len(rows) == len(enough)
    shown = published.why[rows] == ""
    assert shown.any(axis=1).mean() >= 0.9
    assert shown.mean() >= 0.9


def newcomers(made: Organisation, *, leave: int, join: int) -> tuple[FigureGroups, FigureGroups]:
    """The groups before and after: `join` people move into one large cell, `leave` people leave, of other units."""
    people = made.groups.people
    cells = people.groupby(["unit", "location"], dropna=False)["person_id"].apply(list)
    large = max(cells, key=len)
    others = [each for each in people["person_id"] if each not in large]
    before = FigureGroups(people[~people["person_id"].isin(large[:join])], made.groups.parents)
    after = FigureGroups(
        people[~people["person_id"].isin(others[:: len(others) // leave][:leave])], made.groups.parents
    )
    return before, after


@pytest.mark.parametrize("join", [1, 4, 6])
def test_two_snapshots_find_nobody_who_came_or_went(join: int) -> None:
    made = organisation(150) if FULL else example(150, SIZES[150], [17])
    groups = newcomers(made, leave=3, join=join)
    options = {"known": made.ranks, "key": KEY, "chains": made.chains, "contributes": made.gave}
    first = publish(made.flags, groups[0], **options)
    second = publish(made.flags, groups[1], earlier=first, **options)
    snapshots = []
    for each, published in zip(groups, (first, second), strict=True):
        made.groups = each
        snapshots.append(made.snapshot(published))
    shown = {name for name, open_ in zip(first.keys, first.gate_open, strict=True) if open_ and name[0] == "cell"}
    moved = [name for g, name in enumerate(second.keys) if name in shown and second.rests_on[g].min() == 0]
    assert len(moved) == (1 if join == 6 else 0)
    for margin in (usual, sure) if FULL else (usual,):
        assert attacks(made, snapshots, margin) == []


@pytest.mark.parametrize("reckoned", [True, False])
def test_a_manager_who_knows_their_reports_finds_nobody(reckoned: bool) -> None:
    """Who knows all of a team reads the total of a place as that of the others, unless that is reckoned with."""
    made = example(150, SIZES[150], [5])
    directory = made.groups
    made.groups = newcomers(made, leave=3, join=4)[1]
    groups = made.groups if reckoned else without_managers(made.groups)
    published = publish(made.flags, groups, known=made.ranks, key=KEY, chains=made.chains, contributes=made.gave)
    snapshot, (chain,), found = made.snapshot(published), made.chains, []
    made.groups = directory
    for manager in sorted({m for m in made.managers.values() if isinstance(m, str)}):
        attack = Attack([snapshot], chain, made.seen_by(manager, chain), usual)
        while attack.contradicted():
            assert attack.drop_contradictions() > 0
        found += attack.found()
    assert (found == []) == reckoned


def without_managers(groups: FigureGroups) -> FigureGroups:
    """The same, and nobody says who manages whom."""
    return FigureGroups(groups.people.drop(columns="manager_id"), groups.parents)


# What the attacker can do: where the protection is taken away, people are found.


def unguarded(monkeypatch: pytest.MonkeyPatch, *, audit: bool) -> None:
    """Counts simply rounded down, which lies within the usual margin, with or without the audit."""
    monkeypatch.setattr(figures_module, "rounded", lambda counts, sizes, _: counts // 5 * 5)
    if not audit:
        monkeypatch.setattr(
            figures_module, "hide_for", lambda figures, readers: np.full(figures.count.shape, "", object)
        )


def leaky() -> tuple[pd.DataFrame, pd.DataFrame, FigureGroups]:
    """A cell of nine: everybody sees that four have it, nobody sees the other five, who do not."""
    rows = [(f"P{k:02d}", "A" if k < 9 else "B", "hall") for k in range(30)]
    groups = FigureGroups(pd.DataFrame(rows, columns=["person_id", "unit", "location"]), {})
    values = [1.0] * 4 + [0.0] * 5 + [1.0, 0.0, 1.0] * 7
    flags = pd.DataFrame({"person_id": groups.people["person_id"], "x": values})
    known = pd.DataFrame({"person_id": groups.people["person_id"], "x": [3] * 4 + [0] * 26})
    return flags, known, groups


@pytest.mark.parametrize("audit", [False, True])
def test_a_planted_hole_is_found_by_the_attacker_and_closed_by_the_audit(
    monkeypatch: pytest.MonkeyPatch, audit: bool
) -> None:
    unguarded(monkeypatch, audit=audit)
    flags, known, groups = leaky()
    published = publish(flags, groups, known=known, key=b"planted")
    snapshot = Snapshot(published.to_dict(), {p: (u, w) for p, u, w in groups.people.itertuples(index=False)}, {})
    found = Attack([snapshot], ["x"], dict.fromkeys(["P00", "P01", "P02", "P03"], 1), usual).found()
    if audit:
        assert found == []
    else:
        assert found == [([f"P{k:02d}" for k in range(4, 9)], "x", 0)]


@pytest.mark.parametrize("n_people", [150])
def test_without_rounding_and_audit_the_attacker_finds_many(monkeypatch: pytest.MonkeyPatch, n_people: int) -> None:
    made = organisation(n_people)
    unguarded(monkeypatch, audit=False)
    monkeypatch.setattr(figures_module, "rounded", lambda counts, sizes, _: counts)
    published = made.publish()
    chain = made.chains[0]
    truth = made.truth(chain)
    found = Attack([made.snapshot(published)], chain, made.seen_by(None, chain), lambda size: 0).found()
    assert sum(len(people) for people, _, _ in found) > 20
    assert all((truth[p] > chain.index(figure)) == value for people, figure, value in found for p in people)
