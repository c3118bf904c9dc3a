"""The frontier: which addresses of the ledger are to be fetched, in which order, and when.

A row waits (`rank`), is under way, or rests until it is due (`due_at`). All of that is in the
table, so no crash loses an address, and memory does not grow with the site. Every query reads a
bounded piece of an index: a batch costs the same whatever the number of rows.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, or_, select, tuple_, update

from newscrawler.model.capture import DiscoveryHint
from newscrawler.model.outcome import ARTICLES, Outcome
from newscrawler.model.urls import canonical_url
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import ledger, versions
from newscrawler.text.dates import parse_date
from newscrawler.text.instants import timestamp, utc

_FIRST, _LIST, _WANTED, _NEW, _AGAIN = "9", "8", "7", "5", "4"
"""Classes of priority: the first digit of a rank, which is a text; an instant follows."""
LIST = "list"
"""The role of a row that leads to others: a sitemap, a feed, a section."""
ROBOTS = "robots"
"""The role of a robots.txt that Scrapy asks for itself."""

_COPIES = 3
"""Older articles that are fetched again when a new one has their text."""
_LOOKED_AT = 100
"""Versions with that text among which they are looked for."""
_KNOWN = (*ARTICLES, Outcome.GONE, Outcome.SOFT_404)
"""Outcomes of addresses that are, or were, an article's."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """An address that a crawl has discovered.

    `url`: in canonical form. `spelling`: as it stood there, where that is another. `queue`: the
    crawl, by name, that fetches it. `modified`: when it last changed, as the sitemap
    or feed prints it. `is_list`: it leads to others. `at_once`: fetch it in this crawl, due or
    not. `wanted`: a person has named it.
    """

    site: str
    url: str
    hint: DiscoveryHint
    queue: str
    spelling: str | None = None
    modified: str | None = None
    is_list: bool = False
    at_once: bool = False
    wanted: bool = False


class Frontier:
    """The queues of one database: one for each site, one for each list of addresses."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._upsert = _discover_statement(session)
        self._promoted: dict[str, tuple[str, int]] = {}

    def discover(self, found: Discovered, *, at: str, crawl_id: str, gap: str) -> bool:
        """Add or update an address; False where the ledger knew all of it.

        A day of publication counts as new, and so does a later change than the one known, unless
        the page was fetched after `gap` (an instant). A site's own API knows its days in local
        time, so it goes before a feed, which gives them in UTC.
        """
        hint, modified = found.hint, instant(found.modified)
        born = min(instant(hint.published) or at, at)
        row = {
            "site": found.site,
            "url": found.url,
            "spelling": found.spelling,
            "source": hint.source,
            "told": asdict(hint) if hint.published else None,
            "crawl_id": crawl_id,
            "discovered_at": at,
            "queue": found.queue,
            "role": LIST if found.is_list else None,
            "rank": _rank(found, born, modified),
            "born_at": born,
            "lastmod": modified,
        }
        switches = {"force": int(found.at_once), "api": int(hint.source == "api"), "gap": gap}
        done = self._session.write(self._upsert, row | switches)
        self._session.commit_if_due()
        return bool(done.rowcount)

    def count_new(self, urls: Collection[str], *, since: str) -> int:
        """Count the addresses of a list that were unknown at `since` and are in no sitemap.

        Sitemaps and a site's API are complete; a feed has the latest only, so that the first
        pages of a list may be known and the rest not.
        """
        count: int = self._session.execute(
            select(func.count(ledger.c.url.distinct()))
            .where(ledger.c.url.in_(urls), ledger.c.discovered_at >= since)
            .where(ledger.c.source.not_in(("sitemap", "api")))
        ).scalar_one()
        return count

    def draw(
        self,
        queue: str,
        size: int,
        *,
        lists: bool,
        at: str,
        crawl_id: str,
        begun: str,
        only_new: bool = False,
    ) -> list[Row[Any]]:
        """Take the next addresses to fetch, lists or pages, the newest first.

        What was due before the crawl began is among them; `only_new`: but no article that is
        known. A row that is drawn counts as interrupted until its outcome comes, and is due again
        in the next crawl.
        """
        self._promote(queue, size, begun, only_new)
        here = ledger.c.rank >= _LIST if lists else ledger.c.rank < _LIST
        rows = self._session.execute(
            select(
                ledger.c.id, ledger.c.url, ledger.c.spelling, ledger.c.source, ledger.c.told,
                ledger.c.role, ledger.c.etag, ledger.c.last_modified, ledger.c.digest,
                ledger.c.capture_id,
            )
            .where(ledger.c.queue == queue, ledger.c.rank.is_not(None), here)
            .order_by(ledger.c.rank.desc(), ledger.c.id)
            .limit(size)
        ).all()  # fmt: skip
        if rows:
            drawn = {"rank": None, "due_at": at, "crawl_id": crawl_id}
            drawn |= {"outcome": Outcome.INTERRUPTED, "outcome_at": at}
            ids = [row.id for row in rows]
            self._session.write(update(ledger).where(ledger.c.id.in_(ids)).values(**drawn))
        return list(rows)

    def _promote(self, queue: str, size: int, begun: str, only_new: bool) -> None:
        """Rank a batch of rows that are due; those of this crawl are due after it."""
        last = self._promoted.get(queue, ("", 0))
        due = self._session.execute(
            select(ledger.c.id, ledger.c.due_at, ledger.c.outcome)
            .where(ledger.c.queue == queue, ledger.c.due_at < begun)
            .where(tuple_(ledger.c.due_at, ledger.c.id) > last)
            .order_by(ledger.c.due_at, ledger.c.id)
            .limit(size)
        ).all()
        if not due:
            return
        self._promoted[queue] = (due[-1].due_at, due[-1].id)
        ids = [row.id for row in due if not (only_new and row.outcome in _KNOWN)]
        rank = case(
            (ledger.c.role == LIST, _LIST + func.coalesce(ledger.c.lastmod, "")),
            else_=_AGAIN + func.coalesce(ledger.c.born_at, ledger.c.discovered_at),
        )
        self._session.write(
            update(ledger).where(ledger.c.id.in_(ids)).values(rank=rank, due_at=None)
        )

    def begin(self, queue: str) -> None:
        """Begin a crawl: look for due rows from the first on."""
        self._promoted.pop(queue, None)

    def refresh(self, queue: str) -> None:
        """Make every known article due at once."""
        here = (ledger.c.queue == queue, ledger.c.role.is_(None), ledger.c.rank.is_(None))
        self._session.write(
            update(ledger).where(*here, ledger.c.outcome.in_(_KNOWN)).values(due_at="")
        )

    def look_again(self, site: str, text_sha256: str, crawl_id: str) -> None:
        """Fetch a site's articles with this text again: one may have moved to a new address."""
        row, text = ledger.c, versions.c
        copies = select(text.url).where(text.text_sha256 == text_sha256).order_by(text.id)
        urls = map(canonical_url, self._session.execute(copies.limit(_LOOKED_AT)).scalars())
        same = (
            select(row.id)
            .where(row.site == site, row.url.in_(sorted(set(urls))))
            .where(row.outcome.in_(ARTICLES), row.rank.is_(None), row.crawl_id != crawl_id)
            .order_by(row.id)
            .limit(_COPIES)
        )
        ids = self._session.execute(same).scalars().all()
        if ids:
            waits = {"rank": _NEW + func.coalesce(row.born_at, ""), "due_at": None}
            self._session.write(update(ledger).where(row.id.in_(ids)).values(**waits))

    def finish_list(self, site: str, url: str, digest: str) -> None:
        """Note that all addresses of a list are in the ledger, and the digest of its body.

        Only from now on may the server answer 304 for it.
        """
        self._session.write(
            update(ledger)
            .where(ledger.c.site == site, ledger.c.url == canonical_url(url))
            .values(digest=digest, role=LIST)
        )

    def waiting(self, queue: str) -> int:
        """Count the addresses that may be drawn."""
        here = (ledger.c.queue == queue, ledger.c.rank.is_not(None))
        count: int = self._session.execute(select(func.count()).where(*here)).scalar_one()
        return count

    def resting(self, queue: str, *, after: str) -> int:
        """Count the addresses that are due after a time."""
        here = (ledger.c.queue == queue, ledger.c.due_at > after)
        count: int = self._session.execute(select(func.count()).where(*here)).scalar_one()
        return count


