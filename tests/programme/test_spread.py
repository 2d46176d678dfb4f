"""The spread: against every outcome of a small network, certain cases by hand, and sources of all parameters."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.examples import toy
from talentmap.programme.spread import simulate_spread
from talentmap.programme.spread_parameters import PARAMETERS, Parameter
from talentmap.vocabulary import use_language
from tests.organisations import random_organisation


def line(weights: list[float]) -> Dataset:
    """P000 - P001 - P002 ... with these weights, and one person more without ties."""
    base = random_organisation(1, n_people=len(weights) + 2, claims_per_person=0)
    people = base.people.assign(end_date=pd.NaT)
    ids = people["person_id"].tolist()
    ties = pd.DataFrame({"person_a": ids[:-2], "person_b": ids[1:-1], "weight": weights})
    return base.replace(people=people, ties=ties)


def given(**values: float) -> tuple[Parameter, ...]:
    return tuple(replace(p, value=values.get(p.name, p.value)) for p in PARAMETERS)


def test_every_parameter_has_a_source_or_the_word_aanname() -> None:
    assert PARAMETERS
    for parameter in PARAMETERS:
        assert "doi:10." in parameter.source or parameter.source == "aanname", parameter.name
    for source in ("", "a colleague", None):
        with pytest.raises(ProblemError, match="no source"):
            Parameter("chance_per_contact", 0.1, "share", source)  # type: ignore[arg-type]
    table = simulate_spread(toy(), ["P1"], runs=5).parameter_table()
    assert table["source"].str.contains("doi:10.|aanname").all()


def test_certain_ties_spread_one_step_a_week() -> None:
    data = line([1.0, 1.0, 1.0])
    table = simulate_spread(data, ["P000"], weeks=4, runs=3, parameters=given(chance_per_contact=1.0)).table()
    assert table["low"].tolist() == table["high"].tolist() == [1, 2, 3, 4, 4]
    slow = given(chance_per_contact=1.0, weeks_per_step=2.0)
    assert simulate_spread(data, ["P000"], weeks=4, runs=3, parameters=slow).table()["middle"].tolist() == [
        1,
        1,
        2,
        2,
        3,
    ]


def test_without_chance_nothing_spreads() -> None:
    result = simulate_spread(line([1.0, 1.0]), ["P001", "P002"], parameters=given(chance_per_contact=0.0))
    assert set(result.counts.ravel().tolist()) == {2}
    assert result.table()["share"].iloc[-1] == 0.5


def test_chances_are_those_of_every_outcome() -> None:
    # A tie of weight w passes it on with 1 - 0.9^(4w), weights scaled by the largest.
    data, weights = line([2.0, 1.0, 0.5]), np.array([1.0, 0.5, 0.25])
    chance = 1 - 0.9 ** (4 * weights)
    exact = np.zeros(5)
    sizes: dict[int, float] = {}
    for live in product((False, True), repeat=3):
        odds = float(np.prod(np.where(live, chance, 1 - chance)))
        reached = 1 + next((k for k, on in enumerate(live) if not on), 3)
        exact[:reached] += odds
        sizes[reached] = sizes.get(reached, 0.0) + odds
    runs = 20_000
    result = simulate_spread(data, ["P000"], weeks=3, runs=runs)
    found = result.person_table()
    spread = 4 * np.sqrt(np.maximum(exact * (1 - exact), 0) / runs) + 1e-12
    assert (np.abs(found["chance"] - exact) <= spread).all()
    assert found["known"].tolist() == [True, True, True, True, False]
    share = np.cumsum([sizes.get(n, 0.0) for n in range(1, 5)])
    last = result.table().iloc[-1]
    assert [last["low"], last["middle"], last["high"]] == [1 + int(np.argmax(share >= q)) for q in (0.1, 0.5, 0.9)]


def test_one_seed_one_answer_and_one_more_front_runner_never_lowers_a_run() -> None:
    data = random_organisation(3, n_people=30, claims_per_person=0)
    people = simulate_spread(data, [], runs=2).people
    one = simulate_spread(data, people[:2], runs=50)
    again = simulate_spread(data, people[:2][::-1], runs=50)
    more = simulate_spread(data, people[:3], runs=50)
    assert (one.counts == again.counts).all()
    assert (more.counts >= one.counts).all()
    assert (np.diff(one.counts, axis=1) >= 0).all()
    assert (simulate_spread(data, people[:2], runs=50, seed=8).counts != one.counts).any()


def test_the_answer_says_what_was_assumed() -> None:
    result = simulate_spread(toy(), ["P1"], runs=20)
    for lang in ("nl", "en"):
        with use_language(lang):
            said = str(result)
        assert "aanname" in said
        assert "doi:10.1145/956750.956769" in said
    assert result.to_dict()["unknown"] == ["P4", "P7"]


WRONG: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "no weeks": ({"weeks": 0}, ProblemError, "weeks"),
    "runs as text": ({"runs": "9"}, ProblemError, "runs"),
    "a stranger": ({"chosen": ["P99"]}, UnknownLabelError, "P99"),
    "a chance over one": ({"parameters": given(chance_per_contact=2.0)}, ProblemError, "chance_per_contact"),
    "a chance undefined": ({"parameters": given(chance_per_contact=float("nan"))}, ProblemError, "nan"),
    "one missing": ({"parameters": PARAMETERS[1:]}, ProblemError, "exactly once"),
    "figures alone": ({"parameters": [0.1, 4, 1]}, ProblemError, "exactly once"),
    "half a week": ({"parameters": given(weeks_per_step=0.5)}, ProblemError, "weeks_per_step"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_told_in_both_languages(name: str) -> None:
    change, kind, said = WRONG[name]
    call = {"chosen": ["P1"], "runs": 2, **change}
    with pytest.raises(kind, match=said) as english:
        simulate_spread(toy(), **call)
    with use_language("nl"), pytest.raises(kind) as dutch:
        simulate_spread(toy(), **call)
    assert str(dutch.value) != str(english.value)
