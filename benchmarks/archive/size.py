"""How large is the archive of a thousand pages, and of a second crawl that finds most unchanged?

The corpus's real pages, as their sites send them (gzip-encoded) and plain. Of the second crawl's
pages one in twenty has changed; of the others, one in three is answered with 304, and two are sent
again as they were. Requests and metadata included.

    python -m benchmarks.archive.size
"""

import gzip
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.archive.speed import REQUEST, RESPONSE, url
from newscrawler.archive import ArchiveWriter, Exchange, Filing
from newscrawler.model.capture import Earlier
from tests.support.corpus import Corpus
from tests.support.paths import CORPUS

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def sizes(bodies: list[bytes], *, encoded: bool, level: int | None) -> tuple[float, float, float]:
    """Return MB per thousand pages: of the first crawl, the second, and the second in full."""
    more = [("Content-Encoding", "gzip")] if encoded else []
    headers = [*RESPONSE, *more]
    first: list[Earlier] = []

    def crawl(folder: Path, at: datetime, *, again: bool = False, repeat: bool = False) -> float:
        with ArchiveWriter(
            folder, site="s", crawl_id="c" * 32, operator=None, user_agent="b",
            filing=Filing(level=level),
        ) as archive:  # fmt: skip
            for number, body in enumerate(bodies):
                changed = again and number % 20 == 0
                earlier = first[number] if again and repeat else None
                unmodified = again and repeat and not changed and number % 3 == 0
                page = _changed(body, encoded) if changed else body
                seen = archive.write(Exchange(
                    url=url(number), request_headers=REQUEST, headers=headers,
                    status=304 if unmodified else 200, body=b"" if unmodified else page,
                    captured_at=at, ip="192.0.2.1", protocol="HTTP/1.1", latency=0.123, retries=0,
                    via="https://example.com/", earlier=earlier,
                ))  # fmt: skip
                if not again:
                    digest = seen.entry.digest or ""
                    first.append(Earlier(seen.record_id, seen.captured_at or "", digest))
        total = sum(path.stat().st_size for path in folder.glob("*.gz"))
        return total / len(bodies) / 1000

    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name, part) for part in ("first", "second", "full")]
        later = NOW + timedelta(days=1)
        return (
            crawl(folders[0], NOW),
            crawl(folders[1], later, again=True, repeat=True),
            crawl(folders[2], later, again=True),
        )


def _changed(body: bytes, encoded: bool) -> bytes:
    if not encoded:
        return body + b"<!-- changed -->"
    return gzip.compress(gzip.decompress(body) + b"<!-- changed -->", 6)


def main() -> None:
    """Print the sizes."""
    if not (CORPUS / "corpus.jsonl").exists():
        print(f"{CORPUS} is absent: no corpus, no sizes.")
        return
    corpus = Corpus(CORPUS)
    plain = [corpus.body(row) for row in corpus.rows]
    packed = [gzip.compress(body, 6) for body in plain]
    mean = sum(map(len, plain)) / len(plain) / 1000
    print(f"{len(plain)} pages of {mean:.0f} kB; MB per 1,000 pages")
    print("sent as       level   first crawl   second   of it without revisits")
    for name, bodies, encoded, level in (
        ("gzip-encoded", packed, True, None),
        ("plain", plain, False, 2),
        ("plain", plain, False, 4),
    ):
        first, second, full = sizes(bodies, encoded=encoded, level=level)
        shown = "–" if encoded else level
        print(f"{name:13} {shown:>5}   {first:11.1f}   {second:6.1f}   {full:6.1f}")


if __name__ == "__main__":
    main()
