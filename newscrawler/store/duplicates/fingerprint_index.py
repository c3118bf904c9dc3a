"""The index of fingerprints: texts are filed and found by the bands of their MinHash.

Locality-sensitive hashing (Indyk and Motwani 1998): what a look-up costs does not grow with the
number of texts.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, or_, select

from newscrawler.store.database.duplicate_tables import bands, fingerprints
from newscrawler.store.database.session import Session, chunks
from newscrawler.store.database.tables import articles, captures, versions
from newscrawler.store.duplicates import boilerplate, minhash

MEMBERS = 64
"""Originals read of a bucket: the oldest, and all others of the same second as the last."""
_PARAMETERS = 8000
"""Values in one statement; SQLite takes 32,766, PostgreSQL 65,535."""


@dataclass(slots=True)
class Text:
    """The fingerprints of a version, as the index has them."""

    version_id: int
    article_id: int
    number: int
    capture_id: int
    key: tuple[str, str]
    """(captured_at, record_id): which is older."""
    exact: int
    """48 bits of text_sha256: also the band in which exact copies meet."""
    text: int
    """63 bits of the body without boilerplate."""
    signature: "array[int] | None"
    original: int = 0
    first: tuple[str, str] = ("", "")
    """The same as `key`, of the article's first capture."""
    words: str = ""
    """The body without boilerplate, of a first version that is being judged."""

    @property
    def at(self) -> int:
        """The second of the capture as a number that sorts: 20171221093000."""
        digits = "".join(filter(str.isdecimal, self.key[0]))[:14]
        return int(digits.ljust(14, "0")) if digits else 0

    def bands(self) -> list[int]:
        """Return the keys of the buckets that it is filed in."""
        return (
            [self.exact] if self.signature is None else [self.exact, *minhash.bands(self.signature)]
        )

    def same(self, other: "Text") -> bool:
        """Tell whether other texts are judged alike by either of the two."""
        mine, theirs = (
            (t.article_id, t.number, t.key, t.exact, t.text, t.signature, t.original)
            for t in (self, other)
        )
        return mine == theirs


def read(
    session: Session, ids: Sequence[int], digests: Mapping[str, set[int]], *, signed: bool
) -> list[Text]:
    """Return all texts of some articles, made from their versions; `signed`: with MinHash."""
    v, a = versions.c, articles.c
    rows = session.execute(
        select(v.id, v.article_id, v.number, v.capture_id, v.captured_at, v.body, v.text_sha256)
        .add_columns(captures.c.record_id, a.site, a.first_seen_at, a.first_record_id)
        .join(articles, a.id == v.article_id)
        .join(captures, captures.c.id == v.capture_id)
        .where(v.article_id.in_(ids))
        .order_by(v.article_id, v.number)
        .execution_options(yield_per=100)
    )
    return [_from_version(row, digests, signed=signed) for row in rows]


def _from_version(row: Row[Any], digests: Mapping[str, set[int]], *, signed: bool) -> Text:
    body = boilerplate.without(row.body, digests, row.site)
    shingles = minhash.shingles(body) if signed else set()
    enough = len(shingles) >= minhash.MIN_SHINGLES
    return Text(
        row.id,
        row.article_id,
        row.number,
        row.capture_id,
        (row.captured_at or "", row.record_id),
        (int(row.text_sha256[:12], 16) if row.text_sha256 else 0) - (1 << 47),
        int.from_bytes(blake2b(body.encode(), digest_size=8).digest()) >> 1,
        minhash.signature(shingles) if enough else None,
        first=(row.first_seen_at or "", row.first_record_id),
        words=body if row.number == 1 else "",
    )


def indexed(session: Session, ids: Sequence[int], version_ids: Iterable[int]) -> list[Text]:
    """Return the texts in the index of some articles, or with the ids of some versions."""
    f = fingerprints.c
    which = or_(f.article_id.in_(ids), f.version_id.in_(list(version_ids)))
    return [_from_index(row) for row in session.execute(select(fingerprints).where(which))]


def _from_index(row: Row[Any]) -> Text:
    signature = None
    if row.signature is not None:
        signature = array("H")
        signature.frombytes(row.signature)
    return Text(
        row.version_id,
        row.article_id,
        row.number,
        row.capture_id,
        (row.captured_at, row.record_id),
        row.exact,
        row.text,
        signature,
        row.original,
    )


