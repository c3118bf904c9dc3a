"""What is done to the slots of Scrapy's downloader."""

from time import monotonic

from hypothesis import given
from hypothesis import strategies as st
from scrapy.core.downloader import Slot

from newscrawler.crawl.fetch.politeness import let_rest, set_pace


@given(st.floats(0, 60), st.floats(0, 60), st.floats(0, 1))
def test_no_two_requests_are_nearer_than_the_pace(pace: float, delay: float, jitter: float) -> None:
    slot = Slot(concurrency=2, delay=delay, jitter=jitter)
    set_pace(slot, pace)
    for _ in range(5):
        assert slot.download_delay() >= pace * (1 - 1e-9)
    assert slot.delay >= delay
    before = (slot.delay, slot.jitter)
    set_pace(slot, pace)
    assert (slot.delay, slot.jitter) == before, "it is set again after each answer"


def test_a_pace_leaves_a_slower_slot_as_it_is() -> None:
    slot = Slot(concurrency=2, delay=10, jitter=0.5)
    set_pace(slot, 5)
    assert (slot.delay, slot.jitter) == (10, 0.5)


def test_a_rest_is_a_last_request_that_is_yet_to_come() -> None:
    slot = Slot(concurrency=2, delay=0, jitter=0)
    let_rest(slot, monotonic() - 1)
    assert (slot.lastseen, slot.delay) == (0, 0)
    until = monotonic() + 60
    let_rest(slot, until)
    let_rest(slot, until - 30)
    assert slot.lastseen == until
    assert slot.download_delay() > 0, "Scrapy looks at it only where there is a delay"
