"""Occupations of the O*NET database as roles: the skills that matter in them, with level and weight."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from talentmap.data.cells import ReadTable, header_name
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import Column
from talentmap.data.faults import Finding
from talentmap.data.frames import typed
from talentmap.data.imports.reading import foreign_column, raise_faults, read_foreign
from talentmap.data.limits import Limits
from talentmap.vocabulary import text

CODE, ELEMENT, NAME = "O*NET-SOC Code", "Element ID", "Element Name"
_SKILLS = {CODE: "id", "Title": "text", ELEMENT: "id", NAME: "text", "Scale ID": "id", "Data Value": "number"}
_SUPPRESS, _NOT_RELEVANT = "Recommend Suppress", "Not Relevant"
_ENDINGS = (".tsv", ".txt", ".tsv.gz", ".txt.gz")


def onet_levels() -> pd.DataFrame:
    """The table from mean levels (LV, 0-7) to levels 0-5: from_mean, level, reason.

    The level of a mean is that of the last row whose ``from_mean`` it reaches. O*NET's level scale has anchors with
    examples at about 2, 4 and 6; ours names 0 none and 5 master. Cutting at whole means keeps the order and says which
    anchor a mean is nearest to, and on which side; multiplying by 5/7 was ruled out, because a mean of ratings has no
    unit in which five sevenths of it would mean something.

    References
    ----------
    Our definition, on the anchors of the O*NET Skills questionnaire (U.S. Department of Labor).
    """
    return _table("onet_levels").astype({"from_mean": "float64", "level": "int8"})


def onet_weights() -> pd.DataFrame:
    """The table from mean importance (IM, 1-5) to weights: from_mean, weight, reason.

    Each mean weighs as the nearest word of the importance scale: important 1, very important 2, extremely important 3.
    """
    return _table("onet_weights").astype({"from_mean": "float64", "weight": "float64"})


def read_onet_roles(
    folder: str | os.PathLike[str],
    *,
    importance: float = 3.0,
    levels: pd.DataFrame | None = None,
    weights: pd.DataFrame | None = None,
    limits: Limits = Limits(),  # noqa: B008
) -> Dataset:
    """Read O*NET occupations as open roles with one seat each.

    A role requires the skills whose mean importance (IM) reaches `importance`, at the level that `levels` gives for
    their mean level (LV), with the weight that `weights` gives for the importance. None is mandatory: O*NET describes
    what is usual. Left out are levels that O*NET recommends to suppress or calls not relevant, and levels of 0.

    Parameters
    ----------
    folder
        Holds ``Skills`` and, for descriptions and broader skills, ``Content_Model_Reference`` as tab-separated text
        (``.tsv`` or ``.txt``, also ``.gz``).
    importance
        Least mean importance, 1 to 5; 3 is the word "important".
    levels, weights
        Tables instead of :func:`onet_levels` and :func:`onet_weights`.

    Returns
    -------
    A Dataset with strengths (kind skill, id the O*NET element), roles (id the O*NET-SOC code) and role_requirements.
    Add people and claims with ``replace``.

    Raises
    ------
    DataError
        With every fault of the files.
    ValueError
        The importance is not within 1 to 5.

    References
    ----------
    O*NET Database, U.S. Department of Labor, Employment and Training Administration (USDOL/ETA), CC BY 4.0. Whoever
    publishes results made with it names that source.
    """
    if not 1 <= importance <= 5:
        raise ValueError(text("imports.importance", importance=importance))
    skills, findings = _read(Path(folder), "Skills", _skill_columns(), limits)
    model, more = _content_model(Path(folder), limits)
    findings += more
    raise_faults(findings)
    assert skills is not None  # without it there is a fault
    raise_faults(_without_level(skills))
    needs = _needs(skills, importance, levels, weights)
    used = dict(zip(needs["role_id"], needs["title"], strict=True))
    titles = pd.DataFrame({"role_id": list(used), "title": list(used.values())}, dtype="str")
    return Dataset.from_frames(
        {
            "strengths": _strengths(needs, model),
            "roles": titles.assign(headcount=1, status="open"),
            "role_requirements": needs[["role_id", "strength_id", "level", "weight"]].assign(mandatory=False),
        }
    )


def _skill_columns() -> list[Column]:
    keys = (CODE, ELEMENT, "Scale ID")
    wanted = [
        foreign_column(
            n,
            kind,
            key=n in keys,
            low=0 if n == "Data Value" else None,
            high=7 if n == "Data Value" else None,
            end=True,
        )
        for n, kind in _SKILLS.items()
    ]
    return [*wanted, foreign_column(_SUPPRESS, "text"), foreign_column(_NOT_RELEVANT, "text")]


def _read(folder: Path, name: str, columns: Sequence[Column], limits: Limits) -> tuple[ReadTable | None, list[Finding]]:
    for ending in _ENDINGS:
        path = folder / f"{name}{ending}"
        if path.exists():
            return read_foreign(path, columns, limits)
    hint = text("imports.hint.onet_file", file=f"{name}.tsv")
    return None, [Finding("missing-file", f"{name}.tsv", hints=(hint,))]


def _content_model(folder: Path, limits: Limits) -> tuple[pd.DataFrame, list[Finding]]:
    """Element ID, Element Name and Description; without rows where the folder does not hold the file."""
    names = (ELEMENT, NAME, "Description")
    if not any((folder / f"Content_Model_Reference{ending}").exists() for ending in _ENDINGS):
        return pd.DataFrame({name: pd.Series([], dtype="str") for name in names}), []
    columns = [
        foreign_column(ELEMENT, "id", key=True),
        foreign_column(NAME, "text"),
        foreign_column("Description", "text"),
    ]
    read, findings = _read(folder, "Content_Model_Reference", columns, limits)
    if read is None or any(not finding.warning for finding in findings):
        return pd.DataFrame({name: pd.Series([], dtype="str") for name in names}), findings
    return pd.DataFrame({name: _column(read, name) for name in names}), findings


def _column(read: ReadTable, header: str) -> pd.Series:
    cells = read.cells[header_name(header)]
    return typed(cells, cells.ranks)


def _without_level(skills: ReadTable) -> list[Finding]:
    """A skill with an importance has a level too, be it one that is suppressed."""
    found = pd.DataFrame({name: _column(skills, name) for name in (CODE, ELEMENT, "Scale ID")})
    pair = found[CODE] + " " + found[ELEMENT]
    alone = (found["Scale ID"] == "IM") & ~pair.isin(pair[found["Scale ID"] == "LV"])
    if not alone.any():
        return []
    hint = text("imports.hint.onet_level")
    return [skills.finding("missing-cell", np.flatnonzero(alone), "Scale ID", expected="IM, LV", hint=hint)]


def _needs(
    skills: ReadTable, importance: float, levels: pd.DataFrame | None, weights: pd.DataFrame | None
) -> pd.DataFrame:
    """One row per requirement: role_id, title, strength_id, name, level, weight."""
    found = pd.DataFrame({name: _column(skills, name) for name in (*_SKILLS, _SUPPRESS, _NOT_RELEVANT)})
    usable = (found[_SUPPRESS] != "Y") & (found[_NOT_RELEVANT] != "Y")
    found = found[usable].drop_duplicates([CODE, ELEMENT, "Scale ID"])  # rows that say the same twice were read as one
    important = found[(found["Scale ID"] == "IM") & (found["Data Value"] >= importance)]
    rated = found[found["Scale ID"] == "LV"][[CODE, ELEMENT, "Data Value"]]
    both = important.merge(rated, on=[CODE, ELEMENT], suffixes=("", " LV"), validate="one_to_one")
    needs = pd.DataFrame(
        {
            "role_id": both[CODE],
            "title": both["Title"],
            "strength_id": both[ELEMENT],
            "name": both[NAME],
            "level": _looked_up(both["Data Value LV"], onet_levels() if levels is None else levels, "level"),
            "weight": _looked_up(both["Data Value"], onet_weights() if weights is None else weights, "weight"),
        }
    )
    return needs[needs["level"] > 0].sort_values(["role_id", "strength_id"], ignore_index=True)


def _looked_up(means: pd.Series, table: pd.DataFrame, column: str) -> np.ndarray:
    """Value of the last row whose ``from_mean`` each mean reaches."""
    rows = table.sort_values("from_mean")
    place = np.searchsorted(rows["from_mean"].to_numpy(), means.to_numpy(), side="right") - 1
    return np.asarray(rows[column].to_numpy()[place])


def _strengths(needs: pd.DataFrame, model: pd.DataFrame) -> pd.DataFrame:
    """The skills asked and, where the content model is there, the broader ones above them."""
    names = dict(zip(needs["strength_id"], needs["name"], strict=True))
    known = dict(zip(model[ELEMENT], model[NAME], strict=True))
    for skill in list(names):
        for above in _above(skill, known):
            names.setdefault(above, known[above])
    dutch = dict(_table("onet_skills_nl").itertuples(index=False, name=None))
    told = dict(zip(model[ELEMENT], model["Description"], strict=True))
    ids = sorted(names)
    return pd.DataFrame(
        {
            "strength_id": ids,
            "name": [names[each] for each in ids],
            "name_nl": [dutch.get(each, names[each]) for each in ids],
            "kind": "skill",
            "broader_id": [next(iter(_above(each, known)), None) for each in ids],
            "description": [told.get(each) for each in ids],
        }
    )


def _above(element: str, known: dict[str, str]) -> list[str]:
    """Ids of the broader skills, nearest first: 2.A.1.a stands under 2.A.1, and that under 2.A."""
    parts = element.split(".")
    above = [".".join(parts[:n]) for n in range(len(parts) - 1, 1, -1)]
    return [each for each in above if each in known]


def _table(name: str) -> pd.DataFrame:
    source = files("talentmap.data.imports").joinpath(f"{name}.csv")
    return pd.DataFrame(csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"), newline="")))
