"""Articles, their view counts, aliases and removals: a function of the captures.

The captures count in the order of (captured_at, record_id), in whatever order they come in.
"""

from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update

from newscrawler.model.article import Article
from newscrawler.model.observation import Observation
from newscrawler.model.outcome import ARTICLES, Outcome
from newscrawler.model.urls import canonical_url, preference, variant_key
from newscrawler.store.articles import merge
from newscrawler.store.articles.versions import Versions
from newscrawler.store.captures import is_removal
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import aliases, articles, captures, view_counts

# Built once: they run for each page.
_ARTICLE_AT = (
    select(articles)
    .where(articles.c.site == bindparam("its_site"))
    .where(
        or_(
            articles.c.canonical_url == bindparam("its_name"),
            articles.c.variant_key == bindparam("its_key"),
        )
    )
    .order_by(articles.c.canonical_url != bindparam("its_name"), articles.c.id)
)
_ALIAS_TARGET = select(aliases.c.canonical_url).where(
    aliases.c.site == bindparam("its_site"), aliases.c.url == bindparam("its_url")
)
_CAPTURES_OF_NO_ARTICLE = select(captures.c.id).where(
    captures.c.url_key == bindparam("its_url"),
    captures.c.article_id.is_(None),
    captures.c.outcome.is_not(None),
)
"""The captures of an address that have an outcome and belong to no article."""


