"""Datasets of a few claims, written as short rows."""

from __future__ import annotations

import pandas as pd

from talentmap.data.dataset import Dataset


def with_claims(*rows: dict, today: str = "2026-06-01") -> Dataset:
    """Anna, Bert and Cor with these claims; what a row leaves out is Anna, listening, 2026-01-01, organisation."""
    usual = {"person_id": "anna", "strength_id": "listen", "date": "2026-01-01", "visibility": "organisation"}
    columns = [*usual, "level", "energy", "source", "assessor_id", "valid_until"]
    claims = pd.DataFrame([{**usual, **row} for row in rows], columns=columns)
    claims["date"] = pd.to_datetime(claims["date"])
    claims["valid_until"] = pd.to_datetime(claims["valid_until"])
    names = ["anna", "bert", "cor"]
    frames = {
        "people": pd.DataFrame({"person_id": names, "name": names, "unit": "team", "fte": 1.0}),
        "strengths": pd.DataFrame(
            {"strength_id": ["listen", "write"], "name": ["Listening", "Writing"], "kind": ["talent", "skill"]}
        ),
        "claims": claims,
        "roles": pd.DataFrame({"role_id": ["r"], "title": ["Role"], "headcount": [1], "status": ["open"]}),
        "role_requirements": pd.DataFrame(
            {"role_id": ["r"], "strength_id": ["listen"], "level": [3], "weight": [1.0], "mandatory": [False]}
        ),
    }
    return Dataset.from_frames(frames, today=today)


def own(level: int, **more: object) -> dict:
    return {"source": "self", "level": level, "assessor_id": "anna", **more}


def peer(level: int, who: str | None = "bert", **more: object) -> dict:
    return {"source": "peer", "level": level, "assessor_id": who, **more}


def client(level: int, **more: object) -> dict:
    return {"source": "client", "level": level, **more}


def certificate(level: int, until: str | None = None, **more: object) -> dict:
    return {"source": "certificate", "level": level, "valid_until": until, **more}
