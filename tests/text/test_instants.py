"""Instants: what is written is read again, in UTC, and texts sort as the instants do."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.text.instants import (
    cdx_timestamp,
    read_cdx_timestamp,
    read_instant,
    timestamp,
    utc,
)

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=ZONES)
HALF_PAST = datetime(2017, 12, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "micro", "text"),
    [
        ("seconds", 999_999, "2017-12-21T09:30:00Z"),
        ("microseconds", 0, "2017-12-21T09:30:00.000000Z"),
        ("auto", 0, "2017-12-21T09:30:00Z"),
        ("auto", 120_000, "2017-12-21T09:30:00.120000Z"),
    ],
)
def test_a_warc_date_has_the_precision_that_is_asked_for(
    precision: str, micro: int, text: str
) -> None:
    assert timestamp(HALF_PAST + timedelta(microseconds=micro), precision) == text


@pytest.mark.parametrize(
    "text",
    [
        "2017-12-21T09:30:00Z", "2017-12-21T11:30:00+02:00", "2017-12-21T09:30",
        "20171221T093000Z", "2017-12-21 09:30:00.000000999Z",
    ],
)  # fmt: skip
def test_one_instant_has_many_spellings(text: str) -> None:
    assert read_instant(text) == HALF_PAST
    assert read_instant(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "now", "2017-13-01", "0001-01-01T00:00:00+03:00"])
def test_what_is_no_instant_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_instant(text)
    with pytest.raises(ValueError, match=r".+"):
        read_cdx_timestamp(text)


@given(INSTANTS)
def test_what_is_written_is_read_again(at: datetime) -> None:
    whole = at.replace(microsecond=0)
    assert read_instant(timestamp(at, "microseconds")) == at
    assert read_instant(timestamp(at, "auto")) == at
    assert read_instant(timestamp(at)) == whole
    assert read_cdx_timestamp(cdx_timestamp(at)) == whole
    assert len(cdx_timestamp(at)) == 14


@given(INSTANTS, INSTANTS)
def test_texts_sort_as_the_instants_do(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert timestamp(earlier) <= timestamp(later)
    assert cdx_timestamp(earlier) <= cdx_timestamp(later)
    assert timestamp(earlier, "microseconds") <= timestamp(later, "microseconds")


@given(INSTANTS)
def test_without_an_offset_it_is_utc_and_not_local_time(at: datetime) -> None:
    assert utc(utc(at).replace(tzinfo=None)) == at
