"""A site's last pages out of the database, and what stands of its alarms."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from newscrawler.model.article import Article
from newscrawler.model.capture import Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.sites.health import examine
from newscrawler.store import Store
from newscrawler.store.database.tables import crawls
from newscrawler.store.reading.known_before import known_before
from newscrawler.text.digest import text_digest


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        yield opened


def at(number: int) -> str:
    return f"2026-05-{1 + number // 24:02d}T{number % 24:02d}:00:00Z"


def see(store: Store, number: int, url: str = "", **changes: Any) -> Outcome:
    url = url or f"https://example.com/{number}"
    facts = CaptureFacts(f"urn:{number}", url, at(number), Location("x.warc.gz", number), "site")
    words = " ".join(f"word{number % (n + 2)}" for n in range(40 + number * 7 % 50))
    values = {"title": f"Title {number}", "body": words, "language": "en", "views": number}
    article = Article(url, url, "site", **{**values, **changes})
    outcome = Outcome.EMPTY if article.body is None else None
    digest = text_digest(article.title, article.body or "")
    return store.apply(
        Observation(facts, 200, url, "sha", outcome, article=article, text_sha256=digest)
    )


def test_pages_that_give_no_text_any_more(store: Store) -> None:
    for number in range(40):
        see(store, number)
    assert examine.check(store, "site", at(35), None).alarms == []
    for number in range(40, 50):
        assert see(store, number, body=None) is Outcome.EMPTY
    (alarm,) = examine.check(store, "site", at(40), None).alarms
    assert (alarm.what, alarm.since, alarm.before, alarm.now) == ("body", at(40), 1.0, 0.0)
    assert examine.check(store, "other", at(40), None).alarms == []


def test_an_address_counts_once(store: Store) -> None:
    for number in range(40):
        see(store, number)
    for number in range(40, 60):
        see(store, number, "https://example.com/7", body=None)
    assert examine.check(store, "site", at(40), None).alarms == []


def test_the_last_run_that_came_so_far_says_what_stands(store: Store) -> None:
    assert examine.alarms(store, "site") == []
    alarm = {"what": "body", "since": at(3), "before": 1.0, "now": 0.0, "pages": 9, "rule": ""}
    said: list[dict[str, Any] | None]
    said = [{"health": {"alarms": []}}, {"health": {"alarms": [alarm]}}, {"error": "full"}, None]
    for day, summary in enumerate(said, start=1):
        store.begin_crawl(f"crawl-{day}", site="site", kind="live", at=f"2026-06-0{day}")
        ended = update(crawls).where(crawls.c.id == f"crawl-{day}")
        store.write(ended.values(summary=summary))
    (found,) = examine.alarms(store, "site")
    assert (found.what, found.pages) == ("body", 9)


def test_what_was_known_before_of_pages_since(store: Store) -> None:
    see(store, 1, "https://example.com/a", title="Old title")
    see(store, 2, "https://example.com/b")
    see(store, 30, "https://example.com/a", title="Share this", body="Other words.")
    see(store, 31, "https://example.com/b", body=None)
    see(store, 32, "https://example.com/new")
    found = list(known_before(store, "site", at(24), 10))
    told = [(f.url[-1], f.captured_at, row["title"], row["views"]) for f, row in found]
    assert told == [("b", at(31), "Title 2", 2), ("a", at(30), "Old title", 1)]
    assert len(list(known_before(store, "site", at(24), 1))) == 1
