"""Covering against looking at every choice, and its parts one by one."""

from __future__ import annotations

import math
import os
from itertools import product

import numpy as np
import pytest

from talentmap.optimise.cover import Cover
from talentmap.optimise.cover_prices import cheapest, first_prices, greedy_cover, price_rows
from talentmap.optimise.cover_reduce import Core, fixed, reduced
from talentmap.optimise.cover_search import CoverSearch
from talentmap.optimise.cover_solve import best_cover
from talentmap.optimise.cover_state import OPEN, SIZE, TOTAL
from talentmap.optimise.options import Options, Progress
from talentmap.results import Status

N = 300 if os.environ.get("TALENTMAP_FULL") else 40


def random_cover(seed: int, columns: int = 10, rows: int = 8) -> Cover:
    """A small problem: some columns alike, some rows that need more than one, costs from 0, now and then no cover."""
    rng = np.random.default_rng(seed)
    has = rng.random((columns, rows)) < rng.uniform(0.2, 0.6)
    has[1] = has[0] & has[1]
    column, row = np.nonzero(has)
    cost = np.ones(columns) if seed % 3 == 0 else rng.integers(0, 6, columns)
    return Cover.of(column, row, cost, rng.integers(0, 3, rows) if seed % 2 else np.ones(rows))


def larger_cover(seed: int, columns: int = 1500, rows: int = 60) -> Cover:
    """A problem with some hundred columns left after reduction."""
    rng = np.random.default_rng(seed)
    column, row = np.nonzero(rng.random((columns, rows)) < 0.06)
    return Cover.of(column, row, rng.integers(20, 60, columns), rng.integers(1, 4, rows))


def best_by_looking(cover: Cover) -> int | None:
    """Cost of the cheapest cover by trying every choice."""
    found = None
    for bits in product((False, True), repeat=cover.n_columns):
        chosen = np.array(bits)
        if cover.holds(chosen) and (found is None or cover.total(chosen) < found):
            found = cover.total(chosen)
    return found


@pytest.mark.parametrize("seed", range(N))
def test_the_cheapest_cover_is_found_and_proven(seed: int) -> None:
    cover = random_cover(seed, columns=9)
    right = best_by_looking(cover)
    answer = best_cover(cover)
    if right is None:
        assert answer.status is Status.INFEASIBLE
        assert all((cover.rows == i).sum() < cover.need[i] for i in answer.short)
        assert answer.short
        return
    assert (answer.status, answer.best, answer.bound) == (Status.OPTIMAL, right, right)
    chosen = cover.flags(answer.chosen)
    assert cover.holds(chosen)
    assert cover.total(chosen) == right


@pytest.mark.parametrize("seed", range(N))
def test_reduction_keeps_a_cheapest_cover(seed: int) -> None:
    cover = random_cover(seed, columns=9)
    right = best_by_looking(cover)
    if right is None:
        return
    core = reduced(cover)
    inner = best_by_looking(core.cover) if core.cover.n_columns else 0
    assert inner is not None
    assert right == inner + cover.cost[core.taken].sum()
    every = core.lifted(np.ones(core.cover.n_columns, dtype=bool))
    assert cover.holds(cover.flags(every))


@pytest.mark.parametrize("seed", range(10))
def test_prices_bound_the_cheapest_cover_and_fixing_keeps_a_cheaper_one(seed: int) -> None:
    cover = random_cover(seed, columns=9)
    right = best_by_looking(cover)
    if right is None:
        return
    prices = price_rows(cover, right + 2, first_prices(cover), math.inf)
    value = prices.price @ cover.need + np.minimum(prices.slopes, 0).sum()
    assert prices.bound == pytest.approx(value)
    assert prices.bound <= right + 1e-9
    assert (prices.price >= 0).all()
    part = fixed(Core.whole(cover), prices.slopes, prices.bound, right + 1)
    inner = best_by_looking(part.cover) if part.cover.n_columns else 0
    assert inner is not None
    assert right == inner + cover.cost[part.taken].sum()


