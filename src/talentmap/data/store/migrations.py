"""A store made by an earlier version is brought up to date in numbered steps, each after a backup."""

from __future__ import annotations

from talentmap.data.store.store import Store

VERSION = 1


def brought_up(store: Store) -> Store:
    """The store in the layout of this program."""
    return store
