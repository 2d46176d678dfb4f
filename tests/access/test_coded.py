"""Coded medians: hand-worked cells, and an attack over all answers of three to six raters."""

from __future__ import annotations

import itertools
import os

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from talentmap.access.coded import CODES, code_of, coded_medians, lowest_level

Ints = NDArray[np.int64]
FULL = os.environ.get("TALENTMAP_FULL") == "1"
BLANK = 6
"""A strength the rater did not answer; in the attacks one more value."""


def ratings(rows: list[tuple[str, str, str | None, int]]) -> pd.DataFrame:
    """Rows strength, source, rater, level of one round about one person."""
    frame = pd.DataFrame(rows, columns=["strength_id", "source", "rater", "level"])
    return frame.assign(round_id="R1", person_id="P1")


def cells(rows: list[tuple[str, str, str | None, int]]) -> dict[tuple[str, str], str]:
    frame = coded_medians(ratings(rows))
    return {(row.strength_id, row.source): row.code for row in frame.itertuples()}


def test_the_codes_hold_two_levels_each_and_start_where_present_and_strong_do() -> None:
    assert [code_of(level) for level in range(6)] == ["0-1", "0-1", "2-3", "2-3", "4-5", "4-5"]
    assert [lowest_level(code) for code in CODES] == [0, 2, 4]


def test_lower_median_of_four_is_the_second() -> None:
    assert cells([("S1", "peer", "A", 1), ("S1", "peer", "B", 3), ("S1", "peer", "C", 4), ("S1", "peer", "D", 5)]) == {
        ("S1", "peer"): "2-3"
    }


def test_two_raters_or_one_rater_three_times_are_too_few() -> None:
    assert cells([("S1", "peer", "A", 1), ("S1", "peer", "B", 3)]) == {}
    assert cells([("S1", "peer", "A", 1), ("S1", "peer", "B", 3), ("S1", "peer", "B", 5)]) == {}
    assert cells([("S1", "peer", None, 1), ("S1", "peer", None, 3), ("S1", "peer", "B", 5)]) == {}


def test_categories_stand_apart_and_only_peers_and_clients_are_coded() -> None:
    rows = [("S1", source, rater, 5) for source in ("peer", "manager", "self") for rater in "ABC"]
    rows += [("S1", "client", rater, 0) for rater in "DEF"]
    assert cells(rows) == {("S1", "peer"): "4-5", ("S1", "client"): "0-1"}


def test_nothing_in_nothing_out() -> None:
    frame = coded_medians(ratings([]))
    assert list(frame.columns) == ["round_id", "person_id", "strength_id", "source", "level", "code"]
    assert len(frame) == 0


def test_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    rows = [(f"S{s}", "peer", f"R{r}", int(rng.integers(6))) for s in range(5) for r in range(4)]
    frame = ratings(rows)
    shuffled = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(coded_medians(frame), coded_medians(shuffled))


# The attack: every possible set of answers is a strength of its own, so that one call of the function publishes all.


def published(answers: Ints) -> Ints:
    """Code of each row of answers, shape (n_cases,), by the function under attack; -1 where nothing is published."""
    answers, case = np.unique(answers, axis=0, return_inverse=True)
    n_cases, n_raters = answers.shape
    frame = pd.DataFrame(
        {
            "round_id": "R1",
            "person_id": "P1",
            "strength_id": np.repeat([f"{case:07d}" for case in range(n_cases)], n_raters),
            "source": "peer",
            "rater": np.tile([f"rater {place}" for place in range(n_raters)], n_cases),
            "level": answers.ravel(),
        }
    )
    result = coded_medians(frame[frame["level"] != BLANK])
    codes = np.full(n_cases, -1)
    codes[result["strength_id"].astype(int)] = result["code"].map(CODES.index)
    return codes[case.ravel()]


def every_answer(n_raters: int, n_values: int = 6) -> Ints:
    return np.array(list(itertools.product(range(n_values), repeat=n_raters)))


