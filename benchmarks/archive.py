"""How fast is an exchange archived and read, beside zlib alone on the same bytes?"""

import random
import tempfile
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path

from newscrawler.archive import ArchiveWriter, Exchange, iter_refs, read_capture

COUNT = 1000
NOW = datetime(2024, 1, 1, tzinfo=UTC)


def pages() -> list[bytes]:
    """Return pages of about 57 KB that compress as news pages do."""
    chance = random.Random(7)  # noqa: S311 - the same pages in every run
    words = [f"<p class='c{n}'>word{n % 997} " for n in range(5000)]
    return ["".join(chance.choices(words, k=2600)).encode() for _ in range(20)]


def main() -> None:
    """Print the rates."""
    bodies = pages()
    start = time.perf_counter()
    for number in range(COUNT):
        zlib.compress(bodies[number % 20], 6)
    limit = COUNT / (time.perf_counter() - start)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        with ArchiveWriter(
            folder, site="s", crawl_id="c", operator=None, user_agent="b"
        ) as archive:
            for number in range(COUNT):
                archive.write(Exchange(
                    url=f"https://example.com/{number}", method="GET", request_headers=[],
                    request_body=b"", status=200, headers=[("Content-Type", "text/html")],
                    body=bodies[number % 20], captured_at=NOW,
                ))  # fmt: skip
        written = COUNT / (time.perf_counter() - start)
        start = time.perf_counter()
        for ref in iter_refs(folder, on_damage=print):
            read_capture(folder, ref.location)
        read = COUNT / (time.perf_counter() - start)
    print(f"{COUNT} exchanges of {sum(map(len, bodies)) / 20 / 1024:.0f} KB, one core")
    print(f"zlib level 6 alone  {limit:8.0f} /s")
    print(f"archive             {written:8.0f} /s   {limit / written:.2f} times as long")
    print(f"list and read       {read:8.0f} /s")


if __name__ == "__main__":
    main()
