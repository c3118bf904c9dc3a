import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.text.numbers import parse_count

_ARABIC_DIGITS = str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("744 مشاهدات", 744), ("1 مشاهدة", 1), ("مشاهدتان", 2), ("مشاهدة واحدة", 1),
        ("زيارة واحدة", 1), ("3223 زيارة", 3223), ("٤٬٣٢١ زيارة", 4321), ("212.3k views", 212300),
        ("Post Views: 1.432", 1432), ("1.2K", 1200), ("1,2 Mio", 1_200_000),
        ("просмотров: 173", 173), ("عدد المشاهدات : 55", 55), ("3 آلاف مشاهدة", 3000),
        ("مشاهدات عالية", None), ("الأكثر مشاهدة 12", None), ("5 10", None), ("-5", None),
        ("", None), ("1.23 views", None),
    ],
)  # fmt: skip
def test_printed_counts(text: str, count: int | None) -> None:
    assert parse_count(text) == count


@given(
    st.integers(3, 10**9), st.booleans(), st.sampled_from(["{} مشاهدة", "زيارات: {}", "{} views"])
)
def test_any_count_however_it_is_written(count: int, arabic: bool, form: str) -> None:
    text = f"{count:,}"
    assert parse_count(form.format(text.translate(_ARABIC_DIGITS) if arabic else text)) == count


@given(st.text(max_size=80))
def test_any_text_is_a_count_or_none(text: str) -> None:
    count = parse_count(text)
    assert count is None or count >= 0
