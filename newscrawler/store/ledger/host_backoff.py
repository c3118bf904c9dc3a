"""Host back-off that outlasts a crawl: until when a host is left alone, and why."""

from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import hosts

_NOTE_OF = select(hosts.c.not_before, hosts.c.reason, hosts.c.failures).where(
    hosts.c.host == bindparam("host")
)


class Note(NamedTuple):
    """Why a host is left alone. `not_before`: an instant in UTC; `failures`: in a row."""

    not_before: str
    reason: str
    failures: int


class HostNotes:
    """The notes of one database; a host in good order has none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, host: str) -> Note | None:
        """Return the note of a host, if there is one."""
        row = self._session.look_up(_NOTE_OF, host)
        return None if row is None else Note(*row)

    def keep(self, host: str, note: Note, *, at: str) -> None:
        """Write a host's note over the one before."""
        values = note._asdict() | {"updated_at": at}
        new = self._session.insert(hosts).values(host=host, **values)
        self._session.write(new.on_conflict_do_update(index_elements=["host"], set_=values))

    def forget(self, host: str) -> None:
        """Delete the note of a host that is in good order again."""
        self._session.write(delete(hosts).where(hosts.c.host == host))
