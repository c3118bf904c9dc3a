import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.text.view_counts import is_view_label, may_label_views, parse_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        # The forms of real pages.
        ("744 مشاهدات", 744), ("1 مشاهدة", 1), ("3223 زيارة", 3223), ("212.3k views", 212_300),
        ("Post Views: 1.432", 1432), ("просмотров: 173", 173), ("مشاهدات عالية", None),
        ("الأكثر مشاهدة", None), ("الأكثر قراءة", None), ("الأكثر مشاهدة 12", None),
        # In words.
        ("مشاهدتان", 2), ("مشاهدة واحدة", 1), ("زيارة واحدة", 1), ("زيارتين", 2), ("3 آلاف مشاهدة", 3000),
        ("٣٫٥ ألف", 3500), ("٣٫٥ ألف مشاهدة", 3500), ("1.2 مليون مشاهدة", 1_200_000), ("3 آلاف", 3000),
        # The label before, after, and away.
        ("عدد المشاهدات : 55", 55), ("مشاهدات هذا المقال 55", 55), ("شوهد 55 مرة", 55), ("55 زيارات", 55),
        ("تمت قراءته 12 | 55 مشاهدة", 55), ("Views: 744", 744), ("744 views", 744), ("(744)", 744), ("744", 744),
        # Languages.
        ("1 234 vues", 1234), ("lu 55 fois, 1 234 lectures", 1234), ("۱۲۳۴ بازدید", 1234), ("تعداد بازدید: ۱٬۲۳۴", 1234),
        ("1.234 görüntülenme", 1234), ("55 kez okundu", 55), ("1,2 тыс. просмотров", 1200), ("12 345 просмотров", 12_345),
        ("1,2 Mio Aufrufe", 1_200_000), ("1,2 Mio", 1_200_000), ("4.321 visitas", 4321), ("3,4 mil visualizações", 3400),
        ("1.234 visualizzazioni", 1234), ("1 234 wyświetleń", 1234), ("1.2万 浏览", 12_000), ("조회 1,234", 1234),
        # Separators.
        ("1,234", 1234), ("1.432", 1432), ("١٬٢٣٤", 1234), ("1'234", 1234), ("12,34,567 views", 1_234_567),
        ("1.234.567 views", 1_234_567), ("1.2K", 1200), ("1.43K", 1430), ("1,43", None), ("1.23 views", None),
        ("1.432K", None), ("1,234.567", None), ("0 views", 0),
        # Several numbers: each label has its own.
        ("744 مشاهدات 3 تعليقات", 744), ("تعليقات 3 مشاهدات 744", 744), ("3 comments 744 views", 744),
        ("Comments: 3 Views: 744", 744), ("5 مايو 2020 مشاهدات 744", 744), ("12:30 - 744 مشاهدة", 744),
        ("Views 744 5 May 2020", 744), ("05/05/2020 10:30 | 744 views", 744), ("744 views 3 hours ago", 744),
        # Decoys.
        ("most read 5", None), ("Most viewed: 12", None), ("5 min read", None), ("قراءة 3 دقائق", None),
        ("مدة القراءة: 3 دقائق", None), ("12 تعليقا", None), ("3 shares", None), ("12 comments", None),
        ("2020-05-05", None), ("10:30", None), ("5 مايو 2020", None), ("اقرأ 5 مقالات", None), ("-5", None), ("5%", None),
        ("5 10", None), ("View 6 Images", None),
        ("You can view our June 2018 open thread here.", None), ("1 view", 1), ("View: 5", 5),
        ("Views of the four leading parties in 2018", None),
         ("5 - 10 views", None), ("views", None), ("", None), ("1 views" * 30, None),
    ],
)  # fmt: skip
def test_printed_counts(text: str, count: int | None) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("مشاهدات", True), ("744 مشاهدة", True), ("عدد الزيارات:", True), ("Post Views:", True), ("просмотров", True),
        ("بازدید", True), ("مشاهدتان", True), ("744 views 3 hours ago", True),
        ("الأكثر مشاهدة", False), ("most read", False), ("Reviews", False), ("قراءة 3 دقائق", False), ("5 min read", False),
        ("read more", False), ("744", False), ("12 تعليقا", False), ("مشاهد من الحفل", False), ("", False),
    ],
)  # fmt: skip
def test_labels_of_views(text: str, labels: bool) -> None:
    assert is_view_label(text) is labels


_DIGITS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
_GROUPS = st.sampled_from(["", ",", ".", "٬", "\u00a0", "\u202f", " ", "'", "’", "،"])
_FORMS = st.sampled_from(
    ["{} مشاهدة", "المشاهدات: {}", "زيارات {}", "{} views", "Views: {}", "{} vues", "просмотров: {}", "{} بازدید",
     "{} Aufrufe", "{} okunma", "{} visitas", "5 مايو 2020 | {} مشاهدة | 3 تعليقات", "{}"]
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(st.integers(0, 10**9), _DIGITS, _GROUPS, _FORMS)
def test_any_count_however_it_is_written(count: int, digits: str, group: str, form: str) -> None:
    shown = f"{count:,}".replace(",", group).translate(str.maketrans("0123456789", digits))
    assert parse_count(form.format(shown)) == count


@given(st.text(max_size=140) | st.text("0123456789.,kKم مشاهدةviews:-", max_size=125))
def test_any_text_is_a_count_or_none(text: str) -> None:
    count = parse_count(text)
    assert count is None or count >= 0
    assert is_view_label(text) in (True, False)


def test_one_look_at_many_texts() -> None:
    assert may_label_views(["12 May 2020", "744 مشاهدات"])
    assert may_label_views(["مشاهدة واحدة"])
    assert not may_label_views(["12 May 2020", "5 comments", ""])
