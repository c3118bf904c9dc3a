"""Duplicate linking: a function of all texts and their first captures, not of the crawls.

Articles are judged in the order of (captured_at, record_id) of their first texts. One is a
duplicate if an older original has had its text, or one that resembles it; else it is an original
itself. So a wire story's copies all point to the oldest, likeness does not run along chains, and
a bucket of the index holds few originals however many copies there are. What an older article
brings later, or a site's boilerplate, puts every younger article that it could concern back
into the queue.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, tuple_, update

from newscrawler.model.outcome import Outcome
from newscrawler.store.database.duplicate_tables import (
    bands,
    edges,
    fingerprints,
    judged_by,
    unsettled,
)
from newscrawler.store.database.session import Session, chunks
from newscrawler.store.database.tables import articles, captures, ledger, versions
from newscrawler.store.duplicates import boilerplate, fingerprint_index, minhash
from newscrawler.store.duplicates.fingerprint_index import MEMBERS, Text

BATCH = 500
"""Articles judged at a time."""
COMMIT = 10
"""Batches between two commits: a commit takes long, as the index is written all over."""
CANDIDATES = 8
"""Texts compared with one in full: those whose signatures are the most alike."""
_RULE = "1"
"""Version of the rule by which the tables were filled; with another one all are judged anew."""


def settle(
    session: Session,
    crawl_id: str | None = None,
    *,
    threshold: float = minhash.THRESHOLD,
    stop: Callable[[], bool] = bool,
) -> int:
    """Link the duplicates among the articles that a crawl touched, or all that changed.

    Returns how many links were added.

    `threshold`: the resemblance of near-duplicates, between 0 and 1; with either of these two
    only exact copies are linked. Another threshold than the last time judges every article anew.
    `stop` is asked between batches; what is left is judged the next time.
    """
    if _reset_if_rule_changed(session, threshold):
        crawl_id = None
    _queue(session, crawl_id)
    boilerplate.learn(session)
    judge = _Judge(session, threshold)
    links = batches = 0
    while not stop() and (ids := _take_batch(session)):
        links += judge.batch(ids)
        batches += 1
        if batches % COMMIT == 0:
            session.commit()
    session.commit()
    return links


def forget(session: Session) -> None:
    """Forget how the articles were judged; the next `settle` judges all of them."""
    for table in (bands, fingerprints, edges, unsettled, judged_by):
        session.write(delete(table))


def remove(session: Session, ids: Sequence[int]) -> None:
    """Unlink the duplicates of articles that are about to be deleted.

    The next `settle` judges them anew, and whatever else was judged by those texts.
    """
    a = articles.c
    texts = fingerprint_index.indexed(session, ids, ())
    copies = select(a.id).where(a.duplicate_of.in_(ids), a.id.not_in(ids))
    _set_outcome(
        session, list(session.execute(copies).scalars()), Outcome.DUPLICATE, Outcome.STORED
    )
    session.write(update(articles).where(a.duplicate_of.in_(ids)).values(duplicate_of=None))
    _queue_younger(session, [text for text in texts if text.original], ids)
    fingerprint_index.remove(session, texts)
    boilerplate.remove(session, ids)
    session.write(delete(unsettled).where(unsettled.c.article_id.in_(ids)))


def _reset_if_rule_changed(session: Session, threshold: float) -> bool:
    rule = f"{_RULE} {threshold}"
    if session.execute(select(judged_by.c.rule)).scalar() == rule:
        return False
    forget(session)
    session.write(insert(judged_by).values(rule=rule, latest=""))
    return True


def _queue(session: Session, crawl_id: str | None) -> None:
    """Queue the articles with a version that the index lacks, or has otherwise."""
    v, f = versions.c, fingerprints.c
    filed = (f.version_id == v.id) & (f.capture_id == v.capture_id) & (f.number == v.number)
    stale = select(v.article_id).outerjoin(fingerprints, filed).where(f.version_id.is_(None))
    if crawl_id is not None:
        touched = select(captures.c.article_id).where(
            captures.c.crawl_id == crawl_id, captures.c.article_id.is_not(None)
        )
        # Versions from a crawl that was killed are not this crawl's, but they are new.
        newest = select(func.coalesce(func.max(f.version_id), 0)).scalar_subquery()
        changed = stale.where(v.article_id.in_(touched)).union(stale.where(v.id > newest))
        which = v.article_id.in_(select(changed.subquery().c.article_id))
    else:
        which = v.article_id.in_(stale)
    first = (
        select(func.coalesce(v.captured_at, ""), captures.c.record_id, v.article_id)
        .join(captures, captures.c.id == v.capture_id)
        .where(v.number == 1, which)
    )
    names = ["captured_at", "record_id", "article_id"]
    session.write(session.insert(unsettled).from_select(names, first).on_conflict_do_nothing())


def _take_batch(session: Session) -> list[int]:
    """Remove the oldest articles from the queue, and return their ids."""
    key = tuple(unsettled.primary_key.columns)
    rows = session.execute(select(*key).order_by(*key).limit(BATCH)).all()
    if rows:
        session.write(delete(unsettled).where(tuple_(*key) <= tuple(rows[-1])))
    return list(dict.fromkeys(row.article_id for row in rows))


class _Judge:
    """Judges batches of articles; caches the words of the last texts that it compared."""

    def __init__(self, session: Session, threshold: float) -> None:
        self._session = session
        self._threshold = threshold
        self._near = 0 < threshold < 1
        self._boilerplate = boilerplate.known(session)
        self._bags: OrderedDict[int, Counter[str]] = OrderedDict()
        self._latest = session.execute(select(judged_by.c.latest)).scalar_one()

    def batch(self, ids: Sequence[int]) -> int:
        """Judge some articles; return how many links were added."""
        session = self._session
        now = fingerprint_index.read(session, ids, self._boilerplate, signed=self._near)
        before = fingerprint_index.indexed(session, ids, [text.version_id for text in now])
        fingerprint_index.remove(session, before)
        firsts = sorted((t for t in now if t.number == 1), key=lambda t: t.key)
        buckets = fingerprint_index.originals(session, {band for t in firsts for band in t.bands()})
        of_article: dict[int, list[Text]] = {}
        for text in now:
            of_article.setdefault(text.article_id, []).append(text)
        verdicts: dict[int, int | None] = {}
        for first in firsts:
            verdict = self._original(first, buckets)
            verdicts[first.article_id] = verdict
            if verdict is None:
                for text in of_article[first.article_id]:
                    text.original = 1
                    for band in text.bands():
                        buckets.setdefault(band, []).append(text)
        self._unsettle_younger(before, now)
        fingerprint_index.add(session, now)
        return self._link(verdicts)

    def _original(self, text: Text, buckets: dict[int, list[Text]]) -> int | None:
        """Return the id of the article that a text duplicates, or None for an original."""
        found: dict[int, Text] = {}
        for band in text.bands():
            for other in _oldest(buckets.get(band, ())):
                if other.key < text.key and other.article_id != text.article_id:
                    found[other.version_id] = other
        exact = [t for t in found.values() if t.exact == text.exact]
        similar = exact or self._similar(text, found.values())
        return min(similar, key=lambda t: (t.first, t.key)).article_id if similar else None

    def _similar(self, text: Text, others: Any) -> list[Text]:
        if text.signature is None:
            return []
        score = {
            t.version_id: minhash.alike(text.signature, t.signature) for t in others if t.signature
        }
        best = sorted(
            (t for t in others if score.get(t.version_id, 0) >= minhash.LEAST_ALIKE),
            key=lambda t: (-score[t.version_id], t.key),
        )[:CANDIDATES]
        mine, *bags = self._words(text, *best) if best else (Counter(),)
        return [
            text
            for text, bag in zip(best, bags, strict=True)
            if minhash.one_story(mine, bag, self._threshold)
        ]

    def _words(self, *texts: Text) -> list[Counter[str]]:
        far = [t.version_id for t in texts if not t.words and t.version_id not in self._bags]
        fetched = fingerprint_index.bodies(self._session, far, self._boilerplate) if far else {}
        for text in texts:
            if text.version_id not in self._bags:
                body = text.words or fetched.get(text.version_id, "")
                self._bags[text.version_id] = minhash.bag(body)
            self._bags.move_to_end(text.version_id)
        bags = [self._bags[text.version_id] for text in texts]
        while len(self._bags) > BATCH:
            self._bags.popitem(last=False)
        return bags

    def _unsettle_younger(self, before: list[Text], now: list[Text]) -> None:
        """Queue the articles that an original which came, went or changed may concern."""
        old = {t.version_id: t for t in before if t.original}
        new = {t.version_id: t for t in now if t.original}
        changed = [
            t
            for one, other in ((old, new), (new, old))
            for t in one.values()
            if t.version_id not in other or not t.same(other[t.version_id])
        ]
        if changed and min(t.key for t in changed)[0] <= self._latest:
            _queue_younger(self._session, changed, {t.article_id for t in now})
        latest = max((t.key[0] for t in now), default="")
        if latest > self._latest:
            self._latest = latest
            self._session.write(update(judged_by).values(latest=latest))

    def _link(self, verdicts: dict[int, int | None]) -> int:
        session, a = self._session, articles.c
        rows = session.execute(select(a.id, a.duplicate_of).where(a.id.in_(verdicts)))
        before: dict[int, int | None] = {row.id: row.duplicate_of for row in rows}
        changes = [(i, to) for i, to in verdicts.items() if before.get(i) != to]
        if not changes:
            return 0
        session.write(
            update(articles).where(a.id == bindparam("one")).values(duplicate_of=bindparam("to")),
            [{"one": one, "to": to} for one, to in changes],
        )
        linked = [i for i, to in changes if to is not None and before.get(i) is None]
        freed = [i for i, to in changes if to is None]
        _set_outcome(session, linked, Outcome.STORED, Outcome.DUPLICATE)
        _set_outcome(session, freed, Outcome.DUPLICATE, Outcome.STORED)
        return len(linked) - len(freed)


def _queue_younger(session: Session, changed: Sequence[Text], but: Collection[int]) -> None:
    """Queue the judged articles, other than `but`, that these texts could concern."""
    if not changed:
        return
    oldest: dict[int, tuple[str, str]] = {}
    for text in changed:
        for band in text.bands():
            oldest[band] = min(oldest.get(band, text.key), text.key)
    ids = fingerprint_index.younger_articles(session, oldest, min(t.at for t in changed)) - set(but)
    for chunk in chunks(sorted(ids), BATCH):
        boilerplate.queue(session, fingerprints.c.article_id.in_(chunk))


def _oldest(bucket: Sequence[Text]) -> Sequence[Text]:
    """Return the oldest texts of a bucket, as `fingerprint_index.originals` selects them."""
    if len(bucket) <= MEMBERS:
        return bucket
    last = sorted(t.at for t in bucket)[MEMBERS - 1]
    return [t for t in bucket if t.at <= last]


def _set_outcome(session: Session, ids: list[int], was: Outcome, now: Outcome) -> None:
    """Change an outcome of articles, in their captures and rows of the ledger."""
    if not ids:
        return
    c = captures.c
    found = select(c.id, c.site, c.url_key).where(c.article_id.in_(ids), c.outcome == was)
    rows = session.execute(found).all()
    row_ids = [row.id for row in rows]
    session.write(
        # By address, which is indexed.
        update(ledger)
        .where(tuple_(ledger.c.site, ledger.c.url).in_([(r.site, r.url_key) for r in rows]))
        .where(ledger.c.capture_id.in_(row_ids))
        .values(outcome=now)
    )
    session.write(update(captures).where(c.id.in_(row_ids)).values(outcome=now))
