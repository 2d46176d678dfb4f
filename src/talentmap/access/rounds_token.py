"""One-time tokens of raters: what opens one form of one round, for one rater, until its closing date."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping

from talentmap.errors import AccessError
from talentmap.vocabulary import text

_BYTES = 20
_CHECK = 6
_GROUP = 5
_FORM = re.compile(r"[A-Z2-7]{38}")


def new_token() -> str:
    """A token of 160 random bits, written so that people can copy it: capitals and digits in groups of five.

    The last six signs are a check on the others, so that one mistyped or altered sign is seen as such.
    """
    body = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
    signs = body + _check(body)
    return "-".join(signs[place : place + _GROUP] for place in range(0, len(signs), _GROUP))


def token_hash(token: str) -> str:
    """What the store keeps of a token: its SHA-256. From 160 random bits nobody works a token back.

    Raises
    ------
    AccessError
        It is no token, or a sign of it was altered.
    """
    return hashlib.sha256(f"talentmap round {_signs(token)}".encode()).hexdigest()


def answers_mark(token: str, levels: Mapping[str, int], comment: str, may_read: bool) -> str:
    """A mark of what was handed in, to know it again. Without the token it tells nothing of the answers.

    Keyed (HMAC-SHA256, RFC 2104) with the token, of which the store keeps only a hash: answers are so few that a plain
    hash could be tried out.
    """
    content = json.dumps([sorted(levels.items()), comment, may_read], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(_signs(token).encode(), content.encode(), hashlib.sha256).hexdigest()


def _signs(token: object) -> str:
    signs = re.sub(r"[\s\-]", "", token).upper() if isinstance(token, str) else ""
    if not signs:
        raise AccessError(text("rounds.token.absent"))
    if not _FORM.fullmatch(signs) or not hmac.compare_digest(_check(signs[:-_CHECK]), signs[-_CHECK:]):
        raise AccessError(text("rounds.token.altered"))
    return signs


def _check(body: str) -> str:
    return base64.b32encode(hashlib.sha256(f"talentmap check {body}".encode()).digest()).decode()[:_CHECK]
