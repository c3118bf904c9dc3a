"""Archived answers: the captures of an address that an offline crawl is answered with."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    tuple_,
    update,
)

from newscrawler.model.observation import CaptureFacts
from newscrawler.model.urls import canonical_url, spellings
from newscrawler.store.captures import facts_of
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import captures

_PAGE_ROWS = 20
"""Captures of one address read at a time; the latest is nearly always the answer."""
_MAX_NAMED = 5
"""Sites named in a message, at most."""

_AT = func.coalesce(captures.c.captured_at, "")
_KEY = tuple_(_AT, captures.c.record_id)
_KEY_OF_URL: BindParameter[str] = bindparam("address")


class Answers:
    """The captures in some files, up to a time.

    `files`: (folder, file). `until`: a WARC-Date, None for all. The statements are built once, as
    a crawl runs them for each address.
    """

    def __init__(
        self, session: Session, files: Container[tuple[str | None, str]], until: str | None
    ) -> None:
        c = captures.c
        self._session, self._files = session, files
        self._not_later: ColumnElement[bool] = true()
        if until is not None:
            # As text, «:30Z» comes after «:30.5Z», though it is the earlier of the two.
            self._not_later = or_(until >= _AT, _AT.in_((until[:19] + "Z",)))
        here = select(captures).where(c.url_key == _KEY_OF_URL, self._not_later)
        self._latest = here.order_by(_AT.desc(), c.record_id.desc()).limit(_PAGE_ROWS)
        last = tuple_(bindparam("at"), bindparam("record"))
        self._older = self._latest.where(last > _KEY)
        self._unseen = here.where(c.outcome.is_(None)).order_by(_AT, c.record_id)

    def of(self, url: str) -> Iterator[CaptureFacts]:
        """Yield the captures of an address, the latest first."""
        key = {"address": canonical_url(url)}
        page = self._session.execute(self._latest, key).all()
        yield from self._in_files(page)
        while len(page) == _PAGE_ROWS:
            last = {"at": page[-1].captured_at or "", "record": page[-1].record_id}
            page = self._session.execute(self._older, key | last).all()
            yield from self._in_files(page)

    def _in_files(self, rows: Iterable[Row[Any]]) -> Iterator[CaptureFacts]:
        yield from (facts_of(row) for row in rows if (row.folder, row.warc_file) in self._files)

    def under_another_spelling(self, url: str) -> Iterator[CaptureFacts]:
        """Yield the pages at an address that differs by scheme, ``www.`` or a closing slash.

        Whoever made the archive may have asked by another one. Only pages: a redirect between
        two of them would lead in a circle.
        """
        c = captures.c
        rank = {other: number for number, other in enumerate(spellings(canonical_url(url)))}
        rows = self._session.execute(
            select(captures)
            .where(c.url_key.in_(rank), or_(c.status == 200, c.status.is_(None)), self._not_later)
            .order_by(case(rank, value=c.url_key), _AT.desc(), c.record_id.desc())
        )
        yield from self._in_files(rows.all())

    def claim(self, facts: CaptureFacts) -> list[CaptureFacts]:
        """Give a crawl all captures of an address that have no outcome yet.

        Returns those before this capture, in their order: they are to be applied first.
        """
        rows = self._session.execute(self._unseen, {"address": canonical_url(facts.url)}).all()
        unseen = list(self._in_files(rows))
        if unseen:
            ids = [one.record_id for one in unseen]
            mine = {"crawl_id": facts.crawl_id, "site": facts.site}
            self._session.write(
                update(captures).where(captures.c.record_id.in_(ids)).values(**mine)
            )
        key = (facts.captured_at or "", facts.record_id)
        earlier = (one for one in unseen if (one.captured_at or "", one.record_id) < key)
        return [replace(one, crawl_id=facts.crawl_id, site=facts.site) for one in earlier]

    def set_hint(self, facts: CaptureFacts) -> None:
        """Write the discovery hint of a crawl to a capture of which the archive had none."""
        hint = asdict(facts.hint) if facts.hint else None
        self._session.write(
            update(captures)
            .where(captures.c.record_id == facts.record_id, captures.c.outcome.is_(None))
            .values(wanted=int(facts.wanted), told=hint)
        )

    def holdings(self) -> list[tuple[str, int]]:
        """Return (site, captures) of the sites with the most captures, of any time."""
        c = captures.c
        place = (c.site, c.folder, c.warc_file)
        counts: Counter[str] = Counter()
        rows = self._session.execute(select(*place, func.count()).group_by(*place))
        for site, folder, file, count in rows:
            if (folder, file) in self._files:
                counts[site] += count
        return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MAX_NAMED]
