"""How fast is a page extracted, beside what lxml needs to parse it?

Usage: python benchmarks/extraction.py [FOLDER of HTML files; default: fixtures]
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import html

from newscrawler import extract_html


def rate(pages: list[bytes], work: Callable[[bytes], object]) -> float:
    """Return pages a second, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for page in pages:
            work(page)
        best = min(best, time.perf_counter() - start)
    return len(pages) / best


def main() -> None:
    """Print the two rates and their ratio."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "fixtures")
    pages = [path.read_bytes() for path in sorted(folder.rglob("*.html"))]
    if not pages:
        sys.exit(f"{folder} holds no HTML file.")
    ours = rate(pages, lambda page: extract_html(page, url="https://example.com/2020/01/02/x/"))
    limit = rate(pages, lambda page: html.fromstring(page or b"<p>"))
    size = sum(map(len, pages)) / len(pages) / 1024
    print(f"{len(pages)} pages of {size:.0f} KB on average, one core")
    print(f"parse alone (lxml)  {limit:8.0f} pages/s")
    print(f"extract             {ours:8.0f} pages/s   {limit / ours:.1f} times the parse")


if __name__ == "__main__":
    main()
