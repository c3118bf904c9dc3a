"""The lock of one site in one database: two crawls of it would ask the site twice.

With SQLite it is a file beside the database, locked by the operating system, which lets go of it
when the process ends, however it ends: a file that a dead process left is no lock. With a server
it is an advisory lock of a connection of its own, which the server lets go of in the same way.
"""

import fcntl
import os
import platform
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import quote

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import SQLAlchemyError

from newscrawler import clock
from newscrawler.errors import LockedError, StoreError
from newscrawler.store.database.engine import address_of, connect, explain, sqlite_file

_NAME_BYTES = 150
"""Bytes of a site's name in the name of its lock file; file systems allow 255 in all."""


@contextmanager
def site_lock(address: str, site: str) -> Iterator[None]:
    """Hold the lock of one site in one database.

    Raises LockedError at once if it is held, and says by whom; StoreError where it cannot be had.
    """
    url = address_of(address)
    file = sqlite_file(url)
    if file is not None:
        with _file_lock(file, site):
            yield
    elif url.get_backend_name() != "sqlite":  # what lies in memory is this process's alone
        with _server_lock(url, site):
            yield
    else:
        yield


def other_crawl(file: Path, held: Collection[str]) -> str | None:
    """Return a site whose lock in this SQLite file another process holds; `held` are our own."""
    ours = {_lock_path(file, site) for site in held}
    for path in sorted(file.parent.glob(f"{file.name}.*.lock")):
        if path in ours:
            continue
        with path.open() as lock:
            if not _try_lock(lock):
                return path.name.removeprefix(f"{file.name}.").removesuffix(".lock")
    return None


@contextmanager
def _file_lock(file: Path, site: str) -> Iterator[None]:
    path = _lock_path(file, site)
    try:
        # Opened without emptying it: it may say who holds it.
        lock = path.open("a+")
    except OSError as error:
        raise StoreError(f"{path.parent} cannot be written to: {error.strerror}.") from None
    with lock:
        if not _try_lock(lock):
            raise _locked_error(site, file, _holder_in(lock))
        lock.truncate(0)
        lock.write(_this_process())
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)


def _lock_path(file: Path, site: str) -> Path:
    """Return the lock's file; a spider may have any name, and none of them leaves the folder."""
    name = quote(site, safe="")
    if len(name) > _NAME_BYTES:
        name = f"{name[:_NAME_BYTES]}-{sha256(site.encode()).hexdigest()[:16]}"
    return file.with_name(f"{file.name}.{name}.lock")


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _this_process() -> str:
    return f"process {os.getpid()} on {platform.node()}, since {clock.now()}"


def _holder_in(lock: IO[str]) -> str:
    """Return the holder's note of itself; the file lies where others may write, too."""
    lock.seek(0)
    note = lock.read(200)
    return note if re.fullmatch(r"process \d+ on [\w.-]+, since [\w:-]+", note) else ""


def _locked_error(site: str, where: object, holder: str) -> LockedError:
    by = f" ({holder})" if holder else ""
    return LockedError(
        f"Another crawl of «{site}» into {where} is running{by}. Wait for it or stop it."
    )


@contextmanager
def _server_lock(url: URL, site: str) -> Iterator[None]:
    key = int.from_bytes(sha256(f"newscrawler {site}".encode()).digest()[:8], signed=True)
    engine = connect(url, writer=True)
    try:
        # A transaction left open for hours would keep the server from clearing up.
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(_SET_NAME, {"name": _this_process()[:63]})
        if not connection.execute(_TRY_ADVISORY_LOCK, {"key": key}).scalar_one():
            raise _locked_error(site, url.render_as_string(), _holder_on_server(connection, key))
    except SQLAlchemyError as error:
        engine.dispose()
        raise StoreError(explain(url, error)) from None
    try:
        yield
    finally:
        connection.close()
        engine.dispose()


def _holder_on_server(connection: Connection, key: int) -> str:
    low, high = key & 0xFFFFFFFF, key >> 32 & 0xFFFFFFFF
    found = connection.execute(_LOCK_HOLDER, {"high": high, "low": low}).scalar()
    return str(found or "")


_SET_NAME = text("SELECT set_config('application_name', :name, false)")
_TRY_ADVISORY_LOCK = text("SELECT pg_try_advisory_lock(:key)")
_LOCK_HOLDER = text(
    "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND classid = CAST(:high AS oid) AND objid = CAST(:low AS oid) "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""Who holds the lock of a key of 64 bits (PostgreSQL's manual, «pg_locks»)."""
