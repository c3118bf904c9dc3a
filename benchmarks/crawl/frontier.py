"""Does a crawl's frontier slow down with the ledger? Ten thousand rows beside a million.

    python -m benchmarks.crawl.frontier [--rows N] [--turns N]

Half of the rows wait, half rest, a tenth of these until now; they came in as sitemaps name them,
the oldest first. In turns, a process of its own opens each database, begins a crawl, and draws
batches as the spider does; each address of a batch is closed as one that did not change. Printed
are CPU times, the least of all turns, and the ratio, which may be 1.2 at most.
"""

import argparse
import contextlib
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newscrawler.crawl.spiders.news import BATCH
from newscrawler.model.outcome import Outcome
from newscrawler.model.recrawl import Revisits
from newscrawler.store import Store

SMALL = 10_000
BATCHES = 12
LIMIT = 1.2
NOW = "2026-01-12T00:00:00Z"
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows)
INSERT INTO ledger (site, url, source, discovered_at, crawl_id, outcome, outcome_at, attempts,
                    etag, queue, rank, due_at, born_at, lastmod)
SELECT 'big', 'https://big.example/' || replace(substr(born, 1, 10), '-', '/') || '/story-' || i,
       'sitemap', strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-30 days'), 'earlier',
       CASE i % 2 WHEN 0 THEN NULL ELSE 'stored' END,
       CASE i % 2 WHEN 0 THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-30 days') END,
       0, CASE i % 2 WHEN 0 THEN NULL ELSE '"' || i || '"' END, 'big',
       CASE i % 2 WHEN 0 THEN '5' || born END,
       CASE i % 2 WHEN 0 THEN NULL ELSE due END, born, born
FROM (
  SELECT i, strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-' || age || ' seconds') AS born,
         strftime('%Y-%m-%dT%H:%M:%SZ', :now, (age % 2592000 - 259200) || ' seconds') AS due
  FROM (SELECT i, (:rows - i) * 31536000 / :rows AS age FROM n)
)
"""


def fill(path: Path, rows: int) -> None:
    """Make a database whose ledger has so many rows."""
    Store(f"sqlite:///{path}").close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(_FILL, {"rows": rows, "now": NOW})
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.commit()


def measure(path: str) -> dict[str, float]:
    """Open, begin, draw and close batches; return seconds, and the memory in MB."""
    crawl_id = f"crawl-{os.getpid()}"
    started = time.process_time()
    with Store(f"sqlite:///{path}") as store:
        ledger = store.ledger
        ledger.revisits = Revisits(())
        store.begin_crawl(crawl_id, site="big", kind="live", at=NOW)
        ledger.begin(crawl_id, queue="big", begun=NOW)
        here = {"at": NOW, "crawl_id": crawl_id, "begun": NOW}
        rows = ledger.frontier.draw("big", BATCH, lists=False, **here)
        start = time.process_time() - started
        batches = []
        for _ in range(BATCHES):
            begun = time.process_time()
            for row in rows:
                end = {"at": NOW, "crawl_id": crawl_id, "detail": ""}
                ledger.close_unanswered("big", row.url, Outcome.UNCHANGED, **end)
            store.commit()
            ledger.frontier.draw("big", BATCH, lists=True, **here)
            rows = ledger.frontier.draw("big", BATCH, lists=False, **here)
            if len(rows) != BATCH:
                raise AssertionError(f"a batch of {len(rows)}")
            batches.append(time.process_time() - begun)
        memory = resident()
    return {"start": start, "batch": statistics.median(batches), "memory": memory}


def resident() -> float:
    """Return this process's resident memory in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    """Measure in turns, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=7, choices=range(1, 8))
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(args.measure)))
        return 0
    command = [sys.executable, "-m", "benchmarks.crawl.frontier", "--measure"]
    found: dict[int, list[dict[str, float]]] = {SMALL: [], args.rows: []}
    with tempfile.TemporaryDirectory() as folder:
        for rows in found:
            begun = time.monotonic()
            fill(Path(folder, f"{rows}.db"), rows)
            print(f"{rows} rows made in {time.monotonic() - begun:.1f} s", flush=True)
        for _ in range(args.turns):
            for rows, turns in found.items():
                done = subprocess.run(
                    [*command, f"{folder}/{rows}.db"], capture_output=True, text=True, check=True
                )
                turns.append(json.loads(done.stdout))
    good = True
    print(f"\n{'':26} {SMALL:>12} {args.rows:>12}   ratio")
    for what, unit, scale in (("start", "ms", 1000), ("batch", "ms", 1000), ("memory", "MB", 1)):
        few, many = (min(turn[what] for turn in found[rows]) * scale for rows in found)
        good = good and many <= few * LIMIT
        name = {"batch": f"a batch of {BATCH}", "start": "start to first batch"}.get(what, what)
        print(f"{name + ', ' + unit:26} {few:12.1f} {many:12.1f}   {many / few:.2f}")
    print("ok" if good else "FAIL")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
