"""The store of a workspace: the tables of a dataset and the store's own, in a SQLite file or on a PostgreSQL server.

Only ``access/`` opens it. SQLAlchemy lives here and nowhere else.
"""

from talentmap.data.store.opening import open_store
from talentmap.data.store.reading import Reading
from talentmap.data.store.store import Store
from talentmap.data.store.writing import Writing

__all__ = ["Reading", "Store", "Writing", "open_store"]
