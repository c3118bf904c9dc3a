from hypothesis import given
from hypothesis import strategies as st

from newscrawler.sites.health.cusum import LEAST, change

ALWAYS, NEVER = [True], [False]


def test_a_total_break_is_noticed_on_the_sixth_page() -> None:
    usual = ALWAYS * 200
    assert change(usual + NEVER * 5, 200) is None
    found = change(usual + NEVER * 6, 200)
    assert found is not None
    assert (found.first, found.before) == (200, 1.0)


def test_a_break_of_every_other_page_is_noticed() -> None:
    assert change(ALWAYS * 200 + [True, False] * 15, 200) is not None


def test_what_half_the_pages_have_takes_longer() -> None:
    usual = [True, False] * 100
    assert change(usual + NEVER * 20, 200) is None
    found = change(usual + NEVER * 60, 200)
    assert found is not None
    assert 190 <= found.first <= 200


def test_a_break_that_came_page_by_page_does_not_pass_for_usual() -> None:
    """Nine broken pages were part of the baseline already when the tenth came."""
    found = change(ALWAYS * 60 + NEVER * 10, 69)
    assert found is not None
    assert found.first == 60


def test_a_batch_is_soon_made_up_for() -> None:
    assert change(ALWAYS * 200 + NEVER * 5 + ALWAYS * 3, 200) is None
    assert change(ALWAYS * 200 + NEVER * 30 + ALWAYS * 4, 200) is None


def test_batches_of_a_kind_that_came_before_are_no_change() -> None:
    batch = [*NEVER * 4, *ALWAYS * 16]
    assert change(batch * 10 + NEVER * 6, 200) is None
    assert change(batch * 10 + NEVER * 20, 200) is not None


def test_a_few_pages_are_no_baseline() -> None:
    few = ALWAYS * (LEAST - 1)
    assert change(few + NEVER * 50, LEAST - 1) is None
    assert change(few + NEVER * 50, LEAST - 1, expected=0.95) is not None


@given(st.lists(st.booleans(), max_size=120), st.integers(0, 120))
def test_what_was_rare_cannot_be_missed(values: list[bool], cut: int) -> None:
    usual = [n % 10 == 0 for n in range(100)]
    assert change(usual + values[:cut] + NEVER * 100, 100) is None


@given(st.lists(st.booleans(), min_size=1, max_size=300), st.data())
def test_a_change_lies_within_and_begins_what_is_rare(
    values: list[bool], data: st.DataObject
) -> None:
    reference = data.draw(st.integers(0, len(values)))
    found = change(values, reference, expected=0.95)
    if found is not None:
        assert 0 <= found.first < len(values)
        assert values[found.first :].count(False) >= 6
