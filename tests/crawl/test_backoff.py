"""How hosts rest and are left alone: the rules, with a clock that the test moves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler import clock
from newscrawler.crawl.backoff import LIMIT, SLOWEST, Hosts, Why, asked_rest, backoff
from newscrawler.store import Store
from newscrawler.store.ledger.host_backoff import HostNotes

START = datetime(2026, 11, 25, 12, tzinfo=UTC)
A = "a.example"


class Time:
    """Both clocks, at once."""

    passed = 0.0


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr("newscrawler.crawl.backoff.monotonic", lambda: 1000 + time.passed)
    monkeypatch.setattr(clock, "source", lambda: START + timedelta(seconds=time.passed))
    return time


@pytest.fixture
def notes() -> Iterator[HostNotes]:
    with Store("sqlite:///:memory:") as store:
        yield HostNotes(store)


def of_a_crawl(notes: HostNotes, patience: float = 120, ceiling: float = 86400) -> Hosts:
    return Hosts(notes, delay=1.0, patience=patience, ceiling=ceiling)


def rest(hosts_: Hosts, time: Time) -> float:
    return hosts_.of(A).until - 1000 - time.passed


def test_a_host_rests_as_long_as_it_asks_and_is_then_asked_again(
    notes: HostNotes, time: Time
) -> None:
    crawl = of_a_crawl(notes)
    crawl.busy(A, 30)
    assert rest(crawl, time) == 30
    assert crawl.admit(A), "a short rest is waited for"
    assert (crawl.left_alone, crawl.exit_code) == ([], 0)
    note = notes.of(A)
    assert note == ("2026-11-25T12:00:31Z", "asks us to wait (429 or 503)", 1)
    time.passed = 30
    crawl.answered(A)
    assert notes.of(A) is None
    assert crawl.of(A).failures == 0


def test_rests_grow_and_then_the_host_is_left_alone(notes: HostNotes, time: Time) -> None:
    crawl, rests = of_a_crawl(notes), []
    while crawl.admit(A):
        crawl.busy(A, None)
        rests.append(rest(crawl, time))
        time.passed += rests[-1]
        if crawl.of(A).alone:
            time.passed -= 1
    assert len(rests) <= LIMIT
    for times, seconds in enumerate(rests[:4]):
        assert 5 * 2**times <= seconds <= 10 * 2**times
    assert rests[-1] > 120
    assert (crawl.exit_code, crawl.turned_away) == (4, 1)
    assert "nothing is sent to it before 2026-11-25T12:" in crawl.left_alone[0].remark


def test_a_long_rest_holds_over_the_end_of_the_crawl(notes: HostNotes, time: Time) -> None:
    crawl = of_a_crawl(notes)
    crawl.busy(A, 3600)
    assert not crawl.admit(A)
    time.passed = 3500
    again = of_a_crawl(notes, patience=60)
    assert not again.admit(A)
    assert again.exit_code == 4
    later = of_a_crawl(notes)
    assert later.admit(A), "what is left of it is short"
    assert 100 <= rest(later, time) <= 102
    time.passed = 3700
    assert of_a_crawl(notes).admit(A)


def test_no_rest_is_longer_than_the_ceiling(notes: HostNotes, time: Time) -> None:
    crawl = of_a_crawl(notes, ceiling=7200)
    crawl.busy(A, 1e9)
    assert rest(crawl, time) == 7200


def test_what_was_under_way_neither_counts_nor_ends_a_rest(notes: HostNotes, time: Time) -> None:
    crawl = of_a_crawl(notes)
    crawl.busy(A, 20)
    crawl.busy(A, 10)
    crawl.failed(A)
    crawl.answered(A)
    assert (crawl.of(A).failures, crawl.of(A).why, rest(crawl, time)) == (1, Why.BUSY, 20)
    crawl.busy(A, 40)
    assert rest(crawl, time) == 40


def test_who_is_asked_too_often_is_asked_half_as_often(notes: HostNotes, time: Time) -> None:
    crawl = of_a_crawl(notes)
    paces = []
    for _ in range(8):
        crawl.busy(A, 1)
        time.passed += 600
        crawl.answered(A)
        paces.append(crawl.of(A).pace)
    assert paces == [2, 4, 8, 16, 32, SLOWEST, SLOWEST, SLOWEST]


def test_a_host_that_is_down_is_left_alone_until_a_probe_reaches_it(
    notes: HostNotes, time: Time
) -> None:
    crawl = of_a_crawl(notes)
    for times in range(LIMIT):
        assert crawl.admit(A)
        crawl.failed(A)
        if times < LIMIT - 1:
            assert 0.5 * 2**times <= rest(crawl, time) <= 2**times
            assert notes.of(A) is None, "a rest of seconds is forgotten"
            time.passed += rest(crawl, time)
    assert not crawl.admit(A)
    assert crawl.exit_code == 3
    assert 150 <= rest(crawl, time) <= 300
    time.passed += rest(crawl, time)
    assert crawl.admit(A), "one probe"
    assert not crawl.admit(A), "and no more"
    crawl.failed(A)
    assert not crawl.admit(A)
    assert 300 <= rest(crawl, time) <= 600, "for longer"
    time.passed += rest(crawl, time) + 2  # The note is in whole seconds.
    next_crawl = of_a_crawl(notes)
    assert next_crawl.admit(A)
    assert not next_crawl.admit(A)
    next_crawl.answered(A)
    assert next_crawl.admit(A)
    assert next_crawl.admit(A)
    assert (next_crawl.exit_code, notes.of(A)) == (0, None)


def test_a_probe_that_tells_nothing_lets_another_through(notes: HostNotes, time: Time) -> None:
    crawl = of_a_crawl(notes)
    crawl.leave(A, Why.ROBOTS)
    time.passed += 300
    assert crawl.admit(A)
    crawl.unclear(A)
    assert crawl.admit(A)
    crawl.leave(A, Why.ROBOTS)
    assert not crawl.admit(A)
    assert (crawl.of(A).failures, crawl.exit_code) == (2, 4)


def test_hosts_are_apart(notes: HostNotes, time: Time) -> None:
    crawl = of_a_crawl(notes)
    crawl.busy(A, 3600)
    assert not crawl.admit(A)
    assert crawl.turned_away == 1
    assert crawl.admit("b.example")
    assert crawl.turned_away == 0


def test_own_hosts_do_not_rest_without_being_told(notes: HostNotes, time: Time) -> None:
    crawl = Hosts(notes, delay=0, patience=120, ceiling=86400)
    for _ in range(LIMIT - 1):
        crawl.failed(A)
        assert rest(crawl, time) <= 0
    crawl.failed(A)
    assert not crawl.admit(A)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0), ("120", 120), (" 5 ", 5),
        ("Wed, 25 Nov 2026 12:00:30 GMT", 30),
        ("Wednesday, 25-Nov-26 12:01:00 GMT", 60),
        ("Wed Nov 25 12:02:00 2026", 120),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0),
        (None, None), ("", None), ("-5", None), ("1.5", None), ("soon", None), ("٣", None),
        ("Wed, 31 Feb 2026 12:00:00 GMT", None), ("9" * 20, 1e20),
    ],
)  # fmt: skip
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert asked_rest(header, START) == seconds


@given(st.text(max_size=40))
def test_a_retry_after_of_anything_is_seconds_or_nothing(header: str) -> None:
    found = asked_rest(header, START)
    assert found is None or found >= 0


@given(st.integers(0, 10**8))
def test_a_date_is_as_long_away_as_it_is(seconds: int) -> None:
    date = format_datetime(START + timedelta(seconds=seconds), usegmt=True)
    assert asked_rest(date, START) == seconds


@given(st.integers(-3, 10**6), st.floats(0.01, 100), st.floats(100, 1e6))
def test_backoff_is_within_its_bounds(times: int, first: float, longest: float) -> None:
    found = backoff(times, first, longest)
    assert (found == 0) if times < 1 else (first / 2 <= found <= longest)
