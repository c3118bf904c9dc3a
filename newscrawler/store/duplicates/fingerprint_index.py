"""The index of texts: filed by bands, found by bands, whatever the number of texts."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, or_, select

from newscrawler.store.database.session import Session, chunks
from newscrawler.store.database.tables import articles, bands, captures, fingerprints, versions
from newscrawler.store.duplicates import boilerplate, minhash

MEMBERS = 64
"""Originals that are read of a bucket, the oldest first, and all of the last one's second."""
_PARAMETERS = 8000
"""Values in one statement; SQLite takes 32,766, PostgreSQL 65,535."""


@dataclass(slots=True)
class Text:
    """A version as the index knows it."""

    version_id: int
    article_id: int
    number: int
    capture_id: int
    key: tuple[str, str]
    """(captured_at, record_id): which is older."""
    exact: int
    """48 bits of text_sha256: also the band in which exact copies meet."""
    text: int
    """63 bits of the folded words that are no furniture."""
    signature: "array[int] | None"
    original: int = 0
    first: tuple[str, str] = ("", "")
    """The same as `key`, of the first sight of the article."""
    words: str = ""
    """The body without furniture, of a first version that is being judged."""

    @property
    def at(self) -> int:
        """The second of the capture as a number that sorts: 20171221093000."""
        digits = "".join(filter(str.isdecimal, self.key[0]))[:14]
        return int(digits.ljust(14, "0")) if digits else 0

    def bands(self) -> list[int]:
        """Return where it is filed."""
        return (
            [self.exact] if self.signature is None else [self.exact, *minhash.bands(self.signature)]
        )

    def same(self, other: "Text") -> bool:
        """Tell whether nobody would judge another text differently by it."""
        mine, theirs = (
            (t.article_id, t.number, t.key, t.exact, t.text, t.signature, t.original)
            for t in (self, other)
        )
        return mine == theirs


def read(
    session: Session, ids: Sequence[int], digests: Mapping[str, set[int]], *, signed: bool
) -> list[Text]:
    """Return all texts of some articles, each made from its version; `signed`: for near ones."""
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
    return [_text(row, digests, signed=signed) for row in rows]


def _text(row: Row[Any], digests: Mapping[str, set[int]], *, signed: bool) -> Text:
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


def filed(session: Session, ids: Sequence[int], version_ids: Iterable[int]) -> list[Text]:
    """Return what the index holds of some articles, or under the numbers of their versions."""
    f = fingerprints.c
    which = or_(f.article_id.in_(ids), f.version_id.in_(list(version_ids)))
    return [_filed(row) for row in session.execute(select(fingerprints).where(which))]


def _filed(row: Row[Any]) -> Text:
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
    """Take texts out of the index."""
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


def file(session: Session, texts: Sequence[Text]) -> None:
    """Put texts into the index: first versions, and all versions of originals, can be found."""
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
    """Return the oldest texts of originals in each of some buckets."""
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
            texts[row.version_id] = text = _filed(row)
            text.first = (row.first_seen_at or "", row.first_record_id)
    return {band: [texts[v] for v in ids if v in texts] for band, ids in members.items()}


def younger(session: Session, changed: Mapping[int, tuple[str, str]], at: int) -> set[int]:
    """Return the articles whose first text lies in one of the buckets and is younger than said.

    `at`: the second of the oldest of them.
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
    """Return the bodies of versions, without furniture."""
    rows = session.execute(
        select(versions.c.id, versions.c.body, articles.c.site)
        .join(articles, articles.c.id == versions.c.article_id)
        .where(versions.c.id.in_(ids))
    )
    return {row.id: boilerplate.without(row.body, digests, row.site) for row in rows}
