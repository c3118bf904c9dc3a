"""Spans of time, sizes and days: what is read, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.text.units import format_span, parse_day, parse_size, parse_span

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
BYTES = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}


@given(st.integers(0, 999_999), st.sampled_from("smhd"))
def test_a_span_is_whole_seconds(count: int, unit: str) -> None:
    found = parse_span(f"{count}{unit}")
    assert found == timedelta(seconds=count * SECONDS[unit])
    assert found // timedelta(seconds=1) == count * SECONDS[unit]


@given(st.integers(0, 10**15 - 1), st.sampled_from(["", "K", "M", "G"]))
def test_a_size_is_a_whole_number_however_large(count: int, unit: str) -> None:
    found = parse_size(f"{count}{unit}")
    assert type(found) is int
    assert found == count * BYTES[unit]


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day:%Y%m%d}".zfill(8)) == day


@given(st.integers(0, 999_999), st.sampled_from([("s", " s"), ("m", " min"), ("h", " h")]))
def test_what_is_printed_is_no_more_than_it_was(count: int, units: tuple[str, str]) -> None:
    span = timedelta(seconds=count * SECONDS[units[0]])
    number, _, unit = format_span(span).partition(" ")
    again = parse_span(f"{number}{unit[0]}")
    assert again <= span <= 2 * again + timedelta(0)


def test_spaces_around_and_a_zero_without_unit() -> None:
    assert parse_span(" 90s ") == timedelta(seconds=90)
    assert parse_span("0") == timedelta(0)
    assert parse_size(" 10M\n") == 10_000_000


@pytest.mark.parametrize(
    "text", ["", " ", "24", "00", "1w", "1.5h", "-1h", "+1h", "1 h", "1H", "1e3s", "1000000s", "h"]
)
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="no span"):
        parse_span(text)


@pytest.mark.parametrize("text", ["", "1GB", "1g", "-1", "1.5G", "10%", "1 G", "G", "1T", "9" * 16])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="no size"):
        parse_size(text)


@given(st.text(max_size=8))
def test_nothing_but_value_errors(text: str) -> None:
    for parse in (parse_span, parse_size, parse_day):
        try:
            parse(text)
        except ValueError:
            continue


@pytest.mark.parametrize("text", ["", "May", "2024-02-30", "31.1.2024", "2024-1-1", "2024"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_day(text)
