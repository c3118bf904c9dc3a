"""Boilerplate of each site: learnt from a sample of its articles, in SQL, so memory is flat.

Its table has an older name, «furniture».
"""

from collections.abc import Collection, Mapping
from heapq import nsmallest
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, select, tuple_

from newscrawler.store.database.duplicate_tables import edges, fingerprints, furniture, unsettled
from newscrawler.store.database.session import Session, chunks
from newscrawler.store.database.tables import articles, versions
from newscrawler.store.duplicates import page_edges

PAGE = 500


def known(session: Session, site: str | None = None) -> dict[str, set[int]]:
    """Return the digests of boilerplate, of one site or of every site that has some."""
    statement = select(furniture.c.site, furniture.c.digest)
    if site is not None:
        statement = statement.where(furniture.c.site == site)
    found: dict[str, set[int]] = {}
    for name, digest in session.execute(statement):
        found.setdefault(name, set()).add(digest)
    return found


def learn(session: Session) -> None:
    """Sample the first texts of the unsettled articles, and decide anew for their sites.

    Articles whose text changes by the new boilerplate become unsettled too.
    """
    sites = _sample(session)
    for chunk in chunks(sorted(sites), PAGE):
        for site, changed in _decide(session, chunk).items():
            _unsettle(session, site, changed)


def remove(session: Session, ids: Collection[int]) -> None:
    """Remove articles that are about to be deleted from the samples.

    Their successors in the sample are queued, so that the next `learn` decides for their sites.
    """
    a, e = articles.c, edges.c
    gone = session.execute(select(a.site, a.variant_key).where(a.id.in_(ids))).all()
    for site in sorted({row.site for row in gone}):
        ranks = [page_edges.rank(row.variant_key) for row in gone if row.site == site]
        session.write(delete(edges).where(e.site == site, e.rank.in_(ranks)))
        keys = select(a.id, a.variant_key).where(a.site == site, a.id.not_in(ids))
        rows = session.execute(keys.execution_options(yield_per=PAGE))
        drawn = nsmallest(
            page_edges.SAMPLE, ((page_edges.rank(key), article) for article, key in rows)
        )
        there = set(session.execute(select(e.rank).where(e.site == site).distinct()).scalars())
        new = [article for rank, article in drawn if rank not in there]
        for chunk in chunks(new or [article for _, article in drawn[:1]], PAGE):
            queue(session, fingerprints.c.article_id.in_(chunk))


def _sample(session: Session) -> set[str]:
    """Add the edges of unsettled articles to their sites' samples; return the sites."""
    u = unsettled.c
    key = (u.captured_at, u.record_id, u.article_id)
    last: tuple[Any, ...] | None = None
    highest: dict[str, int | None] = {}
    while True:
        page = (
            select(*key, articles.c.site, articles.c.variant_key)
            .join(articles, articles.c.id == u.article_id)
            .order_by(*key)
            .limit(PAGE)
        )
        rows = session.execute(page if last is None else page.where(tuple_(*key) > last)).all()
        if rows:
            _add_to_samples(session, rows, highest)
        if len(rows) < PAGE:
            return set(highest)
        last = tuple(rows[-1][:3])


def _add_to_samples(session: Session, rows: list[Row[Any]], highest: dict[str, int | None]) -> None:
    new = {row.site for row in rows} - highest.keys()
    highest |= dict.fromkeys(new) | _trim(session, new)
    places = {row.article_id: (row.site, page_edges.rank(row.variant_key)) for row in rows}
    drawn = {
        article: (site, rank)
        for article, (site, rank) in places.items()
        if (top := highest[site]) is None or rank <= top
    }
    if not drawn:
        return
    texts = select(versions.c.article_id, versions.c.body).where(
        versions.c.article_id.in_(drawn), versions.c.number == 1
    )
    new_edges = {
        (*drawn[article], digest): sketch
        for article, body in session.execute(texts)
        for digest, sketch in page_edges.edges(body or "").items()
    }
    session.write(delete(edges).where(tuple_(edges.c.site, edges.c.rank).in_(drawn.values())))
    if new_edges:
        names = ("site", "rank", "digest")
        session.write(
            insert(edges),
            [dict(zip(names, k, strict=True), sketch=v) for k, v in new_edges.items()],
        )
    highest |= _trim(session, {site for site, _ in drawn.values()})


