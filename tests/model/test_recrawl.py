"""When an address is due again."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.model.outcome import Outcome
from newscrawler.model.recrawl import Revisits

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAN = Revisits((HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY))
AT = "2024-06-10T12:00:00Z"


def wait(
    outcome: Outcome, *, born: str = AT, attempts: int = 1, plan: Revisits = PLAN, **more: bool
) -> timedelta | None:
    due = plan.due(outcome, at=AT, born=born, attempts=attempts, **more)
    return datetime.fromisoformat(due) - datetime.fromisoformat(AT) if due else None


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (AT, HOUR),
        ("2024-06-10T11:30:00Z", timedelta(minutes=30)),
        ("2024-06-10T11:10:00Z", timedelta(hours=5, minutes=10)),  # one in 10 minutes is too soon
        ("2024-06-09T12:00:00Z", 2 * DAY),
        ("2024-06-09", timedelta(days=1, hours=12)),
        ("2015-01-01", 30 * DAY),
    ],
)
def test_the_visits_of_an_article_grow_rarer_with_its_age(born: str, expected: timedelta) -> None:
    assert wait(Outcome.UNCHANGED, born=born) == expected


@pytest.mark.parametrize(
    ("outcome", "attempts", "expected"),
    [
        (Outcome.FAILED, 1, HOUR / 2),
        (Outcome.FAILED, 4, 4 * HOUR),
        (Outcome.BLOCKED, 99, 7.5 * DAY),
        (Outcome.GONE, 1, DAY),
        (Outcome.GONE, 3, 4 * DAY),
        (Outcome.ROBOTS, 99, 30 * DAY),
        (Outcome.INTERRUPTED, 1, timedelta(0)),
        (Outcome.ALIAS, 1, None),
        (Outcome.PART, 1, None),
        (Outcome.ERASED, 1, None),
    ],
)
def test_what_was_asked_for_in_vain_is_asked_for_less_and_less(
    outcome: Outcome, attempts: int, expected: timedelta | None
) -> None:
    assert wait(outcome, attempts=attempts) == expected


def test_lists() -> None:
    assert wait(Outcome.LISTING, is_list=True) == timedelta(0)
    assert wait(Outcome.LISTING, is_list=True, dated=True) == DAY
    assert wait(Outcome.LISTING, is_list=True, called=True) is None
    assert wait(Outcome.GONE, is_list=True) == timedelta(0)  # once is an accident
    assert wait(Outcome.GONE, is_list=True, attempts=3) == 2 * DAY


def test_never_and_at_every_crawl() -> None:
    assert wait(Outcome.STORED, plan=Revisits(())) is None
    always = Revisits((timedelta(0),))
    for outcome in (Outcome.STORED, Outcome.GONE, Outcome.FAILED, Outcome.REDIRECT):
        assert wait(outcome, plan=always, attempts=5) == timedelta(0)


@given(
    outcome=st.sampled_from(list(Outcome)),
    born=st.datetimes(datetime(1990, 1, 1), datetime(2024, 6, 10, 12)),
    attempts=st.integers(0, 10_000),
    is_list=st.booleans(),
    dated=st.booleans(),
)
def test_nothing_is_due_before_now_nor_later_than_the_last_age(
    outcome: Outcome, born: datetime, attempts: int, is_list: bool, dated: bool
) -> None:
    found = wait(
        outcome, born=born.isoformat() + "Z", attempts=attempts, is_list=is_list, dated=dated
    )
    assert found is None or timedelta(0) <= found <= 30 * DAY
