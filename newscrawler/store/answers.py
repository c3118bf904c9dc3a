"""What an archive answers: its captures of an address, for a crawl offline."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    tuple_,
    update,
)

from newscrawler.observation import CaptureFacts
from newscrawler.store.captures import facts_of
from newscrawler.store.session import Session
from newscrawler.store.tables import captures
from newscrawler.urls import spellings

_PAGE = 20
"""Captures of one address that are read at a time; the latest is nearly always the answer."""
_NAMED = 5
"""Sites that a message names."""

_AT = func.coalesce(captures.c.captured_at, "")
_KEY = tuple_(_AT, captures.c.record_id)
_URL: BindParameter[str] = bindparam("address")


class Answers:
    """The captures that a store knows of, up to a time: a WARC-Date, or None for all.

    Statements are built once: a crawl runs them for each address.
    """

    def __init__(self, session: Session, until: str | None) -> None:
        c = captures.c
        self._session = session
        self._past: ColumnElement[bool] = true()
        if until is not None:
            # As text, «:30Z» comes after «:30.5Z», though it is the earlier of the two.
            self._past = or_(until >= _AT, _AT.in_((until[:19] + "Z",)))
        here = select(captures).where(c.url == _URL, self._past)
        self._first = here.order_by(_AT.desc(), c.record_id.desc()).limit(_PAGE)
        last = tuple_(bindparam("at"), bindparam("record"))
        self._further = self._first.where(last > _KEY)
        self._claim = (
            update(captures)
            .where(c.url == _URL, c.outcome.is_(None), self._past)
            .values(crawl_id=bindparam("crawl"), site=bindparam("of_site"))
        )

    def of(self, url: str) -> Iterator[CaptureFacts]:
        """Yield the captures of an address, the latest first."""
        page = self._session.execute(self._first, {"address": url}).all()
        yield from map(facts_of, page)
        while len(page) == _PAGE:
            last = {"at": page[-1].captured_at or "", "record": page[-1].record_id}
            page = self._session.execute(self._further, {"address": url, **last}).all()
            yield from map(facts_of, page)

    def under_another_spelling(self, url: str) -> Iterator[CaptureFacts]:
        """Yield the pages at an address that differs by scheme, ``www.`` or a closing slash.

        Whoever made the archive may have asked by another one. Only pages: a redirect between
        two of them would lead in a circle.
        """
        c = captures.c
        rank = {other: number for number, other in enumerate(spellings(url))}
        rows = self._session.execute(
            select(captures)
            .where(c.url.in_(rank), or_(c.status == 200, c.status.is_(None)), self._past)
            .order_by(case(rank, value=c.url), _AT.desc(), c.record_id.desc())
            .limit(_PAGE)
        )
        yield from map(facts_of, rows.all())

    def claim(self, facts: CaptureFacts) -> bool:
        """Note that a crawl looks into a capture, and into what else is there of its address.

        False if there is nothing else that nobody has looked into.
        """
        values = {"address": facts.url, "crawl": facts.crawl_id, "of_site": facts.site}
        return bool(self._session.write(self._claim, values).rowcount > 1)

    def learn(self, facts: CaptureFacts) -> None:
        """Note what a crawl's own discovery said of a page, where the archive knew nothing."""
        told = asdict(facts.told) if facts.told else None
        self._session.write(
            update(captures)
            .where(captures.c.record_id == facts.record_id, captures.c.outcome.is_(None))
            .values(wanted=int(facts.wanted), told=told)
        )

    def before(self, facts: CaptureFacts) -> list[CaptureFacts]:
        """Return the earlier captures of an address that nobody has looked into, in their order."""
        key = (facts.captured_at or "", facts.record_id)
        rows = self._session.execute(
            select(captures)
            .where(captures.c.url == facts.url, captures.c.outcome.is_(None), key > _KEY)
            .order_by(_AT, captures.c.record_id)
        )
        return list(map(facts_of, rows))

    def holdings(self) -> list[Any]:
        """Return (site, captures, first, last) of the sites with the most captures, of any time."""
        c = captures.c
        number = func.count()
        rows = self._session.execute(
            select(c.site, number, func.min(c.captured_at), func.max(c.captured_at))
            .group_by(c.site)
            .order_by(number.desc(), c.site)
            .limit(_NAMED)
        )
        return list(rows.all())
