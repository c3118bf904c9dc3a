"""How often do the expensive things happen? Counts, which no noise disturbs; part of CI."""

import os
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import parsel
from sqlalchemy import event
from sqlalchemy.engine import Engine

from newscrawler.archive import ArchiveWriter, Exchange
from newscrawler.extract.html import parse
from newscrawler.model import profile_files
from newscrawler.replay.replay import replay
from newscrawler.store import Store
from newscrawler.store.database import session
from tests.support.paths import FIXTURES

PAGES = len(list(FIXTURES.rglob("*.html")))


def counted() -> Counter[str]:
    """Replay the fixtures, and archive as many exchanges; count what was done."""
    done: Counter[str] = Counter()
    select, write, sync = parsel.Selector.__init__, os.write, os.fsync
    build = parse.LexborHTMLParser

    def parsing(self: Any, *args: Any, **kwargs: Any) -> None:
        done["parses"] += bool(kwargs.get("text") or args)
        select(self, *args, **kwargs)

    def building(text: str) -> Any:
        done["parses"] += 1
        return build(text)

    def writing(*args: Any) -> int:
        done["writes"] += 1
        return write(*args)

    def syncing(*args: Any) -> None:
        done["syncs"] += 1
        sync(*args)

    @event.listens_for(Engine, "before_cursor_execute")
    def _statement(*_: Any) -> None:
        done["statements"] += 1

    @event.listens_for(Engine, "commit")
    def _commit(*_: Any) -> None:
        done["commits"] += 1

    # A batch that grows old is committed too; on a slow machine that would count as work.
    patient = patch.object(session, "BATCH_SECONDS", float("inf"))
    parses = patch.object(parsel.Selector, "__init__", parsing)
    trees = patch.object(parse, "LexborHTMLParser", building)
    with tempfile.TemporaryDirectory() as name, patient, parses, trees:
        with Store(f"sqlite:///{name}/a.db") as store:
            done.clear()
            replay(FIXTURES, store, profile_files.directories([]))
        archive = ArchiveWriter(Path(name), site="s", crawl_id="c", operator=None, user_agent="b")
        with patch("os.write", writing), patch("os.fsync", syncing), archive:
            for number in range(PAGES):
                archive.write(Exchange(
                    url=f"https://example.com/{number}", method="GET", request_headers=[],
                    request_body=b"", status=200, headers=[], body=b"x" * 1000,
                    captured_at=datetime.now(UTC),
                ))  # fmt: skip
    return done


def main() -> int:
    """Print each count beside its limit; return 1 if one is passed."""
    done = counted()
    limits = {
        "parses": PAGES,  # one for each page, whatever the number of fields
        "statements": 11 * PAGES + 20,
        "commits": 4,
        "writes": PAGES + 2,  # an exchange is one write; the others: warcinfo, manifest
        "syncs": PAGES // 20 + 5,  # and of each file its name, twice, its end and its entry
    }
    for name, limit in limits.items():
        verdict = "" if done[name] <= limit else "   TOO MANY"
        print(f"{name:12} {done[name]:6}   at most {limit}{verdict}")
    return int(any(done[name] > limit for name, limit in limits.items()))


if __name__ == "__main__":
    sys.exit(main())
