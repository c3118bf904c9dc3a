"""The store: articles, versions, captures and the ledger in SQLite or PostgreSQL."""

from newscrawler.store.database.locks import site_lock
from newscrawler.store.store import Store

__all__ = ["Store", "site_lock"]
