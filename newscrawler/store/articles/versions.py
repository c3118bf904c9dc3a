"""Versions of an article: its texts, in the order of (captured_at, record_id)."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, tuple_, update

from newscrawler.model.article import FIELDS, Article
from newscrawler.model.observation import Observation
from newscrawler.model.outcome import Outcome
from newscrawler.model.urls import canonical_url, is_rendering
from newscrawler.store.captures import facts_of
from newscrawler.store.database.session import Session
from newscrawler.store.database.tables import captures, ledger, parts, versions

_INSERT = insert(versions)
_SAME = tuple(f.key for f in FIELDS if f.column == f"versions.{f.key}" and hasattr(Article, f.key))
"""The columns that hold an attribute of the article as it is."""


class Versions:
    """Inserts each text where it belongs in its article's history.

    Responses of one live crawl may arrive a moment out of order, so a version is inserted by
    (captured_at, record_id), and its neighbours are compared again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_first(
        self, seen: Observation, found: Article, article_id: int, capture_id: int
    ) -> Outcome:
        """Add the first version of a new article."""
        self._insert(seen, found, article_id, capture_id, 1)
        return Outcome.PAYWALLED if found.paywalled else Outcome.STORED

    def _insert(
        self, seen: Observation, found: Article, article_id: int, capture_id: int, number: int
    ) -> None:
        row = version_row(found, seen, article_id, capture_id) | {"number": number}
        added = self._session.write(_INSERT, row)
        self._set_parts(int(added.inserted_primary_key[0]), seen, capture_id)

    def add(self, seen: Observation, found: Article, article_id: int, capture_id: int) -> Outcome:
        """Add a version where the text differs from the one before it in time.

        An AMP, print or mobile edition is a rendering of the same story: its text counts only
        while no plain page has been seen. What a paywall leaves of a text counts only while the
        full text has not been seen.
        """
        key = (seen.facts.captured_at or "", seen.facts.record_id)
        if found.paywalled:
            if not self._full_text_seen(article_id, key):
                self._add(seen, found, article_id, capture_id)
            return Outcome.PAYWALLED
        stubs = [v for v in self._history(article_id) if v.paywalled and _key(v) > key]
        if stubs:
            self._remove(self._history(article_id), stubs, Outcome.PAYWALLED)
        return self._add(seen, found, article_id, capture_id)

    def _add(self, seen: Observation, found: Article, article_id: int, capture_id: int) -> Outcome:
        key = (seen.facts.captured_at or "", seen.facts.record_id)
        history = self._history_beside(seen, key, article_id)
        place = sum(_key(v) < key for v in history)
        if is_rendering(seen.facts.url):
            if any(not is_rendering(v.url) and v.paywalled <= found.paywalled for v in history):
                return Outcome.ALIAS
        else:
            history = self._remove_renderings(history, found.paywalled)
            place = sum(_key(v) < key for v in history)
        before = history[place - 1] if place else None
        after = history[place] if place < len(history) else None
        if before is not None and before.text_sha256 == seen.text_sha256:
            same_address = canonical_url(before.url) == seen.identity
            return Outcome.UNCHANGED if same_address else Outcome.ALIAS
        fresh = version_row(found, seen, article_id, capture_id)
        again = self._seen_between(article_id, key, before, after, found) if before else None
        if again is None and after is not None and after.text_sha256 == seen.text_sha256:
            # The same text was seen earlier than known: that capture is its first evidence.
            self._session.write(update(versions).where(versions.c.id == after.id).values(fresh))
            self._set_parts(after.id, seen, capture_id)
            return Outcome.UNCHANGED
        shift = 1 if before is None or again is None else 2
        for index in reversed(range(place, len(history))):
            self._renumber(history[index], index + 1 + shift)
        self._insert(seen, found, article_id, capture_id, place + 1)
        if before is not None and again is not None:
            self._change_back(before, again, place + 2)
        return Outcome.REVISED if history else Outcome.STORED

    def latest_address(self, article_id: int) -> str | None:
        """Return the canonical form of the address of the article's latest version."""
        url = self._session.execute(
            select(versions.c.url)
            .where(versions.c.article_id == article_id)
            .order_by(versions.c.number.desc())
            .limit(1)
        ).scalar()
        return canonical_url(url) if url else None

    def _history_beside(
        self, seen: Observation, key: tuple[str, str], article_id: int
    ) -> list[Row[Any]]:
        """Return the history, the versions beside `key` extracted anew by today's code.

        A difference that only a change of the extractor made is no edit.
        """
        history = self._history(article_id)
        place = sum(_key(v) < key for v in history)
        if place and history[place - 1].text_sha256 == seen.text_sha256:
            return history
        beside = history[max(place - 1, 0) : place + 1]
        stale = [
            v for v in beside if v.text_sha256 != seen.text_sha256 and v.extractor != seen.extractor
        ]
        done = [self._reread(version, article_id) for version in stale]
        return self._history(article_id) if any(done) else history

    def _reread(self, version: Row[Any], article_id: int) -> bool:
        """Extract a version's capture anew; False if its record cannot be read."""
        capture = self._session.execute(
            select(captures).where(captures.c.id == version.capture_id)
        ).one()
        seen = self._session.reextract(facts_of(capture))
        if seen is None:
            return False
        if seen.article is None or seen.outcome is not None:
            history = self._history(article_id)
            self._remove(history, [version], seen.outcome or Outcome.FAILED)
            return True
        row = version_row(seen.article, seen, article_id, version.capture_id)
        self._session.write(update(versions).where(versions.c.id == version.id).values(row))
        self._set_parts(version.id, seen, version.capture_id)
        return True

    def _history(self, article_id: int) -> list[Row[Any]]:
        v = versions.c
        statement = (
            select(v.id, v.url, v.captured_at, v.capture_id, v.text_sha256, v.extractor)
            .add_columns(v.paywalled, captures.c.record_id)
            .join(captures, captures.c.id == v.capture_id)
            .where(v.article_id == article_id)
            .order_by(v.number)
        )
        return list(self._session.execute(statement).all())

    def _full_text_seen(self, article_id: int, key: tuple[str, str]) -> bool:
        """Tell whether the full text of an article was captured before `key`."""
        c = captures.c
        full = (
            Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.ALIAS,
        )  # fmt: skip
        found = self._session.execute(
            select(c.id)
            .where(c.article_id == article_id, c.status == 200, c.outcome.in_(full))
            .where(tuple_(func.coalesce(c.captured_at, ""), c.record_id) < key)
            .limit(1)
        )
        return found.first() is not None

    def _remove_renderings(self, history: list[Row[Any]], paywalled: bool) -> list[Row[Any]]:
        """Remove versions of renderings, as there is a plain page with as much text."""
        gone = [v for v in history if is_rendering(v.url) and paywalled <= v.paywalled]
        for v in gone:
            self._remove(history, [v], Outcome.PAYWALLED if v.paywalled else Outcome.ALIAS)
        return [v for v in history if v not in gone]

    def _remove(self, history: list[Row[Any]], gone: list[Row[Any]], outcome: Outcome) -> None:
        """Remove versions, and give their captures another outcome."""
        ids, sources = [v.id for v in gone], [v.capture_id for v in gone]
        kept = [v for v in history if v.id not in ids]
        self._session.write(delete(parts).where(parts.c.version_id.in_(ids)))
        self._session.write(delete(versions).where(versions.c.id.in_(ids)))
        for table, column in ((captures, captures.c.id), (ledger, ledger.c.capture_id)):
            self._session.write(update(table).where(column.in_(sources)).values(outcome=outcome))
        for number, row in enumerate(kept, start=1):
            self._renumber(row, number)

    def _seen_between(
        self,
        article_id: int,
        key: tuple[str, str],
        before: Row[Any],
        after: Row[Any] | None,
        found: Article,
    ) -> Row[Any] | None:
        """Return the first capture between a late one and the next version, if there is one.

        It repeated the version before, so it became no version when it came in; after the late
        one it is a change back.
        """
        if before.paywalled and not found.paywalled:
            return None  # after a full text, no stub counts
        c = captures.c
        alike = (
            (Outcome.PAYWALLED,)
            if before.paywalled
            else (Outcome.UNCHANGED, Outcome.STORED, Outcome.REVISED)
        )
        place = tuple_(func.coalesce(c.captured_at, ""), c.record_id)
        same = (
            select(c.id, c.captured_at, c.url_key)
            .where(c.article_id == article_id, c.status == 200, place > key)
            .where(c.outcome.in_(alike))
            .order_by(func.coalesce(c.captured_at, ""), c.record_id)
            .limit(1)
        )
        if after is not None:
            same = same.where(place < _key(after))
        return self._session.execute(same).first()  # type: ignore[no-any-return]

    def _change_back(self, before: Row[Any], again: Row[Any], number: int) -> None:
        """Add a version's text once more, from the capture that repeated it."""
        old = self._session.execute(select(versions).where(versions.c.id == before.id)).one()
        same = {name: value for name, value in old._mapping.items() if name != "id"}
        here = {"capture_id": again.id, "captured_at": again.captured_at, "url": again.url_key}
        capture = self._session.execute(select(captures).where(captures.c.id == again.id)).one()
        seen = self._session.reextract(facts_of(capture))
        if seen is not None and seen.article is not None and seen.text_sha256 == old.text_sha256:
            # Its date or its section may be another.
            here |= version_row(seen.article, seen, old.article_id, again.id)
        self._session.write(insert(versions).values(same | here | {"number": number}))
        for table, column in ((captures, captures.c.id), (ledger, ledger.c.capture_id)):
            ends = Outcome.PAYWALLED if old.paywalled else Outcome.REVISED
            revised = update(table).where(column == again.id).values(outcome=ends)
            self._session.write(revised)

    def _renumber(self, row: Row[Any], number: int) -> None:
        self._session.write(update(versions).where(versions.c.id == row.id).values(number=number))

    def _set_parts(self, version_id: int, seen: Observation, capture_id: int) -> None:
        if not seen.parts:
            return
        records = [part.facts.record_id for part in seen.parts]
        ids = dict(
            self._session.execute(
                select(captures.c.record_id, captures.c.id).where(captures.c.record_id.in_(records))
            ).all()
        )
        pages = [(seen.identity, capture_id)]
        pages += [(part.identity, ids[part.facts.record_id]) for part in seen.parts]
        self._session.write(delete(parts).where(parts.c.version_id == version_id))
        rows = [
            {"version_id": version_id, "position": number, "url": url, "capture_id": capture}
            for number, (url, capture) in enumerate(pages, start=1)
        ]
        self._session.write(insert(parts), rows)


def _key(row: Row[Any]) -> tuple[str, str]:
    return (row.captured_at or "", row.record_id)


def version_row(
    found: Article, seen: Observation, article_id: int, capture_id: int
) -> dict[str, Any]:
    """Return the columns of a version, without its id and number."""
    return {
        **{name: getattr(found, name) for name in _SAME},
        "article_id": article_id,
        "capture_id": capture_id,
        "captured_at": seen.facts.captured_at,
        "url": seen.identity,
        "text_sha256": seen.text_sha256,
        "provenance": {name: asdict(p) for name, p in found.provenance.items()},
        "extractor": seen.extractor,
    }
