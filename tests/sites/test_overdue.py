"""What is late and what is silent, by what was usual."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.sites.health.overdue import overdue, silence

NOW = datetime(2024, 5, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def every(step: timedelta, count: int, last: datetime) -> list[datetime]:
    return [last - n * step for n in range(count)]


@pytest.mark.parametrize(
    ("ago", "late"),
    [(0.5, None), (1.2, None), (1.9, None), (2.5, 1.5 * HOUR), (48, 47 * HOUR)],
)
def test_a_run_that_has_not_come(ago: float, late: timedelta | None) -> None:
    assert overdue(every(HOUR, 20, NOW - ago * HOUR), NOW) == late


def test_runs_by_hand_are_never_late() -> None:
    assert overdue([], NOW) is None
    assert overdue(every(HOUR, 3, NOW - 99 * HOUR), NOW) is None
    by_hand = [NOW - timedelta(days=30) + timedelta(minutes=n**2) for n in range(12)]
    assert overdue(by_hand, NOW) is None


@given(st.lists(st.integers(0, 360), min_size=10, max_size=30), st.integers(0, 3000))
def test_a_timer_with_its_delays_is_not_late_before_its_time(delays: list[int], ago: int) -> None:
    starts = [NOW + n * HOUR + timedelta(seconds=delay) for n, delay in enumerate(delays)]
    assert overdue(starts, max(starts) + timedelta(seconds=ago)) is None


def test_a_site_that_has_fallen_silent() -> None:
    daily = every(timedelta(days=1), 30, NOW)
    assert silence(daily, NOW + timedelta(days=2)) is None
    assert silence(daily, NOW + timedelta(days=3)) == timedelta(days=3)
    # Every hour by day, and nothing at night.
    busy = [at for at in every(HOUR, 200, NOW) if 6 <= at.hour <= 22]
    assert silence(busy, NOW + 20 * HOUR) is None
    assert silence(busy, NOW + 30 * HOUR) == 30 * HOUR
    assert silence(daily[:5], NOW + timedelta(days=90)) is None