class Articles:
    """Applies observations to the articles, one capture at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._versions = Versions(session)

    def observe(self, seen: Observation, capture_id: int) -> tuple[Outcome, int | None]:
        """Return the outcome of a capture, and the id of the article that it belongs to."""
        site, at = seen.facts.site, seen.facts.captured_at or ""
        if seen.article is not None and seen.outcome is None:
            return self._see_article(seen, seen.article, capture_id)
        if seen.permanent_to is not None:
            self._apply_redirect(site, seen.identity, seen.permanent_to, capture_id)
        if seen.outcome is not Outcome.UNCHANGED and not seen.removes:
            return seen.outcome or Outcome.FAILED, None
        article = self._article_named(site, self._resolve(site, seen.identity))
        if article is None:
            return seen.outcome or Outcome.FAILED, None
        if seen.outcome is Outcome.UNCHANGED:
            self._touch(article, seen)
            if self._is_late(article, seen):
                self._compute_presence(int(article.id))
        elif (
            at > (article.last_seen_at or "")
            and not (article.removed_at and article.removed_at <= at)
            and seen.identity in self._addresses(article)
        ):
            self._update(article.id, removed_at=at)
        return seen.outcome or Outcome.FAILED, article.id

    def _see_article(
        self, seen: Observation, found: Article, capture_id: int
    ) -> tuple[Outcome, int]:
        facts = seen.facts
        canonical = self._resolve(facts.site, found.canonical_url)
        article = self._article_at(facts.site, canonical)
        if article is not None and article.canonical_url != canonical:
            canonical = self._join_variants(article, canonical, capture_id)
        is_new_name = article is None
        if canonical != seen.identity:
            kind = "canonical" if "canonical_url" in found.provenance else "variant"
            is_new_name |= self._add_alias(facts.site, seen.identity, canonical, kind, capture_id)
        if article is None:
            new = {
                "site": facts.site,
                "canonical_url": canonical,
                "variant_key": variant_key(canonical),
                "first_seen_at": facts.captured_at,
                "first_record_id": facts.record_id,
                "last_seen_at": facts.captured_at,
            }
            article_id = int(
                self._session.write(insert(articles).values(**new)).inserted_primary_key[0]
            )
        else:
            article_id = int(article.id)
            self._touch(article, seen)
            if (facts.captured_at or "", facts.record_id) < _first_seen(article):
                self._update(
                    article_id,
                    first_seen_at=facts.captured_at,
                    first_record_id=facts.record_id,
                )
        if found.views is not None:
            count = {"article_id": article_id, "captured_at": facts.captured_at}
            count |= {"capture_id": capture_id, "count": found.views, "raw": found.views_raw}
            self._session.write(insert(view_counts).values(**count))
        if article is None:
            outcome = self._versions.add_first(seen, found, article_id, capture_id)
        else:
            outcome = self._versions.add(seen, found, article_id, capture_id)
        is_late = article is not None and self._is_late(article, seen)
        if (is_new_name and self._adopt(seen, article_id, canonical)) or is_late:
            self._compute_presence(article_id)
        return outcome, article_id

    def _join_variants(self, article: Row[Any], other: str, capture_id: int) -> str:
        """Keep the preferred of two variants of an address; the other becomes its alias."""
        name = min(article.canonical_url, other, key=preference)
        rest = other if name == article.canonical_url else article.canonical_url
        self._add_alias(article.site, rest, name, "variant", capture_id)
        if name != article.canonical_url:
            self._update(article.id, canonical_url=name)
        return str(name)

    def _touch(self, article: Row[Any], seen: Observation) -> None:
        at = seen.facts.captured_at or ""
        if at > (article.last_seen_at or ""):
            self._update(int(article.id), last_seen_at=at)

    def _is_late(self, article: Row[Any], seen: Observation) -> bool:
        """Tell whether a capture is older than others, so that `removed_at` may change by it."""
        at = seen.facts.captured_at or ""
        return bool(article.removed_at) or at < (article.last_seen_at or "")

    def _adopt(self, seen: Observation, article_id: int, canonical: str) -> bool:
        """Give an article the removals and 304s that came before its address was known.

        Returns whether there were any.
        """
        c = captures.c
        urls = {seen.identity, canonical}
        if not any(self._session.look_up(_CAPTURES_OF_NO_ARTICLE, url) for url in urls):
            return False
        mine = (
            update(captures)
            .where(c.url_key.in_(urls))
            .where(c.site == seen.facts.site, c.article_id.is_(None))
        )
        gone = mine.where(is_removal()).values(article_id=article_id)
        same = mine.where(c.status == 304).values(article_id=article_id, outcome=Outcome.UNCHANGED)
        counts = [int(self._session.write(found).rowcount) for found in (gone, same)]
        return sum(counts) > 0

    def _compute_presence(self, article_id: int) -> None:
        """Compute `last_seen_at` and `removed_at` from all captures of an article."""
        c = captures.c
        mine = select(c.captured_at, c.url).where(c.article_id == article_id)
        last = self._session.execute(
            mine.where(c.outcome.in_(ARTICLES)).order_by(c.captured_at.desc()).limit(1)
        ).first()
        article = self._row(article_id)
        seen_at = max(article.last_seen_at or "", (last.captured_at or "") if last else "")
        gone = self._session.execute(
            mine.where(is_removal(), c.captured_at > seen_at).order_by(c.captured_at)
        )
        addresses = self._addresses(article)
        times = (row.captured_at for row in gone if canonical_url(row.url) in addresses)
        self._update(article_id, last_seen_at=seen_at or None, removed_at=next(times, None))

    def _addresses(self, article: Row[Any]) -> tuple[str, str | None]:
        """Return the addresses whose removal counts: the end of an AMP page alone does not."""
        return article.canonical_url, self._versions.latest_address(int(article.id))

    def _update(self, article_id: int, **changes: Any) -> None:
        self._session.write(update(articles).where(articles.c.id == article_id).values(**changes))

    def _row(self, article_id: int) -> Row[Any]:
        return self._session.execute(  # type: ignore[no-any-return]
            select(articles).where(articles.c.id == article_id)
        ).one()

    def _article_named(self, site: str, canonical: str) -> Row[Any] | None:
        return self._session.execute(  # type: ignore[no-any-return]
            select(articles).where(articles.c.site == site, articles.c.canonical_url == canonical)
        ).first()

    def _article_at(self, site: str, canonical: str) -> Row[Any] | None:
        """Return the article of an address, or else of a variant of it."""
        named = {"its_site": site, "its_name": canonical, "its_key": variant_key(canonical)}
        return self._session.execute(_ARTICLE_AT, named).first()  # type: ignore[no-any-return]

    def _resolve(self, site: str, url: str) -> str:
        """Follow aliases to the article's canonical address; a loop ends it."""
        seen = {url}
        while True:
            target = self._session.execute(
                _ALIAS_TARGET, {"its_site": site, "its_url": url}
            ).scalar()
            if target is None or target in seen:
                return url
            seen.add(target)
            url = target

    def _apply_redirect(self, site: str, old: str, new: str, capture_id: int) -> None:
        """Keep one identity through a permanent redirect: the older article's, if there is one.

        Where both addresses have been taken for articles, the younger becomes part of the older.
        """
        old, new = self._resolve(site, old), self._resolve(site, new)
        if old == new:
            return
        before, after = self._article_named(site, old), self._article_named(site, new)
        if before is not None and (after is None or _first_seen(before) < _first_seen(after)):
            old, new, before, after = new, old, after, before
        if before is None or after is None:
            self._add_alias(site, old, new, "redirect", capture_id)
            return
        observations = merge.remove(self._session, int(before.id))
        self._add_alias(site, old, new, "redirect", capture_id)
        for number, seen in observations:
            outcome, _ = self.observe(seen, number)
            merge.set_outcome(self._session, number, outcome, int(after.id))

    def _add_alias(self, site: str, url: str, canonical: str, kind: str, capture_id: int) -> bool:
        """Note another address of an article; False if it is known."""
        row = {"site": site, "url": url, "canonical_url": canonical, "kind": kind}
        done = self._session.write(
            self._session.insert(aliases)
            .values(**row, capture_id=capture_id)
            .on_conflict_do_nothing()
        )
        return int(done.rowcount) > 0


def _first_seen(article: Row[Any]) -> tuple[str, str]:
    return (article.first_seen_at or "", article.first_record_id)
