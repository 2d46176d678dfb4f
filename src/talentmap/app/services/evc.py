"""An EVC track in words: its matrix, its evidence and history, the steps somebody may take, and typed indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from talentmap.access.evc_result import EvcTrack
from talentmap.access.evc_rules import STEPS, TRANSITIONS, Indicator
from talentmap.app.services.words import day
from talentmap.vocabulary import text

_WITH_LEVEL = re.compile(r"(\d+)\s*:\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Cell:
    """Where a piece of evidence is said to support an indicator: numbers, words of both, judgement and remark."""

    piece: int
    indicator: int
    title: str
    words: str
    judgement: str
    remark: str


def typed_indicators(required: str, optional: str, level: int) -> list[Indicator]:
    """Indicators as typed, one per line; a figure and a colon before a line say of which level it is."""
    return [
        _indicator(line.strip(), level, needed)
        for lines, needed in ((required, True), (optional, False))
        for line in lines.splitlines()
        if line.strip()
    ]


def _indicator(line: str, level: int, required: bool) -> Indicator:
    found = _WITH_LEVEL.fullmatch(line)
    return Indicator(found[2], int(found[1]), required) if found else Indicator(line, level, required)


def status_words(status: str) -> str:
    """Where a track stands, with the number of the step where it is one."""
    words = text(f"evc.status.{status}")
    return text("evc_app.step", n=STEPS.index(status) + 1, status=words) if status in STEPS else words


def steps(status: str, who: str) -> list[str]:
    """Statuses that the person or the assessor may give a track of this status; a certificate has a form of its own."""
    found = [step.target for step in TRANSITIONS if (step.source, step.who) == (status, who)]
    return [target for target in found if target != "certificate"]


def cells(track: EvcTrack) -> list[Cell]:
    """The filled cells of the matrix, by indicator and then by piece."""
    titles = dict(zip(track.evidence["number"], track.evidence["title"], strict=True))
    words = dict(zip(track.indicators["number"], track.indicators["words"], strict=True))
    rows = track.matrix.sort_values(["indicator", "evidence"])
    return [
        Cell(piece, one, str(titles[piece]), str(words[one]), _filled(judgement), _filled(remark))
        for piece, one, judgement, remark in zip(
            rows["evidence"], rows["indicator"], rows["judgement"], rows["remark"], strict=True
        )
    ]


def piece_lines(track: EvcTrack) -> dict[int, tuple[str, list[str]]]:
    """Number of each piece -> its title, and its kind, day and place in words."""
    found = {}
    for row in track.evidence.to_dict("records"):
        words = [text(f"evc_app.kind.{row['kind']}")]
        if not pd.isna(row["made"]):
            words.append(text("evc_app.evidence.made", day=day(row["made"])))
        if _filled(row["reference"]):
            words.append(text("evc_app.evidence.where", reference=row["reference"]))
        number = int(row["number"])
        found[number] = (text("evc_app.evidence.piece", n=number, title=row["title"]), words)
    return found


def history_lines(track: EvcTrack) -> list[str]:
    """Which step was taken when and by whom, oldest first."""
    lines = []
    for row in track.history.sort_values("number").to_dict("records"):
        said = {"day": day(row["day"]), "status": text(f"evc.status.{row['status']}")}
        remark, who = _filled(row["remark"]), text(f"evc.who.{row['who']}")
        key = "evc_app.history_remark" if remark else "evc_app.history"
        lines.append(text(key, who=who, remark=remark, **said) if remark else text(key, who=who, **said))
    return lines


def _filled(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]
