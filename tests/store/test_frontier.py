"""What waits, in which order, from when on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from newscrawler.model.capture import DiscoveryHint
from newscrawler.model.outcome import Outcome
from newscrawler.model.recrawl import Revisits
from newscrawler.store import Store
from newscrawler.store.database.tables import ledger
from newscrawler.store.ledger.discovered import Discovered, instant

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LISTED = DiscoveryHint("listing")
FEED = DiscoveryHint("feed", "2024-01-01")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        opened.ledger.revisits = Revisits((HOUR, 6 * HOUR, DAY))
        yield opened


def find(name: str, told: DiscoveryHint = LISTED, **more: Any) -> Discovered:
    return Discovered("s", f"https://s.example/{name}", told, "s", **more)


def tell(
    store: Store, found: Discovered, *, crawl: str = "one", at: str = "2024-01-05T00:00:00Z"
) -> bool:
    gap = f"{at[:11]}{int(at[11:13]) - 1:02}{at[13:]}" if at[11:13] != "00" else at[:10]
    return store.ledger.frontier.discover(found, at=at, crawl_id=crawl, gap=gap)


def begin(store: Store, crawl: str, at: str) -> None:
    store.ledger.begin(crawl, queue="s", begun=at)


def draw(
    store: Store, crawl: str = "one", at: str = "2024-01-05T00:00:00Z", **more: Any
) -> list[str]:
    given = {"lists": False, "crawl_id": crawl, "begun": at, "at": at} | more
    rows = store.ledger.frontier.draw("s", given.pop("size", 10), **given)
    return [row.url.rpartition("/")[2] for row in rows]


def close(store: Store, name: str, outcome: Outcome, crawl: str, at: str) -> None:
    store.ledger.close_unanswered(
        "s", f"https://s.example/{name}", outcome, at=at, crawl_id=crawl, detail=""
    )


def test_what_discovery_tells_is_kept_and_is_news_once(store: Store) -> None:
    api = DiscoveryHint("api", "2024-01-02T00:00:00+03:00")
    assert tell(store, find("a"))
    assert tell(store, find("a", DiscoveryHint("sitemap")))  # a surer source is news
    assert not tell(store, find("a", DiscoveryHint("sitemap")))
    assert not tell(store, find("a"))
    assert tell(store, find("a", FEED))  # a day is news
    assert not tell(store, find("a", FEED))
    assert tell(store, find("a", api))
    assert not tell(store, find("a", FEED))
    (row,) = store.ledger.frontier.draw(
        "s", 10, lists=False, at="2024-01-05T00:00:00Z", crawl_id="one", begun="2024-01-05T00:00:00Z"
    )  # fmt: skip
    assert (row.source, DiscoveryHint(**row.told)) == ("api", api)


def test_the_newest_come_first_and_lists_before_all(store: Store) -> None:
    for name, day in (("old", "2023-01-01"), ("new", "2024-01-04"), ("older", "2015-01-01")):
        tell(store, find(name, DiscoveryHint("feed", day)))
    tell(store, find("undated"))
    tell(store, find("asked", wanted=True))
    tell(store, find("section", is_list=True))
    tell(store, find("start", is_list=True, at_once=True))
    assert draw(store, lists=True) == ["start", "section"]
    assert draw(store, size=3) == ["asked", "undated", "new"]
    assert draw(store) == ["old", "older"]
    assert draw(store) == []


def test_what_was_drawn_and_not_answered_is_due_in_the_next_crawl(store: Store) -> None:
    tell(store, find("a"))
    begin(store, "one", "2024-01-05T00:00:00Z")
    assert draw(store) == ["a"]
    assert store.ledger.frontier.waiting("s") == 0
    begin(store, "two", "2024-01-05T01:00:00Z")
    assert draw(store, "two", "2024-01-05T01:00:00Z") == ["a"]


def test_an_article_is_revisited_at_the_ages_of_the_plan(store: Store) -> None:
    visits = []
    tell(store, find("a", DiscoveryHint("feed", "2024-01-05T00:00:00Z")))
    for hour in range(60):
        at = f"2024-01-{5 + hour // 24:02}T{hour % 24:02}:05:00Z"
        begin(store, f"c{hour}", at)
        for name in draw(store, f"c{hour}", at):
            visits.append(hour)
            close(store, name, Outcome.UNCHANGED, f"c{hour}", at)
    assert visits == [0, 1, 6, 24, 49]


def test_a_later_change_that_a_sitemap_tells_of_wakes_a_page_once(store: Store) -> None:
    begin(store, "one", "2024-01-05T00:00:00Z")
    told = find("a", DiscoveryHint("sitemap"), modified="2024-01-04T00:00:00Z")
    tell(store, told)
    draw(store)
    close(store, "a", Outcome.STORED, "one", "2024-01-05T00:00:00Z")
    begin(store, "two", "2024-01-05T00:50:00Z")
    assert not tell(store, told, crawl="two", at="2024-01-05T05:00:00Z")
    changed = replace(told, modified="2024-01-05T03:00:00Z")
    assert tell(store, changed, crawl="two", at="2024-01-05T05:00:00Z")
    assert draw(store, "two", "2024-01-05T00:50:00Z") == ["a"]
    close(store, "a", Outcome.REVISED, "two", "2024-01-05T05:00:00Z")
    begin(store, "three", "2024-01-05T05:30:00Z")
    assert not tell(store, changed, crawl="three", at="2024-01-05T06:00:00Z")
    assert draw(store, "three", "2024-01-05T05:30:00Z") == []


def test_only_what_is_new_or_all_that_is_known(store: Store) -> None:
    begin(store, "one", "2024-01-05T00:00:00Z")
    for name in ("known", "failed", "fresh"):
        tell(store, find(name))
    draw(store, size=2)
    close(store, "known", Outcome.STORED, "one", "2024-01-05T00:00:00Z")
    close(store, "failed", Outcome.FAILED, "one", "2024-01-05T00:00:00Z")
    begin(store, "two", "2024-01-06T00:00:00Z")
    assert draw(store, "two", "2024-01-06T00:00:00Z", only_new=True) == ["fresh", "failed"]
    begin(store, "three", "2024-01-05T00:01:00Z")
    assert draw(store, "three", "2024-01-05T00:01:00Z") == []
    store.ledger.frontier.refresh("s")
    store.ledger.frontier.begin("s")
    assert draw(store, "three", "2024-01-05T00:01:00Z") == ["known"]


def test_a_next_page_waits_until_its_list_calls_it(store: Store) -> None:
    begin(store, "one", "2024-01-05T00:00:00Z")
    following = find("page-2", DiscoveryHint("next-page"), is_list=True, at_once=True)
    tell(store, find("page-1", DiscoveryHint("start"), is_list=True, at_once=True))
    tell(store, following)
    for name in draw(store, lists=True):
        close(store, name, Outcome.LISTING, "one", "2024-01-05T00:00:00Z")
    begin(store, "two", "2024-01-05T01:00:00Z")
    assert draw(store, "two", "2024-01-05T01:00:00Z", lists=True) == ["page-1"]
    tell(store, following, crawl="two", at="2024-01-05T01:00:00Z")
    assert draw(store, "two", "2024-01-05T01:00:00Z", lists=True) == ["page-2"]


def test_listed_addresses_are_a_queue_of_their_own_and_then_their_sites(store: Store) -> None:
    store.ledger.begin("list", queue="list", begun="2024-01-05T00:00:00Z")
    tell(store, replace(find("a", wanted=True, at_once=True), queue="list"), crawl="list")
    assert draw(store) == []
    at = "2024-01-05T00:00:00Z"
    given = {"lists": False, "at": at, "crawl_id": "list", "begun": at}
    (row,) = store.ledger.frontier.draw("list", 10, **given)
    close(store, "a", Outcome.STORED, "list", at)
    begin(store, "two", "2024-01-05T02:00:00Z")
    assert draw(store, "two", "2024-01-05T02:00:00Z") == [row.url.rpartition("/")[2]]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024-05-06T07:08:09+03:00", "2024-05-06T04:08:09Z"),
        ("Mon, 06 May 2024 07:08:09 +0300", "2024-05-06T04:08:09Z"),
        ("2024-05-06T07:08", "2024-05-06T07:08:00Z"),
        ("0001-01-01T00:00:00+05:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_instants(text: str, read: str | None) -> None:
    assert instant(text) == read


def told_of(store: Store, name: str) -> tuple[str, str | None]:
    row = store.execute(
        select(ledger.c.source, ledger.c.told).where(ledger.c.url == f"https://s.example/{name}")
    ).one()
    return row.source, row.told["published"] if row.told else None


NO_DAYS = [DiscoveryHint("sitemap"), DiscoveryHint("listing"), DiscoveryHint("feed")]
DAYS = [DiscoveryHint("feed", "Fri, 16 Jan 2026 09:30:00 +0300"), DiscoveryHint("listing"),
        DiscoveryHint("feed", "Mon, 30 Nov 2026 20:00:00 +0000"), DiscoveryHint("sitemap", "2026-01-16")]  # fmt: skip


@pytest.mark.parametrize("hints", permutations(NO_DAYS))
def test_the_surest_source_counts_whichever_was_first(
    store: Store, hints: tuple[DiscoveryHint, ...]
) -> None:
    for hint in hints:
        tell(store, find("a", hint))
    assert told_of(store, "a") == ("feed", None)


@pytest.mark.parametrize("hints", permutations(DAYS))
def test_the_earliest_day_counts_whichever_was_first(
    store: Store, hints: tuple[DiscoveryHint, ...]
) -> None:
    for hint in hints:
        tell(store, find("a", hint), at="2026-12-01T00:00:00Z")
    source, day = told_of(store, "a")
    assert source == "feed"
    assert instant(day)[:10] == "2026-01-16"  # type: ignore[index]


def test_a_placeholder_is_no_earlier_day(store: Store) -> None:
    for day in ("2024-01-01", "1970-01-01T00:00:00Z"):
        tell(store, find("a", DiscoveryHint("feed", day)))
    assert told_of(store, "a") == ("feed", "2024-01-01")


def test_what_is_skipped_has_a_row_and_waits_for_a_better_word(store: Store) -> None:
    assert tell(store, find("about", skip="its address is a form's"))
    assert not tell(store, find("about", skip="its address is a form's"))
    assert draw(store) == []
    assert store.ledger.counts("one") == {"skipped": 1}
    assert tell(store, find("about", FEED))
    assert store.ledger.counts("one") == {}
    assert draw(store) == ["about"]


def test_what_waits_is_not_skipped_for_a_lesser_word(store: Store) -> None:
    tell(store, find("about", FEED))
    tell(store, find("about", DiscoveryHint("sitemap"), skip="its address is a form's"))
    assert draw(store) == ["about"]


def test_of_lists_the_newest_come_first_and_each_has_its_turn(store: Store) -> None:
    names = [f"map-{number:03}.xml" for number in range(100)]
    for name in names:
        tell(store, find(name, DiscoveryHint("sitemap"), is_list=True))
    drawn: list[str] = []
    for day in range(5, 9):
        at = f"2024-01-{day:02}T00:00:00Z"
        begin(store, str(day), at)
        today: list[str] = []
        for _ in range(4):  # 40 of 100 a day
            today += draw(store, str(day), at, lists=True, size=10)
        for name in today:
            close(store, name, Outcome.LISTING, str(day), at)
        assert set(names[-8:]) <= set(today), "the newest are read each day"
        drawn += today
    assert len(set(drawn)) > 60, "and the others one day after another"