def _trim(session: Session, sites: set[str]) -> dict[str, int | None]:
    """Cut samples to their size; return the highest rank in those that are full."""
    e = edges.c
    counts = (
        select(e.site, func.count(e.rank.distinct()))
        .where(e.site.in_(sites))
        .group_by(e.site)
        .having(func.count(e.rank.distinct()) >= page_edges.SAMPLE)
    )
    highest: dict[str, int | None] = {}
    for site, count in session.execute(counts).all() if sites else ():
        place = select(e.rank).where(e.site == site).distinct().order_by(e.rank)
        highest[site] = session.execute(place.offset(page_edges.SAMPLE - 1).limit(1)).scalar()
        if count > page_edges.SAMPLE:
            session.write(delete(edges).where(e.site == site, e.rank > highest[site]))
    return highest


def _decide(session: Session, sites: list[str]) -> dict[str, set[int]]:
    """Write what is boilerplate of these sites; return the digests that changed, by site.

    Articles are distinguished by the sketch of the edges that they share with few, so the copies
    of one story, however many, count as one text.
    """
    here = select(edges).where(edges.c.site.in_(sites)).cte("here")
    h = here.c
    sizes = select(h.site, func.count(h.rank.distinct()).label("size")).group_by(h.site).cte()
    enough = and_(
        func.count(h.rank.distinct()) >= page_edges.MIN_ARTICLES,
        func.count(h.rank.distinct()) >= page_edges.MIN_SHARE * func.max(sizes.c.size),
    )
    common = (
        select(h.site, h.digest)
        .join(sizes, sizes.c.site == h.site)
        .group_by(h.site, h.digest)
        .having(enough)
        .cte()
    )
    is_common = and_(common.c.site == h.site, common.c.digest == h.digest)
    own = (
        select(h.site, h.rank, func.min(h.sketch).label("sketch"))
        .select_from(here.outerjoin(common, is_common))
        .where(common.c.digest.is_(None))
        .group_by(h.site, h.rank)
        .cte()
    )
    texts = func.count(own.c.sketch.distinct())
    found = (
        select(h.site, h.digest)
        .select_from(here)
        .join(common, is_common)
        .join(own, and_(own.c.site == h.site, own.c.rank == h.rank))
        .join(sizes, sizes.c.site == h.site)
        .group_by(h.site, h.digest)
        .having(
            texts >= page_edges.MIN_ARTICLES, texts >= page_edges.MIN_SHARE * func.max(sizes.c.size)
        )
    )
    now = {tuple(row) for row in session.execute(found)}
    before = {
        tuple(row) for row in session.execute(select(furniture).where(furniture.c.site.in_(sites)))
    }
    changed: dict[str, set[int]] = {}
    for site, digest in now ^ before:
        changed.setdefault(site, set()).add(digest)
    if gone := before - now:
        pair = tuple_(furniture.c.site, furniture.c.digest)
        session.write(delete(furniture).where(pair.in_(gone)))
    if new := now - before:
        session.write(insert(furniture), [{"site": s, "digest": d} for s, d in sorted(new)])
    return changed


def _unsettle(session: Session, site: str, changed: set[int]) -> None:
    """Queue the judged articles of a site that have a changed paragraph at an edge."""
    a, f = articles.c, fingerprints.c
    judged = (
        select(f.article_id, a.canonical_url)
        .join(articles, a.id == f.article_id)
        .where(a.site == site, f.number == 1)
        .order_by(a.canonical_url)
        .limit(PAGE)
    )
    last = ""
    while True:
        page = session.execute(judged.where(a.canonical_url > last)).all()
        texts = select(versions.c.article_id, versions.c.body).where(
            versions.c.article_id.in_([row.article_id for row in page])
        )
        touched = {
            article
            for article, body in session.execute(texts)
            if not changed.isdisjoint(page_edges.edges(body or ""))
        }
        if touched:
            queue(session, f.article_id.in_(touched))
        if len(page) < PAGE:
            return
        last = page[-1].canonical_url


def queue(session: Session, which: Any) -> None:
    """Queue judged articles; `which` is a condition on their fingerprints."""
    f = fingerprints.c
    session.write(
        session.insert(unsettled)
        .from_select(
            ["captured_at", "record_id", "article_id"],
            select(f.captured_at, f.record_id, f.article_id).where(f.number == 1, which),
        )
        .on_conflict_do_nothing()
    )


def without(body: str | None, digests: Mapping[str, set[int]], site: str) -> str:
    """Return a body without the boilerplate of its site."""
    return "\n\n".join(page_edges.split(body or "", digests.get(site, ()))[0])