def _discover_statement(session: Session) -> Any:
    """Build the statement of `discover` once: a sitemap index names hundreds of thousands."""
    insert = session.insert(ledger)
    row = insert.values(
        **{
            name: bindparam(name, type_=ledger.c[name].type)
            for name in (
                "site", "url", "spelling", "source", "told", "crawl_id", "discovered_at", "queue",
                "role", "rank", "born_at", "lastmod",
            )
        },
        attempts=0,
    )  # fmt: skip
    new, old = insert.excluded, ledger.c
    of_api = old.told["source"].as_string() == "api"
    news = and_(
        new.told.is_not(None),
        or_(old.told.is_(None), and_(bindparam("api") == 1, ~of_api)),
    )
    day = func.length(new.lastmod) == 10
    later = and_(
        new.lastmod > func.coalesce(old.lastmod, ""),
        or_(
            new.lastmod > old.outcome_at, day & (new.lastmod >= func.substr(old.outcome_at, 1, 10))
        ),
        old.outcome_at <= bindparam("gap"),
    )
    # What this crawl has dealt with, it does not fetch twice; what waits goes on waiting.
    open_ = or_(old.crawl_id != new.crawl_id, old.outcome.is_(None))
    wake = and_(open_, old.rank.is_(None), or_(bindparam("force") == 1, later))
    forced = and_(open_, bindparam("force") == 1)
    return row.on_conflict_do_update(
        index_elements=["site", "url"],
        set_={
            "told": case((news, new.told), else_=old.told),
            "born_at": case((news, new.born_at), else_=old.born_at),
            "lastmod": case((later, new.lastmod), else_=old.lastmod),
            "spelling": func.coalesce(new.spelling, old.spelling),
            "rank": case((or_(wake, forced, and_(news, old.rank.is_not(None))), new.rank),
                         else_=old.rank),
            "due_at": case((or_(wake, forced), None), else_=old.due_at),
            "queue": case((forced, new.queue), else_=old.queue),
            "source": case((forced, new.source), else_=old.source),
            "role": func.coalesce(new.role, old.role),
        },
        where=or_(wake, forced, news, and_(new.role.is_not(None), old.role.is_(None))),
    )  # fmt: skip


def _rank(found: Discovered, born: str, modified: str | None) -> str:
    if found.is_list:
        return (_FIRST if found.at_once else _LIST) + (modified or "")
    return (_WANTED if found.wanted else _NEW) + born


def instant(text: str | None) -> str | None:
    """Return a machine's date as a day or as a time in UTC; None if it is none."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        stamp = parse_date(text, language="en", captured_at=None)
        if stamp is None:
            return None
        moment = stamp.moment
        if stamp.precision == "day":
            return moment.date().isoformat()
    if len(text) == 10:
        return text
    try:
        return timestamp(utc(moment))
    except ValueError:
        return None
