from collections.abc import Iterator

import pytest
from sqlalchemy import event

from newscrawler.model.outcome import Outcome
from newscrawler.store import Store
from newscrawler.store.ledger.traps import PROBES, Patterns, pattern_of

SITE = "https://news.example"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite:///:memory:") as opened:
        yield opened


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("/calendar/2031/05/", "/calendar/2032/11/"),
        ("/story-one?sid=8f2c", "/story-two?sid=77aa"),
        ("/S(a8f3k2l9x0pq)/news/one", "/S(zz91k2l9x0pq)/news/two"),
        ("/list?b=1&a=2", "/list?a=3&b=4&b=5"),
        ("/2024/05/06/a", "/1999/1/2/b"),
    ],
)
def test_addresses_of_one_list_have_one_pattern(a: str, b: str) -> None:
    assert pattern_of(SITE + a) == pattern_of(SITE + b)


def test_other_folders_hosts_keys_and_lists_have_another() -> None:
    urls = ["/a/1", "/b/1", "/1", "/a/1?x=1", "/a/1?y=1"]
    assert len({pattern_of(SITE + url) for url in urls}) == len(urls)
    assert pattern_of(SITE + "/a/1", is_list=True) != pattern_of(SITE + "/a/1")


def fetch(patterns: Patterns, number: int, outcome: Outcome, start: int = 0) -> None:
    for n in range(start, start + number):
        patterns.count_page("site", f"{SITE}/calendar/{n}/", outcome)


def test_a_pattern_that_brings_nothing_is_closed_to_links_alone(store: Store) -> None:
    patterns = Patterns(store)
    fetch(patterns, PROBES - 1, Outcome.NOT_ARTICLE)
    assert patterns.admits("site", f"{SITE}/calendar/900/", "listing")
    fetch(patterns, 1, Outcome.SOFT_404)
    assert not patterns.admits("site", f"{SITE}/calendar/901/", "listing")
    assert patterns.admits("site", f"{SITE}/calendar/901/", "sitemap")
    assert patterns.admits("site", f"{SITE}/articles/901/", "listing")
    assert patterns.admits("other", f"{SITE}/calendar/901/", "listing")
    assert patterns.left_out("site") == [
        "1 left out: a trap: of 50 fetched like news.example/calendar/*, 0 were of use"
    ]
    assert patterns.left_out("site") == []


def test_what_says_nothing_of_the_address_does_not_count(store: Store) -> None:
    patterns = Patterns(store)
    for outcome in (Outcome.BLOCKED, Outcome.FAILED, Outcome.ROBOTS, Outcome.TRUNCATED):
        fetch(patterns, PROBES, outcome)
    assert patterns.admits("site", f"{SITE}/calendar/900/", "listing")


def test_each_useful_page_gives_a_pattern_as_many_more_and_opens_it_again(store: Store) -> None:
    patterns = Patterns(store)
    fetch(patterns, PROBES, Outcome.NOT_ARTICLE)
    assert patterns.why_trapped("site", f"{SITE}/calendar/1/", "listing")
    fetch(patterns, 1, Outcome.STORED)  # a sitemap has named it
    assert patterns.why_trapped("site", f"{SITE}/calendar/1/", "listing") is None


def test_copies_are_of_no_use(store: Store) -> None:
    patterns = Patterns(store)
    for n in range(PROBES):
        patterns.count_page("site", f"{SITE}/a?sid={n}", Outcome.STORED, is_copy=True)
    assert not patterns.admits("site", f"{SITE}/a?sid=x", "listing")


def test_an_index_of_indexes_is_closed(store: Store) -> None:
    patterns = Patterns(store)
    for n in range(PROBES):
        patterns.count_list("site", f"{SITE}/map/{n}.xml", useful=False)
    assert not patterns.admits("site", f"{SITE}/map/99.xml", "sitemap", is_list=True)
    assert patterns.admits("site", f"{SITE}/map/99.xml", "start", is_list=True)
    assert patterns.admits("site", f"{SITE}/map/99.xml", "sitemap")


def test_a_link_that_is_relative_to_itself_is_not_followed(store: Store) -> None:
    patterns = Patterns(store)
    assert patterns.admits("site", f"{SITE}/a/b/a/b/a/b/c", "listing")
    assert not patterns.admits("site", f"{SITE}/a/b/a/b/a/b/a/b", "listing")


def test_no_more_wait_than_the_limits_allow(store: Store) -> None:
    patterns = Patterns(store)
    patterns.max_waiting, patterns.max_addresses = 3, 5
    for n in range(3):
        patterns.count_entered("site", f"{SITE}/a/{n}", "listing")
    assert not patterns.admits("site", f"{SITE}/a/4", "listing")
    patterns.count_page("site", f"{SITE}/a/0", Outcome.STORED)
    assert patterns.admits("site", f"{SITE}/a/4", "listing")
    for n in range(2):
        patterns.count_entered("site", f"{SITE}/b/{n}", "sitemap")
    assert not patterns.admits("site", f"{SITE}/b/9", "sitemap")
    assert patterns.left_out("site") == [
        "1 left out: 3 like news.example/a/* wait already (NEWSCRAWLER_MAX_WAITING)",
        "1 left out: the site has 5 addresses (NEWSCRAWLER_MAX_ADDRESSES)",
    ]


def test_counts_outlive_the_crawl_and_cost_a_statement_a_commit(store: Store) -> None:
    patterns, statements = Patterns(store), []

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        statements.extend([statement] if "patterns" in statement else [])

    event.listen(store._engine, "before_cursor_execute", note)
    for n in range(1000):
        patterns.count_entered("site", f"{SITE}/calendar/{n}/", "listing")
    fetch(patterns, PROBES, Outcome.NOT_ARTICLE)
    assert len(statements) == 2
    patterns.flush()
    assert len(statements) == 3
    assert not Patterns(store).admits("site", f"{SITE}/calendar/x/", "listing")
