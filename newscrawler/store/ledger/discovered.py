"""Discovered addresses: what one source says of a page is joined to what others have said."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_

from newscrawler.model.capture import DiscoveryHint
from newscrawler.model.list_pages import newness
from newscrawler.model.outcome import Outcome
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import ledger
from newscrawler.text.dates import parse_date
from newscrawler.text.instants import timestamp, utc

FIRST, LISTS, WANTED, NEW, AGAIN = "9", "8", "7", "5", "4"
"""Classes of priority: the first digit of a rank, which is a text; an instant follows."""
LIST = "list"
"""The role of a row that leads to others: a sitemap, a feed, a section."""

_WEIGHTS = {"list": 5, "api": 4, "feed": 3, "sitemap": 2}
"""How much a source says for a page's being an article; all others say less."""
_NO_DAY = "1990"
"""Instants before it stand for no day at all: nobody published on the web."""
_COLUMNS = (
    "site", "url", "spelling", "source", "told", "crawl_id", "discovered_at", "queue", "role",
    "rank", "born_at", "lastmod", "outcome", "outcome_at", "detail",
)  # fmt: skip
_OUTCOME = _COLUMNS[-3:]


@dataclass(frozen=True, slots=True)
class Discovered:
    """An address that a crawl has discovered.

    `url`: in canonical form. `spelling`: as it stood there, where that is another. `queue`: the
    crawl, by name, that fetches it. `modified`: when it last changed, as the sitemap or feed
    prints it. `is_list`: it leads to others. `at_once`: fetch it in this crawl, due or not.
    `wanted`: a person has named it. `skip`: why it is not to be fetched; another source may yet
    name it for an article.
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
    skip: str | None = None


def values_of(found: Discovered, *, at: str, crawl_id: str, gap: str) -> dict[str, Any]:
    """Return the parameters of `statement` for an address that was found at a time."""
    hint, modified = found.hint, instant(found.modified)
    born = newness(found.url) if found.is_list else min(instant(hint.published) or at, at)
    return {
        "site": found.site,
        "url": found.url,
        "spelling": found.spelling,
        "source": hint.source,
        "told": asdict(hint) if hint.published else None,
        "crawl_id": crawl_id,
        "discovered_at": at,
        "queue": found.queue,
        "role": LIST if found.is_list else None,
        "rank": None if found.skip else _rank(found, born, modified),
        "born_at": born,
        "lastmod": modified,
        "outcome": Outcome.SKIPPED if found.skip else None,
        "outcome_at": at if found.skip else None,
        "detail": found.skip,
        "force": int(found.at_once),
        "api": int(hint.source == "api"),
        "gap": gap,
    }


def statement(session: Session) -> Any:
    """Build the upsert once: a sitemap index names hundreds of thousands.

    Of several days the earliest counts, as a feed may give that of the last change; but a site's
    own API knows its days in local time, and goes before a feed, which gives them in UTC.
    """
    insert = session.insert(ledger)
    row = insert.values(
        **{name: bindparam(name, type_=ledger.c[name].type) for name in _COLUMNS}, attempts=0
    )
    new, old = insert.excluded, ledger.c
    is_api, was_api = bindparam("api") == 1, old.told["source"].as_string() == "api"
    earlier = and_(_day(new.born_at) < _day(old.born_at), new.born_at >= _NO_DAY)
    better = or_(old.told.is_(None), is_api & ~was_api, and_(is_api | ~was_api, earlier))
    news = and_(new.told.is_not(None), better)
    day = func.length(new.lastmod) == 10
    later = and_(
        new.lastmod > func.coalesce(old.lastmod, ""),
        or_(new.lastmod > old.outcome_at, day & (new.lastmod >= _day(old.outcome_at))),
        old.outcome_at <= bindparam("gap"),
        new.outcome.is_(None),
    )
    # What this crawl has dealt with, it does not fetch twice; what waits goes on waiting.
    open_ = or_(old.crawl_id != new.crawl_id, old.outcome.is_(None))
    forced = and_(open_, bindparam("force") == 1)
    needed = and_(old.outcome == Outcome.SKIPPED, new.outcome.is_(None))
    wake = or_(needed, forced, and_(open_, old.rank.is_(None), later))
    pages = and_(new.role.is_(None), old.role.is_(None))
    surer = and_(pages, _weight(new.source) > _weight(old.source))
    return row.on_conflict_do_update(
        index_elements=["site", "url"],
        set_={
            "told": case((news, new.told), else_=old.told),
            "born_at": case((news, new.born_at), else_=old.born_at),
            "lastmod": case((later, new.lastmod), else_=old.lastmod),
            "spelling": func.coalesce(new.spelling, old.spelling),
            "rank": case((or_(wake, and_(news, old.rank.is_not(None))), new.rank), else_=old.rank),
            "due_at": case((wake, None), else_=old.due_at),
            "queue": case((forced, new.queue), else_=old.queue),
            "source": case((or_(forced, surer), new.source), else_=old.source),
            "role": func.coalesce(new.role, old.role),
            **{name: case((needed, None), else_=old[name]) for name in _OUTCOME},
        },
        where=or_(wake, news, surer, and_(new.role.is_not(None), old.role.is_(None))),
    )  # fmt: skip


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


def rank_of_list(lastmod: Any, newest: Any) -> Any:
    """Return the rank of a list, of texts or of SQL: by its last change, then by what it holds."""
    return LISTS + lastmod + "0" + newest


def _rank(found: Discovered, born: str, modified: str | None) -> str:
    if found.is_list:
        rank: str = rank_of_list(modified or "", born)
        return FIRST + rank[1:] if found.at_once else rank
    return (WANTED if found.wanted else NEW) + born


def _day(column: Any) -> ColumnElement[str]:
    return func.substr(column, 1, 10)


def _weight(source: Any) -> ColumnElement[int]:
    return case(_WEIGHTS, value=source, else_=1)
