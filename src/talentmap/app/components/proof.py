"""A proof record in plain words."""

from __future__ import annotations

from talentmap.app.services.words import number, percent
from talentmap.results import Proof, Status
from talentmap.vocabulary import text


def proof_lines(proof: Proof, optimal: str = "app.proof.optimal") -> list[str]:
    """What was proven, the figures it rests on, and who checked it.

    Parameters
    ----------
    optimal
        Key of the sentence that says what an optimal answer proves.
    """
    figures = text(
        "app.proof.figures",
        best=number(proof.best, 3),
        bound=number(proof.bound, 3),
        gap=percent(proof.gap),
        seconds=number(proof.timing.get("total", sum(proof.timing.values())), 1),
    )
    checked = text("app.proof.verified" if proof.verified else "app.proof.unverified")
    proven = proof.status is Status.OPTIMAL
    return [text(optimal if proven else "app.proof.feasible"), f"{figures} {checked}"]