def remove(session: Session, texts: Sequence[Text]) -> None:
    """Remove texts from the index."""
    if not texts:
        return
    b = bands.c
    one = delete(bands).where(
        b.band == bindparam("k"),
        b.original == bindparam("o"),
        b.at == bindparam("t"),
        b.version_id == bindparam("v"),
    )
    places = [
        {"k": band, "o": text.original, "t": text.at, "v": text.version_id}
        for text in texts
        for band in text.bands()
    ]
    session.write(one, places)
    ids = [text.version_id for text in texts]
    session.write(delete(fingerprints).where(fingerprints.c.version_id.in_(ids)))


def add(session: Session, texts: Sequence[Text]) -> None:
    """Add texts to the index; first versions, and all versions of originals, can be found."""
    if not texts:
        return
    session.write(
        insert(fingerprints),
        [
            {
                "version_id": t.version_id, "article_id": t.article_id, "number": t.number,
                "capture_id": t.capture_id, "captured_at": t.key[0], "record_id": t.key[1],
                "original": t.original, "exact": t.exact, "text": t.text,
                "signature": None if t.signature is None else t.signature.tobytes(),
            }
            for t in texts
        ],
    )  # fmt: skip
    places = [
        (band, t.original, at, t.version_id)
        for t in texts
        if t.original or t.number == 1
        for at in (t.at,)
        for band in set(t.bands())
    ]
    # In the order of the index: neighbours lie on one page of the file.
    rows = [{"band": b, "original": o, "at": a, "version_id": v} for b, o, a, v in sorted(places)]
    session.write(insert(bands), rows)


def originals(session: Session, wanted: Iterable[int]) -> dict[int, list[Text]]:
    """Return the oldest texts of originals in each of some buckets, by band key."""
    b = bands.c
    place = func.rank().over(partition_by=b.band, order_by=b.at).label("place")
    members: dict[int, list[int]] = {}
    for chunk in chunks(wanted, _PARAMETERS):
        bucket = select(b.band, b.version_id, place).where(b.band.in_(chunk), b.original == 1)
        top = bucket.subquery()
        rows = session.execute(select(top.c.band, top.c.version_id).where(top.c.place <= MEMBERS))
        for band, version_id in rows:
            members.setdefault(band, []).append(version_id)
    texts: dict[int, Text] = {}
    for chunk in chunks({v for ids in members.values() for v in ids}, _PARAMETERS):
        found = (
            select(fingerprints, articles.c.first_seen_at, articles.c.first_record_id)
            .join(articles, articles.c.id == fingerprints.c.article_id)
            .where(fingerprints.c.version_id.in_(chunk))
        )
        for row in session.execute(found):
            texts[row.version_id] = text = _from_index(row)
            text.first = (row.first_seen_at or "", row.first_record_id)
    return {band: [texts[v] for v in ids if v in texts] for band, ids in members.items()}


def younger_articles(session: Session, changed: Mapping[int, tuple[str, str]], at: int) -> set[int]:
    """Return the articles with a first text in a changed bucket younger than the change.

    `changed`: by band key, the (captured_at, record_id) of the change; `at`: the oldest, as a
    number like `Text.at`.
    """
    b, f = bands.c, fingerprints.c
    found: set[int] = set()
    for chunk in chunks(changed, _PARAMETERS):
        rows = session.execute(
            select(b.band, f.captured_at, f.record_id, f.article_id)
            .join(fingerprints, f.version_id == b.version_id)
            .where(b.band.in_(chunk), b.original.in_((0, 1)), b.at >= at, f.number == 1)
        )
        found |= {r.article_id for r in rows if (r.captured_at, r.record_id) > changed[r.band]}
    return found


def bodies(session: Session, ids: Sequence[int], digests: Mapping[str, set[int]]) -> dict[int, str]:
    """Return the bodies of versions without boilerplate, by id."""
    rows = session.execute(
        select(versions.c.id, versions.c.body, articles.c.site)
        .join(articles, articles.c.id == versions.c.article_id)
        .where(versions.c.id.in_(ids))
    )
    return {row.id: boilerplate.without(row.body, digests, row.site) for row in rows}
