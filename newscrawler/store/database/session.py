"""One connection, its batched transactions, and its errors in words."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Self

from sqlalchemy import Connection, Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from newscrawler.errors import StoreError
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.store.database.engine import open_engine

_Rows = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None

BATCH_ROWS = 200
BATCH_SECONDS = 1.0
"""A commit is due after so many changes or so much time, whichever comes first."""


def no_extraction(_: CaptureFacts) -> Observation | None:
    """Extract nothing: there is no archive at hand."""
    return None


class Session:
    """A connection whose changes are committed in batches.

    `reextract` extracts a known capture anew; None where its record cannot be read. Who has the
    archive sets it. Raises StoreError, never a driver's error.
    """

    reextract: Callable[[CaptureFacts], Observation | None] = staticmethod(no_extraction)

    def __init__(self, address: str, *, writer: bool = True) -> None:
        self.address = address
        self._engine = open_engine(address, writer=writer)
        self._connection: Connection = self._engine.connect()
        self.dialect = self._engine.dialect.name
        self.insert: Any = postgresql.insert if self.dialect == "postgresql" else sqlite.insert
        self._compiled: dict[Select[Any], Any] = {}
        self._changes = 0
        self._last_commit = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Commit and disconnect."""
        try:
            self.commit()
        finally:
            self._connection.close()
            self._engine.dispose()

    def commit(self) -> None:
        """Make everything so far durable."""
        try:
            self._connection.commit()
        except SQLAlchemyError as error:
            raise StoreError(f"The database did not take a commit: {error}.") from None
        self._changes, self._last_commit = 0, time.monotonic()

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Commit what is done inside as one transaction, or roll all of it back."""
        self.commit()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            self._changes = 0
            raise
        self.commit()

    def commit_if_due(self) -> None:
        """Commit when the batch is full or old."""
        age = time.monotonic() - self._last_commit
        if self._changes >= BATCH_ROWS or (self._changes and age >= BATCH_SECONDS):
            self.commit()

    def execute(self, statement: Any, rows: _Rows = None) -> Any:
        """Run a statement in the current transaction, with the values of a row or of several."""
        try:
            return self._connection.execute(statement, rows)
        except SQLAlchemyError as error:
            reason = getattr(error, "orig", None) or error
            raise StoreError(f"The database refused: {reason}.") from None

    def look_up(self, statement: Select[Any], value: str) -> tuple[Any, ...] | None:
        """Return the first row of a query that is built once and has one parameter.

        It goes past SQLAlchemy, in a tenth of its time, for queries that each response runs.
        """
        dialect = self._engine.dialect
        if statement not in self._compiled:
            self._compiled[statement] = statement.compile(dialect=dialect)
        compiled = self._compiled[statement]
        (name,) = compiled.params
        cursor = self._connection.connection.cursor()
        try:
            cursor.execute(compiled.string, (value,) if compiled.positional else {name: value})
            row: tuple[Any, ...] | None = cursor.fetchone()
        except dialect.loaded_dbapi.Error as error:
            raise StoreError(f"The database refused: {error}.") from None
        finally:
            cursor.close()
        return row

    def write(self, statement: Any, rows: _Rows = None) -> Any:
        """Run a statement that changes something."""
        self._changes += 1
        return self.execute(statement, rows)


def chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
