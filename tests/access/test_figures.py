"""Group figures: who is counted where, how counts are rounded, what stays between snapshots, what a reader gets."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from talentmap.access import figures as figures_module
from talentmap.access.figures import publish
from talentmap.access.figures_groups import FigureGroups
from talentmap.access.figures_noise import draws, nearest, rounded, steps
from talentmap.access.figures_table import PublishedTable
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.vocabulary import use_language

KEY = b"k" * 32
PARENTS = {"A1": "A", "A2": "A", "A": "Top", "B": "Top"}


def staff(**cells: int) -> FigureGroups:
    """People by cell: ``A1_hall=6``."""
    rows = [(f"{cell}-{i:02d}", *cell.split("_")) for cell, n in cells.items() for i in range(n)]
    return FigureGroups(pd.DataFrame(rows, columns=["person_id", "unit", "location"]), PARENTS)


def flags(groups: FigureGroups, **columns: object) -> pd.DataFrame:
    people = groups.people["person_id"]
    return pd.DataFrame({"person_id": people} | columns)


def reason_codes(published: PublishedTable, figure: str) -> dict[tuple[str, str, str], str]:
    return dict(zip(published.keys, published.why[:, published.figures.index(figure)], strict=True))


def test_rounding_is_sticky_and_secret() -> None:
    contents = [f"cell {k}".encode() for k in range(400)]
    counts, sizes = np.arange(400) % 13, np.full(400, 13)
    once, again = (rounded(counts, sizes, draws(KEY, contents)) for _ in range(2))
    other = rounded(counts, sizes, draws(b"another key", contents))
    assert (once == again).all()
    assert (once != other).any()
    assert set(once.tolist()) <= {0, 5, 10, 15}


def test_draws_follow_the_geometric_law_that_the_promise_rests_on() -> None:
    drawn = draws(KEY, [str(k).encode() for k in range(40_000)])
    noise = steps(drawn[:, 0], 0.25) - steps(drawn[:, 1], 0.25)
    for far in range(4):
        expected = 0.6 * 0.25**far  # (1 - a) / (1 + a) x a^n with a = 1/4
        assert np.mean(noise == far) == pytest.approx(expected, rel=0.15)
        assert np.mean(noise == -far) == pytest.approx(expected, rel=0.15)
    usual = rounded(np.full(40_000, 3), np.full(40_000, 12), drawn)
    assert np.mean(np.abs(usual - 3) <= 4) > 0.98


@pytest.mark.parametrize("size", [5, 8, 12, 30])
def test_no_count_is_impossible_under_any_figure(size: int) -> None:
    ends = np.array([0, 2**64 - 1], dtype=np.uint64)  # the largest and the smallest number of steps
    for count in range(size + 1):
        low = rounded(np.array([count]), np.array([size]), np.array([[ends[1], ends[0]]], dtype=np.uint64))
        high = rounded(np.array([count]), np.array([size]), np.array([[ends[0], ends[1]]], dtype=np.uint64))
        assert low[0] == 0
        assert high[0] == nearest(np.array([size]))[0]


def test_cells_under_k_are_joined_and_nothing_under_k_is_shown() -> None:
    groups = staff(A1_hall=9, A1_yard=4, A2_hall=8, A2_yard=4, B_hall=9)
    published = publish(flags(groups, x=1.0), groups, key=b"open")
    codes = reason_codes(published, "x")
    assert codes["cell", "A1", "yard"] == codes["cell", "A2", "yard"] == "too_few"
    rests = {name: code for name, code in codes.items() if name[0] == "other"}
    assert list(rests) == [("other", "A", "")]
    members = published.bases[0].members[published.keys.index(("other", "A", ""))]
    assert members.sum() == 8


def test_a_rest_that_stays_under_k_goes_up_and_is_never_shown() -> None:
    groups = staff(A1_hall=9, A1_yard=2, B_hall=9, B_yard=1)
    published = publish(flags(groups, x=1.0), groups, key=KEY)
    assert reason_codes(published, "x")["other", "", ""] == "too_few"


def test_k_counts_contributors_not_members() -> None:
    groups = staff(A1_hall=9, B_hall=9)
    few = [1.0] * 4 + [np.nan] * 5 + [1.0] * 9
    published = publish(flags(groups, x=few), groups, key=KEY)
    assert reason_codes(published, "x")["cell", "A1", "hall"] == "too_few"
    said = publish(flags(groups, x=1.0), groups, key=KEY, contributes=[value == 1.0 for value in few])
    assert reason_codes(said, "x")["cell", "A1", "hall"] == "too_few"


def test_k_can_be_raised_and_not_lowered() -> None:
    groups = staff(A1_hall=9, B_hall=30)
    table = flags(groups, x=1.0)
    for k in (4, 0, -1, True, 5.0):
        with pytest.raises(ProblemError, match="5"):
            publish(table, groups, k, key=KEY)  # type: ignore[arg-type]
    raised = publish(table, groups, 10, key=KEY)
    assert reason_codes(raised, "x")["cell", "A1", "hall"] == "too_few"
    with pytest.raises(ProblemError, match="copy for readers"):
        publish(table, groups, key=KEY, earlier=raised.for_readers())
    with pytest.raises(ProblemError, match="10"):
        publish(table, groups, 9, key=KEY, earlier=raised)


def test_a_group_of_just_k_is_sometimes_held_back_so_that_held_back_says_nothing() -> None:
    groups = staff(A1_hall=5, B_hall=30)
    held = [
        reason_codes(publish(flags(groups, x=1.0), groups, key=bytes([k])), "x")["cell", "A1", "hall"] == "too_few"
        for k in range(30)
    ]
    assert 2 <= sum(held) <= 15


def test_nothing_shared_at_all() -> None:
    groups = staff(A1_hall=9)
    published = publish(flags(groups, x=np.nan), groups, key=KEY)
    assert set(published.table()["reason"]) == {"nothing has been shared yet"}


def test_asking_again_with_less_or_more_beside_it_gives_the_same_figure() -> None:
    groups = staff(A1_hall=9, A2_hall=8, B_hall=12)
    rng = np.random.default_rng(1)
    columns = {f"x{k}": rng.integers(0, 2, 29).astype(float) for k in range(30)}
    every = publish(flags(groups, **columns), groups, key=KEY)
    for name in ("x3", "x17"):
        one = publish(flags(groups, **{name: columns[name]}), groups, key=KEY)
        assert (one.count[:, 0] == every.count[:, every.figures.index(name)]).all()


def test_figures_of_the_same_people_agree() -> None:
    groups = staff(A1_hall=9, B_hall=12)
    published = publish(flags(groups, x=1.0), groups, key=KEY)
    place = {name: g for g, name in enumerate(published.keys)}
    assert published.count[place["cell", "A1", "hall"]] == published.count[place["unit", "A", ""]]


def test_parts_are_never_more_than_the_whole() -> None:
    groups = staff(A1_hall=9, A2_hall=8, B_hall=12)
    rng = np.random.default_rng(2)
    columns: dict[str, object] = {}
    chains = []
    for k in range(40):
        level = rng.integers(-1, 6, 29)
        columns |= {
            f"known{k}": np.where(level >= 0, 1.0, np.nan),
            f"present{k}": np.where(level >= 0, (level >= 2).astype(float), np.nan),
        }
        chains.append((f"known{k}", f"present{k}"))
    published = publish(flags(groups, **columns), groups, key=KEY, chains=chains)
    assert (published.count[:, 1::2] <= published.count[:, ::2]).all()
    assert (published.count <= published.size).all()


def test_a_change_of_fewer_than_k_people_changes_no_figure() -> None:
    groups = staff(A1_hall=9, A2_hall=8, B_hall=12)
    rng = np.random.default_rng(3)
    before = {f"x{k}": rng.integers(0, 2, 29).astype(float) for k in range(20)}
    first = publish(flags(groups, **before), groups, key=KEY)
    after = {name: values.copy() for name, values in before.items()}
    for values in after.values():
        values[[0, 9, 17, 18]] = 1 - values[[0, 9, 17, 18]]  # four people of the whole, at most two of a cell
    second = publish(flags(groups, **after), groups, key=KEY, earlier=first)
    pd.testing.assert_frame_equal(first.table(), second.table())
    assert publish(flags(groups, **after), groups, key=KEY).count.tolist() != first.count.tolist()


def test_small_changes_add_up_until_k_people_changed() -> None:
    groups = staff(A1_hall=30)
    values = np.zeros(30)
    published = publish(flags(groups, x=values), groups, key=KEY)
    rests = []
    for person in range(6):
        values[person] = 1
        published = publish(flags(groups, x=values), groups, key=KEY, earlier=published)
        rests.append(len(published.bases))
        fresh = published.bases[published.rests_on[0, 0]].values[:, 0].tolist() == values.tolist()
        assert fresh == (person == 4)
    assert max(rests) <= 2


def test_somebody_joining_changes_no_figure_and_no_size() -> None:
    before, after = staff(A1_hall=12, B_hall=9), staff(A1_hall=13, B_hall=9)
    first = publish(flags(before, x=1.0), before, key=KEY)
    second = publish(flags(after, x=1.0), after, key=KEY, earlier=first)
    pd.testing.assert_frame_equal(first.table(), second.table())


def test_a_group_that_falls_under_k_is_hidden_and_stays_so_for_a_while() -> None:
    groups = staff(A1_hall=9, B_hall=12)
    values = np.ones(21)
    first = publish(flags(groups, x=values), groups, key=b"open")
    assert reason_codes(first, "x")["cell", "A1", "hall"] == ""
    values[:5] = np.nan
    second = publish(flags(groups, x=values), groups, key=b"open", earlier=first)
    assert reason_codes(second, "x")["cell", "A1", "hall"] == "too_few"
    values[0] = 1
    third = publish(flags(groups, x=values), groups, key=b"open", earlier=second)
    assert reason_codes(third, "x")["cell", "A1", "hall"] == "too_few"


def test_a_snapshot_survives_the_store_and_forgets_a_person() -> None:
    groups = staff(A1_hall=9, A2_hall=8, B_hall=12)
    rng = np.random.default_rng(4)
    table = flags(groups, **{f"x{k}": rng.integers(0, 2, 29).astype(float) for k in range(5)})
    first = publish(table, groups, key=KEY)
    kept = json.dumps(first.state())
    assert not any(person in kept for person in groups.people["person_id"])
    back = PublishedTable.from_state(json.loads(kept))
    pd.testing.assert_frame_equal(back.table(), first.table())
    table.loc[:2, "x0"] = 1 - table.loc[:2, "x0"]
    one, two = (publish(table, groups, key=KEY, earlier=each) for each in (first, back))
    assert one.state() == two.state()
    gone = first.forget("A1_hall-03", KEY)
    assert len(gone.bases[0].people) == len(first.bases[0].people) - 1
    pd.testing.assert_frame_equal(gone.table(), first.table())


def test_what_is_hidden_is_nowhere_in_what_a_reader_gets() -> None:
    groups = staff(A1_hall=9, A1_yard=3, B_hall=12)
    published = publish(flags(groups, x=1.0, y=0.0), groups, key=KEY)
    table = published.table()
    assert table.loc[~table["shown"], ["count", "size"]].isna().all().all()
    assert (table["reason"] != "")[~table["shown"]].all()
    for group in published.to_dict()["groups"]:  # type: ignore[attr-defined]
        for figure in group["figures"].values():
            assert set(figure) == ({"shown", "count", "size"} if figure["shown"] else {"shown", "reason"})
    assert "PublishedTable(" in repr(published)
    assert "count" not in repr(published)


def test_every_figure_and_every_gap_has_its_words() -> None:
    groups = staff(A1_hall=9, A1_yard=3, B_hall=12)
    published = publish(flags(groups, x=1.0), groups, key=b"open")
    assert "about" in published.explain("x").text()
    assert "fewer than 5" in published.explain("x", unit="A1", location="yard").text()
    with use_language("nl"):
        assert "minder dan 5" in published.explain("x", unit="A1", location="yard").text()
    assert published.explain("x", location="yard").kind == "figures.why.too_few"
    with pytest.raises(UnknownLabelError, match="no figure"):
        published.explain("z")
    with pytest.raises(UnknownLabelError, match="no group"):
        published.explain("x", unit="C")


def test_what_decides_hiding_is_the_rounded_figure_and_not_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is true of those whom nobody sees: with the same rounded figures the same ones are hidden."""
    groups = staff(A1_hall=9, A1_yard=3, A2_hall=8, B_hall=12)
    rng = np.random.default_rng(5)
    seen = rng.random(32) < 0.4
    visible = rng.integers(0, 2, 32).astype(float)
    patterns = set()
    for drawn in range(10):
        figures = np.random.default_rng(drawn).integers(0, 3, 300) * 5
        monkeypatch.setattr(
            figures_module,
            "rounded",
            lambda counts, sizes, _, figures=figures: np.minimum(figures[: len(counts)], nearest(sizes)),
        )
        hidden = set()
        for truth in range(4):
            values = np.where(seen, visible, np.random.default_rng(truth).integers(0, 2, 32))
            known = flags(groups, x=np.where(seen, 3, 0))
            published = publish(flags(groups, x=values.astype(float)), groups, key=KEY, known=known)
            hidden.add(tuple(published.why[:, 0]))
        assert len(hidden) == 1
        patterns |= hidden
    assert len(patterns) > 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.assign(x=2.0), "found 2.0"),
        (lambda t: t.assign(x="yes"), "found 'yes'"),
        (lambda t: pd.concat([t, t.head(1)]), "twice"),
    ],
)
def test_what_is_no_flag_is_refused(change: object, words: str) -> None:
    groups = staff(A1_hall=9)
    with pytest.raises(ProblemError, match=words):
        publish(change(flags(groups, x=1.0)), groups, key=KEY)  # type: ignore[operator]
    circle = FigureGroups(groups.people, {"A1": "A", "A": "A1"})
    with pytest.raises(ProblemError, match="itself"):
        publish(flags(groups, x=1.0), circle, key=KEY)
    with pytest.raises(UnknownLabelError, match="figure"):
        publish(flags(groups, x=1.0), groups, key=KEY, chains=[("x", "y")])


def test_a_figure_that_with_the_one_before_tells_who_came_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six people join and the figure rises by fifteen: a trusting reader would conclude that all six have it."""
    before, after = staff(A1_hall=14, B_hall=12), staff(A1_hall=20, B_hall=12)
    for rise, hidden in ((0, False), (5, False), (15, True)):
        monkeypatch.setattr(figures_module, "rounded", lambda counts, *_: np.zeros_like(counts))
        first = publish(flags(before, x=0.0), before, key=b"open")
        assert reason_codes(first, "x")["cell", "A1", "hall"] == ""
        monkeypatch.setattr(figures_module, "rounded", lambda counts, *_, rise=rise: np.full_like(counts, rise))
        second = publish(flags(after, x=0.0), after, key=b"open", earlier=first)
        assert (reason_codes(second, "x")["cell", "A1", "hall"] == "gives_away") == hidden
