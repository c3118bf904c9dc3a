"""View counts over time: what grew, fell, stood still, and began anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.store.reading.view_series import Count, Kind, Series, series, sparkline


def hourly(*counts: int | str) -> Series:
    """Read counts, or what a page printed of thousands, an hour apart."""
    rows = []
    for hour, seen in enumerate(counts):
        at = f"2024-05-{1 + hour // 24:02}T{hour % 24:02}:00:00Z"
        count = seen if isinstance(seen, int) else round(float(seen.rstrip("K")) * 1000)
        rows.append(Count(at, count, str(seen)))
    return series(rows)


def kinds(found: Series) -> str:
    return " ".join(point.kind for point in found.points)


def test_growth_has_a_rate() -> None:
    found = hourly(100, 150, 150, 154)
    assert kinds(found) == "first grew same grew"
    assert [point.gained for point in found.points] == [100, 50, 0, 4]
    assert [point.per_day for point in found.points] == [None, 1200.0, 0.0, 96.0]
    assert (found.total, found.resets) == (154, 0)


def test_a_reset_goes_on_from_below() -> None:
    found = hourly(1000, 10, 50, 90)
    assert kinds(found) == "first reset grew grew"
    assert (found.total, found.resets) == (1090, 1)
    assert hourly(1000, 0, 0, 5).total == 1005


def test_a_fall_that_nothing_follows_is_no_reset_yet() -> None:
    assert kinds(hourly(1000, 10)) == "first lower"
    assert kinds(hourly(1000, 10, 10)) == "first lower lower"
    assert kinds(hourly(1000, 900, 905)) == "first lower lower"
    assert hourly(1000, 900, 905).total == 1000


def test_two_caches_that_answer_in_turn_are_no_resets() -> None:
    found = hourly(1000, 400, 1000, 410, 1020)
    assert kinds(found) == "first older cached older grew"
    assert (found.total, found.resets) == (1020, 0)


def test_a_cached_counter_holds_back_and_jumps() -> None:
    found = hourly(500, 500, 500, 900)
    assert kinds(found) == "first cached cached grew"
    assert found.points[-1].per_day == 3200.0
    assert kinds(hourly(5, 5, 5, 6)) == "first same same grew"


def test_rounded_counts_fall_within_their_rounding() -> None:
    found = hourly("1.2K", 1187, "1.2K", "1.3K")
    assert [point.rounded_to for point in found.points] == [100, 1, 100, 100]
    assert kinds(found) == "first older same grew"
    (thousands,) = series([Count(None, 12_300, "١٢٫٣ ألف مشاهدة")]).points
    assert thousands.rounded_to == 100


def test_unknown_times_have_no_rates() -> None:
    found = series([Count(None, 1), Count("2024-05-01T00:00:00Z", 5), Count(None, 9)])
    assert [point.per_day for point in found.points] == [None] * 3
    assert series([]).total == 0


def test_sparklines_begin_at_nothing() -> None:
    assert sparkline(hourly(0, 50, 100).points) == "▁▅█"
    assert len(sparkline(hourly(*range(500)).points)) == 60
    assert sparkline(()) == ""


@given(st.lists(st.integers(0, 2000), max_size=30))
@settings(max_examples=200, deadline=None)
def test_what_holds_for_any_counter(counts: list[int]) -> None:
    found = hourly(*counts)
    assert found.total >= max(counts, default=0)
    for index, point in enumerate(found.points):
        highest = max(counts[:index], default=0)
        if point.kind is Kind.RESET:
            assert point.count <= highest / 2
            assert any(later > point.count for later in counts[index:])
        if point.kind in (Kind.CACHED, Kind.OLDER, Kind.SAME, Kind.LOWER):
            assert point.gained == 0
        assert point.gained >= 0
    rising = hourly(*sorted(counts))
    assert (rising.total, rising.resets) == (max(counts, default=0), 0)
