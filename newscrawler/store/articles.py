"""Articles, their versions, view counts and aliases.

What is here is a function of the captures, in the order of (captured_at, record_id).
"""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from newscrawler.items import Article
from newscrawler.observation import Observation
from newscrawler.outcome import Outcome
from newscrawler.store.session import Session
from newscrawler.store.tables import aliases, articles, captures, parts, versions, view_counts


class Articles:
    """Takes observations in, one capture at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def observe(self, seen: Observation, capture_id: int) -> tuple[Outcome, int | None]:
        """Return how the capture ended, and the article that it belongs to."""
        site, at = seen.facts.site, seen.facts.captured_at or ""
        if seen.article is not None and seen.outcome is None:
            return self._see_article(seen, seen.article, capture_id)
        if seen.permanent_to is not None:
            self._moved(site, seen.identity, seen.permanent_to, capture_id)
        if seen.outcome not in (Outcome.GONE, Outcome.UNCHANGED):
            return seen.outcome or Outcome.FAILED, None
        article = self._article(site, self._resolve(site, seen.identity))
        if article is None:
            return seen.outcome, None
        if seen.outcome is Outcome.UNCHANGED:
            self._saw(article, seen)
        elif at > (article.last_seen_at or "") and not (
            article.removed_at and article.removed_at <= at
        ):
            self._set(article.id, removed_at=at)
        return seen.outcome, article.id

    def _see_article(
        self, seen: Observation, found: Article, capture_id: int
    ) -> tuple[Outcome, int]:
        facts = seen.facts
        canonical = self._resolve(facts.site, found.canonical_url)
        if canonical != seen.identity:
            self._alias(facts.site, seen.identity, canonical, "canonical", capture_id)
        article = self._article(facts.site, canonical)
        if article is None:
            new = {
                "site": facts.site,
                "canonical_url": canonical,
                "first_seen_at": facts.captured_at,
                "first_record_id": facts.record_id,
                "last_seen_at": facts.captured_at,
                "removed_at": self._gone_after(seen),
            }
            article_id = int(
                self._session.write(insert(articles).values(**new)).inserted_primary_key[0]
            )
        else:
            article_id = int(article.id)
            self._saw(article, seen)
            if (facts.captured_at or "", facts.record_id) < _first(article):
                self._set(
                    article_id,
                    first_seen_at=facts.captured_at,
                    first_record_id=facts.record_id,
                )
        if found.views is not None:
            count = {"article_id": article_id, "captured_at": facts.captured_at}
            count |= {"capture_id": capture_id, "count": found.views, "raw": found.views_raw}
            self._session.write(insert(view_counts).values(**count))
        return self._see_text(seen, found, article_id, capture_id), article_id

    def _see_text(
        self, seen: Observation, found: Article, article_id: int, capture_id: int
    ) -> Outcome:
        """Add a version where the text differs from the one before it in time.

        Responses of one live crawl may arrive a moment out of order, so a version is put in
        its place by (captured_at, record_id) and its neighbours are looked at again.
        """
        fresh = _version_row(found, seen, article_id, capture_id)
        history = self._session.execute(
            select(versions, captures.c.record_id)
            .join(captures, captures.c.id == versions.c.capture_id)
            .where(versions.c.article_id == article_id)
            .order_by(versions.c.number)
        ).all()
        key = (seen.facts.captured_at or "", seen.facts.record_id)
        place = sum((v.captured_at or "", v.record_id) < key for v in history)
        before = history[place - 1].text_sha256 if place else None
        after = history[place].text_sha256 if place < len(history) else None
        if before == seen.text_sha256:
            return Outcome.UNCHANGED
        if after == seen.text_sha256:
            # The same text was seen earlier than we thought: that capture is its evidence.
            row = history[place]
            self._session.write(
                update(versions)
                .where(versions.c.id == row.id)
                .values(fresh | {"number": row.number})
            )
            return Outcome.UNCHANGED
        for row in reversed(history[place:]):
            self._session.write(
                update(versions).where(versions.c.id == row.id).values(number=row.number + 1)
            )
        self._session.write(insert(versions).values(**fresh, number=place + 1))
        first_part = {"article_id": article_id, "position": 1}
        self._session.write(
            self._session.insert(parts)
            .values(**first_part, url=seen.facts.url, capture_id=capture_id)
            .on_conflict_do_nothing()
        )
        return Outcome.REVISED if history else Outcome.STORED

    def _saw(self, article: Row[Any], seen: Observation) -> None:
        at = seen.facts.captured_at or ""
        changes: dict[str, Any] = {}
        if at > (article.last_seen_at or ""):
            changes["last_seen_at"] = at
        if article.removed_at and article.removed_at < at:
            changes["removed_at"] = self._gone_after(seen)
        if changes:
            self._set(int(article.id), **changes)

    def _gone_after(self, seen: Observation) -> str | None:
        """Return when the page was first found gone after this capture, if that came in before."""
        c = captures.c
        gone: str | None = self._session.execute(
            select(func.min(c.captured_at)).where(
                c.url.in_((seen.identity, seen.facts.url)),
                c.site == seen.facts.site,
                c.outcome == Outcome.GONE,
                c.captured_at > (seen.facts.captured_at or ""),
            )
        ).scalar()
        return gone

    def _set(self, article_id: int, **changes: Any) -> None:
        self._session.write(update(articles).where(articles.c.id == article_id).values(**changes))

    def _article(self, site: str, canonical: str) -> Row[Any] | None:
        return self._session.execute(  # type: ignore[no-any-return]
            select(articles).where(articles.c.site == site, articles.c.canonical_url == canonical)
        ).first()

    def _resolve(self, site: str, url: str) -> str:
        """Follow aliases to the address that identifies the article; loops end."""
        seen = {url}
        while True:
            target = self._session.execute(
                select(aliases.c.canonical_url).where(aliases.c.site == site, aliases.c.url == url)
            ).scalar()
            if target is None or target in seen:
                return url
            seen.add(target)
            url = target

    def _moved(self, site: str, old: str, new: str, capture_id: int) -> None:
        """Keep one identity through a permanent redirect: the older article's, if there is one."""
        old, new = self._resolve(site, old), self._resolve(site, new)
        if old == new:
            return
        if self._article(site, old) is not None and self._article(site, new) is None:
            old, new = new, old
        self._alias(site, old, new, "redirect", capture_id)

    def _alias(self, site: str, url: str, canonical: str, kind: str, capture_id: int) -> None:
        row = {"site": site, "url": url, "canonical_url": canonical, "kind": kind}
        self._session.write(
            self._session.insert(aliases)
            .values(**row, capture_id=capture_id)
            .on_conflict_do_nothing()
        )


def _first(article: Row[Any]) -> tuple[str, str]:
    return (article.first_seen_at or "", article.first_record_id)


def _version_row(
    found: Article, seen: Observation, article_id: int, capture_id: int
) -> dict[str, Any]:
    same = (
        "title", "body", "published_at", "published_precision", "published_raw", "modified_at",
        "section", "sections", "authors", "language", "image", "tags", "layout",
    )  # fmt: skip
    return {
        **{name: getattr(found, name) for name in same},
        "article_id": article_id,
        "capture_id": capture_id,
        "captured_at": seen.facts.captured_at,
        "url": seen.facts.url,
        "text_sha256": seen.text_sha256,
        "provenance": {name: asdict(p) for name, p in found.provenance.items()},
    }
