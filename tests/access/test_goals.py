"""Personal goals: the person's own, and goals of the team that tell nobody whose wish they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from talentmap.access import log
from talentmap.access.goals import leave_team_goal, make_team_goal, own_goals, remove_goal, save_goal
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from tests.access.test_workspace import TODAY, organisation
from tests.store.copies import stored


@pytest.fixture
def bob(empty_file: Path, tmp_path: Path) -> Workspace:
    path = tmp_path / "talentmap.db"
    path.write_bytes(empty_file.read_bytes())
    workspace = open_workspace(path, Viewer("bob"), today=TODAY)
    stored(workspace.store, organisation())
    return workspace


def seen(workspace: Workspace, person: str) -> list[tuple]:
    goals = Workspace(workspace.store, Viewer(person), TODAY).data("portfolio").frames["goals"]
    return list(goals[["owner", "strength_id", "level", "people"]].itertuples(index=False, name=None))


def test_a_goal_is_seen_by_nobody_else_until_it_is_one_of_the_team(bob: Workspace) -> None:
    goal = save_goal(bob, "s1", 4, words="because of Cas")
    assert own_goals(bob)["goal_id"].tolist() == [goal]
    assert seen(bob, "cas") == seen(bob, "ann") == []
    make_team_goal(bob, goal)
    assert seen(bob, "cas") == [("U", "s1", 4, 1)]
    leave_team_goal(bob, goal)
    assert seen(bob, "cas") == []
    assert own_goals(bob)["team_goal"].isna().all()
    with bob.store.reading() as reading:
        assert log.verify(reading) == 3


def test_colleagues_of_a_unit_join_one_goal(bob: Workspace) -> None:
    ann = Workspace(bob.store, Viewer("ann"), TODAY)
    goals = [(one, save_goal(one, "s1", 4)) for one in (bob, ann)]
    assert len({make_team_goal(one, goal) for one, goal in goals}) == 1
    assert seen(bob, "cas") == [("U", "s1", 4, 2)]
    remove_goal(*goals[0])
    assert seen(bob, "cas") == [("U", "s1", 4, 1)]
    bob.store.check()


def test_a_goal_is_its_owners_alone(bob: Workspace) -> None:
    goal = save_goal(bob, "s1", 4)
    ann = Workspace(bob.store, Viewer("ann"), TODAY)
    for act in (remove_goal, make_team_goal, leave_team_goal):
        with pytest.raises(AccessError):
            act(ann, goal)
        with pytest.raises(AccessError):
            act(bob, "G0")
    with pytest.raises(AccessError):
        save_goal(Workspace(bob.store, Viewer(None, "hr"), TODAY), "s1", 3)


@pytest.mark.parametrize(("strength", "level", "error"), [("s9", 3, UnknownLabelError), ("s1", 0, ProblemError)])
def test_a_goal_that_cannot_be_is_refused(bob: Workspace, strength: str, level: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        save_goal(bob, strength, level)
    save_goal(bob, "s2", 3)
    with pytest.raises(ProblemError):
        save_goal(bob, "s2", 4)


def test_who_has_no_portfolio_is_told_the_same_of_any_goal(bob: Workspace) -> None:
    goal = save_goal(bob, "s1", 3)
    hr = Workspace(bob.store, Viewer(None, "hr"), TODAY)
    said = []
    for one in (goal, "G0000000000000000"):
        with pytest.raises(AccessError) as told:
            make_team_goal(hr, one)
        said.append(str(told.value))
    assert said[0] == said[1]
