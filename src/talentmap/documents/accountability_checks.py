"""Facts that no single setting tells: tried out on the toy organisation, or looked up over the whole package."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from talentmap.access.policy import Policy
from talentmap.documents.accountability_sources import Sources

NONE, REFUSED, HERE = "none", "refused", "this machine"
_LEARNING = frozenset(
    (
        "sklearn",
        "torch",
        "tensorflow",
        "keras",
        "jax",
        "xgboost",
        "lightgbm",
        "catboost",
        "transformers",
        "openai",
        "anthropic",
    )
)
_SENDING = frozenset(
    [
        "requests",
        "httpx",
        "aiohttp",
        "urllib3",
        "urllib.request",
        "http.client",
        "smtplib",
        "ftplib",
        "boto3",
    ]
)
_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+([\w.]+)", re.MULTILINE)
_PROTECTED = re.compile(
    r"(?:^|_)(?:sex|gender|age|birth\w*|bsn|race|ethnic\w*|nationality|religion|belief|union|health|sick\w*|disab\w*"
    r"|pregnan\w*|marital|salary|pay|email|phone|address|photo|face|voice)(?:_|$)"
)
_LOG = frozenset(["number", "day", "actor", "action", "subject", "previous", "hash"])

Check = Callable[[Sources, Policy], str]


def _listed(names: object) -> str:
    return ", ".join(sorted(names)) or NONE  # type: ignore[call-overload]


@cache
def _imported() -> frozenset[str]:
    """Every module named in an import anywhere in the package, with the packages it lies in."""
    found: set[str] = set()

    def walk(folder: Traversable) -> None:
        for entry in folder.iterdir():
            if entry.is_dir():
                walk(entry)
            elif entry.name.endswith(".py"):
                found.update(_IMPORT.findall(entry.read_text(encoding="utf-8")))

    walk(files("talentmap"))
    return frozenset(name.rsplit(".", depth)[0] for name in found for depth in range(name.count(".") + 1))


def _no_learning(sources: Sources, policy: Policy) -> str:
    return _listed(_imported() & _LEARNING)


def _no_sending(sources: Sources, policy: Policy) -> str:
    return _listed(_imported() & _SENDING)


def _no_protected(sources: Sources, policy: Policy) -> str:
    from talentmap.data.dictionary import tables

    return _listed(
        f"{table.name}.{name}" for table in tables().values() for name in table.names if _PROTECTED.search(name)
    )


def _log_without_content(sources: Sources, policy: Policy) -> str:
    return _listed(set(sources.value("data/store/columns.csv:log").split()) - _LOG)


def _listens(sources: Sources, policy: Policy) -> str:
    address = sources.value("app/.streamlit/config.toml:server.address")
    return HERE if address in ("127.0.0.1", "localhost", "::1") else address


def _seen_by_nobody(sources: Sources, policy: Policy) -> str:
    """Rows that an outsider and an administrator see, over all purposes."""
    from talentmap.access.view import as_seen_by
    from talentmap.access.viewer import PURPOSES, Viewer
    from talentmap.examples import toy

    data = toy()
    seen = 0
    for role in ("outsider", "administrator"):
        for purpose in PURPOSES:
            view = as_seen_by(data, Viewer(None, role), purpose, policy=policy)
            seen += sum(len(frame) for frame in view.frames.values())
    return f"{seen} rows" if seen else NONE


def _private_left_out(sources: Sources, policy: Policy) -> str:
    from talentmap.access.view import for_others
    from talentmap.examples import toy

    data = toy()
    claims = data.frames["claims"].assign(visibility=data.frames["claims"]["visibility"].astype(str))
    claims["visibility"] = "private"
    left = for_others(data.replace(claims=claims)).frames["claims"]
    return _listed(left["strength_id"].astype(str).unique())


def _fewer_refused(sources: Sources, policy: Policy) -> str:
    import pandas as pd

    from talentmap.access.figures import LEAST, publish
    from talentmap.access.figures_groups import figure_groups
    from talentmap.errors import ProblemError
    from talentmap.examples import toy

    people = toy().frames["people"]["person_id"]
    try:
        publish(pd.DataFrame({"person_id": people, "known": 1}), figure_groups(toy()), k=LEAST - 1)
    except ProblemError:
        return REFUSED
    return f"k = {LEAST - 1}"


def _needs_decider(sources: Sources, policy: Policy) -> str:
    from talentmap.documents.decision import decision_record
    from talentmap.errors import ProblemError

    for decided_by, reason in (("", "because"), ("somebody", " ")):
        try:
            decision_record(object(), decided_by=decided_by, reason=reason)  # type: ignore[arg-type]
        except ProblemError:
            continue
        except AttributeError:  # it went on to the proposal
            pass
        return "accepted"
    return REFUSED


def _unknown_stays_unknown(sources: Sources, policy: Policy) -> str:
    """Rows of the profile of a person of whom nothing is known."""
    from talentmap.evidence.profile import profiles
    from talentmap.examples import toy

    data = toy()
    claims = data.frames["claims"]
    person = str(claims["person_id"].iloc[0])
    made = profiles(data.replace(claims=claims[claims["person_id"] != person]))
    return f"{n} rows" if (n := int((made["person_id"] == person).sum())) else NONE


def _secure_delete(sources: Sources, policy: Policy) -> str:
    told = sources.value("data/store/engine.py:_PRAGMAS")
    return "on" if "PRAGMA secure_delete=ON" in told else "off"


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "no_learning": _no_learning,
        "no_sending": _no_sending,
        "no_protected": _no_protected,
        "log_without_content": _log_without_content,
        "listens": _listens,
        "secure_delete": _secure_delete,
        "seen_by_nobody": _seen_by_nobody,
        "private_left_out": _private_left_out,
        "fewer_refused": _fewer_refused,
        "needs_decider": _needs_decider,
        "unknown_stays_unknown": _unknown_stays_unknown,
    }
)
"""Name -> what it found, in a word."""