def fewest_values(known: list[Ints], secret: Ints) -> int:
    """Over everything that can be known and every rater: the fewest levels that rater may still have given."""
    seen = np.zeros(len(secret), dtype=np.int64)
    for told in known:  # numbered anew at each step: equal numbers, equal knowledge
        _, seen = np.unique(seen * 8 + told + 1, return_inverse=True)
    possible = np.zeros((seen.max() + 1, secret.shape[1], BLANK + 1), dtype=bool)
    for rater in range(secret.shape[1]):
        possible[seen, rater, secret[:, rater]] = True
    return int(possible.sum(axis=2).min())


@pytest.mark.parametrize("n_raters", [3, 4, 5, 6])
def test_one_round_tells_neither_reader_nor_reader_with_a_rater(n_raters: int) -> None:
    answers = every_answer(n_raters)
    code = published(answers)
    assert (code >= 0).all()
    assert fewest_values([code], answers) == 6  # for a reader alone every level stays possible
    for insider in range(n_raters):
        assert fewest_values([code, answers[:, insider]], np.delete(answers, insider, axis=1)) >= 2


@pytest.mark.parametrize("n_raters", [3, 4, 5] if FULL else [3, 4])
def test_unanswered_strengths_tell_no_answer_either(n_raters: int) -> None:
    """Raters may leave it blank; that nothing is published is then something one knows as well."""
    answers = every_answer(n_raters, BLANK + 1)
    code = published(answers)
    assert (code == -1).any()
    assert fewest_values([code], answers) >= 6
    for insider in range(n_raters):
        assert fewest_values([code, answers[:, insider]], np.delete(answers, insider, axis=1)) >= 2


OWN = tuple(range(6)) if FULL else (0, 2, 5)
"""What an insider answers in turn; between 0 and 5 nothing more is learnt, which the full run checks."""


def together(sets: list[list[int]], others: Ints, insider: bool) -> int:
    """Rounds with these sets of raters whose opinions stay; with an insider who gives every answer in turn."""
    known = []
    for members in sets:
        chosen = others[:, members]
        for own in OWN if insider else [None]:
            column = np.full((len(others), 1), own) if own is not None else others[:, :0]
            if chosen.shape[1] + column.shape[1] >= 3:
                known.append(published(np.hstack([column, chosen])))
    return fewest_values(known, others)


@pytest.mark.parametrize("n_others", [2, 3, 4, 5] if FULL else [2, 3, 4])
def test_many_rounds_with_any_sets_of_raters_and_an_insider_who_changes_the_own_answer(n_others: int) -> None:
    others = every_answer(n_others)
    sets = [list(s) for k in range(2, n_others + 1) for s in itertools.combinations(range(n_others), k)]
    assert together(sets, others, insider=True) >= 2


@pytest.mark.parametrize("n_others", [3, 4, 5, 6] if FULL else [3, 4, 5])
def test_many_rounds_with_any_sets_of_raters_for_a_reader(n_others: int) -> None:
    others = every_answer(n_others)
    sets = [list(s) for k in range(3, n_others + 1) for s in itertools.combinations(range(n_others), k)]
    assert together(sets, others, insider=False) >= 2


@pytest.mark.parametrize("n_raters", [3, 4, 5] if FULL else [3, 4])
def test_a_rater_added_in_a_second_round(n_raters: int) -> None:
    answers = every_answer(n_raters + 1)
    known = [published(answers[:, :n_raters]), published(answers)]
    assert fewest_values(known, answers) >= 2
    for insider in (0, n_raters):  # one who was there before, and the one added
        assert fewest_values([*known, answers[:, insider]], np.delete(answers, insider, axis=1)) >= 2


def test_the_attack_does_find_what_finer_codes_would_give_away() -> None:
    """Three raters, codes 0-1 / 2 / 3 / 4-5: two rounds and an insider are enough. So the attack can succeed.

    Both others are known where both gave 2 or both gave 3: 2 of 36 cases, the 5.6 % of docs/feedback.md.
    """
    finer = np.array([0, 0, 1, 2, 3, 3])
    others = every_answer(2)
    known = [finer[np.sort(np.c_[np.full(36, own), others], axis=1)[:, 1]] for own in (0, 5)]
    assert fewest_values(known, others) == 1
    seen = known[0] * 4 + known[1]
    alone = [len({tuple(pair) for pair in others[seen == one].tolist()}) == 1 for one in seen]
    assert others[alone].tolist() == [[2, 2], [3, 3]]
