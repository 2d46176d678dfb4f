"""An open store: looks at it, changes of it, its check and its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from talentmap.data.store.engine import APPLICATION, begun
from talentmap.data.store.failures import as_store_error, kind_of, told
from talentmap.data.store.integrity import broken_references, checked_file
from talentmap.data.store.layout import own_tables
from talentmap.data.store.reading import Reading
from talentmap.data.store.writing import Writing
from talentmap.errors import StoreError
from talentmap.vocabulary import text

_COMPACTING = APPLICATION + 1
"""Number of the lock that a server gives to whoever writes a store anew."""


class Store:
    """Made by ``open_store``. It holds no connection open between operations on a file.

    Parameters
    ----------
    engine
        The way to the database.
    url
        Its address.
    read_only
        True when this process may not write it.
    """

    def __init__(self, engine: sa.Engine, url: sa.URL, *, read_only: bool = False) -> None:
        self._engine = engine
        self._url = url
        self.read_only = read_only
        self.dialect = engine.dialect.name
        """``sqlite`` or ``postgresql``."""

    @property
    def path(self) -> Path | None:
        """The file, None on a server."""
        return Path(str(self._url.database)) if self.dialect == "sqlite" else None

    @property
    def where(self) -> str:
        """What to call the store in a message; never with a password."""
        return str(self.path) if self.path else self._url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One look: everything read in the block is of one moment."""
        with self._connected() as connection:
            try:
                with told(self.where):
                    begun(connection, writing=False)
                yield Reading(connection, self.where)
            finally:
                _undone(connection)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One change, by one writer at a time: kept as a whole when the block ends well, else nothing happened.

        Raises
        ------
        StoreError
            The store is read-only, full, busy or damaged, or what was written breaks a rule of the database.
        """
        if self.read_only:
            raise StoreError(text("store.error.read_only", where=self.where, said="-"), "read_only")
        with self._connected() as connection:
            try:
                with told(self.where):
                    begun(connection, writing=True)
                writing = Writing(connection, self.where)
                yield writing
                if writing.finish():
                    self._commit(connection)
            finally:
                _undone(connection)

    def backup(self, path: str | Path) -> Path:
        """Write the whole store to a file of its own, checked before it gets its name; a backup that was there goes.

        Every store, on a server too, is kept as a SQLite file, and can be put back into any other one.

        Returns
        -------
        Where it stands.

        Raises
        ------
        StoreError
            Something else stands there, the disk refused, or what was written is not what was read.
        """
        from talentmap.data.store.backup import backed_up  # late: a backup is opened as a store is

        return backed_up(self, Path(path))

    def files(self) -> list[Path]:
        """Every file that holds content of this store: the database, what SQLite keeps beside it, and backups."""
        from talentmap.data.store.backup import files_of

        return files_of(self)

    def compact(self) -> None:
        """Leave nothing of what was removed in the files: fold in the journal and write the database anew."""
        if self.path is None:
            with self._connected() as connection, told(self.where):
                driver = connection.execution_options(isolation_level="AUTOCOMMIT")
                # One at a time: two would wait for each other, and the server goes on for a process that was killed.
                driver.exec_driver_sql(f"SELECT pg_advisory_lock({_COMPACTING})")
                try:
                    driver.exec_driver_sql("VACUUM FULL")
                    with suppress(sa.exc.SQLAlchemyError):  # not everybody may; the server does it by itself in time
                        driver.exec_driver_sql("CHECKPOINT")
                finally:
                    with suppress(sa.exc.SQLAlchemyError):  # a line that broke lets go by itself
                        driver.exec_driver_sql(f"SELECT pg_advisory_unlock({_COMPACTING})")
            return
        with self._connected() as connection, told(self.where):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        """A change of the tables themselves, kept as a whole or not at all."""
        with self._connected() as connection:
            try:
                with told(self.where):
                    begun(connection, writing=True)
                yield connection
                self._commit(connection)
            finally:
                _undone(connection)

    def check(self) -> None:
        """Read everything there is: the file itself, every row, every reference and the rules of a dataset.

        Raises
        ------
        StoreError
            Something is not as it was written; says what.
        DataError
            The tables break a rule that files have to keep too.
        """
        if self.path:
            with self._connected() as connection:
                checked_file(connection, self.where)
        with self.reading() as reading:
            for table in own_tables().values():
                reading._rows(table, {})
            reading.dataset()
            broken = broken_references(reading)
        if broken:
            raise StoreError(text("store.error.reference", where=self.where, what=", ".join(broken[:5])), "damaged")

    def close(self) -> None:
        """Give back every connection; the store can be used again afterwards."""
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        with told(self.where):
            connection = self._engine.connect()
        try:
            yield connection
        finally:
            with suppress(sa.exc.SQLAlchemyError):  # what was committed is kept; what was not is gone already
                connection.close()

    def _commit(self, connection: sa.Connection) -> None:
        try:
            connection.commit() if self.path is None else connection.exec_driver_sql("COMMIT")
        except sa.exc.SQLAlchemyError as error:
            if kind_of(error) == "refused" and self.path:
                broken = broken_references(Reading(connection, self.where))
                if broken:
                    what = ", ".join(broken[:5])
                    raise StoreError(text("store.error.reference", where=self.where, what=what), "refused") from error
            raise as_store_error(error, self.where) from error


def _undone(connection: sa.Connection) -> None:
    """Take back what was not committed; nothing where everything was."""
    with suppress(sa.exc.SQLAlchemyError):
        connection.rollback()
