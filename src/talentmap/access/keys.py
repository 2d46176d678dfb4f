"""Pseudonyms of people in the log: HMAC of the id under a random key of the person's own, kept in ``person_keys``.

While the key is there its owner can be shown every line about them. Without the key nobody, with whatever list of ids,
can tell whose pseudonym it was: that is what erasure destroys.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from talentmap.access.viewer import ROLES
from talentmap.data.store import Reading, Writing

_KEY_BYTES = 32
_SHOWN = 32
"""Hexadecimal signs of a pseudonym: 128 bits."""
NOBODY_NAMED = (*ROLES, "rater")
"""Who may stand in the log under their own word: a role is no person."""


def pseudonym(writing: Writing, name: str) -> str:
    """What stands in the log for somebody; a key is made for a person who has none yet.

    Parameters
    ----------
    name
        Id of a person, a role, or the id of an import. A role and an import stand there as they are. Whatever else it
        is, such as the id of somebody erased while they were at work, becomes a pseudonym that leads nowhere.
    """
    if not name:
        return ""
    known = pseudonym_of(writing, name)
    if known is not None:
        return known
    if writing.row("people", {"person_id": name}) is not None:
        key = secrets.token_hex(_KEY_BYTES)
        writing.insert("person_keys", [{"person_id": name, "key": key}])
        return _made(key, name)
    if name in NOBODY_NAMED or writing.row("imports", {"import_id": name}) is not None:
        return name
    return _made(secrets.token_hex(_KEY_BYTES), name)


def pseudonym_of(reading: Reading, person_id: str) -> str | None:
    """The pseudonym of a person; None for somebody the log does not know, or not any more."""
    row = reading.row("person_keys", {"person_id": person_id})
    return None if row is None else _made(str(row["key"]), person_id)


def _made(key: str, name: str) -> str:
    return hmac.new(bytes.fromhex(key), name.encode(), hashlib.sha256).hexdigest()[:_SHOWN]
