"""What stands in the place of somebody who was erased, where others' rows cannot do without a rater of their own.

A claim of a colleague says something about that colleague, so it stays when its assessor is erased. It then names
``erased.<category>.<eight signs drawn by lot>``: one per erased person and category, so that two raters stay two raters
and one stays one, and leading nowhere. It is no id of the table people, and no file needs it to be.
"""

from __future__ import annotations

import re
import secrets

MAY_STAND_IN = (("claims", "assessor_id"),)
"""Columns that refer to people and may hold a tombstone instead."""
_FORM = re.compile(r"erased\.[a-z]{2,20}\.[0-9a-f]{8}")


def tombstone(category: str) -> str:
    """A new one of a category, such as ``peer``."""
    return f"erased.{category}.{secrets.token_hex(4)}"


def is_tombstone(value: object) -> bool:
    """Whether it has the form of one."""
    return isinstance(value, str) and _FORM.fullmatch(value) is not None
