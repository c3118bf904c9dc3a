"""Host back-off that outlasts a crawl: until when a host is left alone, and why."""

from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import hosts


class Note(NamedTuple):
    """`not_before`: an instant in UTC; `failures`: one after the other."""

    not_before: str
    reason: str
    failures: int


class HostNotes:
    """The notes of one database; a host that nothing is the matter with has none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, host: str) -> Note | None:
        """Return what was noted of a host."""
        row = self._session.look_up(_NOTE, host)
        return None if row is None else Note(*row)

    def keep(self, host: str, note: Note, *, at: str) -> None:
        """Note something of a host, in place of what was noted before."""
        values = note._asdict() | {"updated_at": at}
        new = self._session.insert(hosts).values(host=host, **values)
        self._session.write(new.on_conflict_do_update(index_elements=["host"], set_=values))

    def forget(self, host: str) -> None:
        """Note that nothing is the matter with a host any more."""
        self._session.write(delete(hosts).where(hosts.c.host == host))


_NOTE = select(hosts.c.not_before, hosts.c.reason, hosts.c.failures).where(
    hosts.c.host == bindparam("host")
)
