"""Stretch seats: room in a team for somebody who wants to learn, beside somebody who can."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.teams.problem import TeamProblem
from talentmap.teams.records import records


def wishes(data: Dataset) -> frozenset[tuple[str, str]]:
    """Person and strength of every wish to learn a strength (``aspirations`` of kind ``strength``)."""
    frame = data.frames["aspirations"]
    return frozenset(
        (str(row.person_id), str(row.target_id)) for row in records(frame[frame["target_kind"] == "strength"])
    )


def learners_and_seats(
    problem: TeamProblem, people: Sequence[str], strengths: Sequence[str], meets: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who could learn what in the team, and for which requirements a seat is offered.

    A learner wishes for the strength and is not known to meet the need; an unknown level is no bar. Without
    `problem.stretch` every requirement with a learner among all people has a seat, whether or not that person can
    take part, so that a change of somebody's hours does not change what a filled seat is worth.

    Returns
    -------
    Shape (n_people, n_requirements) and (n_requirements,).
    """
    wished = wishes(problem.data)
    row, column = ({label: k for k, label in enumerate(labels)} for labels in (people, strengths))
    learners = np.zeros(meets.shape, dtype=bool)
    for person, strength in wished:
        if person in row and strength in column:
            learners[row[person], column[strength]] = True
    learners &= ~meets
    seats = np.array([problem.stretch is None or s in problem.stretch for s in strengths], dtype=bool)
    if problem.stretch is None:
        seats = np.asarray(learners.any(axis=0))
    return learners & seats, seats
