"""No public function, picture, export, page, explanation or error tells a viewer of what they may not see."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import talentmap
from talentmap import plots
from talentmap.access import Viewer, as_seen_by
from talentmap.data.dataset import Dataset
from tests.access.public_calls import (
    CALLS,
    DOCUMENTS,
    ERRORS,
    PLOTS,
    SLOW,
    THROUGH_THE_STORE,
    Asked,
    takes_data,
    through_the_store,
    told_or_failed,
)
from tests.access.worlds import CHANGES, World, elsewhere, random_rows

FULL = bool(os.environ.get("TALENTMAP_FULL"))
EVERYTHING: Mapping[str, Callable[[Asked], object]] = {**CALLS, **DOCUMENTS, **ERRORS, **(SLOW if FULL else {})}
WHO = [
    (Viewer(None, "hr"), "team"),
    (Viewer("P000"), "team"),
    (Viewer(None, "analyst"), "role_match"),
    (Viewer("P003"), "portfolio"),
    (Viewer("P001", "outsider"), "team"),
]
CAN_FAIL = {"shared_times", "verify_staffing", "verify_team", "weekly_meetings"}
"""What ends in an error in a small random organisation: no times in the week, and a team that a rule forbids."""
RESTS_ON_CLAIMS = {
    "Dataset",
    "build_graph",
    "capability_map",
    "closest_team",
    "decision_record",
    "fit_matrix",
    "match_roles",
    "matrices",
    "plots",
    "profiles",
    "propose_teams",
    "strength_gaps",
    "write_dataset",
    "write_record",
    "build_report",
    "why not",
}


def everything_told(data: Dataset, folder: Path) -> dict[str, str]:
    """Name -> all that is told."""
    asked = Asked(data, folder)
    return {name: told_or_failed(lambda call=call: call(asked)) for name, call in EVERYTHING.items()}  # type: ignore[misc]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Dataset, dict[str, str]]:
    """One organisation as HR sees it, and all that it tells them."""
    world = World(random_rows(1), *WHO[0])
    data = as_seen_by(world.data(), world.viewer, world.purpose)
    return world, data, everything_told(data, tmp_path_factory.mktemp("usual"))


def test_every_public_name_that_takes_data_is_asked() -> None:
    taking = {name for name in talentmap.__all__ if takes_data(name)}
    assert len(taking) > 40
    assert taking - set(CALLS) == set(), "say in tests/access/public_calls.py how it is called"
    assert set(CALLS) <= set(talentmap.__all__)
    assert set(plots.__all__) == set(PLOTS)
    assert {name for name in talentmap.__all__ if through_the_store(name)} == THROUGH_THE_STORE


def test_nothing_public_tells_of_what_is_hidden(usual: tuple[World, Dataset, dict[str, str]], tmp_path: Path) -> None:
    world, _, first = usual
    other = elsewhere(world, sorted(CHANGES), 1)
    assert other
    second = everything_told(as_seen_by(other.data(like=world), world.viewer, world.purpose), tmp_path)
    assert [name for name in first if first[name] != second[name]] == []


def test_the_answers_are_answers_and_would_tell(usual: tuple[World, Dataset, dict[str, str]], tmp_path: Path) -> None:
    """Hardly any call ends in an error, and another level in what is seen changes what rests on it."""
    _, data, first = usual
    assert {name for name in CALLS if re.match(r"\w+Error: ", first[name])} <= CAN_FAIL
    level = data.claims["level"]
    asked = Asked(data.replace(claims=data.claims.assign(level=(level + 3) % 6)), tmp_path)
    same = [
        name for name in sorted(RESTS_ON_CLAIMS) if told_or_failed(lambda n=name: EVERYTHING[n](asked)) == first[name]
    ]  # type: ignore[misc]
    assert same == []


if FULL:

    @pytest.mark.parametrize("seed", range(20))
    @pytest.mark.parametrize("who", range(len(WHO)))
    def test_nothing_public_tells_of_what_is_hidden_in_many(who: int, seed: int, tmp_path: Path) -> None:
        world = World(random_rows(seed), *WHO[who])
        other = elsewhere(world, sorted(CHANGES), seed)
        if other is not None:
            views = [as_seen_by(each.data(), world.viewer, world.purpose) for each in (world, other)]
            first, second = (everything_told(view, tmp_path / name) for view, name in zip(views, "ab", strict=True))
            assert [name for name in first if first[name] != second[name]] == []
