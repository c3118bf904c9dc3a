"""The SQLite file: its snapshot, integrity check and VACUUM."""

import os
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from newscrawler.errors import StoreError, UsageError
from newscrawler.store.database.engine import BUSY_SECONDS, address_of, sqlite_file
from newscrawler.store.database.locks import other_crawl
from newscrawler.store.database.session import Session

_MAX_FAULTS = 20
_LARGE = 1_000_000_000
"""Bytes from which a VACUUM takes longer than the BUSY_SECONDS that a crawl waits."""


def file_of(address: str) -> Path | None:
    """Return the file of a SQLite database, or None for a server's."""
    return sqlite_file(address_of(address))


def snapshot(address: str, target: Path) -> None:
    """Copy a SQLite database as it is at one moment, whoever writes to it meanwhile.

    Raises UsageError for a server's, StoreError where the copy cannot be written.
    """
    file = file_of(address)
    if file is None:
        raise UsageError(
            "Only a SQLite database can be copied by this command. Let the server do it: "
            "pg_dump --format=custom --file=news.dump DATABASE; and copy the archive's folder "
            "after that, manifest.jsonl last."
        )
    try:
        with _connected(file) as source, _connected(target) as copy:
            # All in one step: a write of another process would make several begin anew.
            source.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"{file} cannot be copied to {target}: {error}.") from None


def leave_wal_mode(file: Path) -> None:
    """Make a SQLite database one durable file, with no log beside it. Raises StoreError."""
    try:
        with _connected(file) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{file} cannot be written: {error}.") from None


def overwrite_deleted(session: Session) -> None:
    """Have SQLite write zeros over what is deleted from now on."""
    if session.dialect == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def compact(address: str, held: Collection[str]) -> str | None:
    """VACUUM a database, so that nothing deleted is left in its files.

    Returns None, or why something may be left. Nobody else can write to it meanwhile, so a large
    one is left alone while a site is crawled, other than those whose locks are `held`.
    """
    file = file_of(address)
    if file is None:
        return "the server keeps deleted rows for a while: run VACUUM FULL, and renew its backups"
    if file.stat().st_size > _LARGE and (site := other_crawl(file, held)):
        return f"free pages of {file} may hold it still: a crawl of «{site}» is running"
    try:
        with _connected(file) as connection:
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        return f"free pages of {file} may hold it still ({error})"
    return f"{file}-wal may hold it still: another program has the database open" if busy else None


def faults(session: Session) -> list[str]:
    """Return what SQLite finds wrong with its file and with references between rows."""
    if session.dialect != "sqlite":
        return []
    found = session.execute(text(f"PRAGMA integrity_check({_MAX_FAULTS})")).scalars().all()
    lost = session.execute(text("PRAGMA foreign_key_check")).fetchmany(_MAX_FAULTS)
    broken = [f"row {row[1]} of {row[0]} refers to no row of {row[2]}" for row in lost]
    return [fault for fault in found if fault != "ok"] + broken


def _connected(file: Path) -> "closing[sqlite3.Connection]":
    # Closed at the end, which sqlite3's own context manager does not do.
    return closing(sqlite3.connect(file, isolation_level=None, timeout=BUSY_SECONDS))
