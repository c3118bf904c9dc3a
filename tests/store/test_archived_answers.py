"""Which capture of an address answers a crawl offline."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawler.model.capture import DiscoveryHint, Entry, Location
from newscrawler.model.observation import CaptureFacts, Observation
from newscrawler.model.outcome import Outcome
from newscrawler.store import Store
from newscrawler.store.reading.archived_answers import Answers

URL = "https://example.com/a"
FILES = {(None, "x.warc.gz")}


def fact(number: int, at: str | None, url: str = URL, status: int = 200) -> CaptureFacts:
    return CaptureFacts(
        record_id=f"urn:{number:03d}", url=url, captured_at=at,
        location=Location("x.warc.gz", number, 1), site="site",
        entry=Entry("response", status),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'news.db'}")


def numbers(found: object) -> list[int]:
    return [int(facts.record_id[-3:]) for facts in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 60, 137])
def test_the_latest_first_however_many(store: Store, count: int) -> None:
    order = list(range(count))
    random.Random(count).shuffle(order)  # noqa: S311 - no secret
    store.register(fact(n, f"2024-01-01T{n // 60:02d}:{n % 60:02d}:00Z") for n in order)
    store.register([fact(999, "2030-01-01T00:00:00Z", "https://example.com/other")])
    assert numbers(Answers(store, FILES, None).of(URL)) == list(range(count))[::-1]


def test_captures_of_one_instant_stand_in_the_order_of_their_records(store: Store) -> None:
    store.register(fact(n, "2024-01-01T00:00:00Z") for n in range(45))
    assert numbers(Answers(store, FILES, None).of(URL)) == list(range(45))[::-1]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, [5, 4, 3, 2, 1, 0]),
        ("2024-01-01T00:00:29Z", [0]),
        # A second means all of it.
        ("2024-01-01T00:00:30Z", [3, 2, 1, 0]),
        ("2024-01-01T00:00:30.500000Z", [2, 1, 0]),
        ("2024-01-01T00:00:31Z", [5, 4, 3, 2, 1, 0]),
        ("2000-01-01T00:00:00Z", [0]),
    ],
)
def test_up_to_a_time(store: Store, until: str | None, expected: list[int]) -> None:
    times = [
        None, "2024-01-01T00:00:30.100000Z", "2024-01-01T00:00:30.500000Z",
        "2024-01-01T00:00:30.500001Z", "2024-01-01T00:00:31.000000Z", "2024-01-01T00:00:31Z",
    ]  # fmt: skip
    store.register(fact(n, at) for n, at in enumerate(times))
    assert numbers(Answers(store, FILES, until).of(URL)) == expected


def test_a_second_without_digits_is_its_beginning(store: Store) -> None:
    store.register([fact(0, "2024-01-01T00:00:30Z"), fact(1, "2024-01-01T00:00:30.300000Z")])
    assert set(numbers(Answers(store, FILES, "2024-01-01T00:00:30.200000Z").of(URL))) == {0}


def test_other_spellings_are_pages_and_the_nearest_comes_first(store: Store) -> None:
    asked = "https://www.example.com/a/"
    others = {
        "http://example.com/a": 200, "https://example.com/a": 301, "https://www.example.com/a": 200,
        "http://www.example.com/a/": 404, "https://m.example.com/a/": 200,
        "https://www.example.com/b/": 200,
    }  # fmt: skip
    store.register(
        fact(n, f"2024-01-0{n + 1}T00:00:00Z", url, status)
        for n, (url, status) in enumerate(others.items())
    )
    found = [f.url for f in Answers(store, FILES, None).under_another_spelling(asked)]
    assert found == ["https://www.example.com/a", "http://example.com/a"]
    assert [*Answers(store, FILES, "2023-01-01T00:00:00Z").under_another_spelling(asked)] == []


def test_a_crawl_claims_what_nobody_has_looked_into(store: Store) -> None:
    facts = [fact(n, f"2024-01-0{n + 1}T00:00:00Z") for n in range(5)]
    store.register(facts)
    store.apply(Observation(facts[1], 404, URL, "sha", Outcome.GONE))
    answers = Answers(store, FILES, "2024-01-04T00:00:00Z")
    served = replace(facts[3], crawl_id="crawl", site="mine")
    earlier = answers.claim(served)
    assert numbers(earlier) == [0, 2]
    assert {(f.crawl_id, f.site) for f in earlier} == {("crawl", "mine")}
    # What came after the time is no part of it, and what was looked into stays as it was.
    assert numbers(store.pending_of_crawl("crawl")) == [0, 2, 3]
    for one in (*earlier, served):
        store.apply(Observation(one, 404, URL, "sha", Outcome.GONE))
    assert answers.claim(served) == []


def test_discovery_adds_what_the_archive_did_not_know(store: Store) -> None:
    store.register([fact(0, None)])
    told = DiscoveryHint("feed", "Fri, 1 Mar 2019 10:00:00 +0000")
    Answers(store, FILES, None).set_hint(replace(fact(0, None), wanted=True, hint=told))
    (facts,) = Answers(store, FILES, None).of(URL)
    assert (facts.wanted, facts.hint) == (True, told)
    store.apply(Observation(facts, 404, URL, "sha", Outcome.GONE))
    Answers(store, FILES, None).set_hint(fact(0, None))
    (facts,) = Answers(store, FILES, None).of(URL)
    assert facts.hint == told


def test_what_the_archive_holds(store: Store) -> None:
    sites = ["a"] * 3 + ["b"] * 4 + [f"c{n}" for n in range(9)]
    store.register(
        replace(fact(n, f"2024-01-{n + 1:02d}T00:00:00Z"), site=site)
        for n, site in enumerate(sites)
    )
    assert Answers(store, FILES, None).holdings()[:3] == [("b", 4), ("a", 3), ("c0", 1)]
    assert Answers(store, {("../theirs", "x.warc.gz")}, None).holdings() == []


def test_other_files_do_not_answer(store: Store) -> None:
    theirs = Location("x.warc.gz", 1, 1, "../theirs")
    store.register([fact(0, "2024-01-01T00:00:00Z"), replace(fact(1, None), location=theirs)])
    ours, others = (Answers(store, files, None) for files in (FILES, {("../theirs", "x.warc.gz")}))
    assert (numbers(ours.of(URL)), numbers(others.of(URL))) == ([0], [1])
    assert numbers(ours.under_another_spelling(URL + "/")) == [0]
    assert ours.claim(replace(fact(0, "2024-01-01T00:00:00Z"), crawl_id="crawl")) == []
    assert numbers(store.pending_of_crawl("crawl")) == [0]


def test_a_capture_that_is_seen_again_tells_only_the_ledger(store: Store) -> None:
    def ledger(crawl: str) -> dict[str, int]:
        return store.ledger.counts(crawl)

    one = replace(fact(0, "2024-01-01T00:00:00Z"), crawl_id="first")
    seen = Observation(one, 200, URL, "sha", Outcome.NOT_ARTICLE)
    assert store.apply(seen) is Outcome.NOT_ARTICLE
    again = replace(seen, facts=replace(one, crawl_id="second"))
    assert store.apply(again) is Outcome.NOT_ARTICLE
    assert (ledger("first"), ledger("second")) == ({}, {"not-article": 1})
    # A replay has no ledger.
    assert store.apply(replace(seen, facts=replace(one, crawl_id=None))) is Outcome.NOT_ARTICLE
    assert ledger("second") == {"not-article": 1}