def test_by_hand() -> None:
    """Rows 0-3; column 0 serves 0 and 1, column 1 serves 2 and 3, column 2 all but 3; each costs 2, column 3 costs 3.

    Column 3 serves all: alone it costs 3, two columns cost 4. With row 3 asking for two, columns 1 and 3 are needed:
    they serve everything for 5.
    """
    column = [0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 3]
    row = [0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 3]
    assert best_cover(Cover.of(column, row, [2, 2, 2, 3], [1, 1, 1, 1])).chosen == (3,)
    two = best_cover(Cover.of(column, row, [2, 2, 2, 3], [1, 1, 1, 2]))
    assert (two.chosen, two.best, two.bound) == ((1, 3), 5, 5)
    assert best_cover(Cover.of(column, row, [2, 2, 2, 3], [1, 1, 1, 3])).short == (3,)


def test_nothing_to_cover_takes_nobody() -> None:
    answer = best_cover(Cover.of([0], [0], [1], [0]))
    assert (answer.status, answer.chosen, answer.best, answer.bound) == (Status.OPTIMAL, (), 0, 0)


def test_pairs_given_twice_count_once() -> None:
    cover = Cover.of([1, 0, 1, 1], [0, 0, 0, 1], [1, 1], [2, 1])
    assert cover.rows.tolist() == [0, 0, 1]
    assert cover.counts(np.array([True, True])).tolist() == [2, 1]


@pytest.mark.parametrize("seed", range(3))
def test_the_search_keeps_count(seed: int) -> None:
    """After much searching the state of the compiled loops is what working it out anew gives."""
    cover = larger_cover(seed)
    first = greedy_cover(cover, first_prices(cover))
    assert cover.holds(first)
    search = CoverSearch(cover, first, seed, 0)
    for _ in range(3):
        assert search.run(300_000) >= 300_000
    state = search._state
    counts = cover.counts(state.inside)
    assert (state.served == counts).all()
    opened, size, total = state.at[OPEN], state.at[SIZE], state.at[TOTAL]
    assert sorted(state.opened[:opened].tolist()) == np.flatnonzero(counts < cover.need).tolist()
    assert sorted(state.team[:size].tolist()) == np.flatnonzero(state.inside).tolist()
    assert total == cover.total(state.inside)
    short, tight = counts < cover.need, counts <= cover.need
    counted = np.where(state.inside[cover.column_of], tight[cover.rows], short[cover.rows]) * state.weight[cover.rows]
    scores = np.bincount(cover.column_of, weights=counted, minlength=cover.n_columns)
    assert state.score.tolist() == scores.tolist()
    assert cover.holds(search.kept)
    assert cover.total(search.kept) == search.best <= cover.total(first)


def test_same_seed_same_answer() -> None:
    cover = larger_cover(1, columns=300, rows=40)
    first, again = best_cover(cover), best_cover(cover)
    assert first.status is Status.OPTIMAL
    assert first.chosen == again.chosen


def test_stopped_by_the_clock_it_says_so() -> None:
    cover = larger_cover(4)
    assert best_cover(cover, Options(time_limit=0.0)).status is Status.NOT_FOUND
    answer = best_cover(cover, Options(time_limit=1e-9))
    assert answer.status is Status.FEASIBLE
    assert answer.bound is not None
    assert answer.best is not None
    assert answer.bound < answer.best
    assert cover.holds(cover.flags(answer.chosen))


def test_a_listener_hears_and_stops() -> None:
    cover, heard = larger_cover(4), list[Progress]()

    def hear(told: Progress) -> bool:
        heard.append(told)
        return len(heard) < 2

    answer = best_cover(cover, Options(listener=hear))
    assert answer.status is Status.FEASIBLE
    assert len(heard) == 2
    assert heard[-1].best == answer.best
    assert heard[-1].bound == answer.bound


def test_a_core_holds_the_best_of_every_row() -> None:
    cover = larger_cover(2)
    slopes = np.random.default_rng(0).random(cover.n_columns)
    take = cheapest(cover, slopes, 0.0, 10)
    assert 10 <= take.sum() < cover.n_columns
    assert (cover.counts(take) >= np.minimum(5, np.diff(cover.row_starts))).all()


def test_patience_follows_luby() -> None:
    from talentmap.optimise.cover_turns import luby

    assert [luby(k) for k in range(1, 16)] == [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]
