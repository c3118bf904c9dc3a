"""Opening a database: its connection settings, and migrations with a backup before them."""

import logging
import re
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from newscrawler.errors import StoreError, UsageError

logging.getLogger("alembic").setLevel(logging.WARNING)

_MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 60
"""How long a writer waits for another crawl's commit before it gives up."""


def open_engine(address: str, *, writer: bool) -> Engine:
    """Connect, and bring the schema up to date. Raises UsageError, StoreError.

    A reader of a database that does not exist is told so; a writer creates it.
    """
    url = address_of(address)
    file = sqlite_file(url)
    if file and not writer and not file.exists():
        raise UsageError(f"There is no database at {file}. `newscrawler crawl …` makes one.")
    try:
        engine = connect(url, writer=writer)
        _migrate(engine, file)
    except SQLAlchemyError as error:
        raise StoreError(explain(url, error)) from None
    return engine


def sqlite_file(url: URL) -> Path | None:
    """Return the file behind a SQLite address, or None for a server or for memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def address_of(address: str) -> URL:
    """Parse a database's address. Raises UsageError."""
    try:
        return make_url(address)
    except ArgumentError:
        raise UsageError(
            f"NEWSCRAWLER_DB is «{address}», which is no database address. "
            "Write it as sqlite:///news.db or postgresql+psycopg://user@host/name."
        ) from None


def connect(url: URL, *, writer: bool, foreign_keys: bool = True) -> Engine:
    """Return an engine with our settings; the schema is taken as it is. Raises UsageError."""
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url)
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(
            f"No driver for {url.drivername}: {error}. "
            "For PostgreSQL: pip install 'newscrawler[postgresql]'."
        ) from None

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _: Any) -> None:
        # sqlite3's own transactions begin too late; SQLAlchemy's begin event does it instead.
        connection.isolation_level = None
        connection.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
        connection.execute("PRAGMA synchronous = NORMAL")
        if writer:
            connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A deferred transaction that first reads and then writes fails at once, whatever the
        # timeout, when another process has committed in between: «database is locked».
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def _migrate(engine: Engine, file: Path | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        tables = set(inspect(connection).get_table_names())
    head = script.get_current_head()
    if current == head:
        return
    where = file or engine.url.render_as_string()
    if current is None and tables:
        raise StoreError(
            f"{where} is a database of something else (it has the table «{min(tables)}»). "
            "Name another with --db or NEWSCRAWLER_DB."
        )
    if current is not None and current not in {r.revision for r in script.walk_revisions()}:
        raise StoreError(
            f"{where} was written by a newer newscrawler (schema {current}). "
            "Install that version or a later one."
        )
    if current is not None and file:
        backup = file.with_name(f"{file.name}.backup-{current}")
        with sqlite3.connect(file) as source, sqlite3.connect(backup) as target:
            source.backup(target)
    # SQLite alters a table by making it anew, which foreign keys to it would forbid; the switch
    # works outside a transaction only, hence a connection of its own.
    altering = connect(engine.url, writer=True, foreign_keys=False) if file else engine
    with altering.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if file:
        altering.dispose()


def explain(url: URL, error: SQLAlchemyError) -> str:
    """Return in words, for a person, why a database refused something."""
    file = sqlite_file(url)
    where = str(file) if file else url.render_as_string()
    reason = str(getattr(error, "orig", None) or error)
    if "not a database" in reason or "malformed" in reason:
        return f"{where} is not a SQLite database, or it is damaged ({reason})."
    if re.search("unable to open|readonly|read-only", reason) and file:
        return f"{file} cannot be written to ({reason}). Check the folder and its rights."
    return f"{where}: {reason}."
