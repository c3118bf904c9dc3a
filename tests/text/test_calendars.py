from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.text.dates.calendars import PERSIAN_YEARS, to_gregorian

# 1 Farvardin, from the Calendar Centre of the University of Tehran's Institute of Geophysics.
NOWRUZ = {
    1354: "1975-03-21", 1357: "1978-03-21", 1375: "1996-03-20", 1376: "1997-03-21",
    1379: "2000-03-20", 1383: "2004-03-20", 1387: "2008-03-20", 1391: "2012-03-20",
    1395: "2016-03-20", 1396: "2017-03-21", 1399: "2020-03-20", 1400: "2021-03-21",
    1403: "2024-03-20", 1404: "2025-03-21", 1408: "2029-03-20", 1409: "2030-03-21",
}  # fmt: skip


@pytest.mark.parametrize(("year", "day"), NOWRUZ.items())
def test_the_persian_year_begins_at_the_equinox(year: int, day: str) -> None:
    assert str(to_gregorian("persian", year, 1, 1)) == day


@pytest.mark.parametrize("year", PERSIAN_YEARS)
def test_persian_months_follow_each_other_and_fill_the_year(year: int) -> None:
    days = []
    for month in range(1, 13):
        lengths = [d for d in range(1, 33) if to_gregorian("persian", year, month, d)]
        assert lengths == list(range(1, len(lengths) + 1))
        days += [to_gregorian("persian", year, month, d) for d in lengths]
    assert len(days) in (365, 366)
    assert days[0]
    assert days == [days[0] + timedelta(n) for n in range(len(days))]


@pytest.mark.parametrize(
    ("hijri", "gregorian"),
    [((1343, 1, 1), "1924-08-01"), ((1429, 3, 7), "2008-03-15"), ((1441, 10, 11), "2020-06-03"),
     ((1445, 9, 1), "2024-03-11"), ((1447, 1, 1), "2025-06-26")],
)  # fmt: skip
def test_umm_al_qura(hijri: tuple[int, int, int], gregorian: str) -> None:
    assert str(to_gregorian("hijri", *hijri)) == gregorian


@pytest.mark.parametrize(
    ("calendar", "day"),
    [("hijri", (1441, 13, 1)), ("hijri", (1441, 1, 31)), ("hijri", (1342, 1, 1)), ("hijri", (1501, 1, 1)),
     ("persian", (1400, 12, 30)), ("persian", (1399, 7, 31)), ("persian", (1399, 13, 1)),
     ("persian", (1399, 0, 1)), ("gregorian", (2019, 2, 29)), ("gregorian", (0, 0, 0))],
)  # fmt: skip
def test_days_that_a_calendar_has_not(calendar: str, day: tuple[int, int, int]) -> None:
    assert to_gregorian(calendar, *day) is None  # type: ignore[arg-type]


@given(st.dates(date(1925, 1, 1), date(2076, 1, 1)))
def test_each_day_is_one_day_in_each_calendar(day: date) -> None:
    from hijridate import Gregorian

    hijri = Gregorian.fromdate(day).to_hijri()
    assert to_gregorian("hijri", hijri.year, hijri.month, hijri.day) == day
